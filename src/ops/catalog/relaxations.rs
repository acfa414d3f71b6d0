//! Finds changes that weaken their own check: relaxed settings, files that are no longer part of the catalog, removed teams.
//!
//! A pull request contains its own `idp.yaml` and catalog, so it could turn the check off and pass. Therefore the check uses the
//! settings of the merge base, and each finding here asks for a decision by a person.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::catalog::{Catalog, CatalogFileScan, CatalogModel, CatalogReader, Entity, Files};
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, RuleTier, Severity};
use crate::error::Result;
use crate::platform::{PLATFORM_CONFIG_FILE, PlatformConfig, PlatformSnapshot};
use crate::printable::escape_and_truncate;
use crate::rules::{self, Rule, RuleLevel};
use crate::source::{Place, SourceFile, strip_byte_order_mark};
use crate::yaml::{self, YamlNode};

use super::stray_files::{StrayFile, find_stray_files};

pub(super) const CHECK_RELAXED_CODE: &str = "check-relaxed";

/// How many of the removed entities are listed.
const MAX_LISTED_ENTITIES: usize = 10;

/// A platform before and after a change, with both catalogs.
pub(super) struct PlatformChange<'a> {
    pub(super) before: &'a PlatformSnapshot,
    pub(super) base: &'a Catalog,
    pub(super) after: &'a PlatformSnapshot,
    /// Read with the settings before the change.
    pub(super) head: &'a Catalog,
    /// The findings that the change introduces.
    pub(super) introduced: &'a [Diagnostic],
}

