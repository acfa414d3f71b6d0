//! Many users register at the same time, and no registration is lost.

use crate::support::Idp;

#[test]
fn runs_at_the_same_moment_all_get_into_the_catalog() {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    let children: Vec<_> = (0..8)
        .map(|number| {
            idp.command(env!("CARGO_BIN_EXE_idp"))
                .args([
                    "new",
                    "service",
                    &format!("s{number}"),
                    "--owner",
                    "payments",
                    "-q",
                ])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    for number in 0..8 {
        idp.run(["who-owns", &format!("s{number}")])
            .assert_success();
    }
    idp.run(["catalog", "validate"]).assert_success();
}

#[test]
fn of_two_runs_for_one_name_one_wins_and_the_other_leaves_nothing() {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    let start = |folder: &str| {
        idp.command(env!("CARGO_BIN_EXE_idp"))
            .args([
                "new", "service", "checkout", "--owner", "payments", "-q", "--dir", folder,
            ])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut runs = [start("a"), start("b")];
    let codes = runs
        .each_mut()
        .map(|run| run.wait().unwrap().code().unwrap());
    assert!(codes == [0, 6] || codes == [6, 0], "{codes:?}");
    let left = ["a", "b"].map(|folder| idp.path(folder).exists());
    assert_eq!(left.iter().filter(|there| **there).count(), 1);
    let repository = idp.idp_home().join("forge/acme/checkout.git");
    let folder = if left[0] { "a" } else { "b" };
    assert_eq!(
        idp.run_git(repository, ["rev-parse", "main"]),
        idp.run_git(folder, ["rev-parse", "main"])
    );
}

/// Creates a practice platform whose repository runs `script` as its `hook`.
#[cfg(unix)]
fn install_hook(idp: &Idp, hook: &str, script: &str) {
    idp.run(["catalog", "list"]).assert_success();
    idp.write_script(idp.idp_home().join("platform.git/hooks").join(hook), script);
}

#[cfg(unix)]
#[test]
fn an_acknowledgement_that_is_lost_is_no_failure() {
    let idp = Idp::new();
    install_hook(&idp, "post-receive", "kill -9 $PPID");
    idp.run(["new", "service", "checkout", "--owner", "payments"])
        .assert_success();
    idp.run(["who-owns", "checkout"]).assert_success();
    assert_eq!(idp.run_git("checkout", ["status", "--porcelain"]), "");
}

#[cfg(unix)]
#[test]
fn what_somebody_else_brought_meanwhile_stays() {
    let idp = Idp::new();
    let forge = idp.idp_home().join("forge/acme/checkout.git");
    let theirs = idp.path("checkout/NOTES.md");
    let script = format!(
        "cd {} && git update-ref refs/heads/theirs $(git commit-tree -m theirs $(git mktree </dev/null))\nmkdir -p {} && echo mine > {}",
        forge.display(),
        theirs.parent().unwrap().display(),
        theirs.display(),
    );
    let identity = "export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x; unset GIT_DIR GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES";
    install_hook(&idp, "pre-receive", &format!("{identity}\n{script}"));
    let new = ["new", "service", "checkout", "--owner", "payments"];
    let run = idp.run(new).assert_exit_code(6);
    assert!(run.stderr.contains("is not empty"), "{run}");
    assert!(run.stderr.contains("idp runs abandon"), "{run}");
    idp.run_git(&forge, ["rev-parse", "theirs"]);
    assert_eq!(idp.read_file("checkout/NOTES.md"), "mine\n");
    std::fs::remove_dir_all(idp.path("checkout")).unwrap();
    idp.run(new).assert_success();
    idp.run_git("checkout", ["rev-parse", "main"]);
}

#[cfg(unix)]
#[test]
fn a_run_that_is_refused_once_tries_again() {
    let idp = Idp::new();
    let lock = idp.idp_home().join("platform.git/refs/heads/main.lock");
    let once = idp.path("once");
    // The ref is locked during the first push, and free for the second.
    install_hook(
        &idp,
        "pre-receive",
        &format!(
            "if [ -e {once} ]; then rm -f {lock}; else touch {once} {lock}; fi",
            once = once.display(),
            lock = lock.display()
        ),
    );
    idp.run(["new", "service", "checkout", "--owner", "payments"])
        .assert_success();
    assert!(once.exists());
}

#[cfg(unix)]
#[test]
fn a_signal_during_a_step_lets_it_finish_and_ends_before_the_next() {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    idp.write_file(
        "../home/.gitconfig",
        "[user]\n  name = Ada\n  email = ada@acme.example\n[commit]\n  gpgSign = true\n[gpg]\n  program = signer\n",
    );
    // The interrupt arrives during signing: the signer sends a signal to idp, and then fails.
    idp.write_script("bin/signer", "kill -s INT $IDP_TEST_PID; sleep 0.2; exit 1");
    let script = format!(
        "export IDP_TEST_PID=$$; PATH={}:$PATH; exec {} new service checkout --owner payments",
        idp.path("bin").display(),
        env!("CARGO_BIN_EXE_idp")
    );
    let run = idp.run_shell(&script).assert_exit_code(130);
    assert!(run.stderr.contains("finishing this step"), "{run}");
    assert!(run.stderr.contains("interrupted during commit"), "{run}");
    assert!(!idp.path("checkout").exists());
    assert!(!idp.idp_home().join("forge").exists());
}

#[test]
fn commits_are_made_in_the_name_that_git_knows_where_one_stands() {
    let idp = Idp::new();
    idp.run_git("", ["init", "--quiet"]);
    idp.run_git("", ["config", "user.name", "Ada"]);
    idp.run_git("", ["config", "user.email", "ada@acme.example"]);
    idp.run(["new", "service", "checkout", "--owner", "payments"])
        .assert_success();
    let platform = idp.idp_home().join("platform.git");
    for place in [idp.path("checkout"), platform] {
        let who = idp.run_git(place, ["log", "-1", "--format=%an <%ae> %cn", "main"]);
        assert_eq!(who, "Ada <ada@acme.example> Ada");
    }
}
