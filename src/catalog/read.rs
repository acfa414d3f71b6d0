//! Reading a catalog: from its roots along every Location, each file once, files side by side.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::allow::{Allow, allows};
use super::check::Checker;
use super::docs::docs_missing;
use super::graph::Graph;
use super::location::{Target, Targets};
use super::placeholder::{Allowance, Filler, Unfilled};
use super::skeleton::{LeftOut, left_out, left_out_faulty};
use super::{Catalog, Entity, Files, Model, Survey, Value};
use crate::count::Count;
use crate::diagnostic::{Diagnostic, Edit, MOST, Severity, Tier};
use crate::error::{Error, Result};
use crate::printable::{Printable, brief};
use crate::source::{Place, Source};
use crate::yaml::{self, Chunk, Fault, FaultKind, Node};

/// So many files or documents are read side by side before what they hold is put together: it takes less room then.
const AT_ONCE: usize = 4096;

/// A catalog that is being read, from one repository or from several.
#[derive(Default)]
pub struct Reading {
    catalog: Catalog,
    unlisted: Unlisted,
    model: Model,
    allowance: Allowance,
    /// How many targets lie elsewhere, and where the first of them stands.
    elsewhere: usize,
    first_elsewhere: Option<Place>,
}

/// What one file holds.
#[derive(Default)]
struct Read {
    entities: Vec<Entity>,
    findings: Vec<Diagnostic>,
    unlisted: Unlisted,
    allows: Vec<Allow>,
    documents: usize,
    skeletons: usize,
    foreign: usize,
}

/// How one got to the files that were read.
#[derive(Debug, Default)]
struct Reached {
    /// What the roots lead to, themselves included.
    by_roots: HashSet<String>,
    /// What Locations name.
    by_locations: HashSet<String>,
    /// The files that hold a Location.
    with_locations: HashSet<String>,
}

impl Reached {
    /// Those of `found` that no Location reaches. Without a root that has a Location, what holds one may be the root; and
    /// where there is no Location at all, Backstage finds each file by itself.
    fn unreached<'f>(&self, found: &'f [String]) -> impl Iterator<Item = &'f String> {
        let has_root = !self.by_roots.is_disjoint(&self.with_locations);
        found.iter().filter(move |path| {
            if has_root {
                !self.by_roots.contains(*path)
            } else {
                !self.with_locations.is_empty()
                    && !self.by_roots.contains(*path)
                    && !self.by_locations.contains(*path)
                    && !self.with_locations.contains(*path)
            }
        })
    }
}

/// One reading of the files of one repository.
struct Journey<'f> {
    files: &'f dyn Files,
    targets: Targets<'f>,
    known: HashSet<String>,
    /// Files that were found and of which something was left out: a Location may still ask for all of it.
    held: BTreeMap<String, Read>,
    reached: Reached,
    /// Whether somebody wants to know what Locations reach.
    is_noted: bool,
}

impl Read {
    /// Adds findings, as far as anybody will read them: two bytes can make one.
    fn find(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.unlisted.add(&mut self.findings, findings);
    }
}

/// How many findings there were beyond those that are listed.
#[derive(Default)]
struct Unlisted {
    listed: usize,
    errors_listed: usize,
    count: usize,
}

impl Unlisted {
    /// Moves `new` findings to `findings` while there is room. Those that decide about a document have room of their own.
    fn add(&mut self, findings: &mut Vec<Diagnostic>, new: impl IntoIterator<Item = Diagnostic>) {
        for finding in new {
            let listed = match finding.tier {
                Tier::Format => &mut self.errors_listed,
                _ => &mut self.listed,
            };
            if *listed < MOST {
                *listed += 1;
                findings.push(finding);
            } else {
                self.count += 1;
            }
        }
    }
}

impl Catalog {
    /// Reads `roots` of `files` and everything their Locations lead to, with the kinds of a stock backend. Faults become
    /// diagnostics.
    ///
    /// # Errors
    /// As [`Reading::add`].
    pub fn read(files: &dyn Files, roots: &[String]) -> Result<Catalog> {
        Catalog::read_as(Model::STOCK, files, roots)
    }

