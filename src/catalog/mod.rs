//! The catalog: entities in Backstage's format, read from git, with a place for everything that can be wrong.

mod allow_comment;
mod annotation;
mod check;
mod codeowners;
mod document_draft;
mod edit;
mod entity;
mod entity_draft;
mod entity_ref;
mod file_parser;
mod files;
mod format;
mod github_location;
mod glob;
mod hosted_repository;
mod insert_document;
mod kind;
mod location_target;
mod locations_by_file;
mod model_layer;
mod name_syntax;
mod new_component;
mod ownership;
mod placeholder;
mod processed_entity;
mod reached_files;
mod reader;
mod reference_graph;
mod relation;
mod reuse;
mod scan;
mod skipped_document;
mod source_text;
mod suggest;
mod target_path;
mod techdocs;
mod web_location;

pub use allow_comment::AllowComment;
pub use annotation::{
    FeatureOptOutRecord, MIN_OPT_OUT_REASON_LENGTH, NAMESPACES_ANNOTATION, OIDC_SUBJECT_ANNOTATION,
    REPOSITORY_ANNOTATION, TEMPLATE_ANNOTATION, feature_opt_out_annotation_key,
    parse_opt_out_annotation_key,
};
pub use codeowners::{CodeOwner, Codeowners, CodeownersMatch};
pub use edit::{
    Assignment, AssignmentOperator, Field, FieldValue, FileDraft, field_short_names,
    reject_repeated_field_assignments,
};
pub use entity::{Annotation, Entity, EntityFieldText, EntityLink, Reference};
pub use entity_draft::{EntityDraft, unknown_kind_error};
pub use entity_ref::{EntityRef, EntityRefBuf};
pub use files::{
    DirectoryFiles, Files, FilesWithHostedRepository, MAX_FILE_SIZE, MemoryFiles, OverlayFiles,
    RelativeDisplayFiles, SubfolderFiles, display_path_from, file_too_large_error,
    find_catalog_info_file, has_yaml_extension, is_catalog_info_file, is_in_folder,
    join_repository_path,
};
pub use format::format_catalog_text;
pub use github_location::{GitHubCatalogLocation, find_github_repository_page};
pub use hosted_repository::HostedRepository;
pub use insert_document::insert_yaml_document_sorted;
pub use kind::{
    CatalogModel, EntityKind, RefField, builtin_kind_names, builtin_spec_fields, is_builtin_kind,
    kind_requires_owner,
};
pub use name_syntax::{is_dns_label, is_valid_entity_name, is_valid_kind, is_valid_tag};
pub use new_component::{NewComponent, NewComponentLink};
pub use ownership::{Contacts, OwnerSource, Ownership, ParentTeamStep};
pub use processed_entity::{EntityProcessor, ProcessedEntity};
pub use reader::CatalogReader;
pub use relation::{RELATIONS, Relation};
pub use scan::CatalogFileScan;
pub(crate) use suggest::suggest_refs;
pub use techdocs::{TECHDOCS_REF_ANNOTATION, is_mkdocs_config};
pub use web_location::{
    BranchPartCount, GithubHosts, RepositoryOrAccount, WebLocation, parse_ssh_host,
    trim_punctuation,
};

use std::collections::BTreeSet;

use hashbrown::HashSet;

use crate::diagnostic::Diagnostic;
use reference_graph::ReferenceGraph;
use reuse::ReusableFile;

/// Everything that was read, with the findings of reading it.
#[derive(Debug, Default)]
pub struct Catalog {
    /// The entities in reading order; two may have the same ref, and some may violate rules.
    pub entities: Vec<Entity>,
    /// The findings from reading.
    pub diagnostics: Vec<Diagnostic>,
    /// The comments in the files that accept findings.
    pub allow_comments: Vec<AllowComment>,
    /// The number of files read.
    pub file_count: usize,
    /// The number of documents in these files.
    pub document_count: usize,
    /// The summary of scanning folders.
    pub scan_summary: CatalogScanSummary,
    graph: ReferenceGraph,
    /// The files that a later read can reuse, sorted by path.
    reusable_files: Vec<ReusableFile>,
    model: CatalogModel,
}

