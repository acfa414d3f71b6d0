//! `idp catalog export`: what other programs read.

use insta::assert_snapshot;

use crate::support::Idp;

/// Files of a platform whose origin is on GitHub.
const PLATFORM: [(&str, &str); 5] = [
    ("idp.yaml", "organisation: acme\nforge: local\n"),
    (
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: acme}\nspec: {targets: [./catalog/a.yaml, ./catalog/b.yaml]}\n",
    ),
    (
        "catalog/a.yaml",
        "%YAML 1.2
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: Orders
  uid: mine
  annotations: {backstage.io/managed-by-location: 'file:/x', backstage.io/view-url: https://acme.example/orders}
spec:
  type: openapi
  lifecycle: production
  owner: web
  definition: {$text: ./orders.yaml}
  weight: 1.50
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop, description: {$text: 'https://acme.example/shop.md'}}
spec: {type: service, lifecycle: production, owner: web, providesApis: [orders], consumesApis: [nothing]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop, description: the last one wins}
spec: {type: service, lifecycle: production, owner: web, providesApis: [Orders]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: rejected, tags: [Java]}
spec: {type: service, lifecycle: production, owner: web, providesApis: [orders]}
",
    ),
    (
        "catalog/b.yaml",
        "apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: SHOP, description: another file}
spec: {type: service, lifecycle: production, owner: web, consumesApis: [orders]}
",
    ),
    ("catalog/orders.yaml", "openapi: 3.1.0\n"),
];

/// A catalog with every kind that Datadog knows, and two entities that it can't have.
const DATADOG_CATALOG: &str = "apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: web, annotations: {slack.com/channel: 'https://acme.slack.com/archives/C1'}}
spec: {type: team, children: [], profile: {email: web@acme.example}}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop
  title: The shop
  tags: [go]
  annotations: {github.com/project-slug: acme/shop}
  links:
    - {url: 'https://wiki.acme.example/shop', title: Runbook of the shop}
    - {url: 'https://grafana.acme.example/d/1', type: dashboard}
    - {url: 'mailto:web@acme.example'}
spec: {type: website, lifecycle: production, owner: web, system: store, dependsOn: ['resource:orders', 'resource:mail', 'resource:dns']}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop, namespace: other}
spec: {type: library, lifecycle: production, owner: user:ada}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop, namespace: third}
spec: {type: service, lifecycle: production, owner: web}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: store}
spec: {owner: web}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders}
spec: {type: database, owner: web}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: mail}
spec: {type: queue, owner: web}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: dns}
spec: {type: zone, owner: web}
";

fn with_platform() -> Idp {
    let idp = Idp::new();
    for (path, text) in PLATFORM {
        idp.write_file(path, text);
    }
    idp
}

