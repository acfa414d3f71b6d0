//! Numeric ranges of at least a hundred values, such as `{0..999}`: matched directly instead of expanded.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::brace;
use super::budget::{GlobBudget, GlobTooComplex};
use super::node::GlobNode;

/// The minimum number of values of such a range.
const MIN_LONG_RANGE_VALUES: f64 = 100.0;
/// The largest integer that JavaScript represents exactly.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

static RANGE_REGEX: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\{(-?[0-9]+)\.\.(-?[0-9]+)\}").ok());

/// The expansion of a pattern.
pub(super) struct BraceExpansion {
    /// The patterns, without duplicates.
    pub(super) patterns: Vec<String>,
    /// The marker around a range that isn't expanded.
    pub(super) mark: Option<char>,
}

/// Expands the braces of `pattern`, except long ranges.
pub(super) fn expand_glob_braces(
    pattern: &str,
    budget: &mut GlobBudget,
) -> Result<BraceExpansion, GlobTooComplex> {
    let mark = ('\u{E000}'..='\u{F8FF}').find(|mark| !pattern.contains(*mark));
    if let Some(mark) = mark
        && let Some(marked) = mark_long_brace_ranges(pattern, mark)
    {
        let patterns = brace::expand_braces(&marked, budget)?;
        let apart = patterns.iter().flat_map(|pattern| pattern.split('/'));
        if !apart
            .into_iter()
            .any(|portion| must_expand_brace_range(portion, mark))
        {
            return Ok(BraceExpansion {
                patterns: dedup_patterns(patterns),
                mark: Some(mark),
            });
        }
    }
    Ok(BraceExpansion {
        patterns: dedup_patterns(brace::expand_braces(pattern, budget)?),
        mark: None,
    })
}

fn dedup_patterns(patterns: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    let new = |pattern: &String| seen.insert(pattern.clone());
    patterns.into_iter().filter(new).collect()
}

/// Puts the long ranges of `pattern` between markers; `None` if it has none.
fn mark_long_brace_ranges(pattern: &str, mark: char) -> Option<String> {
    let ranges = RANGE_REGEX.as_ref()?;
    let mut found = false;
    let marked = ranges.replace_all(pattern, |captures: &Captures<'_>| {
        let whole = captures.get(0).map_or(0..0, |whole| whole.range());
        let escaped = pattern[..whole.start].ends_with(['\\', '$']);
        let number = |index: usize| {
            captures[index]
                .parse::<f64>()
                .ok()
                .filter(|n| n.abs() <= MAX_SAFE_INTEGER)
        };
        match (number(1), number(2)) {
            (Some(from), Some(to))
                if !escaped && (from - to).abs() + 1.0 >= MIN_LONG_RANGE_VALUES =>
            {
                found = true;
                format!("{mark}{}..{}{mark}", &captures[1], &captures[2])
            }
            _ => captures[0].to_owned(),
        }
    });
    found.then(|| marked.into_owned())
}

/// Whether a range in this portion may be in a class, or in an extglob that repeats or negates its content.
fn must_expand_brace_range(portion: &str, mark: char) -> bool {
    let class = portion.find('[');
    let last = portion.rfind(mark);
    matches!((class, last), (Some(class), Some(last)) if class < last)
        || is_range_in_repeating_extglob(portion, mark)
}

fn is_range_in_repeating_extglob(portion: &str, mark: char) -> bool {
    let mut stack = Vec::new();
    let mut chars = portion.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' => {
                chars.next();
            }
            _ if char == mark && stack.iter().any(|kind| !matches!(kind, '@' | '?')) => {
                return true;
            }
            '!' | '?' | '+' | '*' | '@' if chars.peek() == Some(&'(') => {
                stack.push(char);
                chars.next();
            }
            ')' => {
                stack.pop();
            }
            _ => {}
        }
    }
    false
}

/// Converts the range `text`, such as `1..250`, to the alternatives of an extglob.
pub(super) fn number_range_to_alternatives(text: &str) -> Option<Vec<Vec<GlobNode>>> {
    let (from, to) = text.split_once("..")?;
    let number = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let value: i64 = text.parse().ok().filter(|_| all)?;
        (value.unsigned_abs() <= 9_007_199_254_740_991).then_some(value)
    };
    let (a, b) = (number(from)?, number(to)?);
    let (low, high) = (a.min(b), a.max(b));
    let is_padded = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        digits.len() > 1 && digits.starts_with('0')
    };
    let width = if is_padded(from) || is_padded(to) {
        from.len().max(to.len())
    } else {
        0
    };
    let mut all = Vec::new();
    if low < 0 {
        let least = (-high).max(1).unsigned_abs();
        for digits in
            non_negative_range_alternatives(least, low.unsigned_abs(), width.saturating_sub(1))
        {
            let minus = std::iter::once(GlobNode::Literal('-'));
            all.push(minus.chain(digits).collect());
        }
    }
    if high >= 0 {
        all.extend(non_negative_range_alternatives(
            low.max(0).unsigned_abs(),
            high.unsigned_abs(),
            width,
        ));
    }
    Some(all)
}

fn non_negative_range_alternatives(low: u64, high: u64, width: usize) -> Vec<Vec<GlobNode>> {
    if width > 0 {
        return same_length_range_alternatives(
            &format!("{low:0>width$}"),
            &format!("{high:0>width$}"),
        );
    }
    let mut all = Vec::new();
    for length in low.to_string().len()..=high.to_string().len() {
        let exponent = u32::try_from(length).unwrap_or(u32::MAX);
        let least = match length {
            1 => 0,
            _ => 10_u64.saturating_pow(exponent - 1),
        };
        let (from, to) = (
            low.max(least),
            high.min(10_u64.saturating_pow(exponent) - 1),
        );
        all.extend(same_length_range_alternatives(
            &from.to_string(),
            &to.to_string(),
        ));
    }
    all
}

/// The patterns for the numbers from `low` to `high`, which have the same number of digits.
fn same_length_range_alternatives(low: &str, high: &str) -> Vec<Vec<GlobNode>> {
    let (Some(mut first), Some(mut last)) = (low.bytes().next(), high.bytes().next()) else {
        return vec![Vec::new()];
    };
    let (low, high) = (&low[1..], &high[1..]);
    let after = |digit: u8, rest: Vec<Vec<GlobNode>>| {
        let digit = GlobNode::Literal(char::from(digit));
        rest.into_iter()
            .map(move |items| std::iter::once(digit.clone()).chain(items).collect())
    };
    if first == last {
        return after(first, same_length_range_alternatives(low, high)).collect();
    }
    let (zeros, nines) = ("0".repeat(low.len()), "9".repeat(low.len()));
    let mut all: Vec<Vec<GlobNode>> = Vec::new();
    if low != zeros {
        all.extend(after(first, same_length_range_alternatives(low, &nines)));
        first += 1;
    }
    let mut end: Vec<Vec<GlobNode>> = Vec::new();
    if high != nines {
        end.extend(after(last, same_length_range_alternatives(&zeros, high)));
        last -= 1;
    }
    if first <= last {
        let digit = GlobNode::from_digit_range(char::from(first), char::from(last));
        let any = std::iter::repeat_n(GlobNode::from_digit_range('0', '9'), low.len());
        all.push(std::iter::once(digit).chain(any).collect());
    }
    all.extend(end);
    all
}
