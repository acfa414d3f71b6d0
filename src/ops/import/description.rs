//! A service as the file of another catalog describes it, and the reader of such files. The files come from outside: a value of the
//! wrong type is a problem of that value, and everything else is still read.

use std::sync::Arc;

use super::problem::ImportProblem;
use crate::printable::escape_and_truncate;
use crate::source::{Place, SourceFile};
use crate::yaml::{YamlNode, split_yaml_documents};

/// The longest text that is taken over, in characters; a description that is longer is truncated.
const MAX_TEXT_LENGTH: usize = 1_000;
/// How many tags and how many links of a service are taken over.
const MAX_LIST_ITEMS: usize = 50;

/// A text, and the line that contains it; 0 if it isn't in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundText {
    pub(super) text: String,
    pub(super) line: usize,
}

impl FoundText {
    /// Where it was found: `opslevel.yml line 3`.
    pub(super) fn format_evidence(&self, file: &str) -> String {
        match self.line {
            0 => file.to_owned(),
            line => format!("{file} line {line}"),
        }
    }
}

/// The owner that a file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DescribedOwner {
    /// A team, by the name that the other catalog uses.
    Team(FoundText),
    /// A person, by email address.
    Person(FoundText),
    /// An ID that only the other catalog can resolve.
    OpaqueId(FoundText),
}

/// A service, or another entity, as a file describes it. Everything is optional, because files are incomplete.
#[derive(Clone, Debug, Default)]
pub(super) struct ServiceDescription {
    /// The path of the file in the repository.
    pub(super) file: String,
    /// Backstage's kind.
    pub(super) kind: &'static str,
    pub(super) name: Option<FoundText>,
    pub(super) title: Option<FoundText>,
    pub(super) description: Option<FoundText>,
    /// Backstage's `spec.type`, in Backstage's words.
    pub(super) entity_type: Option<FoundText>,
    /// Backstage's `spec.lifecycle`, in Backstage's words.
    pub(super) lifecycle: Option<FoundText>,
    pub(super) system: Option<FoundText>,
    pub(super) owner: Option<DescribedOwner>,
    pub(super) tags: Vec<FoundText>,
    /// Titles and URLs.
    pub(super) links: Vec<(String, FoundText)>,
}

