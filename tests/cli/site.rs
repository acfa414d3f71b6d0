//! `idp catalog site`: the catalog as static pages.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use insta::assert_snapshot;

use crate::support::Idp;

/// The settings of a platform whose catalog is `catalog-info.yaml`.
const SETTINGS: &str = "organisation: acme\nforge: local\n";

/// A team, and what a person or a program could write into a catalog to harm whoever opens its pages.
const HOSTILE_CATALOG: &str = r#"apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: web
  title: '<script>alert(1)</script>'
  description: "\u202Etxet desrever\u202C & <b onmouseover=alert(2)>bold</b>"
  annotations: {slack.com/channel: 'javascript:alert(3)'}
spec: {type: '"><img src=x onerror=alert(4)>', children: [], profile: {email: 'web@acme.example?bcc=evil@example.org'}}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop
  title: "{{lookup this 'base'}} ${alert(5)} </title><script>alert(6)</script>"
  annotations: {example.org/note: "</code><script src='https://example.org/x.js'></script>"}
  links:
    - {url: 'javascript:alert(7)', title: Click}
    - {url: 'data:text/html,<script>alert(8)</script>', title: Data}
    - {url: 'file:///etc/passwd', title: File}
    - {url: 'https://example.org/?q="><script>alert(9)</script>', title: '"><script>alert(10)</script>'}
spec: {type: service, lifecycle: production, owner: web, dependsOn: ['resource:</svg><script>alert(11)</script>']}
"#;

/// Writes the site of a platform with this catalog, and returns its files.
pub(crate) fn write_site_of(catalog: &str) -> (Idp, BTreeMap<String, String>) {
    let idp = Idp::new();
    idp.write_file("idp.yaml", SETTINGS);
    idp.write_file("catalog-info.yaml", catalog);
    idp.run(["catalog", "site"]).assert_success();
    let files = read_site(&idp.path("site"));
    (idp, files)
}

/// Every file below `folder`, by its path with `/`.
fn read_site(folder: &Path) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(folder).into_iter();
    let files = files.map(|entry| entry.unwrap());
    let files = files.filter(|entry| entry.file_type().is_file());
    let files = files.map(|file| {
        let path = file.path().strip_prefix(folder).unwrap();
        let path = path.to_str().unwrap().replace('\\', "/");
        (path, std::fs::read_to_string(file.path()).unwrap())
    });
    files.collect()
}

/// The values of an attribute in a page.
fn attribute_values<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let start = format!(" {name}=\"");
    let parts = page.split(start.as_str()).skip(1);
    parts.map(|part| part.split('"').next().unwrap()).collect()
}

/// The path that `href` leads to from the page at `from`, and its fragment.
fn resolve_link(from: &str, href: &str) -> (String, Option<String>) {
    let base = url::Url::parse(&format!("https://site.example/{from}")).unwrap();
    let target = base.join(&href.replace("&amp;", "&")).unwrap();
    let path = target.path().trim_start_matches('/').to_owned();
    (path, target.fragment().map(str::to_owned))
}

