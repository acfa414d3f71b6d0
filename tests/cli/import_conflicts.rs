//! What an import can't add: names that are taken, services that nothing describes, and owners that only seem certain.

use insta::assert_snapshot;

use crate::support::Idp;

/// A platform whose only team is `web`.
fn create_platform() -> Idp {
    let idp = Idp::new();
    idp.run([
        "init",
        "platform",
        "--organisation",
        "acme",
        "--owner",
        "web",
    ])
    .assert_success();
    idp.run_git("platform", ["config", "user.name", "Ada"]);
    idp.run_git("platform", ["config", "user.email", "ada@acme.example"]);
    idp
}

/// Makes `src/<name>` a clone of `acme/<name>` with these files.
fn add_clone(idp: &Idp, name: &str, files: &[(&str, &str)]) {
    for (path, text) in files {
        idp.write_file(&format!("src/{name}/{path}"), text);
    }
    let init = format!(
        "cd src/{name} && git init -qb main && git remote add origin git@github.com:acme/{name}.git && git add . && git -c user.name=A -c user.email=a@b.example commit -qm first"
    );
    idp.run_shell(&init).assert_success();
}

fn import(idp: &Idp) -> String {
    let run = idp.run_in("platform", ["catalog", "import", "--from", "../src"]);
    let end = run.stdout.find("\nchanged").unwrap_or(run.stdout.len());
    run.stdout[..end].to_owned()
}

fn describe(name: &str, owner: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
    )
}

