//! `.idp/lock.yaml`: what a new service records, locks that 0.1.0 wrote, and locks that nobody can read: they are refused,
//! with the version of `idp` that reads them, and nothing answers in their place.

use insta::assert_snapshot;
use regex::Regex;

use crate::support::{CommandOutput, Idp};

/// As 0.1.0 wrote it for the service `checkout` of the practice platform.
const LOCK_OF_0_1_0: &str = include_str!("../fixtures/lock-0.1.0.yaml");
const PATH: &str = "checkout/.idp/lock.yaml";
/// From outside, the platform is asked for by name, so that nothing but the path leads to the lock.
const FROM_OUTSIDE: [&str; 4] = ["who-owns", "checkout/src/env.ts", "--platform", "practice"];

/// The service `checkout`, without CODEOWNERS: that would name the owner by itself.
fn create_service() -> Idp {
    let idp = Idp::new();
    let new = ["new", "service", "checkout", "--owner", "payments", "-q"];
    let reason = ["--without", "tracing", "--because", "load test: two weeks"];
    idp.run(new.iter().chain(&reason)).assert_success();
    std::fs::remove_file(idp.path("checkout/.github/CODEOWNERS")).unwrap();
    idp
}

#[test]
fn a_lock_begins_with_who_wrote_it_and_from_what() {
    let idp = create_service();
    let lock = idp.read_file(PATH);
    let (head, _) = lock.split_once("description:").unwrap();
    let ids = Regex::new(r#""?\b[0-9a-f]{40}\b"?"#).unwrap();
    assert_snapshot!(ids.replace_all(head, "[ID]"), @r#"
    # Written by idp: everything that this repository was rendered from. Do not edit it.
    apiVersion: idp.dev/v2
    kind: Lock
    idp: "0.2.0"
    platform: practice
    entity: component:default/checkout
    template:
      name: service
      version: "1.0.0"
      digest: sha1:[ID]
      layers:
        browser-tests: sha1:[ID]
        chart: sha1:[ID]
        chart-web: sha1:[ID]
        datadog: sha1:[ID]
        datadog-web: sha1:[ID]
        hygiene: sha1:[ID]
        image: sha1:[ID]
        node: sha1:[ID]
        postgres: sha1:[ID]
        rollout: sha1:[ID]
        telemetry: sha1:[ID]
        telemetry-next: sha1:[ID]
    "#);
}

#[test]
fn a_lock_has_what_catalog_and_platform_said() {
    let idp = create_service();
    let lock = idp.read_file(PATH);
    let start = lock.find("description:").unwrap();
    let (facts, files) = lock[start..].split_once("\nfiles:\n").unwrap();
    assert_snapshot!(facts, @r#"
    description: The checkout service
    owner:
      ref: group:default/payments
      name: payments
      title: Payments
      team: payments
    organisation: acme
    repository:
      slug: acme/checkout
      url: ""
      defaultBranch: main
    delivery:
      registry: ghcr
      github: github.com
      pullSecrets: []
      runner: ubuntu-24.04
      architectures: [amd64]
    environments:
      staging:
        database:
          mode: existingSecret
        approval: none
      production:
        database:
          mode: existingSecret
        approval: none
    inputs:
      browserTests: false
      cloud: eks
      database: postgres
      delivery: operator
      techdocs: false
    optOuts:
      - feature: tracing
        reason: "load test: two weeks"
        since: "2026-11-23"
        until: "2027-02-21"
    "#);
    let last = files.lines().last().unwrap();
    assert!(last.starts_with("filesDigest: "), "{last}");
}

#[test]
fn a_lock_follows_its_schema() {
    let idp = create_service();
    let schema = include_str!("../../docs/reference/schemas/lock-yaml.schema.json");
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let lock = idp.read_file(PATH);
    let is_valid = |lock: &str| validator.is_valid(&serde_yaml::from_str(lock).unwrap());
    assert!(is_valid(&lock), "{lock}");
    for edited in [
        lock.replace("idp.dev/v2", "idp.dev/v3"),
        lock.replace(": managed ", ": mine "),
        lock.replace("owner:", "colour: red\nowner:"),
        lock.replace("filesDigest:", "digest:"),
    ] {
        assert_ne!(edited, lock);
        assert!(!is_valid(&edited), "{edited}");
    }
}

#[test]
fn a_lock_of_0_1_0_still_names_platform_and_entity() {
    let idp = create_service();
    // Not the entity that the remote of the clone leads to.
    let lock = LOCK_OF_0_1_0.replace("component:default/checkout", "component:default/cart");
    idp.write_file(PATH, &lock);
    let entity = |run: CommandOutput| {
        let answer = &run.assert_success().stdout_json()["results"][0];
        format!("{} {}", answer["entity"], answer["matchedBy"])
    };
    let inside = ["who-owns", "src/env.ts", "-o", "json"];
    let expected = r#""component:default/cart" "lock""#;
    assert_eq!(entity(idp.run_in("checkout", inside)), expected);
    assert_eq!(
        entity(idp.run(FROM_OUTSIDE.iter().chain(&["-o", "json"]))),
        expected
    );
    let other = lock
        .replace("platform: practice", "platform: https://127.0.0.1:1/p.git")
        .replace('\n', "\r\n");
    idp.write_file(PATH, &format!("\u{feff}{other}"));
    let run = idp.run_in("checkout", ["catalog", "list", "--offline"]);
    assert_snapshot!(run, @"
    [stderr]
    platform  https://127.0.0.1:[PORT]/p.git · from .idp/lock.yaml
    error: https://127.0.0.1:[PORT]/p.git has not been fetched yet
    help: run the same command once without --offline
    [exit 3]
    ");
}

/// Every way in which `lock` can be bad.
fn damage_lock(lock: &str) -> Vec<(&'static str, String)> {
    let version = format!("idp: \"{}\"", env!("CARGO_PKG_VERSION"));
    let edit = |from: &str, to: &str| lock.replace(from, to);
    let newer = edit(&version, "idp: \"9.1.0\"");
    let newer_format = newer.replace("idp.dev/v2", "idp.dev/v3");
    let format_alone = "apiVersion: idp.dev/v3\nkind: [Lock]\n".to_owned();
    let newer_key = newer.replace("owner:", "colour: red\nowner:");
    let old_key = LOCK_OF_0_1_0.replace("inputs:", "colour: red\ninputs:");
    let component = "apiVersion: backstage.io/v1alpha1\nkind: Component\n".to_owned();
    let (before, after) = lock.split_once("  Dockerfile: managed ").unwrap();
    let with_id = |id: &str| format!("{before}  Dockerfile: managed {id}");
    let other_id = "0".repeat(40) + &after[40..];
    vec![
        ("a newer format", newer_format),
        ("a newer format of nobody", format_alone),
        ("a key of a newer idp", newer_key),
        ("an unknown key", edit("owner:", "colour: red\nowner:")),
        ("an unknown key in 0.1.0's", old_key),
        ("no lock", component),
        ("no format", edit("apiVersion: idp.dev/v2\n", "")),
        ("nothing", String::new()),
        ("cut off in a line", with_id(&after[..20])),
        ("cut off behind a line", before.to_owned()),
        ("an edited class", edit("file: managed", "file: mine")),
        ("another class", edit("file: managed", "file: seed")),
        ("a short id", with_id(&after[4..])),
        ("another id", with_id(&other_id)),
        ("a conflict", edit("owner:", "<<<<<<< ours\nowner:")),
    ]
}

/// What is said inside of its repository.
#[test]
fn a_lock_that_nobody_can_read_is_refused() {
    let idp = create_service();
    let lock = idp.read_file(PATH);
    let cases = damage_lock(&lock);
    let mut said = String::new();
    for (what, text) in &cases {
        assert_ne!(*text, lock, "{what}");
        idp.write_file(PATH, text);
        let run = idp
            .run_in("checkout", ["who-owns", "src/env.ts"])
            .assert_exit_code(2);
        assert_eq!(run.stdout, "", "{what}");
        said.push_str(&format!("{what}: {}\n", idp.redact(&run.stderr)));
        assert_eq!(idp.read_file(PATH), *text, "{what}");
    }
    // Where a file stands, and what it is, changes with every change of the template.
    let said = Regex::new(r":\d+:\d+:")
        .unwrap()
        .replace_all(&said, ":[PLACE]:");
    let ids = Regex::new(r"\[COMMIT\]|\b[0-9a-f]{20,}\b").unwrap();
    assert_snapshot!(ids.replace_all(&said, "[ID]"), @"
    a newer format: error: [ROOT]/here/checkout/.idp/lock.yaml: idp 0.2.0 can't read the lock format idp.dev/v3; it reads idp.dev/v1 and idp.dev/v2
    help: written by idp 9.1.0, but this is idp 0.2.0: install idp 9.1.0 or later

    a newer format of nobody: error: [ROOT]/here/checkout/.idp/lock.yaml: idp 0.2.0 can't read the lock format idp.dev/v3; it reads idp.dev/v1 and idp.dev/v2
    help: install a newer version of idp

    a key of a newer idp: error: [ROOT]/here/checkout/.idp/lock.yaml:[PLACE]: unknown field `colour`, expected one of `apiVersion`, `kind`, `idp`, `platform`, `entity`, `template`, `description`, `owner`, `system`, `organisation`, `repository`, `delivery`, `environments`, `inputs`, `optOuts`, `files`, `filesDigest`
    help: written by idp 9.1.0, but this is idp 0.2.0: install idp 9.1.0 or later

    an unknown key: error: [ROOT]/here/checkout/.idp/lock.yaml:[PLACE]: unknown field `colour`, expected one of `apiVersion`, `kind`, `idp`, `platform`, `entity`, `template`, `description`, `owner`, `system`, `organisation`, `repository`, `delivery`, `environments`, `inputs`, `optOuts`, `files`, `filesDigest`
    help: restore it: git checkout HEAD -- .idp/lock.yaml

    an unknown key in 0.1.0's: error: [ROOT]/here/checkout/.idp/lock.yaml:[PLACE]: unknown field `colour`, expected one of `apiVersion`, `kind`, `template`, `platform`, `entity`, `inputs`, `optOuts`, `files`
    help: restore it: git checkout HEAD -- .idp/lock.yaml

    no lock: error: [ROOT]/here/checkout/.idp/lock.yaml: idp 0.2.0 can't read the lock format backstage.io/v1alpha1; it reads idp.dev/v1 and idp.dev/v2
    help: restore it: git checkout HEAD -- .idp/lock.yaml

    no format: error: [ROOT]/here/checkout/.idp/lock.yaml: not a lock: `apiVersion` is missing
    help: restore it: git checkout HEAD -- .idp/lock.yaml

    nothing: error: [ROOT]/here/checkout/.idp/lock.yaml: not a lock: `apiVersion` is missing
    help: restore it: git checkout HEAD -- .idp/lock.yaml

    cut off in a line: error: [ROOT]/here/checkout/.idp/lock.yaml:[PLACE]: files: invalid entry `managed [ID]`: expected a class (managed, merged, seed or generated) and a git blob id
    help: restore it: git checkout HEAD -- .idp/lock.yaml

    cut off behind a line: error: [ROOT]/here/checkout/.idp/lock.yaml:[PLACE]: missing field `filesDigest`
    help: restore it: git checkout HEAD -- .idp/lock.yaml

    an edited class: error: [ROOT]/here/checkout/.idp/lock.yaml:[PLACE]: files: invalid entry `mine [ID]`: expected a class (managed, merged, seed or generated) and a git blob id
    help: restore it: git checkout HEAD -- .idp/lock.yaml

    another class: error: [ROOT]/here/checkout/.idp/lock.yaml: `files` was edited: it doesn't match `filesDigest`
    help: restore it: git checkout HEAD -- .idp/lock.yaml

    a short id: error: [ROOT]/here/checkout/.idp/lock.yaml:[PLACE]: files: invalid entry `managed [ID]`: expected a class (managed, merged, seed or generated) and a git blob id
    help: restore it: git checkout HEAD -- .idp/lock.yaml

    another id: error: [ROOT]/here/checkout/.idp/lock.yaml: `files` was edited: it doesn't match `filesDigest`
    help: restore it: git checkout HEAD -- .idp/lock.yaml

    a conflict: error: [ROOT]/here/checkout/.idp/lock.yaml:[PLACE]: could not find expected ':'
    help: restore it: git checkout HEAD -- .idp/lock.yaml
    ");
}

#[test]
fn a_lock_that_is_no_text_is_refused() {
    let idp = create_service();
    std::fs::write(idp.path(PATH), b"\xff\xfea\0").unwrap();
    assert_snapshot!(idp.run_in("checkout", ["who-owns", "src/env.ts"]), @"
    [stderr]
    error: [ROOT]/here/checkout/.idp/lock.yaml is UTF-16; save it as UTF-8
    [exit 2]
    ");
    std::fs::write(idp.path(PATH), b"apiVersion: idp.dev/v2\nidp: \xff\n").unwrap();
    assert_snapshot!(idp.run_in("checkout", ["catalog", "list"]), @"
    [stderr]
    error: [ROOT]/here/checkout/.idp/lock.yaml is not UTF-8
    [exit 2]
    ");
}

/// The repository leads to the entity as well, but only by a guess: the lock may say another one.
#[test]
fn nothing_answers_for_a_lock_that_cannot_be_read() {
    let idp = create_service();
    let lock = idp.read_file(PATH).replace("idp.dev/v2", "idp.dev/v3");
    idp.run(FROM_OUTSIDE).assert_success();
    idp.write_file(PATH, &lock);
    assert_snapshot!(idp.run(FROM_OUTSIDE), @"
    [stderr]
    platform  practice (local) · nothing leaves this machine
    error: the entity for this path is unknown: [ROOT]/here/checkout/.idp/lock.yaml: idp 0.2.0 can't read the lock format idp.dev/v3; it reads idp.dev/v1 and idp.dev/v2; install a newer version of idp
    help: list entities: idp catalog list
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>
    [exit 3]
    ");
    idp.write_file("checkout/.github/CODEOWNERS", "* @acme/storefront\n");
    let run = idp.run(FROM_OUTSIDE).assert_exit_code(3);
    assert_eq!(run.stdout, "");
    // A name isn't answered by the lock.
    idp.run(["who-owns", "checkout", "--platform", "practice"])
        .assert_success();
}
