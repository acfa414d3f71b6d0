//! `$text`, `$json` and `$yaml`: what Backstage's `PlaceholderProcessor` 4.0.5 puts in their place, from files of the
//! same repository only; and the placeholders that an organisation added, such as `$openapi`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::hosted_repository::{UrlTarget, classify_url};
use super::target_path::{TargetPath, resolve_target_path};
use super::{CatalogModel, Files};
use crate::printable::{Printable, escape_and_truncate};
use crate::yaml::{self, PlaceholderNode, YamlNode, YamlTree};

/// What the placeholders of one document may bring in, beside its definition: bytes, and some for each value.
const DOCUMENT_PLACEHOLDER_BYTE_LIMIT: u64 = 8 << 20;
/// What those of a whole catalog may.
const CATALOG_PLACEHOLDER_BYTE_LIMIT: u64 = 128 << 20;
/// What may be read for definitions, which are not kept.
const CATALOG_DEFINITION_BYTE_LIMIT: u64 = 1 << 30;
/// A larger file is not parsed.
const MAX_PARSED_FILE_BYTES: usize = 2 << 20;
/// What a value costs beside its text.
const PLACEHOLDER_VALUE_COST: u64 = 64;
/// So much of a definition is looked at.
const DEFINITION_PREFIX_BYTES: usize = 256;

/// Whether there may be a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PlaceholderFailure {
    /// It stands on the web, or was not looked at.
    Unknown,
    /// Backstage rejects it unless the entity lies in the repository that it names.
    OtherRepository(String),
    /// There is none.
    Unreadable(String),
}

/// What placeholders may still bring in, of one reading.
#[derive(Debug)]
pub(super) struct PlaceholderBudget {
    bytes_left: AtomicU64,
    definition_bytes_left: AtomicU64,
    limit_reported: AtomicBool,
    /// The beginnings of definitions, by path: many entities may share one.
    definition_prefixes: Mutex<HashMap<String, Result<String, String>>>,
}

impl Default for PlaceholderBudget {
    fn default() -> PlaceholderBudget {
        PlaceholderBudget {
            bytes_left: AtomicU64::new(CATALOG_PLACEHOLDER_BYTE_LIMIT),
            definition_bytes_left: AtomicU64::new(CATALOG_DEFINITION_BYTE_LIMIT),
            limit_reported: AtomicBool::new(false),
            definition_prefixes: Mutex::default(),
        }
    }
}

/// What a placeholder is given to fill it in with.
type PlaceholderResult = Result<Value, PlaceholderFailure>;

/// The placeholders of a document in the file `from`.
pub(super) struct PlaceholderResolver<'f> {
    pub(super) files: &'f dyn Files,
    pub(super) document_path: &'f str,
    pub(super) model: CatalogModel,
    pub(super) budget: &'f PlaceholderBudget,
}

/// What became of the placeholders of a document.
pub(super) struct ResolvedPlaceholders {
    /// Whether the document has any: then its entity depends on other files.
    pub(super) found_any: bool,
    /// Those that could not be filled in.
    pub(super) unresolved: Vec<(PlaceholderNode, PlaceholderFailure)>,
}

