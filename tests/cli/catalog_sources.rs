//! Sources of a catalog: globs, URLs of its own repository, placeholders, and kinds that the organisation defines.

use serde_json::Value;

use crate::support::Idp;

const GROUP: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n";

fn component_yaml(name: &str, owner: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: production, owner: {owner}}}\n"
    )
}

fn location_yaml(targets: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: all}}\nspec: {{targets: [{targets}]}}\n"
    )
}

fn api_yaml(definition: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {{name: orders}}\nspec: {{type: openapi, lifecycle: production, owner: web, definition: {definition}}}\n---\n{GROUP}"
    )
}

/// A platform with this root file.
fn create_platform(root: &str) -> Idp {
    let idp = Idp::new();
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("catalog-info.yaml", root);
    idp.write_file("groups.yaml", GROUP);
    idp
}

/// The same platform in a clone whose remote is `url`.
fn create_clone(url: &str, root: &str) -> Idp {
    let idp = create_platform(root);
    idp.run_git("", ["init", "-q", "-b", "main"]);
    idp.run_git("", ["remote", "add", "origin", url]);
    idp
}

/// `code severity message` of each finding.
fn validate_findings(idp: &Idp) -> Vec<String> {
    let run = idp.run(["catalog", "validate", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run}"));
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let findings = report["diagnostics"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            let [code, severity, message] =
                ["code", "severity", "message"].map(|key| text(finding, key));
            format!("{code} {severity}: {message}")
        })
        .collect()
}

