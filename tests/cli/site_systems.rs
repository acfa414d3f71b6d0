//! `idp catalog site`: what is inside a system, what a large team owns, and the paved path.

use crate::site::write_site_of;
use insta::assert_snapshot;

/// A document of the catalog.
fn entity(kind: &str, name: &str, spec: &str) -> String {
    annotated_entity(kind, name, "", spec)
}

fn annotated_entity(kind: &str, name: &str, annotations: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}, annotations: {{{annotations}}}}}\nspec: {{{spec}}}\n"
    )
}

/// A service of a team and a system, with more fields.
fn service(name: &str, owner: &str, system: &str, more: &str) -> String {
    entity(
        "Component",
        name,
        &format!("type: service, lifecycle: production, owner: {owner}, system: {system}{more}"),
    )
}

fn teams() -> String {
    entity("Group", "web", "type: team, children: [cash]")
        + &entity("Group", "cash", "type: team, children: []")
}

/// The part of `page` between two texts.
fn between<'p>(page: &'p str, start: &str, end: &str) -> &'p str {
    let rest = page.split(start).nth(1).unwrap_or_default();
    rest.split(end).next().unwrap()
}

/// The texts of a part of a page.
fn list_texts(html: &str) -> String {
    let texts = html.split('<').filter_map(|part| part.split_once('>'));
    let texts = texts.map(|(_, text)| text.trim());
    let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    texts.join(" | ")
}

/// The names of the boxes of a drawing, with where they are.
fn list_boxes(svg: &str) -> String {
    let boxes = svg.split("<rect x=\"").skip(1).map(|item| {
        let name = between(item, "<title>", "</title>");
        let detail = between(item, "class=\"sub\"", "</text>");
        let detail = detail.split('>').nth(1).unwrap();
        let (x, rest) = item.split_once("\" y=\"").unwrap();
        let (y, _) = rest.split_once('"').unwrap();
        format!("{x} {y} {name}: {detail}\n")
    });
    boxes.collect()
}

/// A system of two services that depend on each other, and what is around it.
fn money_and_its_neighbours() -> String {
    [
        teams(),
        entity("System", "money", "owner: cash"),
        entity("System", "shop", "owner: web"),
        entity("System", "tools", "owner: web"),
        service(
            "checkout",
            "cash",
            "money",
            ", dependsOn: ['component:ledger', 'component:flags', 'resource:gone'], providesApis: [pay]",
        ),
        service(
            "ledger",
            "web",
            "money",
            ", dependsOn: ['resource:ledger-db', 'component:checkout']",
        ),
        service("alone", "cash", "money", ""),
        entity(
            "Resource",
            "ledger-db",
            "type: database, owner: cash, system: money",
        ),
        entity(
            "API",
            "pay",
            "type: openapi, lifecycle: production, owner: cash, system: money, definition: x",
        ),
        service("cart", "web", "shop", ", consumesApis: [pay]"),
        service(
            "orders",
            "web",
            "shop",
            ", dependsOn: ['component:checkout']",
        ),
        service("flags", "web", "tools", ""),
    ]
    .concat()
}

