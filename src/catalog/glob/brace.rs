//! Brace expansion as in the npm package `brace-expansion` 5, which follows bash: `{a,b}`, `{1..3}`, `{a..e..2}`.

use std::sync::LazyLock;

use regex::Regex;

use super::budget::{GlobBudget, GlobTooComplex};

/// If a single pattern expands to more patterns than this, it's treated as an attack.
const MAX_EXPANDED_PATTERNS: usize = 10_000;
/// The same applies to more bytes than this.
const MAX_EXPANDED_BYTES: usize = 1 << 20;
const MAX_BRACE_DEPTH: usize = 64;
const MAX_BRACE_REWRITES: usize = 1_000;

static NUMBER_SEQUENCE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^-?[0-9]+\.\.-?[0-9]+(?:\.\.-?[0-9]+)?$").ok());
static LETTER_SEQUENCE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[a-zA-Z]\.\.[a-zA-Z](?:\.\.-?[0-9]+)?$").ok());

fn matches_lazy_regex(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text))
}

/// Placeholders for characters escaped with a backslash: none of them occurs in the pattern.
struct EscapedCharSubstitutes {
    slash: char,
    open: char,
    close: char,
    comma: char,
    period: char,
}

impl EscapedCharSubstitutes {
    fn pick_unused_chars(pattern: &str) -> Option<EscapedCharSubstitutes> {
        let mut free = ('\u{F0000}'..='\u{FFFFD}').filter(|char| !pattern.contains(*char));
        Some(EscapedCharSubstitutes {
            slash: free.next()?,
            open: free.next()?,
            close: free.next()?,
            comma: free.next()?,
            period: free.next()?,
        })
    }

    fn substitution_table(&self) -> [(&'static str, char, char); 5] {
        [
            ("\\\\", self.slash, '\\'),
            ("\\{", self.open, '{'),
            ("\\}", self.close, '}'),
            ("\\,", self.comma, ','),
            ("\\.", self.period, '.'),
        ]
    }

    fn mask_escapes(&self, text: &str) -> String {
        let pairs = self.substitution_table();
        let mut hidden = text.to_owned();
        for (escaped, stand_in, _) in pairs {
            hidden = hidden.replace(escaped, stand_in.encode_utf8(&mut [0; 4]));
        }
        hidden
    }

    fn unmask_escapes(&self, text: &str) -> String {
        let shown = |char: char| {
            let pairs = self.substitution_table();
            let pair = pairs.iter().find(|(_, stand_in, _)| *stand_in == char);
            pair.map_or(char, |(_, _, meant)| *meant)
        };
        text.chars().map(shown).collect()
    }
}

/// Expands `pattern` to every pattern it represents, in order; there may be duplicates.
pub(super) fn expand_braces(
    pattern: &str,
    budget: &mut GlobBudget,
) -> Result<Vec<String>, GlobTooComplex> {
    if !has_braces(pattern) {
        return Ok(vec![pattern.to_owned()]);
    }
    // An escaped backslash expands to a single backslash.
    let doubled = pattern.replace("\\\\", "\\\\\\\\");
    let text = match doubled.strip_prefix("{}") {
        Some(rest) => format!("\\{{\\}}{rest}"),
        None => doubled,
    };
    let escapes = EscapedCharSubstitutes::pick_unused_chars(&text).ok_or(GlobTooComplex)?;
    let mut expansion = BraceExpander {
        close: escapes.close,
        budget,
    };
    let expanded = expansion.expand_recursively(escapes.mask_escapes(&text), 0, true)?;
    Ok(expanded
        .iter()
        .map(|text| escapes.unmask_escapes(text))
        .collect())
}

/// Whether there is a `{` and, on its line and before the next `{`, a `}`.
fn has_braces(pattern: &str) -> bool {
    let mut open = false;
    for char in pattern.chars() {
        match char {
            '{' => open = true,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => open = false,
            '}' if open => return true,
            _ => {}
        }
    }
    false
}

/// The offsets of the `{` and the `}` of the first complete group.
fn find_balanced_braces(text: &str) -> Option<(usize, usize)> {
    let mut opened: Vec<usize> = Vec::new();
    // The leftmost of the groups that closed within an unclosed one.
    let mut leftmost: Option<(usize, usize)> = None;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => opened.push(at),
            b'}' => {
                let Some(open) = opened.pop() else { continue };
                if opened.is_empty() {
                    return Some((open, at));
                }
                if leftmost.is_none_or(|(left, _)| open < left) {
                    leftmost = Some((open, at));
                }
            }
            _ => {}
        }
    }
    leftmost
}

