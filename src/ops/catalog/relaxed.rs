//! What a change does to its own check: settings that ask for less, files that no longer count, teams that are gone.
//!
//! A pull request brings its own `idp.yaml` and its own catalog, so it could turn the check off and be green. The gate
//! judges by the settings of the merge base, and every finding here is one more reason to let a person decide.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::catalog::{Catalog, Entity, Files, Model, Reading, Survey};
use crate::count::Count;
use crate::diagnostic::{Diagnostic, Severity, Tier};
use crate::error::Result;
use crate::platform::{Config, FILE, Snapshot};
use crate::printable::brief;
use crate::rules::{self, Level, Rule};
use crate::source::{Place, Source, without_mark};
use crate::yaml::{self, Node};

use super::stray::{Stray, strays};

pub(super) const CODE: &str = "check-relaxed";

/// So many of the entities that a change removes are named.
const NAMED: usize = 10;

/// A platform before and after a change, both read.
pub(super) struct Change<'a> {
    pub(super) before: &'a Snapshot,
    pub(super) base: &'a Catalog,
    pub(super) after: &'a Snapshot,
    /// Read as the settings before the change say.
    pub(super) head: &'a Catalog,
    /// What the check found after the change, and not before.
    pub(super) introduced: &'a [Diagnostic],
}