#[test]
fn every_entity_has_an_address_that_can_be_guessed() {
    let idp = Idp::new();
    let run = idp.run(["catalog", "site", "public"]).assert_success();
    assert_snapshot!(run.stdout, @"19 entities in 87 files; next: open public/index.html in a browser");
    let page = idp.read_file("public/catalog/default/component/cart/index.html");
    let head = page.lines().skip_while(|line| !line.starts_with("<title>"));
    let head = head.take_while(|line| !line.starts_with("<link"));
    assert_snapshot!(head.collect::<Vec<_>>().join("\n"), @r#"
    <title>cart: owned by Storefront · acme catalog</title>
    <meta name="description" content="Component, service, production. Holds the items in a customer&#x27;s cart. Owner: Storefront, #storefront, storefront@acme.example">
    <meta property="og:title" content="cart: owned by Storefront · acme catalog">
    <meta property="og:description" content="Component, service, production. Holds the items in a customer&#x27;s cart. Owner: Storefront, #storefront, storefront@acme.example">
    "#);
    let markdown = idp.read_file("public/catalog/default/component/cart.md");
    assert_snapshot!(markdown, @r"
    # cart

    Component · service · production

    Holds the items in a customer's cart

    - Reference: `component:default/cart`
    - Owner: Storefront, \#storefront, storefront@acme.example
    ");
    let json = idp.read_file("public/catalog/default/component/cart.json");
    let entity: serde_json::Value = serde_json::from_str(&json).unwrap();
    let export = idp.run(["catalog", "export", "backstage", "-o", "json"]);
    let exported: Vec<serde_json::Value> =
        serde_json::from_str(&export.assert_success().stdout).unwrap();
    assert!(exported.contains(&entity), "{json}");
}

#[test]
fn a_page_begins_with_the_owner_and_what_decides_it() {
    let idp = Idp::new();
    idp.run(["catalog", "site"]).assert_success();
    let page = idp.read_file("site/catalog/default/component/cart/index.html");
    let main = page.split("<h1>").nth(1).unwrap();
    assert_snapshot!(main.split("<ul class=\"links\"").next().unwrap(), @r#"
    <bdi>cart</bdi></h1>
    <p class="kind"><bdi>Component · service · production</bdi></p>
    <p class="lead" dir="auto">Holds the items in a customer&#x27;s cart</p>
    <div class="answer">
      <div>
        <section aria-labelledby="owner">
          <h2 id="owner">Owner</h2>
          <p class="who"><a href="../../../../catalog/default/group/storefront/index.html"><bdi>Storefront</bdi></a></p>
          <p class="mute"><bdi>Chiara Rossi, Dmitri Sato</bdi></p>
        </section>
        <section aria-labelledby="reach">
          <h2 id="reach">Reach them</h2>
          <dl class="reach">
            <dt>Chat</dt><dd><bdi>#storefront</bdi></dd>
            <dt>Email</dt><dd><a href="mailto:storefront@acme.example">storefront<wbr>@acme.example</a></dd>
          </dl>
        </section>
      </div>
      <p class="why"><span>Decided by</span> <span>catalog/components/cart.yaml:11</span> <code><bdi>owner: group:default/storefront</bdi></code> <span>since <time datetime="2026-11-23">23 Nov 2026</time>, a87f256</span></p>
    </div>
    "#);
}

#[test]
fn a_page_says_since_when_and_where_to_ask() {
    let idp = Idp::new();
    let contacts = "contacts: {chat: 'https://chat.acme.example/{name}', onCall: 'https://pages.acme.example/?service={name}'}\n";
    idp.write_file("idp.yaml", &format!("{SETTINGS}{contacts}"));
    let location = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: root}\nspec: {targets: ['./catalog/*.yaml']}\n";
    idp.write_file("catalog-info.yaml", location);
    let team = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web, annotations: {slack.com/channel: '#web & co', pagerduty.com/service-id: P/1}}\nspec: {type: team, children: []}\n";
    idp.write_file("catalog/web.yaml", team);
    idp.run_git("", ["init", "-q", "-b", "main"]);
    idp.run_git(
        "",
        [
            "remote",
            "add",
            "origin",
            "https://github.com/acme/platform.git",
        ],
    );
    let service = |owner: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: shop}}\nspec: {{type: service, lifecycle: production, owner: {owner}}}\n"
        )
    };
    let commit = |file: &str, text: &str, day: &str| {
        idp.write_file(file, text);
        let line = format!(
            "git add --all && GIT_AUTHOR_DATE={day}T12:00:00Z GIT_COMMITTER_DATE={day}T12:00:00Z git -c user.name=a -c user.email=a@b.c commit -qm x"
        );
        idp.run_shell(&line).assert_success();
    };
    commit("catalog/shop.yaml", &service("other"), "2026-03-01");
    commit("catalog/shop.yaml", &service("web"), "2026-03-02");
    std::fs::remove_file(idp.path("catalog/shop.yaml")).unwrap();
    commit("catalog/all.yaml", &service("group:web"), "2026-03-03");
    commit(
        "catalog/all.yaml",
        &format!("# all\n{}", service("web")),
        "2026-03-04",
    );
    idp.run(["catalog", "site"]).assert_success();
    let page = idp.read_file("site/catalog/default/component/shop/index.html");
    let answer = page.split("<div class=\"answer\">").nth(1).unwrap();
    let answer = answer.split("<div class=\"cols\">").next().unwrap();
    assert_snapshot!(answer, @r#"
      <div>
        <section aria-labelledby="owner">
          <h2 id="owner">Owner</h2>
          <p class="who"><a href="../../../../catalog/default/group/web/index.html"><bdi>web</bdi></a></p>
        </section>
        <section aria-labelledby="reach">
          <h2 id="reach">Reach them</h2>
          <dl class="reach">
            <dt>Chat</dt><dd><a href="https://chat.acme.example/web%20%26%20co"><bdi>#web &amp; co</bdi></a></dd>
            <dt>On call</dt><dd><a href="https://pages.acme.example/?service&#x3D;P%2F1"><bdi>P/1</bdi></a></dd>
          </dl>
        </section>
      </div>
      <p class="why"><span>Decided by</span> <span><a href="https://github.com/acme/platform/blob/f4d48ce392c6081bbcec84a906ae6c9f04745023/catalog/all.yaml#L5">catalog/all.yaml:5</a></span> <code><bdi>spec: {type: service, lifecycle: production, owner: web}</bdi></code> <span>since <time datetime="2026-03-02">2 Mar 2026</time>, <a href="https://github.com/acme/platform/commit/be64b3a007076168a19298f68345a8ae8266433b">be64b3a</a></span></p>
    </div>
    "#);
}

