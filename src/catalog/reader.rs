//! Reading a catalog: from its roots along every Location, each file once, files side by side.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::allow_comment::{AllowComment, find_allow_comments};
use super::check::EntityChecker;
use super::location_target::{LocationTarget, TargetResolver};
use super::placeholder::{PlaceholderBudget, PlaceholderResolver, UnresolvedReason};
use super::reference_graph::ReferenceGraph;
use super::skipped_document::{SkipReason, find_skip_reason, find_unparsed_skip_reason};
use super::techdocs::check_techdocs;
use super::{Catalog, CatalogModel, CatalogScan, Entity, EntityValue, Files};
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS, RuleTier, Severity, TextEdit};
use crate::error::{Error, Result};
use crate::printable::{Printable, escape_and_truncate};
use crate::source::{Place, SourceFile};
use crate::yaml::{self, DocumentText, YamlError, YamlErrorKind, YamlNode};

/// So many files or documents are read side by side before what they hold is put together: it takes less room then.
const BATCH_SIZE: usize = 4096;

/// A catalog that is being read, from one repository or from several.
#[derive(Default)]
pub struct CatalogReader {
    catalog: Catalog,
    unlisted: UnlistedFindings,
    model: CatalogModel,
    placeholder_budget: PlaceholderBudget,
    /// How many targets lie elsewhere, and where the first of them stands.
    external_targets: usize,
    first_external_target: Option<Place>,
}

/// What one file holds.
#[derive(Default)]
struct ParsedFile {
    entities: Vec<Entity>,
    findings: Vec<Diagnostic>,
    unlisted: UnlistedFindings,
    allow_comments: Vec<AllowComment>,
    documents: usize,
    skeletons: usize,
    non_entities: usize,
}

/// How one got to the files that were read.
#[derive(Debug, Default)]
struct ReachedFiles {
    /// What the roots lead to, themselves included.
    by_roots: HashSet<String>,
    /// What Locations name.
    by_locations: HashSet<String>,
    /// The files that hold a Location.
    with_locations: HashSet<String>,
}

impl ReachedFiles {
    /// Those of `found` that no Location reaches. Without a root that has a Location, what holds one may be the root; and
    /// where there is no Location at all, Backstage finds each file by itself.
    fn find_unreached<'f>(&self, found: &'f [String]) -> impl Iterator<Item = &'f String> {
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
struct RepositoryTraversal<'f> {
    files: &'f dyn Files,
    targets: TargetResolver<'f>,
    known: HashSet<String>,
    /// Files that were found and of which something was left out: a Location may still ask for all of it.
    deferred: BTreeMap<String, ParsedFile>,
    reached: ReachedFiles,
    /// Whether somebody wants to know what Locations reach.
    tracks_reached: bool,
}

impl ParsedFile {
    /// Adds findings, as far as anybody will read them: two bytes can make one.
    fn add_findings(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.unlisted.add_or_count(&mut self.findings, findings);
    }
}

/// How many findings there were beyond those that are listed.
#[derive(Default)]
struct UnlistedFindings {
    listed: usize,
    errors_listed: usize,
    count: usize,
}

