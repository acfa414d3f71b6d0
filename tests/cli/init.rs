//! `idp init`: a platform in a new directory, and in a repository that exists.

use insta::assert_snapshot;

use crate::support::Idp;

const SAMPLE: [&str; 5] = ["init", "platform", "--organisation", "acme", "--sample"];
const FIRST_TEAM: [&str; 5] = ["init", "--organisation", "acme", "--owner", "infra"];

/// A user whose git has a name.
fn user_with_name() -> Idp {
    ["AUTHOR", "COMMITTER"]
        .iter()
        .fold(Idp::new(), |idp, role| {
            idp.with_env(&format!("GIT_{role}_NAME"), "Ada")
                .with_env(&format!("GIT_{role}_EMAIL"), "ada@acme.example")
        })
}

/// A user with the sample platform in `platform`.
fn user_with_sample() -> Idp {
    let idp = user_with_name();
    idp.run(SAMPLE).assert_success();
    idp
}

/// A user in a git repository with one commit and these files.
fn user_in_repository(files: &[(&str, &str)]) -> Idp {
    let idp = user_with_name();
    idp.run_git("", ["init", "--quiet", "-b", "main"]);
    for (path, text) in files {
        idp.write_file(path, text);
    }
    idp.run_git("", ["add", "."]);
    idp.run_git("", ["commit", "--quiet", "--allow-empty", "-m", "first"]);
    idp
}

/// What `git status` says about `folder`.
fn git_status(idp: &Idp, folder: &str) -> String {
    idp.run_git(folder, ["status", "--short"])
}

