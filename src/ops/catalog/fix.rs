//! `--fix`: applies the fixes of findings to their files, unless a fix would introduce new findings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::FileRewrite;
use super::text_overrides::FileTextOverrides;
use super::validate::CatalogValidation;
use crate::diagnostic::{Diagnostic, RuleTier, Severity, TextEdit};
use crate::error::Result;
use crate::source::{Place, SourceFile};

/// A file with its fixes.
#[derive(Clone, Debug)]
pub struct FileFix {
    /// The file and its fixed text.
    pub file: FileRewrite,
    /// How many findings this fixes.
    pub findings: usize,
}

/// Plans the fixes for `found`, file by file, without those that introduce new findings. `check` validates every tier with new
/// file texts. If two fixes overlap, the first one is made; the next run offers the other. Also returns the validation with all
/// fixes applied, if there was one.
///
/// # Errors
/// As `check`.
pub fn plan_fixes(
    found: &[Diagnostic],
    before: &[Diagnostic],
    check: &dyn Fn(&FileTextOverrides) -> Result<CatalogValidation>,
) -> Result<(Vec<FileFix>, Option<CatalogValidation>)> {
    let candidates = collect_fix_candidates(found);
    if candidates.is_empty() {
        return Ok((Vec::new(), None));
    }
    let mut trial = FixBisection {
        before: FindingCensus::take(before, &BTreeSet::new()),
        check,
        kept: Vec::new(),
        last: None,
    };
    trial.bisect_fixes_per_file(&candidates)?;
    Ok((build_file_fixes(&trial.kept), trial.last))
}

/// A fix and the file it belongs to.
#[derive(Clone, Copy)]
struct FixCandidate<'f> {
    source: &'f Arc<SourceFile>,
    edit: &'f TextEdit,
}

/// All fixes, sorted by file and position, without overlaps.
fn collect_fix_candidates(found: &[Diagnostic]) -> Vec<FixCandidate<'_>> {
    let mut all: Vec<FixCandidate<'_>> = found
        .iter()
        .filter_map(|finding| {
            Some(FixCandidate {
                source: &finding.place.as_ref()?.source,
                edit: finding.fix.as_ref()?,
            })
        })
        .collect();
    all.sort_by(|a, b| {
        let key = |one: &FixCandidate<'_>| (one.edit.span.start, one.edit.span.end);
        a.source.name.cmp(&b.source.name).then(key(a).cmp(&key(b)))
    });
    let mut kept: Vec<FixCandidate<'_>> = Vec::with_capacity(all.len());
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

/// How many times each code was found in each file. Positions are ignored because lines move.
type FindingCountsByRuleAndFile = BTreeMap<(&'static str, String), usize>;

/// The findings to compare.
struct FindingCensus {
    counts: FindingCountsByRuleAndFile,
    /// The documents that Backstage rejects: file, and number of the document.
    rejected: BTreeSet<(String, usize)>,
}

impl FindingCensus {
    /// Counts `findings` that aren't notes, except those in the documents of `hidden`: what was rejected is checked no further, so a fix
    /// reveals what it has besides. A duplicate counts there too, because it changes what Backstage serves.
    fn take(findings: &[Diagnostic], hidden: &BTreeSet<(String, usize)>) -> FindingCensus {
        let mut census = FindingCensus {
            counts: FindingCountsByRuleAndFile::new(),
            rejected: BTreeSet::new(),
        };
        let mut documents = DocumentStarts::default();
        for finding in findings
            .iter()
            .filter(|found| found.severity > Severity::Note)
        {
            let place = finding.place.as_ref();
            let document = place.map(|place| documents.find_document(place));
            let is_rejection =
                finding.tier == RuleTier::Format && finding.severity == Severity::Error;
            if document
                .as_ref()
                .is_some_and(|document| hidden.contains(document))
                && finding.code != "duplicate-entity"
            {
                continue;
            }
            census.rejected.extend(document.filter(|_| is_rejection));
            let file = place.map(|place| place.file_path().to_owned());
            let key = (finding.code, file.unwrap_or_default());
            *census.counts.entry(key).or_default() += 1;
        }
        census
    }
}

/// Where the documents of each file start.
#[derive(Default)]
struct DocumentStarts<'f>(BTreeMap<&'f str, Vec<usize>>);

impl<'f> DocumentStarts<'f> {
    /// The file and the number of the document that `place` is in. Fixes never add or remove a document.
    fn find_document(&mut self, place: &'f Place) -> (String, usize) {
        let text = &place.source.text;
        let starts = self.0.entry(place.file_path()).or_insert_with(|| {
            let markers = text.match_indices("\n---");
            markers.map(|(offset, _)| offset).collect()
        });
        let number = starts.partition_point(|start| *start < place.span.start);
        (place.file_path().to_owned(), number)
    }
}

