//! An entity to add, and why: each field with its evidence and how much to trust it.

use crate::catalog::EntityRefBuf;
use crate::ops::additions::NewDocument;

/// How much to trust a proposed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// A default, or a guess from files that are there.
    Low,
    /// Derived from facts, such as who made the last commits.
    Medium,
    /// A file, a forge or a person says so.
    High,
}

impl Confidence {
    /// `high`, `medium` or `low`.
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

/// A value of a new entity, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedField {
    /// The field, as `idp catalog set` names it.
    pub field: String,
    /// The value.
    pub value: String,
    /// How much to trust it.
    pub confidence: Confidence,
    /// What it is derived from, the most important first: `CODEOWNERS line 1`.
    pub evidence: Vec<String>,
}

impl ProposedField {
    /// A value with one reason.
    pub(super) fn new(
        field: &str,
        value: impl Into<String>,
        confidence: Confidence,
        evidence: impl Into<String>,
    ) -> ProposedField {
        ProposedField {
            field: field.to_owned(),
            value: value.into(),
            confidence,
            evidence: vec![evidence.into()],
        }
    }
}

/// An entity to add to the catalog.
#[derive(Clone, Debug)]
pub struct ProposedEntity {
    /// Its ref.
    pub reference: EntityRefBuf,
    /// The repository that it describes.
    pub repository: String,
    /// The file of the repository whose document is taken over unchanged, apart from added annotations.
    pub file: Option<String>,
    /// Its fields with their evidence.
    pub fields: Vec<ProposedField>,
    /// The document to add.
    pub(super) document: NewDocument,
}

impl ProposedEntity {
    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&ProposedField> {
        self.fields.iter().find(|field| field.field == name)
    }
}

/// An entity, or a repository, that isn't proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOutEntity {
    /// The repository.
    pub repository: String,
    /// The ref that the entity would have.
    pub entity: Option<EntityRefBuf>,
    /// The required fields that nothing states.
    pub missing: Vec<&'static str>,
    /// The file of the repository with the definition of an API, if that is why.
    pub definition_file: Option<String>,
    /// The fields to add it by hand, such as `owner=payments`, if there's such a file.
    pub stated_fields: Vec<String>,
    /// Why it isn't proposed: one sentence, lower case, no full stop, printable.
    pub reason: String,
}
