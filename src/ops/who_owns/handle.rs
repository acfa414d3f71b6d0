//! The kinds of handles, in the order they are tried.

/// A kind of handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnershipHandleKind {
    /// The URL of a repository, of any page in it, or of a team.
    Url,
    /// A ref with a kind.
    Ref,
    /// `@organisation/team`.
    Team,
    /// `@user`.
    User,
    /// An email address.
    Email,
    /// `namespace/<Kubernetes namespace>`.
    Namespace,
    /// `#channel`.
    Channel,
    /// An image, with tag or digest.
    Image,
    /// A name, optionally with its catalog namespace.
    Name,
    /// A local path.
    Path,
}

impl OwnershipHandleKind {
    /// In the order they are tried. All but the last two are unambiguous; a word may be both a name and a path.
    pub const ALL: [OwnershipHandleKind; 10] = [
        OwnershipHandleKind::Url,
        OwnershipHandleKind::Ref,
        OwnershipHandleKind::Team,
        OwnershipHandleKind::User,
        OwnershipHandleKind::Email,
        OwnershipHandleKind::Namespace,
        OwnershipHandleKind::Channel,
        OwnershipHandleKind::Image,
        OwnershipHandleKind::Name,
        OwnershipHandleKind::Path,
    ];

    /// Those that only a prefix tells from a name.
    pub(super) const PREFIXED: [OwnershipHandleKind; 4] = [
        OwnershipHandleKind::Team,
        OwnershipHandleKind::User,
        OwnershipHandleKind::Namespace,
        OwnershipHandleKind::Channel,
    ];

    /// The name used in flags and JSON.
    pub fn name(self) -> &'static str {
        match self {
            OwnershipHandleKind::Url => "url",
            OwnershipHandleKind::Ref => "ref",
            OwnershipHandleKind::Team => "team",
            OwnershipHandleKind::User => "user",
            OwnershipHandleKind::Email => "email",
            OwnershipHandleKind::Namespace => "namespace",
            OwnershipHandleKind::Channel => "channel",
            OwnershipHandleKind::Image => "image",
            OwnershipHandleKind::Name => "name",
            OwnershipHandleKind::Path => "path",
        }
    }

    /// The human-readable name, such as `a path`.
    pub(super) fn description(self) -> &'static str {
        match self {
            OwnershipHandleKind::Url => "a URL",
            OwnershipHandleKind::Ref => "a ref",
            OwnershipHandleKind::Team => "a team",
            OwnershipHandleKind::User => "a user",
            OwnershipHandleKind::Email => "an email address",
            OwnershipHandleKind::Namespace => "a Kubernetes namespace",
            OwnershipHandleKind::Channel => "a channel",
            OwnershipHandleKind::Image => "an image",
            OwnershipHandleKind::Name => "a name",
            OwnershipHandleKind::Path => "a path",
        }
    }
}
