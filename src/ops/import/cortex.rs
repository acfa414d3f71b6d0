//! `cortex.yaml`: Cortex's entity descriptor, an OpenAPI document with `x-cortex-*` keys.
//!
//! Source: <https://docs.cortex.io/docs/reference/basics/entities>

use super::description::{DescribedOwner, DescriptionFile, FoundText, ServiceDescription};
use crate::yaml::YamlNode;

/// Describes a document of `cortex.yaml`.
pub(super) fn describe_cortex_document(
    file: &mut DescriptionFile<'_>,
    root: YamlNode<'_, '_>,
) -> Vec<ServiceDescription> {
    let Some(info) = file.object(root, "info") else {
        return Vec::new();
    };
    let found = file.text(info, "x-cortex-type");
    let (kind, entity_type) = match found.as_ref().map(|found| found.text.as_str()) {
        None => ("Component", None),
        Some("team") => ("Group", None),
        // Cortex's domains form a hierarchy of systems, without an owner of their own kind.
        Some("domain") => ("System", None),
        Some(_) => ("Component", found),
    };
    vec![ServiceDescription {
        name: file.text(info, "x-cortex-tag"),
        title: file.text(info, "title"),
        description: file.text(info, "description"),
        entity_type,
        owner: find_owner(file, info),
        tags: file.texts(info, "x-cortex-groups"),
        links: file.links(info, "x-cortex-link"),
        ..file.new_description(kind)
    }]
}

/// The first team among the owners; if there is none, the first person.
fn find_owner(file: &mut DescriptionFile<'_>, info: YamlNode<'_, '_>) -> Option<DescribedOwner> {
    let mut person: Option<FoundText> = None;
    for owner in file.items(info, "x-cortex-owners") {
        if let Some(team) = file.text(owner, "name") {
            return Some(DescribedOwner::Team(team));
        }
        let email = file.text(owner, "email");
        person = person.or(email);
    }
    person.map(DescribedOwner::Person)
}
