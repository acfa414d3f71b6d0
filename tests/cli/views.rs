//! Views of the catalog: filtered lists, details, graphs, and unowned entities.

use insta::assert_snapshot;

use crate::support::Idp;

#[test]
fn a_list_is_filtered() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["catalog", "list", "--kind", "Component", "--owner", "payments"]), @"
    NAME     KIND       TYPE     OWNER     LIFECYCLE
    ledger   component  service  payments  production
    payouts  component  service  payments  production
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    assert_snapshot!(idp.run(["catalog", "list", "--relation", "partOf=shop", "--relation", "partof=system:money", "--kind", "component", "-o", "csv"]), @"
    ref,kind,name,title,type,owner,lifecycle,file,line
    component:default/cart,Component,cart,,service,group:default/storefront,production,catalog/components/cart.yaml,4
    component:default/ledger,Component,ledger,,service,group:default/payments,production,catalog/components/ledger.yaml,4
    component:default/payouts,Component,payouts,,service,group:default/payments,production,catalog/components/payouts.yaml,4
    component:default/search,Component,search,,service,group:default/storefront,production,catalog/components/search.yaml,4
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    assert_snapshot!(idp.run(["catalog", "list", "--type", "team", "--annotation", "slack.com/channel", "--tag", "x"]), @"
    [stderr]
    platform  practice (local) · nothing leaves this machine
    no entities found
    note: no entity has the tag `x`
    ");
}

#[test]
fn a_value_that_no_entity_has_gets_a_suggestion() {
    let idp = Idp::new();
    let filters = ["--type=servce", "--lifecycle=prod", "--lifecycle=x"];
    assert_snapshot!(idp.run(["catalog", "list"].iter().chain(&filters)), @"
    [stderr]
    platform  practice (local) · nothing leaves this machine
    no entities found
    note: no entity has the type `servce`; did you mean `service`?
    note: no entity has the lifecycle `prod`; did you mean `production`?
    note: no entity has the lifecycle `x`; this catalog has production
    ");
}

#[test]
fn a_file_that_cannot_be_parsed_is_named_by_every_query() {
    let idp = Idp::new();
    idp.write_file(
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: [}\n",
    );
    let warning = "warning: 1 catalog file can't be parsed, so entities may be missing; idp catalog validate\n";
    for query in [
        &["catalog", "list"][..],
        &["catalog", "search", "web"],
        &["catalog", "show", "web"],
    ] {
        let run = idp.run(query).assert_success();
        assert_eq!(run.stderr, warning, "{run}");
    }
    let unowned = idp.run(["catalog", "unowned"]).assert_exit_code(1);
    assert!(unowned.stderr.contains(warning), "{unowned}");
}

#[test]
fn a_filter_that_nothing_can_fit_is_named() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["catalog", "list", "--owner", "paymnets"]), @"
    [stderr]
    platform  practice (local) · nothing leaves this machine
    error: no entity named `paymnets`
    help: did you mean `payments`?
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>
    [exit 3]
    ");
    assert_snapshot!(idp.run(["catalog", "list", "--owner", "ledger"]), @"
    [stderr]
    platform  practice (local) · nothing leaves this machine
    error: `ledger` is neither a group nor a user
    [exit 2]
    ");
    assert_snapshot!(idp.run(["catalog", "list", "--kind", "componet"]), @"
    [stderr]
    platform  practice (local) · nothing leaves this machine
    error: unknown kind `componet`
    help: did you mean `component`?
    help: known kinds: component, api, resource, system, domain, group, user, location, template
    [exit 2]
    ");
    assert_snapshot!(idp.run(["catalog", "list", "--relation", "dependOn=ledger"]), @"
    [stderr]
    platform  practice (local) · nothing leaves this machine
    error: unknown relation `dependOn`
    help: did you mean `dependsOn`?
    help: use one of: ownedBy, ownerOf, partOf, hasPart, providesApi, apiProvidedBy, consumesApi, apiConsumedBy, dependsOn, dependencyOf, childOf, parentOf, memberOf, hasMember
    [exit 2]
    ");
}

#[test]
fn a_page_says_all_there_is() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["catalog", "show", "ledger"]), @"
    ledger         component:default/ledger · service · production
                   Ledger: records every payment exactly once
    owner          payments (Payments) · 3 members · no parent team
    contact        #payments · payments@acme.example
    code           https://github.com/acme/ledger
    dependencyOf   component:default/payouts
    partOf         system:default/money
    note           github.com/project-slug: acme/ledger
    where          catalog/components/ledger.yaml:4:9
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    assert_snapshot!(idp.run(["catalog", "show", "group:payments"]), @"
    payments       group:default/payments · team
                   Payments
                   Payments and refunds
    contact        #payments · payments@acme.example
    hasMember      user:default/ada, user:default/bruno, user:default/grace
    ownerOf        component:default/ledger, component:default/payouts, system:default/money
    note           slack.com/channel: #payments
    where          catalog/groups.yaml:4:9
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    idp.run(["catalog", "show", "ledgr"]).assert_exit_code(3);
}

#[test]
fn a_graph_is_a_tree_on_the_terminal() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["catalog", "graph"]), @"
    system:default/developer-tools
    └─ hasPart component:default/feature-flags
    system:default/money
    ├─ hasPart component:default/ledger
    └─ hasPart component:default/payouts
       └─ dependsOn component:default/ledger
    system:default/shop
    ├─ hasPart component:default/cart
    └─ hasPart component:default/search
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    assert_snapshot!(idp.run(["catalog", "graph", "group:payments", "--depth", "1"]), @"
    group:default/payments
    ├─ ownerOf component:default/ledger
    ├─ ownerOf component:default/payouts
    └─ ownerOf system:default/money
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    assert_snapshot!(idp.run(["catalog", "graph", "ledger", "--invert"]), @"
    component:default/ledger
    ├─ dependencyOf component:default/payouts
    │  ├─ ownedBy group:default/payments
    │  └─ partOf system:default/money
    │     └─ ownedBy group:default/payments
    ├─ ownedBy group:default/payments
    └─ partOf system:default/money (*)
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
}

/// A catalog with a cycle, a dangling ref and hostile text.
fn create_hostile_catalog() -> Idp {
    let idp = Idp::new();
    let component = |name: &str, title: &str, needs: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n  title: {title}\nspec:\n  type: service\n  lifecycle: production\n  owner: nobody\n  dependsOn: [{needs}]\n"
        )
    };
    let title = r#""\"]; x --> y[\"<b>a</b>\\n`b` \e[2J #quot;""#;
    let catalog = [
        component("a", title, "component:b, 'resource:\"x\"'"),
        component("b", "B", "component:a"),
    ];
    idp.write_file("catalog-info.yaml", &catalog.join("---\n"));
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp
}

