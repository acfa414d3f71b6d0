//! `$text`, `$json` and `$yaml`, resolved as by Backstage's `PlaceholderProcessor` 4.0.5, but only from files of the
//! same repository; and custom placeholders, such as `$openapi`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::hosted_repository::{UrlRelationToRepository, classify_url_by_repository};
use super::target_path::{TargetPathResolution, resolve_target_relative_to_file};
use super::{CatalogModel, Files};
use crate::printable::{Printable, escape_and_truncate};
use crate::yaml::{self, DollarPlaceholderNode, YamlNode, YamlTree};

/// The maximum size of the placeholder values of one document, except its definition: bytes, plus a cost per value.
const DOCUMENT_PLACEHOLDER_BYTE_LIMIT: u64 = 8 << 20;
/// The maximum for a whole catalog.
const CATALOG_PLACEHOLDER_BYTE_LIMIT: u64 = 128 << 20;
/// The maximum to read for definitions, which are not kept.
const CATALOG_DEFINITION_BYTE_LIMIT: u64 = 1 << 30;
/// The maximum size of a file to parse.
const MAX_PARSED_FILE_BYTES: usize = 2 << 20;
/// The cost of a value besides its text.
const PLACEHOLDER_VALUE_COST: u64 = 64;
/// The length of a definition to check.
const DEFINITION_PREFIX_BYTES: usize = 256;

/// Why a placeholder has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PlaceholderFailure {
    /// It's on the web, or wasn't checked.
    Unknown,
    /// Backstage rejects it unless the entity is in the repository that the placeholder names.
    OtherRepository(String),
    /// It can't be read.
    Unreadable(String),
}

/// The remaining budget for placeholders in one read.
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

/// How much of a definition to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DefinitionContent {
    /// Enough to check it; it isn't kept.
    Prefix,
    /// All of it.
    Whole,
}

/// The value of a placeholder, or why it has none.
type PlaceholderResult = Result<Value, PlaceholderFailure>;

/// Resolves the placeholders of a document in the file `from`.
pub(super) struct PlaceholderResolver<'f> {
    pub(super) files: &'f dyn Files,
    pub(super) document_path: &'f str,
    pub(super) model: CatalogModel,
    pub(super) budget: &'f PlaceholderBudget,
    pub(super) definitions: DefinitionContent,
}

/// The result of resolving the placeholders of a document.
pub(super) struct PlaceholderResolutionOutcome {
    /// Whether the document has any placeholder, so its entity depends on other files.
    pub(super) found_any: bool,
    /// The placeholders that couldn't be resolved.
    pub(super) unresolved: Vec<(DollarPlaceholderNode, PlaceholderFailure)>,
}