impl Change<'_> {
    /// Every way in which the check says less after the change, worst as `severity` has it.
    ///
    /// # Errors
    /// Io (7) where a folder cannot be read.
    pub(super) fn relaxations(&self, severity: Severity) -> Result<Vec<Diagnostic>> {
        let mut found = self.settings();
        found.extend(self.layers());
        found.extend(self.locations());
        found.extend(self.unchecked());
        found.extend(self.left_behind()?);
        found.extend(self.moved_out()?);
        found.extend(self.new_strays()?);
        let weighed = found.into_iter().map(|finding| finding.severity(severity));
        let shown = self.new_allows().into_iter().chain(self.removed());
        Ok(weighed.chain(shown).collect())
    }

    fn settings(&self) -> Vec<Diagnostic> {
        let file = self.after.files().read(FILE).ok().flatten();
        let text = file.and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(text) = text else {
            if self.before.is_loose() {
                return Vec::new();
            }
            let source = Source::new(FILE, "");
            return vec![relaxed(
                Place::new(&source, 0..0),
                format!("{FILE} is missing, or not a regular file any more"),
            )];
        };
        let source = Source::new(FILE, without_mark(&text));
        let (before, after) = (&self.before.config, &self.after.config);
        let all = [
            rules_lowered(before, after),
            model_widened(before, after),
            external_widened(before, after),
            layout_moved(before, after),
            words_added(before, after),
        ];
        let found = all.into_iter().flatten();
        found
            .map(|lowered| relaxed(lowered.place(&source), lowered.message))
            .collect()
    }

    /// Model layers that were there before and say something else now, such as that a required field is optional.
    fn layers(&self) -> Vec<Diagnostic> {
        let (before, after) = (self.before.files(), self.after.files());
        let text = |files: &dyn Files, path: &str| files.read(path).ok().flatten();
        let models = self.before.config.catalog.models.iter();
        let changed = models.filter(|path| text(&*before, path) != text(&*after, path));
        let found = changed.map(|path| {
            relaxed(
                Place::new(&Source::new(path, ""), 0..0),
                "this model layer changed, so the catalog may accept more than before".to_owned(),
            )
        });
        found.collect()
    }

    /// Locations whose targets may be missing from now on.
    fn locations(&self) -> Vec<Diagnostic> {
        let optional = |location: &&Entity| {
            let before = self.base.get(location.reference());
            location.is_optional() && before.is_some_and(|before| !before.is_optional())
        };
        let locations = self.head.of_kind("location").filter(optional);
        let found = locations.map(|location| {
            relaxed(
                location.place(),
                "the targets of this Location became optional".to_owned(),
            )
        });
        found.collect()
    }

    /// Notes that took the place of findings: there is nothing left to check a reference against.
    fn unchecked(&self) -> Vec<Diagnostic> {
        let had = |kinds: &[&str]| {
            let mut kinds = kinds.iter();
            kinds.any(|kind| self.base.of_kind(kind).next().is_some())
        };
        let lost_a_kind = kinds(self.base)
            .difference(&kinds(self.head))
            .next()
            .is_some();
        let gone = self.gone();
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
            Diagnostic::new(CODE, Tier::Policy, message)
                .help("restore the entities that this change removes, or have an owner of the settings approve it")
        });
        found.collect()
    }

    /// A note with the entities that are gone, wherever they went: a file of another name may still hold them.
    fn removed(&self) -> Option<Diagnostic> {
        let gone = self.gone();
        let named: Vec<_> = gone.iter().take(NAMED).map(|one| brief(one)).collect();
        let more = match gone.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "this change removes {}: {}{more}",
            Count(gone.len(), "entity"),
            named.join(", ")
        );
        let note = Diagnostic::new(CODE, Tier::Policy, message).severity(Severity::Note);
        (!gone.is_empty()).then_some(note)
    }

    /// What the catalog had and no longer has.
    fn gone(&self) -> BTreeSet<String> {
        &refs(self.base) - &refs(self.head)
    }

    /// Files that were read, are still there, and are no longer read.
    fn left_behind(&self) -> Result<Vec<Diagnostic>> {
        let files = self.after.files();
        let is_new_platform = self.before.is_loose() && !self.after.is_loose();
        let own = is_new_platform.then(|| self.after.catalog()).transpose()?;
        let (before, after) = (read(self.base), read(own.as_ref().unwrap_or(self.head)));
        let left = before.difference(&after).filter(|file| files.has(file));
        let found = left.map(|file| {
            let message = "this file is no longer part of the catalog: no Location reaches it";
            relaxed(
                Place::new(&Source::new(*file, ""), 0..0),
                message.to_owned(),
            )
        });
        Ok(found.collect())
    }

    /// Entities that the catalog had, and that now stand in a file that is not part of it.
    fn moved_out(&self) -> Result<Vec<Diagnostic>> {
        let gone = self.gone();
        if gone.is_empty() {
            return Ok(Vec::new());
        }
        let (files, read) = (self.after.files(), &read(self.base) | &read(self.head));
        let known = &self.after.config.external.catalogs;
        let mut survey = Survey::below(&*files, "")?;
        survey
            .files
            .retain(|file| !read.contains(file.as_str()) && !known.contains(file));
        let mut reading = Reading::new(Model::STOCK);
        reading.add_survey(&*files, &[], &survey)?;
        let others = reading.finish();
        let moved = others.entities.iter().filter_map(|entity| {
            let reference = entity.reference().to_string();
            let message = format!(
                "{} is no longer part of the catalog: no Location reaches this file",
                brief(&reference)
            );
            gone.contains(&reference)
                .then(|| relaxed(entity.place(), message))
        });
        Ok(moved.collect())
    }

    /// Comments that allow a finding, which the change brings along. Their reason is for a reviewer to judge.
    fn new_allows(&self) -> Vec<Diagnostic> {
        let mut known: BTreeMap<Allowance<'_>, usize> = BTreeMap::new();
        for (allowance, _) in allowances(self.base) {
            *known.entry(allowance).or_default() += 1;
        }
        let new = allowances(self.head).filter(|(allowance, _)| match known.get_mut(allowance) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        });
        new.map(|(allowance, place)| allowed(allowance.code, place, allowance.reason))
            .collect()
    }

    fn new_strays(&self) -> Result<Vec<Diagnostic>> {
        let before = strays(self.before, self.base)?;
        let after = strays(self.after, self.head)?;
        let was_read = read(self.base);
        let new = after.iter().filter(|stray| {
            let left_behind = stray.is_document() && was_read.contains(stray.path());
            !(left_behind || before.contains(stray))
        });
        Ok(new
            .map(Stray::finding)
            .map(|finding| Diagnostic {
                code: CODE,
                ..finding
            })
            .collect())
    }
}

/// The files that a catalog was read from, if they hold anything.
fn read(catalog: &Catalog) -> BTreeSet<&str> {
    let entities = catalog.entities.iter().map(Entity::file);
    let places = catalog
        .diagnostics
        .iter()
        .filter_map(|finding| finding.place.as_ref());
    entities.chain(places.map(Place::file)).collect()
}

/// What a comment allows. In another entity, for another reason or beside another value it is a new one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Allowance<'c> {
    file: &'c str,
    /// The document that it stands in, by its entity.
    entity: Option<String>,
    code: &'c str,
    reason: &'c str,
    /// The line that it speaks of, without the comment.
    line: &'c str,
}