/// The findings of documents that can't be parsed.
pub const UNREADABLE_DOCUMENT_CODES: [&str; 5] = [
    "unreadable-file",
    "yaml-syntax",
    "merge-marker",
    "duplicate-key",
    "alias-bomb",
];

/// What a scan of folders skipped, and what it read although no Location leads there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogScanSummary {
    /// The number of files with template skeletons.
    pub skeleton_files: usize,
    /// The number of YAML files that aren't catalog files.
    pub other_yaml_files: usize,
    /// The catalog files that no Location reaches, sorted.
    pub unreached_files: Vec<String>,
}

impl Catalog {
    /// Whether part of the catalog couldn't be read properly, so an entity that isn't found may still exist.
    pub fn has_diagnostics(&self) -> bool {
        !self.diagnostics.is_empty()
    }

    /// The number of files with a part that couldn't be parsed, so that its entities are missing.
    pub fn unparsable_file_count(&self) -> usize {
        let unparsable = self
            .diagnostics
            .iter()
            .filter(|finding| UNREADABLE_DOCUMENT_CODES.contains(&finding.code));
        let files: BTreeSet<&str> = unparsable
            .filter_map(|finding| Some(finding.place.as_ref()?.file_path()))
            .collect();
        files.len()
    }

    /// The kinds and placeholders it was read with.
    pub fn model(&self) -> CatalogModel {
        self.model
    }

    /// The entity with this ref; the first of several, with documents that Backstage rejects last.
    pub fn get(&self, reference: EntityRef<'_>) -> Option<&Entity> {
        self.find_entity_index(reference)
            .map(|number| &self.entities[number])
    }

    /// Every entity with this ref; documents that Backstage rejects come last.
    pub fn entities_with_ref(&self, reference: EntityRef<'_>) -> impl Iterator<Item = &Entity> {
        let numbers = std::iter::successors(self.find_entity_index(reference), |number| {
            self.next_with_same_ref(*number)
        });
        numbers.map(|number| &self.entities[number])
    }

    /// The index of the entity with this ref in `entities`; the same one as [`get`](Catalog::get).
    pub fn find_entity_index(&self, reference: EntityRef<'_>) -> Option<usize> {
        self.graph.find_entity_index(&self.entities, reference)
    }

    /// The index of the next entity with the same ref, which is an error.
    pub fn next_with_same_ref(&self, entity: usize) -> Option<usize> {
        self.graph.next_with_same_ref(entity)
    }

    /// The reference fields of the entity with this index, with the index of each target, if it exists.
    pub fn outgoing_references(
        &self,
        entity: usize,
    ) -> impl Iterator<Item = (&'static RefField, Option<usize>)> {
        let fields = self.entities[entity].field_of_each_reference().enumerate();
        fields.map(move |(index, field)| (field, self.graph.reference_target(entity, index)))
    }

    /// The entities that name the entity with this index, with the fields they use.
    pub fn incoming_references(
        &self,
        entity: usize,
    ) -> impl Iterator<Item = (usize, &'static RefField)> {
        let incoming = self.graph.incoming_references(entity);
        incoming.filter_map(|(source, index)| {
            let field = self.entities[source].nth_reference_field(index)?;
            Some((source, field))
        })
    }

    /// Every entity with this name, ignoring kind, namespace and case; documents that Backstage rejects come last.
    pub fn find_entities_by_name(&self, name: &str) -> Vec<&Entity> {
        let fits = |entity: &&Entity| entity.name().eq_ignore_ascii_case(name);
        let mut named: Vec<&Entity> = self.entities.iter().filter(fits).collect();
        named.sort_by_key(|entity| entity.is_rejected_by_backstage());
        named
    }

    /// The entities whose name is most similar to `text`, which names none, as [`suggest_refs`] writes them.
    pub fn suggest_entity_names(&self, text: &str) -> Vec<String> {
        let refs: Vec<EntityRef<'_>> = self.entities.iter().map(Entity::entity_ref).collect();
        suggest_refs(text, &refs)
    }