impl PlaceholderResolver<'_> {
    /// Resolves every placeholder that it can.
    pub(super) fn resolve_placeholders(
        &self,
        tree: &mut YamlTree<'_>,
    ) -> PlaceholderResolutionOutcome {
        let mut unfilled = Vec::new();
        let substitutes = tree.find_dollar_key_placeholders();
        let found_any = !substitutes.is_empty();
        let definition = find_spec_definition_start(tree).filter(|_| found_any);
        let mut left = DOCUMENT_PLACEHOLDER_BYTE_LIMIT;
        for substitute in substitutes {
            let is_definition = definition == Some(substitute.span.start);
            match self.resolve_placeholder_value(&substitute, is_definition, &mut left) {
                None => {}
                Some(Ok(value)) => tree.replace_dollar_placeholder(&substitute, &value),
                Some(Err(why)) => unfilled.push((substitute, why)),
            }
        }
        PlaceholderResolutionOutcome {
            found_any,
            unresolved: unfilled,
        }
    }

    /// The value of a placeholder; `None` if it only looks like one.
    fn resolve_placeholder_value(
        &self,
        substitute: &DollarPlaceholderNode,
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
            "text" if self.definitions == DefinitionContent::Whole => {
                self.read_whole_definition(&path)
            }
            // The Backstage modules for these placeholders turn the file into a string, with its references resolved.
            "openapi" | "asyncapi" if self.definitions == DefinitionContent::Whole => {
                return Some(Err(PlaceholderFailure::Unknown));
            }
            "text" | "openapi" | "asyncapi" => {
                self.read_definition_prefix(&path).map(Value::String)
            }
            // The result of a custom placeholder is unknown.
            _ if self.files.has_file(&path) => return Some(Err(PlaceholderFailure::Unknown)),
            _ => Err(PlaceholderReadError::Unreadable("not found".to_owned())),
        };
        Some(value.map_err(|fault| self.to_placeholder_failure(fault, target, left)))
    }

    /// The file that `target` names.
    fn resolve_placeholder_path(&self, target: &str) -> Result<String, PlaceholderFailure> {
        let unreadable = |why: &str| {
            PlaceholderFailure::Unreadable(format!("`{}` {why}", escape_and_truncate(target)))
        };
        match resolve_target_relative_to_file(self.document_path, target) {
            TargetPathResolution::Inside(path) => return Ok(path),
            TargetPathResolution::OutsideRepository => {
                return Err(unreadable("is outside the repository"));
            }
            TargetPathResolution::Invalid => return Err(unreadable("is neither a path nor a URL")),
            TargetPathResolution::Url => {}
        }
        let hosting = self.files.hosted_repository();
        match classify_url_by_repository(hosting, target) {
            UrlRelationToRepository::LocalFile(path) => Ok(path),
            UrlRelationToRepository::SameRepository | UrlRelationToRepository::UnknownHost => {
                Err(PlaceholderFailure::Unknown)
            }
            UrlRelationToRepository::OtherRepository if hosting.is_some() => {
                Err(unreadable("is in another repository"))
            }
            UrlRelationToRepository::OtherRepository => {
                Err(PlaceholderFailure::OtherRepository(format!(
                    "Backstage rejects `{}` unless this entity is in the same repository",
                    escape_and_truncate(target)
                )))
            }
        }
    }

    fn to_placeholder_failure(
        &self,
        fault: PlaceholderReadError,
        target: &str,
        left: &mut u64,
    ) -> PlaceholderFailure {
        let (limit, first) = match fault {
            PlaceholderReadError::Unreadable(why) => {
                return PlaceholderFailure::Unreadable(format!(
                    "`{}` {why}",
                    escape_and_truncate(target)
                ));
            }
            PlaceholderReadError::DocumentLimit => {
                (DOCUMENT_PLACEHOLDER_BYTE_LIMIT, std::mem::take(left) > 0)
            }
            PlaceholderReadError::CatalogLimit(limit) => (
                limit,
                !self.budget.limit_reported.swap(true, Ordering::Relaxed),
            ),
        };
        let of = match fault {
            PlaceholderReadError::DocumentLimit => "this document",
            _ => "the catalog",
        };
        if first {
            PlaceholderFailure::Unreadable(format!(
                "the placeholders in {of} load more than {} MiB; `{}` and later ones were not read",
                limit >> 20,
                escape_and_truncate(target)
            ))
        } else {
            PlaceholderFailure::Unknown
        }
    }

    fn read_file_bytes(&self, path: &str) -> Result<Vec<u8>, PlaceholderReadError> {
        let absent = || PlaceholderReadError::Unreadable("not found".to_owned());
        if !self.files.has_file(path) {
            return Err(absent());
        }
        let bytes = self.files.read(path);
        let bytes = bytes.map_err(|error| PlaceholderReadError::Unreadable(error.to_string()))?;
        bytes.ok_or_else(absent)
    }

    fn read_file_as_text(&self, path: &str, left: &mut u64) -> Result<Value, PlaceholderReadError> {
        self.ensure_budget_left(*left)?;
        let bytes = self.read_file_bytes(path)?;
        self.spend_budget(PLACEHOLDER_VALUE_COST + bytes.len() as u64, left)?;
        // As in Node.js, invalid UTF-8 becomes a replacement character.
        Ok(Value::String(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn read_parsed_file(
        &self,
        path: &str,
        left: &mut u64,
        parse: fn(&str) -> Result<Value, String>,
    ) -> Result<Value, PlaceholderReadError> {
        self.ensure_budget_left(*left)?;
        let bytes = self.read_file_bytes(path)?;
        if bytes.len() > MAX_PARSED_FILE_BYTES {
            let most = MAX_PARSED_FILE_BYTES >> 20;
            return Err(PlaceholderReadError::Unreadable(format!(
                "is larger than {most} MiB"
            )));
        }
        self.spend_budget(bytes.len() as u64, left)?;
        let value =
            parse(&String::from_utf8_lossy(&bytes)).map_err(PlaceholderReadError::Unreadable)?;
        self.spend_budget(PLACEHOLDER_VALUE_COST * count_json_values(&value), left)?;
        Ok(value)
    }

    /// The beginning of a file, which is checked but not kept.
    fn read_definition_prefix(&self, path: &str) -> Result<String, PlaceholderReadError> {
        let known = |path: &str| {
            let beginnings = self.budget.definition_prefixes.lock();
            let beginnings = beginnings.unwrap_or_else(PoisonError::into_inner);
            beginnings.get(path).cloned()
        };
        if let Some(known) = known(path) {
            return known.map_err(PlaceholderReadError::Unreadable);
        }
        if self.budget.definition_bytes_left.load(Ordering::Relaxed) == 0 {
            return Err(PlaceholderReadError::CatalogLimit(
                CATALOG_DEFINITION_BYTE_LIMIT,
            ));
        }
        let read = match self.read_file_bytes(path) {
            Ok(bytes) => {
                self.spend_definition_budget(bytes.len())?;
                let most = bytes.len().min(DEFINITION_PREFIX_BYTES);
                Ok(String::from_utf8_lossy(&bytes[..most]).into_owned())
            }
            Err(PlaceholderReadError::Unreadable(why)) => Err(why),
            Err(fault) => return Err(fault),
        };
        let beginnings = self.budget.definition_prefixes.lock();
        let mut beginnings = beginnings.unwrap_or_else(PoisonError::into_inner);
        beginnings.insert(path.to_owned(), read.clone());
        read.map_err(PlaceholderReadError::Unreadable)
    }

    fn read_whole_definition(&self, path: &str) -> Result<Value, PlaceholderReadError> {
        let bytes = self.read_file_bytes(path)?;
        self.spend_definition_budget(bytes.len())?;
        Ok(Value::String(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn spend_definition_budget(&self, bytes: usize) -> Result<(), PlaceholderReadError> {
        if try_take_from_budget(&self.budget.definition_bytes_left, bytes as u64) {
            Ok(())
        } else {
            Err(PlaceholderReadError::CatalogLimit(
                CATALOG_DEFINITION_BYTE_LIMIT,
            ))
        }
    }

    /// Checks that budget is left before a file is read.
    fn ensure_budget_left(&self, left: u64) -> Result<(), PlaceholderReadError> {
        match (left, self.budget.bytes_left.load(Ordering::Relaxed)) {
            (0, _) => Err(PlaceholderReadError::DocumentLimit),
            (_, 0) => Err(PlaceholderReadError::CatalogLimit(
                CATALOG_PLACEHOLDER_BYTE_LIMIT,
            )),
            _ => Ok(()),
        }
    }

    fn spend_budget(&self, cost: u64, left: &mut u64) -> Result<(), PlaceholderReadError> {
        if cost > *left {
            return Err(PlaceholderReadError::DocumentLimit);
        }
        if !try_take_from_budget(&self.budget.bytes_left, cost) {
            return Err(PlaceholderReadError::CatalogLimit(
                CATALOG_PLACEHOLDER_BYTE_LIMIT,
            ));
        }
        *left -= cost;
        Ok(())
    }
}

/// Why a value can't be read.
enum PlaceholderReadError {
    Unreadable(String),
    /// The document exceeds its limit.
    DocumentLimit,
    /// The catalog exceeds this limit.
    CatalogLimit(u64),
}

/// Subtracts `cost` from the budget; returns false, and sets it to zero, if it's not enough.
fn try_take_from_budget(left: &AtomicU64, cost: u64) -> bool {
    let less = |left: u64| Some(left.saturating_sub(cost));
    let before = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    before.is_ok_and(|before| before >= cost)
}

/// The start of the object in `spec.definition`.
fn find_spec_definition_start(tree: &YamlTree<'_>) -> Option<usize> {
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
    serde_json::from_str(text).map_err(|error| format!("is not valid JSON: {error}"))
}

fn parse_yaml_to_json(text: &str) -> Result<Value, String> {
    let documents = yaml::split_yaml_documents(text);
    let [document] = documents.as_slice() else {
        return Err(format!("has {} documents, expected one", documents.len()));
    };
    let broken = |fault: yaml::YamlError| format!("is not valid YAML: {}", fault.message);
    let (tree, faults) = document.parse().map_err(broken)?;
    match faults.into_iter().next() {
        Some(fault) => Err(broken(fault)),
        None => match tree.root() {
            Some(root)
                if !is_yaml_node_within_budget(root, &mut { DOCUMENT_PLACEHOLDER_BYTE_LIMIT }) =>
            {
                Err(format!(
                    "expands to more than {} MiB",
                    DOCUMENT_PLACEHOLDER_BYTE_LIMIT >> 20
                ))
            }
            root => Ok(root.map_or(Value::Null, YamlNode::to_json)),
        },
    }
}

/// Whether the value of `node` fits the remaining budget: an alias counts as a copy.
fn is_yaml_node_within_budget(node: YamlNode<'_, '_>, left: &mut u64) -> bool {
    let text = node.text_as_key().map_or(0, str::len) as u64;
    match left.checked_sub(PLACEHOLDER_VALUE_COST + text) {
        Some(rest) => *left = rest,
        None => return false,
    }
    let light = |left: &mut u64, node: YamlNode<'_, '_>| is_yaml_node_within_budget(node, left);
    node.items().all(|item| light(left, item))
        && node
            .entries()
            .all(|entry| light(left, entry.key) && light(left, entry.value))
}
