//! What the rules report in real-world catalogs: an owner should agree with every finding.

use insta::assert_snapshot;

use crate::support::Idp;

fn component_yaml(name: &str, owner: &str, lifecycle: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: {lifecycle}, owner: {owner}}}\n---\n"
    )
}

fn group_yaml(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\nspec: {{type: team, {spec}}}\n---\n"
    )
}

fn create_catalog(documents: &[String]) -> Idp {
    let idp = Idp::new();
    idp.write_file("catalog-info.yaml", &documents.concat());
    idp
}

/// A catalog whose teams come from an org provider.
fn components_of_unknown_teams() -> Vec<String> {
    let owners = ["checkout", "ledger", "search", "warehouse"];
    let owned =
        owners.map(|owner| component_yaml(owner, &format!("team-of-{owner}"), "production"));
    owned.to_vec()
}

#[test]
fn teams_from_elsewhere_are_one_note() {
    let idp = create_catalog(
        &[
            &components_of_unknown_teams()[..],
            &[group_yaml("guests", "children: []")],
        ]
        .concat(),
    );
    assert_snapshot!(idp.run(["catalog", "validate"]), @r#"
    note[owner-not-found]: most owners are not in the catalog, so missing owners aren't reported one by one
     |
     = help: 4 of 4 owners not found; if teams are defined elsewhere, add them to `external.refs` in idp.yaml, such as "group:*/*"
     = more: idp explain owner-not-found

    0 errors, 0 warnings ([N] ms)
    "#);
}

#[test]
fn a_group_that_backstage_rejects_is_no_group() {
    let idp = create_catalog(&[
        component_yaml("a", "payments", "production"),
        group_yaml("\"bad name\"", "children: []"),
    ]);
    assert_snapshot!(idp.run(["catalog", "validate", "--tier", "graph"]), @r#"
    note[owner-not-found]: no valid Group in the catalog, so references to this kind aren't checked
     |
     = help: if they are defined elsewhere, add them to `external.refs` in idp.yaml, such as "group:*/*"
     = more: idp explain owner-not-found

    0 errors, 0 warnings ([N] ms)
    "#);
}

#[test]
fn a_slip_and_an_address_are_reported_among_foreign_teams() {
    let documents = [
        components_of_unknown_teams(),
        vec![
            group_yaml("guests", "children: []"),
            component_yaml("a", "guest", "production"),
            component_yaml("b", "jane@acme.com", "production"),
        ],
    ];
    assert_snapshot!(create_catalog(&documents.concat()).run(["catalog", "validate"]), @r#"
    note[owner-not-found]: most owners are not in the catalog, so missing owners aren't reported one by one
     |
     = help: 6 of 6 owners not found; if teams are defined elsewhere, add them to `external.refs` in idp.yaml, such as "group:*/*"
     = more: idp explain owner-not-found

    error[owner-not-found]: group `guest` not found
      --> catalog-info.yaml:29:53
       |
    29 | spec: {type: service, lifecycle: production, owner: guest}
       |                                                     ^^^^^ did you mean `group:default/guests`?
       |
       = more: idp explain owner-not-found

    error[owner-not-found]: group `jane@acme.com` not found
      --> catalog-info.yaml:34:53
       |
    34 | spec: {type: service, lifecycle: production, owner: jane@acme.com}
       |                                                     ^^^^^^^^^^^^^ use a group or a user, such as group:default/payments or user:default/jane
       |
       = more: idp explain owner-not-found

    2 errors, 0 warnings ([N] ms)
    [exit 1]
    "#);
}

#[test]
fn a_word_is_one_finding_however_often_it_is_used() {
    let names = ["a", "b", "c", "d"];
    let mut documents: Vec<String> = names
        .map(|name| component_yaml(name, "x", "active"))
        .to_vec();
    documents.push(group_yaml("x", "children: []"));
    let idp = create_catalog(&documents);
    assert_snapshot!(idp.run(["catalog", "validate"]), @r#"
    warning[lifecycle-unknown]: unknown lifecycle `active` in 4 entities
     --> catalog-info.yaml:4:34
      |
    4 | spec: {type: service, lifecycle: active, owner: x}
      |                                  ^^^^^^ known: experimental, production, deprecated; to allow it, add it to `taxonomy.lifecycles` in idp.yaml
      |
      = more: idp explain lifecycle-unknown

    0 errors, 1 warning ([N] ms)
    "#);
}

#[test]
fn a_branch_introduces_only_its_own_uses_of_a_word() {
    let base = [
        component_yaml("a", "x", "active"),
        component_yaml("b", "x", "active"),
        group_yaml("x", "children: []"),
    ];
    let idp = create_catalog(&base);
    let branch = "git init -q -b main && git add . && git -c user.name=a -c user.email=a@b.c commit -qm one && git checkout -qb more";
    assert_eq!(idp.run_shell(branch).code, Some(0));
    let more = [component_yaml("c", "x", "active")];
    idp.write_file(
        "catalog-info.yaml",
        &[&base[..], &more[..]].concat().concat(),
    );
    assert_snapshot!(idp.run(["catalog", "validate", "--changed-since", "main"]), @r#"
    warning[lifecycle-unknown]: unknown lifecycle `active`
      --> catalog-info.yaml:19:34
       |
    19 | spec: {type: service, lifecycle: active, owner: x}
       |                                  ^^^^^^ known: experimental, production, deprecated; to allow it, add it to `taxonomy.lifecycles` in idp.yaml
       |
       = more: idp explain lifecycle-unknown

    0 errors, 1 warning ([N] ms)
    "#);
}

#[test]
fn a_team_with_two_parents_is_shown_below_both() {
    let idp = create_catalog(&[
        group_yaml("eng", "children: [web]"),
        group_yaml("product", "children: [web], parent: company"),
        group_yaml("company", "children: []"),
        group_yaml("web", "children: []"),
        component_yaml("a", "web", "production"),
    ]);
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    assert_snapshot!(idp.run(["catalog", "validate"]), @r#"
    warning[multiple-parents]: group:default/web has 2 parents: group:default/eng, group:default/product
     --> catalog-info.yaml:9:31
      |
    9 | spec: {type: team, children: [web], parent: company}
      |                               ^^^ group:default/eng is named in catalog-info.yaml:4:31
      |
      = more: idp explain multiple-parents

    0 errors, 1 warning ([N] ms)
    "#);
    assert_snapshot!(idp.run(["who-owns", "a"]), @r#"
    a          component:default/a · service · production
    owner      web · 0 members · part of group:default/eng and group:default/product, group:default/company
    why        catalog-info.yaml:24:53  spec.owner
    "#);
    let json = idp.run(["who-owns", "a", "-o", "json"]).stdout_json();
    let result = &json["results"][0];
    assert_eq!(
        result["parents"],
        serde_json::json!(["group:default/eng", "group:default/product"])
    );
    assert_eq!(
        result["chain"],
        serde_json::json!([
            "group:default/web",
            "group:default/eng",
            "group:default/product",
            "group:default/company"
        ])
    );
}

#[test]
fn of_two_documents_of_one_ref_the_valid_one_comes_first_and_both_are_shown() {
    let system = |spec: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {{name: pay}}\nspec: {spec}\n---\n"
        )
    };
    let idp = create_catalog(&[
        system("{domain: x}"),
        system("{owner: team-b}"),
        group_yaml("team-b", "children: []"),
    ]);
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    assert_snapshot!(idp.run(["who-owns", "system:pay"]), @r#"
    pay        system:default/pay
    owner      team-b · 0 members · no parent team
    why        catalog-info.yaml:9:15  spec.owner

    pay        system:default/pay · rejected by Backstage
    owner      none
    "#);
    let by_name = idp.run(["who-owns", "pay"]).stdout;
    assert_eq!(by_name, idp.run(["who-owns", "system:pay"]).stdout);
    assert_snapshot!(idp.run(["catalog", "validate", "--tier", "graph"]), @r#"
    note[dangling-ref]: no valid Domain in the catalog, so references to this kind aren't checked
     |
     = help: if they are defined elsewhere, add them to `external.refs` in idp.yaml, such as "domain:*/*"
     = more: idp explain dangling-ref

    error[duplicate-entity]: system:default/pay is defined twice
     --> catalog-info.yaml:3:18
      |
    3 | metadata: {name: pay}
      |                  ^^^ Backstage rejects this one; the other is in catalog-info.yaml:8:18
      |
      = more: idp explain duplicate-entity

    1 error, 0 warnings ([N] ms)
    [exit 1]
    "#);
}

#[test]
fn a_field_that_backstage_ignores_names_the_one_it_reads() {
    let idp = create_catalog(&[
        "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: pay}\nspec:\n  type: openapi\n  lifecycle: production\n  owner: a\n  definition: x\n  apiProvidedBy: component:a\n  dependsOn: [component:a]\n  ourOwnField: 1\n---\n".to_owned(),
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec:\n  <<: &base {ours: 1}\n  type: service\n  lifecycle: production\n  owner: a\n  owners: [a, b]\n  partOf: system:x\n---\n".to_owned(),
        group_yaml("a", "children: []"),
    ]);
    let run = idp.run(["catalog", "validate", "-o", "github"]);
    assert_snapshot!(run, @r#"
    ::warning file=catalog-info.yaml,line=9,endLine=9,col=3,endColumn=16,title=field-without-effect::Backstage ignores `apiProvidedBy` on an API; list the API in `providesApis` of the component
    ::warning file=catalog-info.yaml,line=10,endLine=10,col=3,endColumn=12,title=field-without-effect::Backstage ignores `dependsOn` on an API; list the API in `dependencyOf` of each entity it depends on
    ::warning file=catalog-info.yaml,line=17,endLine=17,col=3,endColumn=5,title=field-without-effect::Backstage doesn't merge `<<`; write out the merged fields
    ::warning file=catalog-info.yaml,line=21,endLine=21,col=3,endColumn=9,title=field-without-effect::Backstage ignores `owners` on a Component; `owner` takes one group or user
    ::warning file=catalog-info.yaml,line=22,endLine=22,col=3,endColumn=9,title=field-without-effect::Backstage ignores `partOf` on a Component; use `system`, or `subcomponentOf` for a part of a component
    0 errors, 5 warnings ([N] ms)
    "#);
}

#[test]
fn a_cycle_is_allowed_where_it_is_reported() {
    let component = |name: &str, more: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec:\n  type: service\n  lifecycle: production\n  owner: web\n{more}---\n"
        )
    };
    let own = "  dependsOn:\n    - component:c\n    - component:b\n";
    let catalog = [
        group_yaml("web", "children: []"),
        component("a", own),
        component("b", "  dependsOn: [component:a]\n"),
        component("c", ""),
        component("d", "  dependencyOf: [component:c, component:e]\n"),
        component("e", "  dependencyOf: [component:d]\n"),
    ];
    let idp = create_catalog(&catalog);
    let run = idp.run(["catalog", "validate"]);
    assert_snapshot!(run.stdout.rsplit_once(" (").unwrap().0, @"
    warning[dependency-cycle]: component:default/a depends on itself: component:default/a → component:default/b
      --> catalog-info.yaml:15:7
       |
    15 |     - component:b
       |       ^^^^^^^^^^^
       |
       = more: idp explain dependency-cycle

    warning[dependency-cycle]: component:default/d depends on itself: component:default/d → component:default/e
      --> catalog-info.yaml:50:18
       |
    50 |   dependencyOf: [component:d]
       |                  ^^^^^^^^^^^
       |
       = more: idp explain dependency-cycle

    0 errors, 2 warnings
    ");
    let reason = "    # idp: allow dependency-cycle -- they start together\n";
    let allowed = own.replace("    - component:b", &format!("{reason}    - component:b"));
    let allowed = catalog.concat().replace(own, &allowed);
    let idp = create_catalog(&[allowed]);
    let run = idp.run(["catalog", "validate"]).assert_success();
    assert!(run.stdout.contains("0 errors, 1 warning ("), "{run}");
}

#[test]
fn a_location_without_a_type_gets_it() {
    let annotated = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n  annotations:\n    backstage.io/source-location: https://github.com/acme/a/\n    backstage.io/techdocs-ref: './docs'\nspec: {type: service, lifecycle: production, owner: x}\n---\n";
    let idp = create_catalog(&[annotated.to_owned(), group_yaml("x", "children: []")]);
    idp.write_file("docs/mkdocs.yml", "site_name: a\n");
    assert_snapshot!(idp.run(["catalog", "validate", "-o", "github"]), @r#"
    ::warning file=catalog-info.yaml,line=6,endLine=6,col=35,endColumn=61,title=invalid-location-ref::`https://github.com/acme/a/` needs the prefix `url:`; write `url:https://github.com/acme/a/`
    ::warning file=catalog-info.yaml,line=7,endLine=7,col=32,endColumn=40,title=invalid-location-ref::`./docs` needs the prefix `dir:`; write `dir:./docs`
    0 errors, 2 warnings ([N] ms)
    "#);
    assert_snapshot!(idp.run(["catalog", "validate", "--fix"]), @"
    fixed 2 findings in 1 file: catalog-info.yaml
    1 service, 1 team, 0 errors, 0 warnings ([N] ms)
    ");
    assert!(
        idp.read_file("catalog-info.yaml")
            .contains("location: url:https://github.com/acme/a/\n")
    );
    assert!(
        idp.read_file("catalog-info.yaml")
            .contains("ref: 'dir:./docs'\n")
    );
}

#[test]
fn what_is_no_entity_is_one_finding() {
    let idp = create_catalog(&["name: ci\non: push\n".to_owned()]);
    assert_snapshot!(idp.run(["catalog", "validate"]), @r#"
    error[missing-field]: not a Backstage entity: missing `apiVersion`, `kind` and `metadata`
     --> catalog-info.yaml:1:1
      |
    1 | name: ci
      | ^^^^
      |
      = more: idp explain missing-field

    1 error, 0 warnings ([N] ms)
    [exit 1]
    "#);
}
