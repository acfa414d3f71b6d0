//! `idp catalog serve` answers as Backstage's backend did when `tests/conformance/backend/record.mjs` asked it about the same catalog.

use std::collections::HashMap;
use std::path::Path;

use regex::Regex;
use serde_json::Value;

use crate::serve::{Response, Server};
use crate::support::Idp;

/// The answers of the backend.
const EXCHANGES: &str = include_str!("../conformance/backend/exchanges.json");

/// A server with the catalog that was recorded, and the names of its uids and entity tags.
struct ReplayedServer {
    server: Server,
    folder: String,
    names: HashMap<String, String>,
    hash: Regex,
}

impl ReplayedServer {
    fn start(idp: &Idp) -> ReplayedServer {
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/backend/fixtures");
        for entry in walkdir::WalkDir::new(&source) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let path = entry
                    .path()
                    .strip_prefix(&source)
                    .unwrap()
                    .to_str()
                    .unwrap();
                idp.write_file(path, &std::fs::read_to_string(entry.path()).unwrap());
            }
        }
        let server = Server::start(idp, &[]);
        let entities = server.send("GET", "/api/catalog/entities", "", "").body;
        let entities: Vec<Value> = serde_json::from_str(&entities).unwrap();
        let mut names = HashMap::new();
        for entity in &entities {
            let text = |field: &str| entity["metadata"][field].as_str().unwrap();
            let kind = entity["kind"].as_str().unwrap();
            let reference = format!("{kind}:{}/{}", text("namespace"), text("name")).to_lowercase();
            for field in ["uid", "etag"] {
                names.insert(text(field).to_owned(), format!("<{field} of {reference}>"));
            }
        }
        ReplayedServer {
            server,
            folder: idp.path("").canonicalize().unwrap().display().to_string(),
            names,
            hash: Regex::new("generated-[0-9a-f]{40}").unwrap(),
        }
    }

    /// Asks what was asked then.
    fn ask(&self, exchange: &Value) -> Response {
        let text = |field: &str| exchange[field].as_str().unwrap_or_default();
        let mut headers = String::new();
        let has_type = exchange["type"].is_string();
        if exchange["content"].is_string() {
            let type_ = if has_type {
                text("type")
            } else {
                "application/json"
            };
            headers.push_str(&format!("Content-Type: {type_}\r\n"));
        }
        for (name, value) in exchange["sent"].as_object().into_iter().flatten() {
            headers.push_str(&format!("{name}: {}\r\n", value.as_str().unwrap()));
        }
        let path = format!("/api/catalog{}", text("path"));
        self.server
            .send(text("method"), &path, &headers, text("content"))
    }

    /// The body as it was recorded, without what differs from server to server.
    fn normalise(&self, exchange: &Value, body: &str) -> Value {
        let Ok(mut body) = serde_json::from_str::<Value>(body) else {
            return body.into();
        };
        self.replace_names(&mut body);
        if let Some(Value::String(message)) = body.pointer_mut("/error/message") {
            loosen_message(message);
        }
        let hidden = body.to_string().replace(&self.folder, "[FOLDER]");
        let hidden = self.hash.replace_all(&hidden, "generated-[HASH]");
        let mut body: Value = serde_json::from_str(&hidden).unwrap();
        if exchange["order"] == "values" {
            for item in items_of(&mut body) {
                *item = item.to_string().to_lowercase().into();
            }
        }
        sort_unordered(exchange, &mut body);
        body
    }

    fn replace_names(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.replace_names(item)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    match value {
                        Value::String(text) if key.ends_with("Cursor") => {
                            "[CURSOR]".clone_into(text)
                        }
                        Value::String(text) if key == "uid" || key == "etag" => {
                            if let Some(name) = self.names.get(text.as_str()) {
                                text.clone_from(name);
                            }
                        }
                        other => self.replace_names(other),
                    }
                }
            }
            _ => {}
        }
    }
}

/// Both servers reject the request, each in the words of its parser.
fn loosen_message(message: &mut String) {
    for known in ["Malformed cursor", "Invalid query"] {
        if message.starts_with(&format!("{known}: ")) {
            *message = format!("<{known}>");
        }
    }
    if message.starts_with("invalid JSON: ") {
        "<invalid JSON>".clone_into(message);
    }
}

fn items_of(body: &mut Value) -> &mut [Value] {
    let items = match body {
        Value::Array(items) => Some(items),
        other => other.get_mut("items").and_then(Value::as_array_mut),
    };
    items.map_or(&mut [], Vec::as_mut_slice)
}

/// Sorts the items of a result whose order is random in Backstage.
fn sort_unordered(exchange: &Value, body: &mut Value) {
    if exchange["order"] == "uid" {
        items_of(body).sort_by_key(Value::to_string);
    }
}

#[test]
fn the_recorded_answers_come_again() {
    let idp = Idp::new();
    let server = ReplayedServer::start(&idp);
    let exchanges: Vec<Value> = serde_json::from_str(EXCHANGES).unwrap();
    assert!(exchanges.len() > 200);
    let mut differences = Vec::new();
    for mut exchange in exchanges {
        let response = server.ask(&exchange);
        let mut expected = exchange["body"].take();
        sort_unordered(&exchange, &mut expected);
        let found = server.normalise(&exchange, &response.body);
        let headers = exchange["headers"].as_object().unwrap().iter();
        let header = |name: &str| response.headers.get(name).cloned().unwrap_or_default();
        let are_headers_equal = headers.clone().all(|(name, value)| match name.as_str() {
            "tagged" => value == response.headers.contains_key("etag"),
            // The requests are in HTTP 1.0, without chunks.
            "sized" => true,
            "vary" => header(name).to_lowercase() == value.as_str().unwrap(),
            name => header(name) == value.as_str().unwrap(),
        });
        if exchange["status"] != response.status || found != expected || !are_headers_equal {
            differences.push(format!(
                "{}\nexpected {expected}\nfound {} {:?} {found}",
                exchange, response.status, response.headers
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}
