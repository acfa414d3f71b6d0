//! The catalog over HTTP: the pages of the site, and the read side of Backstage's catalog API.

mod catalog_origin;
mod catalog_state;
mod connections;
mod entity_preparation;
mod follower;
mod host_check;
mod js_text;
mod listener;
mod page_service;
mod read_api;
mod request;
mod responder;
mod response;
mod served_entity;
mod store_file;
mod text_hash;

pub use follower::CatalogChange;
pub use listener::{CatalogServer, ServerAddress};
