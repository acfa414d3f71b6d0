//! From a request to its reply.

use std::sync::Arc;

use http::Method;

use super::ancestry::trace_ancestry;
use super::api_error::ApiError;
use super::api_request::ApiRequest;
use super::entity_store::EntityStore;
use super::facets::FacetCounts;
use super::filter::parse_filters;
use super::locations::{
    list_locations, no_location_of_entity, no_location_with_id, query_locations,
};
use super::predicate::Predicate;
use super::projection::Projection;
use super::query_parameters::QueryParameters;
use super::reply::{ApiReply, EntityStream, ReplyContent};
use super::request_body::RequestBody;
use super::route::{EntityName, Route};

/// The API over one version of the catalog.
pub(in crate::server) struct ReadApi {
    pub(super) store: Arc<EntityStore>,
}

impl ReadApi {
    /// The API over these entities.
    pub(in crate::server) fn new(store: EntityStore) -> ReadApi {
        ReadApi {
            store: Arc::new(store),
        }
    }

    /// The entities.
    pub(in crate::server) fn store(&self) -> &EntityStore {
        &self.store
    }

    /// The reply to `request`.
    pub(in crate::server) fn reply(&self, request: &ApiRequest<'_>) -> ApiReply {
        self.handle(request)
            .unwrap_or_else(|error| request.reply_with_error(&error))
    }

    fn handle(&self, request: &ApiRequest<'_>) -> Result<ApiReply, ApiError> {
        let Some(route) = Route::parse(request.path)? else {
            return Ok(ApiReply::nothing());
        };
        let methods = route.methods();
        if request.method == Method::OPTIONS {
            return Ok(ApiReply {
                allow: Some(methods),
                ..ApiReply::ok(ReplyContent::Html(methods))
            });
        }
        if !methods
            .split(',')
            .any(|method| method == request.method.as_str())
        {
            return Ok(ApiReply::nothing());
        }
        match *request.method {
            Method::GET | Method::HEAD => self.get(&route, request),
            Method::POST => self.post(&route, request),
            _ => Err(ApiError::read_only()),
        }
    }

    fn get(&self, route: &Route, request: &ApiRequest<'_>) -> Result<ApiReply, ApiError> {
        let parameters = |known: &[&str]| QueryParameters::parse(request.query, known);
        match route {
            Route::Entities => self.list_entities(request),
            Route::EntitiesByQuery => self.get_by_query(request),
            Route::EntityByUid(uid) => {
                parameters(&[])?;
                self.get_by_uid(uid)
            }
            Route::EntityByName(name) => {
                parameters(&[])?;
                self.get_by_name(name)
            }
            Route::EntityAncestry(name) => {
                parameters(&[])?;
                let ancestry = trace_ancestry(&self.store, &name.to_ref())?;
                Ok(ApiReply::json(&ancestry))
            }
            Route::EntityFacets => self.get_facets(&parameters(&["facet", "filter"])?),
            Route::Locations => {
                parameters(&[])?;
                Ok(ApiReply::json(&list_locations()))
            }
            Route::LocationById(id) => Err(no_location_with_id(id)),
            Route::LocationsByQuery => Err(no_location_with_id("by-query")),
            Route::LocationByEntity(name) => Err(no_location_of_entity(&self.store, name)),
            Route::EntitiesByRefs | Route::Change => Ok(ApiReply::nothing()),
        }
    }

    fn post(&self, route: &Route, request: &ApiRequest<'_>) -> Result<ApiReply, ApiError> {
        let body = || RequestBody::parse(request.content_type, request.body);
        let query = |known: &[&str]| QueryParameters::parse(request.query, known);
        match route {
            Route::EntitiesByRefs => {
                let parameters = query(&["filter"])?;
                self.post_by_refs(&parameters, body()?)
            }
            Route::EntitiesByQuery => {
                query(&[])?;
                self.post_by_query(&body()?.unwrap_or_default())
            }
            Route::EntityFacets => {
                query(&[])?;
                self.post_facets(&body()?.unwrap_or_default())
            }
            Route::LocationsByQuery => {
                query(&[])?;
                Ok(ApiReply::json(&query_locations(
                    &body()?.unwrap_or_default(),
                )?))
            }
            _ => Err(ApiError::read_only()),
        }
    }

