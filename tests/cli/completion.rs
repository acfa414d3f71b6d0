//! What a shell gets when the user presses Tab.

use crate::support::Idp;

/// The candidates for the last of `words`, as bash gets them.
fn complete(idp: &Idp, words: &[&str]) -> Vec<String> {
    let output = idp
        .command(env!("CARGO_BIN_EXE_idp"))
        .env("IDP_COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string())
        .arg("--")
        .args(words)
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let names = text.split('\u{b}').filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

#[test]
fn names_of_the_platform_are_completed() {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    let cases: [(&[&str], &[&str]); 19] = [
        (&["idp", "new", "se"], &["service"]),
        (
            &["idp", "new", "service", "--owner", "p"],
            &["payments", "platform"],
        ),
        (&["idp", "new", "service", "--system", "sh"], &["shop"]),
        (&["idp", "new", "service", "--without", "tr"], &["tracing"]),
        (&["idp", "new", "service", "--set", "data"], &["database="]),
        (
            &["idp", "new", "service", "--set", "database", "=", "n"],
            &["none"],
        ),
        (&["idp", "who-owns", "fea"], &["feature-flags"]),
        (
            &["idp", "who-owns", "component", ":", "default/ca"],
            &["default/cart"],
        ),
        (&["idp", "catalog", "list", "--owner", "ad"], &["ada"]),
        (&["idp", "catalog", "list", "--kind", "sys"], &["system"]),
        (&["idp", "catalog", "list", "--type", "s"], &["service"]),
        (
            &["idp", "catalog", "list", "--lifecycle", "dep"],
            &["deprecated"],
        ),
        (
            &["idp", "catalog", "set", "cart", "owner", "=", "pl"],
            &["platform"],
        ),
        (
            &["idp", "catalog", "set", "cart", "owner", "=", "chia"],
            &["user:chiara"],
        ),
        (
            &["idp", "catalog", "set", "cart", "dependsOn+", "=", "sear"],
            &["component:search"],
        ),
        (
            &["idp", "catalog", "set", "cart", "lifecycle", "=", "d"],
            &["deprecated"],
        ),
        (
            &["idp", "catalog", "set", "--where", "kind", "=", "sys"],
            &["system"],
        ),
        (&["idp", "explain", "owner-n"], &["owner-not-found"]),
        (&["idp", "catalog", "graph", "-o", "d"], &["dot"]),
    ];
    for (words, wanted) in cases {
        assert_eq!(complete(&idp, words), wanted, "{words:?}");
    }
    assert!(
        complete(&idp, &["idp", "catalog", "set", "cart", "life"])
            .contains(&"lifecycle=".to_owned())
    );
}

#[test]
fn runs_and_templates_of_a_directory_are_completed() {
    let idp = Idp::new();
    idp.run(["template", "new", "worker", "golden/worker"])
        .assert_success();
    assert_eq!(
        complete(&idp, &["idp", "new", "--template", "golden", "wo"]),
        ["worker"]
    );
    idp.run(["new", "service", "checkout", "--owner", "payments"])
        .assert_success();
    let runs = complete(&idp, &["idp", "runs", "show", "2026"]);
    assert!(
        runs.len() == 1 && runs[0].starts_with("20261123"),
        "{runs:?}"
    );
}

#[test]
fn nothing_is_created_or_asked_because_of_a_tab() {
    let idp = Idp::new();
    assert!(complete(&idp, &["idp", "who-owns", "ca"]).is_empty());
    assert_eq!(complete(&idp, &["idp", "new", "se"]), ["service"]);
    assert!(!idp.idp_home().exists());
    let remote = Idp::new().with_env("IDP_PLATFORM", "https://platform.invalid/acme.git");
    assert!(complete(&remote, &["idp", "who-owns", "ca"]).is_empty());
    assert!(!remote.idp_home().exists());
}

#[test]
fn a_hostile_name_is_not_offered() {
    let idp = Idp::new();
    idp.write_file(
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: '$(id)'}\nspec: {type: a, lifecycle: b, owner: c}\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: fine}\nspec: {type: a, lifecycle: b, owner: c}\n",
    );
    assert_eq!(complete(&idp, &["idp", "who-owns", "f"]), ["fine"]);
    assert!(complete(&idp, &["idp", "who-owns", "$"]).is_empty());
}

#[test]
fn a_script_asks_idp() {
    let idp = Idp::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = idp.run(["completions", shell]).assert_success().stdout;
        assert!(script.contains("IDP_COMPLETE"), "{shell}: {script}");
    }
}