impl PlaceholderResolver<'_> {
    /// Fills in every placeholder that it can.
    pub(super) fn resolve_placeholders(&self, tree: &mut YamlTree<'_>) -> ResolvedPlaceholders {
        let mut unfilled = Vec::new();
        let substitutes = tree.find_placeholders();
        let found_any = !substitutes.is_empty();
        let definition = find_definition_start(tree).filter(|_| found_any);
        let mut left = DOCUMENT_PLACEHOLDER_BYTE_LIMIT;
        for substitute in substitutes {
            let is_definition = definition == Some(substitute.span.start);
            match self.resolve_placeholder_value(&substitute, is_definition, &mut left) {
                None => {}
                Some(Ok(value)) => tree.replace_placeholder(&substitute, &value),
                Some(Err(why)) => unfilled.push((substitute, why)),
            }
        }
        ResolvedPlaceholders {
            found_any,
            unresolved: unfilled,
        }
    }

    /// The value of a placeholder: nothing for what only looks like one.
    fn resolve_placeholder_value(
        &self,
        substitute: &PlaceholderNode,
        is_definition: bool,
        left: &mut u64,
    ) -> Option<PlaceholderResult> {
        let key = substitute.key.as_str();
        let is_stock = matches!(key, "text" | "json" | "yaml");
        if !is_stock && !self.model.declares_placeholder(key) {
            return None;
        }
        let Some(target) = &substitute.value else {
            let why = format!("`${}` must name a file", Printable(key));
            return Some(Err(PlaceholderFailure::Unreadable(why)));
        };
        let path = match self.resolve_placeholder_path(target) {
            Ok(path) => path,
            Err(why) => return Some(Err(why)),
        };
        let value = match key {
            "json" => self.read_parsed_file(&path, left, parse_json),
            "yaml" => self.read_parsed_file(&path, left, parse_yaml_to_json),
            "text" if !is_definition => self.read_file_as_text(&path, left),
            // What the module makes of the file is a text.
            "text" | "openapi" | "asyncapi" => {
                self.read_definition_prefix(&path).map(Value::String)
            }
            // Nobody knows what it makes of the file.
            _ if self.files.has_file(&path) => return Some(Err(PlaceholderFailure::Unknown)),
            _ => Err(PlaceholderError::Unreadable("is not there".to_owned())),
        };
        Some(value.map_err(|fault| self.to_unresolved_reason(fault, target, left)))
    }

    /// The file that `target` names.
    fn resolve_placeholder_path(&self, target: &str) -> Result<String, PlaceholderFailure> {
        let unreadable = |why: &str| {
            PlaceholderFailure::Unreadable(format!("`{}` {why}", escape_and_truncate(target)))
        };
        match resolve_target_path(self.document_path, target) {
            TargetPath::Inside(path) => return Ok(path),
            TargetPath::OutsideRepository => return Err(unreadable("lies outside the repository")),
            TargetPath::Invalid => return Err(unreadable("is neither a path nor a URL")),
            TargetPath::Url => {}
        }
        let hosting = self.files.hosted_repository();
        match classify_url(hosting, target) {
            UrlTarget::LocalFile(path) => Ok(path),
            UrlTarget::SameRepository | UrlTarget::UnknownHost => Err(PlaceholderFailure::Unknown),
            UrlTarget::OtherRepository if hosting.is_some() => {
                Err(unreadable("lies in another repository"))
            }
            UrlTarget::OtherRepository => Err(PlaceholderFailure::OtherRepository(format!(
                "Backstage rejects `{}` unless this entity lies in the same repository",
                escape_and_truncate(target)
            ))),
        }
    }

    fn to_unresolved_reason(
        &self,
        fault: PlaceholderError,
        target: &str,
        left: &mut u64,
    ) -> PlaceholderFailure {
        let (limit, first) = match fault {
            PlaceholderError::Unreadable(why) => {
                return PlaceholderFailure::Unreadable(format!(
                    "`{}` {why}",
                    escape_and_truncate(target)
                ));
            }
            PlaceholderError::DocumentLimit => {
                (DOCUMENT_PLACEHOLDER_BYTE_LIMIT, std::mem::take(left) > 0)
            }
            PlaceholderError::CatalogLimit(limit) => (
                limit,
                !self.budget.limit_reported.swap(true, Ordering::Relaxed),
            ),
        };
        let of = match fault {
            PlaceholderError::DocumentLimit => "this document",
            _ => "the catalog",
        };
        if first {
            PlaceholderFailure::Unreadable(format!(
                "the placeholders of {of} bring in more than {} MiB; `{}` and those after it were not read",
                limit >> 20,
                escape_and_truncate(target)
            ))
        } else {
            PlaceholderFailure::Unknown
        }
    }

    fn read_file_bytes(&self, path: &str) -> Result<Vec<u8>, PlaceholderError> {
        let absent = || PlaceholderError::Unreadable("is not there".to_owned());
        if !self.files.has_file(path) {
            return Err(absent());
        }
        let bytes = self.files.read(path);
        let bytes = bytes.map_err(|error| PlaceholderError::Unreadable(error.to_string()))?;
        bytes.ok_or_else(absent)
    }

    fn read_file_as_text(&self, path: &str, left: &mut u64) -> Result<Value, PlaceholderError> {
        self.ensure_budget_left(*left)?;
        let bytes = self.read_file_bytes(path)?;
        self.spend_budget(PLACEHOLDER_VALUE_COST + bytes.len() as u64, left)?;
        // As Node.js reads it: what is not UTF-8 becomes a replacement character.
        Ok(Value::String(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn read_parsed_file(
        &self,
        path: &str,
        left: &mut u64,
        parse: fn(&str) -> Result<Value, String>,
    ) -> Result<Value, PlaceholderError> {
        self.ensure_budget_left(*left)?;
        let bytes = self.read_file_bytes(path)?;
        if bytes.len() > MAX_PARSED_FILE_BYTES {
            let most = MAX_PARSED_FILE_BYTES >> 20;
            return Err(PlaceholderError::Unreadable(format!(
                "has more than {most} MiB"
            )));
        }
        self.spend_budget(bytes.len() as u64, left)?;
        let value =
            parse(&String::from_utf8_lossy(&bytes)).map_err(PlaceholderError::Unreadable)?;
        self.spend_budget(PLACEHOLDER_VALUE_COST * count_json_values(&value), left)?;
        Ok(value)
    }

    /// The beginning of a file whose text is checked and not kept.
    fn read_definition_prefix(&self, path: &str) -> Result<String, PlaceholderError> {
        let known = |path: &str| {
            let beginnings = self.budget.definition_prefixes.lock();
            let beginnings = beginnings.unwrap_or_else(PoisonError::into_inner);
            beginnings.get(path).cloned()
        };
        if let Some(known) = known(path) {
            return known.map_err(PlaceholderError::Unreadable);
        }
        if self.budget.definition_bytes_left.load(Ordering::Relaxed) == 0 {
            return Err(PlaceholderError::CatalogLimit(
                CATALOG_DEFINITION_BYTE_LIMIT,
            ));
        }
        let read = match self.read_file_bytes(path) {
            Ok(bytes) => {
                if !take_from_budget(&self.budget.definition_bytes_left, bytes.len() as u64) {
                    return Err(PlaceholderError::CatalogLimit(
                        CATALOG_DEFINITION_BYTE_LIMIT,
                    ));
                }
                let most = bytes.len().min(DEFINITION_PREFIX_BYTES);
                Ok(String::from_utf8_lossy(&bytes[..most]).into_owned())
            }
            Err(PlaceholderError::Unreadable(why)) => Err(why),
            Err(fault) => return Err(fault),
        };
        let beginnings = self.budget.definition_prefixes.lock();
        let mut beginnings = beginnings.unwrap_or_else(PoisonError::into_inner);
        beginnings.insert(path.to_owned(), read.clone());
        read.map_err(PlaceholderError::Unreadable)
    }

    /// Whether anything is left, before a file is read for it.
    fn ensure_budget_left(&self, left: u64) -> Result<(), PlaceholderError> {
        match (left, self.budget.bytes_left.load(Ordering::Relaxed)) {
            (0, _) => Err(PlaceholderError::DocumentLimit),
            (_, 0) => Err(PlaceholderError::CatalogLimit(
                CATALOG_PLACEHOLDER_BYTE_LIMIT,
            )),
            _ => Ok(()),
        }
    }

    fn spend_budget(&self, cost: u64, left: &mut u64) -> Result<(), PlaceholderError> {
        if cost > *left {
            return Err(PlaceholderError::DocumentLimit);
        }
        if !take_from_budget(&self.budget.bytes_left, cost) {
            return Err(PlaceholderError::CatalogLimit(
                CATALOG_PLACEHOLDER_BYTE_LIMIT,
            ));
        }
        *left -= cost;
        Ok(())
    }
}

/// Why there is no value.
enum PlaceholderError {
    Unreadable(String),
    /// The document brings in too much.
    DocumentLimit,
    /// The catalog does; the limit.
    CatalogLimit(u64),
}

/// Takes `cost` from what is left; false, and nothing left, where there is less.
fn take_from_budget(left: &AtomicU64, cost: u64) -> bool {
    let less = |left: u64| Some(left.saturating_sub(cost));
    let before = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    before.is_ok_and(|before| before >= cost)
}

/// Where the object in `spec.definition` starts.
fn find_definition_start(tree: &YamlTree<'_>) -> Option<usize> {
    let definition = tree.root()?.get("spec")?.get("definition")?;
    definition.is_mapping().then(|| definition.span().start)
}

fn count_json_values(value: &Value) -> u64 {
    match value {
        Value::Array(items) => 1 + items.iter().map(count_json_values).sum::<u64>(),
        Value::Object(entries) => {
            1 + entries
                .values()
                .map(|value| 1 + count_json_values(value))
                .sum::<u64>()
        }
        _ => 1,
    }
}

fn parse_json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}"))
}

