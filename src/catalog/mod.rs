//! The catalog: entities in Backstage's format, read from git, with the place of everything that can be wrong.

mod check;
mod entity;
mod files;
mod insert;
mod kind;
mod location;
mod name;
mod new_entity;
mod ownership;

mod read;
mod reference;
mod relation;

use std::collections::HashMap;

pub use entity::{Entity, Link, Profile, Reference};
pub use files::{Files, Reader};
pub use insert::insert;
pub use kind::{Kind, RefField};
pub use new_entity::NewEntity;
pub use ownership::{Contacts, Ownership, Via};
pub use reference::EntityRef;
pub use relation::Relation;

use crate::diagnostic::Diagnostic;
use crate::nearest::nearest;

/// Everything that was read, and what was wrong with it as such.
#[derive(Debug, Default)]
pub struct Catalog {
    /// In the order of reading; two may have the same ref, and some may break rules.
    pub entities: Vec<Entity>,
    /// Faults of the format, found while reading.
    pub diagnostics: Vec<Diagnostic>,
    /// How many files were read.
    pub files: usize,
    /// How many documents they hold.
    pub documents: usize,
    /// From the canonical ref to the entities that have it.
    by_ref: HashMap<String, Vec<usize>>,
    /// From the canonical ref to the references that name it: the entity and the index among its references.
    named_by: HashMap<String, Vec<(usize, usize)>>,
}

impl Catalog {
    /// Whether some of it could not be read as it was meant: then what is not found may be there all the same.
    pub fn is_faulty(&self) -> bool {
        !self.diagnostics.is_empty()
    }

    /// The entity of this ref; the first of several.
    pub fn get(&self, reference: &EntityRef) -> Option<&Entity> {
        self.all(reference).next()
    }

    /// Every entity of this ref: more than one is a fault.
    pub fn all(&self, reference: &EntityRef) -> impl Iterator<Item = &Entity> {
        let indices = self
            .by_ref
            .get(&reference.to_string())
            .map_or(&[][..], Vec::as_slice);
        indices.iter().map(|index| &self.entities[*index])
    }

    /// Every entity of this name, whatever its kind, namespace and case.
    pub fn named(&self, name: &str) -> Vec<&Entity> {
        let fits = |entity: &&Entity| entity.name().eq_ignore_ascii_case(name);
        self.entities.iter().filter(fits).collect()
    }

    /// The names nearest to one that nothing has.
    pub fn nearest_names(&self, name: &str) -> Vec<String> {
        let bare = name.rsplit([':', '/']).next().unwrap_or(name);
        let names = nearest(bare, self.entities.iter().map(Entity::name));
        names.into_iter().map(str::to_owned).collect()
    }

    /// The entities of a kind, in whatever case it is written.
    pub fn of_kind<'c>(&'c self, kind: &'c str) -> impl Iterator<Item = &'c Entity> {
        self.entities
            .iter()
            .filter(move |entity| entity.kind().eq_ignore_ascii_case(kind))
    }

    /// The people of a group: those it names and those that name it. Sorted by ref.
    pub fn members(&self, group: &Entity) -> Vec<&Entity> {
        self.related(group, "hasMember")
    }

    /// The group above a group: the one it names, else one that names it.
    pub fn parent(&self, group: &Entity) -> Option<&Entity> {
        self.related(group, "childOf").into_iter().next()
    }

    /// The entities of the catalog that `entity` has this relation to. Sorted by ref.
    pub fn related(&self, entity: &Entity, relation: &str) -> Vec<&Entity> {
        let relations = self.relations(entity);
        relations
            .iter()
            .filter(|found| found.type_ == relation)
            .filter_map(|found| self.get(&found.target))
            .collect()
    }

    /// What `entity` is related to, as Backstage derives it: from its own references, and the reverse of those that
    /// name it. Sorted, each once.
    pub fn relations(&self, entity: &Entity) -> Vec<Relation> {
        let own = entity.references().iter().map(|reference| Relation {
            type_: reference.field.relation,
            target: reference.target.clone(),
        });
        let canonical = entity.reference().to_string();
        let others = self
            .named_by
            .get(&canonical)
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .map(|(source, index)| {
                let source = &self.entities[*source];
                Relation {
                    type_: source.references()[*index].field.reverse,
                    target: source.reference(),
                }
            });
        let mut relations: Vec<Relation> = own.chain(others).collect();
        relations.sort();
        relations.dedup();
        relations
    }

    fn index(&mut self) {
        for (number, entity) in self.entities.iter().enumerate() {
            self.by_ref
                .entry(entity.reference().to_string())
                .or_default()
                .push(number);
            for (index, reference) in entity.references().iter().enumerate() {
                self.named_by
                    .entry(reference.target.to_string())
                    .or_default()
                    .push((number, index));
            }
        }
    }
}
