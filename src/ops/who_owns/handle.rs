//! What a handle can be, in the order of trying.

/// A kind of handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
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

impl Handle {
    /// In the order in which they are tried. All but the last two are unmistakable; a word may be a name and a path.
    pub const ALL: [Handle; 10] = [
        Handle::Url,
        Handle::Ref,
        Handle::Team,
        Handle::User,
        Handle::Email,
        Handle::Namespace,
        Handle::Channel,
        Handle::Image,
        Handle::Name,
        Handle::Path,
    ];

    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Handle::Url => "url",
            Handle::Ref => "ref",
            Handle::Team => "team",
            Handle::User => "user",
            Handle::Email => "email",
            Handle::Namespace => "namespace",
            Handle::Channel => "channel",
            Handle::Image => "image",
            Handle::Name => "name",
            Handle::Path => "path",
        }
    }

    /// For people, such as `a path`.
    pub(super) fn described(self) -> &'static str {
        match self {
            Handle::Url => "a URL",
            Handle::Ref => "a ref",
            Handle::Team => "a team",
            Handle::User => "a user",
            Handle::Email => "an e-mail address",
            Handle::Namespace => "a namespace in Kubernetes",
            Handle::Channel => "a channel",
            Handle::Image => "an image",
            Handle::Name => "a name",
            Handle::Path => "a path",
        }
    }
}
