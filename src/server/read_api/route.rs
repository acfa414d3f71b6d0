//! The paths of the API, and the methods that each accepts.

use percent_encoding::percent_decode_str;

use super::api_error::ApiError;

/// What a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    Entities,
    EntityByUid(String),
    EntityByName(EntityName),
    EntityAncestry(EntityName),
    EntitiesByRefs,
    EntitiesByQuery,
    EntityFacets,
    Locations,
    LocationsByQuery,
    LocationById(String),
    LocationByEntity(EntityName),
    /// A path that only changes the catalog, or checks a change.
    Change,
}

/// The parts of a ref, as they are in a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntityName {
    pub(super) kind: String,
    pub(super) namespace: String,
    pub(super) name: String,
}

impl EntityName {
    /// The ref in lower case.
    pub(super) fn to_ref(&self) -> String {
        format!("{}:{}/{}", self.kind, self.namespace, self.name).to_lowercase()
    }
}

impl Route {
    /// The route of a path relative to the root of the API; `None` if there is nothing.
    ///
    /// # Errors
    /// Input (400) if it isn't UTF-8.
    pub(super) fn parse(path: &str) -> Result<Option<Route>, ApiError> {
        let path = path.strip_suffix('/').unwrap_or(path);
        let parts = path.split('/').skip(1).map(|part| {
            let decoded = percent_decode_str(part).decode_utf8().ok();
            let decoded = decoded.filter(|_| is_percent_encoded(part));
            decoded
                .map(String::from)
                // The text of the backend, with its quote.
                .ok_or_else(|| ApiError::input("malformed uri'"))
        });
        let parts: Vec<String> = parts.collect::<Result<_, _>>()?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        Ok(match parts.as_slice() {
            ["entities"] => Some(Route::Entities),
            ["entities", "by-query"] => Some(Route::EntitiesByQuery),
            ["entities", "by-refs"] => Some(Route::EntitiesByRefs),
            ["entities", "by-uid", uid] => Some(Route::EntityByUid((*uid).to_owned())),
            ["entities", "by-name", name @ ..] => match name {
                [kind, namespace, name] => {
                    Some(Route::EntityByName(entity_name([kind, namespace, name])))
                }
                [kind, namespace, name, "ancestry"] => {
                    Some(Route::EntityAncestry(entity_name([kind, namespace, name])))
                }
                _ => None,
            },
            ["entity-facets"] => Some(Route::EntityFacets),
            ["locations"] => Some(Route::Locations),
            ["locations", "by-query"] => Some(Route::LocationsByQuery),
            ["locations", "by-entity", kind, namespace, name] => {
                Some(Route::LocationByEntity(entity_name([
                    kind, namespace, name,
                ])))
            }
            ["locations", id] => Some(Route::LocationById((*id).to_owned())),
            ["refresh" | "analyze-location" | "validate-entity"] => Some(Route::Change),
            _ => None,
        })
    }

    /// The methods of the path, in the order in which the backend lists them.
    pub(super) fn methods(&self) -> &'static str {
        match self {
            Route::Entities
            | Route::EntityByName(_)
            | Route::EntityAncestry(_)
            | Route::LocationByEntity(_) => "GET,HEAD",
            Route::EntityByUid(_) => "GET,HEAD,DELETE",
            Route::EntitiesByQuery | Route::Locations => "POST,GET,HEAD",
            Route::EntityFacets => "GET,HEAD,POST",
            Route::LocationById(_) => "GET,HEAD,PUT,DELETE",
            Route::LocationsByQuery => "POST,GET,HEAD,PUT,DELETE",
            Route::EntitiesByRefs | Route::Change => "POST",
        }
    }
}

/// Whether every `%` starts an encoded byte.
fn is_percent_encoded(part: &str) -> bool {
    let mut encoded = part.split('%').skip(1);
    encoded.all(|rest| {
        let digits = rest.bytes().take(2);
        digits.filter(u8::is_ascii_hexdigit).count() == 2
    })
}

fn entity_name([kind, namespace, name]: [&str; 3]) -> EntityName {
    EntityName {
        kind: kind.to_owned(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_once_and_never_leave_the_api() {
        let name = |name: &str| Some(Route::EntityByName(entity_name(["api", "default", name])));
        assert_eq!(
            Route::parse("/entities/by-name/api/default/a%2Fb").unwrap(),
            name("a/b")
        );
        assert_eq!(
            Route::parse("/entities/by-name/api/default/a%252Fb").unwrap(),
            name("a%2Fb")
        );
        assert_eq!(Route::parse("/entities/").unwrap(), Some(Route::Entities));
        assert_eq!(Route::parse("/entities//").unwrap(), None);
        assert_eq!(Route::parse("/entities/../entities").unwrap(), None);
        assert_eq!(Route::parse("/entities/by-name/api/default").unwrap(), None);
        assert!(Route::parse("/locations/%ff").is_err());
        assert!(Route::parse("/locations/%z1").is_err());
    }
}
