//! The commands that idp suggests next: they work where they are shown.

use insta::assert_snapshot;

use crate::support::{CommandOutput, Idp};

/// A clone of a platform, in `clone`, of the bare repository `platform.git`.
pub(crate) fn create_clone(settings: &str) -> Idp {
    let idp = Idp::new();
    idp.write_file(
        "clone/idp.yaml",
        &format!("organisation: acme\nforge: local\n{settings}"),
    );
    idp.write_file(
        "clone/catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: ['./catalog/**/*.yaml']}\n",
    );
    idp.write_file(
        "clone/catalog/groups/web.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n",
    );
    run_all(
        &idp,
        &[
            "git init -q -b main clone",
            "git -C clone config user.name Ada",
            "git -C clone config user.email ada@acme.example",
            "git -C clone add --all",
            "git -C clone commit -qm first",
        ],
    );
    idp
}

pub(crate) fn with_origin(idp: Idp) -> Idp {
    run_all(
        &idp,
        &[
            "git clone -q --bare clone platform.git",
            "git -C clone remote add origin ../platform.git",
        ],
    );
    idp
}

pub(crate) fn with_upstream(idp: Idp) -> Idp {
    let idp = with_origin(idp);
    run_all(
        &idp,
        &[
            "git -C clone fetch -q origin",
            "git -C clone branch -q --set-upstream-to origin/main",
            "git -C clone remote set-head origin main",
        ],
    );
    idp
}

pub(crate) fn run_all(idp: &Idp, lines: &[&str]) {
    for line in lines {
        let ran = idp.run_shell(line);
        assert_eq!(ran.code, Some(0), "{line}: {ran}");
    }
}

/// A change of the team `web` in the clone; `directory` is that of the shell.
fn set_title(idp: &Idp, directory: &str, options: &[&str]) -> CommandOutput {
    let command = ["catalog", "set", "web", "title=Web"];
    idp.run_in(directory, [&command[..], options].concat())
}

#[test]
fn a_commit_is_pushed_where_it_can_be() {
    assert_snapshot!(set_title(&create_clone(""), "clone", &[]), @"changed 1 entity in 1 file ([COMMIT])");
    assert_snapshot!(set_title(&with_origin(create_clone("")), "clone", &[]), @"changed 1 entity in 1 file ([COMMIT]); next: git push -u origin main");
    let idp = with_upstream(create_clone(""));
    assert_snapshot!(set_title(&idp, "", &["-C", "clone"]), @"changed 1 entity in 1 file ([COMMIT]); next: git -C clone push");
    run_all(&idp, &["git -C clone push -q"]);
}

#[test]
fn a_commit_on_a_detached_head_needs_a_branch() {
    let idp = with_upstream(create_clone(""));
    run_all(&idp, &["git -C clone checkout -q --detach"]);
    assert_snapshot!(set_title(&idp, "clone", &[]), @"changed 1 entity in 1 file ([COMMIT]); next: git switch -c <BRANCH>");
}

#[cfg(unix)]
#[test]
fn a_platform_with_pull_requests_gets_a_branch() {
    let idp = with_upstream(create_clone("# registration: pull-request\n"));
    let settings = "organisation: acme\nforge: github\nregistration: pull-request\n";
    idp.write_file("clone/idp.yaml", settings);
    run_all(&idp, &["git -C clone commit -qam github"]);
    assert_snapshot!(set_title(&idp, "clone", &[]), @"changed 1 entity in 1 file ([COMMIT]); next: git push origin HEAD:refs/heads/<BRANCH>");
}

