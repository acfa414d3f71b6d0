//! The check of a pull request: it uses the settings of the base, and reports every change that would relax it.

use crate::support::{CommandOutput, Idp};

const PLATFORM: &str = "organisation: acme\nforge: local\n";
const LOCATION: &str = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec:\n  targets: ['./catalog/**/*.yaml']\n";
const INVALID_COMPONENT: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: bad}\nspec: {type: service, lifecycle: production, owner: nobody}\n";

fn group_yaml(name: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\nspec: {{type: team, children: []}}\n"
    )
}

fn component_yaml(name: &str, owner: &str) -> String {
    INVALID_COMPONENT
        .replace("bad", name)
        .replace("nobody", owner)
}

/// A valid platform, committed and tagged `base`.
fn create_base() -> Idp {
    let idp = Idp::new().with_env("CI", "true");
    idp.run_git("", ["init", "--quiet"]);
    idp.write_file("idp.yaml", PLATFORM);
    idp.write_file("catalog-info.yaml", LOCATION);
    idp.write_file("catalog/web.yaml", &group_yaml("web"));
    idp.write_file("catalog/shop.yaml", &component_yaml("shop", "web"));
    commit_all(&idp, "base");
    idp.run_git("", ["tag", "base"]);
    idp
}

fn commit_all(idp: &Idp, message: &str) {
    idp.run_git("", ["add", "--all"]);
    idp.run_git("", ["commit", "--quiet", "--allow-empty", "-m", message]);
}

fn validate_changes(idp: &Idp) -> CommandOutput {
    idp.run(["catalog", "validate", "--changed-since", "base"])
}

fn remove_file(idp: &Idp, path: &str) {
    std::fs::remove_file(idp.path(path)).unwrap();
}

#[test]
fn a_harmless_change_passes() {
    let idp = create_base();
    validate_changes(&idp).assert_success();
    idp.write_file("catalog/cart.yaml", &component_yaml("cart", "web"));
    // Stricter rules aren't reported.
    idp.write_file(
        "idp.yaml",
        &format!("{PLATFORM}rules: {{without-system: warning, lifecycle-unknown: error}}\n"),
    );
    commit_all(&idp, "good");
    let run = validate_changes(&idp).assert_success();
    assert!(!run.stdout.contains("check-relaxed"), "{run}");
    idp.run(["catalog", "validate"]).assert_success();
}

/// The name of a change, the change, and the expected message.
type RelaxingChange = (&'static str, fn(&Idp), &'static str);