/// Checks that every link within the site leads to a file of it, and every fragment to an element; returns the number of links.
fn check_links(files: &BTreeMap<String, String>) -> usize {
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    let mut count = 0;
    for (path, page) in pages {
        let links = ["href", "src", "action"].map(|name| attribute_values(page, name));
        for href in links.concat() {
            if href.contains(':') {
                continue;
            }
            let (target, fragment) = resolve_link(path, href);
            let found = files.get(&target);
            let found = found.unwrap_or_else(|| panic!("{path} links to {href}"));
            let is_known = |id: String| found.contains(&format!("id=\"{id}\""));
            assert!(fragment.is_none_or(is_known), "{path} links to {href}");
            count += 1;
        }
    }
    count
}

#[test]
fn every_link_leads_to_a_file_of_the_site() {
    let idp = Idp::new();
    idp.run(["catalog", "site"]).assert_success();
    let count = check_links(&read_site(&idp.path("site")));
    assert!(count > 500, "{count}");
}

/// A platform with documents that link to each other, and with one that isn't text.
fn create_documented_platform() -> Idp {
    let idp = Idp::new();
    idp.write_file("idp.yaml", SETTINGS);
    idp.write_file("catalog-info.yaml", HOSTILE_CATALOG);
    idp.write_file("README.md", "# Acme platform\n\nRead [how](docs/guide.md#first-steps), [all](./docs/), [why](docs/adr/), [code](idp.yaml) and [x](../x.md).\n");
    idp.write_file(
        "docs/README.md",
        "# Overview\n\n[Guide](guide.md) · [Top](/README.md)\n",
    );
    idp.write_file("docs/guide.md", "# Guide\n\n## First steps\n\n[back](../README.md) [here](#first-steps) <script>alert(1)</script>\n");
    idp.write_file("docs/adr/index.md", "no heading\n");
    idp.write_file(
        "docs/guide/index.md",
        "# <img src=x onerror=alert(1)>\u{202e}other\n",
    );
    std::fs::write(idp.path("docs/binary.md"), [0xff, 0xfe]).unwrap();
    idp
}

