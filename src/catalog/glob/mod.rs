//! Globs in the targets of Locations, matched as the npm package `minimatch` 11 does with its default options, which
//! Backstage's readers use. Only a literal dot matches a dot file.
//!
//! Paths come from a repository: no part of one is empty, `.` or `..`.

mod brace;
mod budget;
mod class;
mod detect;
mod nfa;
mod node;
mod parser;
mod path_pattern;
mod range;
mod segment_matcher;

pub(super) use budget::{GlobBudget, GlobTooComplex};
pub(super) use detect::is_glob;

use std::collections::HashMap;
use std::sync::Arc;

use path_pattern::{PathPattern, PatternSegment};
use segment_matcher::SegmentMatcher;

/// `minimatch` throws for longer patterns. A pattern can be as long as a line of a file.
const MAX_PATTERN_BYTES: usize = 64 * 1024;

/// A compiled glob.
#[derive(Debug)]
pub(super) struct Glob {
    patterns: Vec<PathPattern>,
    negated: bool,
}

impl Glob {
    /// Compiles `pattern`.
    ///
    /// # Errors
    /// If it's longer, nests deeper or expands to more than any realistic pattern.
    pub(super) fn new(pattern: &str, budget: &mut GlobBudget) -> Result<Glob, GlobTooComplex> {
        if pattern.len() > MAX_PATTERN_BYTES {
            return Err(GlobTooComplex);
        }
        if pattern.starts_with('#') || pattern.is_empty() {
            return Ok(Glob {
                patterns: Vec::new(),
                negated: false,
            });
        }
        let bare = pattern.trim_start_matches('!');
        let bangs = pattern.len() - bare.len();
        let expanded = range::expand_glob_braces(bare, budget)?;
        let mut portions: HashMap<String, Arc<SegmentMatcher>> = HashMap::new();
        let mut rows = Vec::with_capacity(expanded.patterns.len());
        for pattern in &expanded.patterns {
            budget.spend_steps(pattern.len())?;
            let mut parts = Vec::new();
            for part in path_pattern::split_pattern_segments(pattern) {
                parts.push(compile_glob_segment(&part, expanded.mark, &mut portions)?);
            }
            rows.push(PathPattern::new(parts));
        }
        Ok(Glob {
            patterns: rows,
            negated: bangs % 2 == 1,
        })
    }

    /// Whether the path of a file matches.
    ///
    /// # Errors
    /// If the match needs more work than the budget has.
    pub(super) fn matches(
        &self,
        path: &str,
        budget: &mut GlobBudget,
    ) -> Result<bool, GlobTooComplex> {
        let parts: Vec<&str> = path.split('/').collect();
        for row in &self.patterns {
            budget.spend_steps(1)?;
            if row.matches(&parts, budget)? {
                return Ok(!self.negated);
            }
        }
        Ok(self.negated)
    }
}

fn compile_glob_segment(
    text: &str,
    mark: Option<char>,
    portions: &mut HashMap<String, Arc<SegmentMatcher>>,
) -> Result<PatternSegment, GlobTooComplex> {
    if text == "**" {
        return Ok(PatternSegment::Globstar);
    }
    if !mark.is_some_and(|mark| text.contains(mark))
        && let Some(literal) = segment_matcher::parse_literal_pattern(text)
    {
        return Ok(PatternSegment::Literal(literal));
    }
    if let Some(known) = portions.get(text) {
        return Ok(PatternSegment::Pattern(Arc::clone(known)));
    }
    let portion = Arc::new(SegmentMatcher::new(text, mark)?);
    portions.insert(text.to_owned(), Arc::clone(&portion));
    Ok(PatternSegment::Pattern(portion))
}

#[cfg(test)]
mod tests;