fn component_names(idp: &Idp) -> Vec<String> {
    let run = idp.run(["catalog", "list", "--kind", "component", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run}"));
    let entities = report["entities"].as_array().unwrap().iter();
    entities
        .map(|entity| entity["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_glob_skips_what_starts_with_a_dot() {
    let idp = create_platform(&location_yaml("./groups.yaml, './**/*.yaml'"));
    idp.write_file("catalog/a.yaml", &component_yaml("a", "web"));
    idp.write_file("catalog/.old/b.yaml", &component_yaml("b", "web"));
    idp.write_file(".github/workflows/ci.yaml", "on: push\n");
    idp.write_file("catalog/.c.yaml", &component_yaml("c", "web"));
    assert_eq!(component_names(&idp), ["a"]);
    idp.write_file(
        "catalog-info.yaml",
        &location_yaml("groups.yaml, 'catalog/@(.old|x)/[ab].yaml', 'catalog/!(a).yaml'"),
    );
    assert_eq!(component_names(&idp), ["b"]);
    assert_eq!(
        validate_findings(&idp),
        [
            "unreached-file note: no Location reaches 2 catalog files: catalog/.c.yaml, catalog/a.yaml",
            "location-target-missing error: no file matches `catalog/!(a).yaml`"
        ]
    );
}

#[test]
fn a_target_in_the_same_repository_is_read_from_the_clone() {
    let root = location_yaml(
        "./groups.yaml, 'https://github.com/Acme/platform/blob/main/svc/*.yaml', 'https://github.com/acme/platform/blob/main/none.yaml', 'https://github.com/acme/other/blob/main/catalog-info.yaml', 'https://github.com/acme/platform/blob/v1/svc/a.yaml'",
    );
    let idp = create_clone("git@github.com:acme/platform.git", &root);
    idp.write_file("svc/a.yaml", &component_yaml("a", "nobody"));
    assert_eq!(component_names(&idp), ["a"]);
    assert_eq!(
        validate_findings(&idp),
        [
            "location-target-missing error: no file matches `https://github.com/acme/platform/blob/main/none.yaml`",
            "location-target-missing note: 2 targets are in other repositories or branches and were not read",
            "owner-not-found error: group `nobody` not found",
        ]
    );
}

#[test]
fn a_placeholder_reads_its_own_repository_and_no_other() {
    let own = "https://github.com/acme/platform/blob/main/api.yaml";
    let idp = create_clone(
        "https://github.com/acme/platform.git",
        &api_yaml(&format!("{{$text: '{own}'}}")),
    );
    assert_eq!(
        validate_findings(&idp),
        [format!("placeholder-unreadable error: `{own}` not found")]
    );
    idp.write_file("api.yaml", "openapi: 3.1.0\n");
    assert!(validate_findings(&idp).is_empty());
    let other = "https://github.com/acme/other/blob/main/api.yaml";
    idp.write_file(
        "catalog-info.yaml",
        &api_yaml(&format!("{{$text: '{other}'}}")),
    );
    assert_eq!(
        validate_findings(&idp),
        [format!(
            "placeholder-unreadable error: `{other}` is in another repository"
        )]
    );
    idp.run_git("", ["remote", "remove", "origin"]);
    assert_eq!(
        validate_findings(&idp),
        [format!(
            "placeholder-elsewhere warning: Backstage rejects `{other}` unless this entity is in the same repository"
        )]
    );
}

#[test]
fn an_added_placeholder_is_read_once_it_is_named() {
    let idp = create_platform(&api_yaml("{$openapi: ./api.yaml}"));
    let run = idp.run(["catalog", "validate"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stdout
            .contains("add `catalog: {placeholders: [openapi]}` to idp.yaml"),
        "{run}"
    );
    idp.write_file(
        "idp.yaml",
        "organisation: acme\nforge: local\ncatalog: {placeholders: [openapi]}\n",
    );
    assert_eq!(
        validate_findings(&idp),
        ["placeholder-unreadable error: `./api.yaml` not found"]
    );
    idp.write_file("api.yaml", "openapi: 3.1.0\n");
    assert!(validate_findings(&idp).is_empty());
}

#[test]
fn a_kind_of_the_organisation_is_one_of_the_catalog() {
    let plugin = "apiVersion: extensions.acme.example/v1\nkind: Plugin\nmetadata: {name: p}\nspec: {owner: web}\n---\n";
    let idp = create_platform(&format!("{plugin}{GROUP}"));
    let run = idp.run(["catalog", "validate"]);
    assert!(run.stdout.contains("`catalog.models` in idp.yaml"), "{run}");
    idp.write_file(
        "idp.yaml",
        "organisation: acme\nforge: local\ncatalog: {models: [model.yaml]}\n",
    );
    let run = idp.run(["catalog", "validate"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("model layer model.yaml not found"),
        "{run}"
    );
    idp.write_file(
        "model.yaml",
        "kinds:\n  - group: extensions.acme.example\n    names: {kind: Plugin}\n    versions:\n      - name: v1\n        relationFields: [{selector: {path: spec.owner}, relation: ownedBy, defaultKind: Group, allowedKinds: [Group]}]\n        schema: {jsonSchema: {type: object, required: [spec], properties: {spec: {type: object, required: [owner], properties: {owner: {type: string, minLength: 1}}}}}}\nrelations:\n  - {fromKind: Plugin, toKind: Group, forward: {type: ownedBy}, reverse: {type: ownerOf}}\n",
    );
    assert!(validate_findings(&idp).is_empty());
    let run = idp.run(["who-owns", "p"]);
    assert!(run.stdout.contains("web"), "{run}");
    let run = idp.run(["catalog", "show", "group:web"]);
    assert!(
        run.stdout.contains("ownerOf") && run.stdout.contains("plugin:default/p"),
        "{run}"
    );
    idp.write_file(
        "catalog-info.yaml",
        &format!("{}{GROUP}", plugin.replace("owner: web", "owner: nobody")),
    );
    assert_eq!(
        validate_findings(&idp),
        ["owner-not-found error: group `nobody` not found"]
    );
}

#[test]
fn documentation_lies_where_the_source_does() {
    let entity = |annotation: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n  annotations:\n    backstage.io/techdocs-ref: dir:.\n    backstage.io/source-location: {annotation}\nspec: {{type: service, lifecycle: production, owner: web}}\n"
        )
    };
    let idp = create_clone(
        "https://github.com/acme/platform",
        &location_yaml("groups.yaml, svc/a.yaml"),
    );
    idp.write_file("mkdocs.yml", "site_name: x\n");
    idp.write_file(
        "svc/a.yaml",
        &entity("url:https://github.com/acme/platform/"),
    );
    assert!(validate_findings(&idp).is_empty());
    idp.write_file(
        "svc/a.yaml",
        &entity("url:https://github.com/acme/platform/tree/main/svc/"),
    );
    assert_eq!(
        validate_findings(&idp),
        ["techdocs-missing warning: no mkdocs.yml in `.`"]
    );
    idp.write_file(
        "svc/a.yaml",
        &entity("url:https://github.com/acme/other/tree/main/svc/"),
    );
    assert!(validate_findings(&idp).is_empty());
}

#[test]
fn a_location_of_files_is_a_warning_and_is_followed() {
    let idp = create_platform(
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {type: file, targets: [./a.yaml, examples/not-here.yaml]}\n",
    );
    idp.write_file("a.yaml", &(component_yaml("a", "web") + "---\n" + GROUP));
    assert_eq!(
        validate_findings(&idp),
        [
            "file-location warning: Backstage rejects a Location of type `file` unless it reads the Location from a file"
        ]
    );
    assert_eq!(component_names(&idp), ["a"]);
}

#[test]
fn placeholders_bring_in_no_more_than_fits() {
    use std::fmt::Write;
    let idp = create_platform(&location_yaml("groups.yaml, many.yaml"));
    idp.write_file("big.txt", &"x".repeat(5 << 20));
    let mut many = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n  annotations:\n".to_owned();
    for number in 0..3000 {
        writeln!(many, "    a{number}: {{$text: ./big.txt}}").unwrap();
    }
    many += "spec: {type: service, lifecycle: production, owner: web}\n";
    idp.write_file("many.yaml", &many);
    assert_eq!(
        validate_findings(&idp),
        [
            "placeholder-unreadable error: the placeholders in this document load more than 8 MiB; `./big.txt` and later ones were not read"
        ]
    );
}