#[test]
fn a_pushed_change_is_fetched_into_the_clone() {
    let idp = with_upstream(create_clone(""));
    assert_snapshot!(set_title(&idp, "clone", &["--push"]), @"
    changed 1 entity in 1 file ([COMMIT]), pushed to main of file://[ROOT]/here/platform.git; next: git pull
    [stderr]
    platform  [ROOT]/here/clone · push to main
    ");
    run_all(&idp, &["git -C clone pull -q"]);
    assert!(
        idp.read_file("clone/catalog/groups/web.yaml")
            .contains("title: Web")
    );
}

#[test]
fn local_commits_go_on_top_of_those_of_others() {
    let idp = with_upstream(create_clone(""));
    idp.run_in("clone", ["catalog", "set", "location:all", "title=All"])
        .assert_success();
    assert_snapshot!(set_title(&idp, "clone", &["--push"]), @"
    changed 1 entity in 1 file ([COMMIT]), pushed to main of file://[ROOT]/here/platform.git; next: git pull --rebase
    [stderr]
    platform  [ROOT]/here/clone · push to main
    ");
    run_all(&idp, &["git -C clone fetch -q origin"]);
    let set = ["catalog", "set", "location:all", "description=All"];
    assert_snapshot!(idp.run_in("clone", set), @"changed 1 entity in 1 file ([COMMIT]); next: git pull --rebase && git push");
    run_all(&idp, &["cd clone && git pull -q --rebase && git push -q"]);
}

#[test]
fn files_without_a_commit_are_reviewed() {
    let idp = create_clone("");
    assert_snapshot!(set_title(&idp, "clone", &["--no-commit"]), @"changed 1 entity in 1 file; next: git diff");
    let add = [
        "catalog",
        "add",
        "shop",
        "--kind",
        "group",
        "type=team",
        "--no-commit",
    ];
    assert_snapshot!(idp.run_in("clone", add), @"changed 1 entity in 1 file; next: git status");
    std::fs::remove_dir_all(idp.path("clone/.git")).unwrap();
    let add = [
        "-C",
        "..",
        "catalog",
        "add",
        "till",
        "--kind",
        "group",
        "type=team",
    ];
    assert_snapshot!(idp.run_in("clone/catalog", add), @"changed 1 entity in 1 file");
}

#[test]
fn paths_are_relative_to_the_shell() {
    let idp = with_upstream(create_clone(""));
    std::fs::create_dir_all(idp.path("work")).unwrap();
    let new = [
        "-C", "clone", "new", "service", "cart", "--owner", "web", "--dir", "../cart",
    ];
    let created = idp.run(new).assert_success().stdout;
    let next: Vec<&str> = created
        .lines()
        .filter(|line| line.contains(" cart") && line.starts_with("  "))
        .collect();
    assert_snapshot!(next.join("\n"), @"
      Run it     cd cart && docker compose up --wait
      Update     git -C clone pull    (this clone's catalog doesn't have cart yet)
    ");
}

#[test]
fn a_suggested_command_keeps_the_directory_and_the_platform() {
    let idp = with_upstream(create_clone(""));
    let help = |command: &[&str]| {
        let run = idp.run(command);
        let lines = run.stderr.lines().filter(|line| line.starts_with("help"));
        idp.redact(&lines.collect::<Vec<_>>().join("\n"))
    };
    let platform = ["--platform", "clone"];
    let shown = [
        help(&["-C", "clone", "catalog", "show", "wbe"]),
        help(&[&["catalog", "show", "zzz"][..], &platform].concat()),
        help(
            &[
                &["catalog", "add", "web", "--kind", "group", "type=team"][..],
                &["--dry-run"],
                &platform,
            ]
            .concat(),
        ),
    ];
    assert_snapshot!(shown.join("\n\n"), @"
    help: did you mean `web`?

    help: list entities: idp --platform clone catalog list

    help: idp --platform clone who-owns group:default/web
    help: to change it: idp --platform clone catalog set group:default/web <FIELD=VALUE>
    help: or choose another name
    ");
    idp.write_file("clone/catalog/groups/web.yaml", "x: [");
    let doctor = idp.run(["-C", "clone", "doctor"]);
    assert!(
        doctor.stdout.contains("idp -C clone catalog validate"),
        "{doctor}"
    );
}

#[test]
fn a_clone_without_the_entity_of_a_taken_name_is_to_be_updated() {
    let idp = with_upstream(create_clone(""));
    let new = ["new", "service", "shop", "--owner", "web", "--dir"];
    idp.run_in("clone", [&new[..], &["../shop"]].concat())
        .assert_success();
    let again = idp.run_in("clone", [&new[..], &["../other"]].concat());
    let told = idp.redact(&again.stderr);
    assert_snapshot!(told.lines().skip(2).collect::<Vec<_>>().join("\n"), @"
    error: component:default/shop already exists in catalog/components/shop.yaml:4:9
    help: idp who-owns shop
    help: to change it: idp catalog set shop <FIELD=VALUE>
    help: to get its files: git clone file://[ROOT]/here/forge/acme/shop.git
    help: or choose another name
    help: this clone doesn't have it yet: git pull
    ");
    idp.run_in(
        "clone",
        ["catalog", "add", "t", "--kind", "system", "owner=web"],
    )
    .assert_success();
    run_all(&idp, &["git -C clone fetch -q"]);
    idp.write_file(
        "clone/idp.yaml",
        "organisation: acme\nforge: local\n# changed\n",
    );
    assert_snapshot!(set_title(&idp, "clone", &[]), @"changed 1 entity in 1 file ([COMMIT]); next: git pull --rebase --autostash && git push");
}
