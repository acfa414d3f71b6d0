//! `idp catalog list` and `idp catalog validate`.

use insta::assert_snapshot;

use crate::support::Idp;

const GROUP: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: payments\nspec:\n  type: team\n  children: []\n";

fn component_yaml(owner: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: checkout\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
    )
}

#[test]
fn the_practice_catalog_is_listed_and_valid() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["catalog", "list"]), @"
    NAME             KIND       TYPE     OWNER       LIFECYCLE
    cart             component  service  storefront  production
    feature-flags    component  service  platform    production
    ledger           component  service  payments    production
    payouts          component  service  payments    production
    search           component  service  storefront  production
    payments         group      team     -           -
    platform         group      team     -           -
    storefront       group      team     -           -
    acme             location   -        -           -
    developer-tools  system     -        platform    -
    money            system     -        payments    -
    shop             system     -        storefront  -
    ada              user       -        -           -
    bruno            user       -        -           -
    chiara           user       -        -           -
    dmitri           user       -        -           -
    esra             user       -        -           -
    farid            user       -        -           -
    grace            user       -        -           -
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    assert_snapshot!(idp.run(["catalog", "validate"]), @"
    5 services, 3 teams, 0 errors, 0 warnings ([N] ms)
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
}

#[test]
fn a_finding_points_at_its_place_and_at_what_was_meant() {
    let idp = Idp::new();
    idp.write_file(
        "catalog-info.yaml",
        &format!("{}---\n{GROUP}", component_yaml("group:default/paymnets")),
    );
    assert_snapshot!(idp.run(["catalog", "validate"]), @r#"
    error[owner-not-found]: group `paymnets` not found
     --> catalog-info.yaml:8:10
      |
    8 |   owner: group:default/paymnets
      |          ^^^^^^^^^^^^^^^^^^^^^^ did you mean `group:default/payments`?
      |
      = more: idp explain owner-not-found

    1 error, 0 warnings ([N] ms)
    [exit 1]
    "#);
}

#[test]
fn json_carries_every_finding_with_its_place() {
    let idp = Idp::new();
    idp.write_file("a.yaml", &format!("{}---\n{GROUP}", component_yaml("42")));
    let report = idp
        .run(["catalog", "validate", "a.yaml", "-o", "json"])
        .assert_exit_code(1)
        .stdout_json();
    assert_eq!(report["summary"]["errors"], 1);
    let finding = &report["diagnostics"][0];
    assert_eq!(
        (
            finding["code"].as_str(),
            finding["line"].as_u64(),
            finding["column"].as_u64()
        ),
        (Some("wrong-type"), Some(8), Some(10))
    );
}

#[test]
fn a_broken_document_does_not_hide_the_others() {
    let idp = Idp::new();
    idp.write_file(
        "a.yaml",
        &format!("kind: [\n---\n{}---\n{GROUP}", component_yaml("payments")),
    );
    assert_snapshot!(idp.run(["catalog", "validate", "a.yaml"]), @r#"
    error[yaml-syntax]: expected "," or a closing bracket
     --> a.yaml:1:7
      |
    1 | kind: [
      |       ^ separate the items with ","; put text that contains ":", "," or brackets in quotes
      |
      = more: idp explain yaml-syntax

    1 error, 0 warnings ([N] ms)
    [exit 1]
    "#);
}

#[test]
fn a_directory_is_read_whole_and_names_are_as_seen_from_here() {
    let idp = Idp::new();
    idp.write_file("sub/a.yaml", &component_yaml("payments"));
    idp.write_file("sub/deep/b.yaml", GROUP);
    idp.write_file("sub/deep/c.txt", "not yaml");
    assert_snapshot!(idp.run(["catalog", "validate", "sub"]), @"1 service, 1 team, 0 errors, 0 warnings ([N] ms)");
    idp.write_file("sub/deep/catalog-info.yaml", "x");
    let report = idp
        .run(["catalog", "validate", "sub", "-o", "json"])
        .assert_exit_code(1)
        .stdout_json();
    let findings = report["diagnostics"].as_array().unwrap();
    let finding = findings
        .iter()
        .find(|finding| finding["code"] == "not-an-object")
        .unwrap();
    assert_eq!(finding["file"], "sub/deep/catalog-info.yaml");
}

#[test]
fn nothing_to_validate_is_wrong_usage() {
    let idp = Idp::new();
    std::fs::create_dir(idp.path("empty")).unwrap();
    assert_snapshot!(idp.run(["catalog", "validate", "empty"]), @"
    [stderr]
    error: no catalog entities found
    help: a catalog file ends in .yaml or .yml and isn't empty
    [exit 2]
    ");
    assert_snapshot!(idp.run(["catalog", "validate", "nowhere"]), @"
    [stderr]
    error: [ROOT]/here/nowhere not found
    [exit 2]
    ");
}

#[test]
fn in_ci_the_practice_platform_does_not_turn_a_check_green() {
    let idp = Idp::new().with_env("CI", "true");
    assert_snapshot!(idp.run(["catalog", "validate"]), @"
    [stderr]
    error: no platform found here; if CI is set, idp uses the practice platform only on request
    help: run this command in the platform repository, or add --platform <PATH|URL>
    help: use the practice platform: --platform practice
    [exit 2]
    ");
}

#[test]
fn what_a_rule_means_can_be_asked() {
    let idp = Idp::new();
    assert!(
        idp.run(["explain", "owner-not-found"])
            .assert_success()
            .stdout
            .starts_with("# owner-not-found\n")
    );
    assert_snapshot!(idp.run(["explain", "owner-not-fuond"]), @"
    [stderr]
    error: unknown code `owner-not-fuond`
    help: did you mean `owner-not-found`?
    help: idp explain --all
    [exit 3]
    ");
}

#[test]
fn relations_are_those_of_backstage() {
    let list = Idp::new()
        .run(["catalog", "list", "--relations", "-o", "json"])
        .assert_success()
        .stdout_json();
    let entities = list["entities"].as_array().unwrap();
    let ledger = entities
        .iter()
        .find(|entity| entity["ref"] == "component:default/ledger")
        .unwrap();
    assert_eq!(
        ledger["relations"],
        serde_json::json!([
            {"type": "dependencyOf", "targetRef": "component:default/payouts"},
            {"type": "ownedBy", "targetRef": "group:default/payments"},
            {"type": "partOf", "targetRef": "system:default/money"},
        ])
    );
}

#[test]
fn an_entity_may_name_ten_thousand_others() {
    let idp = Idp::new();
    let names: Vec<String> = (0..10_000).map(|number| format!("u{number}")).collect();
    let users: String = names
        .iter()
        .map(|name| format!("---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {{name: {name}}}\nspec: {{memberOf: [all]}}\n"))
        .collect();
    let members = names.join(", ");
    idp.write_file(
        "catalog-info.yaml",
        &format!("apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: all}}\nspec: {{type: team, children: [], members: [{members}, x]}}\n{users}"),
    );
    let run = idp.run(["catalog", "validate"]);
    assert!(run.stdout.contains("user `x` not found"), "{run}");
    assert!(run.stdout.contains("0 errors, 1 warning ("), "{run}");
}