/// Fixes of one file.
type FixBatch<'f> = Vec<FixCandidate<'f>>;

/// The halves of a batch that was tried as a whole.
fn split_fix_batch_in_half(mut part: FixBatch<'_>) -> Vec<FixBatch<'_>> {
    let rest = part.split_off(part.len().div_ceil(2));
    let mut halves = vec![part, rest];
    halves.retain(|half| !half.is_empty());
    halves
}

/// Tries fixes and keeps the harmless ones.
struct FixBisection<'f> {
    before: FindingCensus,
    check: &'f dyn Fn(&FileTextOverrides) -> Result<CatalogValidation>,
    kept: Vec<FixCandidate<'f>>,
    /// The validation with all kept fixes.
    last: Option<CatalogValidation>,
}

impl<'f> FixBisection<'f> {
    /// Keeps `more` if they introduce no findings; otherwise returns the files with new findings.
    fn keep_fixes_if_harmless(&mut self, more: &[FixCandidate<'f>]) -> Result<BTreeSet<String>> {
        let mut all = self.kept.clone();
        all.extend(more);
        let texts = build_file_fixes(&all)
            .into_iter()
            .map(|fix| (fix.file.source.name.clone(), fix.file.text));
        let after = (self.check)(&texts.collect())?;
        let worse = self.find_worsened_files(&after.findings);
        if worse.is_empty() {
            self.kept = all;
            self.last = Some(after);
        }
        Ok(worse)
    }

    fn find_worsened_files(&self, after: &[Diagnostic]) -> BTreeSet<String> {
        let after = FindingCensus::take(after, &self.before.rejected);
        let more = after.counts.into_iter().filter(|(key, count)| {
            let was = self.before.counts.get(key).copied().unwrap_or(0);
            *count > was
        });
        more.map(|((_, file), _)| file).collect()
    }

    /// Tries a batch per file at a time, because files seldom affect each other: first all fixes of a file, then halves of the
    /// batches that make their own file worse, down to the single fix that does, which is left out.
    fn bisect_fixes_per_file(&mut self, candidates: &[FixCandidate<'f>]) -> Result<()> {
        let in_one_file =
            |a: &FixCandidate<'_>, b: &FixCandidate<'_>| a.source.name == b.source.name;
        // The remaining batches of each file, the next one last.
        let mut files: Vec<Vec<FixBatch<'f>>> = candidates
            .chunk_by(in_one_file)
            .map(|file| vec![file.to_vec()])
            .collect();
        loop {
            let next = files.iter_mut().enumerate();
            let next = next.filter_map(|(file, parts)| Some((file, parts.pop()?)));
            let next: Vec<(usize, FixBatch<'f>)> = next.collect();
            if next.is_empty() {
                return Ok(());
            }
            for (file, part) in self.try_fix_batches(next)? {
                files[file].extend(split_fix_batch_in_half(part).into_iter().rev());
            }
        }
    }

    /// Keeps the harmless batches of `parts`, and returns those to try again, smaller or as they are.
    fn try_fix_batches(
        &mut self,
        mut parts: Vec<(usize, FixBatch<'f>)>,
    ) -> Result<Vec<(usize, FixBatch<'f>)>> {
        let mut refused = Vec::new();
        while !parts.is_empty() {
            let all: FixBatch<'f> = parts.iter().flat_map(|(_, part)| part).copied().collect();
            let worse = self.keep_fixes_if_harmless(&all)?;
            if worse.is_empty() {
                break;
            }
            let count = parts.len();
            let is_worse = |(_, part): &(usize, FixBatch<'f>)| {
                let first = part.first();
                first.is_some_and(|one| worse.contains(&one.source.name))
            };
            let (found, rest) = parts.into_iter().partition::<Vec<_>, _>(is_worse);
            parts = rest;
            refused.extend(found);
            if parts.len() == count {
                self.bisect_fixes_across_files(&all)?;
                // The other batches may have failed because of these.
                return Ok(refused);
            }
        }
        refused.retain(|(_, part)| part.len() > 1);
        Ok(refused)
    }

    /// Handles fixes that make other files worse.
    fn bisect_fixes_across_files(&mut self, batch: &[FixCandidate<'f>]) -> Result<()> {
        let (first, second) = batch.split_at(batch.len() / 2);
        for half in [first, second] {
            if !half.is_empty()
                && half.len() < batch.len()
                && !self.keep_fixes_if_harmless(half)?.is_empty()
            {
                self.bisect_fixes_across_files(half)?;
            }
        }
        Ok(())
    }
}

/// The files with `candidates` applied.
fn build_file_fixes(candidates: &[FixCandidate<'_>]) -> Vec<FileFix> {
    let mut by_file: BTreeMap<&str, (&Arc<SourceFile>, Vec<&TextEdit>)> = BTreeMap::new();
    for one in candidates {
        let (_, edits) = by_file
            .entry(&one.source.name)
            .or_insert_with(|| (one.source, Vec::new()));
        edits.push(one.edit);
    }
    by_file
        .into_values()
        .map(|(source, edits)| build_file_fix_from_edits(source, edits))
        .collect()
}

fn build_file_fix_from_edits(source: &Arc<SourceFile>, mut edits: Vec<&TextEdit>) -> FileFix {
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
    FileFix {
        file: FileRewrite {
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
    use crate::catalog::{Catalog, MemoryFiles};

    fn finding_with_fix(source: &Arc<SourceFile>, at: usize, fix: &str) -> Diagnostic {
        Diagnostic::new("x", RuleTier::Format, "x")
            .with_place(Place::new(source, at..at + 1))
            .with_fix(TextEdit::new_replacement(at..at + 1, fix))
    }

    /// Turns dots into `+`, or into `-` at the positions in `bad`. Returns the resulting texts and the number of checks.
    /// Each `-` causes a new finding in the file that `blamed` returns.
    fn run_fixes(
        files: &[(&str, usize)],
        bad: &[(&str, usize)],
        blamed: impl Fn(&str) -> String,
    ) -> (Vec<String>, usize) {
        let of = |name: &str, length: usize| SourceFile::new(name, ".".repeat(length));
        let sources: Vec<Arc<SourceFile>> =
            files.iter().map(|(name, size)| of(name, *size)).collect();
        let fixes_of = |source: &Arc<SourceFile>| -> Vec<Diagnostic> {
            let is_bad = |at: &usize| bad.contains(&(source.name.as_str(), *at));
            let fix = |at: usize| finding_with_fix(source, at, if is_bad(&at) { "-" } else { "+" });
            (0..source.text.len()).map(fix).collect()
        };
        let found: Vec<Diagnostic> = sources.iter().flat_map(fixes_of).collect();
        let checks = Cell::new(0);
        let check = |texts: &FileTextOverrides| {
            checks.set(checks.get() + 1);
            let faults = |(name, text): (&String, &String)| {
                let source = of(&blamed(name), 1);
                let fault = |_| finding_with_fix(&source, 0, "");
                text.matches('-').map(fault).collect::<Vec<_>>()
            };
            Ok(CatalogValidation {
                catalog: Catalog::read(&MemoryFiles::default(), &[])?,
                findings: texts.iter().flat_map(faults).collect(),
                directory: None,
            })
        };
        let (fixes, _) = super::plan_fixes(&found, &[], &check).unwrap();
        let texts = fixes.into_iter().map(|fix| fix.file.text);
        (texts.collect(), checks.get())
    }

    #[test]
    fn a_bad_fix_among_a_thousand_takes_few_checks() {
        let (texts, checks) = run_fixes(&[("a", 1_000)], &[("a", 777)], str::to_owned);
        assert_eq!(texts[0].matches('+').count(), 999);
        assert!(checks <= 25, "{checks}");
        let (texts, checks) = run_fixes(&[("a", 1_000)], &[], str::to_owned);
        assert_eq!((texts[0].matches('+').count(), checks), (1_000, 1));
        // Files are bisected in parallel.
        let names: Vec<String> = (0..50).map(|number| format!("{number}")).collect();
        let files: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 64)).collect();
        let bad: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 63)).collect();
        let (texts, checks) = run_fixes(&files, &bad, str::to_owned);
        let kept: usize = texts.iter().map(|text| text.matches('+').count()).sum();
        assert_eq!(kept, 50 * 63);
        assert!(checks <= 25, "{checks}");
    }

    #[test]
    fn every_good_fix_is_made_and_no_bad_one() {
        let files = [("a", 9), ("b", 1), ("c", 4)];
        let bad = [("a", 0), ("a", 4), ("a", 8), ("c", 1)];
        let wanted = [".+++.+++.", "+", "+.++"];
        assert_eq!(run_fixes(&files, &bad, str::to_owned).0, wanted);
        // The finding shows up in another file, with or without fixes of its own.
        for other in ["d", "b", "c"] {
            assert_eq!(
                run_fixes(&files, &bad, |_| other.to_owned()).0,
                wanted,
                "{other}"
            );
        }
    }
}
