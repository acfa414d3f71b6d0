//! Custom kinds of an organisation, in the format of Backstage's declarative catalog model (catalog-model 1.10.3): the
//! input of its `addKind` and `addRelationPair`, in a file.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use serde_json::Value;

use super::Files;
use super::kind::{BUILTIN_KINDS, CatalogModel, EntityKind, FieldType, RefField, SpecField};
use super::name_syntax;
use crate::error::{Error, Result};
use crate::printable::{Printable, escape_and_truncate};
use crate::source::SourceFile;

/// The compiled kinds by the content of their layers; a process reads few models, so each is kept.
static COMPILED_LAYERS: Mutex<Option<HashMap<String, &'static [EntityKind]>>> = Mutex::new(None);

impl CatalogModel {
    /// The same model with the kinds of the model layers at `paths` of `files`.
    ///
    /// # Errors
    /// Usage (2) if a layer doesn't exist, is invalid, or declares a kind that already exists.
    pub fn with_model_layers(self, files: &dyn Files, paths: &[String]) -> Result<CatalogModel> {
        Ok(match paths {
            [] => self,
            _ => self.with_layer_kinds(load_model_layer_kinds(files, paths)?),
        })
    }
}

/// One layer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ModelLayer {
    #[serde(rename = "layerId")]
    _id: Option<String>,
    #[serde(default)]
    kinds: Vec<KindDefinition>,
    #[serde(default)]
    relations: Vec<RelationPair>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct KindDefinition {
    group: String,
    names: KindNames,
    #[serde(rename = "description")]
    _description: Option<String>,
    versions: Vec<KindVersionDefinition>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct KindNames {
    kind: String,
    #[serde(rename = "singular")]
    _singular: Option<String>,
    #[serde(rename = "plural")]
    _plural: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct KindVersionDefinition {
    name: OneOrMany,
    spec_type: Option<OneOrMany>,
    #[serde(rename = "description")]
    _description: Option<String>,
    #[serde(default)]
    relation_fields: Vec<RelationField>,
    schema: VersionSchema,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct VersionSchema {
    json_schema: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RelationField {
    selector: FieldSelector,
    relation: String,
    default_kind: Option<String>,
    #[serde(default)]
    default_namespace: DefaultNamespace,
    allowed_kinds: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldSelector {
    path: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum DefaultNamespace {
    #[default]
    Inherit,
    Default,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RelationPair {
    from_kind: OneOrMany,
    to_kind: OneOrMany,
    #[serde(rename = "description")]
    _description: Option<String>,
    forward: RelationTypeDefinition,
    reverse: RelationTypeDefinition,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RelationTypeDefinition {
    #[serde(rename = "type")]
    type_: String,
    #[serde(rename = "title")]
    _title: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn as_slice(&self) -> &[String] {
        match self {
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(many) => many,
        }
    }
}

/// Loads the layers at `paths` of `files`.
///
/// # Errors
/// Usage (2) if a layer doesn't exist, is invalid, or declares a kind that already exists.
fn load_model_layer_kinds(files: &dyn Files, paths: &[String]) -> Result<&'static [EntityKind]> {
    let mut texts = Vec::new();
    for path in paths {
        let shown = files.display_path(path);
        let bytes = files.read(path)?.ok_or_else(|| {
            Error::usage(format!("model layer {} not found", Printable(&shown))).with_hint(
                "in idp.yaml, `catalog.models` must list files in the platform repository",
            )
        })?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Error::usage(format!("{} isn't UTF-8", Printable(&shown))))?;
        texts.push((shown, text));
    }
    let key = format!("{texts:?}");
    let mut known = COMPILED_LAYERS
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    if let Some(kinds) = known.get(&key) {
        return Ok(kinds);
    }
    let kinds: &'static [EntityKind] = parse_declared_entity_kinds(&texts)?.leak();
    known.insert(key, kinds);
    Ok(kinds)
}

fn parse_declared_entity_kinds(texts: &[(String, String)]) -> Result<Vec<EntityKind>> {
    let mut layers: Vec<(&str, ModelLayer)> = Vec::new();
    for (shown, text) in texts {
        let source = SourceFile::new(shown, text);
        let layer = crate::yaml::deserialize_yaml(&source)
            .map_err(|(place, message)| Error::usage(format!("{place}: {message}")))?;
        layers.push((shown, layer));
    }
    let pairs: Vec<&RelationPair> = layers
        .iter()
        .flat_map(|(_, layer)| &layer.relations)
        .collect();
    let mut kinds: Vec<EntityKind> = Vec::new();
    for (shown, layer) in &layers {
        for definition in &layer.kinds {
            let of = |why: String| {
                let kind = escape_and_truncate(&definition.names.kind);
                Error::usage(format!("{}: kind `{kind}`: {why}", Printable(shown)))
            };
            let declared = definition.to_entity_kinds(&pairs).map_err(of)?;
            let is_there =
                |kind: &EntityKind| kind.name.eq_ignore_ascii_case(&definition.names.kind);
            if BUILTIN_KINDS.iter().chain(&kinds).any(is_there) {
                return Err(of("already declared".to_owned()));
            }
            kinds.extend(declared);
        }
    }
    // Kinds with a type come before the one for any type.
    kinds.sort_by_key(|kind| kind.spec_type.is_none());
    Ok(kinds)
}

impl KindDefinition {
    fn to_entity_kinds(
        &self,
        pairs: &[&RelationPair],
    ) -> std::result::Result<Vec<EntityKind>, String> {
        let name = &self.names.kind;
        if !name_syntax::is_valid_kind(name) {
            return Err("use letters and digits, at most 63 characters".to_owned());
        }
        let mut kinds = Vec::new();
        for version in &self.versions {
            let spec = find_spec_json_schema(&version.schema.json_schema);
            let relations = build_ref_fields(name, &version.relation_fields, pairs)?;
            let fields = build_spec_fields_from_schema(spec.schema, "spec", &relations);
            let versions = version.name.as_slice().iter();
            let versions = versions.map(|version| leak_str(&format!("{}/{version}", self.group)));
            let versions: &'static [&'static str] = versions.collect::<Vec<_>>().leak();
            let types: Vec<Option<&'static str>> = match &version.spec_type {
                Some(types) => types
                    .as_slice()
                    .iter()
                    .map(|text| Some(leak_str(text)))
                    .collect(),
                None => vec![None],
            };
            kinds.extend(types.into_iter().map(|of_type| EntityKind {
                name: leak_str(name),
                spec_type: of_type,
                api_versions: versions,
                needs_spec: spec.is_required,
                fields,
            }));
        }
        Ok(kinds)
    }
}

struct SpecJsonSchema<'v> {
    schema: &'v Value,
    is_required: bool,
}

/// The schema of `spec`: in the kind's own schema, or in the form that all of Backstage's own kinds use.
fn find_spec_json_schema(schema: &Value) -> SpecJsonSchema<'_> {
    let own = schema.pointer("/allOf/1").unwrap_or(schema);
    let required = own.get("required").or_else(|| schema.get("required"));
    SpecJsonSchema {
        schema: own.pointer("/properties/spec").unwrap_or(&Value::Null),
        is_required: is_required_property(required, "spec"),
    }
}

fn is_required_property(required: Option<&Value>, name: &str) -> bool {
    let list = required.and_then(Value::as_array);
    list.is_some_and(|list| list.iter().any(|item| item.as_str() == Some(name)))
}

fn leak_str(text: &str) -> &'static str {
    text.to_owned().leak()
}

/// The fields of an entity of this kind that are references.
fn build_ref_fields(
    kind: &str,
    fields: &[RelationField],
    pairs: &[&RelationPair],
) -> std::result::Result<Vec<RefField>, String> {
    let lists = |kinds: &OneOrMany, kind: &str| {
        kinds
            .as_slice()
            .iter()
            .any(|known| known.eq_ignore_ascii_case(kind))
    };
    let mut relations = Vec::new();
    for field in fields {
        let path = &field.selector.path;
        if !path.starts_with("spec.") {
            return Err(format!(
                "`{}` isn't a field of `spec`",
                escape_and_truncate(path)
            ));
        }
        // A pair applies only to the kinds it names; any other reference has no reverse.
        let pair = pairs.iter().find(|pair| {
            let mut to = field.allowed_kinds.iter().flatten();
            pair.forward.type_ == field.relation
                && lists(&pair.from_kind, kind)
                && (field.allowed_kinds.is_none() || to.any(|to| lists(&pair.to_kind, to)))
        });
        let kinds = field.allowed_kinds.iter().flatten();
        let kinds = kinds.map(|kind| leak_str(&kind.to_lowercase()));
        relations.push(RefField {
            path: leak_str(path),
            default_kind: field.default_kind.as_deref().map(leak_str),
            kinds: kinds.collect::<Vec<_>>().leak(),
            relation: leak_str(&field.relation),
            reverse: pair.map_or("", |pair| leak_str(&pair.reverse.type_)),
            enforces_kinds: field.allowed_kinds.is_some(),
            in_default_namespace: field.default_namespace == DefaultNamespace::Default,
        });
    }
    Ok(relations)
}

/// The fields of an object at `path`, each with its type; a field in `relations` is a reference.
fn build_spec_fields_from_schema(
    schema: &Value,
    path: &str,
    relations: &[RefField],
) -> &'static [SpecField] {
    let mut fields = Vec::new();
    let none = serde_json::Map::new();
    let properties = schema
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&none);
    for (name, property) in properties {
        let below = format!("{path}.{name}");
        fields.push(SpecField {
            name: leak_str(name),
            required: is_required_property(schema.get("required"), name),
            field_type: field_type_from_json_schema(property, &below, relations),
        });
    }
    for name in schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        if let Some(name) = name.as_str().filter(|name| !properties.contains_key(*name)) {
            fields.push(SpecField {
                name: leak_str(name),
                required: true,
                field_type: FieldType::Any,
            });
        }
    }
    let direct = relations.iter().filter_map(|relation| {
        let name = relation.path.strip_prefix(path)?.strip_prefix('.')?;
        (!name.contains('.')).then(|| SpecField {
            name: leak_str(name),
            required: false,
            field_type: FieldType::ModelRefs(relation.clone()),
        })
    });
    fields.extend(direct);
    fields.leak()
}

