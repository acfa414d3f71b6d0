//! The fields that users can change, by their short names.

use serde_json::Value;

use crate::catalog::kind::{self, CatalogModel, EntityKind, FieldType};
use crate::catalog::{Entity, RefField};
use crate::error::{Error, Result};
use crate::printable::{Printable, escape_and_truncate};
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::yaml;

/// The conventional order of the fields of `metadata`.
pub(in crate::catalog) const METADATA_FIELD_ORDER: [&str; 8] = [
    "name",
    "namespace",
    "title",
    "description",
    "labels",
    "annotations",
    "tags",
    "links",
];

/// Fields of `metadata` that Backstage sets itself.
const SERVER_SET_FIELDS: [&str; 2] = ["uid", "etag"];

/// A field of an entity, as a path of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    path: Vec<String>,
    /// The title of a link, if the field is a single link of the list.
    link: Option<String>,
}

/// Fields with a short name, and the path of the object that each is in.
const FIELD_SHORT_NAMES: [(&str, &[&str]); 26] = [
    ("owner", &["spec"]),
    ("type", &["spec"]),
    ("lifecycle", &["spec"]),
    ("system", &["spec"]),
    ("domain", &["spec"]),
    ("parent", &["spec"]),
    ("title", &["metadata"]),
    ("description", &["metadata"]),
    ("namespace", &["metadata"]),
    ("tags", &["metadata"]),
    ("links", &["metadata"]),
    ("members", &["spec"]),
    ("children", &["spec"]),
    ("memberOf", &["spec"]),
    ("dependsOn", &["spec"]),
    ("dependencyOf", &["spec"]),
    ("providesApis", &["spec"]),
    ("consumesApis", &["spec"]),
    ("subcomponentOf", &["spec"]),
    ("subdomainOf", &["spec"]),
    ("definition", &["spec"]),
    ("target", &["spec"]),
    ("targets", &["spec"]),
    ("email", &["spec", "profile"]),
    ("displayName", &["spec", "profile"]),
    ("picture", &["spec", "profile"]),
];

/// The short names of fields.
pub fn field_short_names() -> impl Iterator<Item = &'static str> {
    FIELD_SHORT_NAMES.iter().map(|(name, _)| *name)
}

/// The type of the items of a list, which decides when two are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::catalog) enum ListFieldItemKind {
    /// Strings.
    Texts,
    /// Entity refs.
    Refs(&'static RefField),
    /// Links.
    Links,
}

impl Field {
    /// Parses a short name such as `owner`, a path such as `spec.owner`, `annotation:<key>`, `label:<key>` or
    /// `link:<title>`.
    ///
    /// # Errors
    /// Usage (2) for anything else, and for `name`, because only `rename` can change it.
    pub fn parse(text: &str) -> Result<Field> {
        let keyed = |prefix: &str| text.strip_prefix(prefix).filter(|key| !key.is_empty());
        if let Some(key) = keyed("annotation:") {
            return Ok(Field::from_keys(&["metadata", "annotations", key]));
        }
        if let Some(key) = keyed("label:") {
            return Ok(Field::from_keys(&["metadata", "labels", key]));
        }
        if let Some(title) = keyed("link:") {
            let mut field = Field::from_keys(&["metadata", "links"]);
            field.link = Some(title.to_owned());
            return Ok(field);
        }
        if text == "kind" {
            return Ok(Field::from_keys(&["kind"]));
        }
        if matches!(text, "name" | "metadata.name") {
            return Err(Error::usage("cannot set `name`: rename the entity instead")
                .with_hint("idp catalog rename <REF> <NEW-NAME>"));
        }
        if let Some((_, parents)) = FIELD_SHORT_NAMES.iter().find(|(short, _)| *short == text) {
            let path: Vec<&str> = parents.iter().copied().chain([text]).collect();
            return Ok(Field::from_keys(&path));
        }
        let parts: Vec<&str> = text.split('.').collect();
        match parts.as_slice() {
            ["metadata" | "spec", rest @ ..] if !rest.is_empty() && !rest.contains(&"") => {
                // The key of an annotation may contain dots.
                let whole = ["metadata.annotations.", "metadata.labels."]
                    .iter()
                    .find_map(|map| Some((*map, text.strip_prefix(map)?)));
                Ok(match whole {
                    Some((map, key)) => {
                        Field::from_keys(&["metadata", &map[9..map.len() - 1], key])
                    }
                    None => Field::from_keys(&parts),
                })
            }
            _ => Err(invalid_field_error(text)),
        }
    }

    /// Creates a field from a path of keys.
    pub(in crate::catalog) fn from_keys(path: &[&str]) -> Field {
        Field {
            path: path.iter().map(|key| (*key).to_owned()).collect(),
            link: None,
        }
    }

    pub(in crate::catalog) fn path_keys(&self) -> &[String] {
        &self.path
    }