/// Every code that a comment allows, with its place.
fn allowances(catalog: &Catalog) -> impl Iterator<Item = (Allowance<'_>, &Place)> {
    let entities = entities_by_file(catalog);
    catalog.allows.iter().flat_map(move |allow| {
        let (source, line) = (&allow.place.source, allow.line());
        let start = Place::new(source, line.clone()).start().line;
        let mut above = entities.get(allow.place.file()).into_iter().flatten().rev();
        let entity = above.find(|(name, _)| *name <= start);
        let entity = entity.map(|(_, entity)| entity.reference().to_string());
        let text = source.text.get(line).unwrap_or_default();
        let text = text.split(" # idp: allow").next().unwrap_or(text).trim();
        allow.codes.iter().map(move |(code, place)| {
            let allowance = Allowance {
                file: place.file(),
                entity: entity.clone(),
                code,
                reason: &allow.reason,
                line: text,
            };
            (allowance, place)
        })
    })
}

/// The entities of each file by the lines of their names, in order.
fn entities_by_file(catalog: &Catalog) -> BTreeMap<&str, Vec<(usize, &Entity)>> {
    let mut by_file: BTreeMap<&str, Vec<(usize, &Entity)>> = BTreeMap::new();
    for entity in &catalog.entities {
        let line = entity.place().start().line;
        by_file
            .entry(entity.file())
            .or_default()
            .push((line, entity));
    }
    for entities in by_file.values_mut() {
        entities.sort_by_key(|(line, _)| *line);
    }
    by_file
}

fn refs(catalog: &Catalog) -> BTreeSet<String> {
    let refs = catalog.entities.iter().map(Entity::reference);
    refs.map(|reference| reference.to_string()).collect()
}

fn allowed(code: &str, place: &Place, reason: &str) -> Diagnostic {
    let message = format!("this change allows {}: {}", brief(code), brief(reason));
    Diagnostic::new(CODE, Tier::Policy, message)
        .severity(Severity::Warning)
        .at(place.clone())
        .help("a reviewer decides whether the reason holds")
}

fn kinds(catalog: &Catalog) -> BTreeSet<String> {
    let kinds = catalog
        .entities
        .iter()
        .map(|entity| entity.kind().to_lowercase());
    kinds.collect()
}

/// What became less strict in `idp.yaml`, and where.
struct Lowered {
    /// The keys from the top to the section, as far as it is there.
    section: Vec<String>,
    /// The key or the value in it to point at.
    word: String,
    message: String,
}

impl Lowered {
    fn new(section: &[&str], word: &str, message: String) -> Lowered {
        Lowered {
            section: section.iter().map(|key| (*key).to_owned()).collect(),
            word: word.to_owned(),
            message,
        }
    }

    /// The word in its section, else the nearest key on the way there, else the start of the file.
    fn place(&self, source: &Arc<Source>) -> Place {
        let found = || {
            let (tree, _) = yaml::parse(&source.text).ok()?;
            let (mut section, mut key) = (tree.root()?, None);
            for name in &self.section {
                let Some(entry) = section.entry(name) else {
                    return key;
                };
                (section, key) = (entry.value, Some(entry.key.span()));
            }
            word_in(section, &self.word).or(key)
        };
        Place::new(source, found().unwrap_or(0..0))
    }
}

/// Where a key or a value below `node` is `word`.
fn word_in(node: Node<'_, '_>, word: &str) -> Option<Range<usize>> {
    if node.as_str() == Some(word) {
        return Some(node.span());
    }
    let entries = node.entries().find_map(|entry| match entry.key.key_text() {
        Some(key) if key == word => Some(entry.key.span()),
        _ => word_in(entry.value, word),
    });
    entries.or_else(|| node.items().find_map(|item| word_in(item, word)))
}

fn rules_lowered(before: &Config, after: &Config) -> Vec<Lowered> {
    let level = |config: &Config, rule: &Rule| {
        let mut settled = config.rules.iter();
        let settled = settled.find(|(code, _)| code.rule().code == rule.code);
        settled.map_or(rule.level, |(_, level)| *level)
    };
    let lowered = rules::ALL.iter().filter_map(|rule| {
        let (before, after) = (level(before, rule), level(after, rule));
        let message = format!(
            "{} goes from {} to {}",
            rule.code,
            before.name(),
            after.name()
        );
        (rank(after) < rank(before)).then(|| Lowered::new(&["rules"], rule.code, message))
    });
    lowered.collect()
}

