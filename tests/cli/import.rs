//! `idp catalog import --from`: proposals from a folder of clones.

use std::fmt::Write;

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{CommandOutput, Idp};

const CATALOG: &str = "apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: payments
  annotations: {github.com/team-slug: acme/pay}
spec: {type: team, children: [], members: [ada, bruno]}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: storefront, title: The Storefront}
spec: {type: team, children: [], members: [cleo]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ada}
spec: {profile: {email: ada@acme.example}, memberOf: [payments]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: bruno}
spec: {profile: {email: bruno@acme.example}, memberOf: [payments]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: cleo}
spec: {profile: {email: cleo@acme.example}, memberOf: [storefront]}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: shop}
spec: {owner: storefront}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: billing
  annotations: {github.com/project-slug: acme/bill}
spec: {type: service, lifecycle: production, owner: payments}
";

/// A file of a clone: the clone, the path in it, and the text.
type CloneFile = (&'static str, &'static str, &'static str);

/// A platform in a clone, with a folder `src` beside it that contains clones with these files.
fn create_platform_and_clones(files: &[CloneFile]) -> Idp {
    let idp = Idp::new();
    idp.write_file("platform/idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("platform/catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: acme}\nspec: {targets: ['./catalog/**/*.yaml']}\n");
    idp.write_file("platform/catalog/all.yaml", CATALOG);
    let init = "cd platform && git init -q -b main && git config user.name Ada && git config user.email ada@acme.example && git add --all && git commit -qm first";
    assert_eq!(idp.run_shell(init).code, Some(0));
    for (clone, path, text) in files {
        idp.write_file(&format!("src/{clone}/{path}"), text);
    }
    let clones: std::collections::BTreeSet<&str> = files.iter().map(|(clone, ..)| *clone).collect();
    for clone in clones {
        commit_clone(&idp, clone, "ada@acme.example");
    }
    idp
}

/// Makes `src/<clone>` a clone of `acme/<clone>`, with one commit by `author`.
fn commit_clone(idp: &Idp, clone: &str, author: &str) {
    let name = clone.rsplit('/').next().unwrap();
    let init = format!(
        "cd 'src/{clone}' && git init -q -b main && git config user.name Someone && git config user.email {author} && git remote add origin 'git@github.com:acme/{name}.git' && git add --all && git commit -q --allow-empty -m first"
    );
    let run = idp.run_shell(&init);
    assert_eq!(run.code, Some(0), "{run}");
}

fn import(idp: &Idp, more: &[&str]) -> CommandOutput {
    let arguments = ["-C", "platform", "catalog", "import", "--from", "../src"];
    idp.run(arguments.iter().chain(more))
}

/// What an import couldn't read, a problem per line.
pub(crate) fn format_problems(report: &Value) -> String {
    let problems = report["problems"].as_array().unwrap().iter();
    let lines = problems.map(|problem| {
        let text = |key: &str| problem[key].as_str().unwrap_or("-");
        let (repository, place) = (text("repository"), text("location"));
        format!("problem {repository} {place}: {}\n", text("message"))
    });
    lines.collect()
}

/// The proposals, one field on each line, without annotations; then what is left out, and the problems.
fn format_plan(report: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut lines = String::new();
    for proposal in report["proposals"].as_array().unwrap() {
        writeln!(
            lines,
            "{} of {}",
            text(&proposal["ref"]),
            text(&proposal["repository"])
        )
        .unwrap();
        let is_shown = |field: &&Value| !text(&field["field"]).starts_with("annotation:");
        let fields = proposal["fields"].as_array().unwrap().iter();
        for field in fields.filter(is_shown) {
            let evidence = field["evidence"].as_array().unwrap();
            let evidence: Vec<String> = evidence.iter().map(text).collect();
            let (name, value) = (text(&field["field"]), text(&field["value"]));
            let confidence = text(&field["confidence"]);
            writeln!(
                lines,
                "  {name}: {value} — {confidence}: {}",
                evidence.join("; ")
            )
            .unwrap();
        }
    }
    for left_out in report["leftOut"].as_array().unwrap() {
        let (repository, reason) = (text(&left_out["repository"]), text(&left_out["reason"]));
        writeln!(
            lines,
            "left out {} of {repository}: {reason}",
            text(&left_out["ref"])
        )
        .unwrap();
    }
    lines.push_str(&format_problems(report));
    lines
}

fn plan(idp: &Idp) -> String {
    let run = import(idp, &["--dry-run", "-o", "json"]).assert_success();
    format_plan(&run.stdout_json())
}

const BACKSTAGE: CloneFile = (
    "web/cart",
    "catalog-info.yaml",
    "# The cart.
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart # short
  annotations:
    backstage.io/techdocs-ref: dir:./docs
spec:
  type: service
  lifecycle: production
  owner: storefront
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: cart-api}
spec:
  type: openapi
  lifecycle: production
  owner: search # not in the catalog
  definition: 'openapi: 3.1.0'
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: file-api}
spec: {type: openapi, lifecycle: production, owner: storefront, definition: {$text: ./api/openapi.yaml}}
",
);