#[test]
fn a_system_shows_how_its_parts_depend_on_each_other_and_on_others() {
    let catalog = money_and_its_neighbours();
    let (_idp, files) = write_site_of(catalog.trim_start_matches("---\n"));
    let page = &files["catalog/default/system/money/index.html"];
    assert!(
        page.contains("System · 5 parts, owned by 2 teams"),
        "{page}"
    );
    let inside = between(page, "<h2 id=\"inside\">", "</section>");
    assert_snapshot!(list_boxes(inside), @r"
    0.5 60.5 shop: system · 2 components
    224.5 60.5 checkout: service
    448.5 0.5 ledger: service
    448.5 60.5 gone: not in the catalog
    448.5 120.5 tools: system · flags
    672.5 60.5 ledger-db: database
    ");
    assert!(
        inside.contains("1 part without dependencies isn&#x27;t drawn."),
        "{inside}"
    );
    // Checkout and ledger depend on each other: one of the arrows points back.
    assert_eq!(inside.matches("marker-start").count(), 1, "{inside}");
    let around = between(page, "<h2 id=\"around\">", "<dt>Reference");
    let facts = around.split("<dt>").skip(1).map(|fact| {
        let fact = fact.replace("dd><dd", "dd>;<dd");
        format!("{}\n", list_texts(&format!("<dt>{fact}")))
    });
    assert_snapshot!(facts.collect::<String>(), @r"
    Used by | shop | : | cart | , | orders
    Depends on | gone | ; | tools | : | flags
    Owners of its parts | cash | 4, | web | 1
    ");
}

#[test]
fn a_system_that_is_too_large_to_draw_has_tables_and_pages() {
    let mut catalog = teams() + &entity("System", "money", "owner: cash");
    for number in 0..70 {
        let needs = ", dependsOn: ['component:s00']";
        catalog += &service(&format!("s{number:02}"), "cash", "money", needs);
    }
    let (_idp, files) = write_site_of(catalog.trim_start_matches("---\n"));
    let page = &files["catalog/default/system/money/index.html"];
    assert!(
        !page.contains("<svg") && page.contains("All 70 parts"),
        "{page}"
    );
    let parts = ["parts/index.html", "parts/2/index.html"]
        .map(|page| files[&format!("catalog/default/system/money/{page}")].as_str())
        .concat();
    assert_eq!(parts.matches("<tr><th scope=\"row\">").count(), 70);
}

#[test]
fn a_large_team_has_a_page_for_each_system_and_letter() {
    let mut catalog = teams() + &entity("System", "money", "owner: web");
    for number in 0..45 {
        catalog += &service(&format!("s{number:02}"), "cash", "money", "");
    }
    for name in ["apple", "ant", "bear", "7up"] {
        let spec = "type: database, owner: web";
        catalog += &entity("Resource", name, spec);
    }
    catalog += &service("z", "web", "elsewhere", "");
    let (_idp, files) = write_site_of(catalog.trim_start_matches("---\n"));
    let page = &files["catalog/default/group/web/index.html"];
    let owns = between(page, "<h2 id=\"owns\">", "</section>");
    let rows = owns.split("<tr><th scope=\"row\"><a href=\"").skip(1);
    let rows = rows.map(|row| {
        let (href, rest) = row.split_once('"').unwrap();
        let title = between(rest, "<bdi>", "</bdi>");
        let count = between(rest, "<td class=\"num\">", "</td>");
        format!("{title}: {count}, {}\n", href.trim_start_matches("../"))
    });
    assert_snapshot!(rows.collect::<String>(), @r"
    money: 46, catalog/default/group/web/owns/systems/money/index.html
    In no system: A: 2, catalog/default/group/web/owns/letters/a/index.html
    In no system: B: 1, catalog/default/group/web/owns/letters/b/index.html
    In no system: other: 1, catalog/default/group/web/owns/letters/other/index.html
    In no system: Z: 1, catalog/default/group/web/owns/letters/z/index.html
    ");
    let money = &files["catalog/default/group/web/owns/systems/money/index.html"];
    assert_eq!(money.matches("<tr><th scope=\"row\">").count(), 46);
}

#[test]
fn the_paved_path_is_counted_and_listed() {
    let spec = "type: service, lifecycle: production, owner: web";
    let paved = |name: &str, template: &str| {
        annotated_entity(
            "Component",
            name,
            &format!("idp.dev/template: '{template}'"),
            spec,
        )
    };
    let catalog = [
        teams(),
        entity("Component", "by-hand", spec),
        entity(
            "Component",
            "site",
            "type: website, lifecycle: production, owner: web",
        ),
        paved("new", "service@1.0.0"),
        paved("old", "service@0.1.0"),
        paved("other", "unknown@1.0.0"),
    ];
    let (_idp, files) = write_site_of(catalog.concat().trim_start_matches("---\n"));
    let home = &files["index.html"];
    let health = between(home, "Services on the paved path", "</div>");
    assert!(health.contains("3 of 4"), "{health}");
    let list = &files["paved-path/index.html"];
    let rows = list.split("<tr><th scope=\"row\"").skip(1).map(|row| {
        let row = row.split("</tr>").next().unwrap();
        format!("{}\n", list_texts(&format!("<th{row}")))
    });
    assert_snapshot!(rows.collect::<String>(), @r"
    new | service 1.0.0 | Current | web | No contact
    old | service 0.1.0 | 1.0.0 is available | web | No contact
    other | unknown 1.0.0 | The platform doesn&#x27;t have this template | web | No contact
    by-hand | None | web | No contact
    ");
    let team = &files["catalog/default/group/web/index.html"];
    assert!(team.contains("3 of 4 services"), "{team}");
}
