//! The requests for lists of entities: their parameters, and their replies.

use std::sync::Arc;

use serde_json::{Value, json};
use url::Url;

use super::api_error::ApiError;
use super::api_request::ApiRequest;
use super::by_query::{Page, PageRequest};
use super::cursor::{Cursor, OrderField};
use super::entity_list::{EntityListRequest, ListPart};
use super::filter::parse_filters;
use super::full_text::FullTextFilter;
use super::handler::ReadApi;
use super::order_parameters::{parse_order, parse_order_field, parse_order_objects};
use super::predicate::Predicate;
use super::projection::Projection;
use super::query_parameters::QueryParameters;
use super::reply::{ApiReply, EntityStream, ReplyContent};
use super::request_body::RequestBody;
use crate::server::js_text::to_json_text;

/// The parameters of `GET /entities`.
const LIST_PARAMETERS: [&str; 6] = ["fields", "limit", "filter", "offset", "after", "order"];

/// The parameters of `GET /entities/by-query`.
const QUERY_PARAMETERS: [&str; 9] = [
    "fields",
    "limit",
    "offset",
    "orderField",
    "cursor",
    "filter",
    "totalItems",
    "fullTextFilterTerm",
    "fullTextFilterFields",
];

impl ReadApi {
    pub(super) fn list_entities(&self, request: &ApiRequest<'_>) -> Result<ApiReply, ApiError> {
        let parameters = QueryParameters::parse(request.query, &LIST_PARAMETERS)?;
        let (limit, offset) = (parameters.number("limit")?, parameters.number("offset")?);
        let filter = parse_filters(&parameters.list("filter"))?;
        let projection = Projection::parse(parameters.all("fields"))?;
        let order = parameters.all("order").map(parse_order);
        let order: Vec<OrderField> = order.collect::<Result<_, _>>()?;
        let part = parse_list_part(limit, offset, parameters.text("after")?)?;
        let list = EntityListRequest {
            filter,
            order,
            part,
        };
        let list = list.run(&self.store)?;
        let entities: Vec<Option<u32>> = list.entities.into_iter().map(Some).collect();
        // The backend streams the whole list, but an empty one is sent as a value.
        if part.is_none() && entities.is_empty() {
            return Ok(ApiReply::json(&json!([])));
        }
        let link = list
            .after
            .and_then(|after| build_next_link(&request.url(), &after));
        let ends = ("[", "]".to_owned());
        let stream = EntityStream::new(Arc::clone(&self.store), entities, projection, ends);
        Ok(ApiReply {
            link,
            ..ApiReply::ok(ReplyContent::Entities(stream))
        })
    }

    pub(super) fn get_by_query(&self, request: &ApiRequest<'_>) -> Result<ApiReply, ApiError> {
        let parameters = QueryParameters::parse(request.query, &QUERY_PARAMETERS)?;
        let total = parameters.text("totalItems")?;
        let page = PageRequest {
            limit: parameters.number("limit")?,
            offset: parameters.number("offset")?.unwrap_or(0),
            excludes_total: parse_total_mode("query", total)?,
            cursor: Cursor::default(),
        };
        let projection = Projection::parse(parameters.all("fields"))?;
        let cursor = match parameters.text("cursor")? {
            Some(cursor) => Cursor::decode(cursor)?,
            None => {
                let orders = parameters.all("orderField").map(parse_order_field);
                let term = parameters.text("fullTextFilterTerm")?.unwrap_or_default();
                Cursor {
                    query: parse_filters(&parameters.list("filter"))?,
                    order_fields: orders.collect::<Result<_, _>>()?,
                    full_text: Some(FullTextFilter {
                        term: term.to_owned(),
                        fields: parameters.split_list("fullTextFilterFields"),
                    }),
                    ..Cursor::default()
                }
            }
        };
        self.reply_page(&PageRequest { cursor, ..page }, projection)
    }

