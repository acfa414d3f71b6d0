//! `opslevel.yml`: OpsLevel's file for a service (`service`, later `component`), or for a repository.
//!
//! Source: <https://docs.opslevel.com/docs/opslevel-yml>

use super::description::{
    DescribedOwner, DescriptionFile, FoundText, ServiceDescription, translate_lifecycle,
};
use crate::yaml::YamlNode;

/// Describes a document of `opslevel.yml`.
pub(super) fn describe_opslevel_document(
    file: &mut DescriptionFile<'_>,
    root: YamlNode<'_, '_>,
) -> Vec<ServiceDescription> {
    let service = file.object(root, "service");
    let component = file.object(root, "component");
    if let Some(service) = service.or(component) {
        return vec![describe_service(file, service)];
    }
    // A file about a repository says who owns it, and nothing about services.
    let Some(repository) = file.object(root, "repository") else {
        return Vec::new();
    };
    let mut described = file.new_description("Component");
    described.owner = file.text(repository, "owner").map(DescribedOwner::Team);
    vec![described]
}

fn describe_service(
    file: &mut DescriptionFile<'_>,
    service: YamlNode<'_, '_>,
) -> ServiceDescription {
    let mut tags: Vec<FoundText> = Vec::new();
    tags.extend(file.text(service, "language"));
    for tag in file.items(service, "tags") {
        let (key, value) = (file.text(tag, "key"), file.text(tag, "value"));
        if let (Some(key), Some(value)) = (key, value) {
            let text = format!("{}:{}", key.text, value.text);
            tags.push(FoundText { text, ..key });
        }
    }
    ServiceDescription {
        name: file.text(service, "name"),
        description: file.text(service, "description"),
        entity_type: file.text(service, "type"),
        lifecycle: file.text(service, "lifecycle").map(translate_lifecycle),
        system: file.text(service, "system"),
        owner: file.text(service, "owner").map(DescribedOwner::Team),
        tags,
        links: file.links(service, "tools"),
        ..file.new_description("Component")
    }
}
