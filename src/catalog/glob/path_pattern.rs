//! Matches a pattern without braces against the parts of a path.

use std::collections::HashSet;
use std::sync::Arc;

use super::budget::{GlobBudget, GlobTooComplex};
use super::segment_matcher::SegmentMatcher;

/// `minimatch` gives up when this many sections between `**` match in sequence.
const MAX_GLOBSTAR_SECTIONS: usize = 200;

/// The matcher for one part of a path.
#[derive(Debug)]
pub(super) enum PatternSegment {
    /// Any number of parts, none of which starts with a dot.
    Globstar,
    Literal(String),
    Pattern(Arc<SegmentMatcher>),
}

impl PatternSegment {
    fn matches(&self, part: &str, budget: &mut GlobBudget) -> Result<bool, GlobTooComplex> {
        match self {
            PatternSegment::Globstar => Ok(false),
            PatternSegment::Literal(literal) => Ok(literal == part),
            PatternSegment::Pattern(portion) => portion.matches(part, budget),
        }
    }
}

/// The parts of a pattern, split at `**`.
#[derive(Debug)]
pub(super) struct PathPattern {
    /// The parts before the first `**`; all parts if there is none.
    head: Vec<PatternSegment>,
    /// The parts between one `**` and the next.
    body: Vec<Vec<PatternSegment>>,
    /// The parts after the last `**`; `None` if there is none.
    tail: Option<Vec<PatternSegment>>,
    /// For each section of the body, the number of parts that it and the following sections need.
    needs: Vec<usize>,
}

/// The parts of `pattern`, without repeated `**`, and without a `..` that cancels a previous part.
pub(super) fn split_pattern_segments(pattern: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in collapse_slashes(pattern).split('/') {
        let last = parts.last().map(String::as_str);
        match (part, last) {
            ("**", Some("**")) => {}
            ("..", Some(known)) if !matches!(known, "" | ".." | "." | "**") => {
                parts.pop();
            }
            _ => parts.push(part.to_owned()),
        }
    }
    if parts.is_empty() {
        parts.push(String::new());
    }
    parts
}

fn collapse_slashes(pattern: &str) -> String {
    let mut single = String::with_capacity(pattern.len());
    for char in pattern.chars() {
        if !(char == '/' && single.ends_with('/')) {
            single.push(char);
        }
    }
    single
}

impl PathPattern {
    pub(super) fn new(parts: Vec<PatternSegment>) -> PathPattern {
        let mut sections = parts
            .into_iter()
            .fold(vec![Vec::new()], |mut sections, part| {
                match (part, sections.last_mut()) {
                    (PatternSegment::Globstar, _) | (_, None) => sections.push(Vec::new()),
                    (part, Some(last)) => last.push(part),
                }
                sections
            });
        let tail = match sections.len() {
            1 => None,
            _ => sections.pop(),
        };
        let mut sections = sections.into_iter();
        let head = sections.next().unwrap_or_default();
        let body: Vec<Vec<PatternSegment>> = sections.collect();
        let need = |from: usize| body[from..].iter().map(Vec::len).sum();
        let needs = (0..body.len()).map(need).collect();
        PathPattern {
            head,
            body,
            tail,
            needs,
        }
    }

    pub(super) fn matches(
        &self,
        path: &[&str],
        budget: &mut GlobBudget,
    ) -> Result<bool, GlobTooComplex> {
        let Some(tail) = &self.tail else {
            return Ok(path.len() == self.head.len() && segments_match(&self.head, path, budget)?);
        };
        if path.len() < self.head.len() + tail.len() {
            return Ok(false);
        }
        let (head, rest) = path.split_at(self.head.len());
        let (middle, end) = rest.split_at(rest.len() - tail.len());
        if !segments_match(&self.head, head, budget)? || !segments_match(tail, end, budget)? {
            return Ok(false);
        }
        let has_tail = !tail.is_empty();
        if self.body.is_empty() {
            let something = has_tail || !middle.is_empty();
            return Ok(something && middle.iter().copied().all(globstar_can_match_segment));
        }
        let mut walk = GlobstarSearch {
            row: self,
            path: middle,
            tried: HashSet::new(),
            budget,
        };
        Ok(walk.match_from_section(0, 0, 0, has_tail)? == Some(true))
    }
}

fn segments_match(
    parts: &[PatternSegment],
    path: &[&str],
    budget: &mut GlobBudget,
) -> Result<bool, GlobTooComplex> {
    for (part, text) in parts.iter().zip(path) {
        budget.spend_steps(1)?;
        if !part.matches(text, budget)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `**` doesn't match parts that start with a dot.
fn globstar_can_match_segment(part: &str) -> bool {
    !part.starts_with('.')
}

struct GlobstarSearch<'r, 'p, 'b> {
    row: &'r PathPattern,
    path: &'p [&'p str],
    /// The sections already tried, and where.
    tried: HashSet<(usize, usize)>,
    budget: &'b mut GlobBudget,
}

impl GlobstarSearch<'_, '_, '_> {
    /// Whether the sections from `number` on match at or after `at`; `None` if no other position is worth trying.
    fn match_from_section(
        &mut self,
        number: usize,
        mut at: usize,
        depth: usize,
        saw_something: bool,
    ) -> Result<Option<bool>, GlobTooComplex> {
        let Some(parts) = self.row.body.get(number) else {
            let rest = self.path.get(at..).unwrap_or_default();
            let something = saw_something || !rest.is_empty();
            return Ok(Some(
                something && rest.iter().copied().all(globstar_can_match_segment),
            ));
        };
        let Some(last) = self.path.len().checked_sub(self.row.needs[number]) else {
            return Ok(None);
        };
        while at <= last {
            self.budget.spend_steps(1)?;
            if !self.tried.insert((number, at)) {
                return Ok(Some(false));
            }
            let here = &self.path[at..at + parts.len()];
            if depth < MAX_GLOBSTAR_SECTIONS && segments_match(parts, here, self.budget)? {
                let next = at + parts.len();
                let found = self.match_from_section(number + 1, next, depth + 1, saw_something)?;
                if found != Some(false) {
                    return Ok(found);
                }
            }
            if at == last {
                break;
            }
            if !globstar_can_match_segment(self.path[at]) {
                return Ok(Some(false));
            }
            at += 1;
        }
        Ok(None)
    }
}
