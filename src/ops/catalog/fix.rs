//! `--fix`: the changes that findings carry with them, made in the files they point at, unless something would be worse
//! for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Rewrite;
use super::validate::Validation;
use crate::catalog::{Files, Hosting};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::error::Result;
use crate::source::Source;

/// The texts that files have instead of their own, by their names.
pub type Texts = BTreeMap<String, String>;

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
    if !trial.take(&candidates)?.is_empty() {
        trial.in_rounds(candidates)?;
    }
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

    /// One change of each file at a time, as files seldom have to do with each other: what makes its own file worse is
    /// left out.
    fn in_rounds(&mut self, candidates: Vec<Candidate<'f>>) -> Result<()> {
        let mut files: BTreeMap<&str, Vec<Candidate<'f>>> = BTreeMap::new();
        for one in candidates {
            files.entry(&one.source.name).or_default().push(one);
        }
        let rounds = files.values().map(Vec::len).max().unwrap_or(0);
        for round in 0..rounds {
            let of_round = files.values().filter_map(|file| file.get(round).copied());
            let mut batch: Vec<Candidate<'f>> = of_round.collect();
            while !batch.is_empty() {
                let worse = self.take(&batch)?;
                let all = batch.len();
                batch.retain(|one| !worse.contains(&one.source.name));
                if worse.is_empty() {
                    break;
                }
                if batch.len() == all {
                    self.in_halves(&batch)?;
                    break;
                }
            }
        }
        Ok(())
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

/// Files, some of which have another text.
pub(super) struct Retold<'f, F> {
    pub(super) files: F,
    pub(super) texts: &'f Texts,
}

impl<F: Files> Files for Retold<'_, F> {
    fn list(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list(folder)
    }

    fn has(&self, path: &str) -> bool {
        self.files.has(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        if !self.texts.is_empty()
            && let Some(text) = self.texts.get(&self.shown(path))
        {
            return Ok(Some(text.clone().into_bytes()));
        }
        self.files.read(path)
    }

    fn yaml_files(&self, folder: &str) -> Result<Vec<String>> {
        self.files.yaml_files(folder)
    }

    fn shown(&self, path: &str) -> String {
        self.files.shown(path)
    }

    fn hosting(&self) -> Option<&Hosting> {
        self.files.hosting()
    }
}
