//! `idp catalog export`: what other programs read.

use insta::assert_snapshot;

use crate::support::{CommandOutput, Idp};

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
    {"apiVersion":"backstage.io/v1alpha1","kind":"Location","metadata":{"annotations":{"backstage.io/edit-url":"https://github.com/Acme/Platform/edit/main/catalog-info.yaml","backstage.io/managed-by-location":"url:https://github.com/Acme/Platform/tree/main/catalog-info.yaml","backstage.io/managed-by-origin-location":"url:https://github.com/Acme/Platform/blob/main/catalog-info.yaml","backstage.io/source-location":"url:https://github.com/Acme/Platform/tree/main/","backstage.io/view-url":"https://github.com/Acme/Platform/tree/main/catalog-info.yaml"},"name":"acme","namespace":"default"},"relations":[],"spec":{"targets":["./catalog/a.yaml","./catalog/b.yaml"]}}
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

/// A platform whose environments have namespaces.
const CLUSTER_PLATFORM: &str = "organisation: acme
forge: local
pullSecrets: [acme-pull]
environments:
  staging:
    namespace: '{name}-staging'
    database: {mode: externalSecret, store: vault}
  production:
    namespace: '{name}'
";

/// Components in namespaces, and everything that can be wrong with namespaces, owners and contacts.
const CLUSTER_CATALOG: &str = "apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: Payments
  annotations: {slack.com/channel: '#payments', pagerduty.com/service-id: PK2J7YQ}
spec: {type: team, children: [], profile: {email: payments@acme.example}}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments, namespace: other}
spec: {type: team, children: [], profile: {email: other@acme.example}}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: web, annotations: {slack.com/channel: 'https://acme.slack.com/archives/C1'}}
spec: {type: team, children: [], profile: {email: 'the web team'}}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  annotations: {backstage.io/kubernetes-namespace: checkout, idp.dev/namespaces: 'checkout-staging, checkout'}
spec: {type: service, lifecycle: production, owner: payments}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: from-template, annotations: {idp.dev/template: service@1.0.0}}
spec: {type: service, lifecycle: production, owner: group:other/payments}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart, tags: [Rejected by Backstage], annotations: {backstage.io/kubernetes-namespace: shop}}
spec: {type: service, lifecycle: production, owner: web}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: search, annotations: {backstage.io/kubernetes-namespace: 'shop,kube-system,Shop'}}
spec: {type: service, lifecycle: production, owner: payments}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: lost, annotations: {backstage.io/kubernetes-namespace: lost}}
spec: {type: service, lifecycle: production, owner: 'group:default/no team'}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: nowhere}
spec: {type: service, lifecycle: production, owner: web}
";

fn with_cluster_platform() -> Idp {
    let idp = Idp::new();
    idp.write_file("idp.yaml", CLUSTER_PLATFORM);
    idp.write_file("catalog-info.yaml", CLUSTER_CATALOG);
    idp
}

/// Exports the values for a cluster that runs `environment`.
fn export_platform_values(idp: &Idp, environment: &str) -> CommandOutput {
    let arguments = ["catalog", "export", "platform-values", "--environment"];
    idp.run(arguments.iter().chain(&[environment]))
        .assert_success()
}

