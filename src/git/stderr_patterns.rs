//! The words by which git, ssh or a server tells what went wrong.

/// Somebody must sign in first. Wordings of git's `credential.c` and `http.c`, of ssh, and of GitHub.
pub(super) const SIGN_IN_REQUIRED_PATTERNS: &[&str] = &[
    "Permission denied (publickey",
    "Authentication failed",
    "could not read Username",
    "could not read Password",
    "Invalid username or password",
];

/// Somebody is signed in, and may not do it. Wordings of git's `http.c` and of GitHub.
pub(super) const FORBIDDEN_PATTERNS: &[&str] = &[
    "The requested URL returned error: 403",
    "without `workflow` scope",
    "without `workflows` permission",
];

/// A server that ended the connection with one of these words knows who asks and doesn't let them. In lower case; wordings
/// of GitHub and GitLab. Elsewhere a hook of the remote may say the same, of something else.
pub(super) const PERMISSION_DENIED_PATTERNS: &[&str] = &[
    "saml sso",
    "single sign-on",
    "ip allow list",
    "ip address is not permitted",
    "denied to",
    "not granted",
    "forbids access",
    "marked as read only",
    "archived",
    "suspended",
    "disabled",
    "locked",
    "no longer allowed",
    "not allowed to",
    "don't have permission",
    "does not have write access",
];

/// A server that ended the connection with one of these words has no such repository, or doesn't show it. As
/// [`PERMISSION_DENIED_PATTERNS`].
pub(super) const REPOSITORY_NOT_FOUND_PATTERNS: &[&str] = &[
    "repository not found",
    "could not be found",
    "either does not exist",
];

/// The remote has no such branch. Wording of git's `remote.c`.
pub(super) const REF_NOT_FOUND_PATTERNS: &[&str] = &["couldn't find remote ref"];

/// Rules of the remote keep everybody from pushing there. In lower case; wordings of GitHub (GH006: branch protection,
/// GH013: rulesets), GitLab and Gitea.
pub(super) const BRANCH_PROTECTED_PATTERNS: &[&str] =
    &["gh006", "gh013", "protected branch", "not allowed to push"];

/// A hook of the remote declined for a reason that passes. In lower case.
pub(super) const TRANSIENT_REFUSAL_PATTERNS: &[&str] = &[
    "busy",
    "try again",
    "retry",
    "timeout",
    "timed out",
    "temporar",
    "unavailable",
    "overload",
    "too many",
    "internal server error",
];

/// ssh doesn't know the server's key, or knows another one.
pub(super) const UNKNOWN_HOST_KEY_PATTERNS: &[&str] = &["Host key verification failed"];

/// This machine is at fault, not the remote. Wordings of git and of the C library.
pub(super) const LOCAL_FAULT_PATTERNS: &[&str] = &[
    "No space left on device",
    "Read-only file system",
    "Permission denied",
    "insufficient permission",
    "unable to create temporary",
    "bad config",
];

/// Of those, what not even a commit without a signature gets past.
pub(super) const DISK_FAULT_PATTERNS: &[&str] = &[
    "No space left on device",
    "Read-only file system",
    "insufficient permission",
    "unable to create temporary",
];

/// The repository is somebody else's, and git wants to hear that it's trusted.
pub(super) const DUBIOUS_OWNERSHIP_PATTERNS: &[&str] = &["dubious ownership"];

/// A signature was wanted and there is no key for it. Wordings of git's `gpg-interface.c` and `builtin/commit.c`, of
/// gpg and of ssh-keygen.
pub(super) const SIGNING_FAILED_PATTERNS: &[&str] = &[
    "failed to sign",
    "failed to write commit object",
    "Couldn't load public key",
    "No private key found",
    "secret key not available",
    "user.signingkey needs to be",
    "user.signingKey needs to be",
    "either user.signingkey or gpg.ssh.defaultKeyCommand needs to be configured",
];

/// The remote repository has another object format than ours.
pub(super) const OBJECT_FORMAT_MISMATCH_PATTERNS: &[&str] =
    &["mismatched algorithms", "mismatched object formats"];
