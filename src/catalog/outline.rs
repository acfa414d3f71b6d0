//! An entity as somebody types it: a kind, a name, and fields with their values.

use std::fmt::Write;

use super::kind::{Kind, Shape};
use super::{Field, format, is_name, kind_names};
use crate::error::{Error, Result};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::brief;
use crate::yaml::quoted;

/// An entity that is to be written; it has every field that its kind requires.
#[derive(Clone, Debug)]
pub struct Outline {
    kind: &'static Kind,
    name: String,
    root: Vec<(String, Branch)>,
}

/// A value, or keys with values, in the order in which they are written.
#[derive(Clone, Debug)]
enum Branch {
    Text(String),
    List(Vec<String>),
    Keys(Vec<(String, Branch)>),
}

/// Lists that say "nobody" where they are empty, and must be there.
const EMPTY: [&str; 2] = ["children", "memberOf"];

impl Outline {
    /// Checks the kind (in whatever case), the name, and that nothing is missing; lists are written with commas.
    ///
    /// # Errors
    /// Usage (2) with everything that is missing.
    pub fn new(kind: &str, name: &str, values: &[(Field, String)]) -> Result<Outline> {
        let known = kind_names().find(|known| known.eq_ignore_ascii_case(kind));
        let Some(kind) = known.and_then(Kind::stock) else {
            let near = nearest(kind, kind_names());
            let message = format!("no kind is called `{}`", brief(kind));
            return Err(Error::usage(message).hint_if(did_you_mean(&near)));
        };
        if !is_name(name) {
            return Err(Error::usage(format!("`{}` is no name", brief(name))).hint(
                "letters, digits, `-`, `_` and `.`, at most 63, a letter or digit at both ends",
            ));
        }
        let mut outline = Outline {
            kind,
            name: name.to_owned(),
            root: Vec::new(),
        };
        outline.put(
            &["apiVersion"],
            kind.versions.first().copied().unwrap_or_default(),
        );
        outline.put(&["kind"], kind.name);
        outline.put(&["metadata", "name"], name);
        for (field, value) in values {
            let path: Vec<&str> = field.path().iter().map(String::as_str).collect();
            outline.put(&path, value);
        }
        outline.complete()
    }

    /// As `kind:` is written.
    pub fn kind(&self) -> &'static str {
        self.kind.name
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn put(&mut self, path: &[&str], value: &str) {
        let listed = match path {
            ["spec", name] => self
                .kind
                .fields
                .iter()
                .any(|field| field.name == *name && is_list(&field.shape)),
            ["metadata", "tags"] => true,
            _ => false,
        };
        let items = value
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty());
        let branch = match listed {
            true => Branch::List(items.map(str::to_owned).collect()),
            false => Branch::Text(value.to_owned()),
        };
        put(&mut self.root, path, branch);
    }

    /// With the empty lists that must be there; or everything that is missing.
    fn complete(mut self) -> Result<Outline> {
        let mut missing = Vec::new();
        for field in self.kind.fields.iter().filter(|field| field.required) {
            let path = ["spec", field.name];
            match has(&self.root, &path) {
                true => {}
                false if EMPTY.contains(&field.name) => self.put(&path, ""),
                false => missing.push(format!("{}=…", field.name)),
            }
        }
        match missing.is_empty() {
            true => Ok(self),
            false => Err(
                Error::usage(format!("{} needs more than that", self.kind.name))
                    .hint(format!("add {}", missing.join(" "))),
            ),
        }
    }

    /// One YAML document, newline at the end, no marker at the start. Every parser reads the same text back.
    pub fn to_yaml(&self) -> String {
        let mut yaml = String::new();
        write(&mut yaml, &self.root, 0);
        format(&yaml)
    }
}

fn is_list(shape: &Shape) -> bool {
    matches!(
        shape,
        Shape::List(_) | Shape::FilledList(_) | Shape::Refs(_) | Shape::LooseRefs(_)
    )
}

fn put(keys: &mut Vec<(String, Branch)>, path: &[&str], branch: Branch) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    let at = match keys.iter().position(|(known, _)| known == key) {
        Some(at) => at,
        None => {
            keys.push(((*key).to_owned(), Branch::Keys(Vec::new())));
            keys.len() - 1
        }
    };
    let (_, there) = &mut keys[at];
    match (there, rest) {
        (there, []) => *there = branch,
        (Branch::Keys(below), rest) => put(below, rest, branch),
        (there, rest) => {
            let mut below = Vec::new();
            put(&mut below, rest, branch);
            *there = Branch::Keys(below);
        }
    }
}

fn has(keys: &[(String, Branch)], path: &[&str]) -> bool {
    let Some((key, rest)) = path.split_first() else {
        return true;
    };
    let found = keys.iter().find(|(known, _)| known == key);
    match (found, rest) {
        (Some((_, Branch::Keys(below))), rest) => has(below, rest),
        (Some(_), rest) => rest.is_empty(),
        (None, _) => false,
    }
}

fn write(yaml: &mut String, keys: &[(String, Branch)], indent: usize) {
    for (key, branch) in keys {
        let key = quoted(key);
        let _ = match branch {
            Branch::Text(text) => writeln!(yaml, "{:indent$}{key}: {}", "", quoted(text)),
            Branch::List(items) if items.is_empty() => writeln!(yaml, "{:indent$}{key}: []", ""),
            _ => writeln!(yaml, "{:indent$}{key}:", ""),
        };
        match branch {
            Branch::Text(_) => {}
            Branch::List(items) => {
                for item in items {
                    let _ = writeln!(yaml, "{:indent$}  - {}", "", quoted(item));
                }
            }
            Branch::Keys(below) => write(yaml, below, indent + 2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(kind: &str, values: &[(&str, &str)]) -> String {
        let values: Vec<(Field, String)> = values
            .iter()
            .map(|(field, value)| (Field::parse(field).unwrap(), (*value).to_owned()))
            .collect();
        match Outline::new(kind, "a", &values) {
            Ok(outline) => outline.to_yaml(),
            Err(error) => format!("{error}; {}", error.hints().join("; ")),
        }
    }

    #[test]
    fn fields_stand_where_people_would_write_them() {
        insta::assert_snapshot!(outline("component", &[("lifecycle", "production"), ("owner", "yes"), ("annotation:a.b/c", "1"), ("title", "A: b"), ("type", "service"), ("spec.dependsOn", "resource:x, resource:y")]), @r#"
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
        insta::assert_snapshot!(outline("Group", &[("type", "team"), ("spec.profile.email", "a@b.c")]), @"
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
        insta::assert_snapshot!(outline("api", &[("owner", "a")]), @"API needs more than that; add type=… lifecycle=… definition=…");
        insta::assert_snapshot!(outline("compnent", &[]), @"no kind is called `compnent`; did you mean `Component`?");
    }
}
