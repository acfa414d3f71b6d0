//! The templates of the pages. A template includes another as `{{> name}}`, or as `{{> name field}}` with `field` as its data.
//!
//! They are included here, once: handlebars would copy the data of a page for each inclusion, and of every row of a table in it.

/// Every template by its name.
const TEMPLATES: [(&str, &str); 23] = [
    ("frame", include_str!("pages/frame.hbs")),
    ("link", include_str!("pages/link.hbs")),
    ("line", include_str!("pages/line.hbs")),
    ("owner", include_str!("pages/owner.hbs")),
    ("answer", include_str!("pages/answer.hbs")),
    ("entity-table", include_str!("pages/entity-table.hbs")),
    ("entity-row", include_str!("pages/entity-row.hbs")),
    ("via", include_str!("pages/via.hbs")),
    ("findings", include_str!("pages/findings.hbs")),
    ("opt-outs", include_str!("pages/opt-outs.hbs")),
    ("paved-path", include_str!("pages/paved-path.hbs")),
    ("systems", include_str!("pages/systems.hbs")),
    ("facts", include_str!("pages/facts.hbs")),
    ("links", include_str!("pages/links.hbs")),
    ("entity", include_str!("pages/entity.hbs")),
    ("system", include_str!("pages/system.hbs")),
    ("team", include_str!("pages/team.hbs")),
    ("home", include_str!("pages/home.hbs")),
    ("list", include_str!("pages/list.hbs")),
    ("index", include_str!("pages/index.hbs")),
    ("document", include_str!("pages/document.hbs")),
    ("search", include_str!("pages/search.hbs")),
    ("not-found", include_str!("pages/not-found.hbs")),
];

/// The templates of whole pages, and of parts that are rendered on their own. `frame` is around every page.
pub(super) const PAGE_TEMPLATES: [&str; 13] = [
    "frame",
    "entity-table",
    "entity-row",
    "via",
    "entity",
    "system",
    "team",
    "home",
    "list",
    "index",
    "document",
    "search",
    "not-found",
];

/// The template `name` with everything it includes; an unknown name is empty.
pub(super) fn build_page_template(name: &str) -> String {
    let template = TEMPLATES.iter().find(|(other, _)| *other == name);
    let mut parts = template.map_or("", |(_, text)| *text).split("{{> ");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inclusion, rest) = part.split_once("}}").unwrap_or((part, ""));
        let (name, field) = match inclusion.split_once(' ') {
            Some((name, field)) => (name, Some(field)),
            None => (inclusion, None),
        };
        let included = build_page_template(name);
        let included = included.trim_end_matches('\n');
        text += &match field {
            Some(field) => format!("{{{{#with {field}}}}}{included}{{{{/with}}}}"),
            None => included.to_owned(),
        };
        text += rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_includes_others_and_nothing_is_left_to_include() {
        for name in PAGE_TEMPLATES {
            let text = build_page_template(name);
            assert!(!text.is_empty() && !text.contains("{{>"), "{name}");
        }
        let owner = build_page_template("entity");
        assert!(owner.contains("{{#with owner}}"), "{owner}");
    }
}
