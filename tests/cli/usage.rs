//! What holds for every verb: help, exit codes, colour, JSON errors, closed pipes.

use insta::assert_snapshot;

use crate::support::Idp;

#[test]
fn help_needs_nothing_and_names_only_what_works() {
    assert_snapshot!(Idp::new().run(["--help"]), @"
    An internal developer platform in one binary.

    New services from golden templates, a catalog in git, and who owns what.

    Usage: idp [OPTIONS] <COMMAND>

    Commands:
      new          Make a new service: repository, first commit, entry in the catalog
      connect      Point this machine at its organisation's platform
      doctor       Look whether everything is there that a run will need
      who-owns     Say who owns a service, and how to reach them
      catalog      Look at the catalog, or check it
      template     Look at golden templates, or check them
      runs         Look at runs of `idp new`, go on with them, or give them up
      explain      Say what a finding means and how to fix it
      completions  Print the completion script of a shell
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Global options:
      -C <DIR>
              Run as if started in this directory

          --platform <PATH|URL>
              The platform: a directory, a bare repository, a URL, or `practice`
              
              [env: IDP_PLATFORM]

      -o, --output <FORMAT>
              The output format; text by default

              Possible values:
              - text:    For people
              - json:    One JSON object; its schema lies in docs/reference
              - sarif:   SARIF 2.1.0, for code scanning
              - github:  Annotations of GitHub Actions
              - csv:     Comma-separated values
              - dot:     A graph for Graphviz
              - mermaid: A graph for Markdown

      -q, --quiet
              Say nothing but data and errors

      -v, --verbose...
              Say more: where an error came from, how many requests there were; twice: each of them

          --color <WHEN>
              When to write in colour; NO_COLOR is honoured

              Possible values:
              - auto:   On a terminal, unless `NO_COLOR` is set
              - always: Always
              - never:  Never
              
              [default: auto]

          --offline
              Ask no network: a remote platform is answered from what was fetched last

      -y, --yes
              Take defaults where there are some, without asking

    Try it: idp new service checkout --owner payments
    Everything works on a practice platform on this machine; nothing needs configuring.
    Exit codes: 0 done, 1 findings, 2 usage, 3 not found, 4 sign-in, 5 remote, 6 conflict, 7 file
    system, 130 interrupted.
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
    error: -C nowhere: there is no such directory
    [exit 2]
    ");
}

#[test]
fn a_clock_that_is_none_is_wrong_usage() {
    let idp = Idp::new().with_env("IDP_CLOCK", "noon");
    assert_snapshot!(idp.run(["catalog", "list"]), @"
    [stderr]
    error: IDP_CLOCK is `noon`, which is no time
    help: write it as 2026-11-23T20:00:00Z
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
    assert_snapshot!(line("dangling-ref"), @"dangling-ref             graph     warning   A reference names something that the catalog does not have.");
    assert_snapshot!(line("without-system"), @"without-system           policy    off       A component, API or resource that is part of no system is in no picture of how things hang together.");
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
