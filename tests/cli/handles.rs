//! `idp who-owns` with every kind of handle.

use insta::assert_snapshot;

use crate::support::Idp;

const GROUPS: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: money\n  annotations:\n    github.com/team-slug: acme/money-people\nspec:\n  type: department\n  children: [payments]\n---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: payments\nspec:\n  type: team\n  children: []\n---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: storefront\nspec:\n  type: team\n  children: []\n";

fn component_yaml(name: &str, owner: &str, annotations: &[(&str, &str)]) -> String {
    let annotations: String = annotations
        .iter()
        .map(|(key, value)| format!("    {key}: {value}\n"))
        .collect();
    format!(
        "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n  annotations:\n    acme.example/x: y\n{annotations}spec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
    )
}

/// A platform in `platform`, and a clone of a service in `clone`.
fn create_world() -> Idp {
    let idp = Idp::new();
    let location = "backstage.io/source-location";
    let catalog = [
        GROUPS.to_owned(),
        component_yaml(
            "checkout",
            "payments",
            &[
                ("github.com/project-slug", "acme/checkout"),
                ("backstage.io/kubernetes-namespace", "shop-prod"),
            ],
        ),
        component_yaml(
            "cart",
            "storefront",
            &[(
                location,
                "url:https://github.com/acme/shop/tree/main/services/cart/",
            )],
        ),
        component_yaml(
            "search",
            "storefront",
            &[(
                location,
                "url:https://github.com/acme/shop/tree/main/services/search/",
            )],
        ),
    ];
    idp.write_file("platform/idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("platform/catalog-info.yaml", &catalog.concat());
    idp.write_file("clone/src/pay.ts", "");
    idp.write_file("clone/docs/start.md", "");
    idp.write_file(
        "clone/.github/CODEOWNERS",
        "# who\n/docs/ @acme/money-people\n/src/pay.ts @acme/storefront @ada\n/lib/ \n",
    );
    let clone = "cd clone && git init -q && git remote add origin git@github.com:acme/checkout.git";
    assert_eq!(idp.run_shell(clone).code, Some(0));
    idp.with_env("IDP_PLATFORM", "platform")
}

/// Handle, entity, owner and via of every answer.
fn who_owns_rows(idp: &Idp, arguments: &[&str]) -> String {
    let run = idp.run(["who-owns", "-o", "csv"].iter().chain(arguments));
    let rows = run.stdout.lines().skip(1).map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        cells[1..5].join(" ")
    });
    let rows: Vec<String> = rows.collect();
    format!("{}\nexit {}", rows.join("\n"), run.code.unwrap())
}