/// Ways in which a pull request could relax its own check. Each of these used to pass.
const CHANGES: &[RelaxingChange] = &[
    (
        "a rule is off",
        |idp| {
            idp.write_file(
                "idp.yaml",
                &format!("{PLATFORM}rules: {{owner-not-found: off}}\n"),
            )
        },
        "owner-not-found is lowered from error to off",
    ),
    (
        "a rule is less severe",
        |idp| {
            idp.write_file(
                "idp.yaml",
                &format!("{PLATFORM}rules: {{owner-not-found: warning}}\n"),
            )
        },
        "owner-not-found is lowered from error to warning",
    ),
    (
        "everything lives elsewhere",
        |idp| {
            idp.write_file(
                "idp.yaml",
                &format!("{PLATFORM}external: {{refs: ['*:*/*']}}\n"),
            )
        },
        "`external` now covers *:*/*",
    ),
    (
        "the last group is gone",
        |idp| remove_file(idp, "catalog/web.yaml"),
        "owner-not-found checks less than before",
    ),
    (
        "the catalog starts elsewhere",
        |idp| {
            idp.write_file(
                "idp.yaml",
                &format!("{PLATFORM}catalog: {{root: other.yaml}}\n"),
            );
            idp.write_file("other.yaml", &group_yaml("other"));
        },
        "the catalog now starts at other.yaml instead of catalog-info.yaml",
    ),
    (
        "the target is gone",
        |idp| {
            idp.write_file(
                "catalog-info.yaml",
                &LOCATION.replace("./catalog/**/*.yaml", "./catalog/web.yaml"),
            )
        },
        "no longer part of the catalog",
    ),
    (
        "targets are optional",
        |idp| {
            idp.write_file(
                "catalog-info.yaml",
                &format!("{LOCATION}  presence: optional\n").replace("./catalog/**", "./gone/**"),
            );
        },
        "the targets of this Location became optional",
    ),
    (
        "the other suffix",
        |idp| {
            remove_file(idp, "catalog/bad.yaml");
            idp.write_file("catalog/bad.yml", INVALID_COMPONENT);
        },
        "no Location reaches this catalog file",
    ),
    (
        "a link",
        |idp| {
            remove_file(idp, "catalog/bad.yaml");
            idp.write_file("elsewhere", INVALID_COMPONENT);
            std::os::unix::fs::symlink("../elsewhere", idp.path("catalog/bad.yaml")).unwrap();
        },
        "not a regular file, or its name isn't UTF-8",
    ),
    (
        "a name that is no text",
        |idp| {
            use std::os::unix::ffi::OsStrExt;
            let name = std::ffi::OsStr::from_bytes(b"catalog/b\xffd.yaml");
            std::fs::rename(idp.path("catalog/bad.yaml"), idp.path("").join(name)).unwrap();
        },
        "not a regular file, or its name isn't UTF-8",
    ),
    (
        "idp.yaml is a dangling link",
        |idp| {
            remove_file(idp, "idp.yaml");
            std::os::unix::fs::symlink("gone", idp.path("idp.yaml")).unwrap();
        },
        "idp.yaml is missing or no longer a regular file",
    ),
    (
        "idp.yaml is a folder",
        |idp| {
            remove_file(idp, "idp.yaml");
            idp.write_file("idp.yaml/x", "x");
        },
        "idp.yaml is missing or no longer a regular file",
    ),
    (
        "idp.yaml is gone",
        |idp| remove_file(idp, "idp.yaml"),
        "idp.yaml is missing or no longer a regular file",
    ),
];

#[test]
fn no_change_talks_the_check_out_of_it() {
    for (what, change, said) in CHANGES {
        let idp = create_base();
        idp.write_file("catalog/bad.yaml", INVALID_COMPONENT);
        change(&idp);
        commit_all(&idp, what);
        let run = validate_changes(&idp);
        assert!(matches!(run.code, Some(1 | 2)), "{what}: {run}");
        assert!(run.stdout.contains(said), "{what}: {run}");
        // Selecting paths doesn't avoid the check either.
        let check = ["catalog", "validate", "--changed-since", "base"];
        for (folder, path) in [("", "."), ("", "catalog/shop.yaml"), ("catalog", ".")] {
            let run = idp.run_in(folder, check.iter().chain([&path]));
            assert!(run.stdout.contains(said), "{what} in {path}: {run}");
            assert_eq!(run.code, Some(1), "{what} in {path}: {run}");
        }
        if run.code == Some(1) {
            let github = idp.run([
                "catalog",
                "validate",
                "--changed-since",
                "base",
                "-o",
                "github",
            ]);
            assert!(
                github.assert_exit_code(1).stdout.contains("::error "),
                "{what}"
            );
        }
    }
}

/// The lock of a service names its platform. Next to the remains of a catalog, it must not divert the check there.
#[test]
fn a_lock_does_not_have_another_platform_judged() {
    let good = create_base();
    let hub = format!("file://{}", good.path("").display());
    let service = Idp::new();
    let new = ["new", "service", "till", "--owner", "payments", "-q"];
    service.run(new).assert_success();
    let lock = service.read_file("till/.idp/lock.yaml");
    let lock = lock.replace("platform: practice", &format!("platform: {hub}"));
    let idp = create_base();
    idp.write_file("catalog/bad.yaml", INVALID_COMPONENT);
    remove_file(&idp, "idp.yaml");
    remove_file(&idp, "catalog-info.yaml");
    idp.write_file(".idp/lock.yaml", &lock);
    commit_all(&idp, "lock");
    validate_changes(&idp).assert_exit_code(2);
    let run = idp.run(["catalog", "validate"]).assert_exit_code(1);
    assert!(run.stdout.contains("owner-not-found"), "{run}");
    // If nothing is left of the catalog, the output names the platform that is checked.
    idp.run_git("", ["rm", "-r", "--quiet", "catalog"]);
    commit_all(&idp, "nothing");
    validate_changes(&idp).assert_exit_code(2);
    let run = idp.run(["catalog", "validate"]).assert_success();
    assert!(run.stderr.contains(&format!("platform  {hub}")), "{run}");
}

