//! The annotations that Backstage and its plugins know below `backstage.io/`.

/// What the catalog itself writes while it reads; by hand it is wrong sooner or later.
pub(super) const GENERATED_ANNOTATIONS: [&str; 3] = [
    "managed-by-location",
    "managed-by-origin-location",
    "orphan",
];

/// What people write. Sources: "Well-known annotations" of Backstage's documentation, and the constants of the plugins
/// in backstage/backstage and backstage/community-plugins, 2026-11.
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
