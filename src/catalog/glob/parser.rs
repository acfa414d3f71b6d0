//! Tokens of a pattern for one part of a path, and the tree they form.

use super::class::{CharClass, ParsedGlobBracket};
use super::node::{ExtglobKind, GlobNode};
use super::range;

#[derive(Debug)]
enum GlobToken {
    Node(GlobNode),
    Open(ExtglobKind),
    Bar,
    Close,
}

/// Parses `pattern`; without `groups`, brackets and bars are literal.
pub(super) fn parse_glob_segment(pattern: &str, groups: bool, mark: Option<char>) -> Vec<GlobNode> {
    let tokens = tokenize_glob(pattern, groups, mark);
    let closes = find_group_ends(&tokens);
    let mut all = parse_extglob_alternatives(&tokens, &closes, 0, tokens.len(), true);
    all.swap_remove(0)
}

fn tokenize_glob(pattern: &str, groups: bool, mark: Option<char>) -> Vec<GlobToken> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&char) = chars.get(at) {
        if let Some((item, length)) =
            mark.and_then(|mark| parse_marked_number_range(&chars[at..], mark))
        {
            tokens.push(GlobToken::Node(item));
            at += length;
            continue;
        }
        let next = chars.get(at + 1).copied();
        let (token, length) = match char {
            '\\' => (GlobToken::Node(GlobNode::Literal(next.unwrap_or(char))), 2),
            '[' => match CharClass::parse(&chars, at) {
                ParsedGlobBracket::Class(class, length) => {
                    (GlobToken::Node(GlobNode::Class(class)), length)
                }
                ParsedGlobBracket::Literal => (GlobToken::Node(GlobNode::Literal(char)), 1),
            },
            _ => match ExtglobKind::from_char(char).filter(|_| groups && next == Some('(')) {
                Some(repeat) => (GlobToken::Open(repeat), 2),
                None => (char_to_glob_token(char, groups), 1),
            },
        };
        tokens.push(token);
        at += length;
    }
    tokens
}

fn char_to_glob_token(char: char, groups: bool) -> GlobToken {
    match char {
        '|' if groups => GlobToken::Bar,
        ')' if groups => GlobToken::Close,
        '*' => GlobToken::Node(GlobNode::Star),
        '?' => GlobToken::Node(GlobNode::AnyChar),
        _ => GlobToken::Node(GlobNode::Literal(char)),
    }
}

/// A range between markers; a backslash before it would only escape its first character.
fn parse_marked_number_range(chars: &[char], mark: char) -> Option<(GlobNode, usize)> {
    let escape = usize::from(chars.first() == Some(&'\\'));
    if chars.get(escape) != Some(&mark) {
        return None;
    }
    let inside = &chars[escape + 1..];
    let end = inside.iter().position(|char| *char == mark)?;
    let text: String = inside[..end].iter().collect();
    let item = GlobNode::Group(
        ExtglobKind::Once,
        range::number_range_to_alternatives(&text)?,
    );
    Some((item, escape + end + 2))
}

/// For each token that opens a group, the one that closes it.
fn find_group_ends(tokens: &[GlobToken]) -> Vec<Option<usize>> {
    let mut closes = vec![None; tokens.len()];
    let mut opened = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            GlobToken::Open(_) => opened.push(at),
            GlobToken::Close => {
                if let Some(open) = opened.pop() {
                    closes[open] = Some(at);
                }
            }
            GlobToken::Node(_) | GlobToken::Bar => {}
        }
    }
    closes
}

/// The alternatives between `start` and `end`.
fn parse_extglob_alternatives(
    tokens: &[GlobToken],
    closes: &[Option<usize>],
    start: usize,
    end: usize,
    top: bool,
) -> Vec<Vec<GlobNode>> {
    let mut done = Vec::new();
    let mut items = Vec::new();
    let mut at = start;
    while at < end {
        match (&tokens[at], closes[at]) {
            (GlobToken::Open(repeat), Some(close)) => {
                let inside = parse_extglob_alternatives(tokens, closes, at + 1, close, false);
                items.push(GlobNode::Group(*repeat, inside));
                at = close;
            }
            (GlobToken::Open(repeat), None) => {
                items.extend([GlobNode::Literal(repeat.as_char()), GlobNode::Literal('(')]);
            }
            (GlobToken::Bar, _) if !top => done.push(std::mem::take(&mut items)),
            (GlobToken::Bar, _) => items.push(GlobNode::Literal('|')),
            (GlobToken::Close, _) => items.push(GlobNode::Literal(')')),
            (GlobToken::Node(item), _) => items.push(item.clone()),
        }
        at += 1;
    }
    done.push(items);
    done
}