/// Deletions break refs too, and unstaged changes aren't part of the commit.
#[test]
fn the_hooks_run_on_every_commit_and_judge_what_is_staged() {
    let hooks = include_str!("../../.pre-commit-hooks.yaml");
    let hooks: Vec<&str> = hooks.split("- id: ").skip(1).collect();
    assert_eq!(hooks.len(), 2);
    for hook in hooks {
        let lines: Vec<&str> = hook.lines().map(str::trim).collect();
        assert!(lines.contains(&"always_run: true"), "{hook}");
        assert!(lines.contains(&"pass_filenames: false"), "{hook}");
        assert!(
            lines.contains(&"entry: idp catalog validate --staged"),
            "{hook}"
        );
        assert!(
            !lines.iter().any(|line| line.starts_with("files:")),
            "{hook}"
        );
    }
}

#[test]
fn a_relaxed_setting_is_shown_where_it_stands() {
    let idp = create_base();
    let before = "rules: {owner-not-found: error}\ntaxonomy: {types: {Component: [service]}}\n";
    idp.write_file("idp.yaml", &format!("{PLATFORM}{before}"));
    commit_all(&idp, "words");
    idp.run_git("", ["tag", "--force", "base"]);
    idp.write_file("idp.yaml", "\u{feff}organisation: acme\nforge: local\n# a, or not owner-not-found\ncatalog: {placeholders: [a]}\nexternal: {refs: ['group:*/*']}\nrules:\n  owner-not-found: off\ntaxonomy:\n  types: {Component: [service, a]}\n  lifecycles: [experimental, production, deprecated, a]\n");
    commit_all(&idp, "relaxed");
    let run = idp.run([
        "catalog",
        "validate",
        "--changed-since",
        "base",
        "-o",
        "json",
    ]);
    let report = run.assert_exit_code(1).stdout_json();
    let found = report["diagnostics"].as_array().unwrap().iter();
    let shown = found.map(|finding| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!(
            "{}:{} {}",
            finding["line"],
            finding["column"],
            text("message")
        )
    });
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @"
    7:3 owner-not-found is lowered from error to off
    4:26 `catalog.placeholders` now includes a
    5:19 `external` now covers group:*/*
    10:54 `taxonomy` allows the lifecycle a
    9:32 `taxonomy` allows the type a for Component
    ");
}

#[test]
fn who_owns_the_settings_may_allow_it() {
    let idp = create_base();
    idp.write_file(
        "idp.yaml",
        &format!("{PLATFORM}rules: {{owner-not-found: warning}}\n"),
    );
    commit_all(&idp, "relaxed");
    validate_changes(&idp).assert_exit_code(1);
    let allowed = idp.run([
        "catalog",
        "validate",
        "--changed-since",
        "base",
        "--allow-relaxed",
    ]);
    let allowed = allowed.assert_success();
    assert!(
        allowed.stdout.contains("warning[check-relaxed]"),
        "{allowed}"
    );
    // What the change breaks is still an error under the settings of the base.
    idp.write_file("catalog/bad.yaml", INVALID_COMPONENT);
    commit_all(&idp, "broken");
    idp.run([
        "catalog",
        "validate",
        "--changed-since",
        "base",
        "--allow-relaxed",
    ])
    .assert_exit_code(1);
}

/// Model layers and resolvers decide what is valid, so they are settings too.
#[test]
fn a_change_is_judged_by_the_model_of_its_base() {
    let layer = "kinds:\n  - group: acme.example\n    names: {kind: Plugin}\n    versions:\n      - name: v1\n        schema: {jsonSchema: {type: object, required: [spec], properties: {spec: {type: object, required: [owner]}}}}\n";
    let plugin = "apiVersion: acme.example/v1\nkind: Plugin\nmetadata: {name: p}\nspec: {}\n";
    let models = |models: &str| format!("{PLATFORM}catalog: {{models: [{models}]}}\n");
    let idp = create_base();
    idp.write_file("model/plugins.yaml", layer);
    idp.write_file("idp.yaml", &models("model/plugins.yaml"));
    commit_all(&idp, "model");
    idp.run_git("", ["tag", "--force", "base"]);
    validate_changes(&idp).assert_success();
    idp.write_file("catalog/p.yaml", plugin);
    idp.write_file(
        "model/plugins.yaml",
        &layer.replace("required: [owner]", "required: []"),
    );
    commit_all(&idp, "relaxed");
    idp.run(["catalog", "validate"]).assert_success();
    let run = validate_changes(&idp).assert_exit_code(1);
    assert!(run.stdout.contains("error[missing-field]"), "{run}");
    assert!(run.stdout.contains("this model layer changed"), "{run}");
    remove_file(&idp, "catalog/p.yaml");
    idp.write_file("model/plugins.yaml", layer);
    idp.write_file("more.yaml", &layer.replace("Plugin", "Theme"));
    let both = models("model/plugins.yaml, more.yaml");
    idp.write_file(
        "idp.yaml",
        &both.replace("models:", "placeholders: [openapi], models:"),
    );
    commit_all(&idp, "more");
    let run = validate_changes(&idp).assert_exit_code(1);
    for said in [
        "`catalog.placeholders` now includes openapi",
        "`catalog.models` now includes more.yaml",
    ] {
        assert!(run.stdout.contains(said), "{run}");
    }
}

/// Commits are read from the root, so the settings of a platform in a folder would be ignored.
#[test]
fn a_platform_in_a_folder_is_no_reason_to_judge_by_other_settings() {
    let idp = Idp::new().with_env("CI", "true");
    idp.run_git("", ["init", "--quiet"]);
    idp.write_file(
        "p/idp.yaml",
        &format!("{PLATFORM}rules: {{without-system: error}}\n"),
    );
    idp.write_file("p/catalog-info.yaml", LOCATION);
    idp.write_file("p/catalog/web.yaml", &group_yaml("web"));
    commit_all(&idp, "base");
    idp.run_git("", ["tag", "base"]);
    idp.write_file("p/catalog/shop.yaml", &component_yaml("shop", "web"));
    commit_all(&idp, "shop");
    let refused = |folder: &str, arguments: &[&str]| {
        let check = ["catalog", "validate", "--changed-since", "base"];
        let run = idp.run_in(folder, check.iter().chain(arguments));
        let run = run.assert_exit_code(2);
        assert!(
            run.stderr.contains("in a subdirectory of its repository"),
            "{run}"
        );
    };
    idp.run_in("p", ["catalog", "validate", "catalog"])
        .assert_exit_code(1);
    refused("p", &[]);
    refused("p", &["catalog"]);
    refused("p", &["--staged"]);
    remove_file(&idp, "p/idp.yaml");
    commit_all(&idp, "lost");
    refused("p", &["catalog"]);
}

/// A checkout as made by actions/checkout: one commit, which merges the pull request into its base.
#[test]
fn a_merge_without_its_history_is_judged_by_its_parent() {
    let idp = create_base();
    let hub = idp.path("").parent().unwrap().join("hub");
    let hub = hub.display().to_string();
    idp.run_git("", ["init", "--quiet", "--bare", &hub]);
    idp.run_git("", ["checkout", "--quiet", "-b", "topic"]);
    idp.write_file(
        "idp.yaml",
        &format!("{PLATFORM}rules: {{owner-not-found: off}}\n"),
    );
    commit_all(&idp, "relaxed");
    idp.run_git("", ["checkout", "--quiet", "-B", "main", "base"]);
    idp.write_file("catalog/bad.yaml", INVALID_COMPONENT);
    commit_all(&idp, "somebody else's fault");
    let base = idp.run_git("", ["rev-parse", "HEAD"]);
    idp.run_git("", ["merge", "--quiet", "--no-ff", "topic"]);
    idp.run_git("", ["push", "--quiet", &hub, "HEAD:refs/heads/merge"]);
    let url = format!("file://{hub}");
    let clone = [
        "clone", "--quiet", "--depth", "1", "-b", "merge", &url, "one",
    ];
    idp.run_git("", clone);
    let base = base.trim();
    idp.run_git("one", ["fetch", "--quiet", "--depth", "1", "origin", base]);
    let run = idp.run_in("one", ["catalog", "validate", "--changed-since", base]);
    let run = run.assert_exit_code(1);
    assert!(run.stdout.contains("is lowered from error to off"), "{run}");
    assert!(!run.stdout.contains("error[owner-not-found]"), "{run}");
}

#[test]
fn a_clone_that_lacks_the_base_is_not_judged_by_another_commit() {
    let idp = create_base();
    idp.run_git("", ["checkout", "--quiet", "-b", "topic"]);
    idp.write_file("catalog/cart.yaml", &component_yaml("cart", "web"));
    commit_all(&idp, "cart");
    idp.run_git("", ["checkout", "--quiet", "-b", "other", "base"]);
    commit_all(&idp, "later");
    let from = format!("file://{}", idp.path("").display());
    let clone = ["clone", "--quiet", "--depth", "1", "--no-single-branch"];
    idp.run_git("", clone.iter().chain(&["-b", "topic", &from, "shallow"]));
    let check = ["catalog", "validate", "--changed-since", "origin/other"];
    let run = idp.run_in("shallow", check).assert_exit_code(3);
    assert!(
        run.stderr
            .contains("lacks the merge base of HEAD and `origin/other`"),
        "{run}"
    );
    assert!(run.stderr.contains("git fetch --unshallow"), "{run}");
    idp.run_git("shallow", ["fetch", "--quiet", "--unshallow"]);
    idp.run_in("shallow", check).assert_success();
}

#[test]
fn stray_files_are_noted_without_a_base_too() {
    let idp = create_base();
    idp.write_file("catalog/bad.yml", INVALID_COMPONENT);
    std::os::unix::fs::symlink("web.yaml", idp.path("catalog/linked.yaml")).unwrap();
    let run = idp.run(["catalog", "validate"]).assert_success();
    assert!(
        run.stdout.contains("catalog/bad.yml") && run.stdout.contains("catalog/linked.yaml"),
        "{run}"
    );
    assert_eq!(
        run.stdout.matches("note[unreached-file]").count(),
        2, // One for all documents, one for each link.
        "{run}"
    );
    // The base has the same finding, so the change doesn't introduce it.
    commit_all(&idp, "stray");
    idp.run_git("", ["tag", "--force", "base"]);
    validate_changes(&idp).assert_success();
}

#[test]
fn a_shallow_clone_says_what_is_missing() {
    let idp = create_base();
    commit_all(&idp, "more");
    let from = format!("file://{}", idp.path("").display());
    idp.run_git(
        "",
        [
            "clone",
            "--quiet",
            "--depth",
            "1",
            "--no-tags",
            &from,
            "shallow",
        ],
    );
    let run = idp
        .run_in(
            "shallow",
            ["catalog", "validate", "--changed-since", "base"],
        )
        .assert_exit_code(3);
    assert!(run.stderr.contains("git fetch --unshallow"), "{run}");
    assert!(run.stderr.contains("fetch-depth: 0"), "{run}");
}

#[test]
fn what_is_staged_is_judged_and_nothing_else() {
    let idp = create_base();
    let staged = ["catalog", "validate", "--staged"];
    idp.run(staged).assert_success();
    // A team that is not part of the commit.
    idp.write_file("catalog/new.yaml", &group_yaml("new"));
    idp.write_file("catalog/shop.yaml", &component_yaml("shop", "new"));
    idp.run_git("", ["add", "catalog/shop.yaml"]);
    idp.run(["catalog", "validate"]).assert_success();
    let run = idp.run(staged).assert_exit_code(1);
    assert!(
        run.stdout.contains("owner-not-found") && run.stdout.contains("catalog/shop.yaml"),
        "{run}"
    );
    idp.run_git("", ["add", "catalog/new.yaml"]);
    idp.run(staged).assert_success();
    // A deletion.
    idp.run_git("", ["rm", "--quiet", "--force", "catalog/new.yaml"]);
    idp.run(staged).assert_exit_code(1);
    // From any subfolder, and whatever is in the working tree.
    idp.write_file("catalog/new.yaml", &group_yaml("new"));
    idp.run_in("catalog", staged).assert_exit_code(1);
    // git resolves the path of the index from the root of the working tree.
    let hook = idp.with_env("GIT_INDEX_FILE", ".git/index");
    hook.run_in("catalog", staged).assert_exit_code(1);
    hook.run(["-C", "catalog", "catalog", "validate", "--staged"])
        .assert_exit_code(1);
}

/// git passes the index of `git commit -a` to its hooks in an environment variable.
#[test]
fn a_hook_judges_what_git_is_about_to_commit() {
    let idp = create_base();
    let hook = format!(
        "exec {} catalog validate --staged >&2",
        env!("CARGO_BIN_EXE_idp")
    );
    idp.write_script(".git/hooks/pre-commit", &hook);
    let try_commit = |arguments: &str| {
        let command =
            format!("git -c user.name=T -c user.email=t@example.com commit -q -m x {arguments}");
        idp.run_shell(&command).code
    };
    idp.write_file("catalog/shop.yaml", &component_yaml("shop", "nobody"));
    assert_ne!(try_commit("-a"), Some(0));
    assert_ne!(try_commit("catalog/shop.yaml"), Some(0));
    idp.run_git("", ["checkout", "--quiet", "catalog/shop.yaml"]);
    remove_file(&idp, "catalog/web.yaml");
    idp.write_file("catalog/two.yaml", &group_yaml("two"));
    idp.run_git("", ["add", "--all"]);
    assert_ne!(try_commit(""), Some(0));
    idp.write_file("catalog/shop.yaml", &component_yaml("shop", "two"));
    assert_eq!(try_commit("-a"), Some(0));
}

#[test]
fn a_loose_catalog_is_judged_as_staged_too() {
    let idp = Idp::new();
    idp.run_git("", ["init", "--quiet"]);
    let run = idp
        .run(["catalog", "validate", "--staged"])
        .assert_exit_code(2);
    assert!(run.stderr.contains("no catalog files are staged"), "{run}");
    idp.write_file("services/a.yaml", &component_yaml("a", "web"));
    idp.write_file("values.yaml", "replicas: 3\n");
    idp.write_file("teams.yml", &group_yaml("web"));
    idp.run_git("", ["add", "--all"]);
    idp.run(["catalog", "validate", "--staged"])
        .assert_success();
    idp.run_git("", ["commit", "--quiet", "-m", "all"]);
    idp.write_file("teams.yml", &group_yaml("wob"));
    idp.run_git("", ["add", "--all"]);
    idp.run(["catalog", "validate", "--staged", "--changed-since", "HEAD"])
        .assert_exit_code(1);
}

/// A valid loose catalog, committed and tagged `base`.
fn create_loose_base() -> Idp {
    let idp = Idp::new().with_env("CI", "true");
    idp.run_git("", ["init", "--quiet"]);
    let catalog = component_yaml("shop", "web") + "---\n" + &group_yaml("web");
    idp.write_file("catalog-info.yaml", &catalog);
    commit_all(&idp, "base");
    idp.run_git("", ["tag", "base"]);
    idp
}

#[test]
fn a_loose_catalog_is_judged_by_its_base_too() {
    let bad = component_yaml("shop", "nobody") + "---\n" + &group_yaml("web");
    for (settings, said) in [
        (
            "rules: {owner-not-found: off}\n",
            "owner-not-found is lowered",
        ),
        ("external: {refs: ['*:*/*']}\n", "`external` now covers"),
        ("catalog: {root: empty.yaml}\n", "the catalog now starts at"),
    ] {
        let idp = create_loose_base();
        idp.write_file("catalog-info.yaml", &bad);
        idp.write_file("empty.yaml", LOCATION);
        idp.write_file("idp.yaml", &format!("{PLATFORM}{settings}"));
        commit_all(&idp, "green");
        let run = validate_changes(&idp).assert_exit_code(1);
        assert!(run.stdout.contains("error[check-relaxed]"), "{run}");
        assert!(run.stdout.contains(said), "{run}");
        assert!(run.stdout.contains("`nobody` not found"), "{run}");
    }
    // A change that reports no less than before is fine.
    let idp = create_loose_base();
    idp.write_file("idp.yaml", PLATFORM);
    commit_all(&idp, "a platform");
    let run = validate_changes(&idp).assert_success();
    assert!(!run.stdout.contains("check-relaxed"), "{run}");
    // Without a team there is nothing to check owners against.
    let idp = create_loose_base();
    idp.write_file("catalog-info.yaml", &component_yaml("shop", "web"));
    commit_all(&idp, "no team");
    let run = validate_changes(&idp).assert_exit_code(1);
    assert!(run.stdout.contains("checks less than before"), "{run}");
}

