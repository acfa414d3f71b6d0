//! The catalog: entities in Backstage's format, read from git, with the place of everything that can be wrong.

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
mod glob;
mod hosted_repository;
mod insert_document;
mod kind;
mod location_target;
mod model_layer;
mod name_syntax;
mod new_component;
mod ownership;
mod placeholder;
mod reached_files;
mod reader;
mod reference_graph;
mod relation;
mod reuse;
mod scan;
mod skipped_document;
mod source_text;
mod target_path;
mod techdocs;
mod web_location;

pub use allow_comment::AllowComment;
pub use annotation::{
    MIN_OPT_OUT_REASON_LENGTH, NAMESPACES_ANNOTATION, OIDC_SUBJECT_ANNOTATION, OptOutRecord,
    REPOSITORY_ANNOTATION, TEMPLATE_ANNOTATION, opt_out_annotation_key, parse_opt_out_feature,
};
pub use codeowners::{CodeOwner, Codeowners, CodeownersMatch};
pub use edit::{
    Assignment, AssignmentOperator, Field, FieldValue, FileDraft, validate_assignments,
};
pub use entity::{Annotation, Entity, EntityLink, EntityText, Reference};
pub use entity_draft::EntityDraft;
pub use entity_ref::{EntityRef, EntityRefBuf};
pub use files::{
    DirectoryFiles, Files, FilesWithHostedRepository, MAX_FILE_SIZE, MemoryFiles, OverlayFiles,
    RelativeDisplayFiles, SubfolderFiles, display_path_from, file_too_large_error,
    find_catalog_info_file, has_yaml_extension, is_catalog_info_file, is_in_folder,
};
pub use format::format_catalog_text;
pub use hosted_repository::HostedRepository;
pub use insert_document::insert_sorted_document;
pub use kind::{
    CatalogModel, EntityKind, RefField, builtin_kind_names, is_builtin_kind, kind_requires_owner,
};
pub use name_syntax::{is_dns_label, is_valid_entity_name, is_valid_kind};
pub use new_component::{NewComponent, NewComponentLink};
pub use ownership::{Contacts, OwnerSource, Ownership, ParentTeamStep};
pub use reader::CatalogReader;
pub use relation::{RELATIONS, Relation};
pub use scan::CatalogScan;
pub use techdocs::{TECHDOCS_REF_ANNOTATION, is_mkdocs_config};
pub use web_location::{
    BranchPartCount, GithubHosts, WebLocation, WebTarget, parse_ssh_host, trim_punctuation,
};

use hashbrown::HashSet;

use crate::diagnostic::Diagnostic;
use crate::similar_names::suggest_names;
use reference_graph::ReferenceGraph;
use reuse::ReusableFile;

/// Everything that was read, and what was wrong with it as such.
#[derive(Debug, Default)]
pub struct Catalog {
    /// In the order of reading; two may have the same ref, and some may break rules.
    pub entities: Vec<Entity>,
    /// What was found while reading.
    pub diagnostics: Vec<Diagnostic>,
    /// What people accepted in writing, in the files themselves.
    pub allow_comments: Vec<AllowComment>,
    /// How many files were read.
    pub file_count: usize,
    /// How many documents they hold.
    pub document_count: usize,
    /// What a walk through folders came by.
    pub scan_summary: ScanSummary,
    graph: ReferenceGraph,
    /// The files that a later reading can take over, sorted by path.
    reusable_files: Vec<ReusableFile>,
    model: CatalogModel,
}

/// What a walk through folders left out, and what it read though no Location leads there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScanSummary {
    /// How many files hold skeletons of templates.
    pub skeleton_files: usize,
    /// How many YAML files aren't catalog files.
    pub other_yaml_files: usize,
    /// The catalog files that no Location reaches, sorted.
    pub unreached_files: Vec<String>,
}

impl Catalog {
    /// Whether some of it could not be read as it was meant: then what is not found may be there all the same.
    pub fn has_diagnostics(&self) -> bool {
        !self.diagnostics.is_empty()
    }

    /// The kinds and placeholders that it was read with.
    pub fn model(&self) -> CatalogModel {
        self.model
    }

    /// The entity of this ref; the first of several, where documents that Backstage rejects come last.
    pub fn get(&self, reference: EntityRef<'_>) -> Option<&Entity> {
        self.find_entity_index(reference)
            .map(|number| &self.entities[number])
    }

    /// Every entity of this ref; documents that Backstage rejects come last.
    pub fn get_all(&self, reference: EntityRef<'_>) -> impl Iterator<Item = &Entity> {
        let numbers = std::iter::successors(self.find_entity_index(reference), |number| {
            self.next_with_same_ref(*number)
        });
        numbers.map(|number| &self.entities[number])
    }

    /// The number of the entity of this ref among `entities`; the same one as [`get`](Catalog::get).
    pub fn find_entity_index(&self, reference: EntityRef<'_>) -> Option<usize> {
        self.graph.find_entity_index(&self.entities, reference)
    }

    /// The number of the next entity with the same ref, which is a fault.
    pub fn next_with_same_ref(&self, entity: usize) -> Option<usize> {
        self.graph.next_with_same_ref(entity)
    }

    /// The fields in which the entity of this number names others, and the number of what each names, if it is there.
    pub fn outgoing_references(
        &self,
        entity: usize,
    ) -> impl Iterator<Item = (&'static RefField, Option<usize>)> {
        let fields = self.entities[entity].reference_fields().enumerate();
        fields.map(move |(index, field)| (field, self.graph.reference_target(entity, index)))
    }

    /// Who names the entity of this number, and with which of their references.
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

    /// Every entity of this name, whatever its kind, namespace and case; documents that Backstage rejects come last.
    pub fn find_entities_by_name(&self, name: &str) -> Vec<&Entity> {
        let fits = |entity: &&Entity| entity.name().eq_ignore_ascii_case(name);
        let mut named: Vec<&Entity> = self.entities.iter().filter(fits).collect();
        named.sort_by_key(|entity| entity.is_rejected());
        named
    }

    /// The names nearest to one that nothing has.
    pub fn suggest_entity_names(&self, name: &str) -> Vec<String> {
        let bare = name.rsplit([':', '/']).next().unwrap_or(name);
        let names = suggest_names(bare, self.entities.iter().map(Entity::name));
        names.into_iter().map(str::to_owned).collect()
    }

    /// The entities of a kind, in whatever case it is written.
    pub fn entities_of_kind(&self, kind: &str) -> impl Iterator<Item = &Entity> {
        self.entities
            .iter()
            .filter(move |entity| entity.is_of_kind(kind))
    }

    /// The people of a group: those it names and those that name it. Sorted by ref.
    pub fn group_members(&self, group: &Entity) -> Vec<&Entity> {
        self.related_entities(group, "hasMember")
    }

    /// The groups directly above a group: the one it names, and those that name it. Sorted by ref.
    pub fn parent_groups(&self, group: &Entity) -> Vec<&Entity> {
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

    /// What `entity` is related to, as Backstage derives it: from its own references, and the reverse of those that
    /// name it. Sorted, each once.
    pub fn derive_relations<'c>(&'c self, entity: &'c Entity) -> Vec<Relation<'c>> {
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
                let source = &self.entities[source];
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
