//! The paved path: which services were made from a golden template, and on which version they are.

use serde::Serialize;

use super::model::SiteModel;
use super::owner_facts::OwnerCell;
use super::page_link::PageLink;
use super::text::clean_text;
use crate::catalog::{Entity, TEMPLATE_ANNOTATION};

/// A service, and the template that it was made from.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PavedPathItem {
    service: PageLink,
    owner: OwnerCell,
    /// Name and version, such as `service 1.0.0`.
    template: Option<String>,
    /// `Current`, or the version that the service could be upgraded to.
    state: String,
}

impl PavedPathItem {
    /// About how many bytes it takes on a page.
    pub(super) fn size(&self) -> usize {
        let template = self.template.as_ref().map_or(0, String::len);
        200 + self.service.size() + self.owner.link.size() + template + self.state.len()
    }

    /// Whether the service was made from a template.
    pub(super) fn is_from_template(&self) -> bool {
        self.template.is_some()
    }

    fn new(model: &SiteModel<'_>, service: &Entity) -> PavedPathItem {
        let template = find_template(service);
        let state = template.map_or(String::new(), |(name, version)| {
            match model.source.template_versions.get(name) {
                None => "The platform doesn't have this template".to_owned(),
                Some(newest) if newest == version => "Current".to_owned(),
                Some(newest) => format!("{} is available", clean_text(newest)),
            }
        });
        PavedPathItem {
            service: model.page_link(service),
            owner: model.owner_cell(service),
            template: template.map(|(name, version)| clean_text(&format!("{name} {version}"))),
            state,
        }
    }
}

/// The services among `entities`: first those that were made from a template.
pub(super) fn list_paved_path<'e>(
    model: &SiteModel<'_>,
    entities: impl Iterator<Item = &'e Entity>,
) -> Vec<PavedPathItem> {
    let services = entities.filter(|entity| is_service(entity));
    let mut items: Vec<PavedPathItem> = services
        .map(|service| PavedPathItem::new(model, service))
        .collect();
    items.sort_by_key(|item| !item.is_from_template());
    items
}

/// `2 of 9`.
pub(super) fn count_paved_path(items: &[PavedPathItem]) -> String {
    let paved = items.iter().filter(|item| item.is_from_template()).count();
    format!("{paved} of {}", items.len())
}

/// The template that `entity` was made from, as name and version.
pub(super) fn find_template(entity: &Entity) -> Option<(&str, &str)> {
    let template = entity.annotation(TEMPLATE_ANNOTATION)?;
    Some(template.split_once('@').unwrap_or((template, "")))
}

/// Libraries, websites and jobs don't count unless they were made from a template.
fn is_service(entity: &Entity) -> bool {
    let is_service = entity
        .type_()
        .is_some_and(|type_| type_.text.eq_ignore_ascii_case("service"));
    entity.is_of_kind("component") && (is_service || find_template(entity).is_some())
}
