//! `idp catalog site --last-good`: the catalog can't be read.

use crate::support::Idp;
use insta::assert_snapshot;

const GROUP: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n";
const UNFINISHED_MERGE: &str = "<<<<<<< HEAD\n=======\n>>>>>>> other\n";

/// Commits `text` as the whole catalog at noon of a day.
fn commit(idp: &Idp, text: &str, day: &str) {
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("catalog-info.yaml", text);
    let line = format!(
        "git init -q; git add --all && GIT_AUTHOR_DATE={day}T12:00:00Z GIT_COMMITTER_DATE={day}T12:00:00Z git -c user.name=a -c user.email=a@b.c commit -qm x"
    );
    idp.run_shell(&line).assert_success();
}

/// The notice on the home page, as text.
fn read_notice(idp: &Idp) -> String {
    let home = idp.read_file("site/index.html");
    let notice = home
        .split("<aside class=\"notice\"")
        .nth(1)
        .unwrap_or_default();
    let notice = notice.split("</aside>").next().unwrap();
    let texts = notice.split('<').filter_map(|part| part.split_once('>'));
    let texts = texts.map(|(_, text)| text.trim());
    texts
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_site_shows_the_last_catalog_that_can_be_read_and_says_so() {
    let idp = Idp::new();
    commit(&idp, GROUP, "2026-10-01");
    idp.run(["catalog", "site", "--last-good"]).assert_success();
    assert_eq!(read_notice(&idp), "");
    commit(&idp, &format!("{GROUP}{UNFINISHED_MERGE}"), "2026-10-02");
    commit(&idp, &format!("{UNFINISHED_MERGE}{GROUP}"), "2026-10-03");
    let run = idp.run(["catalog", "site", "--last-good"]).assert_success();
    assert_snapshot!(idp.redact(&run.stderr), @r"
    warning: the catalog can't be read; the pages show its last good version
      catalog-info.yaml:1: unresolved merge conflict
    ");
    assert_snapshot!(idp.redact(&read_notice(&idp)), @r"
    The catalog is broken since 2 Oct 2026, 12:00 UTC.
    This page shows the state of [COMMIT] from
    1 Oct 2026, 12:00 UTC
    . Nothing newer is shown until the error is fixed.
    1 error
    error
    catalog-info.yaml:1: unresolved merge conflict
    To see it on your machine:
    idp catalog validate
    ");
    assert!(
        idp.path("site/catalog/default/group/web/index.html")
            .exists()
    );
    let foot = idp.read_file("site/index.html");
    assert!(foot.contains("1 Oct 2026, 12:00 UTC"), "{foot}");
}

#[test]
fn files_that_are_not_committed_are_broken_since_now() {
    let idp = Idp::new();
    commit(&idp, GROUP, "2026-10-01");
    idp.write_file("idp.yaml", "organisation: [\n");
    idp.run(["catalog", "site", "--last-good"]).assert_success();
    assert_snapshot!(idp.redact(&read_notice(&idp)), @r"
    The catalog is broken since 23 Nov 2026, 12:00 UTC.
    This page shows the state of [COMMIT] from
    1 Oct 2026, 12:00 UTC
    . Nothing newer is shown until the error is fixed.
    1 error
    error
    idp.yaml:1: expected &quot;,&quot; or a closing bracket
    To see it on your machine:
    idp catalog validate
    ");
}

#[test]
fn without_a_version_that_can_be_read_nothing_is_written() {
    let idp = Idp::new();
    commit(&idp, &format!("{UNFINISHED_MERGE}{GROUP}"), "2026-10-01");
    let run = idp
        .run(["catalog", "site", "--last-good"])
        .assert_exit_code(1);
    assert_snapshot!(idp.redact(&run.stderr), @r"
    error[merge-marker]: unresolved merge conflict
     --> catalog-info.yaml:1:1
      |
    1 | <<<<<<< HEAD
      | ^^^^^^^^^^^^
      |
      = more: idp explain merge-marker

    error: 1 catalog file can't be parsed
    help: idp catalog validate
    ");
    assert!(!idp.path("site").exists());
}

#[test]
fn without_it_a_catalog_that_cannot_be_read_is_an_error() {
    let idp = Idp::new();
    commit(&idp, &format!("{GROUP}{UNFINISHED_MERGE}"), "2026-10-02");
    let run = idp.run(["catalog", "site", "-q"]).assert_exit_code(1);
    assert_snapshot!(run.to_string(), @"
    [stderr]
    error[merge-marker]: unresolved merge conflict
     --> catalog-info.yaml:5:1
      |
    5 | <<<<<<< HEAD
      | ^^^^^^^^^^^^
      |
      = more: idp explain merge-marker

    error: 1 catalog file can't be parsed
    help: idp catalog validate
    help: to build the site from the last version that can be read: --last-good
    [exit 1]
    ");
    assert!(!idp.path("site").exists());
}