    /// The entities of a kind, ignoring case.
    pub fn entities_of_kind(&self, kind: &str) -> impl Iterator<Item = &Entity> {
        self.entities
            .iter()
            .filter(move |entity| entity.is_of_kind(kind))
    }

    /// The members of a group: those it names and those that name it. Sorted by ref.
    pub fn group_members(&self, group: &Entity) -> Vec<&Entity> {
        self.related_entities(group, "hasMember")
    }

    /// The parents of a group: the one it names, and those that name it as a child. Sorted by ref.
    pub fn direct_parent_groups(&self, group: &Entity) -> Vec<&Entity> {
        let reference = group.entity_ref();
        let named = group.references().map(|named| (named.field, named.target));
        let named = named.filter(|(field, _)| field.path == "spec.parent");
        let naming = self
            .find_entity_index(reference)
            .into_iter()
            .flat_map(|number| {
                let naming = self.incoming_references(number);
                naming.map(|(source, field)| (field, self.entities[source].entity_ref()))
            });
        let naming = naming.filter(|(field, _)| field.path == "spec.children");
        let parents = named
            .map(|(_, parent)| parent)
            .chain(naming.map(|(_, parent)| parent));
        let mut parents: Vec<&Entity> = parents.filter_map(|parent| self.get(parent)).collect();
        parents.sort_by_cached_key(|parent| parent.entity_ref().to_string());
        parents.dedup_by(|one, next| one.entity_ref() == next.entity_ref());
        parents
    }

    /// Every group below a group, at any depth, each once; a cycle of groups ends where it closes.
    pub fn descendant_groups<'c>(&'c self, group: &'c Entity) -> Vec<&'c Entity> {
        let number = |entity: &Entity| self.find_entity_index(entity.entity_ref());
        let mut seen: HashSet<usize> = number(group).into_iter().collect();
        let mut below: Vec<&Entity> = Vec::new();
        let mut open = vec![group];
        while let Some(above) = open.pop() {
            for team in self.related_entities(above, "parentOf") {
                if number(team).is_some_and(|number| seen.insert(number)) {
                    below.push(team);
                    open.push(team);
                }
            }
        }
        below.sort_by_cached_key(|team| team.entity_ref().to_string());
        below
    }

    /// The entities of the catalog that `entity` has this relation to. Sorted by ref.
    pub fn related_entities(&self, entity: &Entity, relation: &str) -> Vec<&Entity> {
        let relations = self.derive_relations(entity);
        relations
            .iter()
            .filter(|found| found.type_ == relation)
            .filter_map(|found| self.get(found.target))
            .collect()
    }

    /// The relations of `entity`, as Backstage derives them: from its own references, and the reverse of those that
    /// name it. Sorted and unique.
    pub fn derive_relations<'c>(&'c self, entity: &'c Entity) -> Vec<Relation<'c>> {
        self.derive_relations_from_sources(entity, |_| true)
    }

    /// The same, with only those of the other entities for whose index `counts` is true.
    fn derive_relations_from_sources<'c>(
        &'c self,
        entity: &'c Entity,
        counts: impl Fn(usize) -> bool,
    ) -> Vec<Relation<'c>> {
        let own = entity
            .references()
            .filter(|reference| reference.creates_relation());
        let own = own.map(|reference| Relation {
            type_: reference.field.relation,
            target: reference.target,
        });
        let number = self.find_entity_index(entity.entity_ref());
        let others = number.into_iter().flat_map(|number| {
            let incoming = self.graph.incoming_references(number);
            incoming.filter_map(|(source, index)| {
                let source = counts(source).then(|| &self.entities[source])?;
                let reference = source.nth_reference(index)?;
                let has_reverse =
                    reference.creates_relation() && !reference.field.reverse.is_empty();
                has_reverse.then(|| Relation {
                    type_: reference.field.reverse,
                    target: source.entity_ref(),
                })
            })
        });
        let mut relations: Vec<Relation<'_>> = own.chain(others).collect();
        relations.sort_by_cached_key(|relation| (relation.type_, relation.target.to_string()));
        relations.dedup();
        relations
    }
}
