//! Reads a catalog: from its roots along every Location, each file once, in parallel.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::file_parser::{
    CatalogFileParser, PARSE_BATCH_SIZE, ParsedCatalogFile, UnlistedFindings, YamlDocumentFilter,
};
use super::location_target::{LocationTargetResolver, ResolvedLocationTarget};
use super::placeholder::PlaceholderBudget;
use super::reached_files::ReachedFiles;
use super::reference_graph::ReferenceGraph;
use super::reuse::{ReusableEarlierCatalog, ReusableFile};
use super::techdocs::check_techdocs;
use super::{Catalog, CatalogFileScan, CatalogModel, Entity, EntityFieldText, Files};
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, RuleTier, Severity};
use crate::error::{Error, Result};
use crate::printable::{Printable, escape_and_truncate};
use crate::source::{Place, SourceFile};

/// A catalog while it's read, from one or more repositories.
#[derive(Default)]
pub struct CatalogReader {
    catalog: Catalog,
    unlisted: UnlistedFindings,
    model: CatalogModel,
    placeholder_budget: PlaceholderBudget,
    /// The number of targets elsewhere, and the place of the first.
    external_targets: usize,
    first_external_target: Option<Place>,
    /// The number of times the files of a repository were read.
    repositories: usize,
    /// An earlier read, whose unchanged files needn't be parsed again.
    earlier: Option<ReusableEarlierCatalog>,
}

/// One traversal of the files of a repository.
struct RepositoryCatalogTraversal<'f> {
    files: &'f dyn Files,
    targets: LocationTargetResolver<'f>,
    known: HashSet<String>,
    /// Discovered files that were only partly used: a Location may still require all of their content.
    deferred: BTreeMap<String, ParsedCatalogFile>,
    reached: ReachedFiles,
    /// Whether to record which files Locations reach.
    tracks_reached: bool,
}

impl Catalog {
    /// Reads `roots` of `files` and everything their Locations lead to, with the kinds of a stock backend. Errors in
    /// files become diagnostics.
    ///
    /// # Errors
    /// As [`CatalogReader::read_catalog_from_root_files`].
    pub fn read(files: &dyn Files, roots: &[String]) -> Result<Catalog> {
        Catalog::read_catalog_with_model(CatalogModel::BUILTIN, files, roots)
    }

    /// The same, with the kinds of `model`.
    ///
    /// # Errors
    /// As [`CatalogReader::read_catalog_from_root_files`].
    pub fn read_catalog_with_model(
        model: CatalogModel,
        files: &dyn Files,
        roots: &[String],
    ) -> Result<Catalog> {
        let mut reading = CatalogReader::new(model);
        reading.read_catalog_from_root_files(files, roots)?;
        Ok(reading.finish())
    }
}

impl CatalogReader {
    /// Creates an empty reader with the kinds of `model`.
    pub fn new(model: CatalogModel) -> CatalogReader {
        CatalogReader {
            model,
            ..CatalogReader::default()
        }
    }

    /// Reuses `catalog`, which was read from the same repository before the files at `changed_paths` changed, appeared
    /// or disappeared. `None` starts from scratch, because the changes are unknown.
    pub fn with_earlier_catalog(
        self,
        earlier: Option<(Arc<Catalog>, HashSet<String>)>,
    ) -> CatalogReader {
        let earlier = earlier.filter(|(catalog, _)| catalog.model.is_same(self.model));
        CatalogReader {
            earlier: earlier
                .map(|(catalog, changed)| ReusableEarlierCatalog::new(catalog, changed)),
            ..self
        }
    }

    /// Reads `roots` of `files` and everything their Locations lead to.
    ///
    /// # Errors
    /// Usage (2) if a root doesn't exist or is a symbolic link, because links are not followed. Io (7) if a folder
    /// can't be read.
    pub fn read_catalog_from_root_files(
        &mut self,
        files: &dyn Files,
        roots: &[String],
    ) -> Result<()> {
        ensure_root_files_exist(files, roots)?;
        self.repositories += 1;
        let mut journey = RepositoryCatalogTraversal::new(files);
        self.read_and_follow_locations(&mut journey, roots.to_vec())
    }

    /// The same, and then the entities of discovered files, of which some may be roots. These weren't named as catalog
    /// files, so their other documents don't count unless a Location names the file.
    ///
    /// # Errors
    /// As [`CatalogReader::read_catalog_from_root_files`].
    pub fn read_scanned_files(
        &mut self,
        files: &dyn Files,
        roots: &[String],
        survey: &CatalogFileScan,
    ) -> Result<()> {
        ensure_root_files_exist(files, roots)?;
        self.repositories += 1;
        let mut journey = RepositoryCatalogTraversal {
            tracks_reached: true,
            ..RepositoryCatalogTraversal::new(files)
        };
        let found: HashSet<&String> = survey.catalog_files.iter().collect();
        let (found, named): (Vec<&String>, Vec<&String>) =
            roots.iter().partition(|root| found.contains(root));
        self.read_and_follow_locations(&mut journey, named.into_iter().cloned().collect())?;
        self.read_found_files(&mut journey, found)?;
        journey.reached.by_roots.clone_from(&journey.known);
        self.read_found_files(&mut journey, survey.catalog_files.iter().collect())?;
        self.add_unreferenced_files_and_counts(journey, survey);
        Ok(())
    }

