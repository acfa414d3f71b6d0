//! Real-world git: repositories of other users and in other formats, settings, keys, clocks.

#![cfg(unix)]

use std::os::unix::fs::lchown;

use std::time::{Duration, Instant};

use crate::fake::{FakeGitHub, TOKEN};
use crate::support::{CommandOutput, Idp};

const GROUPS: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: web\nspec:\n  type: team\n  children: []\n";

/// A user with a git identity.
fn user_with_identity() -> Idp {
    ["AUTHOR", "COMMITTER"]
        .iter()
        .fold(Idp::new(), |idp, role| {
            idp.with_env(&format!("GIT_{role}_NAME"), "Ada")
                .with_env(&format!("GIT_{role}_EMAIL"), "ada@acme.example")
        })
}

/// A platform with two commits in `folder`; `init` contains further options for `git init`.
fn create_platform(idp: &Idp, folder: &str, init: &[&str]) {
    idp.write_file(
        &format!("{folder}/idp.yaml"),
        "organisation: acme\nforge: local\n",
    );
    idp.write_file(&format!("{folder}/catalog-info.yaml"), GROUPS);
    idp.run_git(folder, ["init", "--quiet"].iter().chain(init));
    for message in ["one", "two"] {
        idp.run_git(folder, ["add", "--all"]);
        idp.run_git(
            folder,
            ["commit", "--quiet", "--allow-empty", "--message", message],
        );
    }
}

/// Gives everything below `folder` to another user; `false` if that isn't permitted, because only root can do it.
fn chown_to_other_user(idp: &Idp, folder: &str) -> bool {
    walkdir::WalkDir::new(idp.path(folder))
        .contents_first(true)
        .into_iter()
        .all(|entry| lchown(entry.unwrap().path(), Some(1234), Some(1234)).is_ok())
}

/// The error and the help of a failed run.
fn error_and_help_lines(idp: &Idp, run: CommandOutput, code: i32) -> String {
    let run = run.assert_exit_code(code);
    let lines = run.stderr.lines();
    let told = lines.filter(|line| line.starts_with("error") || line.starts_with("help"));
    idp.redact(&told.collect::<Vec<_>>().join("\n"))
}

#[test]
fn a_repository_of_another_user_is_called_so() {
    let idp = user_with_identity();
    create_platform(&idp, "it's here", &[]);
    if !chown_to_other_user(&idp, "it's here") {
        return;
    }
    for question in [
        ["catalog", "validate", "--changed-since", "HEAD~1"],
        ["catalog", "list", "--at", "HEAD~1"],
    ] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(error_and_help_lines(&idp, idp.run_in("it's here", question), 4), @r"
            error: the repository [ROOT]/here/it's here belongs to another user
            help: if you trust it: git config --global --add safe.directory '[ROOT]/here/it'\''s here'
            ");
        }
    }
    let set = ["catalog", "set", "group:web", "title=Web"];
    let run = idp.run_in("it's here", set).assert_exit_code(4);
    assert!(run.stderr.contains("safe.directory"), "{run}");
    assert_eq!(idp.read_file("it's here/catalog-info.yaml"), GROUPS);
}

#[test]
fn what_git_accepts_is_accepted_however_it_is_set() {
    let idp = user_with_identity();
    create_platform(&idp, "p", &[]);
    if !chown_to_other_user(&idp, "p") {
        return;
    }
    let dir = idp.path("p").canonicalize().unwrap();
    let idp = idp
        .with_env("GIT_CONFIG_COUNT", "1")
        .with_env("GIT_CONFIG_KEY_0", "safe.directory")
        .with_env("GIT_CONFIG_VALUE_0", &dir.display().to_string());
    idp.run_in("p", ["catalog", "validate", "--changed-since", "HEAD~1"])
        .assert_success();
    idp.run_in("p", ["catalog", "list", "--at", "HEAD~1"])
        .assert_success();
    idp.run_in("p", ["catalog", "diff", "HEAD~1"])
        .assert_success();
    idp.run_in("p", ["who-owns", "group:web", "--history"])
        .assert_success();
}

