//! Mistakes in indentation, keys, list items and other structure.

use granit_parser::ErrorKind;

use super::SyntaxHint;
use super::error_context::{ParseErrorContext, YamlLine};
use crate::count::CountedNoun;
use crate::printable::escape_and_truncate;

/// `{% if … %}`, `{{ name }}-service`
pub(super) fn detect_template_syntax(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let line = spot.line.text;
    let statement = line.contains("{%");
    let fits = statement
        || (line.contains("{{") && !matches!(spot.kind, ErrorKind::UnexpectedCharacter { .. }));
    fits.then(|| {
        let message = format!("template syntax, not YAML: \"{}\"", spot.line.to_excerpt());
        let help = if statement {
            "validate the rendered file; keep the template in the skeleton of a Template"
        } else {
            "put the value in quotes"
        };
        SyntaxHint::new(message, help)
    })
}

/// Two files were concatenated, the second with a byte order mark.
pub(super) fn detect_byte_order_mark(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    spot.line.text.starts_with('\u{feff}').then(|| {
        let span = spot.line.start..spot.line.start + '\u{feff}'.len_utf8();
        let hint = SyntaxHint::new(
            "a byte order mark inside the file",
            "remove the byte order mark",
        );
        hint.with_fix(Some((span, String::new())))
    })
}

/// A tab where YAML requires spaces; the parser may stop at the end of the previous line.
pub(super) fn detect_misplaced_tab(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let fits = matches!(
        spot.kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::InvalidBlockEntryWhitespace
            | ErrorKind::InvalidMappingValueWhitespace
    );
    let starts = |line: YamlLine<'_>| {
        let indent = line.text.len() - line.text.trim_start().len();
        line.text[..indent].contains('\t')
    };
    let next = spot.content_line_below().filter(|line| starts(*line));
    let message = if starts(spot.line) {
        "a tab in the indentation".to_owned()
    } else if let (true, Some(next)) = (fits, next) {
        format!(
            "a tab in the indentation of the next line, \"{}\"",
            next.to_excerpt()
        )
    } else {
        "a tab where YAML needs spaces".to_owned()
    };
    (fits || starts(spot.line)).then(|| SyntaxHint::new(message, "use spaces"))
}

/// `----`
pub(super) fn detect_wrong_dash_count(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let content = spot.line.text.trim_end();
    let only_dashes = content.len() >= 2 && content.bytes().all(|byte| byte == b'-');
    (only_dashes && content != "---").then(|| {
        let span = spot.line.start..spot.line.start + content.len();
        let message = format!(
            "\"{}\" doesn't start a document",
            escape_and_truncate(content)
        );
        SyntaxHint::new(message, "write exactly three dashes")
            .with_fix(Some((span, "---".to_owned())))
    })
}

/// `%` where a line starts.
pub(super) fn detect_stray_directive(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    if matches!(spot.kind, ErrorKind::UnsupportedYamlMajorVersion) {
        return Some(SyntaxHint::new(
            "unsupported YAML version",
            "write \"%YAML 1.2\", or remove the line",
        ));
    }
    let starts = spot.line.text.starts_with('%');
    let fits = matches!(
        spot.kind,
        ErrorKind::MissingDocumentEndBeforeDirective
            | ErrorKind::InvalidDirectiveName
            | ErrorKind::MissingDirectiveName
            | ErrorKind::InvalidDirectiveTerminator
            | ErrorKind::MissingYamlVersion
            | ErrorKind::MissingYamlVersionSeparator
            | ErrorKind::ExpectedDocumentStart
    );
    (starts && fits).then(|| {
        let help = "if it is text, indent it or put it in quotes";
        SyntaxHint::new("a line that starts with \"%\" is a directive", help)
    })
}

/// `type:service`; the parser stops at the next line.
pub(super) fn detect_missing_space_after_colon(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let fits = matches!(
        spot.kind,
        ErrorKind::MappingValueNotAllowed | ErrorKind::SimpleKeyExpected
    );
    let lines = [Some(spot.line), spot.content_line_above()]
        .into_iter()
        .flatten();
    let mut lines = lines.filter(|line| line.key().is_none());
    let line = lines.find(|line| find_glued_colon(line.trimmed_text()).is_some())?;
    let colon = line.start + line.indent() + find_glued_colon(line.trimmed_text())?;
    fits.then(|| {
        let message = format!("no space after \":\" in \"{}\"", line.to_excerpt());
        let fix = (colon + 1..colon + 1, " ".to_owned());
        SyntaxHint::new(message, "add the space").with_fix(Some(fix))
    })
}

