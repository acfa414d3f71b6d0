//! Character classes in brackets: `[a-z]`, `[!x]`, `[[:alpha:]]`.

use std::sync::LazyLock;

use regex_syntax::hir::{Class as HirClass, ClassUnicode, HirKind};

/// The POSIX classes by name: their Unicode equivalents, and whether they are negated.
const POSIX_CLASSES: [(&str, &str, bool); 14] = [
    ("[:alnum:]", r"[\p{L}\p{Nl}\p{Nd}]", false),
    ("[:alpha:]", r"[\p{L}\p{Nl}]", false),
    ("[:ascii:]", r"[\x00-\x7f]", false),
    ("[:blank:]", r"[\p{Zs}\t]", false),
    ("[:cntrl:]", r"\p{Cc}", false),
    ("[:digit:]", r"\p{Nd}", false),
    ("[:graph:]", r"[\p{Z}\p{C}]", true),
    ("[:lower:]", r"\p{Ll}", false),
    ("[:print:]", r"\p{C}", true),
    ("[:punct:]", r"[\p{P}\p{S}]", false),
    ("[:space:]", r"[\p{Z}\t\r\n\x0B\x0C]", false),
    ("[:upper:]", r"\p{Lu}", false),
    ("[:word:]", r"[\p{L}\p{Nl}\p{Nd}\p{Pc}]", false),
    ("[:xdigit:]", r"[A-Fa-f0-9]", false),
];

static POSIX_TABLES: LazyLock<Vec<ClassUnicode>> = LazyLock::new(|| {
    let table = |pattern: &str| {
        let hir = regex_syntax::parse(pattern).ok()?;
        match hir.into_kind() {
            HirKind::Class(HirClass::Unicode(class)) => Some(class),
            _ => None,
        }
    };
    let tables = POSIX_CLASSES.iter().map(|(_, pattern, _)| table(pattern));
    tables
        .map(|table| table.unwrap_or_else(ClassUnicode::empty))
        .collect()
});

/// A set of characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CharClass {
    ranges: Vec<(char, char)>,
    /// Indexes of the POSIX classes that are included as they are, and of those that are included negated.
    posix: Vec<usize>,
    negated_posix: Vec<usize>,
    negated: bool,
    /// Whether a `^` among the members negates the ranges alone.
    caret: bool,
    /// Whether it matches no character at all.
    empty: bool,
}

/// The result of parsing at a `[`.
pub(super) enum ParsedGlobBracket {
    /// A literal `[`: the class is never closed.
    Literal,
    /// A class, and the number of characters in its text.
    Class(CharClass, usize),
}

impl CharClass {
    pub(super) fn from_range(from: char, to: char) -> CharClass {
        CharClass {
            ranges: vec![(from, to)],
            ..CharClass::default()
        }
    }

    pub(super) fn contains(&self, char: char) -> bool {
        if self.empty {
            return false;
        }
        let in_ranges = || {
            let mut ranges = self.ranges.iter();
            ranges.any(|(from, to)| (*from..=*to).contains(&char))
                || self
                    .posix
                    .iter()
                    .any(|class| is_in_posix_class(*class, char))
        };
        let has_ranges = !(self.ranges.is_empty() && self.posix.is_empty());
        let in_others = || {
            self.negated_posix
                .iter()
                .any(|class| is_in_posix_class(*class, char))
        };
        (has_ranges && in_ranges() != (self.negated || self.caret))
            || (!self.negated_posix.is_empty() && in_others() == self.negated)
    }

    /// Parses the class that starts with the `[` at `start`.
    pub(super) fn parse(glob: &[char], start: usize) -> ParsedGlobBracket {
        let mut class = CharClass::default();
        let mut at = start + 1;
        if matches!(glob.get(at), Some('!' | '^')) {
            class.negated = true;
            at += 1;
        }
        let mut members = CharClassMembers::default();
        let mut started = false;
        let mut escaped = false;
        loop {
            let Some(&char) = glob.get(at) else {
                return ParsedGlobBracket::Literal;
            };
            if char == ']' && started && !escaped {
                break;
            }
            started = true;
            if char == '\\' && !escaped {
                escaped = true;
                at += 1;
                continue;
            }
            if char == '['
                && !escaped
                && let Some((number, length)) = parse_posix_class(&glob[at..])
            {
                if members.range_start.is_some() {
                    return build_empty_char_class(glob, start);
                }
                if POSIX_CLASSES[number].2 {
                    class.negated_posix.push(number)
                } else {
                    members.push(CharClassMember::Posix(number))
                }
                at += length;
                continue;
            }
            escaped = false;
            at += members.push_char(char, &glob[at + 1..]);
        }
        if members.all.is_empty() && class.negated_posix.is_empty() {
            return build_empty_char_class(glob, start);
        }
        members.add_to_char_class(&mut class);
        ParsedGlobBracket::Class(class, at + 1 - start)
    }
}

