//! The fields that people change, as they call them.

use crate::catalog::kind::Kind;
use crate::error::{Error, Result};
use crate::printable::brief;

/// The order in which people write the fields of `metadata`.
pub(in crate::catalog) const METADATA: [&str; 8] = [
    "name",
    "namespace",
    "title",
    "description",
    "labels",
    "annotations",
    "tags",
    "links",
];

/// A field of an entity, as a path of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    path: Vec<String>,
}

/// Fields that are known by their last key.
const SHORT: [(&str, &str); 10] = [
    ("title", "metadata"),
    ("description", "metadata"),
    ("namespace", "metadata"),
    ("owner", "spec"),
    ("system", "spec"),
    ("type", "spec"),
    ("lifecycle", "spec"),
    ("domain", "spec"),
    ("parent", "spec"),
    ("subcomponentOf", "spec"),
];

impl Field {
    /// Reads `kind`, `owner`, `spec.owner`, `metadata.title`, `annotation:<key>` or `label:<key>`.
    ///
    /// # Errors
    /// Usage (2) for anything else, and for a name, which is changed by renaming.
    pub fn parse(text: &str) -> Result<Field> {
        if let Some(key) = text.strip_prefix("annotation:") {
            return Ok(Field::of(&["metadata", "annotations", key]));
        }
        if let Some(key) = text.strip_prefix("label:") {
            return Ok(Field::of(&["metadata", "labels", key]));
        }
        if text == "kind" {
            return Ok(Field::of(&["kind"]));
        }
        if matches!(text, "name" | "metadata.name") {
            return Err(Error::usage("a name is changed everywhere it stands")
                .hint("idp catalog rename <REF> <NEW-NAME>"));
        }
        if let Some((_, parent)) = SHORT.iter().find(|(short, _)| *short == text) {
            return Ok(Field::of(&[parent, text]));
        }
        let parts: Vec<&str> = text.split('.').collect();
        match parts.as_slice() {
            ["metadata" | "spec", rest @ ..] if !rest.is_empty() && !rest.contains(&"") => {
                Ok(Field::of(&parts))
            }
            _ => Err(Error::usage(format!("`{}` is no field", brief(text))).hint(
                "such as owner, system, type, lifecycle, title, spec.<key>, annotation:<key>, label:<key>",
            )),
        }
    }

    /// The field of this path of keys.
    pub(in crate::catalog) fn of(path: &[&str]) -> Field {
        Field {
            path: path.iter().map(|key| (*key).to_owned()).collect(),
        }
    }

    /// Whether it is one of `spec` that Backstage gives a meaning, but to other kinds than this.
    pub fn is_foreign_to(&self, kind: &str) -> bool {
        match (self.path.as_slice(), Kind::stock(kind)) {
            ([parent, key], Some(kind)) if parent == "spec" => {
                let known = SHORT
                    .iter()
                    .any(|(short, parent)| short == key && *parent == "spec");
                known && !kind.field_names().contains(&key.as_str())
            }
            _ => false,
        }
    }

    pub(in crate::catalog) fn path(&self) -> &[String] {
        &self.path
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_called_as_people_call_them() {
        for (text, path) in [
            ("owner", "spec.owner"),
            ("title", "metadata.title"),
            ("annotation:a.b/c", "metadata.annotations.a.b/c"),
            ("spec.profile.email", "spec.profile.email"),
        ] {
            assert_eq!(Field::parse(text).unwrap().to_string(), path);
        }
        for text in ["", "name", "spec", "spec.", "metadata..x", "onwer"] {
            assert!(Field::parse(text).is_err(), "{text}");
        }
    }
}
