//! One entity, extracted from its document: what is asked of it, and where that stands.

use std::collections::BTreeMap;

use super::{EntityRef, RefField};
use crate::source::Place;

/// An entity of the catalog. It has a kind and a name; everything else may be missing or at fault.
#[derive(Clone, Debug)]
pub struct Entity {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) annotations: BTreeMap<String, (String, Place)>,
    pub(super) tags: Vec<String>,
    pub(super) links: Vec<Link>,
    pub(super) type_: Option<String>,
    pub(super) lifecycle: Option<String>,
    pub(super) profile: Profile,
    pub(super) references: Vec<Reference>,
    pub(super) targets: Targets,
    pub(super) place: Place,
}

/// A reference from one entity to another.
#[derive(Clone, Debug)]
pub struct Reference {
    /// What it names, complete.
    pub target: EntityRef,
    /// What it means.
    pub field: &'static RefField,
    /// Where it stands.
    pub place: Place,
}

/// A link of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub url: String,
    /// What it is.
    pub title: Option<String>,
    /// Such as `slack`.
    pub type_: Option<String>,
}

/// What a group or a user says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The name people use.
    pub display_name: Option<String>,
    /// An address.
    pub email: Option<String>,
}

/// What a Location names.
#[derive(Clone, Debug, Default)]
pub(super) struct Targets {
    pub(super) targets: Vec<(String, Place)>,
    pub(super) optional: bool,
}

impl Entity {
    /// Its ref.
    pub fn reference(&self) -> EntityRef {
        EntityRef {
            kind: self.kind.clone(),
            namespace: self.namespace.clone(),
            name: self.name.clone(),
        }
    }

    /// As written, such as `Component`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// `metadata.name`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `metadata.namespace`, else `default`.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// `metadata.title`, else the display name of its profile.
    pub fn title(&self) -> Option<&str> {
        self.title
            .as_deref()
            .or(self.profile.display_name.as_deref())
    }

    /// `metadata.description`.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// An annotation.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.get(key).map(|(value, _)| value.as_str())
    }

    /// Every annotation, its value, and where the value stands; sorted by key.
    pub fn annotations(&self) -> impl Iterator<Item = (&str, &str, &Place)> {
        self.annotations
            .iter()
            .map(|(key, (value, place))| (key.as_str(), value.as_str(), place))
    }

    /// `metadata.tags`.
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    /// `metadata.links`.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// `spec.type`.
    pub fn type_(&self) -> Option<&str> {
        self.type_.as_deref()
    }

    /// `spec.lifecycle`.
    pub fn lifecycle(&self) -> Option<&str> {
        self.lifecycle.as_deref()
    }

    /// `spec.profile`.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Every reference it makes, in the order of its kind's fields.
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// `spec.owner`.
    pub fn owner(&self) -> Option<&Reference> {
        self.reference_in("spec.owner")
    }

    /// `spec.system`.
    pub fn system(&self) -> Option<&Reference> {
        self.reference_in("spec.system")
    }

    /// Where its code is: what `idp new` recorded, else the source location, else the GitHub repository.
    pub fn repository(&self) -> Option<String> {
        let recorded = self.annotation("idp.dev/repository").map(str::to_owned);
        let source = || {
            let location = self.annotation("backstage.io/source-location")?;
            Some(location.strip_prefix("url:").unwrap_or(location).to_owned())
        };
        let slug = || {
            Some(format!(
                "https://github.com/{}",
                self.annotation("github.com/project-slug")?
            ))
        };
        recorded.or_else(source).or_else(slug)
    }

    /// Where its name stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    fn reference_in(&self, path: &str) -> Option<&Reference> {
        self.references
            .iter()
            .find(|reference| reference.field.path == path)
    }
}