    /// The same, with the kinds of `model`.
    ///
    /// # Errors
    /// As [`Reading::add`].
    pub fn read_as(model: Model, files: &dyn Files, roots: &[String]) -> Result<Catalog> {
        let mut reading = Reading::new(model);
        reading.add(files, roots)?;
        Ok(reading.finish())
    }
}

impl Reading {
    /// Nothing yet; what comes is of the kinds of `model`.
    pub fn new(model: Model) -> Reading {
        Reading {
            model,
            ..Reading::default()
        }
    }

    /// Reads `roots` of `files` and everything their Locations lead to.
    ///
    /// # Errors
    /// Usage (2) when a root is not there; links are not followed, so one that is a link is not. Io (7) where a
    /// folder cannot be read.
    pub fn add(&mut self, files: &dyn Files, roots: &[String]) -> Result<()> {
        check_roots(files, roots)?;
        let mut journey = Journey::new(files);
        self.follow_all(&mut journey, roots.to_vec())
    }

    /// The same, and then the entities of the files that a survey found, of which some may be roots. Nobody said that those
    /// are a catalog, so their other documents don't count, unless a Location names the file.
    ///
    /// # Errors
    /// As [`Reading::add`].
    pub fn add_survey(
        &mut self,
        files: &dyn Files,
        roots: &[String],
        survey: &Survey,
    ) -> Result<()> {
        check_roots(files, roots)?;
        let mut journey = Journey {
            is_noted: true,
            ..Journey::new(files)
        };
        let found: HashSet<&String> = survey.files.iter().collect();
        let (found, named): (Vec<&String>, Vec<&String>) =
            roots.iter().partition(|root| found.contains(root));
        self.follow_all(&mut journey, named.into_iter().cloned().collect())?;
        self.follow_found(&mut journey, found)?;
        journey.reached.by_roots.clone_from(&journey.known);
        self.follow_found(&mut journey, survey.files.iter().collect())?;
        self.finish_walk(journey, survey);
        Ok(())
    }

    /// Reads the entities of files that were found, and everything their Locations lead to.
    fn follow_found(&mut self, journey: &mut Journey<'_>, found: Vec<&String>) -> Result<()> {
        let new = found
            .into_iter()
            .filter(|path| journey.known.insert((*path).clone()));
        let new: Vec<String> = new.cloned().collect();
        let (files, mut next) = (journey.files, Vec::new());
        for paths in new.chunks(AT_ONCE) {
            for (path, read) in paths
                .iter()
                .zip(self.read(files, paths, Documents::Entities))
            {
                self.follow(journey, path, &read.entities, &mut next)?;
                match read.skeletons + read.foreign {
                    0 => self.take(files, path, read),
                    _ => drop(journey.held.insert(path.clone(), read)),
                }
            }
        }
        self.follow_all(journey, next)
    }

    /// Takes what no Location asked for, and counts what was left out.
    fn finish_walk(&mut self, journey: Journey<'_>, survey: &Survey) {
        let Journey {
            files,
            held,
            reached,
            ..
        } = journey;
        let without_entities = |read: &Read| read.documents == 0;
        let empty: HashSet<&String> = held
            .iter()
            .filter_map(|(path, read)| without_entities(read).then_some(path))
            .collect();
        let unreached = reached.unreached(&survey.files);
        let unreached = unreached.filter(|path| !empty.contains(path));
        let unreached: Vec<String> = unreached.map(|path| files.shown(path)).collect();
        let walked = &mut self.catalog.walked;
        walked.unreached.extend(unreached);
        walked.skeletons += survey.skeletons;
        walked.others += survey.others;
        for (path, read) in held {
            match (read.documents, read.skeletons) {
                (0, 0) => self.catalog.walked.others += 1,
                (0, _) => self.catalog.walked.skeletons += 1,
                (_, skeletons) => {
                    self.catalog.walked.skeletons += usize::from(skeletons > 0);
                    self.take(files, &path, read);
                }
            }
        }
    }