#[test]
fn foreign_words_stay_words_in_every_picture() {
    let idp = create_hostile_catalog();
    assert_snapshot!(idp.run(["catalog", "graph", "a"]), @r#"
    component:default/a
    ├─ dependsOn component:default/b
    │  └─ dependsOn component:default/a (*)
    └─ dependsOn resource:default/"x" (not in the catalog)
    "#);
    assert_snapshot!(idp.run(["catalog", "graph", "a", "-o", "dot"]), @r#"
    digraph catalog {
      rankdir=LR
      node [shape=box, style=rounded]
      n0 [label="\"]; x --> y[\"<b>a</b>\\n`b` ^[[2J #quot;\ncomponent:default/a"]
      n1 [label="B\ncomponent:default/b"]
      n2 [label="resource:default/\"x\"", style="rounded,dashed"]
      n0 -> n1 [label="dependsOn"]
      n0 -> n2 [label="dependsOn"]
      n1 -> n0 [label="dependsOn"]
    }
    "#);
    assert_snapshot!(idp.run(["catalog", "graph", "a", "-o", "mermaid"]), @r##"
    flowchart LR
      n0["#34;#93;#59; x --#62; y#91;#34;#60;b#62;a#60;/b#62;#92;n#96;b#96; ^#91;#91;2J #35;quot#59; · component:default/a"]
      n1["B · component:default/b"]
      n2["resource:default/#34;x#34;"]
      n0 -->|dependsOn| n1
      n0 -->|dependsOn| n2
      n1 -->|dependsOn| n0
    "##);
}

#[test]
fn a_graph_says_how_many_entities_it_omits() {
    let idp = Idp::new();
    let component = |name: &str, system: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: production, owner: all{system}}}\n---\n"
        )
    };
    let catalog = [
        component("cart", ", system: shop"),
        component("worker", ""),
        component("mailer", ""),
        "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: shop}\nspec: {owner: all}\n".to_owned(),
    ];
    idp.write_file("catalog-info.yaml", &catalog.concat());
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    assert_snapshot!(idp.run(["catalog", "graph"]), @"
    system:default/shop
    └─ hasPart component:default/cart
    2 components, APIs or resources belong to no system or domain and aren't shown; to show one: idp catalog graph <NAME>
    ");
    let omitted = |arguments: &[&str]| {
        let run = idp.run([arguments, &["-o", "json"]].concat());
        run.assert_success().stdout_json()["omitted"].clone()
    };
    assert_eq!(omitted(&["catalog", "graph"]), 2);
    assert!(omitted(&["catalog", "graph", "--depth", "1"]).is_null());
    assert!(omitted(&["catalog", "graph", "worker"]).is_null());
}

