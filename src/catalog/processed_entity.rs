//! Entities as Backstage's catalog API returns them: with the default namespace, generated annotations, the contents of
//! placeholders, and relations in both directions.
//!
//! `metadata.uid` and `metadata.etag` are left out: each Backstage instance generates its own.

use std::collections::HashMap;

use hashbrown::HashSet;
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::placeholder::{DefinitionContent, PlaceholderBudget, PlaceholderResolver};
use super::{Catalog, Entity, Files, GitHubCatalogLocation, Relation};
use crate::yaml::{YamlDocumentSpan, YamlNode, YamlTree, locate_yaml_documents};

/// The fields of `metadata` that Backstage replaces with its own.
const INSTANCE_FIELDS: [&str; 2] = ["uid", "etag"];

/// The lists of `spec` that Backstage sorts, whatever the kind (`BuiltinKindsEntityProcessor.preProcessEntity`).
const SORTED_LISTS: [&str; 7] = [
    "providesApis",
    "consumesApis",
    "dependsOn",
    "dependencyOf",
    "memberOf",
    "children",
    "members",
];

/// An entity as Backstage's catalog API returns it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessedEntity<'c> {
    /// The API version, as written.
    pub api_version: Value,
    /// The kind, as written.
    pub kind: &'c str,
    /// The metadata, with the namespace and the generated annotations.
    pub metadata: Map<String, Value>,
    /// The spec, as written, with placeholders filled in and lists of refs sorted; `None` if the entity has none, as some custom kinds.
    pub spec: Option<Value>,
    /// The relations, sorted; some of the targets may not exist.
    pub relations: Vec<Relation<'c>>,
    /// The placeholders that couldn't be filled in, such as `$text: https://example.com/a.md`.
    pub unread_placeholders: Vec<String>,
}

/// Processes the entities of a catalog.
pub struct EntityProcessor<'c> {
    catalog: &'c Catalog,
    files: &'c dyn Files,
    location: Option<&'c GitHubCatalogLocation>,
    /// Where the documents of every file are, by its path.
    documents: HashMap<&'c str, Vec<YamlDocumentSpan>>,
    /// The indexes of the entities that Backstage serves.
    served: HashSet<usize>,
    budget: PlaceholderBudget,
}