/// The entities of an export, each on one line.
fn export_lines(idp: &Idp, program: &str) -> String {
    let run = idp.run(["catalog", "export", program, "-o", "json"]);
    let entities: Vec<serde_json::Value> =
        serde_json::from_str(&run.assert_success().stdout).unwrap();
    let lines: Vec<String> = entities.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn backstage_gets_what_its_api_would_return() {
    let idp = with_platform();
    let remote = "git@github.com:Acme/Platform.git";
    idp.run_git("", ["init", "-q", "-b", "main"]);
    idp.run_git("", ["remote", "add", "origin", remote]);
    let run = idp.run(["catalog", "export", "backstage"]).assert_success();
    assert_snapshot!(run.stderr, @"warning: left out 1 entity that Backstage rejects; idp catalog validate");
    let lines = export_lines(&idp, "backstage");
    assert_snapshot!(lines, @r#"
    {"apiVersion":"backstage.io/v1alpha1","kind":"API","metadata":{"annotations":{"backstage.io/edit-url":"https://github.com/Acme/Platform/edit/main/catalog/a.yaml","backstage.io/managed-by-location":"url:https://github.com/Acme/Platform/tree/main/catalog/a.yaml","backstage.io/managed-by-origin-location":"url:https://github.com/Acme/Platform/blob/main/catalog-info.yaml","backstage.io/source-location":"url:https://github.com/Acme/Platform/tree/main/catalog/","backstage.io/view-url":"https://acme.example/orders"},"name":"Orders","namespace":"default"},"relations":[{"targetRef":"component:default/shop","type":"apiProvidedBy"},{"targetRef":"group:default/web","type":"ownedBy"}],"spec":{"definition":"openapi: 3.1.0\n","lifecycle":"production","owner":"web","type":"openapi","weight":1.5}}
    {"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"annotations":{"backstage.io/edit-url":"https://github.com/Acme/Platform/edit/main/catalog/a.yaml","backstage.io/managed-by-location":"url:https://github.com/Acme/Platform/tree/main/catalog/a.yaml","backstage.io/managed-by-origin-location":"url:https://github.com/Acme/Platform/blob/main/catalog-info.yaml","backstage.io/source-location":"url:https://github.com/Acme/Platform/tree/main/catalog/","backstage.io/view-url":"https://github.com/Acme/Platform/tree/main/catalog/a.yaml"},"description":"the last one wins","name":"shop","namespace":"default"},"relations":[{"targetRef":"group:default/web","type":"ownedBy"},{"targetRef":"api:default/orders","type":"providesApi"}],"spec":{"lifecycle":"production","owner":"web","providesApis":["Orders"],"type":"service"}}
    {"apiVersion":"backstage.io/v1alpha1","kind":"Location","metadata":{"annotations":{"backstage.io/edit-url":"https://github.com/Acme/Platform/edit/main/catalog-info.yaml","backstage.io/managed-by-location":"url:https://github.com/Acme/Platform/blob/main/catalog-info.yaml","backstage.io/managed-by-origin-location":"url:https://github.com/Acme/Platform/blob/main/catalog-info.yaml","backstage.io/source-location":"url:https://github.com/Acme/Platform/tree/main/","backstage.io/view-url":"https://github.com/Acme/Platform/blob/main/catalog-info.yaml"},"name":"acme","namespace":"default"},"relations":[],"spec":{"targets":["./catalog/a.yaml","./catalog/b.yaml"]}}
    "#);
}

#[test]
fn a_catalog_that_backstage_reads_from_nowhere_gets_no_locations() {
    let lines = export_lines(&with_platform(), "backstage");
    assert_snapshot!(lines.lines().last().unwrap(), @r#"{"apiVersion":"backstage.io/v1alpha1","kind":"Location","metadata":{"name":"acme","namespace":"default"},"relations":[],"spec":{"targets":["./catalog/a.yaml","./catalog/b.yaml"]}}"#);
}

#[test]
fn a_placeholder_that_stays_is_named() {
    let idp = with_platform();
    idp.write_file(
        "catalog/b.yaml",
        "apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart, description: {$text: 'https://acme.example/cart.md'}}
spec: {type: service, lifecycle: production, owner: web}
",
    );
    let run = idp.run(["catalog", "export", "backstage"]).assert_success();
    assert_snapshot!(run.stderr, @"
    warning: left out 1 entity that Backstage rejects; idp catalog validate
    warning: component:default/cart: idp can't fill in `$text: https://acme.example/cart.md`
    ");
}

#[test]
fn datadog_gets_definitions_of_what_it_has_a_kind_for() {
    let idp = Idp::new();
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("catalog-info.yaml", DATADOG_CATALOG);
    let run = idp.run(["catalog", "export", "datadog"]).assert_success();
    assert_snapshot!(run.stderr, @"
    note: left out 1 resource whose type is neither a datastore nor a queue
    note: left out component:third/shop: Datadog has no namespaces, and another entity has this name
    ");
    let first = run.stdout.split("---\n").nth(1).unwrap();
    assert_snapshot!(first, @"
    apiVersion: v3
    kind: service
    metadata:
      name: shop
      displayName: The shop
      owner: web
      tags:
      - go
      contacts:
      - type: email
        contact: web@acme.example
      - type: slack
        contact: https://acme.slack.com/archives/C1
      links:
      - name: Repository
        type: repo
        url: https://github.com/acme/shop
      - name: Runbook of the shop
        type: runbook
        url: https://wiki.acme.example/shop
      - name: https://grafana.acme.example/d/1
        type: dashboard
        url: https://grafana.acme.example/d/1
    spec:
      lifecycle: production
      type: web
      componentOf:
      - system:store
      dependsOn:
      - queue:mail
      - datastore:orders
    datadog:
      codeLocations:
      - repositoryURL: https://github.com/acme/shop
    ");
    assert_snapshot!(export_lines(&idp, "datadog"), @r#"
    {"apiVersion":"v3","datadog":{"codeLocations":[{"repositoryURL":"https://github.com/acme/shop"}]},"kind":"service","metadata":{"contacts":[{"contact":"web@acme.example","type":"email"},{"contact":"https://acme.slack.com/archives/C1","type":"slack"}],"displayName":"The shop","links":[{"name":"Repository","type":"repo","url":"https://github.com/acme/shop"},{"name":"Runbook of the shop","type":"runbook","url":"https://wiki.acme.example/shop"},{"name":"https://grafana.acme.example/d/1","type":"dashboard","url":"https://grafana.acme.example/d/1"}],"name":"shop","owner":"web","tags":["go"]},"spec":{"componentOf":["system:store"],"dependsOn":["queue:mail","datastore:orders"],"lifecycle":"production","type":"web"}}
    {"apiVersion":"v3","kind":"library","metadata":{"name":"shop"},"spec":{"lifecycle":"production"}}
    {"apiVersion":"v3","kind":"queue","metadata":{"contacts":[{"contact":"web@acme.example","type":"email"},{"contact":"https://acme.slack.com/archives/C1","type":"slack"}],"name":"mail","owner":"web"},"spec":{}}
    {"apiVersion":"v3","kind":"datastore","metadata":{"contacts":[{"contact":"web@acme.example","type":"email"},{"contact":"https://acme.slack.com/archives/C1","type":"slack"}],"name":"orders","owner":"web"},"spec":{"type":"database"}}
    {"apiVersion":"v3","kind":"system","metadata":{"contacts":[{"contact":"web@acme.example","type":"email"},{"contact":"https://acme.slack.com/archives/C1","type":"slack"}],"name":"store","owner":"web"},"spec":{"components":["service:shop"]}}
    "#);
}
