//! The JSON body of a POST request, checked as the catalog backend checks it against its OpenAPI description. Unknown fields are ignored.

use serde_json::{Map, Value};

use super::api_error::ApiError;

/// The fields of a body.
#[derive(Clone, Debug, Default)]
pub(super) struct RequestBody(Map<String, Value>);

impl RequestBody {
    /// Parses a body; `None` if there is none.
    ///
    /// # Errors
    /// Input (400) for another media type, invalid JSON or another value than an object.
    pub(super) fn parse(
        content_type: Option<&str>,
        bytes: &[u8],
    ) -> Result<Option<RequestBody>, ApiError> {
        if bytes.is_empty() {
            return Ok(None);
        }
        let media_type = content_type.and_then(|type_| type_.split(';').next());
        let Some(media_type) = media_type.map(str::trim) else {
            return Err(ApiError::input("media type not specified"));
        };
        if !media_type.eq_ignore_ascii_case("application/json") {
            return Err(ApiError::input(format!(
                "unsupported media type {media_type}"
            )));
        }
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Ok(Some(RequestBody(fields))),
            Ok(Value::Array(_)) => Err(ApiError::input("request/body must be object")),
            Ok(_) => Err(ApiError::input("invalid JSON: expected an object")),
            Err(error) => Err(ApiError::input(format!("invalid JSON: {error}"))),
        }
    }

    /// A field with a list of texts.
    ///
    /// # Errors
    /// Input (400) for another value.
    pub(super) fn texts(&self, name: &str) -> Result<Option<Vec<String>>, ApiError> {
        self.0
            .get(name)
            .map(|value| texts_at(name, value))
            .transpose()
    }

    /// The same, of a required field.
    ///
    /// # Errors
    /// Input (400) for another value, or if it's missing.
    pub(super) fn required_texts(&self, name: &str) -> Result<Vec<String>, ApiError> {
        self.texts(name)?.ok_or_else(|| {
            ApiError::input(format!("request/body must have required property '{name}'"))
        })
    }

    /// A field with a text.
    ///
    /// # Errors
    /// Input (400) for another value.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(ApiError::input(format!(
                "request/body/{name} must be string"
            ))),
        }
    }

    /// A field with a number, which has to be an integer that isn't negative.
    ///
    /// # Errors
    /// Input (400) for another value.
    pub(super) fn number(&self, name: &str) -> Result<Option<usize>, ApiError> {
        let Some(value) = self.0.get(name) else {
            return Ok(None);
        };
        let expected = match value {
            Value::Number(number) if number.as_f64().is_some_and(|number| number < 0.0) => ">= 0",
            Value::Number(_) => "integer",
            _ => "number",
        };
        let number = value
            .as_u64()
            .and_then(|number| usize::try_from(number).ok());
        number
            .map(Some)
            .ok_or_else(|| ApiError::input(format!("request/body/{name} must be {expected}")))
    }

    /// A field with an object.
    ///
    /// # Errors
    /// Input (400) for another value.
    pub(super) fn object(&self, name: &str) -> Result<Option<&Value>, ApiError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(value @ Value::Object(_)) => Ok(Some(value)),
            Some(_) => Err(ApiError::input(format!(
                "request/body/{name} must be object"
            ))),
        }
    }

    /// A field with a list of objects.
    ///
    /// # Errors
    /// Input (400) for another value.
    pub(super) fn objects(&self, name: &str) -> Result<&[Value], ApiError> {
        let items = match self.0.get(name) {
            None => return Ok(&[]),
            Some(Value::Array(items)) => items,
            Some(_) => {
                return Err(ApiError::input(format!(
                    "request/body/{name} must be array"
                )));
            }
        };
        match items.iter().position(|item| !item.is_object()) {
            Some(index) => Err(ApiError::input(format!(
                "request/body/{name}/{index} must be object"
            ))),
            None => Ok(items),
        }
    }
}

fn texts_at(path: &str, value: &Value) -> Result<Vec<String>, ApiError> {
    let Value::Array(items) = value else {
        return Err(ApiError::input(format!(
            "request/body/{path} must be array"
        )));
    };
    let texts = items.iter().enumerate().map(|(index, item)| {
        let text = item.as_str().map(str::to_owned);
        text.ok_or_else(|| ApiError::input(format!("request/body/{path}/{index} must be string")))
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Option<RequestBody>, ApiError> {
        RequestBody::parse(Some("application/json; charset=utf-8"), text.as_bytes())
    }

    #[test]
    fn fields_have_types() {
        let body = parse(r#"{"refs": ["a"], "limit": 3, "query": {}, "x": null}"#)
            .unwrap()
            .unwrap();
        assert_eq!(body.required_texts("refs").unwrap(), ["a"]);
        assert_eq!(body.number("limit"), Ok(Some(3)));
        assert!(body.object("query").unwrap().is_some());
        let message = |error: ApiError| error.message().to_owned();
        assert_eq!(
            message(body.texts("limit").unwrap_err()),
            "request/body/limit must be array"
        );
        assert_eq!(
            message(body.text("refs").unwrap_err()),
            "request/body/refs must be string"
        );
        assert_eq!(
            message(body.required_texts("facets").unwrap_err()),
            "request/body must have required property 'facets'"
        );
    }

    #[test]
    fn other_bodies_are_errors() {
        assert!(parse("").unwrap().is_none());
        assert!(parse("{").is_err());
        assert_eq!(
            parse("[]").unwrap_err().message(),
            "request/body must be object"
        );
        let text = RequestBody::parse(Some("text/plain"), b"{}").unwrap_err();
        assert_eq!(text.message(), "unsupported media type text/plain");
    }
}
