//! How a handle is understood: as the first of these that leads to something, in the order of `ALL`.

/// What a handle can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// The address of a repository.
    Url,
    /// A ref with its kind.
    Ref,
    /// A path of this machine.
    Path,
    /// `namespace/<namespace in Kubernetes>`.
    Namespace,
    /// An image, with tag or digest.
    Image,
    /// A name, perhaps with its namespace in the catalog.
    Name,
}

impl Handle {
    /// In the order in which they are tried.
    pub const ALL: [Handle; 6] = [
        Handle::Url,
        Handle::Ref,
        Handle::Path,
        Handle::Namespace,
        Handle::Image,
        Handle::Name,
    ];

    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Handle::Url => "url",
            Handle::Ref => "ref",
            Handle::Path => "path",
            Handle::Namespace => "namespace",
            Handle::Image => "image",
            Handle::Name => "name",
        }
    }
}