struct BraceExpander<'b> {
    /// The placeholder for a literal `}`.
    close: char,
    budget: &'b mut GlobBudget,
}

impl BraceExpander<'_> {
    fn expand_recursively(
        &mut self,
        mut text: String,
        depth: usize,
        mut top: bool,
    ) -> Result<Vec<String>, GlobTooComplex> {
        if depth > MAX_BRACE_DEPTH {
            return Err(GlobTooComplex);
        }
        let mut before = vec![String::new()];
        let mut rewrites = 0;
        let mut drop_empty = false;
        let mut first = true;
        loop {
            self.budget.spend_steps(text.len() + 16)?;
            let Some((open, end)) = find_balanced_braces(&text) else {
                return self.build_combinations(&before, &text, &[String::new()], drop_empty);
            };
            let (pre, body, post) = (&text[..open], &text[open + 1..end], &text[end + 1..]);
            if pre.ends_with('$') {
                let kept = &text[..=end];
                before = self.build_combinations(
                    &before,
                    kept,
                    &[String::new()],
                    drop_empty && post.is_empty(),
                )?;
                first = false;
            } else {
                let numbers = matches_lazy_regex(&NUMBER_SEQUENCE, body);
                let sequence = numbers || matches_lazy_regex(&LETTER_SEQUENCE, body);
                if !sequence && !body.contains(',') {
                    if !has_comma_before_brace(post) {
                        return self.build_combinations(
                            &before,
                            &text,
                            &[String::new()],
                            drop_empty,
                        );
                    }
                    rewrites += 1;
                    if rewrites > MAX_BRACE_REWRITES {
                        return Err(GlobTooComplex);
                    }
                    text.replace_range(end..=end, self.close.encode_utf8(&mut [0; 4]));
                    top = true;
                    continue;
                }
                if first {
                    drop_empty = top && !sequence;
                    first = false;
                }
                let values = if sequence {
                    self.expand_brace_sequence(body, numbers)?
                } else {
                    self.expand_brace_alternatives(body, depth)?
                };
                before =
                    self.build_combinations(&before, pre, &values, drop_empty && post.is_empty())?;
            }
            if text.len() == end + 1 {
                return Ok(before);
            }
            text = text[end + 1..].to_owned();
        }
    }

    /// The values of a brace set.
    fn expand_brace_alternatives(
        &mut self,
        body: &str,
        depth: usize,
    ) -> Result<Vec<String>, GlobTooComplex> {
        let mut parts = self.split_at_commas(body)?;
        if let [only] = parts.as_mut_slice() {
            // `x{{a,b}}y` expands to `x{a}y` and `x{b}y`.
            let inner = self.expand_recursively(std::mem::take(only), depth + 1, false)?;
            parts = inner.iter().map(|text| format!("{{{text}}}")).collect();
            if parts.len() == 1 {
                return Ok(parts);
            }
        }
        let mut values = Vec::new();
        let mut bytes = 0;
        for part in parts {
            for value in self.expand_recursively(part, depth + 1, false)? {
                bytes += value.len();
                values.push(value);
            }
            validate_brace_expansion_size(values.len(), bytes)?;
        }
        Ok(values)
    }

    /// Splits `body` at its commas, except those within groups.
    fn split_at_commas(&mut self, body: &str) -> Result<Vec<String>, GlobTooComplex> {
        let mut parts = vec![String::new()];
        let mut rest = body;
        loop {
            self.budget.spend_steps(rest.len() + 1)?;
            let found = find_balanced_braces(rest);
            let plain = found.map_or(rest, |(open, _)| &rest[..open]);
            let mut pieces = plain.split(',');
            let head = pieces.next().unwrap_or_default();
            if let Some(last) = parts.last_mut() {
                last.push_str(head);
            }
            parts.extend(pieces.map(str::to_owned));
            let Some((open, end)) = found else {
                return Ok(parts);
            };
            if let Some(last) = parts.last_mut() {
                last.push_str(&rest[open..=end]);
            }
            rest = &rest[end + 1..];
            if rest.is_empty() {
                return Ok(parts);
            }
        }
    }

    fn expand_brace_sequence(
        &mut self,
        body: &str,
        numbers: bool,
    ) -> Result<Vec<String>, GlobTooComplex> {
        let ends: Vec<&str> = body.split("..").collect();
        let (from, to) = (
            parse_number_or_letter(ends[0]),
            parse_number_or_letter(ends[1]),
        );
        let width = ends[0].len().max(ends[1].len());
        let step = ends
            .get(2)
            .map_or(1.0, |step| parse_number_or_letter(step).abs().max(1.0));
        let padded = numbers && ends.iter().any(|end| has_leading_zero(end));
        let down = to < from;
        let step = if down { -step } else { step };
        let mut values = Vec::new();
        let mut at = from;
        let mut bytes = 0;
        while if down { at >= to } else { at <= to } {
            let text = if numbers {
                format_padded_number(at, if padded { width } else { 0 })
            } else {
                char_code_to_string(at)
            };
            bytes += text.len();
            values.push(text);
            validate_brace_expansion_size(values.len(), bytes)?;
            self.budget.spend_steps(16)?;
            at += step;
        }
        Ok(values)
    }

    fn build_combinations(
        &mut self,
        before: &[String],
        pre: &str,
        values: &[String],
        drop_empty: bool,
    ) -> Result<Vec<String>, GlobTooComplex> {
        let mut combined = Vec::new();
        let mut bytes = 0;
        for start in before {
            for value in values {
                let text = format!("{start}{pre}{value}");
                if drop_empty && text.is_empty() {
                    continue;
                }
                bytes += text.len();
                combined.push(text);
                validate_brace_expansion_size(combined.len(), bytes)?;
            }
            self.budget.spend_steps(values.len() * 16)?;
        }
        Ok(combined)
    }
}

