//! What a query can find of an entity: a row per field, with its path in lower case and its value. The same rows as `buildEntitySearch` of
//! `@backstage/plugin-catalog-backend` 4 writes to its table `search`.

use serde_json::Value;

use crate::server::js_text::scalar_text;

/// The longest path and the longest value of a row, in UTF-16 code units. A longer path has no row, and a longer value is null.
const MAX_LENGTH: usize = 200;

/// The paths without rows of their own.
const SKIPPED_PATHS: [&str; 7] = [
    "attachments",
    "relations",
    "status",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "metadata.etag",
];

/// Calls `emit` with each row of `entity`, a JSON object: the path in lower case, and the value as written, or `None` for null. The same row can
/// occur several times.
pub(super) fn visit_search_rows(entity: &Value, emit: &mut dyn FnMut(&str, Option<&str>)) {
    let mut visitor = RowVisitor {
        path: String::new(),
        lower_path: String::new(),
        emit,
    };
    visitor.visit(entity);
    for field in ["name", "namespace", "uid"] {
        let value = entity.get("metadata").and_then(|data| data.get(field));
        visitor.emit_at(&format!("metadata.{field}"), value.and_then(scalar_text));
    }
    let relations = entity.get("relations").and_then(Value::as_array);
    for relation in relations.into_iter().flatten() {
        let text = |field| relation.get(field).and_then(Value::as_str);
        if let (Some(type_), Some(target)) = (text("type"), text("targetRef")) {
            visitor.emit_at(&format!("relations.{type_}"), Some(target.to_owned()));
        }
    }
}

struct RowVisitor<'v> {
    path: String,
    /// The path in lower case.
    lower_path: String,
    emit: &'v mut dyn FnMut(&str, Option<&str>),
}

impl RowVisitor<'_> {
    fn visit(&mut self, value: &Value) {
        if SKIPPED_PATHS.contains(&self.path.as_str()) {
            return;
        }
        match value {
            Value::Array(items) => {
                for item in items {
                    self.visit(item);
                    if let Value::String(text) = item {
                        self.visit_below(text, |visitor| visitor.emit_here(Some("true")));
                    }
                }
            }
            Value::Object(fields) => {
                for (name, value) in fields {
                    self.visit_below(name, |visitor| visitor.visit(value));
                }
            }
            scalar => self.emit_here(scalar_text(scalar).as_deref()),
        }
    }

    fn visit_below(&mut self, name: &str, visit: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        visit(self);
        self.path.truncate(length);
    }

    fn emit_at(&mut self, path: &str, value: Option<String>) {
        path.clone_into(&mut self.path);
        self.emit_here(value.as_deref());
    }

    fn emit_here(&mut self, value: Option<&str>) {
        self.lower_path.clear();
        if self.path.is_ascii() {
            self.lower_path.push_str(&self.path);
            self.lower_path.make_ascii_lowercase();
        } else {
            self.lower_path.push_str(&self.path.to_lowercase());
        }
        if !is_too_long(&self.lower_path) {
            // A letter in lower case can need more bytes, but never twice as many.
            let is_too_long =
                |value: &str| value.len() > MAX_LENGTH / 2 && is_too_long(&value.to_lowercase());
            (self.emit)(&self.lower_path, value.filter(|value| !is_too_long(value)));
        }
    }
}

fn is_too_long(text: &str) -> bool {
    text.len() > MAX_LENGTH && text.encode_utf16().count() > MAX_LENGTH
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows(entity: &Value) -> Vec<String> {
        let mut rows = Vec::new();
        visit_search_rows(entity, &mut |path, value| {
            rows.push(format!("{path}={}", value.unwrap_or("<null>")));
        });
        rows
    }

    #[test]
    fn every_field_has_rows_and_lists_have_two_per_item() {
        let entity = json!({
            "kind": "API",
            "metadata": {
                "name": "Pay", "namespace": "default", "uid": "u", "etag": "e",
                "tags": ["Java", {"a": 1}], "annotations": {"slack.com/Channel": "#Pay"},
            },
            "spec": {"empty": null, "flag": true, "nested": [[2.5]]},
            "relations": [{"type": "ownedBy", "targetRef": "group:default/pay"}],
            "status": {"items": []},
        });
        assert_eq!(
            rows(&entity),
            [
                "kind=API",
                "metadata.annotations.slack.com/channel=#Pay",
                "metadata.tags=Java",
                "metadata.tags.java=true",
                "metadata.tags.a=1",
                "spec.empty=<null>",
                "spec.flag=true",
                "spec.nested=2.5",
                "metadata.name=Pay",
                "metadata.namespace=default",
                "metadata.uid=u",
                "relations.ownedby=group:default/pay",
            ]
        );
    }

    #[test]
    fn long_values_are_null_and_long_paths_have_no_row() {
        let long = "x".repeat(201);
        let entity =
            json!({"spec": {"definition": long, long.as_str(): "y", "fits": "é".repeat(200)}});
        let found = rows(&entity);
        assert!(found.contains(&"spec.definition=<null>".to_owned()));
        assert!(found.contains(&format!("spec.fits={}", "é".repeat(200))));
        assert!(!found.iter().any(|row| row.ends_with("=y")));
    }
}