fn parse_yaml_to_json(text: &str) -> Result<Value, String> {
    let documents = yaml::split_yaml_documents(text);
    let [document] = documents.as_slice() else {
        return Err(format!("holds {} documents, not one", documents.len()));
    };
    let broken = |fault: yaml::YamlError| format!("is not YAML: {}", fault.message);
    let (tree, faults) = document.parse().map_err(broken)?;
    match faults.into_iter().next() {
        Some(fault) => Err(broken(fault)),
        None => match tree.root() {
            Some(root) if !is_within_budget(root, &mut { DOCUMENT_PLACEHOLDER_BYTE_LIMIT }) => {
                Err(format!(
                    "stands for more than {} MiB",
                    DOCUMENT_PLACEHOLDER_BYTE_LIMIT >> 20
                ))
            }
            root => Ok(root.map_or(Value::Null, YamlNode::to_json)),
        },
    }
}

/// Whether the value of `node` costs at most what is left: an alias stands for a copy.
fn is_within_budget(node: YamlNode<'_, '_>, left: &mut u64) -> bool {
    let text = node.key_text().map_or(0, str::len) as u64;
    match left.checked_sub(PLACEHOLDER_VALUE_COST + text) {
        Some(rest) => *left = rest,
        None => return false,
    }
    let light = |left: &mut u64, node: YamlNode<'_, '_>| is_within_budget(node, left);
    node.items().all(|item| light(left, item))
        && node
            .entries()
            .all(|entry| light(left, entry.key) && light(left, entry.value))
}
