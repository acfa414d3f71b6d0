//! The version of YAML that a document is written in: `%YAML 1.1` applies until a document declares another one.

use std::borrow::Cow;

use super::scalar::{YamlScalar, parse_plain_scalar};

/// How plain scalars are typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum YamlVersion {
    /// 1.2, the core schema.
    #[default]
    V1_2,
    /// 1.1, in which `yes` is true.
    V1_1,
}

impl YamlVersion {
    /// The version in a directive, if supported.
    pub(super) fn parse_yaml_directive(line: &str) -> Option<YamlVersion> {
        let mut words = line.strip_prefix("%YAML")?.split_whitespace();
        match words.next()? {
            "1.1" => Some(YamlVersion::V1_1),
            "1.2" => Some(YamlVersion::V1_2),
            _ => None,
        }
    }

    /// Converts a plain scalar of this version to the current one; also returns whether it's still plain.
    pub(super) fn normalize_scalar(self, text: Cow<'_, str>) -> (Cow<'_, str>, bool) {
        match self {
            YamlVersion::V1_2 => (text, true),
            YamlVersion::V1_1 => normalize_yaml11_scalar(text),
        }
    }
}

/// Source: the schema `yaml-1.1` of npm `yaml` 2.
fn normalize_yaml11_scalar(text: Cow<'_, str>) -> (Cow<'_, str>, bool) {
    match &*text {
        "Y" | "y" | "Yes" | "yes" | "YES" | "On" | "on" | "ON" => return ("true".into(), true),
        "N" | "n" | "No" | "no" | "NO" | "Off" | "off" | "OFF" => return ("false".into(), true),
        _ => {}
    }
    match parse_yaml11_number(&text) {
        Some(value) => (value.to_string().into(), true),
        None => {
            let plain = matches!(
                parse_plain_scalar(&text),
                YamlScalar::Null | YamlScalar::Bool(_)
            ) || matches!(parse_plain_scalar(&text), YamlScalar::Number(value) if !value.is_finite());
            (text, plain)
        }
    }
}

fn parse_yaml11_number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    if !unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let digits = unsigned.replace('_', "");
    let value = match digits.as_bytes() {
        [b'0', b'b', bits @ ..] => parse_digits_in_radix(bits, 2)?,
        [b'0', b'x', hex @ ..] => parse_digits_in_radix(hex, 16)?,
        [b'0', octal @ ..]
            if !octal.is_empty() && octal.iter().all(|digit| (b'0'..=b'7').contains(digit)) =>
        {
            parse_digits_in_radix(octal, 8)?
        }
        _ if digits.contains(':') => parse_sexagesimal(&digits)?,
        _ => match parse_plain_scalar(&digits) {
            YamlScalar::Number(value) if value.is_finite() && !digits.starts_with("0o") => value,
            _ => return None,
        },
    };
    Some(sign * value)
}

fn parse_digits_in_radix(digits: &[u8], radix: u32) -> Option<f64> {
    let value = |sum: f64, digit: &u8| {
        let digit = char::from(*digit).to_digit(radix)?;
        Some(sum * f64::from(radix) + f64::from(digit))
    };
    digits.iter().try_fold(0.0, value)
}

/// `12:30:45` is a number of seconds.
fn parse_sexagesimal(text: &str) -> Option<f64> {
    text.split(':')
        .enumerate()
        .try_fold(0.0, |sum, (index, part)| {
            let value: f64 = part.parse().ok()?;
            let whole = !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.');
            (whole && (index == 0 || value < 60.0)).then_some(sum * 60.0 + value)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_1_1_have_their_values() {
        let current = |text: &'static str| {
            let (text, plain) = YamlVersion::V1_1.normalize_scalar(text.into());
            format!("{text} {plain}")
        };
        for (written, read) in [
            ("yes", "true true"),
            ("OFF", "false true"),
            ("1_000", "1000 true"),
            ("-0b11", "-3 true"),
            ("017", "15 true"),
            ("1:30", "90 true"),
            ("0o17", "0o17 false"),
            ("null", "null true"),
            (".inf", ".inf true"),
            ("payments", "payments false"),
            ("1:99", "1:99 false"),
        ] {
            assert_eq!(current(written), read, "{written}");
        }
    }
}
