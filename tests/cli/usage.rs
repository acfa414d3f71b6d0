//! What holds for every verb: help, exit codes, colour, JSON errors, closed pipes.

use insta::assert_snapshot;

use crate::support::Idp;

#[test]
fn help_needs_nothing_and_names_only_what_works() {
    assert_snapshot!(Idp::new().run(["--help"]), @"
    Create services from golden templates, and know who owns what

    `idp` is an internal developer platform in one binary: golden templates, a catalog in git, and the
    owner of everything in it. Commands use a practice platform on this machine until you connect your
    own; nothing needs configuring.

    Usage: idp [OPTIONS] <COMMAND>

    Create:
      new          Create a service: repository, first commit and catalog entry
    Ask:
      who-owns     Show who owns a service and how to reach them
      explain      Explain a finding and how to fix it
    Catalog:
      catalog      Query, check and change the catalog
    Maintain:
      template     List, check, test and create golden templates
      runs         List, resume and abandon runs of `idp new` and `idp init`
    Set up:
      init         Create a platform: settings, catalog, checks and templates
      connect      Connect this machine to your organisation's platform
      doctor       Check your setup: git, tokens, platform and cluster
      completions  Print a shell completion script

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Examples:
      idp new service checkout --owner payments
      idp who-owns cart
      idp catalog validate

    Help for a command: idp <COMMAND> --help
    Help topics: idp help options, idp help environment, idp help exit-codes
    ");
}

#[test]
fn wrong_usage_is_two_and_json_where_json_was_asked_for() {
    let idp = Idp::new();
    idp.run(["nwe"]).assert_exit_code(2);
    let run = idp.run(["who-owns", "-o", "json"]).assert_exit_code(2);
    assert!(run.stdout.is_empty());
    let error: serde_json::Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!(error["error"]["code"], "usage");
}

#[test]
fn colour_is_for_terminals_or_for_those_who_ask() {
    let idp = Idp::new();
    assert!(
        !idp.run(["catalog", "list"])
            .assert_success()
            .stdout
            .contains('\x1b')
    );
    assert!(
        idp.run(["catalog", "list", "--color", "always"])
            .assert_success()
            .stdout
            .contains('\x1b')
    );
}

#[test]
fn a_directory_can_be_chosen() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["-C", "nowhere", "catalog", "list"]), @"
    [stderr]
    error: -C nowhere: no such directory
    [exit 2]
    ");
}

#[test]
fn a_clock_that_is_none_is_wrong_usage() {
    let idp = Idp::new().with_env("IDP_CLOCK", "noon");
    assert_snapshot!(idp.run(["catalog", "list"]), @"
    [stderr]
    error: invalid time in IDP_CLOCK: `noon`
    help: use a time such as 2026-11-23T20:00:00Z
    [exit 2]
    ");
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::Stdio;
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    let mut child = idp
        .command(env!("CARGO_BIN_EXE_idp"))
        .args(["explain", "owner-not-found"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn every_code_is_listed_and_explained() {
    let idp = Idp::new();
    let list = idp.run(["explain", "--all"]).assert_success().stdout;
    let line = |code: &str| {
        list.lines()
            .find(|line| line.starts_with(code))
            .unwrap()
            .to_owned()
    };
    assert_snapshot!(line("dangling-ref"), @"dangling-ref             graph     warning   A reference names an entity that isn't in the catalog.");
    assert_snapshot!(line("without-system"), @"without-system           policy    off       A component, API or resource doesn't belong to a system, so it's missing from system views.");
    let sheet = idp
        .run(["explain", "--all", "-o", "csv"])
        .assert_success()
        .stdout;
    assert_eq!(sheet.lines().count(), list.lines().count());
    for line in list.lines().skip(1) {
        let code = line.split(' ').next().unwrap();
        idp.run(["explain", code]).assert_success();
    }
    idp.run(["explain"]).assert_exit_code(2);
}

#[test]
fn words_of_other_programs_lead_to_ours() {
    let idp = Idp::new();
    for (arguments, suggestion) in [
        (&["catalog", "get", "cart"][..], "`show`"),
        (&["catalog", "ls"], "`list`"),
        (&["catalog", "delete", "cart"], "`remove`"),
        (&["runs", "remove", "x"], "`abandon`"),
        (
            &["who-owns", "cart", "--platfrom", "practice"],
            "`--platform`",
        ),
        (&["catalog", "add", "web", "--kind", "team"], "`group`"),
    ] {
        let run = idp.run(arguments).assert_exit_code(2);
        let help = format!("help: did you mean {suggestion}?\n");
        assert!(run.stderr.contains(&help), "{run}");
    }
    // A command that changes something isn't suggested from another group.
    let run = idp.run(["template", "rename", "x"]).assert_exit_code(2);
    assert!(!run.stderr.contains("idp catalog rename"), "{run}");
}

#[test]
fn a_template_in_a_folder_here_is_pointed_out() {
    let idp = Idp::new();
    idp.run(["template", "new", "worker"]).assert_success();
    let run = idp
        .run(["new", "worker", "jobs", "--owner", "payments"])
        .assert_exit_code(3);
    let help = "help: to use the template in this folder, add --template worker\n";
    assert!(run.stderr.contains(help), "{run}");
}