#[test]
fn a_name_that_another_repository_has_is_left_out() {
    let idp = create_platform();
    add_clone(
        &idp,
        "cart",
        &[("CODEOWNERS", "* @acme/web\n"), ("Dockerfile", "")],
    );
    let described = describe("cart", "payments");
    add_clone(
        &idp,
        "mono",
        &[("services/cart/catalog-info.yaml", &described)],
    );
    let hand_written = [
        "catalog",
        "add",
        "basket",
        "owner=web",
        "type=service",
        "lifecycle=production",
    ];
    idp.run_in("platform", hand_written).assert_success();
    let described = describe("Basket", "web");
    add_clone(&idp, "basket", &[("catalog-info.yaml", &described)]);
    assert_snapshot!(import(&idp), @"
    ENTITY                  OWNER  TYPE     LIFECYCLE    EVIDENCE
    component:default/cart  web    service  production?  CODEOWNERS line 1
    ?: a default or a guess

    LEFT OUT                  REPOSITORY   REASON
    component:default/basket  acme/basket  the catalog has an entity with this name, but without a repository: catalog/components/basket.yaml:4:9; if it's the same, set annotation:backstage.io/source-location=url:https://github.com/acme/basket/
    component:default/cart    acme/mono    the name is taken by acme/cart

    3 repositories: 1 new entity, 2 left out, 0 already in the catalog
    ");
    assert_snapshot!(import(&idp), @"
    LEFT OUT                  REPOSITORY   REASON
    component:default/basket  acme/basket  the catalog has an entity with this name, but without a repository: catalog/components/basket.yaml:4:9; if it's the same, set annotation:backstage.io/source-location=url:https://github.com/acme/basket/
    component:default/cart    acme/mono    the name is taken: catalog/components/cart.yaml:4:9

    3 repositories: 0 new entities, 2 left out, 1 already in the catalog
    ");
}

#[test]
fn a_service_that_nothing_describes_is_listed() {
    let idp = create_platform();
    add_clone(
        &idp,
        "backend",
        &[
            (
                "services/billing/opslevel.yml",
                "service: {name: billing, owner: web, type: service}\n",
            ),
            ("services/billing/worker/Dockerfile", ""),
            ("services/billing/worker/go.mod", ""),
            ("services/mailer/Dockerfile", ""),
            ("services/mailer/package.json", "{}\n"),
            ("docker/Dockerfile", ""),
            ("test/e2e/Dockerfile", ""),
            ("test/e2e/package.json", "{}\n"),
        ],
    );
    assert_snapshot!(import(&idp), @"
    ENTITY                     OWNER  TYPE     LIFECYCLE    EVIDENCE
    component:default/billing  web    service  production?  services/billing/opslevel.yml line 1
    ?: a default or a guess

    LEFT OUT      REPOSITORY    REASON
    acme/backend  acme/backend  services/mailer has Dockerfile and package.json, but no file describes it; add a catalog-info.yaml there

    1 repository: 1 new entity, 1 left out, 0 already in the catalog
    ");
    assert_snapshot!(import(&idp), @"
    LEFT OUT      REPOSITORY    REASON
    acme/backend  acme/backend  services/mailer has Dockerfile and package.json, but no file describes it; add a catalog-info.yaml there

    1 repository: 0 new entities, 1 left out, 1 already in the catalog
    ");
    let page = "https://github.com/acme/backend/blob/main/services/mailer/package.json";
    assert_snapshot!(idp.redact(&idp.run_in("platform", ["who-owns", page]).to_string()), @"
    billing    component:default/billing · service · production
    owner      web (Web) · 0 members · no parent team
    why        catalog/components/billing.yaml:11:10  spec.owner, in another folder of the repository
    ");
    let folder = "https://github.com/acme/backend/blob/main/services/billing/worker/go.mod";
    let owned = idp.run_in("platform", ["who-owns", folder]);
    assert!(
        owned.assert_success().stdout.contains("by source location"),
        "a folder of the service"
    );
}

#[test]
fn several_owners_in_codeowners_are_uncertain() {
    let idp = create_platform();
    add_clone(
        &idp,
        "orders",
        &[
            ("CODEOWNERS", "* @acme/orders @acme/web\n"),
            ("Dockerfile", ""),
        ],
    );
    add_clone(
        &idp,
        "search",
        &[("CODEOWNERS", "* @ada\n"), ("Dockerfile", "")],
    );
    idp.write_file(
        "ada.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: ada, annotations: {github.com/user-login: ada}}\nspec: {memberOf: [web]}\n",
    );
    idp.run_in("platform", ["catalog", "add", "-f", "../ada.yaml"])
        .assert_success();
    let run = idp
        .run_in(
            "platform",
            [
                "catalog",
                "import",
                "--from",
                "../src",
                "--dry-run",
                "-o",
                "json",
            ],
        )
        .assert_success();
    let report = run.stdout_json();
    let proposals = report["proposals"].as_array().unwrap();
    let lines: Vec<String> = proposals
        .iter()
        .map(|one| {
            let fields = one["fields"].as_array().unwrap();
            let owner = fields.iter().find(|field| field["field"] == "owner");
            let owner = owner.map(|owner| {
                format!(
                    "{} ({}): {}",
                    owner["value"], owner["confidence"], owner["evidence"]
                )
            });
            format!("{} {}", one["ref"], owner.unwrap_or_default())
        })
        .collect();
    assert_snapshot!(lines.join("\n"), @r#"
    "group:default/orders" 
    "component:default/orders" "orders" ("medium"): ["CODEOWNERS line 1","but web: CODEOWNERS line 1"]
    "component:default/search" "web" ("medium"): ["CODEOWNERS line 1: ada"]
    "#);
}

#[test]
fn an_api_whose_definition_is_in_a_file_can_be_added() {
    let idp = create_platform();
    let api = "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: rates-api\nspec:\n  type: openapi\n  lifecycle: production\n  owner: web\n  definition:\n    $text: ./api/openapi.yaml\n";
    add_clone(
        &idp,
        "rates",
        &[
            ("catalog-info.yaml", api),
            ("api/openapi.yaml", "openapi: 3.0.0\n"),
        ],
    );
    assert_snapshot!(import(&idp), @"
    LEFT OUT               REPOSITORY  REASON
    api:default/rates-api  acme/rates  its definition is in another file, which Backstage reads only in the same repository
    for an API whose definition is in a file:
      idp catalog add rates-api --kind api type=openapi lifecycle=production owner=web annotation:backstage.io/source-location=url:https://github.com/acme/rates/ definition=@<REPOSITORY>/api/openapi.yaml

    1 repository: 0 new entities, 1 left out, 0 already in the catalog
    ");
    let add = "catalog add rates-api --kind api type=openapi lifecycle=production owner=web annotation:backstage.io/source-location=url:https://github.com/acme/rates/ definition=@../src/rates/api/openapi.yaml";
    idp.run_in("platform", add.split(' ')).assert_success();
    assert_eq!(
        import(&idp),
        "1 repository: 0 new entities, 0 left out, 1 already in the catalog\n"
    );
}