/// The position of the `:` in `key:value`, if the key looks like one and the value doesn't look like part of a URL.
fn find_glued_colon(content: &str) -> Option<usize> {
    let (key, value) = content.split_once(':')?;
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    let fits = !key.is_empty() && key.bytes().all(plain);
    (fits && !value.is_empty() && !value.starts_with([' ', '/'])).then_some(key.len())
}

/// `-java` below `- web`
pub(super) fn detect_missing_dash_space(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let rest = spot.line.trimmed_text().strip_prefix('-')?;
    let glued = !rest.is_empty() && !rest.starts_with([' ', '-']);
    let fits = matches!(
        spot.kind,
        ErrorKind::SimpleKeyExpected
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::MappingValueNotAllowed
    );
    (fits && glued).then(|| {
        let at = spot.line.start + spot.line.indent() + 1;
        let message = format!("no space after \"-\" in \"{}\"", spot.line.to_excerpt());
        SyntaxHint::new(message, "add the space").with_fix(Some((at..at, " ".to_owned())))
    })
}

/// Text below `description: |` that isn't indented, or is indented less than its first line.
pub(super) fn detect_unindented_block_text(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let fits = matches!(
        spot.kind,
        ErrorKind::SimpleKeyExpected
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::MappingValueNotAllowed
            | ErrorKind::InvalidBlockScalarIndent
            | ErrorKind::InvalidIndentation
    );
    if !fits {
        return None;
    }
    let indent = spot.line.indent();
    let mut first_text = None;
    for line in spot
        .lines_above()
        .filter(|line| !line.trimmed_text().is_empty())
    {
        if is_block_scalar_header(line.trimmed_text()) && line.indent() <= indent {
            let less = first_text.is_none_or(|first: usize| first > indent);
            // A key at the same indentation as the block's key is another entry, with another error.
            let entry =
                line.indent() == indent && (first_text.is_some() || spot.line.key().is_some());
            let help = match first_text {
                Some(first) => {
                    format!("indent it by {first} spaces, like the first line of the text")
                }
                None => format!("indent it by {} spaces or more", line.indent() + 2),
            };
            let message = format!(
                "the text of \"{}\" is not indented enough",
                line.to_excerpt()
            );
            return (less && !entry).then(|| SyntaxHint::new(message, help));
        }
        if line.indent() < indent {
            return None;
        }
        first_text = Some(line.indent());
    }
    None
}

/// `key: |`, `- >-`
fn is_block_scalar_header(content: &str) -> bool {
    let word = content.rsplit([' ', '\t']).next().unwrap_or_default();
    let mut characters = word.chars();
    matches!(characters.next(), Some('|' | '>'))
        && characters.all(|one| one.is_ascii_digit() || matches!(one, '-' | '+'))
}

/// A comment between the lines of a value.
pub(super) fn detect_comment_between_value_lines(
    spot: &ParseErrorContext<'_>,
) -> Option<SyntaxHint> {
    let fits = matches!(
        spot.kind,
        ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::CommentInterceptedScalar
            | ErrorKind::SimpleKeyExpected
    );
    let comment = spot
        .lines_above()
        .next()
        .filter(|line| line.trimmed_text().starts_with('#'))?;
    let deeper = spot
        .content_line_above()
        .is_some_and(|above| above.indent() < spot.line.indent());
    (fits && deeper && comment.indent() > 0).then(|| {
        let help = "move the comment above the value, or put the value in quotes";
        SyntaxHint::new("a comment between the lines of a value", help)
    })
}

