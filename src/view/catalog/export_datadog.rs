//! `idp catalog export datadog`: entity definitions for Datadog's Software Catalog, in version 3 of its schema
//! (<https://github.com/DataDog/schema>).

use std::collections::HashSet;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use crate::catalog::{Catalog, Entity, EntityRef, Ownership, WebLocation};
use crate::count::CountedNoun;
use crate::ops::CatalogExport;
use crate::view::{LineWidth, Report};

/// The types of resources that are datastores to Datadog.
const DATASTORE_TYPES: [&str; 13] = [
    "bucket",
    "cache",
    "cassandra",
    "database",
    "datastore",
    "db",
    "dynamodb",
    "elasticsearch",
    "mongodb",
    "mysql",
    "postgresql",
    "redis",
    "s3-bucket",
];
/// The types of resources that are queues to Datadog.
const QUEUE_TYPES: [&str; 7] = [
    "kafka-topic",
    "message-queue",
    "pubsub-topic",
    "queue",
    "sqs-queue",
    "stream",
    "topic",
];

/// The definitions of the entities that Datadog has a kind for.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct DatadogExport {
    definitions: Vec<DatadogDefinition>,
    #[serde(skip)]
    omissions: Vec<String>,
}

/// The definition of an entity in Datadog's Software Catalog.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DatadogDefinition {
    /// The version of Datadog's schema: `v3`.
    pub api_version: &'static str,
    /// `service`, `library`, `system`, `api`, `datastore` or `queue`.
    pub kind: &'static str,
    /// The metadata.
    pub metadata: DatadogMetadata,
    /// The spec.
    pub spec: DatadogSpec,
    /// Where its code is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datadog: Option<DatadogAssociations>,
}

/// The metadata of a definition.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DatadogMetadata {
    /// The name, without a namespace, which Datadog doesn't have.
    pub name: String,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The name of the owning group: the handle of a team in Datadog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// How to contact the owner.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<DatadogContact>,
    /// The links, and the repository.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<DatadogLink>,
}

/// A contact.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DatadogContact {
    /// `email` or `slack`.
    #[serde(rename = "type")]
    pub type_: &'static str,
    /// An email address, or the URL of a channel.
    pub contact: String,
}

/// A link.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DatadogLink {
    /// What it shows.
    pub name: String,
    /// `repo`, `runbook`, `dashboard`, `doc` or `other`.
    #[serde(rename = "type")]
    pub type_: &'static str,
    /// The URL, `http` or `https`.
    pub url: String,
}

/// The spec of a definition. References have the form `kind:name`, with Datadog's kinds.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DatadogSpec {
    /// The lifecycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<String>,
    /// The type; `web` for a website.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// The systems that it is part of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub component_of: Vec<String>,
    /// The parts of a system.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<String>,
    /// What it depends on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<String>,
    /// The services that provide an API.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub implemented_by: Vec<String>,
}

/// What Datadog associates with an entity.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DatadogAssociations {
    /// The repository.
    pub code_locations: Vec<DatadogCodeLocation>,
}

/// Where the code of an entity is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DatadogCodeLocation {
    /// The URL of the repository.
    #[serde(rename = "repositoryURL")]
    pub repository_url: String,
    /// The folders with the code, as patterns such as `services/cart/**`; empty for the whole repository.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
}

impl DatadogExport {
    /// The definitions of the entities of `export`.
    pub fn new(export: &CatalogExport) -> DatadogExport {
        let catalog = export.catalog();
        let served = export.with_processor(|processor| processor.served_entities());
        let served = served.into_iter().map(|number| &catalog.entities[number]);
        let (kinds, others): (Vec<_>, Vec<_>) =
            served.partition(|entity| datadog_kind(entity).is_some());
        let mut named: HashSet<(&'static str, String)> = HashSet::new();
        let (mut definitions, mut collisions) = (Vec::new(), Vec::new());
        for entity in kinds {
            let Some(kind) = datadog_kind(entity) else {
                continue;
            };
            if named.insert((kind, entity.name().to_lowercase())) {
                definitions.push(define_entity(catalog, entity, kind));
            } else {
                collisions.push(entity);
            }
        }
        DatadogExport {
            definitions,
            omissions: describe_omissions(&others, &collisions),
        }
    }

    /// The entities that were left out, and why; one line for each reason.
    pub fn omissions(&self) -> &[String] {
        &self.omissions
    }
}

impl Report for DatadogExport {
    /// One YAML document for each definition.
    fn render_text(&self, _width: LineWidth) -> String {
        let documents = self.definitions.iter();
        documents
            .filter_map(|definition| serde_yaml::to_string(definition).ok())
            .map(|document| format!("---\n{document}"))
            .collect()
    }
}

impl JsonSchema for DatadogExport {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DatadogExport".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "title": "idp catalog export datadog",
            "description": "The definitions, sorted by ref.",
            "type": "array",
            "items": generator.subschema_for::<DatadogDefinition>(),
        })
    }
}

/// The kind of `entity` in Datadog; `None` if it has none for it.
fn datadog_kind(entity: &Entity) -> Option<&'static str> {
    let type_ = entity.type_().map_or("", |type_| type_.text).to_lowercase();
    match entity.kind().to_lowercase().as_str() {
        "component" if type_ == "library" => Some("library"),
        "component" => Some("service"),
        "system" => Some("system"),
        "api" => Some("api"),
        "resource" if DATASTORE_TYPES.contains(&type_.as_str()) => Some("datastore"),
        "resource" if QUEUE_TYPES.contains(&type_.as_str()) => Some("queue"),
        _ => None,
    }
}