fn validate_brace_expansion_size(patterns: usize, bytes: usize) -> Result<(), GlobTooComplex> {
    if patterns > MAX_EXPANDED_PATTERNS || bytes > MAX_EXPANDED_BYTES {
        return Err(GlobTooComplex);
    }
    Ok(())
}

/// Whether there is a comma that isn't followed by another, and a `}` after it on its line.
fn has_comma_before_brace(text: &str) -> bool {
    let mut closes = false;
    let mut next = None;
    for char in text.chars().rev() {
        match char {
            '}' => closes = true,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => closes = false,
            ',' if closes && next != Some(',') => return true,
            _ => {}
        }
        next = Some(char);
    }
    false
}

/// A number, or the code of a letter.
fn parse_number_or_letter(text: &str) -> f64 {
    let letter = || f64::from(text.bytes().next().unwrap_or_default());
    text.parse().unwrap_or_else(|_| letter())
}

fn has_leading_zero(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    matches!(digits, [b'0', next, ..] if next.is_ascii_digit())
}

/// Formats an integer as JavaScript does, with leading zeros up to `width`.
fn format_padded_number(value: f64, width: usize) -> String {
    let value = if value == 0.0 { 0.0 } else { value };
    let plain = if value.abs() < 1e21 {
        value.to_string()
    } else {
        format!("{value:e}").replacen('e', "e+", 1)
    };
    let zeros = "0".repeat(width.saturating_sub(plain.len()));
    match plain.strip_prefix('-') {
        Some(digits) => format!("-{zeros}{digits}"),
        None => format!("{zeros}{plain}"),
    }
}

fn char_code_to_string(code: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is the code of an ASCII letter"
    )]
    match char::from(code as u8) {
        '\\' => String::new(),
        letter => letter.to_string(),
    }
}