impl<'c> EntityProcessor<'c> {
    /// A processor for the entities of `catalog`, which was read from `files`, and which Backstage reads from `location`.
    pub fn new(
        catalog: &'c Catalog,
        files: &'c dyn Files,
        location: Option<&'c GitHubCatalogLocation>,
    ) -> EntityProcessor<'c> {
        let served: HashSet<usize> = catalog.find_served_entities().collect();
        let sources: HashMap<&str, &str> = served
            .iter()
            .map(|number| catalog.entities[*number].source_file())
            .map(|source| (source.name.as_str(), source.text.as_str()))
            .collect();
        EntityProcessor {
            documents: sources
                .into_par_iter()
                .map(|(path, text)| (path, locate_yaml_documents(text)))
                .collect(),
            catalog,
            files,
            location,
            served,
            budget: PlaceholderBudget::default(),
        }
    }

    /// The indexes of the entities that Backstage serves, sorted by ref.
    pub fn served_entities(&self) -> Vec<usize> {
        let mut served: Vec<usize> = self.served.iter().copied().collect();
        served.par_sort_by_cached_key(|number| {
            self.catalog.entities[*number].entity_ref().to_string()
        });
        served
    }

    /// Processes the entity with this index in the catalog.
    pub fn process_entity(&self, number: usize) -> ProcessedEntity<'c> {
        let entity = &self.catalog.entities[number];
        let (document, unread_placeholders) = self.read_document(entity);
        let mut document = match document {
            Value::Object(document) => document,
            _ => Map::new(),
        };
        let metadata = match document.remove("metadata") {
            Some(Value::Object(metadata)) => self.complete_metadata(entity, metadata),
            _ => Map::new(),
        };
        ProcessedEntity {
            api_version: document.remove("apiVersion").unwrap_or_default(),
            kind: entity.kind(),
            metadata,
            spec: document.remove("spec").map(sort_ref_lists),
            relations: self
                .catalog
                .derive_relations_from_sources(entity, |source| self.served.contains(&source)),
            unread_placeholders,
        }
    }

    /// The document of `entity` with its placeholders filled in, and those that couldn't be.
    fn read_document(&self, entity: &Entity) -> (Value, Vec<String>) {
        let parsed = self
            .find_document(entity)
            .and_then(|document| document.slice(&entity.source_file().text).parse().ok());
        // Entities come from documents that parse.
        let Some((mut tree, _)) = parsed else {
            return (Value::Null, Vec::new());
        };
        let unread = self.fill_in_placeholders(entity, &mut tree);
        (tree.root().map_or(Value::Null, YamlNode::to_json), unread)
    }

    /// Where the document of `entity` is, including what precedes its root, such as a directive.
    fn find_document(&self, entity: &Entity) -> Option<&YamlDocumentSpan> {
        let documents = self.documents.get(entity.file_path())?;
        let start = entity.document_place().span.start;
        let after = documents.partition_point(|document| document.range.start <= start);
        documents.get(after.checked_sub(1)?)
    }

    fn fill_in_placeholders(&self, entity: &Entity, tree: &mut YamlTree<'_>) -> Vec<String> {
        let resolver = PlaceholderResolver {
            files: self.files,
            document_path: entity.file_path(),
            model: self.catalog.model(),
            budget: &self.budget,
            definitions: DefinitionContent::Whole,
        };
        let unresolved = resolver.resolve_placeholders(tree).unresolved.into_iter();
        unresolved
            .map(|(placeholder, _)| {
                let target = placeholder.value.unwrap_or_default();
                format!("${}: {target}", placeholder.key)
            })
            .collect()
    }

    fn complete_metadata(
        &self,
        entity: &Entity,
        written: Map<String, Value>,
    ) -> Map<String, Value> {
        let mut metadata = written;
        metadata.retain(|field, _| !INSTANCE_FIELDS.contains(&field.as_str()));
        metadata.insert("namespace".to_owned(), entity.namespace().into());
        // Backstage ignores null and other values that are false in JavaScript.
        let mut annotations = match metadata.remove("annotations") {
            Some(Value::Object(annotations)) => annotations,
            _ => Map::new(),
        };
        if let Some(location) = self.location {
            for (key, value) in location.default_annotations(entity.file_path()) {
                annotations.entry(key).or_insert(value.into());
            }
            for (key, value) in location.required_annotations(entity.file_path()) {
                annotations.insert(key.to_owned(), value.into());
            }
        }
        if !annotations.is_empty() {
            metadata.insert("annotations".to_owned(), annotations.into());
        }
        metadata
    }
}

/// Sorts the lists of refs in `spec` as JavaScript does, by UTF-16 code units.
fn sort_ref_lists(spec: Value) -> Value {
    let mut spec = spec;
    for field in SORTED_LISTS {
        let list = spec.get_mut(field).and_then(Value::as_array_mut);
        if let Some(list) = list.filter(|list| list.iter().all(Value::is_string)) {
            list.sort_by_cached_key(|item| {
                let text = item.as_str().unwrap_or_default();
                text.encode_utf16().collect::<Vec<u16>>()
            });
        }
    }
    spec
}

impl Catalog {
    /// The indexes of the entities that Backstage serves: of several documents with the same ref, the last one of the file that it
    /// reads first, and none that it rejects.
    fn find_served_entities(&self) -> impl Iterator<Item = usize> {
        let firsts = (0..self.entities.len()).filter(|number| {
            let entity = &self.entities[*number];
            !entity.is_rejected_by_backstage()
                && self.find_entity_index(entity.entity_ref()) == Some(*number)
        });
        firsts.map(|first| {
            let same =
                std::iter::successors(Some(first), |number| self.next_with_same_ref(*number));
            let path = self.entities[first].file_path();
            same.filter(|number| {
                let entity = &self.entities[*number];
                !entity.is_rejected_by_backstage() && entity.file_path() == path
            })
            .last()
            .unwrap_or(first)
        })
    }
}