/// Definitions for Datadog.
const DATADOG: [CloneFile; 2] = [
    (
        "ledger",
        "service.datadog.yaml",
        "schema-version: v2.2\ndd-service: ledger\nteam: payments\ntype: db\nlifecycle: production\n---\nschema-version: v2.2\ndd-service: ledger-api\nteam: '@acme/pay'\ntype: web\napplication: shop\n",
    ),
    (
        "mails",
        "entity.datadog.yaml",
        "apiVersion: v3\nkind: service\nmetadata:\n  name: mails\n  owner: storefront\nspec:\n  type: web\n  componentOf: ['system:shop']\n  languages: [python]\n",
    ),
];

/// A description in every other format.
const DESCRIBED: [CloneFile; 7] = [
    BACKSTAGE,
    ("web/cart", "docs/index.md", "# Cart\n"),
    (
        "orders",
        "opslevel.yml",
        "version: 1\nservice:\n  name: Order Processor\n  lifecycle: beta\n  owner: order_team\n  language: Go\n  tags: [{key: tier, value: 1}]\n  tools: [{name: Runbook, url: 'https://wiki.acme.example/orders'}]\n",
    ),
    ("orders", "Dockerfile", "FROM scratch\n"),
    (
        "search",
        "cortex.yaml",
        "openapi: 3.0.1\ninfo:\n  title: Search\n  x-cortex-tag: search\n  x-cortex-type: service\n  x-cortex-owners: [{type: EMAIL, email: cleo@acme.example}, {type: GROUP, name: The Storefront, provider: CORTEX}]\n",
    ),
    (
        "rates",
        "compass.yml",
        "configVersion: 1\nname: rates\ntypeId: LIBRARY\nownerId: 'ari:cloud:identity::team/1'\nfields: {lifecycle: Active}\n",
    ),
    (
        "rates",
        ".github/CODEOWNERS",
        "# everything\n* @acme/pay\n/docs/ @acme/writers\n",
    ),
];

