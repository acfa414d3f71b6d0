//! The index of the search: a script, so that it also loads from a file system.

use serde::Serialize;

use super::SEARCH_INDEX;
use super::address::page_path;
use super::model::{SiteModel, summarize_kind};
use super::page_link::display_name;
use super::renderer::SiteFile;
use super::text::clean_text;
use crate::catalog::Entity;
use crate::error::{Error, Result};

/// What the search knows about an entity or a document. A result already answers who owns it.
#[derive(Serialize)]
struct SearchEntry {
    /// The name in lower case, which ranks highest.
    name: String,
    title: String,
    kind: String,
    owner: String,
    reach: String,
    href: String,
    /// Everything else to search, in lower case.
    text: String,
}

pub(super) fn render_search_index(model: &SiteModel<'_>) -> Result<SiteFile> {
    let entities = model
        .entities()
        .filter_map(|entity| build_entry(model, entity));
    let documents = model.documents.list_titles().into_iter();
    let entries = entities.chain(documents.map(|(title, address)| SearchEntry {
        name: title.to_lowercase(),
        kind: "Documentation".to_owned(),
        owner: String::new(),
        reach: String::new(),
        href: page_path(address),
        text: title.to_lowercase(),
        title: title.to_owned(),
    }));
    let lines: std::result::Result<Vec<String>, serde_json::Error> =
        entries.map(|entry| serde_json::to_string(&entry)).collect();
    let lines =
        lines.map_err(|error| Error::usage("cannot write the search index").with_source(error))?;
    Ok(SiteFile {
        path: SEARCH_INDEX.to_owned(),
        text: format!("globalThis.idpIndex = [\n{}\n];\n", lines.join(",\n")),
    })
}

fn build_entry(model: &SiteModel<'_>, entity: &Entity) -> Option<SearchEntry> {
    let address = model.addresses.get(entity.entity_ref())?;
    let owner = model.owner_cell(entity);
    let title = display_name(entity);
    let repository = entity.repository_url().unwrap_or_default();
    let words = [
        entity.entity_ref().to_string(),
        title.clone(),
        entity.description().unwrap_or_default().to_owned(),
        owner.link.title.clone(),
        owner.contact.clone().unwrap_or_default(),
        entity
            .profile_email()
            .map(|email| email.text.to_owned())
            .unwrap_or_default(),
        entity.tags().collect::<Vec<_>>().join(" "),
        repository.trim_start_matches("https://").to_owned(),
    ];
    Some(SearchEntry {
        name: clean_text(entity.name()).to_lowercase(),
        kind: summarize_kind(entity).join(" · "),
        owner: owner.link.title,
        reach: owner.contact.unwrap_or_else(|| "No contact".to_owned()),
        href: page_path(address),
        text: clean_text(&words.join(" ")).to_lowercase(),
        title,
    })
}
