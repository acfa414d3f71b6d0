//! Headers as JSON. Since format 3, a header contains the version of `idp` that wrote it and the kind of run; formats 1 and 2 are
//! for `idp new` only. In format 1, the outcome of `create` is only the subject; in format 2, it also has the repository's id.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::header::{NewServiceRun, RunHeader, RunWork};
use super::planned_service::PlannedService;
use crate::idp_version::IDP_VERSION;

/// The format that this `idp` writes; journals in a later format are rejected.
pub(super) const JOURNAL_FORMAT_VERSION: u32 = 3;

/// The fields that every format has, including future ones.
#[derive(Deserialize)]
pub(super) struct JournalHeaderPreamble {
    /// The format.
    pub(super) schema: u32,
    /// The version of `idp` that wrote it; unknown in formats 1 and 2.
    #[serde(default)]
    pub(super) idp: Option<String>,
}

/// Format 3.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct CurrentJournalHeader {
    schema: u32,
    idp: String,
    kind: String,
    run: String,
    begun: Timestamp,
    pid: u32,
    platform: String,
    work: Json,
}

/// Formats 1 and 2.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LegacyJournalHeader {
    #[serde(rename = "schema")]
    _schema: u32,
    run: String,
    begun: Timestamp,
    pid: u32,
    platform: String,
    inputs: BTreeMap<String, String>,
    #[serde(default)]
    values: Option<String>,
    draft: PathBuf,
    service: PlannedService,
}

/// The first line of a journal, without a line break.
pub(super) fn format_journal_header(header: &RunHeader) -> serde_json::Result<String> {
    let work = match &header.work {
        RunWork::New(new) => serde_json::to_value(new)?,
        RunWork::Init(init) => serde_json::to_value(init)?,
    };
    serde_json::to_string(&CurrentJournalHeader {
        schema: JOURNAL_FORMAT_VERSION,
        idp: IDP_VERSION.to_owned(),
        kind: header.work.kind_name().to_owned(),
        run: header.run.clone(),
        begun: header.begun,
        pid: header.pid,
        platform: header.platform.clone(),
        work,
    })
}

/// Parses the header in `line`, in the format `schema`, from 1 to [`JOURNAL_FORMAT_VERSION`].
pub(super) fn parse_journal_header(schema: u32, line: &str) -> serde_json::Result<RunHeader> {
    match schema {
        1 | 2 => serde_json::from_str(line).map(LegacyJournalHeader::into_run_header),
        _ => serde_json::from_str::<CurrentJournalHeader>(line)?.into_run_header(),
    }
}

impl CurrentJournalHeader {
    fn into_run_header(self) -> serde_json::Result<RunHeader> {
        let work = match &*self.kind {
            "new" => RunWork::New(serde_json::from_value(self.work)?),
            "init" => RunWork::Init(serde_json::from_value(self.work)?),
            other => {
                let unknown = format_args!("unknown run kind `{other}`");
                return Err(serde_json::Error::custom(unknown));
            }
        };
        Ok(RunHeader {
            run: self.run,
            begun: self.begun,
            pid: self.pid,
            platform: self.platform,
            work,
        })
    }
}

impl LegacyJournalHeader {
    fn into_run_header(self) -> RunHeader {
        RunHeader {
            run: self.run,
            begun: self.begun,
            pid: self.pid,
            platform: self.platform,
            work: RunWork::New(Box::new(NewServiceRun {
                inputs: self.inputs,
                values: self.values,
                draft: self.draft,
                command: None,
                service: self.service,
            })),
        }
    }
}
