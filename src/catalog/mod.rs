//! The catalog: entities in Backstage's format, read from git, with the place of everything that can be wrong.

mod allow;
mod check;
mod codeowners;
mod docs;
mod edit;
mod entity;
mod files;
mod format;
mod glob;
mod graph;
mod hosting;
mod insert;
mod kind;
mod layer;
mod location;
mod name;
mod new_entity;
mod outline;
mod ownership;
mod placeholder;
mod read;
mod reference;
mod relation;
mod skeleton;
mod survey;
mod text;
mod way;
mod web_location;

pub use allow::Allow;
pub use codeowners::{CodeOwner, Codeowners, Ruling};
pub use docs::{TECHDOCS, configures_docs};
pub use edit::{Assignment, Draft, Field, FieldValue, Operator, check_assignments};
pub use entity::{Annotation, Entity, Link, Reference, Value};
pub use files::{
    Below, Directory, Files, HostedFiles, LARGEST, Memory, SeenFrom, WithChanges, catalog_info,
    is_below, is_catalog_info, is_yaml, shown_from, too_large,
};
pub use format::format;
pub use hosting::Hosting;
pub use insert::insert;
pub use kind::{Kind, Model, RefField, is_known_kind, kind_names, needs_an_owner};
pub use name::{is_dns_label, is_kind, is_name};
pub use new_entity::{NewEntity, NewLink};
pub use outline::Outline;
pub use ownership::{Contacts, Ownership, Step, Via};
pub use read::Reading;
pub use reference::{EntityRef, EntityRefBuf};
pub use relation::{RELATIONS, Relation};
pub use survey::Survey;
pub use web_location::{
    BranchParts, GithubHosts, WebLocation, WebTarget, ssh_host, without_punctuation,
};

use hashbrown::HashSet;

use crate::diagnostic::Diagnostic;
use crate::nearest::suggestions;
use graph::Graph;

/// Everything that was read, and what was wrong with it as such.
#[derive(Debug, Default)]
pub struct Catalog {
    /// In the order of reading; two may have the same ref, and some may break rules.
    pub entities: Vec<Entity>,
    /// What was found while reading.
    pub diagnostics: Vec<Diagnostic>,
    /// What people accepted in writing, in the files themselves.
    pub allows: Vec<Allow>,
    /// How many files were read.
    pub files: usize,
    /// How many documents they hold.
    pub documents: usize,
    /// What a walk through folders came by.
    pub walked: Walked,
    graph: Graph,
}

/// What a walk through folders left out, and what it read though no Location leads there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// How many files hold skeletons of templates.
    pub skeletons: usize,
    /// How many YAML files aren't catalog files.
    pub others: usize,
    /// The catalog files that no Location reaches, sorted.
    pub unreached: Vec<String>,
}

impl Catalog {
    /// Whether some of it could not be read as it was meant: then what is not found may be there all the same.
    pub fn is_faulty(&self) -> bool {
        !self.diagnostics.is_empty()
    }

    /// The entity of this ref; the first of several, where documents that Backstage rejects come last.
    pub fn get(&self, reference: EntityRef<'_>) -> Option<&Entity> {
        self.find(reference).map(|number| &self.entities[number])
    }

    /// Every entity of this ref; documents that Backstage rejects come last.
    pub fn all(&self, reference: EntityRef<'_>) -> impl Iterator<Item = &Entity> {
        let numbers = std::iter::successors(self.find(reference), |number| self.next_same(*number));
        numbers.map(|number| &self.entities[number])
    }

    /// The number of the entity of this ref among `entities`; the same one as [`get`](Catalog::get).
    pub fn find(&self, reference: EntityRef<'_>) -> Option<usize> {
        self.graph.find(&self.entities, reference)
    }

    /// The number of the next entity with the same ref, which is a fault.
    pub fn next_same(&self, entity: usize) -> Option<usize> {
        self.graph.next_same(entity)
    }

    /// The fields in which the entity of this number names others, and the number of what each names, if it is there.
    pub fn edges(&self, entity: usize) -> impl Iterator<Item = (&'static RefField, Option<usize>)> {
        let fields = self.entities[entity].fields().enumerate();
        fields.map(move |(index, field)| (field, self.graph.target(entity, index)))
    }