    /// Reads the files `next` and everything their Locations lead to.
    fn follow_all(&mut self, journey: &mut Journey<'_>, mut next: Vec<String>) -> Result<()> {
        loop {
            next.sort_unstable();
            let mut again = HashSet::new();
            next.retain(|path| {
                let held = journey.held.remove(path).is_some();
                if held {
                    again.insert(path.clone());
                }
                journey.known.insert(path.clone()) || held
            });
            if next.is_empty() {
                return Ok(());
            }
            let mut found = Vec::new();
            self.catalog.entities.reserve(next.len());
            let files = journey.files;
            for paths in next.chunks(AT_ONCE) {
                for (path, read) in paths.iter().zip(self.read(files, paths, Documents::All)) {
                    // What was held was followed before.
                    if !again.contains(path) {
                        self.follow(journey, path, &read.entities, &mut found)?;
                    }
                    self.take(files, path, read);
                }
            }
            next = found;
        }
    }

    /// What each of these files holds, read side by side.
    fn read(&self, files: &dyn Files, paths: &[String], documents: Documents) -> Vec<Read> {
        let file = |path: &String| self.from(files, path, documents).file();
        paths.par_iter().map(file).collect()
    }

    /// Reads one document that stands in the file `path` of `files`; it leads nowhere else.
    pub fn add_document(&mut self, files: &dyn Files, path: &str, document: &Arc<Source>) {
        let read = self.from(files, path, Documents::All).source(document);
        self.collect(read);
    }

    fn from<'r>(&'r self, files: &'r dyn Files, path: &'r str, documents: Documents) -> From<'r> {
        From {
            files,
            path,
            model: self.model,
            documents,
            allowance: &self.allowance,
        }
    }

    /// Adds what another catalog holds.
    pub fn add_entities(&mut self, entities: impl IntoIterator<Item = Entity>) {
        self.catalog.entities.extend(entities);
    }

    /// The catalog, with every ref resolved.
    pub fn finish(mut self) -> Catalog {
        self.note_elsewhere();
        self.catalog
            .diagnostics
            .extend(too_many(self.unlisted.count));
        let graph = Graph::new(&self.catalog.entities);
        Catalog {
            graph,
            ..self.catalog
        }
    }

    /// Adds what a file holds.
    fn take(&mut self, files: &dyn Files, path: &str, read: Read) {
        let missing = read.entities.iter();
        self.find(missing.filter_map(|entity| docs_missing(files, path, entity)));
        self.collect(read);
    }

    fn find(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.unlisted.add(&mut self.catalog.diagnostics, findings);
    }

    fn collect(&mut self, read: Read) {
        let catalog = &mut self.catalog;
        catalog.files += 1;
        catalog.documents += read.documents;
        self.unlisted.count += read.unlisted.count;
        self.unlisted.add(&mut catalog.diagnostics, read.findings);
        catalog.allows.extend(read.allows);
        // A catalog in one file is moved: two copies of it would be the most that is ever held.
        match catalog.entities.is_empty() {
            true => catalog.entities = read.entities,
            false => catalog.entities.extend(read.entities),
        }
    }

    /// Adds the files that Locations lead to; what one names in vain is a finding.
    fn follow(
        &mut self,
        journey: &mut Journey<'_>,
        from: &str,
        entities: &[Entity],
        found: &mut Vec<String>,
    ) -> Result<()> {
        for entity in entities.iter().filter(|entity| entity.more.is_some()) {
            for target in entity.targets() {
                let complaint = match journey.targets.resolve(from, target.text)? {
                    Target::Files(paths) => {
                        journey.note(from, &paths);
                        found.extend(paths);
                        continue;
                    }
                    Target::Elsewhere => {
                        self.elsewhere += 1;
                        self.first_elsewhere.get_or_insert_with(|| target.place());
                        continue;
                    }
                    Target::TooComplex => "too complex to match is",
                    _ if is_unknown(entity, target) => continue,
                    Target::Missing => "there is no file",
                    Target::Outside => "outside the repository lies",
                };
                let message = format!("{complaint} `{}`", brief(target.text));
                let finding = Diagnostic::new("location-target-missing", Tier::Graph, message)
                    .at(target.place())
                    .entity(entity.reference().to_string());
                self.find([finding]);
            }
        }
        Ok(())
    }

    /// One note for all the targets that were not read.
    fn note_elsewhere(&mut self) {
        let Some(place) = self.first_elsewhere.take() else {
            return;
        };
        let message = match self.elsewhere {
            1 => "1 target lies in another repository or branch and was not read".to_owned(),
            count => {
                format!("{count} targets lie in other repositories or branches and were not read")
            }
        };
        let note = Diagnostic::new("location-target-missing", Tier::Graph, message)
            .severity(Severity::Note)
            .at(place)
            .help("run `idp catalog validate` in those repositories; `external.refs` in idp.yaml allows refs to what they hold");
        self.catalog.diagnostics.push(note);
    }
}

