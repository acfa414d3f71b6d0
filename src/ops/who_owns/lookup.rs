//! One question about handles, from the platform's files to the answers.

use std::path::Path;

use super::parsed_handle::ParsedOwnershipHandle;
use super::query_origin::QueryOrigin;
use super::unanswered::unanswered_handles_error;
use super::{HandleKind, OwnershipAnswer, who_owns};
use crate::error::{Error, Result};
use crate::index::{CatalogSubset, IndexKey};
use crate::platform::{Platform, PlatformSnapshot};

/// What is asked.
pub struct OwnershipQuestion<'a> {
    /// The handles, as they were typed.
    pub handles: &'a [String],
    /// How to understand them, if in one way only.
    pub only: Option<HandleKind>,
    /// Whether the platform's past is asked.
    pub is_past: bool,
    /// Where paths start from; absolute.
    pub working_directory: &'a Path,
    /// The user's home directory, if there is one.
    pub home: Option<&'a Path>,
}

/// As much of a platform as it takes to answer a question.
pub struct OwnershipLookup {
    /// The files that were read.
    pub snapshot: PlatformSnapshot,
    /// The entities that it takes.
    pub subset: CatalogSubset,
    query_origin: QueryOrigin,
}

impl OwnershipLookup {
    /// Reads what the question is about. A mirror that doesn't know every handle may be old, so its remote is asked then.
    ///
    /// # Errors
    /// Those of `load_platform_snapshot`, and as [`PlatformSnapshot::read_catalog`].
    pub fn load(
        question: &OwnershipQuestion<'_>,
        platform: &Platform,
        load_snapshot: &dyn Fn(&Platform) -> Result<PlatformSnapshot>,
    ) -> Result<OwnershipLookup> {
        let lookup = OwnershipLookup::read(question, platform, load_snapshot(platform)?)?;
        if !lookup.snapshot.is_from_mirror() || lookup.has_hits_for_all_handles(question) {
            return Ok(lookup);
        }
        let newest = load_snapshot(&platform.clone().require_newest())?;
        OwnershipLookup::read(question, platform, newest)
    }

    fn read(
        question: &OwnershipQuestion<'_>,
        platform: &Platform,
        snapshot: PlatformSnapshot,
    ) -> Result<OwnershipLookup> {
        let (directory, home) = (question.working_directory, question.home);
        let query_origin = QueryOrigin::new(directory, home, platform, &snapshot);
        let snapshot = add_nearest_catalog_files(snapshot, &query_origin, question.handles);
        let keys = |handle: &String| {
            ParsedOwnershipHandle::parse(&query_origin, handle, None)
                .catalog_index_keys(&query_origin)
        };
        let keys: Vec<IndexKey> = question.handles.iter().flat_map(keys).collect();
        let subset =
            CatalogSubset::load_catalog_subset(platform, &snapshot, question.is_past, &keys)?;
        Ok(OwnershipLookup {
            snapshot,
            subset,
            query_origin,
        })
    }

    /// The answer for each handle, in order.
    pub fn answer(&self, question: &OwnershipQuestion<'_>) -> Vec<OwnershipAnswer<'_>> {
        let answer =
            |handle: &String| who_owns(&self.subset, &self.query_origin, handle, question.only);
        question.handles.iter().map(answer).collect()
    }

    /// The error for every handle that leads nowhere, or to something that nobody owns.
    pub fn unanswered_error(&self, answers: &[OwnershipAnswer<'_>]) -> Option<Error> {
        let has_faults = self.subset.has_diagnostics();
        let hint = has_faults.then_some("some of the catalog has faults: idp catalog validate");
        unanswered_handles_error(answers).map(|error| error.with_optional_hint(hint))
    }

    fn has_hits_for_all_handles(&self, question: &OwnershipQuestion<'_>) -> bool {
        let answers = self.answer(question);
        answers.iter().all(|answer| !answer.hits.is_empty())
    }
}

/// The same, read from the catalog files nearest to what `handles` name as well: the root of a loose catalog may lead to
/// none of them.
fn add_nearest_catalog_files(
    snapshot: PlatformSnapshot,
    query_origin: &QueryOrigin,
    handles: &[String],
) -> PlatformSnapshot {
    if !snapshot.is_loose_catalog() {
        return snapshot;
    }
    let paths = |handle: &String| {
        ParsedOwnershipHandle::parse(query_origin, handle, None)
            .possible_catalog_paths(query_origin)
    };
    let paths: Vec<String> = handles.iter().flat_map(paths).collect();
    snapshot.with_nearest_catalog_files(&paths)
}