impl UnlistedFindings {
    /// Moves `new` findings to `findings` while there is room. Those that decide about a document have room of their own.
    fn add_or_count(
        &mut self,
        findings: &mut Vec<Diagnostic>,
        new: impl IntoIterator<Item = Diagnostic>,
    ) {
        for finding in new {
            let listed = match finding.tier {
                RuleTier::Format => &mut self.errors_listed,
                _ => &mut self.listed,
            };
            if *listed < MAX_DIAGNOSTICS {
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
    /// As [`CatalogReader::read_roots`].
    pub fn read(files: &dyn Files, roots: &[String]) -> Result<Catalog> {
        Catalog::read_with_model(CatalogModel::BUILTIN, files, roots)
    }

    /// The same, with the kinds of `model`.
    ///
    /// # Errors
    /// As [`CatalogReader::read_roots`].
    pub fn read_with_model(
        model: CatalogModel,
        files: &dyn Files,
        roots: &[String],
    ) -> Result<Catalog> {
        let mut reading = CatalogReader::new(model);
        reading.read_roots(files, roots)?;
        Ok(reading.finish())
    }
}

impl CatalogReader {
    /// Nothing yet; what comes is of the kinds of `model`.
    pub fn new(model: CatalogModel) -> CatalogReader {
        CatalogReader {
            model,
            ..CatalogReader::default()
        }
    }

    /// Reads `roots` of `files` and everything their Locations lead to.
    ///
    /// # Errors
    /// Usage (2) when a root is not there; links are not followed, so one that is a link is not. Io (7) where a
    /// folder cannot be read.
    pub fn read_roots(&mut self, files: &dyn Files, roots: &[String]) -> Result<()> {
        validate_roots(files, roots)?;
        let mut journey = RepositoryTraversal::new(files);
        self.read_with_locations(&mut journey, roots.to_vec())
    }

    /// The same, and then the entities of the files that a survey found, of which some may be roots. Nobody said that those
    /// are a catalog, so their other documents don't count, unless a Location names the file.
    ///
    /// # Errors
    /// As [`CatalogReader::read_roots`].
    pub fn read_scanned_files(
        &mut self,
        files: &dyn Files,
        roots: &[String],
        survey: &CatalogScan,
    ) -> Result<()> {
        validate_roots(files, roots)?;
        let mut journey = RepositoryTraversal {
            tracks_reached: true,
            ..RepositoryTraversal::new(files)
        };
        let found: HashSet<&String> = survey.catalog_files.iter().collect();
        let (found, named): (Vec<&String>, Vec<&String>) =
            roots.iter().partition(|root| found.contains(root));
        self.read_with_locations(&mut journey, named.into_iter().cloned().collect())?;
        self.read_found_files(&mut journey, found)?;
        journey.reached.by_roots.clone_from(&journey.known);
        self.read_found_files(&mut journey, survey.catalog_files.iter().collect())?;
        self.finish_scan(journey, survey);
        Ok(())
    }

    /// Reads the entities of files that were found, and everything their Locations lead to.
    fn read_found_files(
        &mut self,
        journey: &mut RepositoryTraversal<'_>,
        found: Vec<&String>,
    ) -> Result<()> {
        let new = found
            .into_iter()
            .filter(|path| journey.known.insert((*path).clone()));
        let new: Vec<String> = new.cloned().collect();
        let (files, mut next) = (journey.files, Vec::new());
        for paths in new.chunks(BATCH_SIZE) {
            for (path, read) in
                paths
                    .iter()
                    .zip(self.parse_files(files, paths, DocumentFilter::EntitiesOnly))
            {
                self.follow_locations(journey, path, &read.entities, &mut next)?;
                match read.skeletons + read.non_entities {
                    0 => self.add_file(files, path, read),
                    _ => drop(journey.deferred.insert(path.clone(), read)),
                }
            }
        }
        self.read_with_locations(journey, next)
    }

    /// Takes what no Location asked for, and counts what was left out.
    fn finish_scan(&mut self, journey: RepositoryTraversal<'_>, survey: &CatalogScan) {
        let RepositoryTraversal {
            files,
            deferred: held,
            reached,
            ..
        } = journey;
        let without_entities = |read: &ParsedFile| read.documents == 0;
        let empty: HashSet<&String> = held
            .iter()
            .filter_map(|(path, read)| without_entities(read).then_some(path))
            .collect();
        let unreached = reached.find_unreached(&survey.catalog_files);
        let unreached = unreached.filter(|path| !empty.contains(path));
        let unreached: Vec<String> = unreached.map(|path| files.display_path(path)).collect();
        let walked = &mut self.catalog.scan_summary;
        walked.unreached_files.extend(unreached);
        walked.skeleton_files += survey.skeleton_files;
        walked.other_yaml_files += survey.other_yaml_files;
        for (path, read) in held {
            match (read.documents, read.skeletons) {
                (0, 0) => self.catalog.scan_summary.other_yaml_files += 1,
                (0, _) => self.catalog.scan_summary.skeleton_files += 1,
                (_, skeletons) => {
                    self.catalog.scan_summary.skeleton_files += usize::from(skeletons > 0);
                    self.add_file(files, &path, read);
                }
            }
        }
    }

    /// Reads the files `next` and everything their Locations lead to.
    fn read_with_locations(
        &mut self,
        journey: &mut RepositoryTraversal<'_>,
        mut next: Vec<String>,
    ) -> Result<()> {
        loop {
            next.sort_unstable();
            let mut again = HashSet::new();
            next.retain(|path| {
                let held = journey.deferred.remove(path).is_some();
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
            for paths in next.chunks(BATCH_SIZE) {
                for (path, read) in
                    paths
                        .iter()
                        .zip(self.parse_files(files, paths, DocumentFilter::All))
                {
                    // What was held was followed before.
                    if !again.contains(path) {
                        self.follow_locations(journey, path, &read.entities, &mut found)?;
                    }
                    self.add_file(files, path, read);
                }
            }
            next = found;
        }
    }

    /// What each of these files holds, read side by side.
    fn parse_files(
        &self,
        files: &dyn Files,
        paths: &[String],
        documents: DocumentFilter,
    ) -> Vec<ParsedFile> {
        let file = |path: &String| self.document_reader(files, path, documents).read_file();
        paths.par_iter().map(file).collect()
    }

    /// Reads one document that stands in the file `path` of `files`; it leads nowhere else.
    pub fn add_document(&mut self, files: &dyn Files, path: &str, document: &Arc<SourceFile>) {
        let read = self
            .document_reader(files, path, DocumentFilter::All)
            .parse_source(document);
        self.merge_parsed_file(read);
    }

    fn document_reader<'r>(
        &'r self,
        files: &'r dyn Files,
        path: &'r str,
        documents: DocumentFilter,
    ) -> DocumentReader<'r> {
        DocumentReader {
            files,
            path,
            model: self.model,
            documents,
            allowance: &self.placeholder_budget,
        }
    }

    /// Adds what another catalog holds.
    pub fn add_entities(&mut self, entities: impl IntoIterator<Item = Entity>) {
        self.catalog.entities.extend(entities);
    }

    /// The catalog, with every ref resolved.
    pub fn finish(mut self) -> Catalog {
        self.report_external_targets();
        self.catalog
            .diagnostics
            .extend(build_too_many_finding(self.unlisted.count));
        let graph = ReferenceGraph::new(&self.catalog.entities);
        Catalog {
            graph,
            ..self.catalog
        }
    }

    /// Adds what a file holds.
    fn add_file(&mut self, files: &dyn Files, path: &str, read: ParsedFile) {
        let missing = read.entities.iter();
        self.add_findings(missing.filter_map(|entity| check_techdocs(files, path, entity)));
        self.merge_parsed_file(read);
    }

    fn add_findings(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.unlisted
            .add_or_count(&mut self.catalog.diagnostics, findings);
    }

    fn merge_parsed_file(&mut self, read: ParsedFile) {
        let catalog = &mut self.catalog;
        catalog.file_count += 1;
        catalog.document_count += read.documents;
        self.unlisted.count += read.unlisted.count;
        self.unlisted
            .add_or_count(&mut catalog.diagnostics, read.findings);
        catalog.allow_comments.extend(read.allow_comments);
        // A catalog in one file is moved: two copies of it would be the most that is ever held.
        if catalog.entities.is_empty() {
            catalog.entities = read.entities
        } else {
            catalog.entities.extend(read.entities)
        }
    }

    /// Adds the files that Locations lead to; what one names in vain is a finding.
    fn follow_locations(
        &mut self,
        journey: &mut RepositoryTraversal<'_>,
        from: &str,
        entities: &[Entity],
        found: &mut Vec<String>,
    ) -> Result<()> {
        for entity in entities
            .iter()
            .filter(|entity| entity.kind_fields.is_some())
        {
            for target in entity.location_targets() {
                let complaint = match journey.targets.resolve(from, target.text)? {
                    LocationTarget::Files(paths) => {
                        journey.record_location_targets(from, &paths);
                        found.extend(paths);
                        continue;
                    }
                    LocationTarget::ExternalUrl => {
                        self.external_targets += 1;
                        self.first_external_target
                            .get_or_insert_with(|| target.place());
                        continue;
                    }
                    LocationTarget::TooComplex => "too complex to match is",
                    _ if is_target_unverifiable(entity, target) => continue,
                    LocationTarget::Missing => "there is no file",
                    LocationTarget::OutsideRepository => "outside the repository lies",
                };
                let message = format!("{complaint} `{}`", escape_and_truncate(target.text));
                let finding = Diagnostic::new("location-target-missing", RuleTier::Graph, message)
                    .with_place(target.place())
                    .with_entity(entity.entity_ref().to_string());
                self.add_findings([finding]);
            }
        }
        Ok(())
    }

    /// One note for all the targets that were not read.
    fn report_external_targets(&mut self) {
        let Some(place) = self.first_external_target.take() else {
            return;
        };
        let message = match self.external_targets {
            1 => "1 target lies in another repository or branch and was not read".to_owned(),
            count => {
                format!("{count} targets lie in other repositories or branches and were not read")
            }
        };
        let note = Diagnostic::new("location-target-missing", RuleTier::Graph, message)
            .with_severity(Severity::Note)
            .with_place(place)
            .with_help("run `idp catalog validate` in those repositories; `external.refs` in idp.yaml allows refs to what they hold");
        self.catalog.diagnostics.push(note);
    }
}

impl<'f> RepositoryTraversal<'f> {
    fn new(files: &'f dyn Files) -> Self {
        RepositoryTraversal {
            files,
            targets: TargetResolver::new(files),
            known: HashSet::new(),
            deferred: BTreeMap::new(),
            reached: ReachedFiles::default(),
            tracks_reached: false,
        }
    }

    /// Notes that a Location in the file `from` names `paths`.
    fn record_location_targets(&mut self, from: &str, paths: &[String]) {
        if self.tracks_reached {
            self.reached.with_locations.insert(from.to_owned());
            self.reached.by_locations.extend(paths.iter().cloned());
        }
    }
}

fn validate_roots(files: &dyn Files, roots: &[String]) -> Result<()> {
    let Some(root) = roots.iter().find(|root| !files.has(root)) else {
        return Ok(());
    };
    let shown = files.display_path(root);
    let is_link = files.has_symlink(root);
    Err(
        Error::usage(format!("the catalog has no file {}", Printable(&shown)))
            .with_optional_hint(is_link.then(|| "symbolic links are not followed".to_owned())),
    )
}

/// Whether nobody can say that a target is missing: it may be, or it lies where Backstage runs.
fn is_target_unverifiable(entity: &Entity, target: EntityValue<'_>) -> bool {
    entity.has_optional_targets() || (entity.is_file_location() && !target.text.starts_with('.'))
}

/// Which documents of a file count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DocumentFilter {
    /// Somebody named the file.
    All,
    /// The file was found.
    EntitiesOnly,
}

/// Where a document comes from, and how it is understood.
#[derive(Clone, Copy)]
struct DocumentReader<'f> {
    files: &'f dyn Files,
    path: &'f str,
    model: CatalogModel,
    documents: DocumentFilter,
    allowance: &'f PlaceholderBudget,
}

impl DocumentReader<'_> {
    fn read_file(self) -> ParsedFile {
        let shown = self.files.display_path(self.path);
        match self.files.read(self.path) {
            Ok(Some(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => self.parse_source(&SourceFile::new(shown, text)),
                Err(error) => build_unreadable_file(&shown, format_not_utf8(&shown, &error)),
            },
            Ok(None) => {
                build_unreadable_file(&shown, format!("{} is not there", Printable(&shown)))
            }
            Err(error) => build_unreadable_file(&shown, error.to_string()),
        }
    }

    fn parse_source(self, source: &Arc<SourceFile>) -> ParsedFile {
        let chunks = yaml::split_documents(&source.text);
        let several = |chunks: &[DocumentText<'_>]| {
            let mut read = ParsedFile::default();
            for chunk in chunks {
                parse_document(source, *chunk, self, &mut read);
            }
            read
        };
        let mut whole = ParsedFile {
            allow_comments: find_allow_comments(source),
            ..ParsedFile::default()
        };
        whole.entities.reserve_exact(chunks.len());
        for chunks in chunks.chunks(BATCH_SIZE) {
            let parts: Vec<ParsedFile> = chunks.par_chunks(64).map(several).collect();
            for part in parts {
                whole.entities.extend(part.entities);
                whole.unlisted.count += part.unlisted.count;
                whole.add_findings(part.findings);
                whole.documents += part.documents;
                whole.skeletons += part.skeletons;
                whole.non_entities += part.non_entities;
            }
        }
        whole
    }

    /// Whether a document doesn't count; `parsed` is its root or its fault.
    fn find_skip_reason(
        self,
        chunk: DocumentText<'_>,
        parsed: std::result::Result<YamlNode<'_, '_>, &YamlError>,
    ) -> Option<SkipReason> {
        if self.documents == DocumentFilter::All {
            return None;
        }
        match parsed {
            Ok(root) => find_skip_reason(self.path, chunk.text, root),
            Err(fault) => find_unparsed_skip_reason(self.path, chunk.text, fault),
        }
    }
}

impl ParsedFile {
    fn count_skipped(&mut self, document: SkipReason) {
        match document {
            SkipReason::Skeleton => self.skeletons += 1,
            SkipReason::NotAnEntity => self.non_entities += 1,
        }
    }
}

fn format_not_utf8(shown: &str, error: &std::string::FromUtf8Error) -> String {
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
fn build_too_many_finding(unlisted: usize) -> Option<Diagnostic> {
    let message = format!("{} not listed", CountedNoun(unlisted, "more finding"));
    let finding = Diagnostic::new("too-many-findings", RuleTier::Graph, message)
        .with_severity(Severity::Note)
        .with_help("fix those that are listed, then run the same command again");
    (unlisted > 0).then_some(finding)
}

fn build_unreadable_file(shown: &str, message: String) -> ParsedFile {
    let place = Place::new(&SourceFile::new(shown, ""), 0..0);
    let finding = Diagnostic::new("unreadable-file", RuleTier::Format, message).with_place(place);
    ParsedFile {
        findings: vec![finding],
        ..ParsedFile::default()
    }
}

fn parse_document(
    source: &Arc<SourceFile>,
    chunk: DocumentText<'_>,
    from: DocumentReader<'_>,
    read: &mut ParsedFile,
) {
    let (mut tree, faults) = match chunk.parse() {
        Ok(parsed) => parsed,
        Err(fault) => {
            if let Some(out) = from.find_skip_reason(chunk, Err(&fault)) {
                return read.count_skipped(out);
            }
            read.documents += 1;
            return read.add_findings([fault_to_diagnostic(source, chunk, fault)]);
        }
    };
    let Some(root) = tree.root().filter(|root| !root.is_null()) else {
        return;
    };
    if let Some(out) = from.find_skip_reason(chunk, Ok(root)) {
        return read.count_skipped(out);
    }
    read.documents += 1;
    let mut checker = EntityChecker::new(source, chunk.offset, from.model);
    let filler = PlaceholderResolver {
        files: from.files,
        document_path: from.path,
        model: from.model,
        budget: from.allowance,
    };
    for (substitute, why) in filler.resolve_all(&mut tree) {
        checker.add_unresolved_placeholder(&substitute);
        let (code, why) = match why {
            UnresolvedReason::Unknown => continue,
            UnresolvedReason::OtherRepository(why) => ("placeholder-elsewhere", why),
            UnresolvedReason::Unreadable(why) => ("placeholder-unreadable", why),
        };
        let place = place_in_chunk(source, chunk, substitute.span);
        let finding = Diagnostic::new(code, RuleTier::Format, why);
        checker.findings.push(finding.with_place(place));
    }
    // As in Backstage, a document with a fault of syntax or a duplicate key is not an entity at all.
    if faults.is_empty() {
        let root = tree.root();
        let mut entity = root.and_then(|root| checker.check_document(root));
        if let Some(entity) = &mut entity {
            let mut findings = checker.findings.iter();
            entity.rejected = findings.any(|finding| finding.tier == RuleTier::Format);
        }
        read.entities.extend(entity);
    }
    read.add_findings(checker.findings);
    let faults = faults.into_iter();
    read.add_findings(faults.map(|fault| fault_to_diagnostic(source, chunk, fault)));
}

fn fault_to_diagnostic(
    source: &Arc<SourceFile>,
    chunk: DocumentText<'_>,
    fault: YamlError,
) -> Diagnostic {
    let code = match fault.kind {
        YamlErrorKind::Syntax => "yaml-syntax",
        YamlErrorKind::MergeMarker => "merge-marker",
        YamlErrorKind::DuplicateKey => "duplicate-key",
        YamlErrorKind::AliasBomb => "alias-bomb",
    };
    let finding = Diagnostic::new(code, RuleTier::Format, fault.message)
        .with_place(place_in_chunk(source, chunk, fault.span))
        .with_label(fault.help);
    match fault.fix {
        Some((span, text)) => {
            let span = place_in_chunk(source, chunk, span).span;
            finding.with_fix(TextEdit::replace(span, text))
        }
        None => finding,
    }
}

fn place_in_chunk(
    source: &Arc<SourceFile>,
    chunk: DocumentText<'_>,
    span: std::ops::Range<usize>,
) -> Place {
    Place::new(source, chunk.offset + span.start..chunk.offset + span.end)
}
