//! `compass.yml`: Atlassian Compass's file for a component.
//!
//! Source: <https://developer.atlassian.com/cloud/compass/config-as-code/structure-and-contents-of-a-compass-yml-file/>

use super::description::{
    DescribedOwner, DescriptionFile, FoundText, ServiceDescription, translate_lifecycle,
};
use crate::yaml::YamlNode;

/// Describes a document of `compass.yml`.
pub(super) fn describe_compass_document(
    file: &mut DescriptionFile<'_>,
    root: YamlNode<'_, '_>,
) -> Vec<ServiceDescription> {
    let fields = file.object(root, "fields");
    let (kind, entity_type) = match file.text(root, "typeId") {
        None => ("Component", None),
        Some(found) => translate_component_type(found),
    };
    vec![ServiceDescription {
        name: file.text(root, "name"),
        description: file.text(root, "description"),
        entity_type,
        lifecycle: fields
            .and_then(|fields| file.text(fields, "lifecycle"))
            .map(translate_lifecycle),
        // `ari:cloud:identity::team/…`: only Atlassian knows the team's name.
        owner: file.text(root, "ownerId").map(DescribedOwner::OpaqueId),
        tags: file.texts(root, "labels"),
        links: file.links(root, "links"),
        ..file.new_description(kind)
    }]
}

/// Translates Compass's type into a kind and a type of Backstage. A type of the organisation's own is an ID without a meaning.
fn translate_component_type(found: FoundText) -> (&'static str, Option<FoundText>) {
    let text = found.text.to_lowercase().replace('_', "-");
    let kind = match text.as_str() {
        "other" => return ("Component", None),
        text if text.starts_with("ari:") => return ("Component", None),
        "cloud-resource" => "Resource",
        _ => "Component",
    };
    (kind, Some(FoundText { text, ..found }))
}
