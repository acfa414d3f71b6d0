//! An entity as Markdown and as Backstage's JSON, for programs and agents.

use std::fmt::Write;

use super::address::{page_path, path_to_root};
use super::answer::Answer;
use super::model::{SiteModel, summarize_kind};
use super::page_link::display_name;
use super::relations::RelationGroup;
use super::renderer::SiteFile;
use super::text::clean_text;
use crate::catalog::Entity;
use crate::error::{Error, Result};
use crate::view::BackstageEntityItem;

/// The JSON of the entity with this index, as Backstage's `GET /entities/by-name` returns it.
pub(super) fn render_entity_json(
    model: &SiteModel<'_>,
    number: usize,
    address: &str,
) -> Result<SiteFile> {
    let item = BackstageEntityItem::new(model.processor.process_entity(number));
    let text = serde_json::to_string_pretty(&item)
        .map_err(|error| Error::usage("cannot write an entity as JSON").with_source(error))?;
    Ok(SiteFile {
        path: format!("{address}.json"),
        text: format!("{text}\n"),
    })
}

/// The same as the page, in Markdown.
pub(super) fn render_entity_markdown(
    model: &SiteModel<'_>,
    entity: &Entity,
    address: &str,
    answer: &Answer,
    groups: &[RelationGroup<'_>],
) -> SiteFile {
    let base = path_to_root(address.rsplit_once('/').map_or("", |(folder, _)| folder));
    let mut text = format!(
        "# {}\n\n{}\n",
        escape(&display_name(entity)),
        escape(&summarize_kind(entity).join(" · "))
    );
    if let Some(description) = entity.description() {
        let _ = writeln!(text, "\n{}", escape(&clean_text(description)));
    }
    let _ = writeln!(
        text,
        "\n- Reference: `{}`",
        clean_text(&entity.entity_ref().to_string())
    );
    let _ = writeln!(text, "- Owner: {}", escape(&answer.format_in_one_line()));
    for group in groups {
        let _ = writeln!(text, "\n## {}\n", group.title);
        for member in &group.members {
            let name = escape(&clean_text(member.reference.name));
            let reference = clean_text(&member.reference.to_string());
            let line = match model.addresses.get(member.reference) {
                Some(address) => format!("- [{name}]({base}{address}.md): `{reference}`"),
                None => format!("- {name}: `{reference}`, not in the catalog"),
            };
            let _ = writeln!(text, "{line}");
        }
    }
    SiteFile {
        path: format!("{address}.md"),
        text,
    }
}

/// `llms.txt`: what the site has, and where (<https://llmstxt.org>).
pub(super) fn render_llms_text(model: &SiteModel<'_>) -> SiteFile {
    let mut text = format!(
        "# {}\n\n> Who owns what. Every entity has a page, and the same facts as JSON (in the format of Backstage's catalog API) and as Markdown: \
         catalog/<namespace>/<kind>/<name>, .json, .md\n",
        escape(&model.source.site_name())
    );
    for (title, kind) in [("Teams", "group"), ("Systems", "system")] {
        let _ = writeln!(text, "\n## {title}\n");
        for entity in model.entities_of_kind(kind) {
            if let Some(address) = model.addresses.get(entity.entity_ref()) {
                let answer = Answer::new(model, entity).format_in_one_line();
                let name = escape(&display_name(entity));
                let _ = writeln!(text, "- [{name}]({address}.md): {}", escape(&answer));
            }
        }
    }
    let documents = model.documents.list_titles();
    if !documents.is_empty() {
        text.push_str("\n## Documentation\n\n");
    }
    for (title, address) in documents {
        let _ = writeln!(text, "- [{}]({})", escape(title), page_path(address));
    }
    let _ = writeln!(
        text,
        "\n## Everything\n\n- [From A to Z]({})",
        page_path("all")
    );
    SiteFile {
        path: "llms.txt".to_owned(),
        text,
    }
}

/// Escapes what Markdown would interpret.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\`*_[]<>#|".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