    fn post_by_refs(
        &self,
        parameters: &QueryParameters,
        body: Option<RequestBody>,
    ) -> Result<ApiReply, ApiError> {
        let Some(body) = body else {
            return Err(ApiError::input(
                "Malformed request body (did you remember to specify an application/json content type?), Validation error: Required at \"entityRefs\"",
            ));
        };
        let refs = body.required_texts("entityRefs")?;
        let fields = body.texts("fields")?.unwrap_or_default();
        let projection = Projection::parse(fields.iter().map(String::as_str))?;
        let query = body.object("query")?;
        let filter = parse_filters(&parameters.list("filter"))?;
        let selected = [query, filter.as_ref()]
            .into_iter()
            .flatten()
            .map(|predicate| {
                let predicate = Predicate::parse(predicate)?;
                Ok(predicate.select(&self.store.index, self.store.len()))
            });
        let selected: Vec<_> = selected.collect::<Result<_, ApiError>>()?;
        let find = |reference: &String| {
            let found = self.store.find(&reference.to_lowercase());
            found.filter(|number| selected.iter().all(|set| set.contains(*number)))
        };
        let entities = refs.iter().map(find).collect();
        let ends = ("{\"items\":[", "]}".to_owned());
        let stream = EntityStream::new(Arc::clone(&self.store), entities, projection, ends);
        Ok(ApiReply::ok(ReplyContent::Entities(stream)))
    }

    fn get_by_name(&self, name: &EntityName) -> Result<ApiReply, ApiError> {
        let number = self.store.find(&name.to_ref()).ok_or_else(|| {
            let EntityName {
                kind,
                namespace,
                name,
            } = name;
            ApiError::not_found(format!(
                "No entity named '{name}' found, with kind '{kind}' in namespace '{namespace}'"
            ))
        })?;
        Ok(self.reply_entity(number))
    }

    fn get_by_uid(&self, uid: &str) -> Result<ApiReply, ApiError> {
        let rows = self.store.index.path("metadata.uid");
        let found = rows.rows_with_value(&uid.to_lowercase()).first();
        let found =
            found.ok_or_else(|| ApiError::not_found(format!("No entity with uid {uid}")))?;
        Ok(self.reply_entity(found.entity))
    }

    fn reply_entity(&self, number: u32) -> ApiReply {
        let ends = ("", String::new());
        let stream = EntityStream::new(Arc::clone(&self.store), vec![Some(number)], None, ends);
        ApiReply::ok(ReplyContent::Entities(stream))
    }

    fn get_facets(&self, parameters: &QueryParameters) -> Result<ApiReply, ApiError> {
        let mut facets = parameters.list("facet");
        if facets.is_empty() {
            return Err(ApiError::input(
                "request/query must have required property 'facet'",
            ));
        }
        facets.retain(|facet| !facet.is_empty());
        let filter = parse_filters(&parameters.list("filter"))?;
        let counts = FacetCounts::count(&self.store, &facets, filter.as_ref())?;
        Ok(ApiReply::json(&counts))
    }

    fn post_facets(&self, body: &RequestBody) -> Result<ApiReply, ApiError> {
        let mut facets = body.required_texts("facets")?;
        facets.retain(|facet| !facet.is_empty());
        if facets.is_empty() {
            return Err(ApiError::input("Missing or empty facets parameter"));
        }
        let counts = FacetCounts::count(&self.store, &facets, body.object("query")?)?;
        Ok(ApiReply::json(&counts))
    }
}
