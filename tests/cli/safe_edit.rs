//! Edits in a clone: the commit contains what was validated, whatever interferes and whenever the process is killed.

#![allow(clippy::print_stdout, reason = "the figures are what one wants to see")]

use std::process::Stdio;

use insta::assert_snapshot;

use crate::support::{CommandOutput, Idp};

fn group_yaml(name: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: {name}\nspec:\n  type: team\n  children: []\n"
    )
}

fn component_yaml(name: &str, owner: &str) -> String {
    format!(
        "kind: Component\napiVersion: backstage.io/v1alpha1\nmetadata:\n  name: {name}\nspec:\n  type: service\n  lifecycle: 'production'\n  owner: {owner}\n"
    )
}

/// A committed platform in a clone: the group `web`, and this number of services that it owns.
fn create_clone(services: usize) -> Idp {
    let idp = Idp::new();
    run_shell(
        &idp,
        "git init -q -b main && git config user.name Ada && git config user.email ada@acme.example",
    );
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: ['./catalog/**/*.yaml']}\n");
    idp.write_file("catalog/groups/web.yaml", &group_yaml("web"));
    for number in 0..services {
        let name = format!("s{number}");
        idp.write_file(
            &format!("catalog/components/{name}.yaml"),
            &component_yaml(&name, "web"),
        );
    }
    commit_all(&idp);
    idp
}

fn run_shell(idp: &Idp, line: &str) -> String {
    let run = idp.run_shell(line);
    assert_eq!(run.code, Some(0), "{line}: {run}");
    run.stdout
}

fn commit_all(idp: &Idp) {
    run_shell(idp, "git add --all && git commit -qm x");
}

/// Asserts that nothing is uncommitted or left behind, that the repository passes `git fsck`, and that HEAD is valid.
fn assert_sound(idp: &Idp) {
    assert_clean(idp);
    run_shell(idp, "git fsck --strict 2>&1");
    run_shell(idp, "rm -rf ../fresh && git clone -q . ../fresh");
    idp.run_in("../fresh", ["catalog", "validate"])
        .assert_success();
}

/// Asserts that nothing is uncommitted and nothing is left behind.
fn assert_clean(idp: &Idp) {
    assert_eq!(run_shell(idp, "git status --short --ignored"), "");
    run_shell(idp, "git diff-index --quiet HEAD");
    assert_eq!(
        run_shell(
            idp,
            "ls .git/idp && find . -name '*.lock' -o -name '.idp-*'"
        ),
        "lock\n"
    );
}

