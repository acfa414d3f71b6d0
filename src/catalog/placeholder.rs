//! `$text`, `$json` and `$yaml`: what Backstage's `PlaceholderProcessor` 4.0.0 puts in their place, from files of the
//! same repository only.

use serde_json::Value;

use super::Files;
use super::location::{is_url, joined};
use crate::printable::{Printable, brief};
use crate::yaml::{self, Substitute, Tree};

/// A placeholder that stands for nothing, and why.
pub(super) type Failure = (Substitute, String);

/// Fills in every placeholder of a document in the file `from`. Those that name a URL stay as they are.
pub(super) fn fill(tree: &mut Tree<'_>, files: &dyn Files, from: &str) -> Vec<Failure> {
    let mut failures = Vec::new();
    for substitute in tree.substitutes() {
        match resolve(&substitute, files, from) {
            Some(Ok(value)) => tree.substitute(&substitute, &value),
            Some(Err(why)) => failures.push((substitute, why)),
            None => {}
        }
    }
    failures
}

fn resolve(
    substitute: &Substitute,
    files: &dyn Files,
    from: &str,
) -> Option<Result<Value, String>> {
    let read: fn(String) -> Result<Value, String> = match substitute.key.as_str() {
        "text" => |text| Ok(Value::String(text)),
        "json" => json,
        "yaml" => yaml,
        _ => return None,
    };
    let Some(target) = &substitute.value else {
        let key = Printable(&substitute.key);
        return Some(Err(format!("`${key}` must name a file")));
    };
    (!is_url(target)).then(|| {
        let value = text(target, files, from).and_then(read);
        value.map_err(|why| format!("`{}` {why}", brief(target)))
    })
}

fn text(target: &str, files: &dyn Files, from: &str) -> Result<String, String> {
    let path = joined(from, target).ok_or("lies outside the repository")?;
    if !files.has(&path) {
        return Err("is not there".to_owned());
    }
    let bytes = files.read(&path).map_err(|error| error.to_string())?;
    let bytes = bytes.ok_or("is not there")?;
    // As Node.js reads it: what is not UTF-8 becomes a replacement character.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn json(text: String) -> Result<Value, String> {
    serde_json::from_str(&text).map_err(|error| format!("is not JSON: {error}"))
}

fn yaml(text: String) -> Result<Value, String> {
    let documents = yaml::documents(&text);
    let [document] = documents.as_slice() else {
        return Err(format!("holds {} documents, not one", documents.len()));
    };
    let broken = |fault: yaml::Fault| format!("is not YAML: {}", fault.message);
    let (tree, faults) = yaml::parse(document.text).map_err(broken)?;
    match faults.into_iter().next() {
        Some(fault) => Err(broken(fault)),
        None => Ok(tree.root().map_or(Value::Null, yaml::Node::to_json)),
    }
}
