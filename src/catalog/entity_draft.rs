//! An entity as somebody types it: a kind, a name, and fields with their values.

use std::fmt::Write;

use super::edit::{FieldContent, YamlStyle};
use super::kind::EntityKind;
use super::{
    Assignment, AssignmentOperator, FieldValue, builtin_kind_names, format_catalog_text,
    is_valid_name, validate_assignments,
};
use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::yaml::quote_if_needed;

/// An entity that is to be written; it has every field that its kind requires.
#[derive(Clone, Debug)]
pub struct EntityDraft {
    kind: &'static EntityKind,
    name: String,
    root: Vec<(String, DraftNode)>,
}

/// A value, or keys with values, in the order in which they are written.
#[derive(Clone, Debug)]
enum DraftNode {
    Value(FieldContent),
    Mapping(Vec<(String, DraftNode)>),
}

/// Lists that say "nobody" where they are empty, and must be there.
const EMPTY_LIST_FIELDS: [&str; 2] = ["children", "memberOf"];

/// As `fmt` and `idp new` write a catalog.
const YAML_STYLE: YamlStyle = YamlStyle {
    mapping_indent: 2,
    list_indent: 2,
    ending: "\n",
    is_json: false,
};

impl EntityDraft {
    /// Checks the kind (in whatever case), the name, the fields, and that nothing is missing.
    ///
    /// # Errors
    /// Usage (2) for a field that the kind does not have, and with everything that is missing.
    pub fn new(kind: &str, name: &str, assignments: &[Assignment]) -> Result<EntityDraft> {
        let known = builtin_kind_names().find(|known| known.eq_ignore_ascii_case(kind));
        let Some(kind) = known.and_then(EntityKind::find_builtin) else {
            let near = find_similar_names(kind, builtin_kind_names());
            let message = format!("unknown kind `{}`", escape_and_truncate(kind));
            return Err(Error::usage(message).with_optional_hint(format_did_you_mean(&near)));
        };
        if !is_valid_name(name) {
            return Err(Error::usage(format!("invalid name `{}`", escape_and_truncate(name))).with_hint(
                "use letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at both ends",
            ));
        }
        validate_assignments(assignments)?;
        let mut outline = EntityDraft {
            kind,
            name: name.to_owned(),
            root: Vec::new(),
        };
        let version = kind.api_versions.first().copied().unwrap_or_default();
        outline.set_field(&["apiVersion"], text_content(version));
        outline.set_field(&["kind"], text_content(kind.name));
        outline.set_field(&["metadata", "name"], text_content(name));
        for assignment in assignments {
            outline.apply_assignment(assignment)?;
        }
        outline.complete_required_fields()
    }

    /// As `kind:` is written.
    pub fn kind(&self) -> &'static str {
        self.kind.name
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn apply_assignment(&mut self, assignment: &Assignment) -> Result<()> {
        let field = assignment.field();
        if assignment.operator() == AssignmentOperator::Remove {
            let message = format!(
                "`{}` removes from an entity that doesn't exist yet",
                escape_and_truncate(&assignment.to_string())
            );
            return Err(Error::usage(message).with_hint("leave it out"));
        }
        if field.keys() == ["kind"] {
            return Err(Error::usage("`kind` is not a field here").with_hint("use --kind KIND"));
        }
        field.validate_for_kind(self.kind.name, None)?;
        let path: Vec<&str> = field.keys().iter().map(String::as_str).collect();
        let items = field.list_item_kind(self.kind.name, None);
        if items.is_none() && assignment.operator() == AssignmentOperator::Set {
            if !assignment.removes_field() {
                self.set_field(&path, FieldContent::One(assignment.to_single_value()?));
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
        let mut list = match find_node(&self.root, &path) {
            Some(DraftNode::Value(FieldContent::List(list))) => list.clone(),
            _ => Vec::new(),
        };
        for item in assignment.parse_list_items(items)? {
            if !list.contains(&item) {
                list.push(item);
            }
        }
        self.set_field(&path, FieldContent::List(list));
        Ok(())
    }

    fn set_field(&mut self, path: &[&str], content: FieldContent) {
        insert_node(&mut self.root, path, DraftNode::Value(content));
    }

    /// With the empty lists that must be there; or everything that is missing.
    fn complete_required_fields(mut self) -> Result<EntityDraft> {
        let mut missing = Vec::new();
        for field in self.kind.fields.iter().filter(|field| field.required) {
            let path = ["spec", field.name];
            if find_node(&self.root, &path).is_some() {
                continue;
            }
            if EMPTY_LIST_FIELDS.contains(&field.name) {
                self.set_field(&path, FieldContent::List(Vec::new()));
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
        let mut yaml = String::new();
        write_mapping(&mut yaml, &self.root, 0);
        format_catalog_text(&yaml)
    }
}

fn text_content(text: &str) -> FieldContent {
    FieldContent::One(FieldValue::Text(text.to_owned()))
}

fn insert_node(keys: &mut Vec<(String, DraftNode)>, path: &[&str], branch: DraftNode) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    let at = match keys.iter().position(|(known, _)| known == key) {
        Some(at) => at,
        None => {
            keys.push(((*key).to_owned(), DraftNode::Mapping(Vec::new())));
            keys.len() - 1
        }
    };
    let (_, there) = &mut keys[at];
    match (there, rest) {
        (there, []) => *there = branch,
        (DraftNode::Mapping(below), rest) => insert_node(below, rest, branch),
        (there, rest) => {
            let mut below = Vec::new();
            insert_node(&mut below, rest, branch);
            *there = DraftNode::Mapping(below);
        }
    }
}

fn find_node<'k>(keys: &'k [(String, DraftNode)], path: &[&str]) -> Option<&'k DraftNode> {
    let (key, rest) = path.split_first()?;
    let (_, found) = keys.iter().find(|(known, _)| known == key)?;
    match (found, rest) {
        (found, []) => Some(found),
        (DraftNode::Mapping(below), rest) => find_node(below, rest),
        (DraftNode::Value(_), _) => None,
    }
}

fn write_mapping(yaml: &mut String, keys: &[(String, DraftNode)], indent: usize) {
    for (key, branch) in keys {
        let key = quote_if_needed(key);
        match branch {
            DraftNode::Value(content) => {
                let value = content.to_block_yaml(indent, YAML_STYLE);
                let blank = if value.inline.is_empty() { "" } else { " " };
                let _ = writeln!(
                    yaml,
                    "{:indent$}{key}:{blank}{}{}",
                    "", value.inline, value.lines
                );
            }
            DraftNode::Mapping(below) => {
                let _ = writeln!(yaml, "{:indent$}{key}:", "");
                write_mapping(yaml, below, indent + 2);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render_draft(kind: &str, values: &[(&str, &str)]) -> String {
        let values: Vec<Assignment> = values
            .iter()
            .map(|(field, value)| Assignment::parse(&format!("{field}={value}")).unwrap())
            .collect();
        match EntityDraft::new(kind, "a", &values) {
            Ok(outline) => outline.to_yaml(),
            Err(error) => format!("{error}; {}", error.hints().join("; ")),
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
        insta::assert_snapshot!(render_draft("compnent", &[]), @"unknown kind `compnent`; did you mean `Component`?");
    }
}