#[test]
fn what_is_not_committed_does_not_count() {
    let idp = create_clone(2);
    idp.write_file("catalog/groups/new.yaml", &group_yaml("new"));
    assert_snapshot!(idp.run(["catalog", "set", "s1", "owner=new"]), @"
    [stderr]
    error: this change depends on uncommitted files: catalog/groups/new.yaml
    help: commit them first, or add --no-commit
    [exit 6]
    ");
    idp.run(["catalog", "set", "s1", "owner=new", "--dry-run"])
        .assert_exit_code(6);
    idp.run(["catalog", "set", "s1", "owner=new", "--no-commit"])
        .assert_success();
    commit_all(&idp);
    assert_sound(&idp);
    // Uncommitted changes aren't an obstacle either: here the working tree is broken, but the commit isn't.
    idp.write_file("catalog/groups/new.yaml", "kind: [");
    idp.run(["catalog", "set", "s0", "owner=new"])
        .assert_success();
    assert_eq!(
        run_shell(&idp, "git status --short"),
        " M catalog/groups/new.yaml\n"
    );
    run_shell(&idp, "git checkout -q .");
    assert_sound(&idp);
}

#[test]
fn staged_changes_and_every_other_file_stay_as_they_are() {
    let idp = create_clone(4);
    run_shell(
        &idp,
        "chmod +x catalog/components/s2.yaml && git add -A && git commit -qm mode",
    );
    idp.write_file(
        "catalog/components/s3.yaml",
        &component_yaml("s3", "web").replace("service", "library"),
    );
    idp.write_file("notes.txt", "mine");
    run_shell(
        &idp,
        "git add catalog/components/s3.yaml notes.txt && echo more >> notes.txt",
    );
    idp.run(["catalog", "set", "s1", "s2", "type=website"])
        .assert_success();
    assert_snapshot!(run_shell(&idp, "git status --short; git show --format= --name-only; git ls-files -s catalog/components/s2.yaml | cut -c1-6; ls -l catalog/components/s2.yaml | cut -c1-4"), @"
    M  catalog/components/s3.yaml
    AM notes.txt
    catalog/components/s1.yaml
    catalog/components/s2.yaml
    100755
    -rwx
    ");
    assert_snapshot!(idp.run(["catalog", "set", "s3", "type=website"]), @"
    [stderr]
    error: catalog/components/s3.yaml has uncommitted changes
    help: commit them first, or add --no-commit
    [exit 6]
    ");
}

#[test]
fn a_clone_of_any_kind_is_edited() {
    let set = ["catalog", "set", "s1", "type=website"];
    // Detached, in a folder of the repository, in another working tree, with the git directory elsewhere.
    let idp = create_clone(2);
    run_shell(&idp, "git checkout -q --detach");
    idp.run(set).assert_success();
    assert_sound(&idp);
    assert_eq!(run_shell(&idp, "git rev-list --count HEAD"), "2\n");
    assert_eq!(run_shell(&idp, "git rev-list --count main"), "1\n");
    run_shell(&idp, "git worktree add -q ../other main");
    idp.run_in("../other", set).assert_success();
    assert_eq!(
        run_shell(
            &idp,
            "git -C ../other status --short && git rev-list --count main"
        ),
        "2\n"
    );
    run_shell(
        &idp,
        "git checkout -q --detach HEAD~1 && git clone -q --separate-git-dir ../git.git . ../apart && cd ../apart && git config user.name A && git config user.email a@b.c",
    );
    idp.run_in("../apart", set).assert_success();
    assert_eq!(
        run_shell(
            &idp,
            "git -C ../apart status --short && git -C ../apart log -1 --format=%s"
        ),
        "catalog: component:default/s1: type=website\n"
    );
    run_shell(
        &idp,
        "mkdir ../mono && cd ../mono && git init -q && git config user.name A && git config user.email a@b.c && cp -r ../here platform && rm -rf platform/.git && git add -A && git commit -qm x",
    );
    idp.run_in("../mono/platform", set).assert_success();
    assert_eq!(
        run_shell(
            &idp,
            "cd ../mono && git status --short && git show --format= --name-only"
        ),
        "platform/catalog/components/s1.yaml\n"
    );
}

#[test]
fn a_branch_without_a_commit_is_not_committed_to() {
    let idp = create_clone(1);
    run_shell(&idp, "git checkout -q --orphan new && git reset -q");
    assert_snapshot!(idp.run(["catalog", "set", "s0", "type=website"]), @"
    [stderr]
    error: this change depends on uncommitted files: idp.yaml
    help: commit them first, or add --no-commit
    [exit 6]
    ");
    idp.run(["catalog", "set", "s0", "type=website", "--no-commit"])
        .assert_success();
    assert!(
        idp.read_file("catalog/components/s0.yaml")
            .contains("type: website")
    );
}

#[test]
fn files_are_written_as_git_checks_them_out() {
    let idp = create_clone(2);
    run_shell(
        &idp,
        "git config core.autocrlf true && rm -r catalog && git checkout -q . && printf '*.yaml text\\n' > .git/info/attributes",
    );
    assert!(idp.read_file("catalog/components/s1.yaml").contains("\r\n"));
    idp.run(["catalog", "set", "s1", "type=website"])
        .assert_success();
    idp.run([
        "catalog",
        "add",
        "s2",
        "type=service",
        "lifecycle=production",
        "owner=web",
    ])
    .assert_success();
    assert_eq!(
        idp.read_file("catalog/components/s1.yaml"),
        component_yaml("s1", "web")
            .replace("service", "website")
            .replace('\n', "\r\n")
    );
    assert!(idp.read_file("catalog/components/s2.yaml").contains("\r\n"));
    assert_eq!(run_shell(&idp, "git status --short"), "");
    assert!(!run_shell(&idp, "git show HEAD:catalog/components/s2.yaml").contains('\r'));
    // Files that a sparse checkout leaves out aren't created.
    let idp = create_clone(2);
    run_shell(
        &idp,
        "git sparse-checkout set --no-cone '/*' '!/catalog/components/s1.yaml' 2>&1",
    );
    assert!(!idp.path("catalog/components/s1.yaml").exists());
    idp.run(["catalog", "set", "s0", "s1", "type=website"])
        .assert_success();
    assert!(!idp.path("catalog/components/s1.yaml").exists());
    assert_eq!(run_shell(&idp, "git status --short"), "");
    assert!(run_shell(&idp, "git show HEAD:catalog/components/s1.yaml").contains("website"));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let add = [
        "catalog",
        "add",
        "s9",
        "type=service",
        "lifecycle=production",
        "owner=web",
    ];
    let idp = create_clone(1);
    run_shell(
        &idp,
        "mkdir ../outside && rm -r catalog/components && ln -s ../../outside catalog/components && git add -A && git commit -qm link",
    );
    assert_snapshot!(idp.run(add), @"
    [stderr]
    error: catalog/components is a symbolic link or not a folder; idp doesn't write through links
    help: replace it with a folder, or edit the files by hand
    [exit 6]
    ");
    idp.run(add.into_iter().chain(["--no-commit"]))
        .assert_exit_code(6);
    assert_eq!(run_shell(&idp, "ls ../outside; git status --short"), "");
    // A link only in the working tree.
    let idp = create_clone(1);
    run_shell(
        &idp,
        "mkdir ../outside && mv catalog ../outside && ln -s ../outside/catalog catalog",
    );
    for command in [
        &add[..],
        &["catalog", "set", "s0", "type=website"],
        &["catalog", "rename", "group:web", "bew"],
    ] {
        idp.run(command).assert_exit_code(6);
    }
    assert_eq!(
        run_shell(
            &idp,
            "cd ../outside && ls -R catalog/components; git -C ../here rev-list --count HEAD"
        ),
        "catalog/components:\ns0.yaml\n1\n"
    );
}

#[test]
fn git_in_the_middle_of_something_is_left_alone() {
    let idp = create_clone(2);
    run_shell(
        &idp,
        "git checkout -q -b other && git commit -q --allow-empty -m other && git checkout -q main && git commit -q --allow-empty -m main && git merge -q --no-commit other 2>&1",
    );
    assert_snapshot!(idp.run(["catalog", "set", "s1", "type=website"]), @"
    [stderr]
    error: a merge is in progress in this clone
    help: finish or abort it first
    [exit 6]
    ");
    let idp = create_clone(2);
    idp.write_file(".git/hooks/pre-commit", "#!/bin/sh\nexit 1\n");
    run_shell(&idp, "chmod +x .git/hooks/pre-commit");
    // Another git process holds the index for a while.
    run_shell(
        &idp,
        "touch .git/index.lock && (sleep 2; rm .git/index.lock) >/dev/null 2>&1 &",
    );
    idp.run(["catalog", "set", "s1", "type=website"])
        .assert_success();
    assert_sound(&idp);
    run_shell(
        &idp,
        "git config commit.gpgSign true && git config gpg.program false",
    );
    idp.run(["catalog", "set", "s0", "type=website"])
        .assert_exit_code(4);
    run_shell(&idp, "git config commit.gpgSign false");
    assert_sound(&idp);
}

#[test]
fn twenty_at_once_lose_nothing() {
    let idp = create_clone(20);
    let edits: Vec<_> = (0..20)
        .map(|number| {
            idp.command(env!("CARGO_BIN_EXE_idp"))
                .args(["catalog", "set", &format!("s{number}"), "type=website"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for edit in edits {
        idp.to_command_output(edit.wait_with_output().unwrap())
            .assert_success();
    }
    assert_eq!(
        run_shell(
            &idp,
            "git rev-list --count HEAD && git grep -l 'type: website' HEAD | wc -l | tr -d ' '"
        ),
        "21\n20\n"
    );
    assert_sound(&idp);
    println!("20 edits at once: 0 lost");
}

/// Runs `idp` until it is killed at the moment `kill`. Returns the run if it ended before that.
fn run_killed_at(idp: &Idp, kill: u32, arguments: &[&str]) -> Option<CommandOutput> {
    let mut command = idp.command(env!("CARGO_BIN_EXE_idp"));
    command.args(arguments).env("IDP_KILL_AT", kill.to_string());
    let run = idp.to_command_output(command.output().unwrap());
    run.code.map(|_| run)
}

#[cfg(unix)]
#[test]
fn whenever_it_is_killed_the_same_command_finishes_it() {
    let commands: [&[&str]; 4] = [
        &["catalog", "rename", "group:web", "bew"],
        &["catalog", "set", "--where", "owner=web", "type=website"],
        &["catalog", "remove", "s0", "s1"],
        &[
            "catalog",
            "add",
            "s9",
            "type=service",
            "lifecycle=production",
            "owner=web",
        ],
    ];
    let mut died = 0;
    for arguments in commands {
        let undisturbed = create_clone(3);
        let wanted = undisturbed.run(arguments).assert_success().stdout;
        let tree = run_shell(
            &undisturbed,
            "git rev-parse HEAD^{tree} && git log --format=%B",
        );
        for kill in 1.. {
            let idp = create_clone(3);
            if let Some(ended) = run_killed_at(&idp, kill, arguments) {
                ended.assert_success();
                break;
            }
            died += 1;
            let again = idp.run(arguments).assert_success();
            let without_commit =
                |text: &str| text.split(" (").next().unwrap_or_default().to_owned();
            assert_eq!(
                without_commit(&again.stdout),
                without_commit(&wanted),
                "{kill}"
            );
            assert_eq!(
                run_shell(&idp, "git rev-parse HEAD^{tree} && git log --format=%B"),
                tree,
                "{kill}"
            );
            assert_clean(&idp);
        }
    }
    println!("{died} deaths in edits, each finished by the same command");
    assert!(died > 40, "{died}");
}

#[cfg(unix)]
#[test]
fn files_that_are_only_written_are_written_to_the_end() {
    let arguments = ["catalog", "rename", "group:web", "bew", "--no-commit"];
    let mut died = 0;
    for outside_git in [true, false] {
        for kill in 1.. {
            let idp = create_clone(3);
            if outside_git {
                run_shell(&idp, "rm -rf .git");
            }
            if let Some(ended) = run_killed_at(&idp, kill, &arguments) {
                ended.assert_success();
                break;
            }
            died += 1;
            idp.run(arguments).assert_success();
            idp.run(["catalog", "validate"]).assert_success();
            let owner = idp.run(["who-owns", "s1"]).stdout;
            assert!(owner.contains("bew"), "{kill}: {owner}");
            assert_eq!(
                run_shell(&idp, "find . -name '.idp*' -o -name edit.json"),
                ""
            );
        }
    }
    println!("{died} deaths in edits without a commit");
    assert!(died > 12, "{died}");
}

#[cfg(unix)]
#[test]
fn what_somebody_did_after_a_crash_is_kept() {
    let rename = ["catalog", "rename", "group:web", "bew"];
    let mut told = 0;
    for kill in 4..14 {
        let idp = create_clone(3);
        assert!(run_killed_at(&idp, kill, &rename).is_none(), "{kill}");
        idp.write_file("catalog/components/s2.yaml", "# mine\n");
        let other = idp
            .run(["catalog", "set", "s1", "type=website"])
            .assert_success();
        told += usize::from(other.stderr.contains("finished an interrupted change"));
        assert_eq!(
            idp.read_file("catalog/components/s2.yaml"),
            "# mine\n",
            "{kill}"
        );
        run_shell(&idp, "git checkout -q catalog/components/s2.yaml");
        assert_sound(&idp);
    }
    assert!(told > 4, "{told}");
}

/// Ctrl-C on a terminal reaches every process of the group, including any git that is running for an edit.
#[cfg(unix)]
#[test]
fn ctrl_c_may_come_whenever_git_is_at_work() {
    use std::os::unix::process::CommandExt;
    let rename = ["catalog", "rename", "group:web", "bew"];
    let git = run_shell(&Idp::new(), "command -v git");
    let git = git.trim_end();
    let mut interrupted = 0;
    for call in 1.. {
        let idp = create_clone(3);
        // The leader of the group is `idp`, which starts this git.
        let script = format!(
            "echo call >> ../calls\nif [ \"$(wc -l < ../calls)\" -eq {call} ]; then kill -s INT -- -$PPID; fi\nexec '{git}' \"$@\""
        );
        idp.write_script("../bin/git", &script);
        let path = std::env::var("PATH").unwrap();
        let mut command = idp.command(env!("CARGO_BIN_EXE_idp"));
        command
            .args(rename)
            .env("PATH", format!("{}:{path}", idp.path("../bin").display()))
            .process_group(0);
        let run = idp.to_command_output(command.output().unwrap());
        assert_eq!(
            run_shell(&idp, "git status --short --ignored"),
            "",
            "{call}: {run}"
        );
        if run.code == Some(130) {
            interrupted += 1;
            idp.run(rename).assert_success();
        } else {
            run.assert_success();
        }
        assert_sound(&idp);
        if idp.read_file("../calls").lines().count() < call {
            break;
        }
    }
    println!("{interrupted} interrupts of git in an edit");
    assert!(interrupted > 0);
}

/// The next command may run in another folder, and do something else.
#[cfg(unix)]
#[test]
fn whenever_it_is_killed_a_command_in_another_folder_finishes_it() {
    let arguments: [&[&str]; 2] = [
        &["catalog", "rename", "group:web", "bew"],
        &["catalog", "rename", "group:web", "bew", "--no-commit"],
    ];
    let mut told = 0;
    for rename in arguments {
        for kill in 1.. {
            let idp = create_clone(2);
            idp.write_file(
                "catalog/groups/untidy.yaml",
                &group_yaml("untidy").replace("team", "'team'"),
            );
            commit_all(&idp);
            if let Some(ended) = run_killed_at(&idp, kill, rename) {
                ended.assert_success();
                break;
            }
            let format = ["catalog", "fmt", "groups/untidy.yaml"];
            let run = idp.run_in("catalog", format).assert_success();
            assert_eq!(
                idp.read_file("catalog/groups/untidy.yaml"),
                group_yaml("untidy")
            );
            let finished = run.stderr.contains("finished an interrupted change");
            told += usize::from(finished);
            if rename.len() == 4 {
                let moved = run_shell(&idp, "git rev-list --count HEAD") == "3\n";
                assert_eq!(moved, finished, "{kill}: {run}");
                let status = run_shell(&idp, "git status --short");
                assert_eq!(status, " M catalog/groups/untidy.yaml\n", "{kill}");
            }
            run_shell(&idp, "git add -A && git commit -qm tidy");
            assert_sound(&idp);
        }
    }
    assert!(told > 8, "{told}");
}

/// The same arguments mean something else in another platform of the repository.
#[cfg(unix)]
#[test]
fn the_same_command_in_another_platform_is_another_edit() {
    let set = ["catalog", "set", "s0", "type=website"];
    for kill in [6, 7, 8] {
        let idp = create_clone(1);
        run_shell(
            &idp,
            "mkdir one && git mv idp.yaml catalog-info.yaml catalog one && cp -r one two && git add -A && git commit -qm two",
        );
        let mut command = idp.command(env!("CARGO_BIN_EXE_idp"));
        command.current_dir(idp.path("one")).args(set);
        command.env("IDP_KILL_AT", kill.to_string());
        assert_eq!(command.output().unwrap().status.code(), None);
        idp.run_in("two", set).assert_success();
        for platform in ["one", "two"] {
            let service = idp.read_file(&format!("{platform}/catalog/components/s0.yaml"));
            assert!(service.contains("website"), "{kill}: {platform}");
        }
        assert_clean(&idp);
    }
}

#[cfg(unix)]
#[test]
fn an_edit_that_was_not_to_be_committed_is_another_edit() {
    let set = ["catalog", "set", "--where", "owner=web", "type=website"];
    let without_commit = [&set[..], &["--no-commit"]].concat();
    let idp = create_clone(3);
    assert!(run_killed_at(&idp, 4, &without_commit).is_none());
    assert_snapshot!(idp.run(set), @"
    [stderr]
    finished an interrupted change: catalog: 3 entities: type=website
    error: catalog/components/s0.yaml, catalog/components/s1.yaml, catalog/components/s2.yaml have uncommitted changes
    help: commit them first, or add --no-commit
    [exit 6]
    ");
    assert_eq!(run_shell(&idp, "git rev-list --count HEAD"), "1\n");
    // And the other way round.
    let idp = create_clone(3);
    assert!(run_killed_at(&idp, 7, &set).is_none());
    assert_snapshot!(idp.run(without_commit), @"
    nothing to change
    [stderr]
    finished an interrupted change: catalog: 3 entities: type=website
    ");
    assert_clean(&idp);
}

/// Runs `idp` with `script` in place of git; it gets git's arguments.
#[cfg(unix)]
fn run_with_git_wrapper(idp: &Idp, arguments: &[&str], script: &str) -> CommandOutput {
    use std::os::unix::process::CommandExt;
    let git = run_shell(idp, "command -v git");
    let script = script.replace("GIT", &format!("'{}'", git.trim_end()));
    idp.write_script("../bin/git", &script);
    let path = std::env::var("PATH").unwrap();
    let mut command = idp.command(env!("CARGO_BIN_EXE_idp"));
    command
        .args(arguments)
        .env("PATH", format!("{}:{path}", idp.path("../bin").display()))
        .process_group(0);
    idp.to_command_output(command.output().unwrap())
}

#[cfg(unix)]
#[test]
fn what_fails_after_the_commit_says_that_it_exists() {
    let rename = ["catalog", "rename", "group:web", "bew"];
    for interrupt in ["", "kill -s INT $PPID; "] {
        let idp = create_clone(2);
        let script = format!(
            "GIT \"$@\" || exit; case \" $* \" in *' update-ref '*) {interrupt}rm -f .git/index.lock ;; esac"
        );
        let run = run_with_git_wrapper(&idp, &rename, &script).assert_exit_code(7);
        let commit = run_shell(&idp, "git rev-parse HEAD");
        let told = format!(
            "error: commit {} exists, but the index and the files aren't updated yet: cannot replace the index: ",
            commit.trim_end()
        );
        assert!(run.stderr.contains(&told), "{run}");
        let help = "help: run the same command again\n";
        assert!(run.stderr.ends_with(help), "{run}");
        idp.run(rename).assert_success();
        assert_sound(&idp);
    }
}

/// git may have moved the branch and still fail.
#[cfg(unix)]
#[test]
fn a_branch_that_was_moved_is_not_moved_again() {
    let rename = ["catalog", "rename", "group:web", "bew"];
    let idp = create_clone(2);
    let script = "GIT \"$@\" || exit; case \" $* \" in *' update-ref '*) exit 1 ;; esac";
    run_with_git_wrapper(&idp, &rename, script).assert_success();
    assert_eq!(run_shell(&idp, "git rev-list --count HEAD"), "2\n");
    assert_sound(&idp);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_file_is_told_as_one() {
    let idp = create_clone(1);
    let link =
        "mv catalog/components/s0.yaml s0.yaml && ln -s ../../s0.yaml catalog/components/s0.yaml";
    run_shell(&idp, link);
    let add = "catalog add s0 type=service lifecycle=production owner=web";
    let add = |option| idp.run(add.split(' ').chain([option]));
    assert_snapshot!(add("--no-commit"), @"
    [stderr]
    error: catalog/components/s0.yaml is a symbolic link
    help: edit the file it points to, or replace the link with a file
    [exit 6]
    ");
    commit_all(&idp);
    assert_snapshot!(add("--quiet"), @"
    [stderr]
    error: catalog/components/s0.yaml is a symbolic link
    help: edit the file it points to, or replace the link with a file
    [exit 6]
    ");
    assert_eq!(run_shell(&idp, "git status --short"), "");
}
