//! An entity as somebody types it: a kind, a name, and fields with their values.

use std::fmt::Write;

use super::edit::{Content, Style};
use super::kind::Kind;
use super::{Assignment, FieldValue, Operator, check_assignments, format, is_name, kind_names};
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
    Value(Content),
    Keys(Vec<(String, Branch)>),
}

/// Lists that say "nobody" where they are empty, and must be there.
const EMPTY: [&str; 2] = ["children", "memberOf"];

/// As `fmt` and `idp new` write a catalog.
const STYLE: Style = Style {
    step: 2,
    list: 2,
    ending: "\n",
    json: false,
};

impl Outline {
    /// Checks the kind (in whatever case), the name, the fields, and that nothing is missing.
    ///
    /// # Errors
    /// Usage (2) for a field that the kind does not have, and with everything that is missing.
    pub fn new(kind: &str, name: &str, assignments: &[Assignment]) -> Result<Outline> {
        let known = kind_names().find(|known| known.eq_ignore_ascii_case(kind));
        let Some(kind) = known.and_then(Kind::stock) else {
            let near = nearest(kind, kind_names());
            let message = format!("unknown kind `{}`", brief(kind));
            return Err(Error::usage(message).hint_if(did_you_mean(&near)));
        };
        if !is_name(name) {
            return Err(Error::usage(format!("invalid name `{}`", brief(name))).hint(
                "use letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at both ends",
            ));
        }
        check_assignments(assignments)?;
        let mut outline = Outline {
            kind,
            name: name.to_owned(),
            root: Vec::new(),
        };
        let version = kind.versions.first().copied().unwrap_or_default();
        outline.put(&["apiVersion"], text(version));
        outline.put(&["kind"], text(kind.name));
        outline.put(&["metadata", "name"], text(name));
        for assignment in assignments {
            outline.assign(assignment)?;
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

    fn assign(&mut self, assignment: &Assignment) -> Result<()> {
        let field = assignment.field();
        if assignment.operator() == Operator::Remove {
            let message = format!(
                "`{}` removes from an entity that doesn't exist yet",
                brief(&assignment.to_string())
            );
            return Err(Error::usage(message).hint("leave it out"));
        }
        if field.path() == ["kind"] {
            return Err(Error::usage("`kind` is not a field here").hint("use --kind KIND"));
        }
        field.check(self.kind.name, None)?;
        let path: Vec<&str> = field.path().iter().map(String::as_str).collect();
        let items = field.items(self.kind.name, None);
        if items.is_none() && assignment.operator() == Operator::Set {
            if !assignment.clears() {
                self.put(&path, Content::One(assignment.single()?));
            }
            return Ok(());
        }
        if items.is_none()
            && self
                .kind
                .shape(path.last().copied().unwrap_or_default())
                .is_some()
        {
            assignment.single()?;
        }
        let mut list = match find(&self.root, &path) {
            Some(Branch::Value(Content::List(list))) => list.clone(),
            _ => Vec::new(),
        };
        for item in assignment.items(items)? {
            if !list.contains(&item) {
                list.push(item);
            }
        }
        self.put(&path, Content::List(list));
        Ok(())
    }

    fn put(&mut self, path: &[&str], content: Content) {
        put(&mut self.root, path, Branch::Value(content));
    }

    /// With the empty lists that must be there; or everything that is missing.
    fn complete(mut self) -> Result<Outline> {
        let mut missing = Vec::new();
        for field in self.kind.fields.iter().filter(|field| field.required) {
            let path = ["spec", field.name];
            if find(&self.root, &path).is_some() {
                continue;
            }
            if EMPTY.contains(&field.name) {
                self.put(&path, Content::List(Vec::new()));
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
        Err(Error::usage(message).hint(format!("add {}", missing.join(" "))))
    }

    /// One YAML document, newline at the end, no marker at the start. Every parser reads the same text back.
    pub fn to_yaml(&self) -> String {
        let mut yaml = String::new();
        write(&mut yaml, &self.root, 0);
        format(&yaml)
    }
}

fn text(text: &str) -> Content {
    Content::One(FieldValue::Text(text.to_owned()))
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

fn find<'k>(keys: &'k [(String, Branch)], path: &[&str]) -> Option<&'k Branch> {
    let (key, rest) = path.split_first()?;
    let (_, found) = keys.iter().find(|(known, _)| known == key)?;
    match (found, rest) {
        (found, []) => Some(found),
        (Branch::Keys(below), rest) => find(below, rest),
        (Branch::Value(_), _) => None,
    }
}

fn write(yaml: &mut String, keys: &[(String, Branch)], indent: usize) {
    for (key, branch) in keys {
        let key = quoted(key);
        match branch {
            Branch::Value(content) => {
                let value = content.block(indent, STYLE);
                let blank = if value.inline.is_empty() { "" } else { " " };
                let _ = writeln!(
                    yaml,
                    "{:indent$}{key}:{blank}{}{}",
                    "", value.inline, value.lines
                );
            }
            Branch::Keys(below) => {
                let _ = writeln!(yaml, "{:indent$}{key}:", "");
                write(yaml, below, indent + 2);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(kind: &str, values: &[(&str, &str)]) -> String {
        let values: Vec<Assignment> = values
            .iter()
            .map(|(field, value)| Assignment::parse(&format!("{field}={value}")).unwrap())
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
        insta::assert_snapshot!(outline("api", &[("owner", "a")]), @"API is missing required fields; add type=… lifecycle=… definition=…");
        insta::assert_snapshot!(outline("compnent", &[]), @"unknown kind `compnent`; did you mean `Component`?");
    }
}
