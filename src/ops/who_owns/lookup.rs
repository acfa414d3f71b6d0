//! Answers a question about handles from the platform's files.

use std::path::Path;

use super::parsed_handle::ParsedWhoOwnsHandle;
use super::query_origin::QueryOrigin;
use super::unanswered::unanswered_ownership_handles_error;
use super::{OwnershipAnswer, OwnershipHandleKind, add_suggestions, who_owns};
use crate::error::{Error, Result};
use crate::index::{CatalogSubset, IndexKey};
use crate::platform::{Platform, PlatformSnapshot};

/// A question about the owners of handles.
pub struct OwnershipQuestion<'a> {
    /// The handles, as they were typed.
    pub handles: &'a [String],
    /// The kind to parse them as, if specified.
    pub only: Option<OwnershipHandleKind>,
    /// Whether the question is about the platform's past.
    pub is_past: bool,
    /// The base of relative paths; absolute.
    pub working_directory: &'a Path,
    /// The user's home directory, if there is one.
    pub home: Option<&'a Path>,
}

/// The part of a platform that is needed to answer a question.
pub struct OwnershipResolver {
    /// The files that were read.
    pub snapshot: PlatformSnapshot,
    /// The relevant entities.
    pub subset: CatalogSubset,
    query_origin: QueryOrigin,
}

impl OwnershipResolver {
    /// Reads what the question needs. If a mirror doesn't know every handle, it may be stale, so it's fetched again.
    ///
    /// # Errors
    /// Those of `load_platform_snapshot`, and as [`PlatformSnapshot::read_catalog`].
    pub fn load(
        question: &OwnershipQuestion<'_>,
        platform: &Platform,
        load_snapshot: &dyn Fn(&Platform) -> Result<PlatformSnapshot>,
    ) -> Result<OwnershipResolver> {
        let lookup =
            OwnershipResolver::from_snapshot(question, platform, load_snapshot(platform)?)?;
        if !lookup.snapshot.is_from_earlier_fetch() || lookup.has_hits_for_all_handles(question) {
            return Ok(lookup);
        }
        let newest = load_snapshot(&platform.clone().with_forced_refetch())?;
        OwnershipResolver::from_snapshot(question, platform, newest)
    }

    fn from_snapshot(
        question: &OwnershipQuestion<'_>,
        platform: &Platform,
        snapshot: PlatformSnapshot,
    ) -> Result<OwnershipResolver> {
        let (directory, home) = (question.working_directory, question.home);
        let query_origin = QueryOrigin::new(directory, home, platform, &snapshot);
        let snapshot = add_nearest_files_to_snapshot(snapshot, &query_origin, question.handles);
        let keys = |handle: &String| {
            ParsedWhoOwnsHandle::parse(&query_origin, handle, None)
                .catalog_index_keys(&query_origin)
        };
        let keys: Vec<IndexKey> = question.handles.iter().flat_map(keys).collect();
        let subset =
            CatalogSubset::load_catalog_subset(platform, &snapshot, question.is_past, &keys)?;
        Ok(OwnershipResolver {
            snapshot,
            subset,
            query_origin,
        })
    }

    /// The answer for each handle, in order; the first unknown one has suggestions.
    pub fn answer(&self, question: &OwnershipQuestion<'_>) -> Vec<OwnershipAnswer<'_>> {
        let mut answers: Vec<OwnershipAnswer<'_>> = self.resolve_handles(question).collect();
        // The error shows only these; comparing a handle with 100,000 names takes up to 0.2 s.
        let first = answers.iter_mut().find(|answer| answer.hits.is_empty());
        if let Some(first) = first {
            add_suggestions(first, &self.subset, &self.query_origin, question.only);
        }
        answers
    }

    fn resolve_handles<'s>(
        &'s self,
        question: &OwnershipQuestion<'_>,
    ) -> impl Iterator<Item = OwnershipAnswer<'s>> {
        let resolve =
            |handle: &String| who_owns(&self.subset, &self.query_origin, handle, question.only);
        question.handles.iter().map(resolve)
    }

    /// The error if handles can't be resolved, or resolve to something without an owner.
    pub fn unanswered_error(&self, answers: &[OwnershipAnswer<'_>]) -> Option<Error> {
        let has_faults = self.subset.has_diagnostics();
        let hint = has_faults.then_some("parts of the catalog are invalid: idp catalog validate");
        unanswered_ownership_handles_error(answers).map(|error| error.with_optional_hint(hint))
    }

    /// Whether an owner may be in a part of the catalog that couldn't be read.
    pub fn may_lack_owner(&self, answers: &[OwnershipAnswer<'_>]) -> bool {
        let mut hits = answers.iter().flat_map(|answer| &answer.hits);
        self.subset.has_diagnostics()
            && hits.any(|hit| hit.ownership.owner_ref.is_some() && hit.ownership.owner.is_none())
    }

    fn has_hits_for_all_handles(&self, question: &OwnershipQuestion<'_>) -> bool {
        self.resolve_handles(question)
            .all(|answer| !answer.hits.is_empty())
    }
}

/// Adds the catalog files nearest to the paths of `handles` to the snapshot: the root of a loose catalog may not reach them.
fn add_nearest_files_to_snapshot(
    snapshot: PlatformSnapshot,
    query_origin: &QueryOrigin,
    handles: &[String],
) -> PlatformSnapshot {
    if !snapshot.is_loose_catalog() {
        return snapshot;
    }
    let paths = |handle: &String| {
        ParsedWhoOwnsHandle::parse(query_origin, handle, None).possible_catalog_paths(query_origin)
    };
    let paths: Vec<String> = handles.iter().flat_map(paths).collect();
    snapshot.with_nearest_catalog_files(&paths)
}
