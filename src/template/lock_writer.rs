//! Writes a lock with one line for each value and file, in field order, so that it is easy to review and its
//! diffs are short. Strings are quoted wherever any YAML parser could read them as another type, which serde's own writer
//! doesn't guarantee for YAML 1.1.

use std::fmt::Write;

use serde_yaml::{Mapping, Value};

use crate::yaml::quote_yaml_if_needed;

/// Writes `mapping` in block style, indented by `indent` spaces; lists of scalars are written in brackets.
pub(super) fn write_yaml_mapping(yaml: &mut String, mapping: &Mapping, indent: usize) {
    for (key, value) in mapping {
        let key = format_inline_yaml_value(key);
        let _ = write!(yaml, "{:indent$}{key}:", "");
        match value {
            Value::Mapping(nested) if !nested.is_empty() => {
                yaml.push('\n');
                write_yaml_mapping(yaml, nested, indent + 2);
            }
            Value::Sequence(items) if items.iter().any(Value::is_mapping) => {
                yaml.push('\n');
                items
                    .iter()
                    .filter_map(Value::as_mapping)
                    .for_each(|item| write_yaml_list_item(yaml, item, indent + 2));
            }
            value => {
                let _ = writeln!(yaml, " {}", format_inline_yaml_value(value));
            }
        }
    }
}

/// Writes `item` as a list item whose dash is indented by `indent` spaces.
fn write_yaml_list_item(yaml: &mut String, item: &Mapping, indent: usize) {
    let start = yaml.len();
    write_yaml_mapping(yaml, item, indent + 2);
    let dash = start + indent;
    yaml.replace_range(dash..=dash, "-");
}

fn format_inline_yaml_value(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quote_yaml_if_needed(text),
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(format_inline_yaml_value).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Mapping(_) => "{}".to_owned(),
        Value::Tagged(tagged) => format_inline_yaml_value(&tagged.value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_blocks_and_short_lists_in_brackets() {
        let text = "b: {c: [x, 'y, z'], d: {}, '1': yes}\na:\n- {f: 1, g: {h: no}}\n- {f: true, g: 'true'}\n";
        let value: Mapping = serde_yaml::from_str(text).unwrap();
        let mut yaml = String::new();
        write_yaml_mapping(&mut yaml, &value, 0);
        insta::assert_snapshot!(yaml, @r#"
        b:
          c: [x, "y, z"]
          d: {}
          "1": "yes"
        a:
          - f: 1
            g:
              h: "no"
          - f: true
            g: "true"
        "#);
        let again: Mapping = serde_yaml::from_str(&yaml).unwrap();
        assert_eq!(again, value);
    }
}