impl PlatformChange<'_> {
    /// Every way in which the change weakens the check, as findings of at most `severity`.
    ///
    /// # Errors
    /// Io (7) if a folder can't be read.
    pub(super) fn find_check_relaxations(&self, severity: Severity) -> Result<Vec<Diagnostic>> {
        let mut found = self.find_relaxed_settings();
        found.extend(self.find_changed_catalog_models());
        found.extend(self.find_newly_optional_locations());
        found.extend(self.find_unchecked_references());
        found.extend(self.find_files_dropped_from_catalog()?);
        found.extend(self.find_entities_moved_outside_catalog()?);
        found.extend(self.find_new_stray_files()?);
        let weighed = found
            .into_iter()
            .map(|finding| finding.with_severity(severity));
        let shown = self
            .find_new_allow_comments()
            .into_iter()
            .chain(self.build_removed_entities_note());
        Ok(weighed.chain(shown).collect())
    }

    fn find_relaxed_settings(&self) -> Vec<Diagnostic> {
        let file = self.after.files().read(PLATFORM_CONFIG_FILE).ok().flatten();
        let text = file.and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(text) = text else {
            if self.before.is_loose_catalog() {
                return Vec::new();
            }
            let source = SourceFile::new(PLATFORM_CONFIG_FILE, "");
            return vec![build_relaxation_finding(
                Place::new(&source, 0..0),
                format!("{PLATFORM_CONFIG_FILE} is missing or no longer a regular file"),
            )];
        };
        let source = SourceFile::new(PLATFORM_CONFIG_FILE, strip_byte_order_mark(&text));
        let (before, after) = (&self.before.config, &self.after.config);
        let all = [
            find_lowered_rule_levels(before, after),
            find_widened_catalog_model(before, after),
            find_relaxed_external_settings(before, after),
            find_relaxed_catalog_settings(before, after),
            find_widened_taxonomy(before, after),
        ];
        let found = all.into_iter().flatten();
        found
            .map(|lowered| {
                build_relaxation_finding(lowered.find_setting_place(&source), lowered.message)
            })
            .collect()
    }

    /// Existing model layers whose content changed, for example to make a required field optional.
    fn find_changed_catalog_models(&self) -> Vec<Diagnostic> {
        let (before, after) = (self.before.files(), self.after.files());
        let text = |files: &dyn Files, path: &str| files.read(path).ok().flatten();
        let models = self.before.config.catalog.models.iter();
        let changed = models.filter(|path| text(&*before, path) != text(&*after, path));
        let found = changed.map(|path| {
            build_relaxation_finding(
                Place::new(&SourceFile::new(path, ""), 0..0),
                "this model layer changed, so the catalog may accept more than before".to_owned(),
            )
        });
        found.collect()
    }

    /// Locations whose targets became optional.
    fn find_newly_optional_locations(&self) -> Vec<Diagnostic> {
        let optional = |location: &&Entity| {
            let before = self.base.get(location.entity_ref());
            location.has_optional_targets()
                && before.is_some_and(|before| !before.has_optional_targets())
        };
        let locations = self.head.entities_of_kind("location").filter(optional);
        let found = locations.map(|location| {
            build_relaxation_finding(
                location.name_place(),
                "the targets of this Location became optional".to_owned(),
            )
        });
        found.collect()
    }

    /// Notes that replaced findings because nothing is left to check a reference against.
    fn find_unchecked_references(&self) -> Vec<Diagnostic> {
        let had = |kinds: &[&str]| {
            let mut kinds = kinds.iter();
            kinds.any(|kind| self.base.entities_of_kind(kind).next().is_some())
        };
        let lost_a_kind = collect_entity_kinds(self.base)
            .difference(&collect_entity_kinds(self.head))
            .next()
            .is_some();
        let gone = self.collect_removed_entity_refs();
        let notes = self.introduced.iter().filter(|finding| {
            finding.severity == Severity::Note
                && match finding.code {
                    "owner-not-found" => had(&["group", "user"]),
                    "dangling-ref" => lost_a_kind,
                    "location-target-missing" => !gone.is_empty(),
                    _ => false,
                }
        });
        let found = notes.map(|note| {
            let message = format!("{} checks less than before: {}", note.code, note.message);
            Diagnostic::new(CHECK_RELAXED_CODE, RuleTier::Policy, message).with_help(
                "restore the removed entities, or get approval from an owner of the settings",
            )
        });
        found.collect()
    }

    /// A note that lists the entities that are no longer in the catalog, even if another file still contains them.
    fn build_removed_entities_note(&self) -> Option<Diagnostic> {
        let gone = self.collect_removed_entity_refs();
        let named: Vec<_> = gone
            .iter()
            .take(MAX_LISTED_ENTITIES)
            .map(|one| escape_and_truncate(one))
            .collect();
        let more = match gone.len().saturating_sub(MAX_LISTED_ENTITIES) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "this change removes {}: {}{more}",
            CountedNoun(gone.len(), "entity"),
            named.join(", ")
        );
        let note = Diagnostic::new(CHECK_RELAXED_CODE, RuleTier::Policy, message)
            .with_severity(Severity::Note);
        (!gone.is_empty()).then_some(note)
    }

    /// The entities that are no longer in the catalog.
    fn collect_removed_entity_refs(&self) -> BTreeSet<String> {
        &collect_catalog_entity_refs(self.base) - &collect_catalog_entity_refs(self.head)
    }

    /// Files that were part of the catalog, still exist, and are no longer part of it.
    fn find_files_dropped_from_catalog(&self) -> Result<Vec<Diagnostic>> {
        let files = self.after.files();
        let is_new_platform = self.before.is_loose_catalog() && !self.after.is_loose_catalog();
        let own = is_new_platform
            .then(|| self.after.read_catalog())
            .transpose()?;
        let (before, after) = (
            collect_catalog_source_paths(self.base),
            collect_catalog_source_paths(own.as_deref().unwrap_or(self.head)),
        );
        let left = before
            .difference(&after)
            .filter(|file| files.has_file(file));
        let found = left.map(|file| {
            let message = "this file is no longer part of the catalog: no Location reaches it";
            build_relaxation_finding(
                Place::new(&SourceFile::new(*file, ""), 0..0),
                message.to_owned(),
            )
        });
        Ok(found.collect())
    }

    /// Entities that moved to a file outside the catalog.
    fn find_entities_moved_outside_catalog(&self) -> Result<Vec<Diagnostic>> {
        let gone = self.collect_removed_entity_refs();
        if gone.is_empty() {
            return Ok(Vec::new());
        }
        let (files, read) = (
            self.after.files(),
            &collect_catalog_source_paths(self.base) | &collect_catalog_source_paths(self.head),
        );
        let known = &self.after.config.external.catalogs;
        let mut survey = CatalogFileScan::scan_folder(&*files, "")?;
        survey
            .catalog_files
            .retain(|file| !read.contains(file.as_str()) && !known.contains(file));
        let mut reading = CatalogReader::new(CatalogModel::BUILTIN);
        reading.read_scanned_files(&*files, &[], &survey)?;
        let others = reading.finish();
        let moved = others.entities.iter().filter_map(|entity| {
            let reference = entity.entity_ref().to_string();
            let message = format!(
                "{} is no longer part of the catalog: no Location reaches this file",
                escape_and_truncate(&reference)
            );
            gone.contains(&reference)
                .then(|| build_relaxation_finding(entity.name_place(), message))
        });
        Ok(moved.collect())
    }

    /// New comments that allow a finding. A reviewer has to judge their reason.
    fn find_new_allow_comments(&self) -> Vec<Diagnostic> {
        let mut known: BTreeMap<AllowedFindingCode<'_>, usize> = BTreeMap::new();
        for (allowance, _) in collect_allowed_finding_codes(self.base) {
            *known.entry(allowance).or_default() += 1;
        }
        let new = collect_allowed_finding_codes(self.head).filter(|(allowance, _)| {
            match known.get_mut(allowance) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    false
                }
                _ => true,
            }
        });
        new.map(|(allowance, place)| {
            build_new_allow_comment_warning(allowance.code, place, allowance.reason)
        })
        .collect()
    }

    fn find_new_stray_files(&self) -> Result<Vec<Diagnostic>> {
        let before = find_stray_files(self.before, self.base)?;
        let after = find_stray_files(self.after, self.head)?;
        let was_read = collect_catalog_source_paths(self.base);
        let new = after.iter().filter(|stray| {
            let left_behind = stray.is_catalog_document() && was_read.contains(stray.path());
            !(left_behind || before.contains(stray))
        });
        Ok(new
            .map(StrayFile::to_finding)
            .map(|finding| Diagnostic {
                code: CHECK_RELAXED_CODE,
                ..finding
            })
            .collect())
    }
}

