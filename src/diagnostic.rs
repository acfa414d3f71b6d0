//! The findings of a check: what is wrong, where, and how to fix it. Independent of colours and terminals.

use std::ops::Range;

use crate::printable::truncate_chars;
use crate::source::Place;

/// The severity of a finding.
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

/// Who sets the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleTier {
    /// Backstage rejects it.
    Format,
    /// Backstage accepts it and users suffer.
    Graph,
    /// A rule of the organisation.
    Policy,
    /// An error in a golden template.
    Template,
}

impl RuleTier {
    /// The name in JSON output.
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
    /// Who sets the rule.
    pub tier: RuleTier,
    /// The severity of a finding.
    pub severity: Severity,
    /// One sentence: lower case, no full stop, with quoted values in backquotes and printable.
    pub message: String,
    /// The place it points at; `None` for a finding about a whole run.
    pub place: Option<Place>,
    /// The text beside the carets, such as ``did you mean `payments`?``.
    pub label: Option<String>,
    /// The full ref of the affected entity.
    pub entity: Option<String>,
    /// How to fix it, if the label doesn't say so.
    pub help: Option<String>,
    /// The automatic fix, if there is exactly one correct fix.
    pub fix: Option<TextEdit>,
}

/// An edit of the file that a finding points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// The bytes to replace.
    pub span: Range<usize>,
    /// The replacement.
    pub text: String,
}

impl TextEdit {
    /// Replaces `span` with `text`.
    pub fn new_replacement(span: Range<usize>, text: impl Into<String>) -> Self {
        TextEdit {
            span,
            text: text.into(),
        }
    }

    /// Inserts `text` before byte `at`.
    pub fn insertion(at: usize, text: impl Into<String>) -> Self {
        TextEdit::new_replacement(at..at, text)
    }
}

impl Diagnostic {
    /// Creates a finding of severity error without a place.
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

    /// Sets the place.
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

    /// Sets the text beside the carets, if any.
    #[must_use]
    pub fn with_label(mut self, label: Option<String>) -> Self {
        self.label = label;
        self
    }

    /// Sets the affected entity.
    #[must_use]
    pub fn with_entity(mut self, full_ref: impl Into<String>) -> Self {
        self.entity = Some(truncate_entity_ref(full_ref.into()));
        self
    }

    /// Sets the help.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the automatic fix.
    #[must_use]
    pub fn with_fix(mut self, fix: TextEdit) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// Limits the length of a ref that may appear in thousands of findings. A valid ref has at most 193 characters.
pub fn truncate_entity_ref(full_ref: String) -> String {
    const MAX_ENTITY_REF_LENGTH: usize = 300;
    if full_ref.len() <= MAX_ENTITY_REF_LENGTH {
        full_ref
    } else {
        truncate_chars(&full_ref, MAX_ENTITY_REF_LENGTH)
    }
}

/// The maximum number of findings of one kind to list.
pub const MAX_DIAGNOSTICS: usize = 10_000;