/// The files of `folder` with `status`, from a second run.
fn files_with_status(idp: &Idp, folder: &str, status: &str) -> Vec<String> {
    let report = idp
        .run(["init", folder, "--dry-run", "-o", "json"])
        .assert_success()
        .stdout_json();
    let files = report["files"].as_array().unwrap().iter();
    files
        .filter(|file| file["status"] == status)
        .map(|file| file["path"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_new_platform_answers_checks_and_creates() {
    let idp = user_with_name();
    assert_snapshot!(idp.run(SAMPLE), @"
    Created the platform of acme: 27 files, commit [COMMIT].

      next  idp -C platform who-owns search
            idp -C platform catalog site
            idp new service checkout --owner platform --platform platform
            idp connect platform
    [stderr]
      ✓ check      [ROOT]/here/platform is free [N] ms
      ✓ render     27 files [N] ms
      ✓ commit     [COMMIT] platform: platform 1.0.0 [N] ms
    ");
    assert_eq!(git_status(&idp, "platform"), "");
    let inside = |arguments: &[&str]| {
        let all = [&["-C", "platform"], arguments].concat();
        idp.run(all).assert_success().stdout
    };
    assert!(inside(&["catalog", "validate"]).contains("5 services, 3 teams, 0 errors, 0 warnings"));
    assert!(inside(&["who-owns", "search"]).contains("storefront (Storefront)"));
    assert!(inside(&["who-owns", "README.md"]).contains(".github/CODEOWNERS"));
    assert!(inside(&["template", "test"]).contains("repository  default  ok"));
    let new = ["new", "service", "shop", "--owner", "payments"];
    let run = idp.run([&new[..], &["--platform", "platform"]].concat());
    assert!(!run.assert_success().stdout.contains("git -C platform pull"));
    // The registration is a commit of the platform, and its files follow.
    assert_eq!(git_status(&idp, "platform"), "");
    assert!(
        idp.read_file("platform/catalog/components/shop.yaml")
            .contains("name: shop")
    );
    let owner = idp.run_in("shop", ["who-owns", "shop"]).assert_success();
    assert!(owner.stdout.contains("payments (Payments)"), "{owner}");
}

#[test]
fn a_platform_with_uncommitted_changes_takes_no_service() {
    let idp = user_with_sample();
    idp.write_file("platform/README.md", "Ours.\n");
    let new = [
        "new",
        "service",
        "till",
        "--owner",
        "payments",
        "--platform",
        "platform",
    ];
    let run = idp.run(new).assert_exit_code(6);
    assert!(run.stderr.contains("has uncommitted changes"), "{run}");
    idp.run_git("platform", ["commit", "-qam", "ours"]);
    idp.run(new).assert_success();
    assert_eq!(git_status(&idp, "platform"), "");
}

#[test]
fn the_first_commit_is_the_pristine_render() {
    let idp = user_with_sample();
    let head = idp.run_git("platform", ["rev-parse", "HEAD"]);
    let pristine = format!("refs/idp/pristine/{}", head.trim());
    assert_eq!(idp.run_git("platform", ["rev-parse", &pristine]), head);
    let lock = idp.read_file("platform/.idp/lock.yaml");
    // It isn't a service: no entity, and no platform that it would be registered with.
    assert!(
        !lock.contains("\nentity:") && !lock.contains("\nplatform:"),
        "{lock}"
    );
    assert!(lock.contains("\n  catalog: sample\n"), "{lock}");
}

#[test]
fn a_first_team_makes_a_valid_catalog() {
    let idp = Idp::new();
    idp.run(FIRST_TEAM).assert_success();
    let run = idp
        .run(["catalog", "validate", "--strict"])
        .assert_success();
    assert!(
        run.stdout
            .contains("0 services, 1 team, 0 errors, 0 warnings"),
        "{run}"
    );
}

#[test]
fn without_a_terminal_one_error_names_everything_that_is_missing() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["init"]), @"
    [stderr]
    error: required values are missing, and idp can't prompt for them here: organisation, catalog
    help: add --organisation NAME --sample to the command
    help: to start with your own team instead: --owner GROUP
    [exit 2]
    ");
    assert_snapshot!(idp.run(["init", "--organisation", "a/b", "--sample"]), @"
    [stderr]
    error: invalid organisation `a/b`: use 1 to 39 letters, digits and `-`
    [exit 2]
    ");
    assert_snapshot!(idp.run(["init", "--organisation", "acme", "--sample", "--owner", "payments"]), @"
    [stderr]
    error: `payments` is another team of the sample, so it can't own the platform
    help: use another group, such as platform
    [exit 2]
    ");
}

#[test]
fn a_dry_run_shows_the_files_and_writes_none() {
    let idp = Idp::new();
    let run = idp
        .run([&SAMPLE[..], &["--dry-run"]].concat())
        .assert_success();
    assert!(
        run.stdout
            .contains("added     catalog/components/search.yaml"),
        "{run}"
    );
    assert!(!idp.path("platform").exists());
    let runs = idp.run(["runs", "list"]).assert_success();
    assert!(runs.stdout.contains("no runs found"), "{runs}");
}

#[test]
fn a_second_run_adds_what_is_missing_and_nothing_else() {
    let idp = user_with_sample();
    let head = idp.run_git("platform", ["rev-parse", "HEAD"]);
    assert_snapshot!(idp.run(["init", "platform"]), @"
    The platform of acme is complete; nothing was changed.

      next  idp -C platform who-owns search
            idp -C platform catalog site
            idp new service checkout --owner platform --platform platform
    ");
    idp.write_file("platform/README.md", "Ours.\n");
    std::fs::remove_file(idp.path("platform/catalog-info.yaml")).unwrap();
    assert_snapshot!(idp.run(["init", "platform"]), @"
    Added 1 file to the platform of acme.

      restored  catalog-info.yaml
      kept      README.md

      next  idp -C platform who-owns search
            idp -C platform catalog site
            idp new service checkout --owner platform --platform platform
    ");
    assert_eq!(idp.read_file("platform/README.md"), "Ours.\n");
    assert!(
        idp.read_file("platform/catalog-info.yaml")
            .contains("kind: Location")
    );
    assert_eq!(idp.run_git("platform", ["rev-parse", "HEAD"]), head);
    assert_eq!(git_status(&idp, "platform").trim(), "M README.md");
}

#[test]
fn what_was_deleted_in_a_commit_stays_deleted() {
    let idp = user_with_sample();
    idp.run_git("platform", ["rm", "-qr", "catalog/components", "templates"]);
    idp.run_git("platform", ["commit", "-qm", "remove the sample"]);
    assert_eq!(files_with_status(&idp, "platform", "deleted").len(), 15);
    assert_eq!(files_with_status(&idp, "platform", "added"), [""; 0]);
    idp.run(["init", "platform"]).assert_success();
    assert!(!idp.path("platform/templates").exists());
}

#[test]
fn a_platform_that_moves_to_github_gets_its_workflows() {
    let idp = user_with_sample();
    let settings = idp.read_file("platform/idp.yaml");
    idp.write_file(
        "platform/idp.yaml",
        &settings.replace("forge: local", "forge: github"),
    );
    idp.run_git("platform", ["commit", "-qam", "move to GitHub"]);
    let run = idp.run(["init", "platform"]).assert_success();
    let shown = run.stdout.lines().skip(2);
    let shown = shown.filter(|line| !line.contains("charts/")).take(4);
    assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @"
    added     .github/install-idp.sh
    added     .github/workflows/outside-changes.yml
    added     .github/workflows/site.yml
    added     .github/workflows/validate.yml
    ");
    assert_eq!(git_status(&idp, "platform"), "");
    // The lock describes the new files, so that upgrades reach them.
    let lock = idp.read_file("platform/.idp/lock.yaml");
    assert!(lock.contains(".github/workflows/validate.yml"), "{lock}");
    assert!(lock.contains("forge: github"), "{lock}");
    let complete = idp.run(["init", "platform"]).assert_success();
    assert!(
        complete.stdout.contains("nothing was changed"),
        "{complete}"
    );
}

#[test]
fn a_repository_becomes_a_platform_and_keeps_its_files() {
    let idp = user_in_repository(&[("README.md", "Ours.\n"), ("docs/a.md", "a\n")]);
    idp.write_file("staged.txt", "not ours to commit\n");
    idp.run_git("", ["add", "staged.txt"]);
    let run = idp.run(FIRST_TEAM).assert_success();
    assert!(run.stdout.contains("kept      README.md"), "{run}");
    assert_eq!(idp.read_file("README.md"), "Ours.\n");
    assert_eq!(git_status(&idp, ""), "A  staged.txt");
    let committed = idp.run_git("", ["show", "--format=", "--name-only", "HEAD"]);
    assert!(
        committed.contains("idp.yaml") && !committed.contains("staged.txt"),
        "{committed}"
    );
    assert!(
        !committed.lines().any(|path| path == "README.md"),
        "{committed}"
    );
    idp.run(["catalog", "validate"]).assert_success();
    // The pristine render has the README that the repository doesn't, so that an upgrade knows both.
    let refs = idp.run_git(
        "",
        ["for-each-ref", "--format=%(refname)", "refs/idp/pristine"],
    );
    let pristine = idp.run_git("", ["show", &format!("{}:README.md", refs.trim())]);
    assert!(pristine.starts_with("# The platform of acme"), "{pristine}");
}

#[test]
fn settings_of_a_platform_that_idp_did_not_create_are_kept() {
    let idp = user_in_repository(&[
        ("idp.yaml", "organisation: beta\nforge: github\n"),
        (
            "catalog-info.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: beta}\nspec: {targets: [./groups.yaml]}\n",
        ),
        (
            "groups.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n",
        ),
    ]);
    assert_snapshot!(idp.run(["init"]), @"
    [stderr]
    error: required values are missing, and idp can't prompt for them here: owner
    help: add --owner GROUP to the command
    [exit 2]
    ");
    assert_snapshot!(idp.run(["init", "--organisation", "acme", "--owner", "web"]), @"
    [stderr]
    error: idp.yaml has `organisation: beta`, not `acme`
    help: to change it, edit idp.yaml and commit it, then run idp init again
    [exit 6]
    ");
    let run = idp.run(["init", "--owner", "web"]).assert_success();
    assert!(
        run.stdout
            .contains("added     .github/workflows/validate.yml"),
        "{run}"
    );
    assert!(!run.stdout.contains("catalog/"), "{run}");
    idp.run(["catalog", "validate"]).assert_success();
}

#[test]
fn what_is_in_the_way_is_refused() {
    let idp = user_with_sample();
    idp.run([
        "new",
        "service",
        "shop",
        "--owner",
        "payments",
        "--platform",
        "platform",
    ])
    .assert_success();
    let init = |folder: &str| {
        idp.run(["init", folder, "--organisation", "acme", "--owner", "infra"])
            .assert_exit_code(6)
    };
    assert_snapshot!(init("shop"), @"
    [stderr]
    error: [ROOT]/here/shop is the repository of a service: it has .idp/lock.yaml
    help: create the platform in a directory of its own: idp init <DIR>
    [exit 6]
    ");
    assert_snapshot!(init("platform/catalog"), @"
    [stderr]
    error: [ROOT]/here/platform/catalog is inside the platform [ROOT]/here/platform
    help: to add what is missing there: idp init [ROOT]/here/platform
    [exit 6]
    ");
    idp.write_file("full/notes.txt", "x\n");
    assert_snapshot!(init("full"), @"
    [stderr]
    error: [ROOT]/here/full is not empty
    help: use a new or empty directory, or the root of a git repository
    [exit 6]
    ");
    assert_snapshot!(init("full/notes.txt"), @"
    [stderr]
    error: [ROOT]/here/full/notes.txt is a file
    help: use a new or empty directory, or the root of a git repository
    [exit 6]
    ");
    idp.write_file("loose/catalog-info.yaml", "kind: Component\n");
    idp.run_git("loose", ["init", "--quiet"]);
    assert_snapshot!(init("loose"), @"
    [stderr]
    error: [ROOT]/here/loose has a catalog: catalog-info.yaml
    help: create the platform in a directory of its own: idp init <DIR>
    help: or turn this catalog into a platform: create idp.yaml with three lines, `organisation: <NAME>`, `forge: github` or `forge: local`, and `catalog: {file: catalog-info.yaml}` if everything is in that file; then run idp init again
    [exit 6]
    ");
    for folder in ["loose", "full"] {
        assert!(!idp.path(folder).join("idp.yaml").exists());
    }
}

#[test]
fn an_uncommitted_file_at_a_path_to_write_is_refused() {
    let idp = user_in_repository(&[("a.txt", "a\n")]);
    idp.write_file("README.md", "draft\n");
    assert_snapshot!(idp.run(FIRST_TEAM), @"
    [stderr]
    error: README.md in [ROOT]/here is not committed, and the platform template has a file with that name
    help: commit it to keep it, or move it out of the way
    [exit 6]
    ");
    std::fs::remove_file(idp.path("README.md")).unwrap();
    idp.write_file("catalog", "a file\n");
    let run = idp.run(FIRST_TEAM).assert_exit_code(6);
    assert!(run.stderr.contains("catalog"), "{run}");
    assert!(!idp.path("idp.yaml").exists());
    assert_eq!(git_status(&idp, ""), "?? catalog");
}

#[test]
#[cfg(unix)]
fn nothing_is_written_through_a_link() {
    let idp = user_in_repository(&[("a.txt", "a\n")]);
    std::fs::create_dir(idp.path("../elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", idp.path("catalog")).unwrap();
    idp.run(FIRST_TEAM).assert_exit_code(6);
    let written = std::fs::read_dir(idp.path("../elsewhere")).unwrap().count();
    assert_eq!(written, 0);
    assert!(!idp.path("idp.yaml").exists());
}

#[test]
fn a_platform_is_not_a_template_for_services() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["new", "platform", "shop", "--owner", "payments"]), @"
    [stderr]
    error: the template `platform` doesn't create a service: it has `entity: none`
    help: to create a platform: idp init
    [exit 2]
    ");
}

#[test]
fn the_word_for_no_entity_is_none() {
    let idp = Idp::new();
    idp.run(["template", "new", "tool"]).assert_success();
    let manifest = idp.read_file("tool/template.yaml");
    let (head, rest) = manifest.split_once("\nentity:").unwrap();
    let (_, tail) = rest.split_once('\n').unwrap();
    let with_entity = |entity: &str| format!("{head}\nentity: {entity}\n{tail}");
    idp.write_file("tool/template.yaml", &with_entity("none"));
    idp.run(["template", "lint", "tool"]).assert_success();
    let new = [
        "new",
        "tool",
        "x",
        "--owner",
        "payments",
        "--template",
        "tool",
    ];
    let run = idp.run(new).assert_exit_code(2);
    assert!(run.stderr.contains("doesn't create a service"), "{run}");
    idp.write_file("tool/template.yaml", &with_entity("nothing"));
    let run = idp.run(["template", "lint", "tool"]).assert_exit_code(2);
    assert!(run.stderr.contains("expected `none` or an object"), "{run}");
}

#[test]
fn half_of_a_registration_in_a_lock_is_refused() {
    let idp = user_with_sample();
    let lock = idp.read_file("platform/.idp/lock.yaml");
    let half = lock.replace(
        "\ntemplate:\n",
        "\nentity: component:default/x\ntemplate:\n",
    );
    idp.write_file("platform/.idp/lock.yaml", &half);
    let run = idp.run(["init", "platform"]).assert_exit_code(2);
    assert!(
        run.stderr
            .contains("`platform` and `entity` belong together"),
        "{run}"
    );
}

/// A file size limit fails the write of a pack or an index like a full disk does.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_nothing() {
    let idp = Idp::new();
    let binary = env!("CARGO_BIN_EXE_idp");
    let limited = |arguments: &str| {
        let line = format!("trap '' XFSZ; ulimit -f 8; exec '{binary}' {arguments}");
        idp.command("sh").args(["-c", &line]).output().unwrap()
    };
    let output = limited("init platform --organisation acme --sample");
    assert_eq!(output.status.code(), Some(7), "{output:?}");
    assert!(!idp.path("platform").exists());
    let left = std::fs::read_dir(idp.path(".")).unwrap().flatten();
    assert_eq!(
        left.map(|entry| entry.file_name()).collect::<Vec<_>>(),
        [""; 0]
    );
    idp.run(SAMPLE).assert_success();
}

#[test]
#[cfg(all(debug_assertions, unix))]
fn a_killed_run_leaves_nothing_half_written_and_can_be_repeated() {
    let mut kills = 0;
    for kill in 2.. {
        let idp = Idp::new();
        let output = idp
            .command(env!("CARGO_BIN_EXE_idp"))
            .args(SAMPLE)
            .env("IDP_KILL_AT", kill.to_string())
            .output()
            .unwrap();
        // What others see is the whole platform or nothing.
        let is_there = idp.path("platform").exists();
        assert_eq!(is_there, idp.path("platform/.git/HEAD").exists(), "{kill}");
        if output.status.code().is_some() {
            break;
        }
        kills += 1;
        let state = idp
            .run(["runs", "list", "-o", "json"])
            .assert_success()
            .stdout_json();
        let state = state["runs"][0]["state"]
            .as_str()
            .unwrap_or("none")
            .to_owned();
        match state.as_str() {
            "done" => {}
            _ => drop(idp.run(SAMPLE).assert_success()),
        }
        assert_eq!(git_status(&idp, "platform"), "", "{kill}");
        let files = idp.run_git("platform", ["ls-files"]);
        assert_eq!(files.lines().count(), 27, "{kill}");
        let left = std::fs::read_dir(idp.path(".")).unwrap().flatten();
        let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
        assert_eq!(left, ["platform"], "{kill}");
    }
    assert!(kills > 4, "{kills}");
}