/// The files that a catalog was read from, except empty ones.
fn collect_catalog_source_paths(catalog: &Catalog) -> BTreeSet<&str> {
    let entities = catalog.entities.iter().map(Entity::file_path);
    let places = catalog
        .diagnostics
        .iter()
        .filter_map(|finding| finding.place.as_ref());
    entities.chain(places.map(Place::file_path)).collect()
}

/// A finding that a comment allows. If its entity, reason or line differs, it counts as a new one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct AllowedFindingCode<'c> {
    file: &'c str,
    /// The entity of the document that contains it.
    entity: Option<String>,
    code: &'c str,
    reason: &'c str,
    /// The line that it applies to, without the comment.
    line: &'c str,
}

/// Every code that a comment allows, with its position.
fn collect_allowed_finding_codes(
    catalog: &Catalog,
) -> impl Iterator<Item = (AllowedFindingCode<'_>, &Place)> {
    let entities = group_entities_by_file(catalog);
    catalog.allow_comments.iter().flat_map(move |allow| {
        let (source, line) = (&allow.place.source, allow.target_line_byte_range());
        let start = Place::new(source, line.clone()).start().line;
        let mut above = entities
            .get(allow.place.file_path())
            .into_iter()
            .flatten()
            .rev();
        let entity = above.find(|(name, _)| *name <= start);
        let entity = entity.map(|(_, entity)| entity.entity_ref().to_string());
        let text = source.text.get(line).unwrap_or_default();
        let text = text.split(" # idp: allow").next().unwrap_or(text).trim();
        allow.codes.iter().map(move |(code, place)| {
            let allowance = AllowedFindingCode {
                file: place.file_path(),
                entity: entity.clone(),
                code,
                reason: &allow.reason,
                line: text,
            };
            (allowance, place)
        })
    })
}

/// The entities of each file with the lines of their names, in order.
fn group_entities_by_file(catalog: &Catalog) -> BTreeMap<&str, Vec<(usize, &Entity)>> {
    let mut by_file: BTreeMap<&str, Vec<(usize, &Entity)>> = BTreeMap::new();
    for entity in &catalog.entities {
        let line = entity.name_place().start().line;
        by_file
            .entry(entity.file_path())
            .or_default()
            .push((line, entity));
    }
    for entities in by_file.values_mut() {
        entities.sort_by_key(|(line, _)| *line);
    }
    by_file
}

