//! The journal of a run, in every state that it can be in.

use insta::assert_snapshot;

use crate::fake::{ENVIRONMENTS, FakeGitHub};
use crate::support::Idp;

const NEW: [&str; 5] = ["new", "service", "checkout", "--owner", "payments"];

/// A user whose run stopped at the registration, and its journal.
#[cfg(unix)]
fn create_interrupted_run() -> (Idp, std::path::PathBuf) {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    let hook = idp.idp_home().join("platform.git/hooks/pre-receive");
    idp.write_script(&hook, "echo 'GH006: Protected branch' >&2; exit 1");
    idp.run(NEW).assert_exit_code(5);
    std::fs::remove_file(hook).unwrap();
    let journal = find_journal(&idp);
    (idp, journal)
}

#[cfg(unix)]
fn find_journal(idp: &Idp) -> std::path::PathBuf {
    let entries = std::fs::read_dir(idp.idp_home().join("runs")).unwrap();
    let mut paths = entries.map(|entry| entry.unwrap().path());
    paths
        .find(|path| {
            path.extension()
                .is_some_and(|extension| extension == "jsonl")
        })
        .unwrap()
}

#[test]
fn nothing_on_record_is_an_answer() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["runs", "list"]), @"no runs found");
    assert_snapshot!(idp.run(["runs", "resume", "2026"]), @"
    [stderr]
    error: no run named `2026`
    help: idp runs list
    [exit 3]
    ");
}

