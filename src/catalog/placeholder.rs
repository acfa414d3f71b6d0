//! `$text`, `$json` and `$yaml`: what Backstage's `PlaceholderProcessor` 4.0.5 puts in their place, from files of the
//! same repository only; and the placeholders that an organisation added, such as `$openapi`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::hosting::{Hosted, hosted};
use super::way::{Way, way};
use super::{Files, Model};
use crate::printable::{Printable, brief};
use crate::yaml::{self, Node, Substitute, Tree};

/// What the placeholders of one document may bring in, beside its definition: bytes, and some for each value.
const DOCUMENT: u64 = 8 << 20;
/// What those of a whole catalog may.
const CATALOG: u64 = 128 << 20;
/// What may be read for definitions, which are not kept.
const DEFINITIONS: u64 = 1 << 30;
/// A larger file is not parsed.
const LARGEST_STRUCTURE: usize = 2 << 20;
/// What a value costs beside its text.
const VALUE: u64 = 64;
/// So much of a definition is looked at.
const BEGINNING: usize = 256;

/// Whether there may be a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unfilled {
    /// It stands on the web, or was not looked at.
    Open,
    /// Backstage rejects it unless the entity lies in the repository that it names.
    Elsewhere(String),
    /// There is none.
    Unreadable(String),
}

/// What placeholders may still bring in, of one reading.
#[derive(Debug)]
pub(super) struct Allowance {
    left: AtomicU64,
    definitions: AtomicU64,
    said: AtomicBool,
    /// The beginnings of definitions, by path: many entities may share one.
    beginnings: Mutex<HashMap<String, Result<String, String>>>,
}

impl Default for Allowance {
    fn default() -> Allowance {
        Allowance {
            left: AtomicU64::new(CATALOG),
            definitions: AtomicU64::new(DEFINITIONS),
            said: AtomicBool::new(false),
            beginnings: Mutex::default(),
        }
    }
}

/// What a placeholder is given to fill it in with.
type Outcome = Result<Value, Unfilled>;

/// The placeholders of a document in the file `from`.
pub(super) struct Filler<'f> {
    pub(super) files: &'f dyn Files,
    pub(super) from: &'f str,
    pub(super) model: Model,
    pub(super) allowance: &'f Allowance,
}

