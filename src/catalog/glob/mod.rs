//! Globs in the targets of Locations, matched as the npm package `minimatch` 11 matches them with its default options:
//! that is what Backstage's readers use. Dot files match only a literal dot.
//!
//! Paths come from a repository: no part of one is empty, `.` or `..`.

mod brace;
mod budget;
mod class;
mod detect;
mod item;
mod nfa;
mod portion;
mod range;
mod row;
mod token;

pub(super) use budget::{Budget, TooComplex};
pub(super) use detect::is_glob;

use std::collections::HashMap;
use std::sync::Arc;

use portion::Portion;
use row::{Part, Row};

/// `minimatch` throws above this; a pattern is one line of a file.
const LONGEST: usize = 64 * 1024;

/// A compiled glob.
#[derive(Debug)]
pub(super) struct Glob {
    rows: Vec<Row>,
    negated: bool,
}

impl Glob {
    /// Compiles `pattern`.
    ///
    /// # Errors
    /// Where it is longer, nests deeper or expands to more than anyone writes.
    pub(super) fn new(pattern: &str, budget: &mut Budget) -> Result<Glob, TooComplex> {
        if pattern.len() > LONGEST {
            return Err(TooComplex);
        }
        if pattern.starts_with('#') || pattern.is_empty() {
            return Ok(Glob {
                rows: Vec::new(),
                negated: false,
            });
        }
        let bare = pattern.trim_start_matches('!');
        let bangs = pattern.len() - bare.len();
        let expanded = range::expand(bare, budget)?;
        let mut portions: HashMap<String, Arc<Portion>> = HashMap::new();
        let mut rows = Vec::with_capacity(expanded.patterns.len());
        for pattern in &expanded.patterns {
            budget.spend(pattern.len())?;
            let mut parts = Vec::new();
            for part in row::parts_of(pattern) {
                parts.push(part_of(&part, expanded.mark, &mut portions)?);
            }
            rows.push(Row::new(parts));
        }
        Ok(Glob {
            rows,
            negated: bangs % 2 == 1,
        })
    }

    /// Whether the path of a file matches.
    ///
    /// # Errors
    /// Where finding out takes more than the budget has.
    pub(super) fn matches(&self, path: &str, budget: &mut Budget) -> Result<bool, TooComplex> {
        let parts: Vec<&str> = path.split('/').collect();
        for row in &self.rows {
            budget.spend(1)?;
            if row.matches(&parts, budget)? {
                return Ok(!self.negated);
            }
        }
        Ok(self.negated)
    }
}

fn part_of(
    text: &str,
    mark: Option<char>,
    portions: &mut HashMap<String, Arc<Portion>>,
) -> Result<Part, TooComplex> {
    if text == "**" {
        return Ok(Part::Globstar);
    }
    if !mark.is_some_and(|mark| text.contains(mark))
        && let Some(literal) = portion::literal(text)
    {
        return Ok(Part::Literal(literal));
    }
    if let Some(known) = portions.get(text) {
        return Ok(Part::Pattern(Arc::clone(known)));
    }
    let portion = Arc::new(Portion::new(text, mark)?);
    portions.insert(text.to_owned(), Arc::clone(&portion));
    Ok(Part::Pattern(portion))
}

#[cfg(test)]
mod tests;