    /// The strings of this field in an entity: a single one, or those of a list.
    pub fn collect_field_values(&self, entity: &Entity) -> Vec<String> {
        let Ok((tree, _)) = yaml::parse_yaml_document(entity.document_text()) else {
            return Vec::new();
        };
        let node = tree
            .root()
            .and_then(|root| self.path.iter().try_fold(root, |node, key| node.get(key)));
        let text = |value: Value| match value {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        };
        match node.map(yaml::YamlNode::to_json) {
            Some(Value::Array(items)) => items.into_iter().filter_map(text).collect(),
            value => value.and_then(text).into_iter().collect(),
        }
    }

    /// The title of the link, if the field is a single link.
    pub fn link_title(&self) -> Option<&str> {
        self.link.as_deref()
    }

    /// Whether its value may be read from a file (`@path`) or be a placeholder (`$text:path`).
    pub fn accepts_file_value(&self) -> bool {
        matches!(
            self.path.last().map(String::as_str),
            Some("definition" | "description")
        )
    }

    /// Checks that a kind has this field, or may have it.
    ///
    /// # Errors
    /// Usage (2) for a field that only other kinds have, or for one that is almost a known field.
    pub(in crate::catalog) fn validate_for_kind(
        &self,
        kind: &str,
        type_: Option<&str>,
    ) -> Result<()> {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["metadata", key] if SERVER_SET_FIELDS.contains(key) => Ok(()),
            ["metadata", key] => reject_near_miss_field(self, key, &METADATA_FIELD_ORDER),
            ["spec", key, rest @ ..] => {
                let Some(kind) = find_kind_ignoring_case(kind, type_) else {
                    return Ok(());
                };
                let Some(shape) = kind.field_type(key) else {
                    return self.validate_custom_spec_field(key, kind);
                };
                match (shape, rest) {
                    (FieldType::Object(fields), [key]) => {
                        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
                        reject_near_miss_field(self, key, &names)
                    }
                    _ => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// Checks a key of `spec` that Backstage doesn't read for this kind.
    fn validate_custom_spec_field(&self, key: &str, kind: &EntityKind) -> Result<()> {
        // Such as `spec.members` or, for `email`, `spec.profile.email`.
        let is_known = |(short, parents): &(&str, &[&str])| match *parents {
            ["spec"] => *short == key,
            ["spec", parent] => *parent == key,
            _ => false,
        };
        if FIELD_SHORT_NAMES.iter().any(is_known) {
            let key = &self.shortest_spelling();
            let article = match kind.name.chars().next() {
                Some('A') => "an",
                _ => "a",
            };
            let message = format!("{article} {} has no field `{}`", kind.name, Printable(key));
            let names: Vec<String> = kind
                .field_names()
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            return Err(Error::usage(message)
                .with_hint(format!("known `spec` fields: {}", names.join(", "))));
        }
        reject_near_miss_field(self, key, &kind.field_names())
    }

    /// Whether the field is a list in `entity`.
    pub fn is_list_of(&self, entity: &Entity) -> bool {
        let type_ = entity.type_().map(|type_| type_.text);
        self.list_item_kind(entity.kind(), type_).is_some()
    }

    /// Whether the field is a list in one of Backstage's kinds.
    pub fn is_list_of_any_kind(&self) -> bool {
        kind::builtin_kind_names().any(|kind| self.list_item_kind(kind, None).is_some())
    }

    /// The type of the items, if the field is a list for this kind.
    pub(in crate::catalog) fn list_item_kind(
        &self,
        kind: &str,
        type_: Option<&str>,
    ) -> Option<ListFieldItemKind> {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["metadata", "tags"] => Some(ListFieldItemKind::Texts),
            ["metadata", "links"] => Some(ListFieldItemKind::Links),
            ["spec", key] => match find_kind_ignoring_case(kind, type_)?.field_type(key)? {
                FieldType::Refs(meaning) | FieldType::LooseRefs(meaning) => {
                    Some(ListFieldItemKind::Refs(meaning))
                }
                FieldType::List(FieldType::NonEmptyText)
                | FieldType::NonEmptyList(FieldType::NonEmptyText) => {
                    Some(ListFieldItemKind::Texts)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the field is required for this kind.
    pub(super) fn is_required_for_kind(&self, kind: &str, type_: Option<&str>) -> bool {
        let [parent, key] = self.path.as_slice() else {
            return false;
        };
        let fields = find_kind_ignoring_case(kind, type_).map(|kind| kind.fields);
        parent == "spec"
            && fields
                .into_iter()
                .flatten()
                .any(|field| field.name == key && field.required)
    }
}

/// Finds a kind by name, ignoring case.
pub(super) fn find_kind_ignoring_case(
    kind: &str,
    type_: Option<&str>,
) -> Option<&'static EntityKind> {
    let names = kind::builtin_kind_names().chain(["AiResource"]);
    let name = names
        .into_iter()
        .find(|name| name.eq_ignore_ascii_case(kind))?;
    EntityKind::find(CatalogModel::WITH_AI, name, type_).or_else(|| EntityKind::find_builtin(name))
}

fn reject_near_miss_field(field: &Field, key: &str, names: &[&str]) -> Result<()> {
    if names.contains(&key) {
        return Ok(());
    }
    match find_similar_names(key, names.iter().copied()).as_slice() {
        [] => Ok(()),
        near => Err(unknown_field_error(&field.to_string(), near)),
    }
}

fn invalid_field_error(text: &str) -> Error {
    let name = text.trim_end_matches(['+', '-']);
    if name != text {
        return Error::usage(format!("invalid field `{}`", escape_and_truncate(text))).with_hint(
            format!(
                "change a list: {}+=VALUE or {0}-=VALUE",
                escape_and_truncate(name)
            ),
        );
    }
    let bare = name.rsplit('.').next().unwrap_or(name);
    let near = find_similar_names(bare, FIELD_SHORT_NAMES.iter().map(|(short, _)| *short));
    unknown_field_error(text, &near)
}

fn unknown_field_error(text: &str, near: &[&str]) -> Error {
    let error = Error::usage(format!("unknown field `{}`", escape_and_truncate(text)));
    if ["channel", "chat", "contact", "slack"].contains(&text) {
        return error.with_hint(
            "for a chat channel: 'annotation:slack.com/channel=#payments'; for a mailbox: email=payments@acme.example",
        );
    }
    match format_did_you_mean(near) {
        Some(meant) => error.with_hint(meant),
        None => {
            let names: Vec<&str> = FIELD_SHORT_NAMES.iter().map(|(short, _)| *short).collect();
            error.with_hint(format!(
                "known fields: {}, annotation:KEY, label:KEY, link:TITLE; for any other, give its path: spec.KEY",
                names.join(", ")
            ))
        }
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path.join("."))
    }
}

impl Field {
    /// The shortest text that [`Field::parse`] parses as this field.
    pub fn shortest_spelling(&self) -> String {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match (path.as_slice(), &self.link) {
            (_, Some(title)) => format!("link:{title}"),
            (["metadata", "annotations", key], _) => format!("annotation:{key}"),
            (["metadata", "labels", key], _) => format!("label:{key}"),
            ([parents @ .., key], _)
                if FIELD_SHORT_NAMES
                    .iter()
                    .any(|(short, path)| short == key && *path == parents) =>
            {
                (*key).to_owned()
            }
            (path, _) => path.join("."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::kind::BUILTIN_KINDS;
    use crate::remedy::Hint;

    #[test]
    fn fields_have_short_names_and_paths() {
        for (text, path) in [
            ("owner", "spec.owner"),
            ("title", "metadata.title"),
            ("email", "spec.profile.email"),
            ("annotation:a.b/c", "metadata.annotations.a.b/c"),
            ("metadata.annotations.a.b/c", "metadata.annotations.a.b/c"),
            ("spec.profile.email", "spec.profile.email"),
        ] {
            let field = Field::parse(text).unwrap();
            assert_eq!(field.to_string(), path);
            assert_eq!(Field::parse(&field.shortest_spelling()).unwrap(), field);
        }
        for text in [
            "",
            "name",
            "spec",
            "spec.",
            "metadata..x",
            "onwer",
            "label:",
        ] {
            assert!(Field::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_short_name_is_a_field_of_some_kind() {
        for (short, parents) in FIELD_SHORT_NAMES {
            let known = match parents {
                ["metadata"] => METADATA_FIELD_ORDER.contains(&short),
                ["spec"] => BUILTIN_KINDS
                    .iter()
                    .any(|kind| kind.field_type(short).is_some()),
                _ => true,
            };
            assert!(known, "{short}");
        }
    }

    #[test]
    fn a_misspelt_field_is_refused_with_the_right_one() {
        let fault = |text: &str, kind: &str| {
            let checked = Field::parse(text).and_then(|field| field.validate_for_kind(kind, None));
            match checked {
                Ok(()) => "fine".to_owned(),
                Err(error) => format!(
                    "{error}; {}",
                    error
                        .hints()
                        .iter()
                        .filter_map(Hint::as_text)
                        .collect::<Vec<_>>()
                        .join("; ")
                ),
            }
        };
        insta::assert_snapshot!(fault("ownr", "Component"), @"unknown field `ownr`; did you mean `owner`?");
        insta::assert_snapshot!(fault("spec.ownr", "Component"), @"unknown field `spec.ownr`; did you mean `owner`?");
        insta::assert_snapshot!(fault("dependson", "Component"), @"unknown field `dependson`; did you mean `dependsOn`?");
        insta::assert_snapshot!(fault("metadata.tag", "Component"), @"unknown field `metadata.tag`; did you mean `tags`?");
        insta::assert_snapshot!(fault("spec.profile.emial", "Group"), @"unknown field `spec.profile.emial`; did you mean `email`?");
        insta::assert_snapshot!(fault("dependsOn+", "Component"), @"invalid field `dependsOn+`; change a list: dependsOn+=VALUE or dependsOn-=VALUE");
        insta::assert_snapshot!(fault("system", "Group"), @"a Group has no field `system`; known `spec` fields: `type`, `profile`, `parent`, `children`, `members`");
        insta::assert_snapshot!(fault("spec.costCentre", "component"), @"fine");
        insta::assert_snapshot!(fault("spec.anything.at.all", "Elsewhere"), @"fine");
    }
}
