//! What a check found, where, and what to do about it. Knows nothing of colours or terminals.

use std::ops::Range;

use crate::printable::shortened;
use crate::source::Place;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Information; never changes the exit code.
    Note,
    /// Should be mended; an error under `--strict`.
    Warning,
    /// Must be mended.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Whose rule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Backstage rejects it.
    Format,
    /// Backstage accepts it and users suffer.
    Graph,
    /// The organisation's own rule.
    Policy,
    /// A fault in a golden template.
    Template,
}

impl Tier {
    /// The name that JSON output carries.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Format => "format",
            Tier::Graph => "graph",
            Tier::Policy => "policy",
            Tier::Template => "template",
        }
    }
}

/// One finding of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's kebab-case name.
    pub code: &'static str,
    /// Whose rule it is.
    pub tier: Tier,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence: lower case, no full stop, foreign text in backticks and printable.
    pub message: String,
    /// What it points at; `None` when it is about a whole run.
    pub place: Option<Place>,
    /// What stands beside the carets, such as ``did you mean `payments`?``.
    pub label: Option<String>,
    /// The full ref of the entity it is about.
    pub entity: Option<String>,
    /// How to mend it, when the label does not say.
    pub help: Option<String>,
    /// What mends it, where there is one right answer.
    pub fix: Option<Edit>,
}

/// A change of the file that a finding points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub span: Range<usize>,
    /// What comes in their place.
    pub text: String,
}

impl Edit {
    /// `text` in the place of `span`.
    pub fn replace(span: Range<usize>, text: impl Into<String>) -> Self {
        Edit {
            span,
            text: text.into(),
        }
    }

    /// `text` before byte `at`.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Edit::replace(at..at, text)
    }
}

impl Diagnostic {
    /// An error-severity finding without a place.
    pub fn new(code: &'static str, tier: Tier, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            tier,
            severity: Severity::Error,
            message: message.into(),
            place: None,
            label: None,
            entity: None,
            help: None,
            fix: None,
        }
    }

    /// Points at `place`.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Sets the severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Sets what stands beside the carets, if there is something to say.
    #[must_use]
    pub fn label(mut self, label: Option<String>) -> Self {
        self.label = label;
        self
    }

    /// Says which entity it is about.
    #[must_use]
    pub fn entity(mut self, full_ref: impl Into<String>) -> Self {
        self.entity = Some(short_ref(full_ref.into()));
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what mends it.
    #[must_use]
    pub fn fix(mut self, fix: Edit) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// A ref that may stand in thousands of findings. A valid one has 193 characters at most.
pub fn short_ref(full_ref: String) -> String {
    const LONGEST: usize = 300;
    if full_ref.len() <= LONGEST {
        full_ref
    } else {
        shortened(&full_ref, LONGEST)
    }
}

/// How many findings of one kind are listed; who has more will not read them all.
pub const MOST: usize = 10_000;
