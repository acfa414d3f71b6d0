//! The pieces of a pattern for one part of a path, and what they build.

use super::class::{Bracket, Class};
use super::item::{Item, Repeat};
use super::range;

#[derive(Debug)]
enum Token {
    Item(Item),
    Open(Repeat),
    Bar,
    Close,
}

/// Reads `pattern`; without `groups`, brackets and bars mean themselves.
pub(super) fn items(pattern: &str, groups: bool, mark: Option<char>) -> Vec<Item> {
    let tokens = tokens(pattern, groups, mark);
    let closes = closes(&tokens);
    let mut all = build(&tokens, &closes, 0, tokens.len(), true);
    all.swap_remove(0)
}

fn tokens(pattern: &str, groups: bool, mark: Option<char>) -> Vec<Token> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&char) = chars.get(at) {
        if let Some((item, length)) = mark.and_then(|mark| range_at(&chars[at..], mark)) {
            tokens.push(Token::Item(item));
            at += length;
            continue;
        }
        let next = chars.get(at + 1).copied();
        let (token, length) = match char {
            '\\' => (Token::Item(Item::Literal(next.unwrap_or(char))), 2),
            '[' => match Class::parse(&chars, at) {
                Bracket::Class(class, length) => (Token::Item(Item::Class(class)), length),
                Bracket::Literal => (Token::Item(Item::Literal(char)), 1),
            },
            _ => match Repeat::of(char).filter(|_| groups && next == Some('(')) {
                Some(repeat) => (Token::Open(repeat), 2),
                None => (plain(char, groups), 1),
            },
        };
        tokens.push(token);
        at += length;
    }
    tokens
}

fn plain(char: char, groups: bool) -> Token {
    match char {
        '|' if groups => Token::Bar,
        ')' if groups => Token::Close,
        '*' => Token::Item(Item::Star),
        '?' => Token::Item(Item::One),
        _ => Token::Item(Item::Literal(char)),
    }
}

/// A range between marks; a backslash before it would only take the meaning of its first character.
fn range_at(chars: &[char], mark: char) -> Option<(Item, usize)> {
    let escape = usize::from(chars.first() == Some(&'\\'));
    if chars.get(escape) != Some(&mark) {
        return None;
    }
    let inside = &chars[escape + 1..];
    let end = inside.iter().position(|char| *char == mark)?;
    let text: String = inside[..end].iter().collect();
    let item = Item::Group(Repeat::Once, range::alternatives(&text)?);
    Some((item, escape + end + 2))
}

/// For each token that opens a group, the one that closes it.
fn closes(tokens: &[Token]) -> Vec<Option<usize>> {
    let mut closes = vec![None; tokens.len()];
    let mut opened = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Open(_) => opened.push(at),
            Token::Close => {
                if let Some(open) = opened.pop() {
                    closes[open] = Some(at);
                }
            }
            Token::Item(_) | Token::Bar => {}
        }
    }
    closes
}

/// The alternatives between `start` and `end`.
fn build(
    tokens: &[Token],
    closes: &[Option<usize>],
    start: usize,
    end: usize,
    top: bool,
) -> Vec<Vec<Item>> {
    let mut done = Vec::new();
    let mut items = Vec::new();
    let mut at = start;
    while at < end {
        match (&tokens[at], closes[at]) {
            (Token::Open(repeat), Some(close)) => {
                let inside = build(tokens, closes, at + 1, close, false);
                items.push(Item::Group(*repeat, inside));
                at = close;
            }
            (Token::Open(repeat), None) => {
                items.extend([Item::Literal(repeat.sign()), Item::Literal('(')]);
            }
            (Token::Bar, _) if !top => done.push(std::mem::take(&mut items)),
            (Token::Bar, _) => items.push(Item::Literal('|')),
            (Token::Close, _) => items.push(Item::Literal(')')),
            (Token::Item(item), _) => items.push(item.clone()),
        }
        at += 1;
    }
    done.push(items);
    done
}
