//! The level of a rule, as set by an organisation.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Severity;

/// The severity of a violation of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleLevel {
    /// The rule is turned off.
    Off,
    /// Information only; never an error.
    Note,
    /// Should be fixed.
    Warning,
    /// Must be fixed.
    Error,
}

impl RuleLevel {
    /// The name: `off`, `note`, `warning` or `error`.
    pub fn name(self) -> &'static str {
        self.severity().map_or("off", Severity::as_str)
    }

    /// The severity; `None` if the rule is off.
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            RuleLevel::Off => None,
            RuleLevel::Note => Some(Severity::Note),
            RuleLevel::Warning => Some(Severity::Warning),
            RuleLevel::Error => Some(Severity::Error),
        }
    }
}