#[test]
fn a_url_of_a_repository() {
    let idp = create_world();
    let urls = [
        "https://github.com/Acme/checkout.git",
        "git@github.com:acme/checkout.git",
    ];
    assert_snapshot!(who_owns_rows(&idp, &urls), @"
    url component:default/checkout group:default/payments spec.owner
    url component:default/checkout group:default/payments spec.owner
    exit 0
    ");
    assert_snapshot!(idp.run(["who-owns", "https://github.com/acme/other"]), @"
    [stderr]
    error: no entity in the catalog has the repository or the link github.com/acme/other
    help: list entities: idp catalog list
    [exit 3]
    ");
    assert_snapshot!(who_owns_rows(&idp, &["https://github.com/acme/shop"]), @"
    url component:default/cart group:default/storefront spec.owner
    url component:default/search group:default/storefront spec.owner
    exit 0
    ");
    assert_snapshot!(who_owns_rows(&idp, &["https://github.com/acme/shop/blob/main/services/cart/src/a.ts"]), @"
    url component:default/cart group:default/storefront spec.owner
    exit 0
    ");
}

#[test]
fn a_ref_a_namespace_and_an_image() {
    let idp = create_world();
    assert_snapshot!(who_owns_rows(&idp, &["component:checkout", "namespace/shop-prod", "ghcr.io/acme/checkout:1.2", "registry:5000/cart@sha256:0a", "component:1.0"]), @"
    ref component:default/checkout group:default/payments spec.owner
    namespace component:default/checkout group:default/payments spec.owner
    image component:default/checkout group:default/payments spec.owner
    image component:default/cart group:default/storefront spec.owner
    name   
    exit 3
    ");
}

#[test]
fn what_a_handle_is_called_may_be_left_out_where_it_was_said() {
    let idp = create_world();
    for (kind, bare) in [
        ("namespace", "shop-prod"),
        ("namespace", "ns/shop-prod"),
        ("team", "acme/money-people"),
    ] {
        let run = idp.run(["who-owns", bare, "--as", kind, "-q"]);
        assert_eq!(run.code, Some(0), "{kind} {bare}: {run}");
    }
    assert_snapshot!(idp.run(["who-owns", "shop", "--as", "namespace"]), @"
    [stderr]
    error: no entity lists the Kubernetes namespace `shop`
    help: list entities: idp catalog list
    [exit 3]
    ");
}

#[test]
fn a_path_is_answered_by_codeowners_and_else_by_the_catalog() {
    let idp = create_world();
    let paths = [
        "clone/docs/start.md",
        "clone/src/pay.ts",
        "clone/lib",
        "clone",
        "platform/catalog-info.yaml",
    ];
    std::fs::create_dir_all(idp.path("clone/lib")).unwrap();
    assert_snapshot!(who_owns_rows(&idp, &paths), @"
    path component:default/checkout group:default/money CODEOWNERS
    path component:default/checkout group:default/storefront CODEOWNERS
    path component:default/checkout user:default/ada CODEOWNERS
    path component:default/checkout  CODEOWNERS
    path component:default/checkout group:default/payments spec.owner
    path group:default/money group:default/money self
    path group:default/payments group:default/payments self
    path group:default/storefront group:default/storefront self
    path component:default/checkout group:default/payments spec.owner
    path component:default/cart group:default/storefront spec.owner
    path component:default/search group:default/storefront spec.owner
    exit 3
    ");
    assert_snapshot!(idp.run_in("clone", ["--platform", "../platform", "who-owns", "docs/start.md"]), @"
    checkout   component:default/checkout · service · production
    owner      money · 0 members · no parent team
    why        [ROOT]/here/clone/.github/CODEOWNERS:2:8  CODEOWNERS
    ");
}

#[test]
fn a_handle_can_be_told_what_it_is() {
    let idp = create_world();
    std::fs::create_dir_all(idp.path("search")).unwrap();
    assert_snapshot!(who_owns_rows(&idp, &["search", "--as", "name"]), @"
    name component:default/search group:default/storefront spec.owner
    exit 0
    ");
    assert_snapshot!(idp.run(["who-owns", "checkout", "--as", "url"]), @"
    [stderr]
    error: `checkout` is not a URL
    help: list entities: idp catalog list
    [exit 3]
    ");
}

#[cfg(unix)]
#[test]
fn handles_come_from_standard_input_too() {
    let idp = create_world();
    let idp_path = env!("CARGO_BIN_EXE_idp");
    let line = format!(
        "printf '# ours\\n\\ncart\\nnobody-knows\\n' | {idp_path} who-owns checkout - -o csv"
    );
    assert_snapshot!(idp.run_shell(&line), @"
    query,handle,entity,owner,via,file,line
    checkout,name,component:default/checkout,group:default/payments,spec.owner,catalog-info.yaml,38
    cart,name,component:default/cart,group:default/storefront,spec.owner,catalog-info.yaml,50
    nobody-knows,name,,,,,
    [stderr]
    error: no entity named `nobody-knows`
    help: list entities: idp catalog list
    [exit 3]
    ");
    let noise = format!("printf '\\377' | {idp_path} who-owns -");
    assert_snapshot!(idp.run_shell(&noise), @"
    [stderr]
    error: stdin is not UTF-8
    [exit 2]
    ");
}

#[test]
fn why_shows_every_step() {
    let idp = create_world();
    assert_snapshot!(idp.run(["who-owns", "checkout", "--why"]), @"
    checkout   component:default/checkout · service · production
    owner      payments · 0 members · part of group:default/money
    why        catalog-info.yaml:30:9  `checkout` (a name) resolves to component:default/checkout
    why        catalog-info.yaml:38:10  spec.owner says group:default/payments
    why        catalog-info.yaml:9:14  group:default/payments is part of group:default/money
    ");
    let json = idp
        .run(["who-owns", "checkout", "--why", "-o", "json"])
        .stdout_json();
    assert_eq!(json["results"][0]["why"].as_array().unwrap().len(), 3);
}

#[test]
fn hostile_handles_are_refused_in_words() {
    let idp = create_world();
    for handle in [
        "../../../../etc/passwd",
        "\u{1b}[2J",
        "namespace/",
        "://",
        "a:b:c",
        "@",
        "x@sha256:",
        &"x".repeat(100_000),
    ] {
        let run = idp.run(["who-owns", "--", handle]);
        assert_eq!(run.code, Some(3), "{handle:.40}: {run}");
        assert!(
            !run.stderr.contains('\u{1b}') && run.stderr.len() < 400,
            "{run}"
        );
    }
}
