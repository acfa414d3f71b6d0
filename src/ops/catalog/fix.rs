//! `--fix`: the changes that findings carry with them, made in the files they point at, unless something would be worse
//! for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Rewrite;
use super::texts::Texts;
use super::validate::Validation;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::error::Result;
use crate::source::Source;

/// A file with what is to be mended in it.
#[derive(Clone, Debug)]
pub struct Fix {
    /// The file, and its text without them.
    pub file: Rewrite,
    /// How many findings that mends.
    pub findings: usize,
}

/// What mends `found`, file by file, as far as nothing becomes worse: `check` validates with other texts, every tier. Of
/// two changes that overlap the first is made; the other comes up again. The validation with all of them, if there was
/// one.
///
/// # Errors
/// As `check`.
pub fn fixes(
    found: &[Diagnostic],
    before: &[Diagnostic],
    check: &dyn Fn(&Texts) -> Result<Validation>,
) -> Result<(Vec<Fix>, Option<Validation>)> {
    let candidates = candidates(found);
    if candidates.is_empty() {
        return Ok((Vec::new(), None));
    }
    let mut trial = Trial {
        before: counts(before),
        check,
        kept: Vec::new(),
        last: None,
    };
    trial.by_parts(&candidates)?;
    Ok((rewrites(&trial.kept), trial.last))
}

/// One change, in the file it belongs to.
#[derive(Clone, Copy)]
struct Candidate<'f> {
    source: &'f Arc<Source>,
    edit: &'f Edit,
}

/// Every change, in the order of files and places; none overlaps the one before.
fn candidates(found: &[Diagnostic]) -> Vec<Candidate<'_>> {
    let mut all: Vec<Candidate<'_>> = found
        .iter()
        .filter_map(|finding| {
            Some(Candidate {
                source: &finding.place.as_ref()?.source,
                edit: finding.fix.as_ref()?,
            })
        })
        .collect();
    all.sort_by(|a, b| {
        let key = |one: &Candidate<'_>| (one.edit.span.start, one.edit.span.end);
        a.source.name.cmp(&b.source.name).then(key(a).cmp(&key(b)))
    });
    let mut kept: Vec<Candidate<'_>> = Vec::with_capacity(all.len());
    for one in all {
        let overlaps = kept.last().is_some_and(|last| {
            last.source.name == one.source.name && one.edit.span.start < last.edit.span.end
        });
        if !overlaps {
            kept.push(one);
        }
    }
    kept
}

