//! The version of YAML that a document is written in: `%YAML 1.1` holds until another document says otherwise.

use std::borrow::Cow;

use super::scalar::{Scalar, plain};

/// How plain scalars are typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Version {
    /// 1.2, the core schema.
    #[default]
    Current,
    /// 1.1, in which `yes` is true.
    Older,
}

impl Version {
    /// The version that a directive names, if it is one of these.
    pub(super) fn of_directive(line: &str) -> Option<Version> {
        let mut words = line.strip_prefix("%YAML")?.split_whitespace();
        match words.next()? {
            "1.1" => Some(Version::Older),
            "1.2" => Some(Version::Current),
            _ => None,
        }
    }

    /// A plain scalar of this version in the words of the current one, and whether it is still plain there.
    pub(super) fn current(self, text: Cow<'_, str>) -> (Cow<'_, str>, bool) {
        match self {
            Version::Current => (text, true),
            Version::Older => older(text),
        }
    }
}

/// Source: the schema `yaml-1.1` of npm `yaml` 2.
fn older(text: Cow<'_, str>) -> (Cow<'_, str>, bool) {
    match &*text {
        "Y" | "y" | "Yes" | "yes" | "YES" | "On" | "on" | "ON" => return ("true".into(), true),
        "N" | "n" | "No" | "no" | "NO" | "Off" | "off" | "OFF" => return ("false".into(), true),
        _ => {}
    }
    match number(&text) {
        Some(value) => (value.to_string().into(), true),
        None => {
            let plain = matches!(plain(&text), Scalar::Null | Scalar::Bool(_))
                || matches!(plain(&text), Scalar::Number(value) if !value.is_finite());
            (text, plain)
        }
    }
}

fn number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    if !unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let digits = unsigned.replace('_', "");
    let value = match digits.as_bytes() {
        [b'0', b'b', bits @ ..] => radix(bits, 2)?,
        [b'0', b'x', hex @ ..] => radix(hex, 16)?,
        [b'0', octal @ ..]
            if !octal.is_empty() && octal.iter().all(|digit| (b'0'..=b'7').contains(digit)) =>
        {
            radix(octal, 8)?
        }
        _ if digits.contains(':') => sexagesimal(&digits)?,
        _ => match plain(&digits) {
            Scalar::Number(value) if value.is_finite() && !digits.starts_with("0o") => value,
            _ => return None,
        },
    };
    Some(sign * value)
}

fn radix(digits: &[u8], radix: u32) -> Option<f64> {
    let value = |sum: f64, digit: &u8| {
        let digit = char::from(*digit).to_digit(radix)?;
        Some(sum * f64::from(radix) + f64::from(digit))
    };
    digits.iter().try_fold(0.0, value)
}

/// `12:30:45` counts seconds.
fn sexagesimal(text: &str) -> Option<f64> {
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
            let (text, plain) = Version::Older.current(text.into());
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