    /// Reads the entities of discovered files, and everything their Locations lead to.
    fn read_found_files(
        &mut self,
        journey: &mut RepositoryCatalogTraversal<'_>,
        found: Vec<&String>,
    ) -> Result<()> {
        let new = found
            .into_iter()
            .filter(|path| journey.known.insert((*path).clone()));
        let new: Vec<String> = new.cloned().collect();
        let (files, mut next) = (journey.files, Vec::new());
        for paths in new.chunks(PARSE_BATCH_SIZE) {
            for (path, read) in
                paths
                    .iter()
                    .zip(self.parse_files(files, paths, YamlDocumentFilter::EntitiesOnly))
            {
                self.follow_locations(journey, path, &read.entities, &mut next)?;
                match read.skeletons + read.non_entities {
                    0 => self.add_parsed_file(files, path, YamlDocumentFilter::EntitiesOnly, read),
                    _ => drop(journey.deferred.insert(path.clone(), read)),
                }
            }
        }
        self.read_and_follow_locations(journey, next)
    }

    /// Adds the files that no Location named, and counts what was skipped.
    fn add_unreferenced_files_and_counts(
        &mut self,
        journey: RepositoryCatalogTraversal<'_>,
        survey: &CatalogFileScan,
    ) {
        let RepositoryCatalogTraversal {
            files,
            deferred: held,
            reached,
            ..
        } = journey;
        let without_entities = |read: &ParsedCatalogFile| read.documents == 0;
        let empty: HashSet<&String> = held
            .iter()
            .filter_map(|(path, read)| without_entities(read).then_some(path))
            .collect();
        let unreached = reached.find_unreached_files(&survey.catalog_files);
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
                    self.add_parsed_file(files, &path, YamlDocumentFilter::EntitiesOnly, read);
                }
            }
        }
    }

    /// Reads the files `next` and everything their Locations lead to.
    fn read_and_follow_locations(
        &mut self,
        journey: &mut RepositoryCatalogTraversal<'_>,
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
            for paths in next.chunks(PARSE_BATCH_SIZE) {
                for (path, read) in
                    paths
                        .iter()
                        .zip(self.parse_files(files, paths, YamlDocumentFilter::All))
                {
                    // Reused files have already been followed.
                    if !again.contains(path) {
                        self.follow_locations(journey, path, &read.entities, &mut found)?;
                    }
                    self.add_parsed_file(files, path, YamlDocumentFilter::All, read);
                }
            }
            next = found;
        }
    }

    /// Reads the content of these files in parallel.
    fn parse_files(
        &self,
        files: &dyn Files,
        paths: &[String],
        documents: YamlDocumentFilter,
    ) -> Vec<ParsedCatalogFile> {
        let file = |path: &String| {
            let unchanged = self.earlier.as_ref();
            unchanged
                .and_then(|earlier| earlier.find_unchanged_file(path, documents))
                .unwrap_or_else(|| {
                    self.build_file_parser(files, path, documents)
                        .read_and_parse_file()
                })
        };
        paths.par_iter().map(file).collect()
    }

    /// Reads one document of the file `path` in `files`, without following its Locations.
    pub fn add_document(&mut self, files: &dyn Files, path: &str, document: &Arc<SourceFile>) {
        let read = self
            .build_file_parser(files, path, YamlDocumentFilter::All)
            .parse_source_file(document);
        self.merge_parsed_file(read);
    }

    fn build_file_parser<'r>(
        &'r self,
        files: &'r dyn Files,
        path: &'r str,
        documents: YamlDocumentFilter,
    ) -> CatalogFileParser<'r> {
        CatalogFileParser {
            files,
            path,
            model: self.model,
            documents,
            budget: &self.placeholder_budget,
        }
    }

    /// Adds entities from another catalog.
    pub fn add_entities(&mut self, entities: impl IntoIterator<Item = Entity>) {
        self.catalog.entities.extend(entities);
    }

    /// The catalog, with every ref resolved.
    pub fn finish(mut self) -> Catalog {
        self.report_external_targets();
        self.catalog
            .diagnostics
            .extend(build_too_many_findings_note(self.unlisted.count));
        let mut reusable_files = std::mem::take(&mut self.catalog.reusable_files);
        if self.repositories > 1 {
            // Two repositories may have files with the same path.
            reusable_files.clear();
        }
        reusable_files.sort_unstable_by(|one, other| one.path().cmp(other.path()));
        let graph = ReferenceGraph::new(&self.catalog.entities);
        Catalog {
            graph,
            reusable_files,
            model: self.model,
            ..self.catalog
        }
    }

    /// Adds the content of a file.
    fn add_parsed_file(
        &mut self,
        files: &dyn Files,
        path: &str,
        documents: YamlDocumentFilter,
        read: ParsedCatalogFile,
    ) {
        let reusable = ReusableFile::from_parsed_file(path, documents, &read, &self.catalog);
        self.catalog.reusable_files.extend(reusable);
        let missing = read.entities.iter();
        self.add_findings(missing.filter_map(|entity| check_techdocs(files, path, entity)));
        self.merge_parsed_file(read);
    }

    fn add_findings(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.unlisted
            .add_or_count_findings(&mut self.catalog.diagnostics, findings);
    }

    fn merge_parsed_file(&mut self, read: ParsedCatalogFile) {
        let catalog = &mut self.catalog;
        catalog.file_count += 1;
        catalog.document_count += read.documents;
        self.unlisted.count += read.unlisted.count;
        self.unlisted
            .add_or_count_findings(&mut catalog.diagnostics, read.findings);
        catalog.allow_comments.extend(read.allow_comments);
        // A catalog in one file is moved: copying it would double the peak memory.
        if catalog.entities.is_empty() {
            catalog.entities = read.entities
        } else {
            catalog.entities.extend(read.entities)
        }
    }

    /// Adds the files that Locations lead to; a target without a file is a finding.
    fn follow_locations(
        &mut self,
        journey: &mut RepositoryCatalogTraversal<'_>,
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
                    ResolvedLocationTarget::Files(paths) => {
                        journey.record_location_targets(from, &paths);
                        found.extend(paths);
                        continue;
                    }
                    ResolvedLocationTarget::ExternalUrl => {
                        self.external_targets += 1;
                        self.first_external_target
                            .get_or_insert_with(|| target.place());
                        continue;
                    }
                    ResolvedLocationTarget::TooComplex => "glob too complex:",
                    _ if is_location_target_unverifiable(entity, target) => continue,
                    ResolvedLocationTarget::Missing => "no file matches",
                    ResolvedLocationTarget::OutsideRepository => "outside the repository:",
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

    /// Adds one note for all targets that were not read.
    fn report_external_targets(&mut self) {
        let Some(place) = self.first_external_target.take() else {
            return;
        };
        let message = match self.external_targets {
            1 => "1 target is in another repository or branch and was not read".to_owned(),
            count => {
                format!("{count} targets are in other repositories or branches and were not read")
            }
        };
        let note = Diagnostic::new("location-target-missing", RuleTier::Graph, message)
            .with_severity(Severity::Note)
            .with_place(place)
            .with_help("run `idp catalog validate` in those repositories; to allow refs to their entities, use `external.refs` in idp.yaml");
        self.catalog.diagnostics.push(note);
    }
}