    /// Who names the entity of this number, and with which of their references.
    pub fn named_by(&self, entity: usize) -> impl Iterator<Item = (usize, &'static RefField)> {
        let incoming = self.graph.incoming(entity);
        incoming.filter_map(|(source, index)| {
            let field = self.entities[source].field_at(index)?;
            Some((source, field))
        })
    }

    /// Every entity of this name, whatever its kind, namespace and case; documents that Backstage rejects come last.
    pub fn named(&self, name: &str) -> Vec<&Entity> {
        let fits = |entity: &&Entity| entity.name().eq_ignore_ascii_case(name);
        let mut named: Vec<&Entity> = self.entities.iter().filter(fits).collect();
        named.sort_by_key(|entity| entity.is_rejected());
        named
    }

    /// The names nearest to one that nothing has.
    pub fn nearest_names(&self, name: &str) -> Vec<String> {
        let bare = name.rsplit([':', '/']).next().unwrap_or(name);
        let names = suggestions(bare, self.entities.iter().map(Entity::name));
        names.into_iter().map(str::to_owned).collect()
    }

    /// The entities of a kind, in whatever case it is written.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Entity> {
        self.entities.iter().filter(move |entity| entity.is_a(kind))
    }

    /// The people of a group: those it names and those that name it. Sorted by ref.
    pub fn members(&self, group: &Entity) -> Vec<&Entity> {
        self.related(group, "hasMember")
    }

    /// The groups directly above a group: the one it names, and those that name it. Sorted by ref.
    pub fn parents(&self, group: &Entity) -> Vec<&Entity> {
        let reference = group.reference();
        let named = group.references().map(|named| (named.field, named.target));
        let named = named.filter(|(field, _)| field.path == "spec.parent");
        let naming = self.find(reference).into_iter().flat_map(|number| {
            let naming = self.named_by(number);
            naming.map(|(source, field)| (field, self.entities[source].reference()))
        });
        let naming = naming.filter(|(field, _)| field.path == "spec.children");
        let parents = named
            .map(|(_, parent)| parent)
            .chain(naming.map(|(_, parent)| parent));
        let mut parents: Vec<&Entity> = parents.filter_map(|parent| self.get(parent)).collect();
        parents.sort_by_cached_key(|parent| parent.reference().to_string());
        parents.dedup_by(|one, next| one.reference() == next.reference());
        parents
    }

    /// Every group below a group, at any depth, each once; a cycle of groups ends where it closes.
    pub fn teams_below<'c>(&'c self, group: &'c Entity) -> Vec<&'c Entity> {
        let number = |entity: &Entity| self.find(entity.reference());
        let mut seen: HashSet<usize> = number(group).into_iter().collect();
        let mut below: Vec<&Entity> = Vec::new();
        let mut open = vec![group];
        while let Some(above) = open.pop() {
            for team in self.related(above, "parentOf") {
                if number(team).is_some_and(|number| seen.insert(number)) {
                    below.push(team);
                    open.push(team);
                }
            }
        }
        below.sort_by_cached_key(|team| team.reference().to_string());
        below
    }

    /// The entities of the catalog that `entity` has this relation to. Sorted by ref.
    pub fn related(&self, entity: &Entity, relation: &str) -> Vec<&Entity> {
        let relations = self.relations(entity);
        relations
            .iter()
            .filter(|found| found.type_ == relation)
            .filter_map(|found| self.get(found.target))
            .collect()
    }

    /// What `entity` is related to, as Backstage derives it: from its own references, and the reverse of those that
    /// name it. Sorted, each once.
    pub fn relations<'c>(&'c self, entity: &'c Entity) -> Vec<Relation<'c>> {
        let own = entity.references().filter(|reference| reference.relates());
        let own = own.map(|reference| Relation {
            type_: reference.field.relation,
            target: reference.target,
        });
        let number = self.find(entity.reference());
        let others = number.into_iter().flat_map(|number| {
            let incoming = self.graph.incoming(number);
            incoming.filter_map(|(source, index)| {
                let source = &self.entities[source];
                let reference = source.reference_at(index)?;
                let has_reverse = reference.relates() && !reference.field.reverse.is_empty();
                has_reverse.then(|| Relation {
                    type_: reference.field.reverse,
                    target: source.reference(),
                })
            })
        });
        let mut relations: Vec<Relation<'_>> = own.chain(others).collect();
        relations.sort_by_cached_key(|relation| (relation.type_, relation.target.to_string()));
        relations.dedup();
        relations
    }
}
