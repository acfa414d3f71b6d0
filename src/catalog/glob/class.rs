//! One character in brackets: `[a-z]`, `[!x]`, `[[:alpha:]]`.

use std::sync::LazyLock;

use regex_syntax::hir::{Class as HirClass, ClassUnicode, HirKind};

/// The classes of POSIX by name: what they are in Unicode, and whether they are everything but that.
const POSIX: [(&str, &str, bool); 14] = [
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

static TABLES: LazyLock<Vec<ClassUnicode>> = LazyLock::new(|| {
    let table = |pattern: &str| {
        let hir = regex_syntax::parse(pattern).ok()?;
        match hir.into_kind() {
            HirKind::Class(HirClass::Unicode(class)) => Some(class),
            _ => None,
        }
    };
    let tables = POSIX.iter().map(|(_, pattern, _)| table(pattern));
    tables
        .map(|table| table.unwrap_or_else(ClassUnicode::empty))
        .collect()
});

/// A set of characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Class {
    ranges: Vec<(char, char)>,
    /// Numbers of POSIX classes that are what Unicode says, and of those that are everything else.
    posix: Vec<usize>,
    others: Vec<usize>,
    negated: bool,
    /// Whether a `^` among the members negates the ranges alone.
    caret: bool,
    /// It has no character at all.
    empty: bool,
}

/// What stands at a `[`.
pub(super) enum Bracket {
    /// Nothing but this character: no class closes.
    Literal,
    /// A class, and how many characters it is written with.
    Class(Class, usize),
}

impl Class {
    pub(super) fn of_digits(from: char, to: char) -> Class {
        Class {
            ranges: vec![(from, to)],
            ..Class::default()
        }
    }

    pub(super) fn has(&self, char: char) -> bool {
        if self.empty {
            return false;
        }
        let in_ranges = || {
            let mut ranges = self.ranges.iter();
            ranges.any(|(from, to)| (*from..=*to).contains(&char))
                || self.posix.iter().any(|class| is_of(*class, char))
        };
        let has_ranges = !(self.ranges.is_empty() && self.posix.is_empty());
        let in_others = || self.others.iter().any(|class| is_of(*class, char));
        (has_ranges && in_ranges() != (self.negated || self.caret))
            || (!self.others.is_empty() && in_others() == self.negated)
    }

    /// Reads the class that starts with the `[` at `start`.
    pub(super) fn parse(glob: &[char], start: usize) -> Bracket {
        let mut class = Class::default();
        let mut at = start + 1;
        if matches!(glob.get(at), Some('!' | '^')) {
            class.negated = true;
            at += 1;
        }
        let mut members = Members::default();
        let mut started = false;
        let mut escaped = false;
        loop {
            let Some(&char) = glob.get(at) else {
                return Bracket::Literal;
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
                && let Some((number, length)) = posix_at(&glob[at..])
            {
                if members.from.is_some() {
                    return nothing(glob, start);
                }
                match POSIX[number].2 {
                    true => class.others.push(number),
                    false => members.push(Member::Posix(number)),
                }
                at += length;
                continue;
            }
            escaped = false;
            at += members.take(char, &glob[at + 1..]);
        }
        if members.all.is_empty() && class.others.is_empty() {
            return nothing(glob, start);
        }
        members.fill(&mut class);
        Bracket::Class(class, at + 1 - start)
    }
}

/// A class without members spoils the whole rest of the glob.
fn nothing(glob: &[char], start: usize) -> Bracket {
    let empty = Class {
        empty: true,
        ..Class::default()
    };
    Bracket::Class(empty, glob.len() - start)
}

fn posix_at(glob: &[char]) -> Option<(usize, usize)> {
    POSIX.iter().enumerate().find_map(|(number, (name, _, _))| {
        let is_here = name
            .chars()
            .enumerate()
            .all(|(at, char)| glob.get(at) == Some(&char));
        is_here.then_some((number, name.len()))
    })
}

fn is_of(class: usize, char: char) -> bool {
    let Some(table) = TABLES.get(class) else {
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

enum Member {
    One(char),
    /// A character and a `-` behind it.
    WithDash(char),
    Range(char, char),
    Posix(usize),
}

#[derive(Default)]
struct Members {
    all: Vec<Member>,
    /// Where a range starts that has no end yet.
    from: Option<char>,
}

impl Members {
    fn push(&mut self, member: Member) {
        self.all.push(member);
    }

    /// Takes a character that means itself; how many characters that was, with the dash behind it.
    fn take(&mut self, char: char, rest: &[char]) -> usize {
        if let Some(from) = self.from.take() {
            // A range the wrong way round is left out.
            match char.cmp(&from) {
                std::cmp::Ordering::Greater => self.push(Member::Range(from, char)),
                std::cmp::Ordering::Equal => self.push(Member::One(char)),
                std::cmp::Ordering::Less => {}
            }
            return 1;
        }
        match rest {
            ['-', ']', ..] => {
                self.push(Member::WithDash(char));
                2
            }
            ['-', ..] => {
                self.from = Some(char);
                2
            }
            _ => {
                self.push(Member::One(char));
                1
            }
        }
    }

    /// The package makes a regular expression of the members: a `^` that comes first negates it.
    fn fill(mut self, class: &mut Class) {
        let caret = !class.negated
            && matches!(
                self.all.first(),
                Some(Member::One('^') | Member::WithDash('^') | Member::Range('^', _))
            );
        if caret {
            class.caret = true;
            match self.all.remove(0) {
                Member::WithDash(_) => self.all.push(Member::One('-')),
                Member::Range(_, to) => self.all.extend([Member::One('-'), Member::One(to)]),
                Member::One(_) | Member::Posix(_) => {}
            }
            if self.all.is_empty() {
                // Nothing is left to exclude.
                self.all.push(Member::Range('\u{1}', '\0'));
            }
        }
        for member in self.all {
            match member {
                Member::One(char) => class.ranges.push((char, char)),
                Member::WithDash(char) => class.ranges.extend([(char, char), ('-', '-')]),
                Member::Range(from, to) => class.ranges.push((from, to)),
                Member::Posix(number) => class.posix.push(number),
            }
        }
    }
}
