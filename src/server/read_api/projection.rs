//! The parameter `fields`: parts of entities, as `parseEntityTransformParams` of the catalog backend selects them.

use serde_json::{Map, Value};

use super::api_error::ApiError;

/// The largest number in a path that is taken as an index into a list.
const MAX_LIST_INDEX: usize = 1_000;

/// The fields to return of each entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Projection(Vec<String>);

impl Projection {
    /// The fields of several lists, each separated by commas; `None` if they name none.
    ///
    /// # Errors
    /// Input (400) for a field with `[`.
    pub(super) fn parse<'f>(
        lists: impl IntoIterator<Item = &'f str>,
    ) -> Result<Option<Projection>, ApiError> {
        let mut fields: Vec<String> = Vec::new();
        for field in lists.into_iter().flat_map(|list| list.split(',')) {
            let field = field.trim();
            if !field.is_empty() && !fields.iter().any(|known| known == field) {
                fields.push(field.to_owned());
            }
        }
        if let Some(field) = fields.iter().find(|field| field.contains('[')) {
            return Err(ApiError::input(format!(
                "Invalid field \"{field}\", array type fields are not supported"
            )));
        }
        Ok((!fields.is_empty()).then_some(Projection(fields)))
    }

    /// The selected fields of `entity`.
    pub(super) fn apply(&self, entity: &Value) -> Value {
        let mut output = Value::Object(Map::new());
        for field in &self.0 {
            if let Some((path, value)) = find_field(entity, field) {
                set_at_path(&mut output, &path, value.clone());
            }
        }
        output
    }
}

/// The value of a field with its path. A name may contain dots: `metadata.annotations.slack.com/channel` has three parts.
fn find_field<'v, 'f>(entity: &'v Value, field: &'f str) -> Option<(Vec<&'f str>, &'v Value)> {
    let (mut path, mut value) = (Vec::new(), entity);
    let mut start = 0;
    for end in dots_and_end(field) {
        let part = &field[start..end];
        match find_part(value, part) {
            Some(inner) => {
                path.push(part);
                value = inner;
                start = end + 1;
            }
            // The next part is tried together with this one.
            None if end < field.len() => {}
            None => return None,
        }
    }
    Some((path, value))
}

fn dots_and_end(field: &str) -> impl Iterator<Item = usize> + '_ {
    let dots = field.match_indices('.').map(|(index, _)| index);
    dots.chain([field.len()])
}

fn find_part<'v>(value: &'v Value, part: &str) -> Option<&'v Value> {
    match value {
        Value::Object(fields) => fields.get(part),
        Value::Array(items) => items.get(parse_list_index(part)?),
        _ => None,
    }
}

/// `part` as an index into a list, without leading zeros.
fn parse_list_index(part: &str) -> Option<usize> {
    let index: usize = part.parse().ok()?;
    (index <= MAX_LIST_INDEX && index.to_string() == part).then_some(index)
}

/// Sets `value` below `target`, creating a list where the path has an index and an object elsewhere.
fn set_at_path(target: &mut Value, path: &[&str], value: Value) {
    let Some((part, rest)) = path.split_first() else {
        *target = value;
        return;
    };
    if !target.is_object() && !target.is_array() {
        *target = match parse_list_index(part) {
            Some(_) => Value::Array(Vec::new()),
            None => Value::Object(Map::new()),
        };
    }
    match target {
        Value::Object(fields) => {
            let slot = fields.entry((*part).to_owned()).or_insert(Value::Null);
            set_at_path(slot, rest, value);
        }
        Value::Array(items) => {
            let Some(index) = parse_list_index(part) else {
                return;
            };
            if items.len() <= index {
                items.resize(index + 1, Value::Null);
            }
            set_at_path(&mut items[index], rest, value);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn project(fields: &[&str]) -> Value {
        let entity = json!({
            "kind": "API",
            "metadata": {"name": "pay", "annotations": {"slack.com/channel": "#pay", "a.b": {"c.d": 1}}, "tags": ["java", "go"]},
            "relations": [{"type": "ownedBy"}],
        });
        Projection::parse(fields.iter().copied())
            .unwrap()
            .unwrap()
            .apply(&entity)
    }

    #[test]
    fn fields_select_parts_even_if_their_names_have_dots() {
        assert_eq!(
            project(&["kind, metadata.name", "kind"]),
            json!({"kind": "API", "metadata": {"name": "pay"}})
        );
        assert_eq!(
            project(&["metadata.annotations.slack.com/channel,metadata.annotations.a.b.c.d"]),
            json!({"metadata": {"annotations": {"slack.com/channel": "#pay", "a.b": {"c.d": 1}}}})
        );
        assert_eq!(project(&["nosuch", "a..b", "kind.x"]), json!({}));
        assert_eq!(
            project(&["metadata.tags.1"]),
            json!({"metadata": {"tags": [null, "go"]}})
        );
        assert_eq!(
            project(&["relations", "relations.0.type"]),
            json!({"relations": [{"type": "ownedBy"}]})
        );
    }

    #[test]
    fn lists_are_not_supported_and_no_fields_select_everything() {
        let error = Projection::parse(["kind,tags[0]"]).unwrap_err();
        assert_eq!(
            error.message(),
            "Invalid field \"tags[0]\", array type fields are not supported"
        );
        assert_eq!(Projection::parse([" , "]).unwrap(), None);
    }
}
