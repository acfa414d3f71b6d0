//! Values as JavaScript writes them: Backstage's hashes and searches depend on how it formats a number.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};
use serde_json::{Number, Serializer, Value};

/// Compact JSON with numbers as `JSON.stringify` writes them.
struct JavaScriptFormatter(CompactFormatter);

impl Formatter for JavaScriptFormatter {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(format_float(value).as_bytes())
    }
}

/// `value` as compact JSON.
pub(super) fn to_json_text<T: Serialize>(value: &T) -> String {
    let mut bytes = Vec::new();
    let formatter = JavaScriptFormatter(CompactFormatter);
    // Only values with other keys than text can't be written, and none of ours has them.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut bytes, formatter));
    String::from_utf8(bytes).unwrap_or_default()
}

/// A text, number or boolean as `String(value)`; `None` for null, lists and mappings.
pub(super) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number_text(number)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn number_text(number: &Number) -> String {
    match number.as_f64() {
        Some(value) if number.is_f64() => format_float(value),
        _ => number.to_string(),
    }
}

/// The shortest digits that read back as `value`, with an exponent only below 1e-6 and from 1e21 (ECMA-262, `Number::toString`).
fn format_float(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if (1e-6..1e21).contains(&size) {
        value.to_string()
    } else {
        let text = format!("{value:e}");
        if text.contains("e-") {
            text
        } else {
            text.replace('e', "e+")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_written_as_javascript_writes_them() {
        let texts = [1.5, 1e21, 1.5e300, 1e-7, 0.000_001, -2.5e-9, 1.8e16, -0.0].map(format_float);
        let expected = [
            "1.5",
            "1e+21",
            "1.5e+300",
            "1e-7",
            "0.000001",
            "-2.5e-9",
            "18000000000000000",
            "0",
        ];
        assert_eq!(texts, expected);
        let value = json!({"a": 1e21, "b": [1, 2.5, "é\n"]});
        assert_eq!(to_json_text(&value), r#"{"a":1e+21,"b":[1,2.5,"é\n"]}"#);
        assert_eq!(scalar_text(&json!(3)).as_deref(), Some("3"));
        assert_eq!(scalar_text(&json!([3])), None);
    }
}