#[test]
fn the_platform_chart_gets_the_namespaces_of_an_environment() {
    let idp = with_cluster_platform();
    let run = export_platform_values(&idp, "staging");
    assert_snapshot!(idp.redact(&run.stdout), @"
    # Generated by `idp catalog export platform-values` for charts/platform. Don't edit it; override it in a values file of your own.
    # From [ROOT]/here, a working directory.
    environment: staging
    namespaces:
      checkout-staging:
        owner: Payments
        services:
        - checkout
      from-template-staging:
        owner: payments
        services:
        - from-template
      shop:
        owner: web
        services:
        - cart
        - search
    teams:
      Payments:
        ref: group:default/payments
        slack: payments
        email: payments@acme.example
        onCall: PK2J7YQ
      web:
        ref: group:default/web
    pullSecrets:
      acme-pull: {}
    secretStore:
      name: vault
    ");
    let run = export_platform_values(&idp, "production");
    let values: serde_json::Value = serde_yaml::from_str(&run.stdout).unwrap();
    assert_snapshot!(values["namespaces"].to_string(), @r#"{"checkout":{"owner":"Payments","services":["checkout"]},"from-template":{"owner":"payments","services":["from-template"]},"shop":{"owner":"web","services":["cart","search"]}}"#);
    // The component `lost` has an owner that no label can name.
    assert!(
        run.stderr
            .contains("left out the namespaces of component:default/lost"),
        "{run}"
    );
}

#[test]
fn what_a_cluster_or_datadog_cannot_use_is_left_out_with_a_note() {
    let run = export_platform_values(&with_cluster_platform(), "staging");
    assert_snapshot!(run.stderr, @"
    note: left out `https://acme.slack.com/archives/C1` of group:default/web: it isn't the name of a Slack channel
    note: left out `the web team` of group:default/web: it isn't an email address
    note: left out namespace `Shop` of component:default/search: a namespace consists of lower-case letters, digits and `-`
    note: left out namespace `kube-system` of component:default/search: Kubernetes reserves the name
    note: left out the contacts of group:other/payments: alerts can't tell it from group:default/payments
    note: namespace `shop` has components of web and of Payments; its owner is web
    note: namespace `shop` of component:default/cart belongs to no environment in idp.yaml, so it's in the values of each
    note: namespace `shop` of component:default/search belongs to no environment in idp.yaml, so it's in the values of each
    ");
}

#[test]
fn without_an_environment_a_cluster_gets_every_namespace() {
    let idp = with_cluster_platform();
    let arguments = ["catalog", "export", "platform-values", "-o", "json"];
    let values = idp.run(arguments).assert_success().stdout_json()["values"].take();
    let namespaces = values["namespaces"].as_object().unwrap().keys();
    let namespaces: Vec<&str> = namespaces.map(String::as_str).collect();
    assert_eq!(
        namespaces,
        [
            "checkout",
            "checkout-staging",
            "from-template",
            "from-template-staging",
            "shop"
        ]
    );
    assert_eq!(values["environment"], "");
}

/// The schema is the chart's own; the chart is judged with Helm in tests/conformance.
#[test]
fn the_platform_chart_accepts_the_values() {
    let schema =
        include_str!("../../golden-templates/platform/files/charts/platform/values.schema.json");
    let chart: serde_json::Value = serde_yaml::from_str(include_str!(
        "../../golden-templates/platform/files/charts/platform/values.yaml"
    ))
    .unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let idp = with_cluster_platform();
    for environment in ["staging", "production"] {
        let text = export_platform_values(&idp, environment).stdout;
        let exported: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        let mut values = chart.clone();
        merge_values(&mut values, exported);
        let faults: Vec<String> = schema
            .iter_errors(&values)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

/// Merges values as Helm does.
fn merge_values(values: &mut serde_json::Value, others: serde_json::Value) {
    match (values, others) {
        (serde_json::Value::Object(values), serde_json::Value::Object(others)) => {
            for (key, other) in others {
                merge_values(values.entry(key).or_insert(serde_json::Value::Null), other);
            }
        }
        (value, other) => *value = other,
    }
}

#[test]
fn a_catalog_that_cannot_be_parsed_gives_no_values() {
    let idp = with_cluster_platform();
    idp.write_file(
        "catalog-info.yaml",
        &format!("{CLUSTER_CATALOG}---\nkind: [Component\n"),
    );
    let run = idp
        .run(["catalog", "export", "platform-values"])
        .assert_exit_code(1);
    assert_eq!(run.stdout, "");
    assert_snapshot!(run.stderr, @"
    error: 1 catalog file can't be parsed, so namespaces may be missing
    help: idp catalog validate
    ");
}

#[test]
fn a_folder_of_a_monorepo_is_a_path_in_datadog() {
    let idp = Idp::new();
    idp.write_file("shop/idp.yaml", "organisation: acme\nforge: local\n");
    let component = |name: &str, location: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}, annotations: {{backstage.io/source-location: '{location}'}}}}\nspec: {{type: service, lifecycle: production, owner: web}}\n---\n"
        )
    };
    let catalog = [
        component(
            "billing",
            "url:https://github.com/Acme/Backend/tree/main/services/Billing/",
        ),
        component("whole", "url:https://github.com/acme/whole/"),
        component("lab", "url:https://gitlab.com/acme/a/lab/-/tree/main/x"),
    ];
    idp.write_file("shop/catalog-info.yaml", &catalog.concat());
    let run = idp
        .run([
            "--platform",
            "shop",
            "catalog",
            "export",
            "datadog",
            "-o",
            "json",
        ])
        .assert_success();
    let report = run.stdout_json();
    let definitions = report
        .as_array()
        .unwrap()
        .iter()
        .map(|definition| format!("{}\n", definition["datadog"]["codeLocations"]));
    assert_snapshot!(definitions.collect::<String>(), @r#"
    [{"paths":["services/Billing/**"],"repositoryURL":"https://github.com/Acme/Backend"}]
    [{"paths":["x/**"],"repositoryURL":"https://gitlab.com/acme/a/lab"}]
    [{"repositoryURL":"https://github.com/acme/whole/"}]
    "#);
}