impl ServiceDescription {
    /// The folder of the file; empty for the root of the repository.
    pub(super) fn folder(&self) -> &str {
        self.file.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// A file that describes services, while it's read.
pub(super) struct DescriptionFile<'s> {
    repository: &'s str,
    source: &'s Arc<SourceFile>,
    /// The start of the document in the file.
    offset: usize,
    problems: Vec<ImportProblem>,
}

/// Describes the entities of one document, given its root.
pub(super) type DescribeDocument =
    fn(&mut DescriptionFile<'_>, YamlNode<'_, '_>) -> Vec<ServiceDescription>;

/// Describes every document of `source`, a file of `repository`.
pub(super) fn read_description_file(
    repository: &str,
    source: &Arc<SourceFile>,
    describe: DescribeDocument,
) -> (Vec<ServiceDescription>, Vec<ImportProblem>) {
    let mut file = DescriptionFile {
        repository,
        source,
        offset: 0,
        problems: Vec::new(),
    };
    let mut described = Vec::new();
    for document in split_yaml_documents(&source.text) {
        file.offset = document.offset;
        match document.parse() {
            Err(error) => file.add_problem_at_span(error.span, &error.message),
            Ok((tree, _)) => match tree.root() {
                Some(root) if root.is_mapping() => described.extend(describe(&mut file, root)),
                Some(root) if !root.is_null() => file.add_problem(root, "expected an object"),
                _ => {}
            },
        }
    }
    (described, file.problems)
}

impl DescriptionFile<'_> {
    /// An empty description of an entity of `kind`.
    pub(super) fn new_description(&self, kind: &'static str) -> ServiceDescription {
        ServiceDescription {
            file: self.source.name.clone(),
            kind,
            ..ServiceDescription::default()
        }
    }

    /// The text at `key`, if there is one. Numbers and booleans count as text.
    pub(super) fn text(&mut self, node: YamlNode<'_, '_>, key: &str) -> Option<FoundText> {
        self.text_of_node(node.get(key)?, key)
    }

    /// The text at the first of `keys` that exists.
    pub(super) fn first_text(
        &mut self,
        node: YamlNode<'_, '_>,
        keys: &[&str],
    ) -> Option<FoundText> {
        keys.iter().find_map(|key| self.text(node, key))
    }

    /// The text of `node`, which `what` names in a problem.
    pub(super) fn text_of_node(&mut self, node: YamlNode<'_, '_>, what: &str) -> Option<FoundText> {
        if node.is_null() {
            return None;
        }
        let Some(text) = node.text_as_key() else {
            self.add_type_problem(node, what, "text");
            return None;
        };
        let text: String = text.trim().chars().take(MAX_TEXT_LENGTH).collect();
        let line = self.place_of_span(node.span()).start().line;
        (!text.is_empty()).then_some(FoundText { text, line })
    }

    /// The object at `key`, if there is one.
    pub(super) fn object<'a, 't>(
        &mut self,
        node: YamlNode<'a, 't>,
        key: &str,
    ) -> Option<YamlNode<'a, 't>> {
        let value = node.get(key).filter(|value| !value.is_null())?;
        if !value.is_mapping() {
            self.add_type_problem(value, key, "an object");
            return None;
        }
        Some(value)
    }

    /// The first items of the list at `key`.
    pub(super) fn items<'a, 't>(
        &mut self,
        node: YamlNode<'a, 't>,
        key: &str,
    ) -> Vec<YamlNode<'a, 't>> {
        match node.get(key) {
            Some(value) if value.is_sequence() => value.items().take(MAX_LIST_ITEMS).collect(),
            Some(value) if !value.is_null() => {
                self.add_type_problem(value, key, "a list");
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// The texts in the list at `key`.
    pub(super) fn texts(&mut self, node: YamlNode<'_, '_>, key: &str) -> Vec<FoundText> {
        let items = self.items(node, key);
        let texts = items.into_iter().map(|item| self.text_of_node(item, key));
        texts.flatten().collect()
    }

    /// The titles and URLs in the list at `key`, whose items have a `name` and a `url`.
    pub(super) fn links(&mut self, node: YamlNode<'_, '_>, key: &str) -> Vec<(String, FoundText)> {
        let mut links = Vec::new();
        for item in self.items(node, key) {
            if !item.is_mapping() {
                self.add_type_problem(item, key, "a list of objects");
                continue;
            }
            if let Some(url) = self.text(item, "url") {
                let title = self.first_text(item, &["name", "displayName", "title"]);
                links.push((title.map(|title| title.text).unwrap_or_default(), url));
            }
        }
        links
    }

    /// Records a problem with the value `node`.
    pub(super) fn add_problem(&mut self, node: YamlNode<'_, '_>, message: &str) {
        self.add_problem_at_span(node.span(), message);
    }

    fn add_type_problem(&mut self, node: YamlNode<'_, '_>, key: &str, wanted: &str) {
        let key = escape_and_truncate(key);
        self.add_problem(
            node,
            &format!("`{key}` must be {wanted}, not {}", node.type_name()),
        );
    }

    fn add_problem_at_span(&mut self, span: std::ops::Range<usize>, message: &str) {
        let place = self.place_of_span(span);
        self.problems
            .push(ImportProblem::at_place(self.repository, &place, message));
    }

    fn place_of_span(&self, span: std::ops::Range<usize>) -> Place {
        Place::new(
            self.source,
            self.offset + span.start..self.offset + span.end,
        )
    }
}

/// Translates the lifecycle of another catalog into the one that Backstage's own documentation uses. Unknown ones are kept.
pub(super) fn translate_lifecycle(found: FoundText) -> FoundText {
    let words: String = found.text.to_lowercase();
    let words = words.replace(['_', ' '], "-");
    let text = match words.as_str() {
        "ga" | "generally-available" | "active" | "operational" | "live" | "prod" => "production",
        "pre-alpha" | "alpha" | "beta" | "preview" | "pre-release" | "development" | "dev"
        | "in-development" | "planned" => "experimental",
        "end-of-life" | "eol" | "sunset" | "retired" | "decommissioned" => "deprecated",
        other => other,
    };
    FoundText {
        text: text.to_owned(),
        ..found
    }
}
