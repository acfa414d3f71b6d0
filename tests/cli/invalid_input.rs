//! Invalid input: a clear error with the right exit code, untrusted text escaped, nothing written, nothing registered.

use insta::assert_snapshot;

use crate::support::Idp;

/// Asserts that nothing of a service exists: not in the directory, not on the forge, not in the catalog.
fn assert_nothing_created(idp: &Idp) {
    assert_eq!(
        std::fs::read_dir(idp.path("")).unwrap().count(),
        0,
        "something was written"
    );
    assert!(
        !idp.idp_home().join("forge").exists(),
        "a repository was made"
    );
    let services = idp
        .run(["catalog", "list", "-o", "json"])
        .assert_success()
        .stdout_json();
    let components = services["entities"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entity| entity["kind"] == "Component")
        .count();
    assert_eq!(components, 5, "something was registered");
}

#[test]
fn names_that_are_none_are_refused() {
    let idp = Idp::new();
    let long = "x".repeat(101);
    let longer_than_a_label = "x".repeat(64);
    let names = [
        "../x",
        "/etc/x",
        "a/b",
        "a\\b",
        ".",
        "..",
        ".git",
        "git~1",
        "con",
        "nul",
        "aux.txt",
        "",
        &long,
        &longer_than_a_label,
        "Checkout",
        "CHECKOUT",
        "p\u{430}yments",
        "a\u{202e}b",
        "a\u{200b}b",
        "a\nb",
        "a\x1b[1mb",
        "x.git",
        "x.",
    ];
    for name in names {
        let run = idp
            .run(["new", "service", "--owner", "payments", "--", name])
            .assert_exit_code(2);
        assert!(
            !run.stderr.contains(['\x1b', '\u{202e}', '\u{200b}']),
            "{run}"
        );
        assert!(run.stderr.contains("invalid service name"), "{run}");
    }
    for flag in ["-rf", "--upload-pack=x"] {
        idp.run(["new", "service", "--owner", "payments", flag])
            .assert_exit_code(2);
    }
    assert_nothing_created(&idp);
}