#[test]
fn what_moves_out_of_the_catalog_is_reported() {
    let moved = "component:default/shop is no longer part of the catalog";
    for (idp, from, to) in [
        (
            create_loose_base(),
            "catalog-info.yaml",
            "svc/catalog-info.yaml",
        ),
        (create_loose_base(), "catalog-info.yaml", "x.yaml"),
        (create_base(), "catalog/shop.yaml", "shop.yaml"),
        (create_base(), "catalog/shop.yaml", "templates/shop.yaml"),
    ] {
        remove_file(&idp, from);
        if from == "catalog-info.yaml" {
            idp.write_file(from, &group_yaml("web"));
        }
        idp.write_file(to, &component_yaml("shop", "nobody"));
        commit_all(&idp, "out of sight");
        let run = validate_changes(&idp).assert_exit_code(1);
        assert!(run.stdout.contains(moved), "{to}: {run}");
        let staged = ["catalog", "validate", "--staged", "--changed-since", "base"];
        let run = idp.run(staged).assert_exit_code(1);
        assert!(run.stdout.contains(moved), "{to}: {run}");
    }
    // A removed entity isn't reported.
    let idp = create_base();
    remove_file(&idp, "catalog/shop.yaml");
    commit_all(&idp, "gone");
    validate_changes(&idp).assert_success();
}

