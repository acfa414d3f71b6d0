//! How the database of a service is backed up. It is set in `idp.yaml` and written to the chart's values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::printable::escape_and_truncate;

/// Backups of a database with the Barman Cloud plugin for CloudNativePG.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BackupConfig {
    /// The folder in an object store; `{name}` is the name of the service.
    destination: BackupDestination,
    /// When to take a base backup: a cron expression with seconds first, in UTC.
    #[serde(default)]
    schedule: BackupSchedule,
    /// How far back the database can be restored, in days, weeks or months.
    #[serde(default)]
    retention: BackupRetention,
    /// How the database authenticates to the object store. Default: the identity of the node or namespace.
    #[serde(default)]
    credentials: BackupCredentials,
}

/// How a database authenticates to an object store. Set at most one of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
struct BackupCredentials {
    /// An AWS role ARN, a Google service account or an Azure client ID; `{name}` is the name of the service.
    identity: String,
    /// A Secret in the namespace of the service; `{name}` is the name of the service.
    secret_name: String,
}

/// Declares a string type that is validated against a pattern.
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
    /// A cron expression with seconds.
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
    /// The field names in templates.
    pub(super) const BACKUP_FIELDS: [&str; 5] = [
        "destination",
        "schedule",
        "retention",
        "identity",
        "secretName",
    ];

    /// A backup configuration with `probe` in its text fields.
    pub(super) fn from_lint_probe_text(probe: &str) -> BackupConfig {
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

    /// Whether both an identity and a Secret are set; only one of them can be used.
    pub fn has_identity_and_secret(&self) -> bool {
        let BackupCredentials {
            identity,
            secret_name,
        } = &self.credentials;
        !identity.is_empty() && !secret_name.is_empty()
    }

    /// The values that templates of the service `name` see; every field is empty if there is no backup.
    pub(super) fn to_template_values(backup: Option<&BackupConfig>, name: &str) -> Json {
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
