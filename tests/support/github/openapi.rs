//! GitHub's own description of its API. If `IDP_TEST_OPENAPI` names it, every request of every test is also checked
//! against it. `IDP_TEST_RECORD` names a file that gets a line for each request. `tests/conformance/run` uses both.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use bytes::Bytes;
use serde_json::{Value as Json, json};

/// The description, with a cache of the schemas that are needed.
struct OpenApiDescription {
    document: Json,
    schemas: Mutex<BTreeMap<String, jsonschema::Validator>>,
}

static DESCRIPTION: LazyLock<Option<OpenApiDescription>> = LazyLock::new(|| {
    let path = std::env::var_os("IDP_TEST_OPENAPI")?;
    let text = std::fs::read(path).unwrap();
    Some(OpenApiDescription {
        document: serde_json::from_slice(&text).unwrap(),
        schemas: Mutex::default(),
    })
});

/// Records a request.
pub(super) fn record_request(method: &str, path: &str, body: &Bytes) {
    use std::io::Write;
    let Some(file) = std::env::var_os("IDP_TEST_RECORD") else {
        return;
    };
    let body: Json = serde_json::from_slice(body).unwrap_or_default();
    let line = json!({"method": method, "path": path, "body": body});
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.create(true).append(true).open(file).unwrap();
    file.write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// Why a request doesn't match the description; `None` if it does.
pub(super) fn check_request(method: &str, path: &str, body: &Bytes) -> Option<String> {
    let description = DESCRIPTION.as_ref()?;
    let Some((template, operation)) = description.find_operation(method, path) else {
        return Some(format!("{method} {path} is not in the description"));
    };
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if body.is_empty() {
        let required = operation["requestBody"]["required"] == json!(true);
        return required.then(|| format!("{method} {path} has no body"));
    }
    let Ok(body) = serde_json::from_slice::<Json>(body) else {
        return Some(format!("{method} {path} sends what is no JSON"));
    };
    if let Some(unknown) = description.find_unknown_field(schema, &body) {
        return Some(format!(
            "{method} {path} sends `{unknown}`, which is not described"
        ));
    }
    description.validate_body(&format!("{method} {template}"), schema, &body)
}

impl OpenApiDescription {
    /// The path template and the operation of a request; a template without placeholders takes precedence.
    fn find_operation(&self, method: &str, path: &str) -> Option<(&str, &Json)> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let wanted: Vec<&str> = template.split('/').collect();
            let fit = |(wanted, part): (&&str, &&str)| wanted.starts_with('{') || wanted == part;
            wanted.len() == parts.len() && wanted.iter().zip(&parts).all(fit)
        };
        let paths = self.document["paths"].as_object()?;
        let found = paths.iter().filter(|(template, operations)| {
            fits(template) && operations.get(method.to_lowercase()).is_some()
        });
        let (template, operations) =
            found.min_by_key(|(template, _)| template.matches('{').count())?;
        Some((template, &operations[method.to_lowercase()]))
    }

    /// A top-level field that isn't in the description.
    fn find_unknown_field(&self, schema: &Json, body: &Json) -> Option<String> {
        let properties = self.resolve_ref(schema)["properties"].as_object()?;
        let sent = body.as_object()?;
        sent.keys()
            .find(|key| !properties.contains_key(*key))
            .cloned()
    }

    fn resolve_ref<'d>(&'d self, schema: &'d Json) -> &'d Json {
        match schema["$ref"].as_str() {
            Some(reference) => self.resolve_ref(self.document.pointer(&reference[1..]).unwrap()),
            None => schema,
        }
    }

    fn validate_body(&self, name: &str, schema: &Json, body: &Json) -> Option<String> {
        let mut schemas = self.schemas.lock().unwrap();
        let validator = schemas.entry(name.to_owned()).or_insert_with(|| {
            let mut whole = schema.clone();
            convert_nullable(&mut whole);
            let mut components = self.document["components"]["schemas"].clone();
            convert_nullable(&mut components);
            whole["components"] = json!({"schemas": components});
            jsonschema::draft7::new(&whole).unwrap()
        });
        let faults: Vec<String> = validator
            .iter_errors(body)
            .map(|error| format!("{name}: {error}"))
            .collect();
        (!faults.is_empty()).then(|| faults.join("; "))
    }
}

/// OpenAPI 3.0 has its own keyword for values that can be null.
fn convert_nullable(schema: &mut Json) {
    match schema {
        Json::Object(object) => {
            if object.remove("nullable") == Some(json!(true))
                && let Some(kind) = object.get("type").cloned()
            {
                object.insert("type".to_owned(), json!([kind, "null"]));
            }
            object.values_mut().for_each(convert_nullable);
        }
        Json::Array(items) => items.iter_mut().for_each(convert_nullable),
        _ => {}
    }
}
