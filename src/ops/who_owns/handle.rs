//! What a handle can be, in the order of trying.

/// A kind of handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandleKind {
    /// The address of a repository, of any page of it, or of a team.
    Url,
    /// A ref with its kind.
    Ref,
    /// `@organisation/team`.
    Team,
    /// `@user`.
    User,
    /// An e-mail address.
    Email,
    /// `namespace/<namespace in Kubernetes>`.
    Namespace,
    /// `#channel`.
    Channel,
    /// An image, with tag or digest.
    Image,
    /// A name, perhaps with its namespace in the catalog.
    Name,
    /// A path of this machine.
    Path,
}

impl HandleKind {
    /// In the order in which they are tried. All but the last two are unmistakable; a word may be a name and a path.
    pub const ALL: [HandleKind; 10] = [
        HandleKind::Url,
        HandleKind::Ref,
        HandleKind::Team,
        HandleKind::User,
        HandleKind::Email,
        HandleKind::Namespace,
        HandleKind::Channel,
        HandleKind::Image,
        HandleKind::Name,
        HandleKind::Path,
    ];

    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            HandleKind::Url => "url",
            HandleKind::Ref => "ref",
            HandleKind::Team => "team",
            HandleKind::User => "user",
            HandleKind::Email => "email",
            HandleKind::Namespace => "namespace",
            HandleKind::Channel => "channel",
            HandleKind::Image => "image",
            HandleKind::Name => "name",
            HandleKind::Path => "path",
        }
    }

    /// For people, such as `a path`.
    pub(super) fn description(self) -> &'static str {
        match self {
            HandleKind::Url => "a URL",
            HandleKind::Ref => "a ref",
            HandleKind::Team => "a team",
            HandleKind::User => "a user",
            HandleKind::Email => "an e-mail address",
            HandleKind::Namespace => "a namespace in Kubernetes",
            HandleKind::Channel => "a channel",
            HandleKind::Image => "an image",
            HandleKind::Name => "a name",
            HandleKind::Path => "a path",
        }
    }
}