impl<'f> Journey<'f> {
    fn new(files: &'f dyn Files) -> Self {
        Journey {
            files,
            targets: Targets::new(files),
            known: HashSet::new(),
            held: BTreeMap::new(),
            reached: Reached::default(),
            is_noted: false,
        }
    }

    /// Notes that a Location in the file `from` names `paths`.
    fn note(&mut self, from: &str, paths: &[String]) {
        if self.is_noted {
            self.reached.with_locations.insert(from.to_owned());
            self.reached.by_locations.extend(paths.iter().cloned());
        }
    }
}

fn check_roots(files: &dyn Files, roots: &[String]) -> Result<()> {
    let Some(root) = roots.iter().find(|root| !files.has(root)) else {
        return Ok(());
    };
    let shown = files.shown(root);
    let is_link = files.has_link(root);
    Err(
        Error::usage(format!("the catalog has no file {}", Printable(&shown)))
            .hint_if(is_link.then(|| "symbolic links are not followed".to_owned())),
    )
}

/// Whether nobody can say that a target is missing: it may be, or it lies where Backstage runs.
fn is_unknown(entity: &Entity, target: Value<'_>) -> bool {
    entity.is_optional() || (entity.names_files() && !target.text.starts_with('.'))
}

/// Which documents of a file count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Documents {
    /// Somebody named the file.
    All,
    /// The file was found.
    Entities,
}

/// Where a document comes from, and how it is understood.
#[derive(Clone, Copy)]
struct From<'f> {
    files: &'f dyn Files,
    path: &'f str,
    model: Model,
    documents: Documents,
    allowance: &'f Allowance,
}

impl From<'_> {
    fn file(self) -> Read {
        let shown = self.files.shown(self.path);
        match self.files.read(self.path) {
            Ok(Some(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => self.source(&Source::new(shown, text)),
                Err(error) => unreadable(&shown, not_utf8(&shown, &error)),
            },
            Ok(None) => unreadable(&shown, format!("{} is not there", Printable(&shown))),
            Err(error) => unreadable(&shown, error.to_string()),
        }
    }

    fn source(self, source: &Arc<Source>) -> Read {
        let chunks = yaml::documents(&source.text);
        let several = |chunks: &[Chunk<'_>]| {
            let mut read = Read::default();
            for chunk in chunks {
                document(source, *chunk, self, &mut read);
            }
            read
        };
        let mut whole = Read {
            allows: allows(source),
            ..Read::default()
        };
        whole.entities.reserve_exact(chunks.len());
        for chunks in chunks.chunks(AT_ONCE) {
            let parts: Vec<Read> = chunks.par_chunks(64).map(several).collect();
            for part in parts {
                whole.entities.extend(part.entities);
                whole.unlisted.count += part.unlisted.count;
                whole.find(part.findings);
                whole.documents += part.documents;
                whole.skeletons += part.skeletons;
                whole.foreign += part.foreign;
            }
        }
        whole
    }

    /// Whether a document doesn't count; `parsed` is its root or its fault.
    fn leaves_out(
        self,
        chunk: Chunk<'_>,
        parsed: std::result::Result<Node<'_, '_>, &Fault>,
    ) -> Option<LeftOut> {
        if self.documents == Documents::All {
            return None;
        }
        match parsed {
            Ok(root) => left_out(self.path, chunk.text, root),
            Err(fault) => left_out_faulty(self.path, chunk.text, fault),
        }
    }
}