#[cfg(unix)]
#[test]
fn a_run_is_shown_and_gone_on_with_by_the_start_of_its_name() {
    let (idp, _) = create_interrupted_run();
    assert_snapshot!(idp.run(["runs", "list"]), @"
    RUN                       SERVICE   STATE        LAST STEP
    [RUN]  checkout  interrupted  register in the catalog
    ");
    assert_snapshot!(idp.run(["runs", "resume", "2026"]), @r#"
    Created checkout in [N] s.

      Run it     cd checkout && docker compose up --wait
      No Docker  needs Node.js 24 and PostgreSQL; see README.md, "Run it"
      Deploy it  nothing is deployed from here; .github/workflows/deploy.yml lists what a real deployment needs
    [stderr]
      ✓ commit     [COMMIT]                                                earlier
      ✓ create     [ROOT]/idp/forge/acme/checkout.git            earlier
      ✓ push       main and its pristine ref                              earlier
      ✓ register   catalog/components/checkout.yaml ([COMMIT]) [N] ms
    "#);
    assert_snapshot!(idp.run(["runs", "resume", "2026"]), @"
    [stderr]
    error: run [RUN] has already ended
    help: idp runs show [RUN]
    [exit 6]
    ");
    idp.run(["who-owns", "checkout"]).assert_success();
}

#[cfg(unix)]
#[test]
fn who_goes_on_elsewhere_is_told_of_the_directory_from_there() {
    let (idp, _) = create_interrupted_run();
    std::fs::create_dir(idp.path("else where")).unwrap();
    let run = idp
        .run_in("else where", ["runs", "resume", "2026"])
        .assert_success();
    assert!(
        run.to_string()
            .contains("cd [ROOT]/here/checkout && docker"),
        "{run}"
    );
}

#[cfg(unix)]
#[test]
fn a_line_that_was_not_finished_does_not_count() {
    let (idp, journal) = create_interrupted_run();
    let text = std::fs::read_to_string(&journal).unwrap();
    std::fs::write(&journal, format!("{text}{{\"seq\":9,\"at\":\"2026-1")).unwrap();
    idp.run(NEW).assert_success();
    let text = std::fs::read_to_string(&journal).unwrap();
    assert!(
        text.lines()
            .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
    );
}

#[cfg(unix)]
#[test]
fn a_journal_that_cannot_be_understood_is_said_to_be_so() {
    let (idp, journal) = create_interrupted_run();
    let text = std::fs::read_to_string(&journal).unwrap();
    let missing = text.lines().enumerate().filter(|(line, _)| *line != 2);
    let missing: String = missing.map(|(_, line)| format!("{line}\n")).collect();
    for (damaged, word) in [
        ("garbage\nmore\n".to_owned(), "is damaged at line 1"),
        (String::new(), "is damaged at line 1"),
        (
            text.replace("\"seq\":3", "\"seq\":7"),
            "is damaged at line 4",
        ),
        (missing, "is damaged at line 3"),
        ("\0".repeat(8 << 20), "is damaged"),
    ] {
        std::fs::write(&journal, damaged).unwrap();
        let run = idp.run(["runs", "resume", "2026"]).assert_exit_code(7);
        assert!(run.stderr.contains(word), "{run}");
        let list = idp.run(["runs", "list"]).assert_success();
        assert!(list.stdout.contains("damaged"), "{list}");
        // It doesn't block other commands.
        idp.run([
            "new",
            "service",
            "other",
            "--owner",
            "payments",
            "--dry-run",
        ])
        .assert_success();
    }
}

/// The journal with its `schema` and `idp` replaced.
#[cfg(unix)]
fn with_writer(journal: &str, schema: u32, idp: &str) -> String {
    let (header, entries) = journal.split_once('\n').unwrap();
    let mut header: serde_json::Value = serde_json::from_str(header).unwrap();
    header["schema"] = schema.into();
    header["idp"] = idp.into();
    format!("{header}\n{entries}")
}

#[cfg(unix)]
#[test]
fn a_journal_from_the_future_names_the_version_that_can_read_it() {
    let (idp, journal) = create_interrupted_run();
    let text = std::fs::read_to_string(&journal).unwrap();
    let newer = with_writer(&text, 3, "9.1.0");
    let unreadable = [
        with_writer(&text, 4, "9.1.0"),
        newer.replacen("\"kind\":\"new\"", "\"kind\":\"transfer\"", 1),
        newer.replacen("\"pid\":", "\"host\":\"a\",\"pid\":", 1),
        newer.replacen("\"draft\":", "\"language\":\"go\",\"draft\":", 1),
        newer.replacen("\"effect\":\"push\"", "\"effect\":\"mirror\"", 1),
        newer.replacen("\"phase\":\"done\"", "\"phase\":\"undone\"", 1),
        newer.replacen("\"seq\":2", "\"by\":1,\"seq\":2", 1),
    ];
    for text in unreadable {
        assert_ne!(text, newer);
        std::fs::write(&journal, &text).unwrap();
        for verb in ["show", "resume", "abandon"] {
            let run = idp.run(["runs", verb, "2026"]).assert_exit_code(7);
            assert!(
                run.stderr.contains("install idp 9.1.0 or later"),
                "{verb}: {run}"
            );
        }
        assert_eq!(std::fs::read_to_string(&journal).unwrap(), text);
    }
    assert_snapshot!(idp.run(["runs", "resume", "2026", "-v"]), @"
    [stderr]
    error: idp 0.2.0 can't read line 3 of [ROOT]/idp/runs/[RUN].jsonl
    cause: unknown field `by`, expected one of `seq`, `at`, `effect`, `phase`, `value`, `idp` at line 1 column 5
    help: written by idp 9.1.0, but this is idp 0.2.0: install idp 9.1.0 or later
    [exit 7]
    ");
    std::fs::write(&journal, with_writer(&text, 4, "9.1.0")).unwrap();
    assert_snapshot!(idp.run(["runs", "resume", "2026"]), @"
    [stderr]
    error: idp 0.2.0 can't read journal format 4 of [ROOT]/idp/runs/[RUN].jsonl; it supports 1 to 3
    help: written by idp 9.1.0, but this is idp 0.2.0: install idp 9.1.0 or later
    [exit 7]
    ");
    // The version that resumed the run may be newer than the one that started it.
    let seq = text.lines().count();
    let resumed = format!(
        "{text}{{\"seq\":{seq},\"at\":\"2026-11-23T12:00:00Z\",\"effect\":\"mirror\",\"phase\":\"intent\",\"idp\":\"9.1.0\"}}\n"
    );
    std::fs::write(&journal, &resumed).unwrap();
    let run = idp.run(["runs", "resume", "2026"]).assert_exit_code(7);
    assert!(run.stderr.contains("install idp 9.1.0 or later"), "{run}");
    // A journal in a supported format that can't be read is damaged, whatever version it names.
    std::fs::write(
        &journal,
        with_writer(&text, 3, "0.1.0").replacen("\"pid\":", "\"host\":1,\"pid\":", 1),
    )
    .unwrap();
    assert_snapshot!(idp.run(["runs", "resume", "2026"]), @"
    [stderr]
    error: [ROOT]/idp/runs/[RUN].jsonl is damaged at line 1
    help: check the forge and the catalog for what the run created, then remove the file
    [exit 7]
    ");
}

#[cfg(unix)]
#[test]
fn a_journal_that_others_may_touch_is_not_trusted() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (idp, journal) = create_interrupted_run();
    let allow = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(&journal, 0o644);
    let run = idp.run(["runs", "resume", "2026"]).assert_exit_code(7);
    assert!(
        run.stderr.contains("other users can read or write"),
        "{run}"
    );
    assert!(run.stderr.contains("chmod 600"), "{run}");
    allow(&journal, 0o600);
    let folder = journal.parent().unwrap();
    allow(folder, 0o755);
    assert_snapshot!(idp.run(["runs", "list"]), @"
    [stderr]
    error: other users can read or write [ROOT]/idp/runs
    help: if nobody else has changed its content, restrict access: chmod 700 [ROOT]/idp/runs
    [exit 7]
    ");
    allow(folder, 0o700);
    let elsewhere = idp.path("elsewhere.jsonl");
    std::fs::rename(&journal, &elsewhere).unwrap();
    symlink(&elsewhere, &journal).unwrap();
    let run = idp.run(["runs", "resume", "2026"]).assert_exit_code(7);
    assert!(run.stderr.contains("was not created by idp"), "{run}");
}

#[cfg(unix)]
#[test]
fn a_clock_that_went_back_changes_nothing() {
    let (idp, _) = create_interrupted_run();
    let idp = idp.with_env("IDP_CLOCK", "2020-01-01T00:00:00Z");
    idp.run(NEW).assert_success();
    let list = idp.run(["runs", "list"]).assert_success();
    assert!(list.stdout.contains("done"), "{list}");
}

#[cfg(unix)]
#[test]
fn a_home_that_cannot_be_written_says_what_to_set() {
    use std::os::unix::fs::PermissionsExt;
    let idp = Idp::new();
    std::fs::create_dir(idp.idp_home()).unwrap();
    std::fs::set_permissions(idp.idp_home(), std::fs::Permissions::from_mode(0o500)).unwrap();
    let writable = std::fs::write(idp.idp_home().join("probe"), "x").is_ok();
    if !writable {
        let run = idp.run(NEW).assert_exit_code(7);
        assert!(run.stderr.contains("set IDP_HOME"), "{run}");
    }
    std::fs::set_permissions(idp.idp_home(), std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[cfg(unix)]
#[test]
fn two_runs_for_one_name_do_not_work_at_the_same_time() {
    let (idp, journal) = create_interrupted_run();
    let lock = journal.with_extension("lock");
    let held = std::fs::File::open(lock).unwrap();
    held.lock().unwrap();
    assert_snapshot!(idp.run(NEW).assert_exit_code(6), @"
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
    error: another run is working on `checkout` (process [PID], since 2026-11-23T12:00:00Z)
    help: idp runs show [RUN]
    [exit 6]
    ");
    let run = idp.run(["runs", "abandon", "2026"]).assert_exit_code(6);
    assert!(
        run.stderr.contains("another process is working on run"),
        "{run}"
    );
    drop(held);
    idp.run(NEW).assert_success();
}

#[cfg(unix)]
#[test]
fn what_a_hook_says_of_rights_is_no_fault_of_this_machine() {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    let hook = idp.idp_home().join("platform.git/hooks/pre-receive");
    idp.write_script(&hook, "echo 'Permission denied: by policy' >&2; exit 1");
    idp.run(NEW).assert_exit_code(5);
}

#[cfg(unix)]
#[test]
fn a_run_does_not_go_on_in_another_organisation() {
    let (idp, _) = create_interrupted_run();
    let moved = "git clone -q \"$IDP_HOME/platform.git\" platform && cd platform && sed -i.old 's/^organisation: .*/organisation: other/' idp.yaml && git -c user.name=Ada -c user.email=ada@acme.example commit -qam moved && git push -q";
    assert_eq!(idp.run_shell(moved).code, Some(0));
    assert_snapshot!(idp.run(["runs", "resume", "2026"]).assert_exit_code(6), @"
    [stderr]
    error: the run was started for file://[ROOT]/idp/forge/acme/checkout.git, but the platform now uses file://[ROOT]/idp/forge/other/checkout.git
    help: once resolved, resume the run: idp runs resume [RUN]
    help: or abandon it, and start again with other answers: idp runs abandon [RUN]
    [exit 6]
    ");
}

#[cfg(unix)]
#[test]
fn without_what_was_rendered_nothing_is_made() {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    let mut killed = idp.command(env!("CARGO_BIN_EXE_idp"));
    assert!(
        !killed
            .env("IDP_KILL_AT", "6")
            .args(NEW)
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(idp.run_shell("rm -r .idp-*").code, Some(0));
    assert_snapshot!(idp.run(["runs", "resume", "2026"]).assert_exit_code(6), @"
    [stderr]
    error: the rendered files are missing and were never pushed
    help: [ROOT]/idp/forge/acme/checkout.git is still empty
    help: once resolved, resume the run: idp runs resume [RUN]
    help: or abandon it, and start again with other answers: idp runs abandon [RUN]
    [exit 6]
    ");
    assert!(!idp.idp_home().join("forge/acme/checkout.git").exists());
}

#[cfg(unix)]
#[test]
fn a_repository_that_is_gone_is_noticed_before_it_is_registered() {
    let (idp, _) = create_interrupted_run();
    let place = idp.idp_home().join("forge/acme/checkout.git");
    std::fs::remove_dir_all(&place).unwrap();
    let run = idp.run(["runs", "resume", "2026"]).assert_exit_code(6);
    assert!(
        run.stderr
            .contains("error: the repository that the run created is gone"),
        "{run}"
    );
    assert!(run.stderr.contains("idp runs abandon"), "{run}");
    idp.run(["who-owns", "checkout"]).assert_exit_code(3);
}

/// The journal of a run that 0.1.0 finished; `{draft}` and the like stand for what differs from run to run.
const JOURNAL_OF_0_1_0: &str = include_str!("../fixtures/journal-0.1.0.jsonl");

/// A run that stopped right after `effect` was done, as 0.1.0 would have left it; `complete` is the journal of a whole
/// run by this version.
#[cfg(unix)]
fn create_run_of_0_1_0(effect: &str, complete: &str) -> (FakeGitHub, Idp) {
    let github = FakeGitHub::new(ENVIRONMENTS);
    let idp = github.signed_in_user();
    let is_end = |line: &str| {
        line.contains(&format!("\"effect\":\"{effect}\"")) && line.contains("\"phase\":\"done\"")
    };
    // The forge, the catalog and the draft come from a run of this version, which is killed at the same point.
    let record = complete.lines().position(is_end).unwrap();
    let killed = idp
        .command(env!("CARGO_BIN_EXE_idp"))
        .args(NEW)
        .env("IDP_KILL_AT", (2 * record + 1).to_string())
        .output()
        .unwrap();
    assert_eq!(killed.status.code(), None, "{killed:?}");
    let journal = find_journal(&idp);
    let ours = std::fs::read_to_string(&journal).unwrap();
    let mut lines = ours
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let header = lines.next().unwrap();
    let commit = lines
        .find(|line| line["effect"] == "commit" && line["phase"] == "done")
        .unwrap();
    let directory = idp.path("");
    let mut theirs = String::new();
    for line in JOURNAL_OF_0_1_0.lines() {
        theirs.push_str(line);
        theirs.push('\n');
        if is_end(line) {
            break;
        }
    }
    for (placeholder, value) in [
        ("{run}", header["run"].as_str().unwrap()),
        ("{draft}", header["work"]["draft"].as_str().unwrap()),
        (
            "{directory}",
            directory.to_str().unwrap().trim_end_matches('/'),
        ),
        ("{commit}", commit["value"].as_str().unwrap()),
        ("{github}", &github.url()),
    ] {
        theirs = theirs.replace(placeholder, value);
    }
    std::fs::write(&journal, theirs).unwrap();
    (github, idp)
}

#[cfg(unix)]
#[test]
fn a_run_of_0_1_0_is_shown_and_resumed_and_done_once() {
    let undisturbed = FakeGitHub::new(ENVIRONMENTS);
    let idp = undisturbed.signed_in_user();
    idp.run(NEW).assert_success();
    let complete = std::fs::read_to_string(find_journal(&idp)).unwrap();
    for effect in [
        "commit",
        "create",
        "push",
        "workflow token",
        "ruleset",
        "register",
        "deploy",
    ] {
        let (github, idp) = create_run_of_0_1_0(effect, &complete);
        let shown = idp
            .run(["runs", "show", "2026", "-o", "json"])
            .assert_success()
            .stdout_json();
        assert_eq!(shown["state"], "interrupted", "{effect}");
        assert_eq!(shown["kind"], "new", "{effect}");
        idp.run(["runs", "resume", "2026"]).assert_success();
        let journal = std::fs::read_to_string(find_journal(&idp)).unwrap();
        let version = format!("\"idp\":\"{}\"", env!("CARGO_PKG_VERSION"));
        assert_eq!(journal.matches(&version).count(), 1, "{effect}: {journal}");
        for request in [
            "POST /orgs/acme/repos",
            "PATCH /repos/acme/checkout",
            "POST /repos/acme/checkout/rulesets",
            "POST /repos/acme/checkout/actions/workflows/deploy.yml/dispatches",
        ] {
            assert_eq!(
                github.count_requests(request),
                1,
                "{effect}: {request}: {:#?}",
                github.requests()
            );
        }
        idp.run(["who-owns", "checkout"]).assert_success();
        assert_eq!(
            idp.run_git("checkout", ["status", "--porcelain"]),
            "",
            "{effect}"
        );
        let run = idp.run(["runs", "list", "-o", "json"]).stdout_json();
        assert_eq!(run["runs"][0]["state"], "done", "{effect}");
    }
}
