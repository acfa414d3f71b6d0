//! Quotes: never closed, closed too early, of the wrong alphabet.

use granit_parser::ErrorKind;

use super::Hint;
use super::spot::Spot;
use crate::printable::brief;
use crate::yaml::quote::double_quoted;

/// `title: “Payments: all of them”`
pub(super) fn typographic(spot: &Spot<'_>) -> Option<Hint> {
    const OPEN: [char; 4] = ['“', '‘', '„', '”'];
    let value = spot
        .line
        .value()
        .filter(|value| value.text.starts_with(OPEN))?;
    let message = format!("{} is not a quote in YAML", &value.text.chars().next()?);
    let inner = value.text.trim_start_matches(OPEN);
    let closed = inner.strip_suffix(['”', '’', '“']);
    let help = "use straight quotes: \" or '";
    let fix = closed.and_then(|inner| Some((spot.quote(&value)?.0, double_quoted(inner))));
    Some(Hint::new(message, help).fix(fix))
}

/// `title: "Payments`
pub(super) fn unclosed(spot: &Spot<'_>) -> Option<Hint> {
    let fits = matches!(
        spot.kind,
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar
    );
    let quote = spot
        .character()
        .filter(|first| fits && matches!(first, '"' | '\''))?;
    let help = format!("end the value with {quote}");
    Some(Hint::new("this quote is never closed", help))
}

/// `title: 'it's here'`
pub(super) fn inside(spot: &Spot<'_>) -> Option<Hint> {
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
        return Some(Hint::new(message, "put all of it in quotes, or nothing"));
    };
    let inner = value.text[1..].strip_suffix(quote);
    let doubled = [quote, quote].iter().collect::<String>();
    // `"a", "b"` may be a list, and what is escaped already can't be told from what is not.
    let sure = |inner: &&str| !inner.contains(&doubled) && !inner.contains([',', '\\']);
    match inner.filter(sure) {
        Some(inner) => {
            let right = double_quoted(inner);
            let help = format!("escape the quotes inside: {}", brief(&right));
            let fix = spot.quote(&value).map(|(span, _)| (span, right));
            Some(Hint::new(message, help).fix(fix))
        }
        None => Some(Hint::new(
            message,
            "put all of the value in quotes, and escape the quotes inside",
        )),
    }
}

/// `path: "C:\dir"`
pub(super) fn escape(spot: &Spot<'_>) -> Option<Hint> {
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
        Hint::new("invalid escape in double quotes", help)
    })
}

/// `title: "x"# why`
pub(super) fn comment_without_space(spot: &Spot<'_>) -> Option<Hint> {
    let fits = matches!(spot.kind, ErrorKind::CommentNotSeparated);
    let at = fits.then(|| spot.rest().find('#')).flatten()? + spot.at;
    let fix = (at..at, " ".to_owned());
    let fix = spot.text[..at]
        .ends_with(['"', '\'', ']', '}'])
        .then_some(fix);
    let message = "a comment needs a space before \"#\"";
    Some(Hint::new(message, "add the space").fix(fix))
}
