//! How bad a breach of a rule is, as an organisation says it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Severity;

/// How bad a breach of a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleLevel {
    /// The rule is not checked.
    Off,
    /// Worth knowing, and never an error.
    Note,
    /// Should be fixed.
    Warning,
    /// Must be fixed.
    Error,
}

impl RuleLevel {
    /// `off`, `note`, `warning` or `error`.
    pub fn name(self) -> &'static str {
        self.severity().map_or("off", Severity::as_str)
    }

    /// `None` where it is not checked.
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            RuleLevel::Off => None,
            RuleLevel::Note => Some(Severity::Note),
            RuleLevel::Warning => Some(Severity::Warning),
            RuleLevel::Error => Some(Severity::Error),
        }
    }
}
