//! Errors: what failed, and what the caller can do about it.
//!
//! Exit codes are an interface: this file is the only place that assigns them.

use crate::diagnostic::Diagnostic;
use crate::remedy::Hint;

/// A `Result` whose error is [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// The kinds of failure, which differ in what to do next. Each has one exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The command worked and found errors: an invalid catalog, drift (exit 1).
    Findings,
    /// Wrong usage or input; nothing was done (exit 2).
    Usage,
    /// The requested object doesn't exist (exit 3).
    NotFound,
    /// Sign-in or permission is needed (exit 4).
    SignIn,
    /// A remote or the network failed; the same command may work later (exit 5).
    Remote,
    /// A conflict: a taken name, an existing directory, uncommitted changes (exit 6).
    Conflict,
    /// A local file system operation failed (exit 7).
    Io,
    /// The user interrupted the command (exit 130).
    Interrupted,
}

impl ErrorKind {
    /// The process exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            ErrorKind::Findings => 1,
            ErrorKind::Usage => 2,
            ErrorKind::NotFound => 3,
            ErrorKind::SignIn => 4,
            ErrorKind::Remote => 5,
            ErrorKind::Conflict => 6,
            ErrorKind::Io => 7,
            ErrorKind::Interrupted => 130,
        }
    }

    /// The kebab-case name that JSON output carries as `error.code`.
    pub fn error_code(self) -> &'static str {
        match self {
            ErrorKind::Findings => "findings",
            ErrorKind::Usage => "usage",
            ErrorKind::NotFound => "not-found",
            ErrorKind::SignIn => "sign-in",
            ErrorKind::Remote => "remote",
            ErrorKind::Conflict => "conflict",
            ErrorKind::Io => "io",
            ErrorKind::Interrupted => "interrupted",
        }
    }
}

/// A failure: a message, hints on what to do next, and diagnostics with their places.
///
/// Messages start in lower case, end without a full stop and quote foreign text through
/// [`Printable`](crate::printable::Printable).
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
    hints: Vec<Hint>,
    diagnostics: Vec<Diagnostic>,
    is_about_missing_entity: bool,
    #[source]
    source: Option<anyhow::Error>,
}

impl Error {
    /// A failure of `kind` with its message.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error {
            kind,
            message: message.into(),
            hints: Vec::new(),
            diagnostics: Vec::new(),
            is_about_missing_entity: false,
            source: None,
        }
    }

    /// Wrong usage or input (exit 2).
    pub fn usage(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Usage, message)
    }

    /// The requested object doesn't exist (exit 3).
    pub fn not_found(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::NotFound, message)
    }

    /// An entity isn't in the catalog that was searched (exit 3); it may be in another one.
    pub fn entity_not_found(message: impl Into<String>) -> Self {
        Error {
            is_about_missing_entity: true,
            ..Error::not_found(message)
        }
    }

    /// A conflict (exit 6).
    pub fn conflict(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Conflict, message)
    }

    /// A remote or the network failed (exit 5).
    pub fn remote(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Remote, message)
    }

    /// A local file system operation failed while doing `what` (exit 7): `cannot <what>: <reason>`.
    pub fn io(what: impl std::fmt::Display, source: std::io::Error) -> Self {
        Error::new(ErrorKind::Io, format!("cannot {what}: {source}")).with_source(source)
    }

    /// Adds a hint on what to do next, usually a command; shown as `help: …`.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Hint>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds `hint` if there is one.
    #[must_use]
    pub fn with_optional_hint(self, hint: Option<impl Into<Hint>>) -> Self {
        match hint {
            Some(hint) => self.with_hint(hint),
            None => self,
        }
    }

    /// Adds all of `hints`.
    #[must_use]
    pub fn with_hints<H: Into<Hint>>(self, hints: impl IntoIterator<Item = H>) -> Self {
        hints.into_iter().fold(self, Error::with_hint)
    }

    /// Replaces the text of every hint.
    #[must_use]
    pub fn map_hint_texts(mut self, replace: impl Fn(&str) -> String) -> Self {
        for hint in &mut self.hints {
            if let Hint::Text(text) = hint {
                *text = replace(text);
            }
        }
        self
    }

    /// Adds diagnostics.
    #[must_use]
    pub fn with_diagnostics(mut self, diagnostics: Vec<Diagnostic>) -> Self {
        self.diagnostics = diagnostics;
        self
    }

    /// Prefixes the message with the file.
    #[must_use]
    pub fn with_file(mut self, file: impl std::fmt::Display) -> Self {
        self.message = format!("{file}: {}", self.message);
        self
    }

    /// Keeps the underlying error, which `-v` shows.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<anyhow::Error>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The message, without hints.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The hints, most useful first.
    pub fn hints(&self) -> &[Hint] {
        &self.hints
    }

    /// Whether an entity isn't in the catalog that was searched.
    pub fn is_about_missing_entity(&self) -> bool {
        self.is_about_missing_entity
    }

    /// The diagnostics; empty if the message is complete without any.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}