#[test]
fn an_old_comment_allows_nothing_new() {
    let multi = |name: &str, owner: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
        )
    };
    let allow = "nobody # idp: allow owner-not-found -- the team is being founded";
    let idp = create_base();
    let two = |one: &str, other: &str| multi("one", one) + "---\n" + &multi("other", other);
    idp.write_file("catalog/shop.yaml", &two(allow, "web"));
    commit_all(&idp, "allowed");
    idp.run_git("", ["tag", "--force", "base"]);
    for (change, relaxes) in [
        (two("web", allow), true),
        (two(&allow.replace("nobody", "nobody9"), "web"), true),
        (
            two(&allow.replace("is being founded", "has left"), "web"),
            true,
        ),
        (format!("# Moved.\n{}", two(allow, "web")), false),
        (two(allow, "web").replace("service", "website"), false),
    ] {
        idp.write_file("catalog/shop.yaml", &change);
        commit_all(&idp, "change");
        let run = validate_changes(&idp).assert_success();
        let said = run.stdout.contains("this change allows owner-not-found");
        assert_eq!(said, relaxes, "{change}{run}");
    }
}

/// If most teams are elsewhere, one note replaces the findings about missing owners. A change must not cause that.
#[test]
fn a_change_can_not_have_its_owners_summarized() {
    let idp = create_base();
    idp.write_file("catalog/payments.yaml", &group_yaml("payments"));
    idp.write_file("catalog/pay.yaml", &component_yaml("pay", "payments"));
    for number in 0..12 {
        let name = format!("shop-{number}");
        idp.write_file(
            &format!("catalog/{name}.yaml"),
            &component_yaml(&name, "web"),
        );
    }
    commit_all(&idp, "many");
    idp.run_git("", ["tag", "--force", "base"]);
    idp.run_git("", ["rm", "--quiet", "catalog/web.yaml"]);
    let staged = idp
        .run(["catalog", "validate", "--staged"])
        .assert_exit_code(1);
    assert!(staged.stdout.contains("13 errors"), "{staged}");
    commit_all(&idp, "removed");
    let run = validate_changes(&idp).assert_exit_code(1);
    assert!(run.stdout.contains("error[owner-not-found]"), "{run}");
    assert!(
        run.stdout
            .contains("this change removes 1 entity: group:default/web"),
        "{run}"
    );
    let paths = [
        "catalog",
        "validate",
        "--changed-since",
        "base",
        "--allow-relaxed",
        "catalog",
    ];
    idp.run(paths).assert_exit_code(1);
    // The base has the same state.
    idp.run_git("", ["tag", "--force", "base"]);
    idp.write_file("catalog/one-more.yaml", &component_yaml("one-more", "web"));
    commit_all(&idp, "more");
    validate_changes(&idp).assert_success();
    idp.run(["catalog", "validate", "--staged"])
        .assert_success();
}

