//! `$text`, `$json` and `$yaml`: what Backstage's `PlaceholderProcessor` 4.0.0 puts in their place, from files of the
//! same repository only.

use serde_json::Value;

use super::Files;
use super::way::{Way, way};
use crate::printable::{Printable, brief};
use crate::yaml::{self, Substitute, Tree};

/// A placeholder that was not filled in: its text is on the web, or the reason why there is none.
pub(super) type Unfilled = (Substitute, Result<(), String>);

/// Fills in every placeholder of a document in the file `from` that it can; those left come back.
pub(super) fn fill(tree: &mut Tree<'_>, files: &dyn Files, from: &str) -> Vec<Unfilled> {
    let mut unfilled = Vec::new();
    for substitute in tree.substitutes() {
        match resolve(&substitute, files, from) {
            None => {}
            Some(Ok(Some(value))) => tree.substitute(&substitute, &value),
            Some(Ok(None)) => unfilled.push((substitute, Ok(()))),
            Some(Err(why)) => unfilled.push((substitute, Err(why))),
        }
    }
    unfilled
}

/// The value of a placeholder: nothing for what only looks like one, `Ok(None)` for what is on the web.
fn resolve(
    substitute: &Substitute,
    files: &dyn Files,
    from: &str,
) -> Option<Result<Option<Value>, String>> {
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
    let value = match way(from, target) {
        Way::Elsewhere => return Some(Ok(None)),
        Way::Inside(path) => text(&path, files).and_then(read),
        Way::Outside => Err("lies outside the repository".to_owned()),
        Way::Nowhere => Err("is neither a path nor a URL".to_owned()),
    };
    let value = value.map(Some);
    Some(value.map_err(|why| format!("`{}` {why}", brief(target))))
}

fn text(path: &str, files: &dyn Files) -> Result<String, String> {
    if !files.has(path) {
        return Err("is not there".to_owned());
    }
    let bytes = files.read(path).map_err(|error| error.to_string())?;
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
    let (tree, faults) = document.parse().map_err(broken)?;
    match faults.into_iter().next() {
        Some(fault) => Err(broken(fault)),
        None => Ok(tree.root().map_or(Value::Null, yaml::Node::to_json)),
    }
}