fn rank(level: Level) -> u8 {
    match level.name() {
        "error" => 3,
        "warning" => 2,
        "note" => 1,
        _ => 0,
    }
}

fn external_widened(before: &Config, after: &Config) -> Vec<Lowered> {
    let patterns = |config: &Config| -> BTreeSet<String> {
        config
            .external
            .refs
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    let new_patterns = &patterns(after) - &patterns(before);
    let catalogs = |config: &Config| config.external.catalogs.iter().cloned().collect();
    let (had, has): (BTreeSet<String>, BTreeSet<String>) = (catalogs(before), catalogs(after));
    let lowered = new_patterns.into_iter().chain(&has - &had).map(|new| {
        let message = format!("`external` now covers {}", brief(&new));
        Lowered::new(&["external"], &new, message)
    });
    lowered.collect()
}

fn model_widened(before: &Config, after: &Config) -> Vec<Lowered> {
    let (old, new) = (&before.catalog, &after.catalog);
    let placeholders = added(&old.placeholders, &new.placeholders).map(|name| {
        let message = format!("`catalog.placeholders` now has {}", brief(name));
        Lowered::new(&["catalog", "placeholders"], name, message)
    });
    let layers = added(&old.models, &new.models).map(|path| {
        let message = format!("`catalog.models` now has {}", brief(path));
        Lowered::new(&["catalog", "models"], path, message)
    });
    placeholders.chain(layers).collect()
}

fn added<'a>(before: &'a [String], after: &'a [String]) -> impl Iterator<Item = &'a str> {
    let new = after.iter().filter(|one| !before.contains(one));
    new.map(String::as_str)
}

fn layout_moved(before: &Config, after: &Config) -> Vec<Lowered> {
    let (old, new) = (&before.catalog, &after.catalog);
    let mut lowered = Vec::new();
    if old.root() != new.root() {
        let message = format!(
            "the catalog starts at {} instead of {}",
            brief(new.root()),
            brief(old.root())
        );
        lowered.push(Lowered::new(&["catalog"], new.root(), message));
    }
    let widened = match (&old.kinds, &new.kinds) {
        (Some(_), None) => true,
        (Some(old), Some(new)) => new.iter().any(|kind| !old.contains(kind)),
        (None, _) => false,
    };
    if widened {
        let message = "`catalog.kinds` lets in more kinds".to_owned();
        lowered.push(Lowered::new(&["catalog"], "kinds", message));
    }
    if new.ai_kinds && !old.ai_kinds {
        let message = "`catalog.aiKinds` lets in more kinds".to_owned();
        lowered.push(Lowered::new(&["catalog"], "aiKinds", message));
    }
    lowered
}

fn words_added(before: &Config, after: &Config) -> Vec<Lowered> {
    let (old, new) = (before.taxonomy.lifecycles(), after.taxonomy.lifecycles());
    let lifecycles = new.into_iter().filter(|word| !old.contains(word));
    let mut lowered: Vec<Lowered> = lifecycles
        .map(|word| {
            let message = format!("`taxonomy` allows the lifecycle {}", brief(word));
            Lowered::new(&["taxonomy", "lifecycles"], word, message)
        })
        .collect();
    let types: &BTreeMap<String, Vec<String>> = &before.taxonomy.types;
    for (kind, old) in types {
        let section = ["taxonomy", "types", kind];
        let Some(new) = after.taxonomy.types.get(kind) else {
            let message = format!("`taxonomy` allows any type of {}", brief(kind));
            lowered.push(Lowered::new(&section[..2], kind, message));
            continue;
        };
        lowered.extend(added(old, new).map(|word| {
            let (shown, kind) = (brief(word), brief(kind));
            let message = format!("`taxonomy` allows the type {shown} of {kind}");
            Lowered::new(&section, word, message)
        }));
    }
    lowered
}

fn relaxed(place: Place, message: String) -> Diagnostic {
    Diagnostic::new(CODE, Tier::Policy, message).at(place).help(
        "if it is meant, have an owner of the settings approve it, or run with --allow-relaxed",
    )
}
