//! The syntax tree of a pattern for one part of a path.

use super::class::CharClass;

/// The kind of an extglob: `@(…)`, `?(…)`, `*(…)`, `+(…)`, `!(…)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExtglobKind {
    Once,
    Optional,
    ZeroOrMore,
    OneOrMore,
    Not,
}

impl ExtglobKind {
    pub(super) fn from_char(char: char) -> Option<ExtglobKind> {
        Some(match char {
            '@' => ExtglobKind::Once,
            '?' => ExtglobKind::Optional,
            '*' => ExtglobKind::ZeroOrMore,
            '+' => ExtglobKind::OneOrMore,
            '!' => ExtglobKind::Not,
            _ => return None,
        })
    }

    pub(super) fn as_char(self) -> char {
        match self {
            ExtglobKind::Once => '@',
            ExtglobKind::Optional => '?',
            ExtglobKind::ZeroOrMore => '*',
            ExtglobKind::OneOrMore => '+',
            ExtglobKind::Not => '!',
        }
    }
}

/// A node of a pattern.
#[derive(Clone, Debug)]
pub(super) enum GlobNode {
    Literal(char),
    /// `?`
    AnyChar,
    /// `*`
    Star,
    Class(CharClass),
    Group(ExtglobKind, Vec<Vec<GlobNode>>),
}

impl GlobNode {
    pub(super) fn from_digit_range(from: char, to: char) -> GlobNode {
        if from == to {
            GlobNode::Literal(from)
        } else {
            GlobNode::Class(CharClass::from_range(from, to))
        }
    }
}