fn collect_catalog_entity_refs(catalog: &Catalog) -> BTreeSet<String> {
    let refs = catalog.entities.iter().map(Entity::entity_ref);
    refs.map(|reference| reference.to_string()).collect()
}

fn build_new_allow_comment_warning(code: &str, place: &Place, reason: &str) -> Diagnostic {
    let message = format!(
        "this change allows {}: {}",
        escape_and_truncate(code),
        escape_and_truncate(reason)
    );
    Diagnostic::new(CHECK_RELAXED_CODE, RuleTier::Policy, message)
        .with_severity(Severity::Warning)
        .with_place(place.clone())
        .with_help("a reviewer decides whether the reason is valid")
}

fn collect_entity_kinds(catalog: &Catalog) -> BTreeSet<String> {
    let kinds = catalog
        .entities
        .iter()
        .map(|entity| entity.kind().to_lowercase());
    kinds.collect()
}

/// A relaxed setting in `idp.yaml`.
struct RelaxedSetting {
    /// The keys from the root to the section, as far as they exist.
    section: Vec<String>,
    /// The key or value in the section to point at.
    word: String,
    message: String,
}

impl RelaxedSetting {
    fn new(section: &[&str], word: &str, message: String) -> RelaxedSetting {
        RelaxedSetting {
            section: section.iter().map(|key| (*key).to_owned()).collect(),
            word: word.to_owned(),
            message,
        }
    }

    /// The position of the word in its section, else of the deepest existing key, else the start of the file.
    fn find_setting_place(&self, source: &Arc<SourceFile>) -> Place {
        let found = || {
            let (tree, _) = yaml::parse_yaml_document(&source.text).ok()?;
            let (mut section, mut key) = (tree.root()?, None);
            for name in &self.section {
                let Some(entry) = section.entry(name) else {
                    return key;
                };
                (section, key) = (entry.value, Some(entry.key.span()));
            }
            find_matching_key_or_value_span(section, &self.word).or(key)
        };
        Place::new(source, found().unwrap_or(0..0))
    }
}

/// The span of a key or value below `node` that equals `word`.
fn find_matching_key_or_value_span(node: YamlNode<'_, '_>, word: &str) -> Option<Range<usize>> {
    if node.as_str() == Some(word) {
        return Some(node.span());
    }
    let entries = node
        .entries()
        .find_map(|entry| match entry.key.text_as_key() {
            Some(key) if key == word => Some(entry.key.span()),
            _ => find_matching_key_or_value_span(entry.value, word),
        });
    entries.or_else(|| {
        node.items()
            .find_map(|item| find_matching_key_or_value_span(item, word))
    })
}

fn find_lowered_rule_levels(
    before: &PlatformConfig,
    after: &PlatformConfig,
) -> Vec<RelaxedSetting> {
    let level = |config: &PlatformConfig, rule: &Rule| {
        let mut settled = config.rules.iter();
        let settled = settled.find(|(code, _)| code.rule().code == rule.code);
        settled.map_or(rule.level, |(_, level)| *level)
    };
    let lowered = rules::ALL_RULES.iter().filter_map(|rule| {
        let (before, after) = (level(before, rule), level(after, rule));
        let message = format!(
            "{} is lowered from {} to {}",
            rule.code,
            before.name(),
            after.name()
        );
        (rule_level_rank(after) < rule_level_rank(before))
            .then(|| RelaxedSetting::new(&["rules"], rule.code, message))
    });
    lowered.collect()
}

fn rule_level_rank(level: RuleLevel) -> u8 {
    match level.name() {
        "error" => 3,
        "warning" => 2,
        "note" => 1,
        _ => 0,
    }
}