/// The type that a JSON schema requires, as far as it specifies a type, a length, an enum or fields.
fn field_type_from_json_schema(schema: &Value, path: &str, relations: &[RefField]) -> FieldType {
    let least = |key: &str| schema.get(key).and_then(Value::as_u64).unwrap_or(0);
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words: Option<Vec<&'static str>> = words
            .iter()
            .map(|word| word.as_str().map(leak_str))
            .collect();
        return words.map_or(FieldType::Any, |words| FieldType::Enum(words.leak()));
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") if least("minLength") > 0 => FieldType::NonEmptyText,
        Some("string") => FieldType::AnyText,
        Some("boolean") => FieldType::JsonType("boolean"),
        Some("number" | "integer") => FieldType::JsonType("number"),
        Some("array") => {
            let items = schema.get("items").unwrap_or(&Value::Null);
            let each: &'static FieldType =
                Box::leak(Box::new(field_type_from_json_schema(items, path, &[])));
            match least("minItems") {
                0 => FieldType::List(each),
                _ => FieldType::NonEmptyList(each),
            }
        }
        Some("object") => FieldType::Object(build_spec_fields_from_schema(schema, path, relations)),
        _ => FieldType::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, CatalogModel, EntityRef, MemoryFiles};

    const PLUGIN_LAYER: &str = r"
