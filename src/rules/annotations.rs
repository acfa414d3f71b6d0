//! The annotations under `backstage.io/` that Backstage and its plugins use.

/// Annotations that Backstage sets while it ingests entities; values set by hand go stale.
pub(super) const GENERATED_ANNOTATIONS: [&str; 3] = [
    "managed-by-location",
    "managed-by-origin-location",
    "orphan",
];

/// Annotations that users set. Sources: "Well-known annotations" in the Backstage documentation, and the constants of
/// the plugins in backstage/backstage and backstage/community-plugins, 2026-11.
pub(super) const KNOWN_ANNOTATIONS: [&str; 21] = [
    "adr-location",
    "code-coverage",
    "createdAt",
    "definition-at-location",
    "edit-url",
    "kubernetes-cluster",
    "kubernetes-id",
    "kubernetes-label-selector",
    "kubernetes-namespace",
    "ldap-dn",
    "ldap-rdn",
    "ldap-uuid",
    "linguist",
    "linguist-location",
    "source-location",
    "source-template",
    "techdocs-entity",
    "techdocs-entity-path",
    "techdocs-ref",
    "time-saved",
    "view-url",
];
