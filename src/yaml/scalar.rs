//! The meaning of a plain scalar: YAML 1.2's core schema, as implemented by npm `yaml`.

/// A scalar's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum YamlScalar<'t> {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`, including the spellings `True` and `TRUE`.
    Bool(bool),
    /// Any number; integers keep their value up to 2^53, as in JavaScript.
    Number(f64),
    /// Everything else.
    Text(&'t str),
}

/// The value of the plain scalar `text`. `yes`, `on` and dates are text; `017` is 17.
pub(super) fn parse_plain_scalar(text: &str) -> YamlScalar<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => YamlScalar::Null,
        "true" | "True" | "TRUE" => YamlScalar::Bool(true),
        "false" | "False" | "FALSE" => YamlScalar::Bool(false),
        _ => parse_yaml_number(text).map_or(YamlScalar::Text(text), YamlScalar::Number),
    }
}

/// The types of scalars in the core schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CoreSchemaType {
    Null,
    Bool,
    Int,
    Float,
    Str,
}

impl CoreSchemaType {
    /// The type with this name in a tag, such as `int` in `!!int`.
    pub(super) fn from_tag_name(name: &str) -> Option<CoreSchemaType> {
        match name {
            "null" => Some(CoreSchemaType::Null),
            "bool" => Some(CoreSchemaType::Bool),
            "int" => Some(CoreSchemaType::Int),
            "float" => Some(CoreSchemaType::Float),
            "str" => Some(CoreSchemaType::Str),
            _ => None,
        }
    }

    /// The type of the plain scalar `text`.
    pub(super) fn type_of_plain_scalar(text: &str) -> CoreSchemaType {
        match parse_plain_scalar(text) {
            YamlScalar::Null => CoreSchemaType::Null,
            YamlScalar::Bool(_) => CoreSchemaType::Bool,
            YamlScalar::Number(_) if text.starts_with("0x") || !text.contains(['.', 'e', 'E']) => {
                CoreSchemaType::Int
            }
            YamlScalar::Number(_) => CoreSchemaType::Float,
            YamlScalar::Text(_) => CoreSchemaType::Str,
        }
    }
}

fn parse_yaml_number(text: &str) -> Option<f64> {
    let first = *text.as_bytes().first()?;
    if !(first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.')) {
        return None;
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return parse_digits_in_radix(octal, 8);
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return parse_digits_in_radix(hex, 16);
    }
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Some(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Some(f64::NAN),
        _ => {}
    }
    is_decimal_number(text).then(|| text.parse().ok()).flatten()
}

fn parse_digits_in_radix(digits: &str, radix: u32) -> Option<f64> {
    let value =
        |sum: f64, digit: char| Some(sum * f64::from(radix) + f64::from(digit.to_digit(radix)?));
    (!digits.is_empty())
        .then(|| digits.chars().try_fold(0.0, value))
        .flatten()
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_decimal_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)),
        ),
        None => (unsigned, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = match mantissa.split_once('.') {
        Some(("", fraction)) => !fraction.is_empty() && digits(fraction),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => !mantissa.is_empty() && digits(mantissa),
    };
    fits && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_boolean_or_a_date_elsewhere_is_text() {
        for text in [
            "yes",
            "no",
            "on",
            "y",
            "2024-01-01",
            "12:30:45",
            "1_000",
            "0b1",
            "+",
            ".",
            "e3",
            "1e",
        ] {
            assert_eq!(parse_plain_scalar(text), YamlScalar::Text(text));
        }
    }

    #[test]
    fn numbers_are_those_of_the_core_schema() {
        for (text, value) in [
            ("017", 17.0),
            ("0o17", 15.0),
            ("0x1F", 31.0),
            ("1e3", 1000.0),
            ("1.10", 1.1),
            ("-.5", -0.5),
            ("1.", 1.0),
        ] {
            assert_eq!(
                parse_plain_scalar(text),
                YamlScalar::Number(value),
                "{text}"
            );
        }
        assert_eq!(
            parse_plain_scalar("-.INF"),
            YamlScalar::Number(f64::NEG_INFINITY)
        );
    }
}