layerId: acme.example/plugins
kinds:
  - group: extensions.acme.example
    names: {kind: Plugin, singular: plugin, plural: plugins}
    description: A plugin.
    versions:
      - name: [v1alpha1, v1]
        relationFields:
          - selector: {path: spec.owner}
            relation: ownedBy
            defaultKind: Group
            allowedKinds: [Group, User]
          - selector: {path: spec.hosts}
            relation: runsOn
            defaultKind: Component
            defaultNamespace: default
        schema:
          jsonSchema:
            type: object
            required: [spec]
            properties:
              spec:
                type: object
                required: [owner, type]
                properties:
                  owner: {type: string, minLength: 1}
                  type: {type: string, enum: [frontend, backend]}
                  hosts: {type: array, items: {type: string}}
                  weight: {type: number}
relations:
  - fromKind: Plugin
    toKind: [Group, User]
    description: Who owns it.
    forward: {type: ownedBy, title: owned by}
    reverse: {type: ownerOf, title: owner of}
";

    fn read_catalog(plugin: &str) -> Catalog {
        let group = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n";
        let files = MemoryFiles::from_iter([
            ("model.yaml", PLUGIN_LAYER.to_owned()),
            ("a.yaml", format!("{group}---\n{plugin}")),
        ]);
        let kinds = load_model_layer_kinds(&files, &["model.yaml".to_owned()]).unwrap();
        Catalog::read_catalog_with_model(
            CatalogModel::BUILTIN.with_layer_kinds(kinds),
            &files,
            &["a.yaml".to_owned()],
        )
        .unwrap()
    }

    fn format_relations(catalog: &Catalog, text: &str) -> Vec<String> {
        let reference = EntityRef::parse(text, None, "default").unwrap();
        let relations = catalog.derive_relations(catalog.get(reference).unwrap());
        relations
            .iter()
            .map(|one| format!("{} {}", one.type_, one.target))
            .collect()
    }

    #[test]
    fn a_kind_of_the_organisation_has_owners_and_relations() {
        let catalog = read_catalog(
            "apiVersion: extensions.acme.example/v1\nkind: Plugin\nmetadata: {name: p, namespace: n}\nspec: {type: frontend, owner: default/web, hosts: [shop]}\n",
        );
        assert!(catalog.diagnostics.is_empty(), "{:?}", catalog.diagnostics);
        assert_eq!(
            format_relations(&catalog, "plugin:n/p"),
            ["ownedBy group:default/web", "runsOn component:default/shop"]
        );
        assert_eq!(
            format_relations(&catalog, "group:web"),
            ["ownerOf plugin:n/p"]
        );
    }

    #[test]
    fn its_schema_is_checked() {
        let catalog = read_catalog(
            "apiVersion: extensions.acme.example/v2\nkind: Plugin\nmetadata: {name: p}\nspec: {}\n---\napiVersion: extensions.acme.example/v1\nkind: Plugin\nmetadata: {name: q}\nspec: {type: sideways, weight: '3'}\n",
        );
        let codes: Vec<&str> = catalog
            .diagnostics
            .iter()
            .map(|finding| finding.code)
            .collect();
        assert_eq!(
            codes,
            ["unknown-kind", "missing-field", "wrong-type", "wrong-type"]
        );
    }

    #[test]
    fn what_is_no_layer_is_refused() {
        let refused = |text: &str| {
            let files = MemoryFiles::from_iter([("m.yaml", text)]);
            load_model_layer_kinds(&files, &["m.yaml".to_owned()])
                .unwrap_err()
                .to_string()
        };
        let kind = |name: &str, path: &str| {
            format!(
                "kinds: [{{group: a.b, names: {{kind: {name}}}, versions: [{{name: v1, relationFields: [{{selector: {{path: {path}}}, relation: r}}], schema: {{jsonSchema: {{}}}}}}]}}]"
            )
        };
        assert!(
            refused("kind: Plugin").contains("unknown field"),
            "{}",
            refused("kind: Plugin")
        );
        assert!(refused(&kind("Component", "spec.a")).contains("already declared"));
        assert!(refused(&kind("Thing", "metadata.a")).contains("isn't a field of `spec`"));
        assert!(refused(&kind("'a b'", "spec.a")).contains("letters and digits"));
    }
}