/// The remotes of a clone are read, but nothing in it is executed.
#[test]
fn who_owns_knows_a_clone_of_another_user_by_its_remotes() {
    let idp = user_with_identity();
    let component = "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: bill, annotations: {github.com/project-slug: acme/bill}}\nspec: {type: service, lifecycle: production, owner: web}\n";
    idp.write_file("p/idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("p/catalog-info.yaml", &format!("{GROUPS}{component}"));
    idp.write_file("c/a.ts", "");
    idp.write_file("loose/catalog-info.yaml", GROUPS);
    idp.write_file("loose/CODEOWNERS", "* @other/web\n/b/ @acme/web\n");
    idp.write_file("loose/b/x.ts", "");
    for folder in ["c", "loose"] {
        idp.run_git(folder, ["init", "--quiet"]);
        let remote = format!("git@github.com:acme/{}.git", folder.replace('c', "bill"));
        idp.run_git(folder, ["remote", "add", "origin", &remote]);
    }
    idp.run_git("c", ["add", "--all"]);
    idp.run_git("c", ["commit", "--quiet", "--message", "one"]);
    idp.run_git("c", ["worktree", "add", "--quiet", "../tree"]);
    if !["c", "tree", "loose"]
        .iter()
        .all(|folder| chown_to_other_user(&idp, folder))
    {
        return;
    }
    for folder in ["c", "tree"] {
        let question = ["--platform", "../p", "who-owns", "a.ts"];
        let run = idp.run_in(folder, question).assert_success();
        assert!(run.stdout.contains("component:default/bill"), "{run}");
    }
    let owner = |path: &str| {
        let run = idp.run_in("loose", ["who-owns", path, "-o", "json"]);
        run.stdout_json()["results"][0]["owner"].clone()
    };
    assert_eq!(owner("CODEOWNERS"), "group:other/web");
    assert_eq!(owner("b/x.ts"), "group:default/web");
}

#[test]
fn a_remote_that_cannot_be_read_is_a_reason() {
    let idp = user_with_identity();
    create_platform(&idp, "p", &[]);
    idp.write_file("c/a.ts", "");
    idp.run_git("c", ["init", "--quiet"]);
    idp.write_file("c/.git/config", "[core\n");
    let run = idp.run_in("c", ["--platform", "../p", "who-owns", "a.ts"]);
    insta::assert_snapshot!(error_and_help_lines(&idp, run, 3), @"
    error: the repository for this path is unknown: cannot open [ROOT]/here/c: failed to parse config file: missing ']' in section header (in [ROOT]/here/c/.git/config:1)
    help: list entities: idp --platform ../p catalog list
    ");
}

#[test]
fn a_bare_platform_of_another_user_is_called_so() {
    let idp = user_with_identity();
    create_platform(&idp, "p", &[]);
    idp.run_git("", ["clone", "--quiet", "--bare", "p", "hub.git"]);
    if !chown_to_other_user(&idp, "hub.git") {
        return;
    }
    let run = idp.run(["catalog", "list", "--platform", "hub.git"]);
    insta::assert_snapshot!(error_and_help_lines(&idp, run, 4), @"
    error: the repository [ROOT]/here/hub.git belongs to another user
    help: if you trust it: git config --global --add safe.directory [ROOT]/here/hub.git
    ");
}

#[test]
fn a_bare_platform_answers_where_one_stands_in_it() {
    let idp = user_with_identity();
    create_platform(&idp, "p", &[]);
    idp.run_git("", ["clone", "--quiet", "--bare", "p", "hub.git"]);
    // In a repository without a platform, the search ends.
    idp.run_git("", ["init", "--quiet", "--bare", "other.git"]);
    let other = idp
        .run_in("other.git", ["catalog", "list"])
        .assert_success();
    assert!(other.stderr.contains("practice"), "{other}");
    let answers = |idp: &Idp, folder: &str| {
        let list = idp.run_in(folder, ["catalog", "list", "-o", "json"]);
        let list: serde_json::Value = serde_json::from_str(&list.assert_success().stdout).unwrap();
        assert_eq!(list["platform"]["practice"], false, "{list:#}");
        assert_eq!(list["entities"][0]["name"], "web", "{list:#}");
    };
    answers(&idp, "hub.git");
    answers(&idp, "hub.git/hooks");
    // As git runs a server-side hook.
    answers(&idp.with_env("GIT_DIR", "."), "hub.git");
}

#[test]
fn a_repository_of_sha256_is_named_and_its_files_are_read() {
    let idp = user_with_identity();
    create_platform(&idp, "mono/p", &[]);
    std::fs::remove_dir_all(idp.path("mono/p/.git")).unwrap();
    idp.run_git("mono", ["init", "--quiet", "--object-format=sha256"]);
    idp.run_git("mono", ["add", "--all"]);
    idp.run_git("mono", ["commit", "--quiet", "--message", "one"]);
    let run = idp.run_in(
        "mono",
        ["catalog", "validate", "p", "--changed-since", "HEAD"],
    );
    insta::assert_snapshot!(error_and_help_lines(&idp, run, 2), @"
    error: the repository [ROOT]/here/mono uses the sha256 object format, so idp can't read its history
    help: idp can read the files here, but can't commit or use --at, --changed-since or --history
    ");
    // Nothing is written without a commit unless that was requested.
    let set = ["catalog", "set", "group:web", "title=Web"];
    let run = idp.run_in("mono/p", set).assert_exit_code(2);
    assert!(run.stderr.contains("add --no-commit"), "{run}");
    assert_eq!(idp.read_file("mono/p/catalog-info.yaml"), GROUPS);
    let bad = GROUPS.replace("children: []", "children: 1");
    idp.write_file("mono/p/catalog-info.yaml", &bad);
    let run = idp.run_in("mono/p", ["catalog", "validate", "-o", "github"]);
    assert!(
        run.stdout.contains("file=p/catalog-info.yaml"),
        "annotations name files from the top of the repository: {run}"
    );
}

#[test]
fn a_format_that_git_does_not_know_either_is_named() {
    let idp = user_with_identity();
    create_platform(&idp, "p", &[]);
    for (key, value) in [
        ("core.repositoryformatversion", "1"),
        ("extensions.refStorage", "reftable"),
    ] {
        idp.run_git("p", ["config", key, value]);
    }
    let run = idp.run_in("p", ["catalog", "list", "--at", "HEAD"]);
    insta::assert_snapshot!(error_and_help_lines(&idp, run, 2), @"
    error: the repository [ROOT]/here/p uses the reftable ref format, so idp can't read its history
    help: idp can read the files here, but can't commit or use --at, --changed-since or --history
    ");
    idp.run_in("p", ["catalog", "list"]).assert_success();
}

#[test]
fn a_git_directory_may_lie_elsewhere() {
    let idp = user_with_identity();
    create_platform(&idp, "p", &["--separate-git-dir=../elsewhere"]);
    // `.git` is a file that names the git directory, or a link to it.
    for (title, commits) in [("title=File", "3"), ("title=Link", "4")] {
        if title == "title=Link" {
            std::fs::remove_file(idp.path("p/.git")).unwrap();
            std::os::unix::fs::symlink("../elsewhere", idp.path("p/.git")).unwrap();
        }
        for verb in [
            &["catalog", "list", "--at", "HEAD~1"][..],
            &["catalog", "validate", "--changed-since", "HEAD~1"],
            &["catalog", "validate", "--staged"],
            &["catalog", "set", "group:web", title],
        ] {
            idp.run_in("p", verb).assert_success();
        }
        assert_eq!(idp.run_git("p", ["status", "--short"]), "");
        assert_eq!(idp.run_git("p", ["rev-list", "--count", "HEAD"]), commits);
    }
}

const NEW: [&str; 6] = ["new", "service", "basket", "--owner", "payments", "-q"];

/// A user of the practice platform with these git settings.
fn user_with_gitconfig(settings: &str) -> Idp {
    let idp = Idp::new();
    let who = "[user]\n  name = Ada\n  email = ada@acme.example\n";
    idp.write_file("../home/.gitconfig", &format!("{who}{settings}"));
    idp
}

#[test]
fn a_key_that_cannot_be_loaded_comes_with_what_to_do() {
    for program in [
        "[gpg]\n  program = false\n",
        "[gpg]\n  format = ssh\n[user]\n  signingKey = /nowhere/key.pub\n",
        "[gpg]\n  format = ssh\n",
    ] {
        let idp = user_with_gitconfig(&format!("[commit]\n  gpgSign = true\n{program}"));
        let run = idp.run(NEW).assert_exit_code(4);
        assert!(
            run.stderr
                .contains("\nhelp: git can't use your signing key"),
            "{run}"
        );
        assert!(run.stderr.contains("user.signingKey"), "{run}");
        assert_eq!(std::fs::read_dir(idp.path("")).unwrap().count(), 0);
        let runs = idp
            .run(["runs", "list", "-o", "json"])
            .assert_success()
            .stdout_json();
        assert_eq!(runs["runs"], serde_json::json!([]));
    }
}

#[test]
fn submodules_are_no_reason_not_to_push() {
    for setting in ["only", "check", "on-demand"] {
        let idp = user_with_gitconfig(&format!("[push]\n  recurseSubmodules = {setting}\n"));
        idp.run(NEW).assert_success();
        idp.run(["who-owns", "basket"]).assert_success();
        idp.run(["catalog", "set", "ledger", "description=Changed"])
            .assert_success();
        let shown = idp.run(["catalog", "show", "ledger"]).assert_success();
        assert!(shown.stdout.contains("Changed"), "{setting}: {shown}");
    }
}

#[test]
fn a_push_that_git_may_not_make_fails_at_once() {
    let idp = user_with_gitconfig("[url \"ext::sh -c nothing \"]\n  pushInsteadOf = file://\n");
    let began = Instant::now();
    let run = idp.run(NEW).assert_exit_code(2);
    assert!(began.elapsed() < Duration::from_secs(20), "{run}");
    assert!(run.stderr.contains("transport 'ext' not allowed"), "{run}");
    assert!(run.stderr.contains("git config --show-origin"), "{run}");
}

#[test]
fn a_hook_that_declines_is_not_asked_for_long() {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    let hook = idp.idp_home().join("platform.git/hooks/pre-receive");
    idp.write_script(hook, "echo catalog files need a ticket; exit 1");
    let began = Instant::now();
    let run = idp.run(NEW).assert_exit_code(5);
    assert!(began.elapsed() < Duration::from_secs(12), "{run}");
    assert!(run.stderr.contains("catalog files need a ticket"), "{run}");
}

#[test]
fn a_trace_that_a_configuration_switches_on_gets_no_token() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let target = |name: &str| idp.path(&format!("../{name}.log")).display().to_string();
    idp.write_file(
        "../home/.gitconfig",
        &format!(
            "[trace2]\n  eventTarget = {}\n  normalTarget = {}\n  perfTarget = {}\n  configParams = *\n  envVars = IDP_GIT_AUTHORIZATION,GH_ENTERPRISE_TOKEN\n",
            target("event"),
            target("normal"),
            target("perf")
        ),
    );
    idp.run(["new", "service", "cart", "--owner", "payments", "-q"])
        .assert_success();
    let basic = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        format!("x-access-token:{TOKEN}"),
    );
    for name in ["event", "normal", "perf"] {
        let log = std::fs::read_to_string(target(name)).unwrap_or_default();
        assert!(!log.contains(TOKEN) && !log.contains(&basic), "{name}");
    }
    // The configuration does work: git traces commands that `idp` doesn't run.
    let mut theirs = idp.command("git");
    theirs.env_remove("GIT_TRACE2").arg("version");
    theirs.output().unwrap();
    assert!(
        std::fs::read_to_string(target("event"))
            .unwrap()
            .contains("version")
    );
}

#[test]
fn a_clock_that_is_far_off_makes_commits_all_the_same() {
    for (clock, seconds) in [
        ("1970-01-01T00:00:00Z", "0"),
        ("1972-06-01T00:00:00Z", "76204800"),
        ("2200-01-01T00:00:00Z", "7258118400"),
    ] {
        let idp = Idp::new().with_env("IDP_CLOCK", clock);
        idp.run(NEW).assert_success();
        assert_eq!(
            idp.run_git("basket", ["log", "-1", "--format=%ad", "--date=raw"]),
            format!("{seconds} +0000")
        );
    }
}

#[test]
fn what_is_called_git_and_is_not_is_refused() {
    for (printed, shown) in [("echo garbage", "garbage"), ("true", "")] {
        let idp = Idp::new();
        idp.write_script("bin/git", printed);
        let path = idp.path("bin").display().to_string();
        let run = idp.with_env("PATH", &path).run(NEW).assert_exit_code(7);
        assert!(
            run.stderr.starts_with(&format!(
                "error: `git version` printed `{shown}`, which is not a git version\nhelp: install git 2.38"
            )),
            "{run}"
        );
    }
}

/// A partial clone of a platform whose group had another type one commit ago.
fn create_partial_clone(idp: &Idp, filter: &str) {
    create_platform(idp, "p", &[]);
    idp.write_file("p/catalog-info.yaml", &GROUPS.replace("team", "squad"));
    idp.run_git("p", ["commit", "--quiet", "--all", "--message", "three"]);
    idp.run_git("p", ["config", "uploadpack.allowFilter", "true"]);
    idp.run_git("p", ["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let url = format!("file://{}", idp.path("p").canonicalize().unwrap().display());
    idp.run_git("", ["clone", "--quiet", filter, &url, "clone"]);
}

#[test]
fn what_a_partial_clone_left_out_is_fetched_and_never_overlooked() {
    for filter in ["--filter=blob:none", "--filter=tree:0"] {
        let idp = user_with_identity();
        create_partial_clone(&idp, filter);
        let list = ["catalog", "list", "--at", "HEAD~1", "-o", "csv"];
        let offline = idp
            .run_in("clone", list.iter().chain(&["--offline"]))
            .assert_exit_code(2);
        assert!(
            offline
                .stderr
                .contains("is a partial clone that lacks 1 file"),
            "{offline}"
        );
        let shown = idp.run_in("clone", list).assert_success();
        assert!(
            shown.stdout.contains("group:default/web,Group,web,,team"),
            "{filter}: {shown}"
        );
        idp.run_in("clone", list.iter().chain(&["--offline"]))
            .assert_success();
    }
    let idp = user_with_identity();
    create_partial_clone(&idp, "--filter=blob:none");
    idp.run_in("clone", ["who-owns", "group:web", "--history"])
        .assert_success();
    let idp = user_with_identity();
    create_partial_clone(&idp, "--filter=blob:none");
    std::fs::rename(idp.path("p"), idp.path("gone")).unwrap();
    let run = idp
        .run_in("clone", ["catalog", "list", "--at", "HEAD~1"])
        .assert_exit_code(5);
    assert!(
        run.stderr.contains("help: fetch everything: git -C "),
        "{run}"
    );
}

#[test]
fn a_secret_in_the_url_of_a_remote_is_in_no_argument() {
    let idp = user_with_identity();
    create_platform(&idp, "p", &[]);
    idp.run_git(
        "p",
        [
            "remote",
            "add",
            "origin",
            "https://ada:s3cret@127.0.0.1:1/p.git",
        ],
    );
    let real = find_git_binary();
    let record = idp.path("../arguments");
    let script = format!(
        "for argument; do echo \"$argument\"; done >> '{}'
exec '{real}' \"$@\"",
        record.display()
    );
    idp.write_script("bin/git", &script);
    let path = format!(
        "{}:{}",
        idp.path("bin").display(),
        std::env::var("PATH").unwrap()
    );
    let idp = idp.with_env("PATH", &path);
    let new = ["new", "service", "cart", "--owner", "web"];
    let run = idp.run_in("p", new).assert_exit_code(5);
    assert!(!run.to_string().contains("s3cret"), "{run}");
    let arguments = std::fs::read_to_string(record).unwrap();
    assert!(
        arguments.contains("https://127.0.0.1:1/p.git"),
        "{arguments}"
    );
    assert!(!arguments.contains("s3cret"), "{arguments}");
}

/// The path of the git that these tests use.
fn find_git_binary() -> String {
    let paths = std::env::var_os("PATH").unwrap();
    let mut found = std::env::split_paths(&paths).map(|folder| folder.join("git"));
    found
        .find(|path| path.is_file())
        .unwrap()
        .display()
        .to_string()
}

#[test]
fn a_commit_that_was_not_fetched_comes_with_how_to_fetch_it() {
    let idp = user_with_identity();
    create_platform(&idp, "p", &[]);
    idp.run_git(
        "p",
        ["remote", "add", "origin", "https://git.acme.example/p"],
    );
    let at = |text: &'static str| ["catalog", "list", "--at", text];
    let run = idp.run_in("p", at("origin/main")).assert_exit_code(3);
    assert!(
        run.stderr.contains("\nhelp: git fetch origin main\n"),
        "{run}"
    );
    let run = idp.run_in("p", at("origin/main;x")).assert_exit_code(3);
    assert!(!run.stderr.contains("git fetch"), "{run}");
    let url = format!("file://{}", idp.path("p").canonicalize().unwrap().display());
    idp.run_git("", ["clone", "--quiet", "--depth=1", &url, "shallow"]);
    let run = idp.run_in("shallow", at("HEAD~1")).assert_exit_code(3);
    assert!(run.stderr.contains("fetch-depth: 0"), "{run}");
}

#[test]
fn a_git_file_that_leads_nowhere_is_no_reason_to_make_a_repository() {
    let idp = user_with_identity();
    idp.write_file("p/idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("p/catalog-info.yaml", GROUPS);
    idp.write_file("p/.git", "gitdir: /nowhere\n");
    let run = idp
        .run_in("p", ["catalog", "list", "--at", "HEAD"])
        .assert_exit_code(2);
    assert!(!run.stderr.contains("git init"), "{run}");
    assert!(run.stderr.contains("help: git -C "), "{run}");
}

const ADD: [&str; 4] = ["catalog", "set", "web", "title=Web"];

#[test]
fn a_fault_of_the_configuration_is_not_a_missing_name() {
    let set = |setting: [&str; 2]| {
        let idp = user_with_identity();
        create_platform(&idp, "here", &[]);
        idp.run_git("here", ["config"].iter().chain(&setting));
        let run = idp.run_in("here", ADD);
        assert!(run.code != Some(0), "{setting:?}: {run}");
        assert!(
            !run.stderr.contains("does not know who"),
            "{setting:?}: {run}"
        );
        run.stderr
    };
    let told = set(["core.preloadIndex", "abc"]);
    assert!(told.contains("bad boolean config value 'abc'"), "{told}");
    let told = set(["core.compression", "99"]);
    assert!(told.contains("bad zlib compression level 99"), "{told}");
    let idp = user_with_identity().with_env("GIT_AUTHOR_DATE", "garbage");
    create_platform_by_shell(&idp);
    let run = idp.run_in("here", ADD);
    assert!(run.stderr.contains("invalid date format"), "{run}");
}

/// As [`create_platform`], for a user with an unusual git environment.
fn create_platform_by_shell(idp: &Idp) {
    idp.write_file("here/idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("here/catalog-info.yaml", GROUPS);
    let commands =
        "cd here && unset GIT_AUTHOR_DATE && git init -q && git add -A && git commit -qm one";
    idp.run_shell(commands).assert_success();
}

#[test]
fn variables_for_pathspecs_change_nothing() {
    for name in ["GLOB", "NOGLOB", "ICASE", "LITERAL"] {
        let idp = user_with_identity().with_env(&format!("GIT_{name}_PATHSPECS"), "1");
        create_platform_by_shell(&idp);
        idp.run_in("here", ADD).assert_success();
        assert_eq!(idp.run_git("here", ["status", "--short"]), "", "{name}");
    }
}

/// Creates an ssh key in the home directory; `mode` is the file mode of the private key.
fn create_ssh_key(idp: &Idp, passphrase: &str, mode: &str) {
    let line = format!(
        "ssh-keygen -q -t ed25519 -N '{passphrase}' -f ../home/key && chmod {mode} ../home/key"
    );
    assert_eq!(idp.run_shell(&line).code, Some(0));
}

#[test]
fn whatever_keeps_a_key_from_signing_comes_with_what_to_do() {
    let ssh = "[gpg]\n  format = ssh\n[user]\n  signingKey = ~/key";
    for (passphrase, mode, settings, reason) in [
        ("secret", "600", format!("{ssh}.pub\n"), "passphrase"),
        ("", "644", format!("{ssh}\n"), "are too open."),
        (
            "",
            "600",
            format!("{ssh}\n[gpg \"ssh\"]\n  program = /nonexistent\n"),
            "/nonexistent",
        ),
        (
            "",
            "600",
            "[gpg]\n  format = nonsense\n".to_owned(),
            "gpg.format",
        ),
    ] {
        // No one is there to type the passphrase.
        let idp = user_with_gitconfig(&format!("[commit]\n  gpgSign = true\n{settings}"))
            .with_env("SSH_ASKPASS_REQUIRE", "force")
            .with_env("SSH_ASKPASS", "false");
        create_ssh_key(&idp, passphrase, mode);
        let run = idp.run(NEW).assert_exit_code(4);
        let error = run.stderr.lines().next().unwrap_or_default();
        assert!(error.contains(reason) && !error.contains("@@"), "{run}");
        assert!(
            run.stderr
                .contains("\nhelp: git can't use your signing key"),
            "{run}"
        );
        assert!(!idp.path("basket").exists());
    }
}

#[test]
fn a_clone_of_another_user_that_git_accepts_is_edited() {
    let idp = user_with_identity();
    create_platform(&idp, "p", &[]);
    if !chown_to_other_user(&idp, "p") {
        return;
    }
    let dir = idp.path("p").canonicalize().unwrap();
    let accepted = format!("[safe]\n  directory = {}\n", dir.display());
    idp.write_file("../home/.gitconfig", &accepted);
    idp.run_in("p", ["catalog", "set", "group:web", "title=Web"])
        .assert_success();
    assert_eq!(idp.run_git("p", ["status", "--porcelain"]), "");
    assert_eq!(idp.run_git("p", ["rev-list", "--count", "HEAD"]), "3");
}

#[test]
fn a_remote_that_is_a_mirror_elsewhere_is_pushed_to_all_the_same() {
    let idp = user_with_gitconfig("[remote \"origin\"]\n  mirror = true\n");
    let began = Instant::now();
    idp.run(NEW).assert_success();
    assert!(began.elapsed() < Duration::from_secs(30));
    idp.run(["who-owns", "basket"]).assert_success();
}