fn describe_omissions(others: &[&Entity], collisions: &[&Entity]) -> Vec<String> {
    let resources = others.iter().filter(|entity| entity.is_of_kind("resource"));
    let resources = resources.count();
    let resources = (resources > 0).then(|| {
        let count = CountedNoun(resources, "resource");
        format!("left out {count} whose type is neither a datastore nor a queue")
    });
    let collisions = collisions.iter().map(|entity| {
        let reference = entity.entity_ref();
        format!("left out {reference}: Datadog has no namespaces, and another entity has this name")
    });
    resources.into_iter().chain(collisions).collect()
}

fn define_entity(catalog: &Catalog, entity: &Entity, kind: &'static str) -> DatadogDefinition {
    let repository = entity
        .repository_url()
        .filter(|url| is_web_url(url))
        .map(|url| url.strip_suffix(".git").unwrap_or(&url).to_owned());
    DatadogDefinition {
        api_version: "v3",
        kind,
        metadata: define_metadata(catalog, entity, repository.as_deref()),
        spec: define_spec(catalog, entity, kind),
        datadog: repository.map(|url| DatadogAssociations {
            code_locations: vec![DatadogCodeLocation::new(&url)],
        }),
    }
}

impl DatadogCodeLocation {
    /// The repository of `url`, and the folder if it names one.
    fn new(url: &str) -> DatadogCodeLocation {
        let location = WebLocation::parse(url);
        let folder = location.as_ref().and_then(|location| {
            let folder = location.path_in_repository();
            let repository = location.find_repository_in_url(url)?;
            (!folder.is_empty()).then_some((repository, folder))
        });
        let (repository, paths) = match folder {
            Some((repository, folder)) => (repository, vec![format!("{folder}/**")]),
            None => (url, Vec::new()),
        };
        DatadogCodeLocation {
            repository_url: repository.to_owned(),
            paths,
        }
    }
}

fn define_metadata(
    catalog: &Catalog,
    entity: &Entity,
    repository: Option<&str>,
) -> DatadogMetadata {
    let ownership = Ownership::find_entity_ownership(catalog, entity);
    let owner = ownership
        .owner_ref
        .as_ref()
        .map(|owner| owner.as_entity_ref());
    let email = ownership.contacts.email.map(|contact| DatadogContact {
        type_: "email",
        contact,
    });
    let slack = ownership.contacts.slack.filter(|slack| is_web_url(slack));
    let slack = slack.map(|contact| DatadogContact {
        type_: "slack",
        contact,
    });
    DatadogMetadata {
        name: entity.name().to_owned(),
        display_name: entity.title().map(str::to_owned),
        description: entity.description().map(str::to_owned),
        owner: owner
            .filter(|owner| owner.is_of_kind("group"))
            .map(|owner| owner.name.to_owned()),
        tags: entity.tags().map(str::to_owned).collect(),
        contacts: email.into_iter().chain(slack).collect(),
        links: define_links(entity, repository),
    }
}

fn define_links(entity: &Entity, repository: Option<&str>) -> Vec<DatadogLink> {
    let repository = repository.map(|url| DatadogLink {
        name: "Repository".to_owned(),
        type_: "repo",
        url: url.to_owned(),
    });
    let written = entity.links().filter(|link| is_web_url(link.url.text));
    let written = written.map(|link| {
        let words = [link.type_, link.title, Some(link.url.text)];
        DatadogLink {
            name: link.title.unwrap_or(link.url.text).to_owned(),
            type_: classify_link(words.into_iter().flatten()),
            url: link.url.text.to_owned(),
        }
    });
    repository.into_iter().chain(written).collect()
}

/// The type of a link, from the first of `words` that names one.
fn classify_link<'w>(words: impl Iterator<Item = &'w str>) -> &'static str {
    let mut types = words.filter_map(|word| {
        let word = word.to_lowercase();
        let known = ["runbook", "dashboard", "doc", "repo"].into_iter();
        known.into_iter().find(|type_| word.contains(type_))
    });
    types.next().unwrap_or("other")
}

fn define_spec(catalog: &Catalog, entity: &Entity, kind: &str) -> DatadogSpec {
    let related = |relation: &str| -> Vec<String> {
        let related = catalog.related_entities(entity, relation).into_iter();
        related.filter_map(format_datadog_ref).collect()
    };
    let is_system = kind == "system";
    let type_ = entity.type_().map(|type_| match type_.text {
        "website" => "web",
        written => written,
    });
    DatadogSpec {
        lifecycle: entity
            .lifecycle()
            .map(|lifecycle| lifecycle.text.to_owned()),
        type_: type_
            .filter(|type_| !type_.eq_ignore_ascii_case(kind))
            .map(str::to_owned),
        component_of: related("partOf"),
        components: if is_system {
            related("hasPart")
        } else {
            Vec::new()
        },
        depends_on: match kind {
            "system" | "api" => Vec::new(),
            _ => related("dependsOn"),
        },
        implemented_by: match kind {
            "api" => related("apiProvidedBy"),
            _ => Vec::new(),
        },
    }
}

/// `service:cart`; `None` if Datadog has no kind for it.
fn format_datadog_ref(entity: &Entity) -> Option<String> {
    let EntityRef { name, .. } = entity.entity_ref();
    datadog_kind(entity).map(|kind| format!("{kind}:{name}"))
}

fn is_web_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
