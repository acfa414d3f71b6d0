//! Documents to add: one built from command-line fields, or all documents of a file.

use crate::catalog::{
    Catalog, Entity, EntityDraft, EntityRef, EntityRefBuf, MemoryFiles, builtin_kind_names,
    is_builtin_kind,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::{Error, ErrorKind, Result};
use crate::printable::{Printable, escape_and_truncate};
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::source::Place;

/// A document to add to the catalog.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// The ref of its entity.
    pub(in crate::ops) reference: EntityRefBuf,
    /// One YAML document, with a newline at the end and without `---` at the start.
    pub(super) text: String,
    /// Where it was read from, as `file:line:column`.
    place: Option<String>,
}

/// Findings that depend on the file a document is in. They are checked once it's in its destination.
const POSITION_DEPENDENT_FINDING_CODES: [&str; 3] = [
    "location-target-missing",
    "placeholder-unreadable",
    "techdocs-missing",
];

impl NewDocument {
    /// Creates a document from an entity that was built from command-line fields.
    pub fn from_entity_draft(outline: &EntityDraft) -> NewDocument {
        let reference = EntityRef {
            kind: outline.kind(),
            namespace: outline.namespace(),
            name: outline.name(),
        };
        NewDocument {
            reference: reference.to_owned_ref(),
            text: outline.to_yaml(),
            place: None,
        }
    }

    /// Creates a document from an existing component: its ref and its text.
    pub(in crate::ops) fn new(reference: EntityRef<'_>, text: &str) -> NewDocument {
        NewDocument {
            reference: reference.to_owned_ref(),
            text: text.to_owned(),
            place: None,
        }
    }

    /// The YAML.
    pub(in crate::ops) fn text(&self) -> &str {
        &self.text
    }

    /// ` (from team.yaml:3:9)` if it was read from a file, else empty.
    pub(super) fn format_source_position(&self) -> String {
        let place = self.place.as_ref();
        place
            .map(|place| format!(" (from {})", Printable(place)))
            .unwrap_or_default()
    }

    /// Parses every document of `text`, which was read from `file`.
    ///
    /// # Errors
    /// Findings (1) if a document is invalid; usage (2) if there is none, or one has an unknown kind; conflict (6) if two have the
    /// same ref.
    pub fn parse_all_documents(file: &str, text: &str) -> Result<Vec<NewDocument>> {
        let files = MemoryFiles::from_iter([(file, text)]);
        let catalog = Catalog::read(&files, &[file.to_owned()])?;
        let wrong = |finding: &&Diagnostic| {
            finding.severity == Severity::Error
                && !POSITION_DEPENDENT_FINDING_CODES.contains(&finding.code)
        };
        let wrong: Vec<Diagnostic> = catalog.diagnostics.iter().filter(wrong).cloned().collect();
        let entities: Vec<&Entity> = catalog
            .entities
            .iter()
            .filter(|entity| entity.file_path() == file)
            .collect();
        if let Some(unknown) = entities
            .iter()
            .find(|entity| !is_builtin_kind(entity.kind()))
        {
            let (kind, place) = (escape_and_truncate(unknown.kind()), unknown.name_place());
            let near = find_similar_names(unknown.kind(), builtin_kind_names());
            return Err(Error::usage(format!("unknown kind `{kind}` in {place}"))
                .with_optional_hint(format_did_you_mean(&near)));
        }
        if !wrong.is_empty() {
            let message = format!("cannot add {}", Printable(file));
            return Err(Error::new(ErrorKind::Findings, message).with_diagnostics(wrong));
        }
        if entities.is_empty() {
            return Err(Error::usage(format!("no entity in {}", Printable(file))));
        }
        for (index, entity) in entities.iter().enumerate() {
            let first = entities[..index]
                .iter()
                .find(|other| other.entity_ref() == entity.entity_ref());
            if let Some(first) = first {
                let full = entity.entity_ref().to_string();
                let (one, two) = (first.name_place(), entity.name_place());
                let message = format!("{} is defined twice: {one} and {two}", Printable(&full));
                return Err(Error::conflict(message).with_hint("remove one of them"));
            }
        }
        Ok(entities.into_iter().map(NewDocument::from_entity).collect())
    }

    /// Creates a document from an entity that was read from a file: its text, unchanged.
    pub(in crate::ops) fn from_entity(entity: &Entity) -> NewDocument {
        let Place { source, span } = entity.document_place();
        let (before, _) = source.text.split_at(span.start);
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        let indent = before[line..].trim_start_matches(' ').is_empty();
        let start = if indent { line } else { span.start };
        let text = source.text.get(start..span.end).unwrap_or_default();
        let text = dedent(text.strip_prefix("---").unwrap_or(text));
        NewDocument {
            reference: entity.entity_ref().to_owned_ref(),
            text: format!("{}\n", text.trim_end()),
            place: Some(entity.name_place().to_string()),
        }
    }
}

/// Removes blank lines at the start of `text`, and the indentation of its first line from every line.
fn dedent(text: &str) -> String {
    let mut lines = text.split_inclusive('\n').peekable();
    while lines.next_if(|line| line.trim().is_empty()).is_some() {}
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let indent = lines.peek().map_or(0, |line| blanks(line));
    let moved = lines.map(|line| &line[blanks(line).min(indent)..]);
    moved.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn what_depends_on_the_place_of_a_document_is_a_rule() {
        for code in POSITION_DEPENDENT_FINDING_CODES {
            assert!(rules::find_rule(code).is_some(), "{code}");
        }
    }

    #[test]
    fn files_beside_the_place_of_a_document_are_looked_for_later() {
        let text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n  annotations: {backstage.io/techdocs-ref: 'dir:.'}\nspec: {type: service, lifecycle: production, owner: b}\n";
        assert_eq!(
            NewDocument::parse_all_documents("a.yaml", text)
                .unwrap()
                .len(),
            1
        );
    }
}