#[test]
fn the_readme_and_the_documents_are_pages() {
    let idp = create_documented_platform();
    idp.run(["catalog", "site"]).assert_success();
    let files = read_site(&idp.path("site"));
    check_links(&files);
    let documents: Vec<&str> = files
        .keys()
        .map(String::as_str)
        .filter(|path| path.starts_with("docs/") || path.starts_with("readme/"))
        .collect();
    assert_snapshot!(documents.join("\n"), @"
    docs/adr/index.html
    docs/binary/index.html
    docs/guide-2/index.html
    docs/guide/index.html
    docs/index.html
    docs/overview/index.html
    readme/index.html
    ");
    let content = |path: &str| {
        let page = &files[path];
        let start = page.find("<h1>").unwrap();
        page[start..page.find("</main>").unwrap()].to_owned()
    };
    assert_snapshot!(content("readme/index.html"), @r#"
    <h1><bdi>Acme platform</bdi></h1>
    <p class="kind">README.md</p>
    <div class="prose">
    <p>Read <a href="../docs/guide/index.html#first-steps">how</a>, <a href="../docs/overview/index.html">all</a>, <a href="../docs/adr/index.html">why</a>, code and x.</p>

    </div>
    "#);
    assert_snapshot!(content("docs/index.html"), @r#"
    <h1><bdi>Documentation</bdi></h1>
    <section aria-label="Documents">
      <ul class="list">
        <li><a href="../readme/index.html"><bdi>Acme platform</bdi></a> <span class="small mute">README.md</span></li>
        <li><a href="../docs/overview/index.html"><bdi>Overview</bdi></a> <span class="small mute">docs/README.md</span></li>
        <li><a href="../docs/adr/index.html"><bdi>adr</bdi></a> <span class="small mute">docs/adr/index.md</span></li>
        <li><a href="../docs/binary/index.html"><bdi>binary.md</bdi></a> <span class="small mute">docs/binary.md</span></li>
        <li><a href="../docs/guide/index.html"><bdi>Guide</bdi></a> <span class="small mute">docs/guide.md</span></li>
        <li><a href="../docs/guide-2/index.html"><bdi>other</bdi></a> <span class="small mute">docs/guide/index.md</span></li>
      </ul>
    </section>
    "#);
    assert!(files["search-index.js"].contains("readme/index.html"));
    assert!(files["llms.txt"].contains("[Acme platform](readme/index.html)"));
    for (path, page) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert_eq!(page.matches("<script").count(), 1, "{path}");
        assert!(
            !page.contains("<img") && !page.contains('\u{202e}'),
            "{path}"
        );
    }
}

#[test]
fn the_same_commit_gives_the_same_bytes() {
    let idp = Idp::new();
    for directory in ["one", "two"] {
        idp.run(["catalog", "site", directory]).assert_success();
    }
    let [one, two] = ["one", "two"].map(|directory| read_site(&idp.path(directory)));
    assert_eq!(one, two);
}

#[test]
fn hostile_text_stays_text() {
    let (_idp, files) = write_site_of(HOSTILE_CATALOG);
    for (path, page) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert_eq!(page.matches("<script").count(), 1, "{path}");
        assert!(!page.contains("<img") && !page.contains("<b "), "{path}");
        assert!(!page.contains(['\u{202e}', '\u{202c}']), "{path}");
        assert!(
            !page.contains(" style=") && !page.contains("<style"),
            "{path}"
        );
        for href in attribute_values(page, "href") {
            let scheme = href.split_once(':').map_or("", |(scheme, _)| scheme);
            assert!(
                ["", "https", "mailto"].contains(&scheme) || href == "data:,",
                "{path}: {href}"
            );
        }
        let policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'";
        assert!(page.contains(policy), "{path}");
    }
    let shop = &files["catalog/default/component/shop/index.html"];
    let links: Vec<_> = attribute_values(shop, "href");
    let links: Vec<_> = links
        .into_iter()
        .filter(|href| href.contains(':'))
        .collect();
    assert_snapshot!(links.join("\n"), @"
    data:,
    https://example.org/?q&#x3D;%22%3E%3Cscript%3Ealert(9)%3C/script%3E
    ");
    let markdown = &files["catalog/default/group/web.md"];
    assert_snapshot!(markdown, @r#"
    # \<script\>alert(1)\</script\>

    Team · "\>\<img src=x onerror=alert(4)\>

    txet desrever & \<b onmouseover=alert(2)\>bold\</b\>

    - Reference: `group:default/web`
    - Owner: \<script\>alert(1)\</script\>, javascript:alert(3), web@acme.example?bcc=evil@example.org

    ## Owns

    - [shop](../../../catalog/default/component/shop.md): `component:default/shop`
    "#);
}

#[test]
fn only_a_site_is_replaced() {
    let idp = Idp::new();
    idp.write_file("pages/CNAME", "catalog.acme.example\n");
    idp.run_git("pages", ["init", "-q"]);
    idp.run([
        "catalog",
        "site",
        "pages",
        "--url",
        "https://catalog.acme.example",
    ])
    .assert_success();
    idp.write_file("pages/catalog/default/component/gone/index.html", "old");
    idp.run(["catalog", "site", "pages"]).assert_success();
    let mut names: Vec<_> = std::fs::read_dir(idp.path("pages")).unwrap().collect();
    names.sort_by_key(|entry| entry.as_ref().unwrap().file_name());
    let names = names
        .iter()
        .map(|entry| entry.as_ref().unwrap().file_name());
    let names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    assert_snapshot!(names.join(" "), @".git CNAME all catalog docs findings index.html kinds llms.txt opt-outs paved-path readme search search-index.js search.js site.css systems teams");
    assert!(!idp.path("pages/catalog/default/component/gone").exists());
}

#[test]
fn pages_are_not_written_among_the_files_of_the_platform() {
    let idp = Idp::new();
    idp.write_file("idp.yaml", SETTINGS);
    idp.write_file("catalog/all.yaml", HOSTILE_CATALOG);
    idp.write_file(
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: [./catalog/all.yaml]}\n",
    );
    let run = idp.run(["catalog", "site", "catalog"]).assert_exit_code(6);
    assert_snapshot!(idp.redact(&run.stderr), @"
    error: [ROOT]/here/catalog is a folder of the platform and contains other files
    help: choose a new directory for the site, such as `site`
    ");
    assert_eq!(read_site(&idp.path("catalog")).len(), 1);
    for _ in 0..2 {
        idp.run(["catalog", "site", "docs/site"]).assert_success();
    }
    assert!(!idp.path("docs/site/docs").exists());
}

#[test]
fn what_is_in_the_way_of_a_site_stays() {
    let idp = Idp::new();
    idp.write_file("site/catalog/notes.txt", "mine\n");
    let run = idp.run(["catalog", "site"]).assert_exit_code(6);
    assert_snapshot!(idp.redact(&run.stderr), @"
    platform  practice (local) · nothing leaves this machine
    error: [ROOT]/here/site/catalog/notes.txt is in the way, and isn't part of a site
    help: choose another directory for the site
    ");
    assert_eq!(idp.read_file("site/catalog/notes.txt"), "mine\n");
    idp.write_file("file", "");
    let run = idp.run(["catalog", "site", "file"]).assert_exit_code(6);
    assert_snapshot!(idp.redact(&run.stderr), @"
    platform  practice (local) · nothing leaves this machine
    error: [ROOT]/here/file isn't a directory
    help: choose another directory for the site
    ");
    idp.write_file("idp.yaml", SETTINGS);
    idp.write_file("catalog-info.yaml", "");
    let run = idp.run(["catalog", "site", "."]).assert_exit_code(6);
    assert_snapshot!(idp.redact(&run.stderr), @"
    error: [ROOT]/here is the platform itself
    help: choose another directory for the site
    ");
}

#[test]
fn a_site_is_replaced_only_if_nothing_was_added_to_it() {
    let idp = Idp::new();
    idp.run(["catalog", "site"]).assert_success();
    idp.write_file("site/teams/photo.txt", "mine\n");
    let run = idp.run(["catalog", "site"]).assert_exit_code(6);
    assert_snapshot!(idp.redact(&run.stderr), @"
    platform  practice (local) · nothing leaves this machine
    error: [ROOT]/here/site/teams/photo.txt is in the way, and isn't part of a site
    help: choose another directory for the site
    ");
    assert_eq!(idp.read_file("site/teams/photo.txt"), "mine\n");
}

#[test]
fn what_backstage_rejects_has_no_page_and_is_counted() {
    let idp = Idp::new();
    idp.write_file("idp.yaml", SETTINGS);
    idp.write_file("catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}\nspec: {type: service, owner: web}\n");
    let run = idp.run(["catalog", "site"]).assert_success();
    assert_snapshot!(run.stderr, @"warning: left out 1 entity that Backstage rejects; idp catalog validate");
}

#[test]
fn a_published_site_knows_its_address() {
    let idp = Idp::new();
    let url = "https://acme.example/catalog";
    idp.run(["catalog", "site", "--url", url]).assert_success();
    let sitemap = idp.read_file("site/sitemap.xml");
    assert!(
        sitemap
            .contains("<loc>https://acme.example/catalog/catalog/default/group/storefront/</loc>")
    );
    let page = idp.read_file("site/catalog/default/group/storefront/index.html");
    let canonical = "<link rel=\"canonical\" href=\"https://acme.example/catalog/catalog/default/group/storefront/\">";
    assert!(page.contains(canonical), "{page}");
    // A server shows it at any address.
    let not_found = idp.read_file("site/404.html");
    assert!(
        not_found.contains("href=\"/catalog/all/index.html\""),
        "{not_found}"
    );
    let wrong = ["acme.example", "https://acme.example/index.html"];
    let refuse = |url: &str| {
        let run = idp.run(["catalog", "site", "--url", url]);
        idp.redact(&run.assert_exit_code(2).stderr)
    };
    assert_snapshot!(wrong.map(refuse).join("\n"), @"
    error: invalid value `acme.example` for `--url <URL>`: not a URL
    help: idp catalog site --help

    error: invalid value `https://acme.example/index.html` for `--url <URL>`: use the address of the directory, not of a page
    help: idp catalog site --help
    ");
}

#[test]
fn long_lists_are_several_pages() {
    let mut catalog = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n".to_owned();
    for number in 0..250 {
        let _ = write!(
            catalog,
            "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: s{number:03}, description: {}}}\nspec: {{type: service, lifecycle: production, owner: web, dependsOn: ['component:s000']}}\n",
            "a long description ".repeat(8)
        );
    }
    let (_idp, files) = write_site_of(&catalog);
    let sizes = files.iter().filter(|(path, _)| path.ends_with(".html"));
    for (path, page) in sizes {
        assert!(page.len() <= 40 * 1024, "{path}: {} bytes", page.len());
    }
    let lists = [
        "catalog/default/group/web/owns",
        "catalog/default/component/s000/used-by",
        "kinds/component",
    ];
    for list in lists {
        let pages = files.range(format!("{list}/")..format!("{list}0"));
        // Beside the list of everything that a team owns are those of each system and letter.
        let pages = pages.filter(|(path, _)| !path.contains("/letters/"));
        let rows: Vec<usize> = pages
            .map(|(_, page)| page.matches("<tr><th scope=\"row\">").count())
            .collect();
        assert!(
            rows.len() > 2 && rows.iter().all(|rows| *rows <= 100),
            "{list}: {rows:?}"
        );
        assert!(
            (249..=250).contains(&rows.iter().sum::<usize>()),
            "{list}: {rows:?}"
        );
    }
}

#[test]
fn the_home_page_says_what_is_new() {
    let idp = Idp::new();
    idp.write_file("idp.yaml", SETTINGS);
    let team = |name: &str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\nspec: {{type: team, children: []}}\n"
        )
    };
    let service = |name: &str, owner: &str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: production, owner: {owner}}}\n"
        )
    };
    let commit = |services: &[String], day: &str| {
        let text = [&[team("web"), team("infra")], services].concat().concat();
        idp.write_file("catalog-info.yaml", text.trim_start_matches("---\n"));
        let line = format!(
            "git init -q; git add --all && GIT_AUTHOR_DATE={day}T12:00:00Z GIT_COMMITTER_DATE={day}T12:00:00Z git -c user.name=a -c user.email=a@b.c commit -qm x"
        );
        idp.run_shell(&line).assert_success();
    };
    commit(
        &[
            service("shop", "web"),
            service("old", "web"),
            service("same", "web"),
        ],
        "2026-09-01",
    );
    idp.run(["catalog", "site"]).assert_success();
    assert!(
        !idp.read_file("site/index.html")
            .contains("in the last 30 days")
    );
    commit(
        &[service("shop", "infra"), service("same", "web")],
        "2026-10-20",
    );
    commit(
        &[
            service("shop", "infra"),
            service("same", "web"),
            service("cart", "web"),
        ],
        "2026-10-28",
    );
    idp.run(["catalog", "site"]).assert_success();
    let home = idp.read_file("site/index.html");
    let news = home.split("<h2 id=\"news\">").nth(1).unwrap();
    assert_snapshot!(news.split("</section>").next().unwrap(), @r#"
        What’s new <span class="n">in the last 30 days</span></h2>
          <ul class="list news">
            <li><time class="mute" datetime="2026-10-28">28 Oct</time><p><a href="catalog/default/component/cart/index.html"><bdi>cart</bdi></a> was added by <a href="catalog/default/group/web/index.html"><bdi>web</bdi></a></p></li>
            <li><time class="mute" datetime="2026-10-20">20 Oct</time><p><a href="catalog/default/component/shop/index.html"><bdi>shop</bdi></a> moved from <a href="catalog/default/group/web/index.html"><bdi>web</bdi></a> to <a href="catalog/default/group/infra/index.html"><bdi>infra</bdi></a></p></li>
            <li><span></span><p><bdi>old</bdi> was removed</p></li>
          </ul>
        "#);
}

#[test]
fn an_empty_catalog_says_how_to_fill_it() {
    let (_idp, files) = write_site_of("");
    let home = &files["index.html"];
    assert!(
        home.contains("No entities yet") && home.contains("idp catalog add"),
        "{home}"
    );
}

#[test]
fn a_broken_catalog_is_shown_with_its_findings() {
    let (_idp, files) = write_site_of(
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: payments}\nspec: {type: team, children: []}\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}\nspec: {type: service, lifecycle: production, owner: paymnets}\n",
    );
    let page = &files["catalog/default/component/shop/index.html"];
    assert!(
        page.contains("group:default/paymnets isn&#x27;t in the catalog. Did you mean payments?"),
        "{page}"
    );
    let findings = &files["findings/index.html"];
    assert!(findings.contains("paymnets"), "{findings}");
}
