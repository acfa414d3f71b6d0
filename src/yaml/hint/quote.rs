//! Mistakes in quotes: never closed, closed too early, or typographic.

use granit_parser::ErrorKind;

use super::SyntaxHint;
use super::error_context::ParseErrorContext;
use crate::printable::escape_and_truncate;
use crate::yaml::quote::double_quote;

/// `title: “Payments: all of them”`
pub(super) fn detect_typographic_quote(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    const OPENING_TYPOGRAPHIC_QUOTES: [char; 4] = ['“', '‘', '„', '”'];
    let value = spot
        .line
        .value()
        .filter(|value| value.text.starts_with(OPENING_TYPOGRAPHIC_QUOTES))?;
    let message = format!("{} is not a quote in YAML", &value.text.chars().next()?);
    let inner = value.text.trim_start_matches(OPENING_TYPOGRAPHIC_QUOTES);
    let closed = inner.strip_suffix(['”', '’', '“']);
    let help = "use straight quotes: \" or '";
    let fix = closed.and_then(|inner| Some((spot.build_quote_fix(&value)?.0, double_quote(inner))));
    Some(SyntaxHint::new(message, help).with_fix(fix))
}

/// `title: "Payments`
pub(super) fn detect_unclosed_quote(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let fits = matches!(
        spot.kind,
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar
    );
    let quote = spot
        .current_char()
        .filter(|first| fits && matches!(first, '"' | '\''))?;
    let help = format!("end the value with {quote}");
    Some(SyntaxHint::new("this quote is never closed", help))
}

/// `title: 'it's here'`
pub(super) fn detect_quote_inside_quotes(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let quote = match spot.kind {
        ErrorKind::InvalidTrailingSingleQuotedScalar => '\'',
        ErrorKind::InvalidTrailingDoubleQuotedScalar => '"',
        _ => return None,
    };
    let message = "text after the closing quote";
    let value = spot
        .line
        .value()
        .filter(|value| value.text.starts_with(quote));
    let Some(value) = value else {
        return Some(SyntaxHint::new(
            message,
            "put all of it in quotes, or none of it",
        ));
    };
    let inner = value.text[1..].strip_suffix(quote);
    let doubled = [quote, quote].iter().collect::<String>();
    // `"a", "b"` may be a list, and existing escapes can't be distinguished from missing ones.
    let sure = |inner: &&str| !inner.contains(&doubled) && !inner.contains([',', '\\']);
    match inner.filter(sure) {
        Some(inner) => {
            let right = double_quote(inner);
            let help = format!("escape the quotes inside: {}", escape_and_truncate(&right));
            let fix = spot.build_quote_fix(&value).map(|(span, _)| (span, right));
            Some(SyntaxHint::new(message, help).with_fix(fix))
        }
        None => Some(SyntaxHint::new(
            message,
            "put all of the value in quotes, and escape the quotes inside",
        )),
    }
}

/// `path: "C:\dir"`
pub(super) fn detect_invalid_escape(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let fits = matches!(
        spot.kind,
        ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate
            | ErrorKind::InvalidUnicodeEscape
    );
    fits.then(|| {
        let help = "write \"\\\\\" for a backslash, or use single quotes";
        SyntaxHint::new("invalid escape in double quotes", help)
    })
}

/// `title: "x"# why`
pub(super) fn detect_comment_without_space(spot: &ParseErrorContext<'_>) -> Option<SyntaxHint> {
    let fits = matches!(spot.kind, ErrorKind::CommentNotSeparated);
    let at = fits.then(|| spot.remaining_text().find('#')).flatten()? + spot.at;
    let fix = (at..at, " ".to_owned());
    let fix = spot.text[..at]
        .ends_with(['"', '\'', ']', '}'])
        .then_some(fix);
    let message = "a comment needs a space before \"#\"";
    Some(SyntaxHint::new(message, "add the space").with_fix(fix))
}
