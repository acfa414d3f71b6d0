//! `idp who-owns`.

use insta::assert_snapshot;

use crate::support::Idp;

#[test]
fn a_name_is_answered_with_the_way_to_reach_its_owner_and_the_place_that_decided() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["who-owns", "ledger"]), @"
    ledger     component:default/ledger · service · production
    owner      payments (Payments) · 3 members · no parent team
    people     ada (Ada Okafor), bruno (Bruno Lindqvist), grace (Grace Moreau)
    contact    #payments · payments@acme.example
    why        catalog/components/ledger.yaml:11:10  spec.owner
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
}

#[test]
fn an_unknown_name_gets_the_nearest() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["who-owns", "legder"]), @"
    [stderr]
    platform  practice (local) · nothing leaves this machine
    error: no entity named `legder`
    help: did you mean `ledger`?
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>
    [exit 3]
    ");
}

#[test]
fn several_are_answered_at_once_and_a_group_owns_itself() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["who-owns", "cart", "group:platform"]), @"
    cart       component:default/cart · service · production
    owner      storefront (Storefront) · 2 members · no parent team
    people     chiara (Chiara Rossi), dmitri (Dmitri Sato)
    contact    #storefront · storefront@acme.example
    why        catalog/components/cart.yaml:11:10  spec.owner

    platform   group:default/platform · team
    owner      platform (Platform) · 2 members · no parent team
    people     esra (Esra Nielsen), farid (Farid Costa)
    owns       2 entities
    contact    #platform · platform@acme.example
    why        catalog/groups.yaml:19:9  self
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
}

#[test]
fn json_carries_the_source_and_null_for_what_is_not_known() {
    let idp = Idp::new();
    let answer = idp
        .run(["who-owns", "ledger", "-o", "json"])
        .assert_success()
        .stdout_json();
    let result = &answer["results"][0];
    assert_eq!(answer["schemaVersion"], 1);
    assert_eq!(result["owner"], "group:default/payments");
    assert_eq!(result["members"].as_array().unwrap().len(), 3);
    assert_eq!(result["contacts"]["onCall"], serde_json::Value::Null);
    let source = &result["source"];
    let line = source["line"].as_u64().unwrap() as usize;
    let file = source["file"].as_str().unwrap();
    let text = idp.run_git(
        idp.idp_home().join("platform.git"),
        ["show", &format!("main:{file}")],
    );
    let column = source["column"].as_u64().unwrap() as usize;
    assert!(
        text.lines().nth(line - 1).unwrap()[column - 1..].starts_with("group:default/payments")
    );
}

#[test]
fn an_unknown_name_is_a_result_with_suggestions_in_json() {
    let run = Idp::new()
        .run(["who-owns", "legder", "-o", "json"])
        .assert_exit_code(3);
    assert_eq!(run.stdout_json()["results"][0]["suggestions"][0], "ledger");
    let error: serde_json::Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!(error["error"]["code"], "not-found");
}

#[test]
fn hostile_text_of_a_catalog_is_made_harmless() {
    let idp = Idp::new();
    idp.write_file(
        "idp.yaml",
        "organisation: acme\nforge: local\ncatalog: {file: catalog.yaml}\n",
    );
    idp.write_file("catalog.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: x\nspec:\n  type: \"\\e]52;c;x\\a\"\n  lifecycle: \"\\u202egnp\"\n  owner: group:default/a\n");
    let run = idp.run(["who-owns", "x"]);
    assert!(!run.stdout.contains(['\x1b', '\x07', '\u{202e}']), "{run}");
    assert!(run.stdout.contains(r"^[]52;c;x^G · \u{202e}gnp"), "{run}");
}

#[test]
fn an_owner_that_the_catalog_does_not_have_is_said_to_be_missing() {
    let idp = Idp::new();
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file(
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {name: lost}\nspec: {type: db, owner: team-gone}\n",
    );
    assert_snapshot!(idp.run(["who-owns", "lost"]), @"
    lost       resource:default/lost · db
    owner      team-gone · not in the catalog
    why        catalog-info.yaml:4:25  spec.owner
    ");
}

#[test]
fn a_misspelt_ref_gets_a_suggestion() {
    let idp = Idp::new();
    for (handle, name) in [
        ("group:paymnets", "group:payments"),
        ("component:ledgr", "component:ledger"),
        ("ghcr.io/acme/ledgr:1.2", "ledger"),
        ("https://github.com/acme/ledgr", "ledger"),
    ] {
        let run = idp.run(["who-owns", handle]).assert_exit_code(3);
        assert!(
            run.stderr.contains(&format!("did you mean `{name}`")),
            "{run}"
        );
    }
}
