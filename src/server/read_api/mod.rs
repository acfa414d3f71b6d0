//! The read side of Backstage's catalog API, over the entities of one version of the catalog. Behaves as
//! `@backstage/plugin-catalog-backend` 4, which `tests/conformance/checks/serve.sh` runs beside it.

mod ancestry;
mod api_error;
mod api_request;
mod by_query;
mod contains_operator;
mod cursor;
mod entity_list;
mod entity_set;
mod entity_store;
mod facets;
mod filter;
mod full_text;
mod handler;
mod index_builder;
mod list_handlers;
mod locations;
mod order_parameters;
mod predicate;
mod predicate_parser;
mod projection;
mod query_parameters;
mod reply;
mod request_body;
mod route;
mod search_index;
mod search_rows;
mod text_table;

pub(super) use api_request::ApiRequest;
pub(super) use entity_store::EntityStore;
pub(super) use handler::ReadApi;
pub(super) use reply::{ApiReply, EntityStream, ReplyContent};
