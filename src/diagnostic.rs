//! What a check found, where, and what to do about it. Knows nothing of colours or terminals.

use std::ops::Range;

use crate::printable::truncate_chars;
use crate::source::Place;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Information; never changes the exit code.
    Note,
    /// Should be fixed; an error under `--strict`.
    Warning,
    /// Must be fixed.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Whose rule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleTier {
    /// Backstage rejects it.
    Format,
    /// Backstage accepts it and users suffer.
    Graph,
    /// The organisation's own rule.
    Policy,
    /// A fault in a golden template.
    Template,
}

impl RuleTier {
    /// The name that JSON output carries.
    pub fn as_str(self) -> &'static str {
        match self {
            RuleTier::Format => "format",
            RuleTier::Graph => "graph",
            RuleTier::Policy => "policy",
            RuleTier::Template => "template",
        }
    }
}

/// One finding of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's kebab-case name.
    pub code: &'static str,
    /// Whose rule it is.
    pub tier: RuleTier,
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
    /// How to fix it, when the label does not say.
    pub help: Option<String>,
    /// What fixes it, where there is one right answer.
    pub fix: Option<TextEdit>,
}

/// A change of the file that a finding points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// The bytes that go.
    pub span: Range<usize>,
    /// What comes in their place.
    pub text: String,
}

impl TextEdit {
    /// `text` in the place of `span`.
    pub fn replacement(span: Range<usize>, text: impl Into<String>) -> Self {
        TextEdit {
            span,
            text: text.into(),
        }
    }

    /// `text` before byte `at`.
    pub fn insertion(at: usize, text: impl Into<String>) -> Self {
        TextEdit::replacement(at..at, text)
    }
}

impl Diagnostic {
    /// An error-severity finding without a place.
    pub fn new(code: &'static str, tier: RuleTier, message: impl Into<String>) -> Self {
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
    pub fn with_place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Sets the severity.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Sets what stands beside the carets, if there is something to say.
    #[must_use]
    pub fn with_label(mut self, label: Option<String>) -> Self {
        self.label = label;
        self
    }

    /// Says which entity it is about.
    #[must_use]
    pub fn with_entity(mut self, full_ref: impl Into<String>) -> Self {
        self.entity = Some(truncate_entity_ref(full_ref.into()));
        self
    }

    /// Says how to fix it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what fixes it.
    #[must_use]
    pub fn with_fix(mut self, fix: TextEdit) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// A ref that may stand in thousands of findings. A valid one has 193 characters at most.
pub fn truncate_entity_ref(full_ref: String) -> String {
    const MAX_ENTITY_REF_LENGTH: usize = 300;
    if full_ref.len() <= MAX_ENTITY_REF_LENGTH {
        full_ref
    } else {
        truncate_chars(&full_ref, MAX_ENTITY_REF_LENGTH)
    }
}

/// How many findings of one kind are listed; who has more will not read them all.
pub const MAX_DIAGNOSTICS: usize = 10_000;