#[test]
fn a_folder_that_becomes_another_repository_leaves_the_catalog() {
    let idp = create_base();
    idp.write_file("catalog/far/cart.yaml", &component_yaml("cart", "web"));
    commit_all(&idp, "far");
    idp.run_git("", ["tag", "--force", "base"]);
    idp.run_git("", ["rm", "-r", "--quiet", "catalog/far"]);
    idp.write_file("catalog/far/cart.yaml", &component_yaml("cart", "web"));
    idp.run_git("catalog/far", ["init", "--quiet"]);
    idp.run_git("catalog/far", ["add", "--all"]);
    idp.run_git("catalog/far", ["commit", "--quiet", "-m", "far"]);
    idp.run_git("", ["-c", "advice.addEmbeddedRepo=false", "add", "--all"]);
    idp.run_git("", ["commit", "--quiet", "-m", "submodule"]);
    for at in [&[][..], &["--at", "HEAD"]] {
        let list = idp
            .run(["catalog", "list"].iter().chain(at))
            .assert_success();
        assert!(!list.stdout.contains("cart"), "{list}");
    }
    let run = validate_changes(&idp).assert_exit_code(1);
    assert!(run.stdout.contains("catalog/far"), "{run}");
}

#[test]
fn what_is_staged_in_a_sparse_checkout_is_judged() {
    let idp = create_base();
    idp.write_file("docs/a/x.md", "x");
    idp.write_file("docs/b/x.md", "x");
    commit_all(&idp, "docs");
    idp.run_git(
        "",
        [
            "sparse-checkout",
            "set",
            "--cone",
            "--sparse-index",
            "catalog",
        ],
    );
    idp.write_file("catalog/shop.yaml", &component_yaml("shop", "nobody"));
    idp.run_git("", ["add", "catalog/shop.yaml"]);
    let staged = ["catalog", "validate", "--staged"];
    let run = idp.run(staged).assert_exit_code(1);
    assert!(run.stdout.contains("owner-not-found"), "{run}");
    let with = ["catalog", "validate", "--staged", "--changed-since", "base"];
    idp.run(with).assert_exit_code(1);
}