#[test]
fn every_format_becomes_entities_with_evidence() {
    let idp = create_platform_and_clones(&DESCRIBED);
    assert_snapshot!(plan(&idp), @"
    group:default/order_team of acme/orders
      name: order_team — high: acme/orders: opslevel.yml line 5
      type: team — low: default
    group:default/search of acme/cart
      name: search — high: acme/cart: catalog-info.yaml line 19
      type: team — low: default
    component:default/order-processor of acme/orders
      title: Order Processor — high: opslevel.yml line 3
      name: order-processor — high: opslevel.yml line 3
      tags: go — high: opslevel.yml line 6
      tags: tier:1 — high: opslevel.yml line 7
      link:Runbook: https://wiki.acme.example/orders — high: opslevel.yml line 8
      type: service — medium: Dockerfile
      lifecycle: experimental — high: opslevel.yml line 4
      owner: order_team — high: opslevel.yml line 5
    component:default/rates of acme/rates
      name: rates — high: compass.yml line 2
      type: library — high: compass.yml line 3
      lifecycle: production — high: compass.yml line 5
      owner: payments — high: .github/CODEOWNERS line 2
    component:default/search of acme/search
      name: search — high: cortex.yaml line 4
      title: Search — high: cortex.yaml line 3
      type: service — high: cortex.yaml line 5
      lifecycle: production — low: default
      owner: storefront — high: cortex.yaml line 6
    component:default/cart of acme/cart
      name: cart — high: catalog-info.yaml line 5
      type: service — high: catalog-info.yaml line 9
      lifecycle: production — high: catalog-info.yaml line 10
      owner: storefront — high: catalog-info.yaml line 11
    api:default/cart-api of acme/cart
      name: cart-api — high: catalog-info.yaml line 15
      type: openapi — high: catalog-info.yaml line 17
      lifecycle: production — high: catalog-info.yaml line 18
      owner: search — high: catalog-info.yaml line 19
    left out api:default/file-api of acme/cart: its definition is in another file, which Backstage reads only in the same repository
    ");
}

#[test]
fn datadog_definitions_become_entities() {
    let idp = create_platform_and_clones(&DATADOG);
    assert_snapshot!(plan(&idp), @"
    resource:default/ledger of acme/ledger
      name: ledger — high: service.datadog.yaml line 2
      type: database — high: service.datadog.yaml line 4
      owner: payments — high: service.datadog.yaml line 3
    component:default/ledger-api of acme/ledger
      name: ledger-api — high: service.datadog.yaml line 8
      type: service — high: service.datadog.yaml line 10
      lifecycle: production — low: default
      system: shop — high: service.datadog.yaml line 11
      owner: payments — high: service.datadog.yaml line 9
    component:default/mails of acme/mails
      name: mails — high: entity.datadog.yaml line 4
      tags: python — high: entity.datadog.yaml line 9
      type: service — high: entity.datadog.yaml line 7
      lifecycle: production — low: default
      system: shop — high: entity.datadog.yaml line 8
      owner: storefront — high: entity.datadog.yaml line 5
    ");
}

#[test]
fn a_repository_without_a_description_shows_who_works_on_it() {
    let idp = create_platform_and_clones(&[
        ("tools", "Cargo.toml", "[package]\n"),
        ("nothing", "README.md", "nothing\n"),
        ("bill", "Dockerfile", "the catalog has it as billing\n"),
        ("site", "package.json", "{}\n"),
        ("site", "next.config.ts", "export default {}\n"),
        (
            "site",
            "CODEOWNERS",
            "* @acme/storefront @acme/pay @other/web @zoe\n",
        ),
    ]);
    for author in ["cleo", "cleo", "cleo", "zoe", "bruno"] {
        let commit = format!(
            "cd src/site && git commit -q --allow-empty -m x --author '{author} <{author}@acme.example>' && cd ../tools && git commit -q --allow-empty -m x --author '{author} <{author}@acme.example>'"
        );
        assert_eq!(idp.run_shell(&commit).code, Some(0));
    }
    assert_snapshot!(plan(&idp), @"
    component:default/site of acme/site
      name: site — high: name of the repository
      tags: javascript — medium: package.json
      type: website — medium: next.config.ts
      lifecycle: production — low: default
      owner: storefront — medium: CODEOWNERS line 1; but payments: CODEOWNERS line 1; 3 of the 6 commits
    component:default/tools of acme/tools
      name: tools — high: name of the repository
      tags: rust — medium: Cargo.toml
      type: library — low: Cargo.toml, and no Dockerfile or chart
      lifecycle: production — low: default
      owner: storefront — medium: 3 of the 6 commits
    left out component:default/nothing of acme/nothing: unknown type, owner
    ");
}

/// Clones with two entities to copy, one to describe, and one about which nothing is known.
const CLONES: [CloneFile; 4] = [
    BACKSTAGE,
    ("web/cart", "docs/index.md", "# Cart\n"),
    (
        "orders",
        "opslevel.yml",
        "service: {name: orders, owner: payments, type: service}\n",
    ),
    ("nothing", "README.md", "nothing\n"),
];

#[test]
fn an_import_is_one_commit() {
    let idp = create_platform_and_clones(&CLONES);
    let run = import(&idp, &[]).assert_success();
    let (plan, _) = run
        .stdout
        .rsplit_once("changed 4 entities in 4 files (")
        .unwrap();
    assert_snapshot!(plan, @"
    ENTITY                    OWNER       TYPE     LIFECYCLE    EVIDENCE
    group:default/search      -           team?    -            acme/cart: catalog-info.yaml line 19
    component:default/orders  payments    service  production?  opslevel.yml line 1
    component:default/cart    storefront  service  production   catalog-info.yaml line 11
    api:default/cart-api      search      openapi  production   catalog-info.yaml line 19
    ?: a default or a guess

    LEFT OUT                   REPOSITORY    REASON
    component:default/nothing  acme/nothing  unknown type, owner
    api:default/file-api       acme/cart     its definition is in another file, which Backstage reads only in the same repository
    to enter unknown values, run the import on a terminal,
    or add a catalog-info.yaml to the repository
    for an API whose definition is in a file:
      idp catalog add file-api --kind api type=openapi lifecycle=production owner=storefront annotation:backstage.io/source-location=url:https://github.com/acme/cart/ definition=@<REPOSITORY>/api/openapi.yaml

    3 repositories: 4 new entities, 2 left out, 0 already in the catalog
    ");
    assert_snapshot!(idp.run_shell("cd platform && git show --format=%B --stat=60").stdout, @"
    catalog: add 4 entities

    Imported from 3 repositories.

    | entity | owner | evidence for the owner | please check |
    |---|---|---|---|
    | `group:default/search` |  |  | `type: team (default)` |
    | `component:default/orders` | `payments` | `opslevel.yml line 1` | `lifecycle: production (default)` |
    | `component:default/cart` | `storefront` | `catalog-info.yaml line 11` |  |
    | `api:default/cart-api` | `search` | `catalog-info.yaml line 19` |  |

    Left out:

    - `acme/nothing`: `unknown type, owner`
    - `acme/cart`: `its definition is in another file, which Backstage reads only in the same repository`

    Idp-Actor: Ada <ada@acme.example>


     catalog/apis/cart-api.yaml     |  8 ++++++++
     catalog/components/cart.yaml   | 13 +++++++++++++
     catalog/components/orders.yaml | 11 +++++++++++
     catalog/groups/search.yaml     |  7 +++++++
     4 files changed, 39 insertions(+)
    ");
}

#[test]
fn a_copied_document_keeps_its_text() {
    let idp = create_platform_and_clones(&CLONES);
    import(&idp, &[]).assert_success();
    assert_snapshot!(idp.read_file("platform/catalog/components/cart.yaml"), @"
    # The cart.
    apiVersion: backstage.io/v1alpha1
    kind: Component
    metadata:
      name: cart # short
      annotations:
        backstage.io/techdocs-ref: url:https://github.com/acme/cart/tree/HEAD/docs
        github.com/project-slug: acme/cart
        backstage.io/source-location: url:https://github.com/acme/cart/
    spec:
      type: service
      lifecycle: production
      owner: storefront
    ");
    assert_snapshot!(idp.read_file("platform/catalog/apis/cart-api.yaml"), @"
    apiVersion: backstage.io/v1alpha1
    kind: API
    metadata: {name: cart-api, annotations: {github.com/project-slug: acme/cart, backstage.io/source-location: url:https://github.com/acme/cart/}}
    spec:
      type: openapi
      lifecycle: production
      owner: search # not in the catalog
      definition: 'openapi: 3.1.0'
    ");
}

#[test]
fn a_second_import_proposes_nothing() {
    let idp = create_platform_and_clones(&CLONES);
    import(&idp, &[]).assert_success();
    idp.run(["-C", "platform", "catalog", "validate"])
        .assert_success();
    let again = import(&idp, &[]).assert_success();
    assert_snapshot!(again.stdout, @"
    LEFT OUT                   REPOSITORY    REASON
    component:default/nothing  acme/nothing  unknown type, owner
    api:default/file-api       acme/cart     its definition is in another file, which Backstage reads only in the same repository
    to enter unknown values, run the import on a terminal,
    or add a catalog-info.yaml to the repository
    for an API whose definition is in a file:
      idp catalog add file-api --kind api type=openapi lifecycle=production owner=storefront annotation:backstage.io/source-location=url:https://github.com/acme/cart/ definition=@<REPOSITORY>/api/openapi.yaml

    3 repositories: 0 new entities, 2 left out, 1 already in the catalog
    ");
    let log = idp
        .run_shell("cd platform && git log --oneline && git status --short")
        .stdout;
    assert_eq!(log.lines().count(), 2, "{log}");
    let owner = [
        "-C",
        "platform",
        "who-owns",
        "https://github.com/acme/orders",
    ];
    assert!(idp.run(owner).assert_success().stdout.contains("payments"));
}

#[test]
fn only_the_wanted_owner_is_imported() {
    let idp = create_platform_and_clones(&[
        (
            "a",
            "opslevel.yml",
            "service: {name: a, owner: payments, type: service}\n",
        ),
        (
            "b",
            "opslevel.yml",
            "service: {name: b, owner: storefront, type: service}\n",
        ),
        (
            "c",
            "opslevel.yml",
            "service: {name: c, owner: search, type: service}\n",
        ),
    ]);
    let names = |owner: &str| {
        let run = import(&idp, &["--dry-run", "-o", "json", "--owner", owner]).assert_success();
        let report = run.stdout_json();
        let proposals = report["proposals"].as_array().unwrap();
        proposals
            .iter()
            .map(|one| one["ref"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("payments"), ["component:default/a"]);
    assert_eq!(
        names("search"),
        ["group:default/search", "component:default/c"]
    );
}

/// Each file is broken in another way; the last one is fine.
const BROKEN: [CloneFile; 10] = [
    (
        "a",
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: 'no name'}\nspec: {type: service, lifecycle: production, owner: payments}\n",
    ),
    ("b", "catalog-info.yaml", "a: [\n"),
    ("c", "opslevel.yml", "service: [1, 2]\n"),
    (
        "d",
        "opslevel.yml",
        "service:\n  name: {a: b}\n  owner: [payments]\n  tools: [1, {url: [2]}]\n",
    ),
    (
        "e",
        "cortex.yaml",
        "info: {x-cortex-tag: e, x-cortex-owners: {a: b}}\n",
    ),
    (
        "f",
        "service.datadog.yaml",
        "schema-version: v9\n---\n- 1\n---\napiVersion: v3\nkind: rocket\nmetadata: {name: f}\n---\n&a [*a\n",
    ),
    (
        "g",
        "compass.yml",
        "\u{feff}name: g\ntypeId: SERVICE\nownerId: 17\n",
    ),
    (
        "h",
        "entity.datadog.yaml",
        "apiVersion: v3\nkind: service\nmetadata: {name: '…', owner: payments}\n",
    ),
    (
        "i",
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: i}\nspec: {type: service, lifecycle: production, owner: user:default/nobody}\n",
    ),
    (
        "j",
        "opslevel.yml",
        "service: {name: j, owner: payments, type: service}\n",
    ),
];

#[test]
fn a_broken_file_is_a_problem_of_its_repository() {
    let idp = create_platform_and_clones(&BROKEN);
    assert_snapshot!(plan(&idp), @r#"
    component:default/j of acme/j
      name: j — high: opslevel.yml line 1
      type: service — high: opslevel.yml line 1
      lifecycle: production — low: default
      owner: payments — high: opslevel.yml line 1
    left out component:default/no name of acme/a: the document is invalid
    left out component:default/b of acme/b: unknown type, owner
    left out component:default/c of acme/c: unknown type, owner
    left out component:default/d of acme/d: unknown type, owner
    left out component:default/e of acme/e: unknown type, owner
    left out component:default/f of acme/f: unknown type, owner
    left out component:default/g of acme/g: unknown owner (compass.yml line 3: the owner is an ID, not a name)
    left out - of acme/h: its name can't be the name of an entity
    left out component:default/i of acme/i: owner-not-found: user `nobody` not found
    problem acme/a catalog-info.yaml:3:18: invalid name `no name`: use letters, digits, `-`, `_` and `.`, at most 63 characters, with a letter or digit at both ends
    problem acme/b catalog-info.yaml:1:4: expected "," or a closing bracket
    problem acme/c opslevel.yml:1:10: `service` must be an object, not list
    problem acme/d opslevel.yml:2:9: `name` must be text, not object
    problem acme/d opslevel.yml:3:10: `owner` must be text, not list
    problem acme/d opslevel.yml:4:11: `tools` must be a list of objects, not number
    problem acme/d opslevel.yml:4:20: `url` must be text, not list
    problem acme/e cortex.yaml:1:42: `x-cortex-owners` must be a list, not object
    problem acme/f service.datadog.yaml:1:1: neither `dd-service` nor `apiVersion` is set
    problem acme/f service.datadog.yaml:3:1: expected an object
    problem acme/f service.datadog.yaml:5:1: kind `rocket` has no equivalent
    problem acme/f service.datadog.yaml:9:4: expected "," or a closing bracket
    "#);
}

/// Nothing outside the folder is read, whatever its links and its files say.
#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_folder() {
    let idp = create_platform_and_clones(&[("a", "README.md", "\n")]);
    idp.write_file(
        "secret/opslevel.yml",
        "service: {name: secret, owner: payments, type: service}\n",
    );
    let link = "ln -s ../secret src/linked && ln -s ../../secret/opslevel.yml src/a/opslevel.yml && ln -s /etc/passwd src/a/CODEOWNERS && mkdir src/plain && ln -s ../../secret/opslevel.yml src/plain/opslevel.yml && mkfifo src/plain/compass.yml && cd src/a && git add --all && git commit -qm links";
    assert_eq!(idp.run_shell(link).code, Some(0));
    let plan = plan(&idp);
    assert!(!plan.contains("secret"), "{plan}");
}

#[test]
fn one_clone_and_one_file_are_imported_too() {
    let idp = create_platform_and_clones(&[
        (
            "mono",
            "services/a/opslevel.yml",
            "service: {name: a, owner: payments, type: service}\n",
        ),
        (
            "mono",
            "services/b/compass.yml",
            "name: b\ntypeId: SERVICE\n",
        ),
        ("mono", "CODEOWNERS", "/services/b/ @acme/storefront\n"),
        (
            "mono",
            "node_modules/x/opslevel.yml",
            "service: {name: x, owner: payments, type: service}\n",
        ),
    ]);
    let run = |from: &str| {
        let arguments = [
            "-C",
            "platform",
            "catalog",
            "import",
            "--dry-run",
            "-o",
            "json",
            "--from",
            from,
        ];
        format_plan(&idp.run(arguments).assert_success().stdout_json())
    };
    let whole = run("../src/mono");
    assert_snapshot!(whole, @"
    component:default/a of acme/mono
      name: a — high: services/a/opslevel.yml line 1
      type: service — high: services/a/opslevel.yml line 1
      lifecycle: production — low: default
      owner: payments — high: services/a/opslevel.yml line 1
    component:default/b of acme/mono
      name: b — high: services/b/compass.yml line 1
      type: service — high: services/b/compass.yml line 2
      lifecycle: production — low: default
      owner: storefront — high: CODEOWNERS line 1
    ");
    assert_eq!(run("../src"), whole);
    assert_snapshot!(run("../src/mono/services/a/opslevel.yml"), @"
    component:default/a of acme/mono
      name: a — high: services/a/opslevel.yml line 1
      type: service — high: services/a/opslevel.yml line 1
      lifecycle: production — low: default
      owner: payments — high: services/a/opslevel.yml line 1
    ");
}

#[test]
fn what_is_not_there_is_an_error() {
    let idp = create_platform_and_clones(&[("a", "README.md", "\n")]);
    idp.write_file("empty/x.txt", "x");
    for (from, code, message) in [
        ("../nosuch", 2, "not found"),
        ("../empty", 3, "no repositories in"),
        ("../empty/x.txt", 2, "unknown format"),
    ] {
        let run = idp.run(["-C", "platform", "catalog", "import", "--from", from]);
        let run = run.assert_exit_code(code);
        assert!(run.stderr.contains(message), "{run}");
    }
}