impl Read {
    fn leave_out(&mut self, document: LeftOut) {
        match document {
            LeftOut::Skeleton => self.skeletons += 1,
            LeftOut::Foreign => self.foreign += 1,
        }
    }
}

fn not_utf8(shown: &str, error: &std::string::FromUtf8Error) -> String {
    let shown = Printable(shown);
    match error.as_bytes() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            format!("{shown} is UTF-16; a catalog file must be UTF-8")
        }
        _ => {
            let at = error.utf8_error().valid_up_to();
            format!("{shown} is not UTF-8 from byte {at} on")
        }
    }
}

/// What says that findings are not listed.
fn too_many(unlisted: usize) -> Option<Diagnostic> {
    let message = format!("{} not listed", Count(unlisted, "more finding"));
    let finding = Diagnostic::new("too-many-findings", Tier::Graph, message)
        .severity(Severity::Note)
        .help("fix those that are listed, then run the same command again");
    (unlisted > 0).then_some(finding)
}

fn unreadable(shown: &str, message: String) -> Read {
    let place = Place::new(&Source::new(shown, ""), 0..0);
    let finding = Diagnostic::new("unreadable-file", Tier::Format, message).at(place);
    Read {
        findings: vec![finding],
        ..Read::default()
    }
}

fn document(source: &Arc<Source>, chunk: Chunk<'_>, from: From<'_>, read: &mut Read) {
    let (mut tree, faults) = match chunk.parse() {
        Ok(parsed) => parsed,
        Err(fault) => {
            if let Some(out) = from.leaves_out(chunk, Err(&fault)) {
                return read.leave_out(out);
            }
            read.documents += 1;
            return read.find([finding(source, chunk, fault)]);
        }
    };
    let Some(root) = tree.root().filter(|root| !root.is_null()) else {
        return;
    };
    if let Some(out) = from.leaves_out(chunk, Ok(root)) {
        return read.leave_out(out);
    }
    read.documents += 1;
    let mut checker = Checker::new(source, chunk.offset, from.model);
    let filler = Filler {
        files: from.files,
        from: from.path,
        model: from.model,
        allowance: from.allowance,
    };
    for (substitute, why) in filler.fill(&mut tree) {
        checker.leave_open(&substitute);
        let (code, why) = match why {
            Unfilled::Open => continue,
            Unfilled::Elsewhere(why) => ("placeholder-elsewhere", why),
            Unfilled::Unreadable(why) => ("placeholder-unreadable", why),
        };
        let place = placed(source, chunk, substitute.span);
        let finding = Diagnostic::new(code, Tier::Format, why);
        checker.findings.push(finding.at(place));
    }
    // As in Backstage, a document with a fault of syntax or a duplicate key is not an entity at all.
    if faults.is_empty() {
        let root = tree.root();
        let mut entity = root.and_then(|root| checker.document(root));
        if let Some(entity) = &mut entity {
            let mut findings = checker.findings.iter();
            entity.rejected = findings.any(|finding| finding.tier == Tier::Format);
        }
        read.entities.extend(entity);
    }
    read.find(checker.findings);
    let faults = faults.into_iter();
    read.find(faults.map(|fault| finding(source, chunk, fault)));
}

fn finding(source: &Arc<Source>, chunk: Chunk<'_>, fault: Fault) -> Diagnostic {
    let code = match fault.kind {
        FaultKind::Syntax => "yaml-syntax",
        FaultKind::MergeMarker => "merge-marker",
        FaultKind::DuplicateKey => "duplicate-key",
        FaultKind::AliasBomb => "alias-bomb",
    };
    let finding = Diagnostic::new(code, Tier::Format, fault.message)
        .at(placed(source, chunk, fault.span))
        .label(fault.help);
    match fault.fix {
        Some((span, text)) => {
            let span = placed(source, chunk, span).span;
            finding.fix(Edit::replace(span, text))
        }
        None => finding,
    }
}

fn placed(source: &Arc<Source>, chunk: Chunk<'_>, span: std::ops::Range<usize>) -> Place {
    Place::new(source, chunk.offset + span.start..chunk.offset + span.end)
}
