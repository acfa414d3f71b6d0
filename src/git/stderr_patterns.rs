//! Patterns in the messages of git, ssh and servers that tell what went wrong.

/// Credentials are missing or rejected. Messages from git's `credential.c` and `http.c`, ssh, and GitHub.
pub(super) const SIGN_IN_REQUIRED_PATTERNS: &[&str] = &[
    "Permission denied (publickey",
    "Authentication failed",
    "could not read Username",
    "could not read Password",
    "Invalid username or password",
];

/// The account lacks the permission. Messages from git's `http.c` and from GitHub.
pub(super) const FORBIDDEN_PATTERNS: &[&str] = &[
    "The requested URL returned error: 403",
    "without `workflow` scope",
    "without `workflows` permission",
];

/// The account lacks the permission, if the server closed the connection with one of these messages. In lower case;
/// messages from GitHub and GitLab. Otherwise, a hook of the remote may use the same words for something else.
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

/// The repository doesn't exist or isn't visible, if the server closed the connection with one of these messages. As
/// [`PERMISSION_DENIED_PATTERNS`].
pub(super) const REPOSITORY_NOT_FOUND_PATTERNS: &[&str] = &[
    "repository not found",
    "could not be found",
    "either does not exist",
];

/// The remote has no such branch. A message from git's `remote.c`.
pub(super) const REF_NOT_FOUND_PATTERNS: &[&str] = &["couldn't find remote ref"];

/// The branch is protected. Lower-case messages from GitHub (GH006: branch protection, GH013: rulesets), GitLab and
/// Gitea.
pub(super) const BRANCH_PROTECTED_PATTERNS: &[&str] =
    &["gh006", "gh013", "protected branch", "not allowed to push"];

/// A hook of the remote declined the push for a temporary reason. In lower case.
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

/// ssh doesn't know the server's host key, or knows a different one.
pub(super) const UNKNOWN_HOST_KEY_PATTERNS: &[&str] = &["Host key verification failed"];

/// This machine is at fault, not the remote. Messages from git and the C library.
pub(super) const LOCAL_FAULT_PATTERNS: &[&str] = &[
    "No space left on device",
    "Read-only file system",
    "Permission denied",
    "insufficient permission",
    "unable to create temporary",
    "bad config",
];

/// Those of [`LOCAL_FAULT_PATTERNS`] that would also occur without signing.
pub(super) const DISK_FAULT_PATTERNS: &[&str] = &[
    "No space left on device",
    "Read-only file system",
    "insufficient permission",
    "unable to create temporary",
];

/// The repository belongs to another user, and git needs to be told to trust it.
pub(super) const DUBIOUS_OWNERSHIP_PATTERNS: &[&str] = &["dubious ownership"];

/// Signing is on, but the key can't be used. Messages from git's `gpg-interface.c` and `builtin/commit.c`, gpg and
/// ssh-keygen.
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

/// The remote repository has a different object format.
pub(super) const OBJECT_FORMAT_MISMATCH_PATTERNS: &[&str] =
    &["mismatched algorithms", "mismatched object formats"];