fn find_relaxed_external_settings(
    before: &PlatformConfig,
    after: &PlatformConfig,
) -> Vec<RelaxedSetting> {
    let patterns = |config: &PlatformConfig| -> BTreeSet<String> {
        config
            .external
            .refs
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    let new_patterns = &patterns(after) - &patterns(before);
    let catalogs = |config: &PlatformConfig| config.external.catalogs.iter().cloned().collect();
    let (had, has): (BTreeSet<String>, BTreeSet<String>) = (catalogs(before), catalogs(after));
    let lowered = new_patterns.into_iter().chain(&has - &had).map(|new| {
        let message = format!("`external` now covers {}", escape_and_truncate(&new));
        RelaxedSetting::new(&["external"], &new, message)
    });
    lowered.collect()
}

fn find_widened_catalog_model(
    before: &PlatformConfig,
    after: &PlatformConfig,
) -> Vec<RelaxedSetting> {
    let (old, new) = (&before.catalog, &after.catalog);
    let placeholders = added_values(&old.placeholders, &new.placeholders).map(|name| {
        let message = format!(
            "`catalog.placeholders` now includes {}",
            escape_and_truncate(name)
        );
        RelaxedSetting::new(&["catalog", "placeholders"], name, message)
    });
    let layers = added_values(&old.models, &new.models).map(|path| {
        let message = format!(
            "`catalog.models` now includes {}",
            escape_and_truncate(path)
        );
        RelaxedSetting::new(&["catalog", "models"], path, message)
    });
    placeholders.chain(layers).collect()
}

fn added_values<'a>(before: &'a [String], after: &'a [String]) -> impl Iterator<Item = &'a str> {
    let new = after.iter().filter(|one| !before.contains(one));
    new.map(String::as_str)
}

fn find_relaxed_catalog_settings(
    before: &PlatformConfig,
    after: &PlatformConfig,
) -> Vec<RelaxedSetting> {
    let (old, new) = (&before.catalog, &after.catalog);
    let mut lowered = Vec::new();
    if old.catalog_root_file() != new.catalog_root_file() {
        let message = format!(
            "the catalog now starts at {} instead of {}",
            escape_and_truncate(new.catalog_root_file()),
            escape_and_truncate(old.catalog_root_file())
        );
        lowered.push(RelaxedSetting::new(
            &["catalog"],
            new.catalog_root_file(),
            message,
        ));
    }
    let widened = match (&old.kinds, &new.kinds) {
        (Some(_), None) => true,
        (Some(old), Some(new)) => new.iter().any(|kind| !old.contains(kind)),
        (None, _) => false,
    };
    if widened {
        let message = "`catalog.kinds` allows more kinds".to_owned();
        lowered.push(RelaxedSetting::new(&["catalog"], "kinds", message));
    }
    if new.ai_kinds && !old.ai_kinds {
        let message = "`catalog.aiKinds` allows more kinds".to_owned();
        lowered.push(RelaxedSetting::new(&["catalog"], "aiKinds", message));
    }
    lowered
}

fn find_widened_taxonomy(before: &PlatformConfig, after: &PlatformConfig) -> Vec<RelaxedSetting> {
    let (old, new) = (before.taxonomy.lifecycles(), after.taxonomy.lifecycles());
    let lifecycles = new.into_iter().filter(|word| !old.contains(word));
    let mut lowered: Vec<RelaxedSetting> = lifecycles
        .map(|word| {
            let message = format!(
                "`taxonomy` allows the lifecycle {}",
                escape_and_truncate(word)
            );
            RelaxedSetting::new(&["taxonomy", "lifecycles"], word, message)
        })
        .collect();
    let types: &BTreeMap<String, Vec<String>> = &before.taxonomy.types;
    for (kind, old) in types {
        let section = ["taxonomy", "types", kind];
        let Some(new) = after.taxonomy.types.get(kind) else {
            let message = format!(
                "`taxonomy` allows any type for {}",
                escape_and_truncate(kind)
            );
            lowered.push(RelaxedSetting::new(&section[..2], kind, message));
            continue;
        };
        lowered.extend(added_values(old, new).map(|word| {
            let (shown, kind) = (escape_and_truncate(word), escape_and_truncate(kind));
            let message = format!("`taxonomy` allows the type {shown} for {kind}");
            RelaxedSetting::new(&section, word, message)
        }));
    }
    lowered
}

fn build_relaxation_finding(place: Place, message: String) -> Diagnostic {
    Diagnostic::new(CHECK_RELAXED_CODE, RuleTier::Policy, message)
        .with_place(place)
        .with_help(
            "if this is intended, get approval from an owner of the settings, or run with --allow-relaxed",
        )
}