/// How often each code was found in each file. Where in a file doesn't count, as lines move; notes don't either.
type Counts = BTreeMap<(&'static str, String), usize>;

fn counts(findings: &[Diagnostic]) -> Counts {
    let mut counts = Counts::new();
    for finding in findings
        .iter()
        .filter(|found| found.severity > Severity::Note)
    {
        let file = finding.place.as_ref().map(|place| place.file().to_owned());
        *counts
            .entry((finding.code, file.unwrap_or_default()))
            .or_default() += 1;
    }
    counts
}

/// Changes of one file.
type Part<'f> = Vec<Candidate<'f>>;

/// What is left to try of a part that was tried as a whole.
fn halves(mut part: Part<'_>) -> Vec<Part<'_>> {
    let rest = part.split_off(part.len().div_ceil(2));
    let mut halves = vec![part, rest];
    halves.retain(|half| !half.is_empty());
    halves
}

/// Changes that are tried, and those that are kept.
struct Trial<'f> {
    before: Counts,
    check: &'f dyn Fn(&Texts) -> Result<Validation>,
    kept: Vec<Candidate<'f>>,
    /// With all that are kept.
    last: Option<Validation>,
}

impl<'f> Trial<'f> {
    /// Keeps `more` if nothing is worse with them; else the files in which something is.
    fn take(&mut self, more: &[Candidate<'f>]) -> Result<BTreeSet<String>> {
        let mut all = self.kept.clone();
        all.extend(more);
        let texts = rewrites(&all)
            .into_iter()
            .map(|fix| (fix.file.source.name.clone(), fix.file.text));
        let after = (self.check)(&texts.collect())?;
        let worse = self.worse(&after.findings);
        if worse.is_empty() {
            self.kept = all;
            self.last = Some(after);
        }
        Ok(worse)
    }

    fn worse(&self, after: &[Diagnostic]) -> BTreeSet<String> {
        let more = counts(after).into_iter().filter(|(key, count)| {
            let was = self.before.get(key).copied().unwrap_or(0);
            *count > was
        });
        more.map(|((_, file), _)| file).collect()
    }

    /// A part of each file at a time, as files seldom have to do with each other: at first all of it, then halves of what
    /// makes its own file worse, down to the one change that does, which is left out.
    fn by_parts(&mut self, candidates: &[Candidate<'f>]) -> Result<()> {
        let in_one_file = |a: &Candidate<'_>, b: &Candidate<'_>| a.source.name == b.source.name;
        // Of each file the parts that are left, the next one last.
        let mut files: Vec<Vec<Part<'f>>> = candidates
            .chunk_by(in_one_file)
            .map(|file| vec![file.to_vec()])
            .collect();
        loop {
            let next = files.iter_mut().enumerate();
            let next = next.filter_map(|(file, parts)| Some((file, parts.pop()?)));
            let next: Vec<(usize, Part<'f>)> = next.collect();
            if next.is_empty() {
                return Ok(());
            }
            for (file, part) in self.refused(next)? {
                files[file].extend(halves(part).into_iter().rev());
            }
        }
    }

    /// Keeps those `parts` of some files with which nothing is worse, and gives back those that are to be tried in
    /// smaller parts, or again.
    fn refused(&mut self, mut parts: Vec<(usize, Part<'f>)>) -> Result<Vec<(usize, Part<'f>)>> {
        let mut refused = Vec::new();
        while !parts.is_empty() {
            let all: Part<'f> = parts.iter().flat_map(|(_, part)| part).copied().collect();
            let worse = self.take(&all)?;
            if worse.is_empty() {
                break;
            }
            let count = parts.len();
            let is_worse = |(_, part): &(usize, Part<'f>)| {
                let first = part.first();
                first.is_some_and(|one| worse.contains(&one.source.name))
            };
            let (found, rest) = parts.into_iter().partition::<Vec<_>, _>(is_worse);
            parts = rest;
            refused.extend(found);
            if parts.len() == count {
                self.in_halves(&all)?;
                // The others may have been worse for what these did.
                return Ok(refused);
            }
        }
        refused.retain(|(_, part)| part.len() > 1);
        Ok(refused)
    }

    /// Where changes of some files make others worse.
    fn in_halves(&mut self, batch: &[Candidate<'f>]) -> Result<()> {
        let (first, second) = batch.split_at(batch.len() / 2);
        for half in [first, second] {
            if !half.is_empty() && half.len() < batch.len() && !self.take(half)?.is_empty() {
                self.in_halves(half)?;
            }
        }
        Ok(())
    }
}

/// The files with `candidates` made.
fn rewrites(candidates: &[Candidate<'_>]) -> Vec<Fix> {
    let mut by_file: BTreeMap<&str, (&Arc<Source>, Vec<&Edit>)> = BTreeMap::new();
    for one in candidates {
        let (_, edits) = by_file
            .entry(&one.source.name)
            .or_insert_with(|| (one.source, Vec::new()));
        edits.push(one.edit);
    }
    by_file
        .into_values()
        .map(|(source, edits)| fix(source, edits))
        .collect()
}

fn fix(source: &Arc<Source>, mut edits: Vec<&Edit>) -> Fix {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut text = String::with_capacity(source.text.len());
    let (mut at, mut findings) = (0, 0);
    for edit in edits {
        if let Some(kept) = source.text.get(at..edit.span.start) {
            text.push_str(kept);
            text.push_str(&edit.text);
            at = edit.span.end;
            findings += 1;
        }
    }
    text.push_str(&source.text[at..]);
    Fix {
        file: Rewrite {
            source: Arc::clone(source),
            text,
        },
        findings,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::catalog::{Catalog, Memory};
    use crate::diagnostic::Tier;
    use crate::source::Place;

    fn finding(source: &Arc<Source>, at: usize, fix: &str) -> Diagnostic {
        Diagnostic::new("x", Tier::Format, "x")
            .at(Place::new(source, at..at + 1))
            .fix(Edit::replace(at..at + 1, fix))
    }

    /// Fixes files of `.`: each to `+`, or to `-` at the places of `bad`. What they hold then, and how often that was
    /// checked; a file gets a new finding for each `-` in it, and one for each `-` in the file it is `blamed` for.
    fn fixed(
        files: &[(&str, usize)],
        bad: &[(&str, usize)],
        blamed: impl Fn(&str) -> String,
    ) -> (Vec<String>, usize) {
        let of = |name: &str, length: usize| Source::new(name, ".".repeat(length));
        let sources: Vec<Arc<Source>> = files.iter().map(|(name, size)| of(name, *size)).collect();
        let fixes_of = |source: &Arc<Source>| -> Vec<Diagnostic> {
            let is_bad = |at: &usize| bad.contains(&(source.name.as_str(), *at));
            let fix = |at: usize| finding(source, at, if is_bad(&at) { "-" } else { "+" });
            (0..source.text.len()).map(fix).collect()
        };
        let found: Vec<Diagnostic> = sources.iter().flat_map(fixes_of).collect();
        let checks = Cell::new(0);
        let check = |texts: &Texts| {
            checks.set(checks.get() + 1);
            let faults = |(name, text): (&String, &String)| {
                let source = of(&blamed(name), 1);
                let fault = |_| finding(&source, 0, "");
                text.matches('-').map(fault).collect::<Vec<_>>()
            };
            Ok(Validation {
                catalog: Catalog::read(&Memory::default(), &[])?,
                findings: texts.iter().flat_map(faults).collect(),
                directory: None,
            })
        };
        let (fixes, _) = super::fixes(&found, &[], &check).unwrap();
        let texts = fixes.into_iter().map(|fix| fix.file.text);
        (texts.collect(), checks.get())
    }

    #[test]
    fn a_bad_fix_among_a_thousand_takes_few_checks() {
        let (texts, checks) = fixed(&[("a", 1_000)], &[("a", 777)], str::to_owned);
        assert_eq!(texts[0].matches('+').count(), 999);
        assert!(checks <= 25, "{checks}");
        let (texts, checks) = fixed(&[("a", 1_000)], &[], str::to_owned);
        assert_eq!((texts[0].matches('+').count(), checks), (1_000, 1));
        // Files are halved side by side.
        let names: Vec<String> = (0..50).map(|number| format!("{number}")).collect();
        let files: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 64)).collect();
        let bad: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 63)).collect();
        let (texts, checks) = fixed(&files, &bad, str::to_owned);
        let kept: usize = texts.iter().map(|text| text.matches('+').count()).sum();
        assert_eq!(kept, 50 * 63);
        assert!(checks <= 25, "{checks}");
    }

    #[test]
    fn every_good_fix_is_made_and_no_bad_one() {
        let files = [("a", 9), ("b", 1), ("c", 4)];
        let bad = [("a", 0), ("a", 4), ("a", 8), ("c", 1)];
        let wanted = [".+++.+++.", "+", "+.++"];
        assert_eq!(fixed(&files, &bad, str::to_owned).0, wanted);
        // A fault shows in another file, which has nothing to fix, or fixes of its own.
        for other in ["d", "b", "c"] {
            assert_eq!(
                fixed(&files, &bad, |_| other.to_owned()).0,
                wanted,
                "{other}"
            );
        }
    }
}
