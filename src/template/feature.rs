//! What a template switches on, unless a team opts out.

use super::input::DeclarationSite;

/// A default that a team may opt out of, with a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// What `--without` takes; `features.<name>` in templates.
    pub name: String,
    /// A few words.
    pub title: String,
    /// What a service loses without it.
    pub description: String,
    /// Who has it.
    pub(super) declared_at: DeclarationSite,
}
