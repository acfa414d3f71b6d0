//! `service.datadog.yaml` and `entity.datadog.yaml`: Datadog's service definitions, schemas v1, v2, v2.1, v2.2 and v3.
//!
//! Source: <https://github.com/DataDog/schema/tree/main/service-catalog>

use super::description::{
    DescribedOwner, DescriptionFile, FoundText, ServiceDescription, translate_lifecycle,
};
use crate::yaml::YamlNode;

/// Describes a document of a Datadog definition.
pub(super) fn describe_datadog_document(
    file: &mut DescriptionFile<'_>,
    root: YamlNode<'_, '_>,
) -> Vec<ServiceDescription> {
    let described = if root.get("apiVersion").is_some() {
        describe_v3(file, root)
    } else if root.get("info").is_some() {
        describe_v1(file, root)
    } else if root.get("dd-service").is_some() {
        Some(describe_v2(file, root))
    } else {
        file.add_problem(root, "neither `dd-service` nor `apiVersion` is set");
        None
    };
    described.into_iter().collect()
}

fn describe_v1(
    file: &mut DescriptionFile<'_>,
    root: YamlNode<'_, '_>,
) -> Option<ServiceDescription> {
    let info = file.object(root, "info")?;
    let org = file.object(root, "org");
    Some(ServiceDescription {
        name: file.text(info, "dd-service"),
        title: file.text(info, "display-name"),
        description: file.text(info, "description"),
        owner: org
            .and_then(|org| file.text(org, "team"))
            .map(DescribedOwner::Team),
        system: org.and_then(|org| file.text(org, "application")),
        tags: file.texts(root, "tags"),
        links: file.links(root, "external-resources"),
        ..file.new_description("Component")
    })
}

fn describe_v2(file: &mut DescriptionFile<'_>, root: YamlNode<'_, '_>) -> ServiceDescription {
    let (kind, entity_type) = match file.text(root, "type") {
        None => ("Component", None),
        Some(found) => translate_service_type(found),
    };
    let mut tags = file.texts(root, "languages");
    tags.extend(file.texts(root, "tags"));
    ServiceDescription {
        name: file.text(root, "dd-service"),
        description: file.text(root, "description"),
        entity_type,
        lifecycle: file.text(root, "lifecycle").map(translate_lifecycle),
        owner: file
            .first_text(root, &["team", "dd-team"])
            .map(DescribedOwner::Team),
        system: file.text(root, "application"),
        tags,
        links: file.links(root, "links"),
        ..file.new_description(kind)
    }
}

fn describe_v3(
    file: &mut DescriptionFile<'_>,
    root: YamlNode<'_, '_>,
) -> Option<ServiceDescription> {
    let metadata = file.object(root, "metadata")?;
    let spec = file.object(root, "spec");
    let kind = file.text(root, "kind")?;
    let stated = spec.and_then(|spec| file.text(spec, "type"));
    let typed = |text: &str| {
        let (text, line) = (text.to_owned(), kind.line);
        Some(FoundText { text, line })
    };
    let (kind, entity_type) = match kind.text.as_str() {
        "service" => stated.map_or(("Component", None), translate_service_type),
        "datastore" => ("Resource", typed("database")),
        "queue" => ("Resource", typed("queue")),
        "api" => ("API", stated),
        "system" => ("System", None),
        other => {
            let other = crate::printable::escape_and_truncate(other);
            file.add_problem(root, &format!("kind `{other}` has no equivalent"));
            return None;
        }
    };
    let parents = spec.map(|spec| file.texts(spec, "componentOf"));
    let system = parents.into_iter().flatten().find_map(|parent| {
        let text = parent.text.strip_prefix("system:")?.to_owned();
        Some(FoundText { text, ..parent })
    });
    let lifecycle = spec.and_then(|spec| file.text(spec, "lifecycle"));
    let mut tags = spec.map_or_else(Vec::new, |spec| file.texts(spec, "languages"));
    tags.extend(file.texts(metadata, "tags"));
    Some(ServiceDescription {
        name: file.text(metadata, "name"),
        title: file.text(metadata, "displayName"),
        description: file.text(metadata, "description"),
        entity_type,
        lifecycle: lifecycle.map(translate_lifecycle),
        owner: file.text(metadata, "owner").map(DescribedOwner::Team),
        system,
        tags,
        links: file.links(metadata, "links"),
        ..file.new_description(kind)
    })
}

/// Translates Datadog's type of a service into a kind and a type of Backstage.
fn translate_service_type(found: FoundText) -> (&'static str, Option<FoundText>) {
    let typed = |text: &str| {
        let text = text.to_owned();
        Some(FoundText { text, ..found })
    };
    match found.text.as_str() {
        "db" => ("Resource", typed("database")),
        "cache" => ("Resource", typed("cache")),
        "web" | "function" => ("Component", typed("service")),
        "browser" => ("Component", typed("website")),
        "custom" => ("Component", None),
        _ => ("Component", Some(found)),
    }
}