impl<'f> RepositoryCatalogTraversal<'f> {
    fn new(files: &'f dyn Files) -> Self {
        RepositoryCatalogTraversal {
            files,
            targets: LocationTargetResolver::new(files),
            known: HashSet::new(),
            deferred: BTreeMap::new(),
            reached: ReachedFiles::default(),
            tracks_reached: false,
        }
    }

    /// Records that a Location in the file `from` names `paths`.
    fn record_location_targets(&mut self, from: &str, paths: &[String]) {
        if self.tracks_reached {
            self.reached.with_locations.insert(from.to_owned());
            self.reached.by_locations.extend(paths.iter().cloned());
        }
    }
}

fn ensure_root_files_exist(files: &dyn Files, roots: &[String]) -> Result<()> {
    let Some(root) = roots.iter().find(|root| !files.has_file(root)) else {
        return Ok(());
    };
    let shown = files.display_path(root);
    let hint = if files.has_symlink_in_path(root) {
        "symbolic links are not followed"
    } else {
        "create it, or correct its path in idp.yaml"
    };
    Err(Error::usage(format!("catalog file {} not found", Printable(&shown))).with_hint(hint))
}

/// Whether a target can't be reported as missing: it's optional, or it's on the machine that runs Backstage.
fn is_location_target_unverifiable(entity: &Entity, target: EntityFieldText<'_>) -> bool {
    entity.has_optional_targets()
        || (entity.is_location_of_type_file() && !target.text.starts_with('.'))
}

/// The note that some findings are not shown.
fn build_too_many_findings_note(unlisted: usize) -> Option<Diagnostic> {
    let message = format!("{} not shown", CountedNoun(unlisted, "more finding"));
    let finding = Diagnostic::new("too-many-findings", RuleTier::Graph, message)
        .with_severity(Severity::Note)
        .with_help("fix the listed findings, then run the command again");
    (unlisted > 0).then_some(finding)
}
