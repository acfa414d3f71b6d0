//! A short text that a pattern accepts: what `idp template lint` renders for an input that accepts nothing else.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A text that `pattern` matches, as short as its parts allow; `None` if it has none. A pattern with look-around, such as `\b`, may not
/// match it.
pub(super) fn build_pattern_sample(pattern: &str) -> Option<String> {
    let mut sample = String::new();
    append_sample(&regex_syntax::parse(pattern).ok()?, &mut sample)?;
    Some(sample)
}

fn append_sample(part: &Hir, sample: &mut String) -> Option<()> {
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => sample.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => sample.push(choose_character(class)?),
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min {
                append_sample(&repetition.sub, sample)?;
            }
        }
        HirKind::Capture(capture) => append_sample(&capture.sub, sample)?,
        HirKind::Concat(parts) => {
            for part in parts {
                append_sample(part, sample)?;
            }
        }
        HirKind::Alternation(parts) => append_sample(parts.first()?, sample)?,
    }
    Some(())
}

/// A letter if the class has one, otherwise its first character.
fn choose_character(class: &Class) -> Option<char> {
    match class {
        Class::Unicode(class) => {
            let has_a = class
                .iter()
                .any(|range| (range.start()..=range.end()).contains(&'a'));
            let first = class.iter().next().map(|range| range.start());
            if has_a { Some('a') } else { first }
        }
        Class::Bytes(class) => class.iter().next().map(|range| char::from(range.start())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_matches_its_pattern() {
        let patterns = [
            "[a-z]+",
            "[a-z0-9]([a-z0-9.-]*[a-z0-9])?",
            "v[0-9]+\\.[0-9]+",
            "(eu|us)-[0-9]{2}",
            "[^a-z]{3,5}",
            "",
        ];
        for pattern in patterns {
            let sample = build_pattern_sample(pattern).unwrap();
            let whole = regex::Regex::new(&format!("^(?:{pattern})$")).unwrap();
            assert!(whole.is_match(&sample), "{pattern}: {sample}");
        }
        assert_eq!(build_pattern_sample("[a-z]+").as_deref(), Some("a"));
        assert_eq!(build_pattern_sample("[a&&b]"), None);
    }
}
