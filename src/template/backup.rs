//! How the database of a service is backed up; `idp.yaml` sets it, the chart's values hold it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::printable::escape_and_truncate;

/// Backups of a database, by the Barman Cloud plugin of CloudNativePG.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BackupConfig {
    /// The folder in an object store; `{name}` is the service.
    destination: BackupDestination,
    /// When to take a base backup: cron with seconds first, in UTC.
    #[serde(default)]
    schedule: BackupSchedule,
    /// How far back the database can be restored, in days, weeks or months.
    #[serde(default)]
    retention: BackupRetention,
    /// How the database signs in to the object store. Default: with the identity of the node or the namespace.
    #[serde(default)]
    credentials: BackupCredentials,
}

/// How a database signs in to an object store; at most one of them is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
struct BackupCredentials {
    /// A role ARN of AWS, a service account of Google or a client ID of Azure; `{name}` is the service.
    identity: String,
    /// A Secret in the namespace of the service; `{name}` is the service.
    secret_name: String,
}

/// Declares a text of one form.
macro_rules! pattern_string {
    ($(#[$doc:meta])* $name:ident, $pattern:literal, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String")]
        #[schemars(extend("pattern" = $pattern))]
        struct $name(String);

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                if regex::Regex::new($pattern).is_ok_and(|form| form.is_match(&text)) { Ok($name(text)) } else { Err(format!(concat!("`{}` isn't ", $what), escape_and_truncate(&text))) }
            }
        }
    };
}

pattern_string!(
    /// A folder in an object store.
    BackupDestination,
    r"^(s3://|gs://|https://[a-z0-9]+\.blob\.core\.[a-z.]+/)[^\s/]\S*$",
    "a folder in an object store: s3://…, gs://… or https://<account>.blob.core.windows.net/…"
);
pattern_string!(
    /// Cron with seconds.
    BackupSchedule,
    r"^\S+( \S+){5}$",
    "a schedule of six fields, seconds first, such as `0 0 3 * * *`"
);
pattern_string!(
    /// A number of days, weeks or months.
    BackupRetention,
    r"^[1-9][0-9]*[dwm]$",
    "a number of days, weeks or months, such as `30d`"
);

impl Default for BackupSchedule {
    fn default() -> Self {
        BackupSchedule("0 0 3 * * *".to_owned())
    }
}

impl Default for BackupRetention {
    fn default() -> Self {
        BackupRetention("30d".to_owned())
    }
}

impl BackupConfig {
    /// The names that templates know it by.
    pub(super) const BACKUP_FIELDS: [&str; 5] = [
        "destination",
        "schedule",
        "retention",
        "identity",
        "secretName",
    ];

    /// One whose texts hold `probe`.
    pub(super) fn from_lint_text(probe: &str) -> BackupConfig {
        BackupConfig {
            destination: BackupDestination(format!("s3://{probe}")),
            schedule: BackupSchedule(probe.to_owned()),
            retention: BackupRetention::default(),
            credentials: BackupCredentials {
                identity: probe.to_owned(),
                secret_name: probe.to_owned(),
            },
        }
    }

    /// An identity beside a Secret, of which only one can be used.
    pub fn conflicting_identity(&self) -> Option<&str> {
        let BackupCredentials {
            identity,
            secret_name,
        } = &self.credentials;
        (!identity.is_empty() && !secret_name.is_empty()).then_some(identity)
    }

    /// A backup as templates of the service `name` see it; every name is empty where there is none.
    pub(super) fn to_json(backup: Option<&BackupConfig>, name: &str) -> Json {
        let Some(backup) = backup else {
            return BackupConfig::BACKUP_FIELDS
                .map(|key| (key.to_owned(), Json::from("")))
                .into_iter()
                .collect();
        };
        let of_service = |text: &str| text.replace("{name}", name);
        json!({
            "destination": of_service(&backup.destination.0),
            "schedule": backup.schedule.0,
            "retention": backup.retention.0,
            "identity": of_service(&backup.credentials.identity),
            "secretName": of_service(&backup.credentials.secret_name),
        })
    }
}
