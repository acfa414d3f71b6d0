//! Features, which a template enables unless a team opts out.

use super::input::ManifestDeclarationSite;

/// A feature that is enabled by default; a team can opt out with a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The name for `--without`; `features.<name>` in templates.
    pub name: String,
    /// A short title.
    pub title: String,
    /// What a service loses without it.
    pub description: String,
    /// The manifest that declares it.
    pub(super) declared_at: ManifestDeclarationSite,
}
