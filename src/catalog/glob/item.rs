//! What a pattern for one part of a path is made of.

use super::class::Class;

/// What an extglob does with its alternatives: `@(…)`, `?(…)`, `*(…)`, `+(…)`, `!(…)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    Once,
    Optional,
    Any,
    Some,
    Not,
}

impl Repeat {
    pub(super) fn of(char: char) -> Option<Repeat> {
        Some(match char {
            '@' => Repeat::Once,
            '?' => Repeat::Optional,
            '*' => Repeat::Any,
            '+' => Repeat::Some,
            '!' => Repeat::Not,
            _ => return None,
        })
    }

    pub(super) fn sign(self) -> char {
        match self {
            Repeat::Once => '@',
            Repeat::Optional => '?',
            Repeat::Any => '*',
            Repeat::Some => '+',
            Repeat::Not => '!',
        }
    }
}

/// A part of a pattern.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Literal(char),
    /// `?`
    One,
    /// `*`
    Star,
    Class(Class),
    Group(Repeat, Vec<Vec<Item>>),
}

impl Item {
    pub(super) fn digits(from: char, to: char) -> Item {
        match from == to {
            true => Item::Literal(from),
            false => Item::Class(Class::of_digits(from, to)),
        }
    }
}