#[test]
fn a_wrong_name_is_shown_harmless_and_gets_the_nearest_that_would_do() {
    assert_snapshot!(Idp::new().run(["new", "service", "Check\x1b[31m out", "--owner", "payments"]), @"
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    error: invalid service name `Check^[[31m out`: use only lower-case letters, digits and `-`
    help: did you mean `check-31m-out`?
    [exit 2]
    ");
}

#[test]
fn any_description_is_found_again_in_json() {
    let texts = [
        "O'Brien & Sons: \"50%\" #1 ${{ secrets.X }} {{x}}",
        "\"\n- evil: 1",
        "$(touch x) and `touch y`",
        "{{secret}} {{{x}}} {{#each this}}",
        "</script>",
        "*/ --> #}",
        "no",
        "1e3",
        "~",
        "012",
        "a\u{2028}b",
    ];
    for (index, text) in texts.iter().enumerate() {
        let idp = Idp::new();
        let name = format!("s{index}");
        idp.run([
            "new",
            "service",
            &name,
            "--owner",
            "payments",
            "--description",
            text,
        ])
        .assert_success();
        let list = idp
            .run(["catalog", "list", "-o", "json"])
            .assert_success()
            .stdout_json();
        let entities = list["entities"].as_array().unwrap();
        let entity = entities
            .iter()
            .find(|entity| entity["name"] == name.as_str())
            .unwrap();
        assert_eq!(entity["description"], *text);
        let package: serde_json::Value =
            serde_json::from_str(&idp.read_file(&format!("{name}/package.json"))).unwrap();
        assert_eq!(package["description"], *text);
        let chart: serde_json::Value =
            serde_yaml::from_str(&idp.read_file(&format!("{name}/chart/Chart.yaml"))).unwrap();
        assert_eq!(chart["description"], *text);
        assert!(!idp.path("x").exists() && !idp.path("y").exists());
    }
}

#[test]
fn texts_that_are_no_description_are_refused() {
    let idp = Idp::new();
    for text in ["", "\x1b[1m", "a\u{202e}b", &"x".repeat(64 * 1024)] {
        idp.run([
            "new",
            "service",
            "x",
            "--owner",
            "payments",
            "--description",
            text,
        ])
        .assert_exit_code(2);
    }
    assert_nothing_created(&idp);
}

#[test]
fn owners_are_read_as_refs_and_nothing_else() {
    let idp = Idp::new();
    for owner in ["../x", "-rf", "a\nb", "\x1b]52;c;x\x07", "team:x"] {
        let run = idp.run(["new", "service", "x", &format!("--owner={owner}")]);
        assert!(matches!(run.code, Some(2 | 3)), "{run}");
        assert!(!run.stderr.contains('\x07'), "{run}");
    }
    assert_nothing_created(&idp);
}

#[test]
fn a_directory_that_is_not_free_is_a_conflict() {
    let idp = Idp::new();
    idp.write_file("full/x", "mine");
    idp.write_file("file", "mine");
    assert_snapshot!(idp.run(["new", "service", "full", "--owner", "payments"]), @"
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
    error: [ROOT]/here/full is not empty
    help: choose another directory: --dir <DIR>
    [exit 6]
    ");
    idp.run(["new", "service", "file", "--owner", "payments"])
        .assert_exit_code(6);
    idp.run([
        "new", "service", "x", "--owner", "payments", "--dir", "file/x",
    ])
    .assert_exit_code(6);
    std::fs::create_dir(idp.path("empty")).unwrap();
    idp.run(["new", "service", "empty", "--owner", "payments"])
        .assert_success();
    assert_eq!(
        (idp.read_file("full/x"), idp.read_file("file")),
        ("mine".to_owned(), "mine".to_owned())
    );
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let idp = Idp::new();
    std::fs::create_dir(idp.path("target")).unwrap();
    std::os::unix::fs::symlink("target", idp.path("checkout")).unwrap();
    assert_snapshot!(idp.run(["new", "service", "checkout", "--owner", "payments"]), @"
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
    error: [ROOT]/here/checkout is a symbolic link
    help: choose another directory: --dir <DIR>
    [exit 6]
    ");
    assert_eq!(std::fs::read_dir(idp.path("target")).unwrap().count(), 0);
}

/// Without permission to write. Root can write everywhere, so the file system itself must refuse.
#[cfg(target_os = "linux")]
#[test]
fn a_file_system_that_refuses_leaves_no_half_made_service() {
    let idp = Idp::new();
    let run = idp
        .run([
            "new",
            "service",
            "checkout",
            "--owner",
            "payments",
            "--dir",
            "/proc/checkout",
        ])
        .assert_exit_code(7);
    assert!(
        run.stderr.starts_with("platform") && run.stderr.contains("/proc"),
        "{run}"
    );
    assert_nothing_created(&idp);
}

/// No file can grow beyond 32 KiB, as on a full disk; npm's lock file is larger.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_half_made_service() {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    let script = format!(
        "trap '' XFSZ; ulimit -f 64; exec {} new service checkout --owner payments",
        env!("CARGO_BIN_EXE_idp")
    );
    let run = idp.run_shell(&script).assert_exit_code(7);
    assert!(run.stderr.contains("package-lock.json"), "{run}");
    assert_nothing_created(&idp);
}

#[cfg(unix)]
#[test]
fn a_registration_that_is_refused_can_be_gone_on_with() {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    let hook = idp.idp_home().join("platform.git/hooks/pre-receive");
    idp.write_script(&hook, "echo no >&2\nexit 1");
    let new = ["new", "service", "checkout", "--owner", "payments"];
    let run = idp.run(new).assert_exit_code(5);
    assert!(run.stderr.contains("cannot register"), "{run}");
    assert!(
        run.stderr.contains("resume the run: idp runs resume"),
        "{run}"
    );
    assert!(!idp.path("checkout").exists());
    std::fs::remove_file(hook).unwrap();
    idp.run(new).assert_success();
    idp.run(["who-owns", "checkout"]).assert_success();
    assert_eq!(idp.run_git("checkout", ["status", "--porcelain"]), "");
    assert_eq!(std::fs::read_dir(idp.path("")).unwrap().count(), 1);
}

#[test]
fn somebody_elses_repository_of_the_name_is_a_conflict_and_stays() {
    let idp = Idp::new();
    idp.run_git(
        "",
        [
            "init",
            "--quiet",
            "--bare",
            idp.idp_home()
                .join("forge/acme/Checkout.git")
                .to_str()
                .unwrap(),
        ],
    );
    idp.run(["new", "service", "checkout", "--owner", "payments"])
        .assert_exit_code(6);
    assert!(idp.idp_home().join("forge/acme/Checkout.git/HEAD").exists());
    assert!(!idp.path("checkout").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_can_not_be_written_is_a_failure() {
    let idp = Idp::new();
    for arguments in ["--help", "--version", "catalog set --help"] {
        let program = format!("'{}'", env!("CARGO_BIN_EXE_idp"));
        let full = idp.run_shell(&format!("{program} {arguments} >/dev/full"));
        assert_eq!(full.code, Some(7), "{full}");
        assert!(
            full.stderr.starts_with("error: cannot write to stdout"),
            "{full}"
        );
        let gone = idp.run_shell(&format!("{program} {arguments} | true"));
        assert_eq!((gone.code, gone.stderr.as_str()), (Some(0), ""));
    }
}