#[test]
fn what_nobody_answers_for_is_listed() {
    assert_snapshot!(Idp::new().run(["catalog", "unowned"]), @"
    every entity has an owner
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    assert_snapshot!(create_hostile_catalog().run(["catalog", "unowned"]), @"
    ENTITY               OWNER                 REASON                           LOCATION
    component:default/a  group:default/nobody  the owner is not in the catalog  catalog-info.yaml:9
    component:default/b  group:default/nobody  the owner is not in the catalog  catalog-info.yaml:20
    2 entities without a valid owner
    [exit 1]
    ");
}

#[test]
fn a_search_finds_what_is_half_remembered() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["catalog", "search", "pay"]), @"
    NAME      KIND       TYPE     OWNER     LIFECYCLE
    payouts   component  service  payments  production
    payments  group      team     -         -
    ledger    component  service  payments  production
    money     system     -        payments  -
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    assert_snapshot!(idp.run(["catalog", "search", "ftr", "flgs"]), @"
    NAME           KIND       TYPE     OWNER     LIFECYCLE
    feature-flags  component  service  platform  production
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    assert_snapshot!(idp.run(["catalog", "search", "paiments"]), @"
    [stderr]
    platform  practice (local) · nothing leaves this machine
    no entities found; did you mean `payments`?
    ");
    assert_snapshot!(idp.run(["catalog", "search", "paiments", "-o", "csv"]), @"
    ref,kind,name,title,type,owner,lifecycle,file,line
    [stderr]
    platform  practice (local) · nothing leaves this machine
    no entities found; did you mean `payments`?
    ");
    let run = idp.run(["catalog", "search", "paiments", "-o", "json"]);
    let found = run.assert_success().stdout_json();
    assert_eq!(found["entities"], serde_json::json!([]));
}

#[test]
fn a_search_for_nothing_is_no_search() {
    let run = Idp::new().run(["catalog", "search", "pay", "--limit", "0"]);
    assert_snapshot!(run.assert_exit_code(2), @"
    [stderr]
    error: invalid value `0` for `--limit <N>`: it must be a whole number, at least 1
    help: idp catalog search --help
    [exit 2]
    ");
}

/// The members of a team are looked up once, not once for each of the thousands of entities that it owns.
#[test]
fn what_one_large_team_owns_is_checked_in_linear_time() {
    let idp = Idp::new();
    idp.write_file(
        "idp.yaml",
        "organisation: acme\nforge: local\ncatalog: {file: catalog.yaml}\n",
    );
    let mut catalog = String::from(
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: all}\nspec: {type: team, children: []}\n",
    );
    for number in 0..4_000 {
        catalog.push_str(&format!("---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: c{number}}}\nspec: {{type: service, lifecycle: production, owner: all}}\n"));
    }
    idp.write_file("catalog.yaml", &catalog);
    let began = std::time::Instant::now();
    let run = idp
        .run(["catalog", "unowned", "-o", "json"])
        .assert_exit_code(1);
    assert_eq!(
        run.stdout_json()["entities"].as_array().unwrap().len(),
        4_000
    );
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}
