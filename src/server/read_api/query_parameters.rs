//! The query of a URL, checked as the catalog backend checks it against its OpenAPI description.

use url::form_urlencoded;

use super::api_error::ApiError;

/// The parameters of a request, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct QueryParameters(Vec<(String, String)>);

impl QueryParameters {
    /// Parses the part of a URL after `?`. Only the parameters in `known` are accepted.
    ///
    /// # Errors
    /// Input (400) for an unknown parameter or one without a value.
    pub(super) fn parse(query: Option<&str>, known: &[&str]) -> Result<QueryParameters, ApiError> {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let pairs: Vec<(String, String)> = pairs
            .map(|(name, value)| {
                let name = name.strip_suffix("[]").unwrap_or(&name).to_owned();
                (name, value.into_owned())
            })
            .collect();
        let mut names = pairs.iter().map(|(name, _)| name.as_str());
        if let Some(name) = names.find(|name| !known.contains(name)) {
            return Err(ApiError::input(format!("Unknown query parameter '{name}'")));
        }
        let parameters = QueryParameters(pairs);
        let mut names = parameters.0.iter().map(|(name, _)| name.as_str());
        match names.find(|name| parameters.all(name).all(str::is_empty)) {
            Some(name) => Err(ApiError::input(format!(
                "Empty value found for query parameter '{name}'"
            ))),
            None => Ok(parameters),
        }
    }

    /// Every value of a parameter.
    pub(super) fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        let pairs = self.0.iter().filter(move |(known, _)| known == name);
        pairs.map(|(_, value)| value.as_str())
    }

    /// Every value of a parameter.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        self.all(name).map(str::to_owned).collect()
    }

    /// Every part of a parameter whose values are separated by commas; `None` without the parameter.
    pub(super) fn split_list(&self, name: &str) -> Option<Vec<String>> {
        let parts = self.all(name).flat_map(|value| value.split(','));
        let parts: Vec<String> = parts.map(str::to_owned).collect();
        (!parts.is_empty()).then_some(parts)
    }

    /// The text of a parameter.
    ///
    /// # Errors
    /// Input (400) if it's repeated.
    pub(super) fn text<'p>(&'p self, name: &'p str) -> Result<Option<&'p str>, ApiError> {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            _ => Err(ApiError::input(format!(
                "request/query/{name} must be string"
            ))),
        }
    }

    /// The number of a parameter: an integer that isn't negative.
    ///
    /// # Errors
    /// Input (400) for anything else, or if it's repeated.
    pub(super) fn number(&self, name: &str) -> Result<Option<usize>, ApiError> {
        let not_integer = || ApiError::input(format!("request/query/{name} must be integer"));
        let mut values = self.all(name);
        let Some(value) = values.next() else {
            return Ok(None);
        };
        let number: f64 = value.trim().parse().map_err(|_| not_integer())?;
        if values.next().is_some() || !number.is_finite() || number.fract() != 0.0 {
            return Err(not_integer());
        }
        if number < 0.0 {
            return Err(ApiError::input(format!(
                "request/query/{name} must be >= 0"
            )));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, not negative, and a cast saturates"
        )]
        Ok(Some(number as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> Result<QueryParameters, ApiError> {
        QueryParameters::parse(Some(query), &["limit", "fields", "filter"])
    }

    #[test]
    fn parameters_are_lists_texts_and_numbers() {
        let query = parse("limit=1e2&fields[]=a,b&fields=c&filter=kind%3Dx%2Cy&filter=").unwrap();
        assert_eq!(query.number("limit"), Ok(Some(100)));
        assert_eq!(query.list("filter"), ["kind=x,y", ""]);
        assert_eq!(query.split_list("fields").unwrap(), ["a", "b", "c"]);
        assert_eq!(query.text("cursor"), Ok(None));
    }

    #[test]
    fn invalid_parameters_are_errors() {
        let message = |query: &str| parse(query).unwrap_err().message().to_owned();
        assert_eq!(message("x=1&limit=2"), "Unknown query parameter 'x'");
        assert_eq!(
            message("filter="),
            "Empty value found for query parameter 'filter'"
        );
        let number = |query: &str| {
            let error = parse(query).unwrap().number("limit").unwrap_err();
            error.message().to_owned()
        };
        assert_eq!(number("limit=abc"), "request/query/limit must be integer");
        assert_eq!(number("limit=1.5"), "request/query/limit must be integer");
        assert_eq!(
            number("limit=1&limit=2"),
            "request/query/limit must be integer"
        );
        assert_eq!(number("limit=-1"), "request/query/limit must be >= 0");
    }
}
