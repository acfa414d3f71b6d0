//! Matches a pattern against one part of a path.

use super::budget::{GlobBudget, GlobTooComplex};
use super::class::CharClass;
use super::nfa::Nfa;
use super::node::GlobNode;
use super::parser::parse_glob_segment;

/// `minimatch` throws if one part has more groups than this.
const MAX_EXTGLOB_GROUPS: usize = 256;

/// A pattern with special characters.
#[derive(Debug)]
pub(super) enum SegmentMatcher {
    /// A literal text.
    Literal(String),
    /// No groups, so backtracking to the last star is enough.
    Chain(Vec<WildcardToken>),
    Groups(Nfa),
}

#[derive(Debug)]
pub(super) enum WildcardToken {
    Literal(char),
    AnyChar,
    Star,
    Class(CharClass),
}

impl SegmentMatcher {
    pub(super) fn new(pattern: &str, mark: Option<char>) -> Result<SegmentMatcher, GlobTooComplex> {
        if count_extglob_groups(pattern) > MAX_EXTGLOB_GROUPS {
            return Err(GlobTooComplex);
        }
        let is_empty_group = matches!(pattern, "?()" | "*()" | "+()" | "@()");
        let items = parse_glob_segment(pattern, !is_empty_group, mark);
        let literal = items.iter().map(|item| match item {
            GlobNode::Literal(char) => Some(*char),
            _ => None,
        });
        if let Some(text) = literal.collect::<Option<String>>() {
            return Ok(SegmentMatcher::Literal(text));
        }
        let links = items.iter().map(|item| match item {
            GlobNode::Literal(char) => Some(WildcardToken::Literal(*char)),
            GlobNode::AnyChar => Some(WildcardToken::AnyChar),
            GlobNode::Star => Some(WildcardToken::Star),
            GlobNode::Class(class) => Some(WildcardToken::Class(class.clone())),
            GlobNode::Group(..) => None,
        });
        Ok(match links.collect::<Option<Vec<WildcardToken>>>() {
            Some(links) => SegmentMatcher::Chain(links),
            None => SegmentMatcher::Groups(Nfa::new(&items)),
        })
    }

    pub(super) fn matches(
        &self,
        text: &str,
        budget: &mut GlobBudget,
    ) -> Result<bool, GlobTooComplex> {
        match self {
            SegmentMatcher::Literal(literal) => Ok(literal == text),
            SegmentMatcher::Chain(links) => matches_wildcard_chain(links, text, budget),
            SegmentMatcher::Groups(nfa) => nfa.matches(text, budget),
        }
    }
}

fn matches_wildcard_chain(
    links: &[WildcardToken],
    text: &str,
    budget: &mut GlobBudget,
) -> Result<bool, GlobTooComplex> {
    // Only a literal dot matches the leading dot of a dot file, even after a star.
    if text.starts_with('.') && !matches!(links.first(), Some(WildcardToken::Literal(_))) {
        return Ok(false);
    }
    let mut link = 0;
    let mut rest = text.chars();
    let mut star = None;
    loop {
        budget.spend_steps(1)?;
        if matches!(links.get(link), Some(WildcardToken::Star)) {
            link += 1;
            star = Some((link, rest.clone()));
            continue;
        }
        let mut ahead = rest.clone();
        let Some(char) = ahead.next() else {
            break;
        };
        let fits = match links.get(link) {
            Some(WildcardToken::Literal(wanted)) => *wanted == char,
            Some(WildcardToken::AnyChar) => true,
            Some(WildcardToken::Class(class)) => class.contains(char),
            Some(WildcardToken::Star) | None => false,
        };
        if fits {
            link += 1;
            rest = ahead;
            continue;
        }
        // The star matches one more character.
        let Some((after, from)) = &mut star else {
            return Ok(false);
        };
        if from.next().is_none() {
            return Ok(false);
        }
        (link, rest) = (*after, from.clone());
    }
    let left = links.get(link..).unwrap_or_default();
    Ok(left.iter().all(|link| matches!(link, WildcardToken::Star)))
}

/// The number of groups that may open in `pattern`.
fn count_extglob_groups(pattern: &str) -> usize {
    let mut count = 0;
    let mut chars = pattern.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' => {
                chars.next();
            }
            '+' | '@' | '!' | '?' | '*' if chars.peek() == Some(&'(') => {
                count += 1;
                chars.next();
            }
            _ => {}
        }
    }
    count
}

/// The literal text that `pattern` matches, if it has no special characters. In that case, a dot in brackets also
/// matches a dot file.
pub(super) fn parse_literal_pattern(pattern: &str) -> Option<String> {
    if matches!(pattern, "+()" | "@()") {
        return Some(pattern.to_owned());
    }
    let chars: Vec<char> = pattern.chars().collect();
    let mut text = String::new();
    let mut at = 0;
    while let Some(&char) = chars.get(at) {
        match char {
            '\\' => {
                at += 1;
                text.push(chars.get(at).copied().unwrap_or(char));
            }
            '*' | '?' => return None,
            '[' => match find_char_class_end(&chars, at) {
                None => text.push(char),
                Some(end) => {
                    text.push(single_char_class_member(&chars[at + 1..end])?);
                    at = end;
                }
            },
            '+' | '@' | '!' if chars.get(at + 1) == Some(&'(') => {
                let rest = chars.get(at + 2..).unwrap_or_default();
                if rest.contains(&')') {
                    return None;
                }
                text.push(char);
            }
            _ => text.push(char),
        }
        at += 1;
    }
    Some(text)
}

/// The only character of a class with one member.
fn single_char_class_member(body: &[char]) -> Option<char> {
    match body {
        ['\\', char] => Some(*char),
        ['!' | '^', ..] => None,
        [char] => Some(*char),
        _ => None,
    }
}

/// The end of the class that starts at `start`.
fn find_char_class_end(chars: &[char], start: usize) -> Option<usize> {
    let mut at = start + 1;
    if matches!(chars.get(at), Some('!' | '^')) {
        at += 1;
    }
    let mut started = false;
    while let Some(&char) = chars.get(at) {
        if char == ']' && started {
            return Some(at);
        }
        started = true;
        at += if char == '\\' { 2 } else { 1 };
    }
    None
}