/// `- b` among `key: value`
pub(super) fn detect_item_among_keys(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let item = is_list_item(spot.line);
    let fits = matches!(
        spot.kind,
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::BlockSequenceEntryNotAllowed
    );
    let same = spot
        .content_line_above()
        .is_some_and(|above| above.indent() == spot.line.indent() && !is_list_item(above));
    (fits && item && same).then(|| {
        let help = "an object can only have keys; indent the item below its key, or remove \"- \"";
        SyntaxHint::new("a list item among the keys of an object", help)
    })
}

/// `key: value` among `- b`
pub(super) fn detect_key_among_items(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    matches!(spot.kind, ErrorKind::ExpectedBlockSequenceEntry)
        .then_some(spot.line)
        .filter(|line| !is_list_item(*line))?;
    let help = "start the line with \"- \", or align it with the text of the item above";
    Some(SyntaxHint::new("a key among the items of a list", help))
}

fn is_list_item(line: YamlLine<'_>) -> bool {
    line.trimmed_text() == "-" || line.trimmed_text().starts_with("- ")
}

/// A line without `:`, or one below it.
pub(super) fn detect_missing_colon(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    match spot.kind {
        ErrorKind::SimpleKeyExpected => Some(missing_colon_hint(spot, spot.line)),
        ErrorKind::MappingValueNotAllowed => {
            let above = spot.content_line_above()?;
            let first = spot.line.value().is_none_or(|value| spot.at < value.start);
            let same = above.indent() == spot.line.indent();
            (first && same && above.key().is_none() && !is_list_item(above))
                .then(|| missing_colon_hint(spot, above))
        }
        _ => None,
    }
}

fn missing_colon_hint(spot: &ParseErrorContext<'_>, line: YamlLine<'_>) -> SyntaxHint {
    let items = spot
        .lines_above()
        .find(|above| !above.is_blank_or_comment() && above.start < line.start);
    if items.is_some_and(|above| is_list_item(above) && above.indent() == line.indent()) {
        let message = format!("\"{}\" is neither a list item nor a key", line.to_excerpt());
        return SyntaxHint::new(message, "start the line with \"- \"");
    }
    let message = format!("no \":\" in \"{}\"", line.to_excerpt());
    let word = line
        .trimmed_text()
        .split([' ', '='])
        .next()
        .unwrap_or_default();
    let help = format!(
        "write \"{}: …\"; indent the line if it belongs to the value above",
        escape_and_truncate(word.trim_end_matches(':'))
    );
    SyntaxHint::new(message, help)
}

/// A line whose indentation matches none above.
pub(super) fn detect_wrong_indentation(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let fits = matches!(
        spot.kind,
        ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::MappingValueNotAllowed
            | ErrorKind::InvalidIndentation
            | ErrorKind::InvalidQuotedScalarIndent
    );
    let first = spot.text[spot.line.start..spot.at].trim().is_empty()
        || spot
            .line
            .key()
            .is_some_and(|key| spot.at <= spot.line.start + spot.line.indent() + key.len());
    let above = spot.content_line_above().filter(|_| fits && first)?;
    let indent = spot.line.indent();
    if indent > above.indent() && above.value().is_some() {
        let message = format!(
            "this line is indented more than \"{}\", which already has a value",
            above.to_excerpt()
        );
        let help = format!(
            "indent it by {}, like the line above",
            CountedNoun(above.indent(), "space")
        );
        return Some(SyntaxHint::new(message, help));
    }
    let mut lines = spot
        .lines_above()
        .filter(|line| !line.is_blank_or_comment());
    let level = lines
        .find(|line| line.indent() < indent)
        .map(YamlLine::indent);
    let levels = match level {
        Some(level) => format!("{level} or {}", CountedNoun(above.indent(), "space")),
        None => CountedNoun(above.indent(), "space").to_string(),
    };
    let spaces = CountedNoun(indent, "space");
    let message = format!("wrong indentation: no entry above is indented by {spaces}");
    Some(SyntaxHint::new(message, format!("indent it by {levels}")))
}

/// A second root.
pub(super) fn detect_text_after_document(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let fits = matches!(
        spot.kind,
        ErrorKind::ExpectedDocumentStart | ErrorKind::InvalidDocumentEnd
    );
    fits.then(|| {
        let help =
            "start another document with \"---\", or indent the lines that belong to this one";
        SyntaxHint::new("text after the end of the document", help)
    })
}