impl Filler<'_> {
    /// Fills in every placeholder that it can; those left come back.
    pub(super) fn fill(&self, tree: &mut Tree<'_>) -> Vec<(Substitute, Unfilled)> {
        let mut unfilled = Vec::new();
        let substitutes = tree.substitutes();
        let definition = definition_start(tree).filter(|_| !substitutes.is_empty());
        let mut left = DOCUMENT;
        for substitute in substitutes {
            let is_definition = definition == Some(substitute.span.start);
            match self.value(&substitute, is_definition, &mut left) {
                None => {}
                Some(Ok(value)) => tree.substitute(&substitute, &value),
                Some(Err(why)) => unfilled.push((substitute, why)),
            }
        }
        unfilled
    }

    /// The value of a placeholder: nothing for what only looks like one.
    fn value(
        &self,
        substitute: &Substitute,
        is_definition: bool,
        left: &mut u64,
    ) -> Option<Outcome> {
        let key = substitute.key.as_str();
        let is_stock = matches!(key, "text" | "json" | "yaml");
        if !is_stock && !self.model.has_placeholder(key) {
            return None;
        }
        let Some(target) = &substitute.value else {
            let why = format!("`${}` must name a file", Printable(key));
            return Some(Err(Unfilled::Unreadable(why)));
        };
        let path = match self.path(target) {
            Ok(path) => path,
            Err(why) => return Some(Err(why)),
        };
        let value = match key {
            "json" => self.structure(&path, left, json),
            "yaml" => self.structure(&path, left, yaml),
            "text" if !is_definition => self.text(&path, left),
            // What the module makes of the file is a text.
            "text" | "openapi" | "asyncapi" => self.beginning(&path).map(Value::String),
            // Nobody knows what it makes of the file.
            _ if self.files.has(&path) => return Some(Err(Unfilled::Open)),
            _ => Err(Fault::Why("is not there".to_owned())),
        };
        Some(value.map_err(|fault| self.unfilled(fault, target, left)))
    }

    /// The file that `target` names.
    fn path(&self, target: &str) -> Result<String, Unfilled> {
        let unreadable = |why: &str| Unfilled::Unreadable(format!("`{}` {why}", brief(target)));
        match way(self.from, target) {
            Way::Inside(path) => return Ok(path),
            Way::Outside => return Err(unreadable("lies outside the repository")),
            Way::Nowhere => return Err(unreadable("is neither a path nor a URL")),
            Way::Elsewhere => {}
        }
        let hosting = self.files.hosting();
        match hosted(hosting, target) {
            Hosted::Here(path) => Ok(path),
            Hosted::SameRepository | Hosted::Elsewhere => Err(Unfilled::Open),
            Hosted::OtherRepository if hosting.is_some() => {
                Err(unreadable("lies in another repository"))
            }
            Hosted::OtherRepository => Err(Unfilled::Elsewhere(format!(
                "Backstage rejects `{}` unless this entity lies in the same repository",
                brief(target)
            ))),
        }
    }

    fn unfilled(&self, fault: Fault, target: &str, left: &mut u64) -> Unfilled {
        let (limit, first) = match fault {
            Fault::Why(why) => return Unfilled::Unreadable(format!("`{}` {why}", brief(target))),
            Fault::Document => (DOCUMENT, std::mem::take(left) > 0),
            Fault::Catalog(limit) => (limit, !self.allowance.said.swap(true, Ordering::Relaxed)),
        };
        let of = match fault {
            Fault::Document => "this document",
            _ => "the catalog",
        };
        match first {
            true => Unfilled::Unreadable(format!(
                "the placeholders of {of} bring in more than {} MiB; `{}` and those after it were not read",
                limit >> 20,
                brief(target)
            )),
            false => Unfilled::Open,
        }
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, Fault> {
        let absent = || Fault::Why("is not there".to_owned());
        if !self.files.has(path) {
            return Err(absent());
        }
        let bytes = self.files.read(path);
        let bytes = bytes.map_err(|error| Fault::Why(error.to_string()))?;
        bytes.ok_or_else(absent)
    }

    fn text(&self, path: &str, left: &mut u64) -> Result<Value, Fault> {
        self.is_allowed(*left)?;
        let bytes = self.bytes(path)?;
        self.spend(VALUE + bytes.len() as u64, left)?;
        // As Node.js reads it: what is not UTF-8 becomes a replacement character.
        Ok(Value::String(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn structure(
        &self,
        path: &str,
        left: &mut u64,
        parse: fn(&str) -> Result<Value, String>,
    ) -> Result<Value, Fault> {
        self.is_allowed(*left)?;
        let bytes = self.bytes(path)?;
        if bytes.len() > LARGEST_STRUCTURE {
            let most = LARGEST_STRUCTURE >> 20;
            return Err(Fault::Why(format!("has more than {most} MiB")));
        }
        self.spend(bytes.len() as u64, left)?;
        let value = parse(&String::from_utf8_lossy(&bytes)).map_err(Fault::Why)?;
        self.spend(VALUE * values(&value), left)?;
        Ok(value)
    }

    /// The beginning of a file whose text is checked and not kept.
    fn beginning(&self, path: &str) -> Result<String, Fault> {
        let known = |path: &str| {
            let beginnings = self.allowance.beginnings.lock();
            let beginnings = beginnings.unwrap_or_else(PoisonError::into_inner);
            beginnings.get(path).cloned()
        };
        if let Some(known) = known(path) {
            return known.map_err(Fault::Why);
        }
        if self.allowance.definitions.load(Ordering::Relaxed) == 0 {
            return Err(Fault::Catalog(DEFINITIONS));
        }
        let read = match self.bytes(path) {
            Ok(bytes) => {
                if !take(&self.allowance.definitions, bytes.len() as u64) {
                    return Err(Fault::Catalog(DEFINITIONS));
                }
                let most = bytes.len().min(BEGINNING);
                Ok(String::from_utf8_lossy(&bytes[..most]).into_owned())
            }
            Err(Fault::Why(why)) => Err(why),
            Err(fault) => return Err(fault),
        };
        let beginnings = self.allowance.beginnings.lock();
        let mut beginnings = beginnings.unwrap_or_else(PoisonError::into_inner);
        beginnings.insert(path.to_owned(), read.clone());
        read.map_err(Fault::Why)
    }

    /// Whether anything is left, before a file is read for it.
    fn is_allowed(&self, left: u64) -> Result<(), Fault> {
        match (left, self.allowance.left.load(Ordering::Relaxed)) {
            (0, _) => Err(Fault::Document),
            (_, 0) => Err(Fault::Catalog(CATALOG)),
            _ => Ok(()),
        }
    }

    fn spend(&self, cost: u64, left: &mut u64) -> Result<(), Fault> {
        if cost > *left {
            return Err(Fault::Document);
        }
        if !take(&self.allowance.left, cost) {
            return Err(Fault::Catalog(CATALOG));
        }
        *left -= cost;
        Ok(())
    }
}

/// Why there is no value.
enum Fault {
    Why(String),
    /// The document brings in too much.
    Document,
    /// The catalog does; the limit.
    Catalog(u64),
}

/// Takes `cost` from what is left; false, and nothing left, where there is less.
fn take(left: &AtomicU64, cost: u64) -> bool {
    let less = |left: u64| Some(left.saturating_sub(cost));
    let before = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    before.is_ok_and(|before| before >= cost)
}

/// Where the object in `spec.definition` starts.
fn definition_start(tree: &Tree<'_>) -> Option<usize> {
    let definition = tree.root()?.get("spec")?.get("definition")?;
    definition.is_mapping().then(|| definition.span().start)
}

fn values(value: &Value) -> u64 {
    match value {
        Value::Array(items) => 1 + items.iter().map(values).sum::<u64>(),
        Value::Object(entries) => 1 + entries.values().map(|value| 1 + values(value)).sum::<u64>(),
        _ => 1,
    }
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}"))
}

fn yaml(text: &str) -> Result<Value, String> {
    let documents = yaml::documents(text);
    let [document] = documents.as_slice() else {
        return Err(format!("holds {} documents, not one", documents.len()));
    };
    let broken = |fault: yaml::Fault| format!("is not YAML: {}", fault.message);
    let (tree, faults) = document.parse().map_err(broken)?;
    match faults.into_iter().next() {
        Some(fault) => Err(broken(fault)),
        None => match tree.root() {
            Some(root) if !is_light(root, &mut { DOCUMENT }) => {
                Err(format!("stands for more than {} MiB", DOCUMENT >> 20))
            }
            root => Ok(root.map_or(Value::Null, Node::to_json)),
        },
    }
}

/// Whether the value of `node` costs at most what is left: an alias stands for a copy.
fn is_light(node: Node<'_, '_>, left: &mut u64) -> bool {
    let text = node.key_text().map_or(0, str::len) as u64;
    match left.checked_sub(VALUE + text) {
        Some(rest) => *left = rest,
        None => return false,
    }
    let light = |left: &mut u64, node: Node<'_, '_>| is_light(node, left);
    node.items().all(|item| light(left, item))
        && node
            .entries()
            .all(|entry| light(left, entry.key) && light(left, entry.value))
}