    pub(super) fn post_by_query(&self, body: &RequestBody) -> Result<ApiReply, ApiError> {
        let fields = body.texts("fields")?.unwrap_or_default();
        let page = PageRequest {
            limit: body.number("limit")?,
            offset: body.number("offset")?.unwrap_or(0),
            excludes_total: parse_total_mode("body", body.text("totalItems")?)?,
            cursor: Cursor::default(),
        };
        let cursor = match body.text("cursor")? {
            Some("") => return Err(ApiError::input("Cursor cannot be empty")),
            Some(cursor) => Cursor::decode(cursor)?,
            None => {
                let query = body.object("query")?;
                query.map(Predicate::parse).transpose()?;
                Cursor {
                    query: query.cloned(),
                    order_fields: parse_order_objects(body.objects("orderBy")?)?,
                    full_text: body
                        .object("fullTextFilter")?
                        .map(parse_full_text)
                        .transpose()?,
                    ..Cursor::default()
                }
            }
        };
        let projection = Projection::parse(fields.iter().map(String::as_str))?;
        self.reply_page(&PageRequest { cursor, ..page }, projection)
    }

    fn reply_page(
        &self,
        request: &PageRequest,
        projection: Option<Projection>,
    ) -> Result<ApiReply, ApiError> {
        let Page {
            entities,
            total_items,
            next,
            previous,
        } = request.run(&self.store)?;
        let mut info = serde_json::Map::new();
        info.extend(next.map(|next| ("nextCursor".to_owned(), next.encode().into())));
        info.extend(previous.map(|previous| ("prevCursor".to_owned(), previous.encode().into())));
        let end = format!(
            "],\"totalItems\":{total_items},\"pageInfo\":{}}}",
            to_json_text(&info)
        );
        let entities = entities.into_iter().map(Some).collect();
        let ends = ("{\"items\":[", end);
        let stream = EntityStream::new(Arc::clone(&self.store), entities, projection, ends);
        Ok(ApiReply::ok(ReplyContent::Entities(stream)))
    }
}

fn parse_full_text(value: &Value) -> Result<FullTextFilter, ApiError> {
    let with_term = match value.get("term") {
        Some(_) => value.clone(),
        None => {
            json!({"term": "", "fields": value.get("fields").cloned().unwrap_or_else(|| json!([]))})
        }
    };
    FullTextFilter::from_json(&with_term).ok_or_else(|| {
        ApiError::input("request/body/fullTextFilter must have a text and a list of fields")
    })
}

/// Whether the results needn't be counted. `place` is the part of the request with the mode.
fn parse_total_mode(place: &str, mode: Option<&str>) -> Result<bool, ApiError> {
    match mode {
        None | Some("include") => Ok(false),
        Some("exclude") => Ok(true),
        Some(_) => Err(ApiError::input(format!(
            "request/{place}/totalItems must be equal to one of the allowed values: include, exclude"
        ))),
    }
}

fn parse_list_part(
    limit: Option<usize>,
    offset: Option<usize>,
    after: Option<&str>,
) -> Result<Option<ListPart>, ApiError> {
    if limit == Some(0) {
        return Err(ApiError::input("Invalid limit, must be greater than zero"));
    }
    let part = ListPart { limit, offset };
    match after {
        Some(after) => part.continue_after(after).map(Some),
        None => Ok((part != ListPart::default()).then_some(part)),
    }
}

/// The header `Link` of the next part of a list.
fn build_next_link(url: &str, after: &str) -> Option<String> {
    let mut next = Url::parse("http://ignored").ok()?.join(url).ok()?;
    let pairs = next.query_pairs().into_owned();
    let mut pairs: Vec<(String, String)> = pairs.filter(|(name, _)| name != "offset").collect();
    match pairs.iter().position(|(name, _)| name == "after") {
        Some(index) => after.clone_into(&mut pairs[index].1),
        None => pairs.push(("after".to_owned(), after.to_owned())),
    }
    next.query_pairs_mut().clear().extend_pairs(pairs);
    Some(format!(
        "<{}?{}>; rel=\"next\"",
        next.path(),
        next.query().unwrap_or_default()
    ))
}
