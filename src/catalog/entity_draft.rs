//! An entity as entered on the command line: a kind, a name, and fields with their values.

use super::document_draft::YamlDocumentBuilder;
use super::edit::FieldValueOrList;
use super::kind::EntityKind;
use super::{
    Assignment, AssignmentOperator, builtin_kind_names, is_valid_entity_name,
    reject_repeated_field_assignments,
};
use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;
use crate::remedy::Remedy;
use crate::similar_names::{format_did_you_mean, suggest_names};

/// An entity to write; it has every field that its kind requires.
#[derive(Clone, Debug)]
pub struct EntityDraft {
    kind: &'static EntityKind,
    name: String,
    namespace: String,
    document: YamlDocumentBuilder,
}

/// Required lists that may be empty.
const DEFAULT_EMPTY_LIST_FIELDS: [&str; 2] = ["children", "memberOf"];

/// The error for a kind that Backstage doesn't have, with the known ones.
pub fn unknown_kind_error(kind: &str) -> Error {
    let known: Vec<String> = builtin_kind_names().map(str::to_lowercase).collect();
    let hint = match kind.to_lowercase().as_str() {
        // In an organisation, a team is a group, and people name components by their type.
        "team" => format_did_you_mean(&["group"]),
        type_ @ ("service" | "website" | "library") => {
            Some(format!("a {type_} is a component with type={type_}"))
        }
        _ => format_did_you_mean(&suggest_names(kind, known.iter().map(String::as_str))),
    };
    Error::usage(format!("unknown kind `{}`", escape_and_truncate(kind)))
        .with_optional_hint(hint)
        .with_hint(format!("known kinds: {}", known.join(", ")))
}

impl EntityDraft {
    /// Checks the kind (ignoring case), the name, the fields, and that no required field is missing.
    ///
    /// # Errors
    /// Usage (2) for a field that the kind doesn't have, or for missing fields, which are all listed.
    pub fn new(kind: &str, name: &str, assignments: &[Assignment]) -> Result<EntityDraft> {
        let known = builtin_kind_names().find(|known| known.eq_ignore_ascii_case(kind));
        let Some(kind) = known.and_then(EntityKind::find_builtin) else {
            return Err(unknown_kind_error(kind));
        };
        if !is_valid_entity_name(name) {
            return Err(Error::usage(format!("invalid name `{}`", escape_and_truncate(name))).with_hint(
                "use letters, digits, `-`, `_` and `.`, at most 63 characters, with a letter or digit at both ends",
            ));
        }
        reject_repeated_field_assignments(assignments)?;
        let mut outline = EntityDraft {
            kind,
            name: name.to_owned(),
            namespace: "default".to_owned(),
            document: YamlDocumentBuilder::default(),
        };
        let version = kind.api_versions.first().copied().unwrap_or_default();
        outline.document.set_text_field(&["apiVersion"], version);
        outline.document.set_text_field(&["kind"], kind.name);
        outline.document.set_text_field(&["metadata", "name"], name);
        for assignment in assignments {
            outline.apply_assignment(assignment)?;
        }
        outline.ensure_required_fields()
    }

    /// The kind, as written in `kind:`.
    pub fn kind(&self) -> &'static str {
        self.kind.name
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its namespace.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    fn apply_assignment(&mut self, assignment: &Assignment) -> Result<()> {
        let field = assignment.field();
        if assignment.operator() == AssignmentOperator::Remove {
            let message = format!(
                "cannot use `{}`: a new entity has nothing to remove",
                escape_and_truncate(&assignment.to_string())
            );
            return Err(Error::usage(message).with_hint("omit it"));
        }
        if field.path_keys() == ["kind"] {
            return Err(Error::usage("cannot set `kind` as a field").with_hint(Remedy::GiveKind));
        }
        field.validate_for_kind(self.kind.name, None)?;
        let path: Vec<&str> = field.path_keys().iter().map(String::as_str).collect();
        let items = field.list_item_kind(self.kind.name, None);
        if items.is_none() && assignment.operator() == AssignmentOperator::Set {
            if !assignment.removes_field() {
                if path == ["metadata", "namespace"] {
                    assignment
                        .entered_text()
                        .unwrap_or_default()
                        .clone_into(&mut self.namespace);
                }
                let content = FieldValueOrList::One(assignment.to_single_value()?);
                self.document.set_field(&path, content);
            }
            return Ok(());
        }
        if items.is_none()
            && self
                .kind
                .field_type(path.last().copied().unwrap_or_default())
                .is_some()
        {
            assignment.to_single_value()?;
        }
        let mut list = self
            .document
            .list_at_path(&path)
            .unwrap_or_default()
            .to_vec();
        for item in assignment.parse_list_items(items)? {
            if !list.contains(&item) {
                list.push(item);
            }
        }
        self.document.set_field(&path, FieldValueOrList::List(list));
        Ok(())
    }

    /// Adds the required empty lists; fails with a list of every missing field.
    fn ensure_required_fields(mut self) -> Result<EntityDraft> {
        let mut missing = Vec::new();
        for field in self.kind.fields.iter().filter(|field| field.required) {
            let path = ["spec", field.name];
            if self.document.contains(&path) {
                continue;
            }
            if DEFAULT_EMPTY_LIST_FIELDS.contains(&field.name) {
                let empty = FieldValueOrList::List(Vec::new());
                self.document.set_field(&path, empty);
            } else {
                missing.push(format!("{}=…", field.name));
            }
        }
        if missing.is_empty() {
            return Ok(self);
        }
        let message = match missing.len() {
            1 => format!("{} is missing a required field", self.kind.name),
            _ => format!("{} is missing required fields", self.kind.name),
        };
        Err(Error::usage(message).with_hint(format!("add {}", missing.join(" "))))
    }

    /// One YAML document, newline at the end, no marker at the start. Every parser reads the same text back.
    pub fn to_yaml(&self) -> String {
        self.document.to_yaml()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remedy::Hint;

    fn render_draft(kind: &str, values: &[(&str, &str)]) -> String {
        let values: Vec<Assignment> = values
            .iter()
            .map(|(field, value)| Assignment::parse(&format!("{field}={value}")).unwrap())
            .collect();
        match EntityDraft::new(kind, "a", &values) {
            Ok(outline) => outline.to_yaml(),
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
    }

    #[test]
    fn fields_stand_where_people_would_write_them() {
        insta::assert_snapshot!(render_draft("component", &[("lifecycle", "production"), ("owner", "yes"), ("annotation:a.b/c", "1"), ("title", "A: b"), ("type", "service"), ("spec.dependsOn", "resource:x, resource:y")]), @r#"
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: a
          title: "A: b"
          annotations:
            a.b/c: "1"
        spec:
          type: service
          lifecycle: production
          owner: "yes"
          dependsOn:
            - resource:x
            - resource:y
        "#);
        insta::assert_snapshot!(render_draft("Group", &[("type", "team"), ("spec.profile.email", "a@b.c")]), @"
        apiVersion: backstage.io/v1alpha1
        kind: Group
        metadata:
          name: a
        spec:
          type: team
          profile:
            email: a@b.c
          children: []
        ");
    }

    #[test]
    fn what_is_missing_is_said_at_once() {
        insta::assert_snapshot!(render_draft("api", &[("owner", "a")]), @"API is missing required fields; add type=… lifecycle=… definition=…");
        insta::assert_snapshot!(render_draft("compnent", &[]), @"unknown kind `compnent`; did you mean `component`?; known kinds: component, api, resource, system, domain, group, user, location, template");
    }
}