/// A class without members makes the rest of the glob match nothing.
fn build_empty_char_class(glob: &[char], start: usize) -> ParsedGlobBracket {
    let empty = CharClass {
        empty: true,
        ..CharClass::default()
    };
    ParsedGlobBracket::Class(empty, glob.len() - start)
}

fn parse_posix_class(glob: &[char]) -> Option<(usize, usize)> {
    POSIX_CLASSES
        .iter()
        .enumerate()
        .find_map(|(number, (name, _, _))| {
            let is_here = name
                .chars()
                .enumerate()
                .all(|(at, char)| glob.get(at) == Some(&char));
            is_here.then_some((number, name.len()))
        })
}

fn is_in_posix_class(class: usize, char: char) -> bool {
    let Some(table) = POSIX_TABLES.get(class) else {
        return false;
    };
    let ranges = table.ranges();
    let found = ranges.binary_search_by(|range| {
        if range.end() < char {
            std::cmp::Ordering::Less
        } else if range.start() > char {
            std::cmp::Ordering::Greater
        } else {
            std::cmp::Ordering::Equal
        }
    });
    found.is_ok()
}

enum CharClassMember {
    Char(char),
    /// A character followed by a `-`.
    WithDash(char),
    Range(char, char),
    Posix(usize),
}

#[derive(Default)]
struct CharClassMembers {
    all: Vec<CharClassMember>,
    /// The start of a range without an end yet.
    range_start: Option<char>,
}

impl CharClassMembers {
    fn push(&mut self, member: CharClassMember) {
        self.all.push(member);
    }

    /// Adds a literal character; returns the number of characters consumed, including a dash after it.
    fn push_char(&mut self, char: char, rest: &[char]) -> usize {
        if let Some(from) = self.range_start.take() {
            // A reversed range is dropped.
            match char.cmp(&from) {
                std::cmp::Ordering::Greater => self.push(CharClassMember::Range(from, char)),
                std::cmp::Ordering::Equal => self.push(CharClassMember::Char(char)),
                std::cmp::Ordering::Less => {}
            }
            return 1;
        }
        match rest {
            ['-', ']', ..] => {
                self.push(CharClassMember::WithDash(char));
                2
            }
            ['-', ..] => {
                self.range_start = Some(char);
                2
            }
            _ => {
                self.push(CharClassMember::Char(char));
                1
            }
        }
    }

    /// The package builds a regular expression from the members, so a leading `^` negates it.
    fn add_to_char_class(mut self, class: &mut CharClass) {
        let caret = !class.negated
            && matches!(
                self.all.first(),
                Some(
                    CharClassMember::Char('^')
                        | CharClassMember::WithDash('^')
                        | CharClassMember::Range('^', _)
                )
            );
        if caret {
            class.caret = true;
            match self.all.remove(0) {
                CharClassMember::WithDash(_) => self.all.push(CharClassMember::Char('-')),
                CharClassMember::Range(_, to) => self
                    .all
                    .extend([CharClassMember::Char('-'), CharClassMember::Char(to)]),
                CharClassMember::Char(_) | CharClassMember::Posix(_) => {}
            }
            if self.all.is_empty() {
                // Nothing is left to exclude.
                self.all.push(CharClassMember::Range('\u{1}', '\0'));
            }
        }
        for member in self.all {
            match member {
                CharClassMember::Char(char) => class.ranges.push((char, char)),
                CharClassMember::WithDash(char) => class.ranges.extend([(char, char), ('-', '-')]),
                CharClassMember::Range(from, to) => class.ranges.push((from, to)),
                CharClassMember::Posix(number) => class.posix.push(number),
            }
        }
    }
}