#[test]
fn a_base_with_invalid_settings_is_named() {
    let idp = create_base();
    idp.write_file("idp.yaml", &format!("{PLATFORM}nonsense: true\n"));
    commit_all(&idp, "broken");
    idp.run_git("", ["tag", "--force", "base"]);
    idp.write_file("idp.yaml", PLATFORM);
    commit_all(&idp, "repaired");
    for path in [&[][..], &["."]] {
        let check = ["catalog", "validate", "--changed-since", "base"];
        let run = idp.run(check.iter().chain(path)).assert_exit_code(2);
        assert!(run.stderr.contains("idp.yaml at the merge base"), "{run}");
        assert!(run.stderr.contains("remove --changed-since"), "{run}");
    }
}

#[test]
fn a_comment_that_allows_a_finding_is_shown_to_the_reviewer() {
    let idp = create_base();
    let shop = component_yaml("shop", "nobody # idp: allow owner-not-found -- soon");
    idp.write_file(
        "catalog/shop.yaml",
        &shop
            .replace(
                "{type: service, lifecycle: production, owner: ",
                "\n  type: service\n  lifecycle: production\n  owner: ",
            )
            .replace("soon}", "soon"),
    );
    commit_all(&idp, "allowed");
    let run = validate_changes(&idp).assert_success();
    assert!(run.stdout.contains("warning[check-relaxed]"), "{run}");
    assert!(
        run.stdout
            .contains("this change allows owner-not-found: soon"),
        "{run}"
    );
    idp.run_git("", ["tag", "--force", "base"]);
    let run = validate_changes(&idp).assert_success();
    assert!(!run.stdout.contains("check-relaxed"), "{run}");
}
