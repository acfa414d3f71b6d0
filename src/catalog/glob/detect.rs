//! Whether a path is a glob, as decided by the npm package `is-glob` 4: otherwise it's the name of a single file,
//! whatever characters it has.

/// Whether `text` is a glob.
pub(in crate::catalog) fn is_glob(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    !chars.is_empty() && (is_extglob(&chars) || has_glob_wildcards(&chars))
}

/// Unescaped `@(…)` and similar: the regular expression `(\\).|([@?!+*]\(.*\))`, applied again to the text after a
/// match.
fn is_extglob(chars: &[char]) -> bool {
    let is_line_end = |char: char| matches!(char, '\n' | '\r' | '\u{2028}' | '\u{2029}');
    let mut at = 0;
    while at < chars.len() {
        let next = chars.get(at + 1).copied();
        match chars[at] {
            '\\' if next.is_some_and(|next| !is_line_end(next)) => at += 2,
            '@' | '?' | '!' | '+' | '*' if next == Some('(') => {
                let rest = chars[at + 2..].iter();
                if rest
                    .take_while(|char| !is_line_end(**char))
                    .any(|char| *char == ')')
                {
                    return true;
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    false
}

/// The last bracket of each kind that was found; `None` if there are no more.
struct ClosingBracketCache {
    square: Option<usize>,
    curly: bool,
    round: bool,
    pipe: Option<usize>,
    /// The result of the last search for a backslash after a bracket; `None` before the first search.
    backslash: Option<Option<usize>>,
}

fn find_char_from(chars: &[char], wanted: char, from: usize) -> Option<usize> {
    let rest = chars.get(from..)?;
    rest.iter()
        .position(|char| *char == wanted)
        .map(|at| at + from)
}

fn has_glob_wildcards(chars: &[char]) -> bool {
    if chars[0] == '!' {
        return true;
    }
    let mut closing = ClosingBracketCache {
        square: Some(0),
        curly: true,
        round: true,
        pipe: Some(0),
        backslash: None,
    };
    let mut at = 0;
    while at < chars.len() {
        let next = chars.get(at + 1).copied();
        if chars[at] == '*'
            || (next == Some('?') && matches!(chars[at], ']' | '.' | '+' | ')'))
            || closing.is_bracketed_construct_at(chars, at)
        {
            return true;
        }
        if chars[at] != '\\' {
            at += 1;
            continue;
        }
        at += 2;
        let close = match next {
            Some('{') => Some('}'),
            Some('(') => Some(')'),
            Some('[') => Some(']'),
            _ => None,
        };
        if let Some(end) = close.and_then(|close| find_char_from(chars, close, at)) {
            at = end + 1;
        }
        if chars.get(at) == Some(&'!') {
            return true;
        }
    }
    false
}

impl ClosingBracketCache {
    /// Whether a class, a set, a group or alternatives open at `at` and close without a backslash in between.
    fn is_bracketed_construct_at(&mut self, chars: &[char], at: usize) -> bool {
        let next = chars.get(at + 1).copied();
        match chars[at] {
            '[' if next != Some(']') => self.is_char_class_at(chars, at),
            '{' if next != Some('}') => self.is_brace_set_at(chars, at),
            '(' => self.is_lookaround_group_at(chars, at) || self.is_alternation_at(chars, at),
            _ => false,
        }
    }

    fn has_no_backslash_before(&mut self, chars: &[char], from: usize, close: usize) -> bool {
        let found = find_char_from(chars, '\\', from);
        self.backslash = Some(found);
        found.is_none_or(|found| found > close)
    }

    fn is_char_class_at(&mut self, chars: &[char], at: usize) -> bool {
        let Some(known) = self.square else {
            return false;
        };
        if known <= at {
            self.square = find_char_from(chars, ']', at);
        }
        let Some(close) = self.square else {
            return false;
        };
        let seen = match self.backslash {
            // A backslash that hasn't been searched for yet counts as being before everything.
            None => false,
            Some(found) => found.is_none_or(|found| found > close),
        };
        seen || self.has_no_backslash_before(chars, at, close)
    }

    fn is_brace_set_at(&mut self, chars: &[char], at: usize) -> bool {
        if !self.curly {
            return false;
        }
        match find_char_from(chars, '}', at) {
            Some(close) => self.has_no_backslash_before(chars, at, close),
            None => {
                self.curly = false;
                false
            }
        }
    }

    fn is_lookaround_group_at(&mut self, chars: &[char], at: usize) -> bool {
        let kind = chars.get(at + 2).copied();
        if !self.round
            || chars.get(at + 1) != Some(&'?')
            || !matches!(kind, Some(':' | '!' | '='))
            || chars.get(at + 3) == Some(&')')
        {
            return false;
        }
        match find_char_from(chars, ')', at) {
            Some(close) => self.has_no_backslash_before(chars, at, close),
            None => {
                self.round = false;
                false
            }
        }
    }

    fn is_alternation_at(&mut self, chars: &[char], at: usize) -> bool {
        let Some(known) = self.pipe else {
            return false;
        };
        if chars.get(at + 1) == Some(&'|') {
            return false;
        }
        if known < at || known == 0 {
            self.pipe = find_char_from(chars, '|', at);
        }
        let Some(pipe) = self.pipe else {
            return false;
        };
        if chars.get(pipe + 1) == Some(&')') {
            return false;
        }
        match find_char_from(chars, ')', pipe) {
            Some(close) => self.has_no_backslash_before(chars, pipe, close),
            None => {
                // The package keeps this result for groups, too.
                self.round = false;
                false
            }
        }
    }
}
