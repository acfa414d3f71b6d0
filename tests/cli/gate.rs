//! The check of a pull request: judged by the settings of its base, and told of everything that would let it say less.

use crate::support::{Idp, Run};

const PLATFORM: &str = "organisation: acme\nforge: local\n";
const LOCATION: &str = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec:\n  targets: ['./catalog/**/*.yaml']\n";
const BAD: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: bad}\nspec: {type: service, lifecycle: production, owner: nobody}\n";

fn group(name: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\nspec: {{type: team, children: []}}\n"
    )
}

fn component(name: &str, owner: &str) -> String {
    BAD.replace("bad", name).replace("nobody", owner)
}

/// A sound platform, committed and tagged `base`.
fn base() -> Idp {
    let idp = Idp::new().with("CI", "true");
    idp.git("", ["init", "--quiet"]);
    idp.write("idp.yaml", PLATFORM);
    idp.write("catalog-info.yaml", LOCATION);
    idp.write("catalog/web.yaml", &group("web"));
    idp.write("catalog/shop.yaml", &component("shop", "web"));
    commit(&idp, "base");
    idp.git("", ["tag", "base"]);
    idp
}

fn commit(idp: &Idp, message: &str) {
    idp.git("", ["add", "--all"]);
    idp.git("", ["commit", "--quiet", "--allow-empty", "-m", message]);
}

fn check(idp: &Idp) -> Run {
    idp.run(["catalog", "validate", "--changed-since", "base"])
}

fn remove(idp: &Idp, path: &str) {
    std::fs::remove_file(idp.path(path)).unwrap();
}

#[test]
fn a_harmless_change_passes() {
    let idp = base();
    check(&idp).success();
    idp.write("catalog/cart.yaml", &component("cart", "web"));
    // Stricter is no fault.
    idp.write(
        "idp.yaml",
        &format!("{PLATFORM}rules: {{without-system: warning, lifecycle-unknown: error}}\n"),
    );
    commit(&idp, "good");
    let run = check(&idp).success();
    assert!(!run.stdout.contains("check-relaxed"), "{run}");
    idp.run(["catalog", "validate"]).success();
}

/// What a change is called, what it does, and what is said of it.
type Relaxing = (&'static str, fn(&Idp), &'static str);

/// Each of these was green before: what a pull request may do to its own check.
const CHANGES: &[Relaxing] = &[
    (
        "a rule is off",
        |idp| {
            idp.write(
                "idp.yaml",
                &format!("{PLATFORM}rules: {{owner-not-found: off}}\n"),
            )
        },
        "owner-not-found goes from error to off",
    ),
    (
        "a rule is less severe",
        |idp| {
            idp.write(
                "idp.yaml",
                &format!("{PLATFORM}rules: {{owner-not-found: warning}}\n"),
            )
        },
        "owner-not-found goes from error to warning",
    ),
    (
        "everything lives elsewhere",
        |idp| {
            idp.write(
                "idp.yaml",
                &format!("{PLATFORM}external: {{refs: ['*:*/*']}}\n"),
            )
        },
        "`external` now covers *:*/*",
    ),
    (
        "the last group is gone",
        |idp| remove(idp, "catalog/web.yaml"),
        "owner-not-found checks less than before",
    ),
    (
        "the catalog starts elsewhere",
        |idp| {
            idp.write(
                "idp.yaml",
                &format!("{PLATFORM}catalog: {{root: other.yaml}}\n"),
            );
            idp.write("other.yaml", &group("other"));
        },
        "the catalog starts at other.yaml instead of catalog-info.yaml",
    ),
    (
        "the target is gone",
        |idp| {
            idp.write(
                "catalog-info.yaml",
                &LOCATION.replace("./catalog/**/*.yaml", "./catalog/web.yaml"),
            )
        },
        "no longer part of the catalog",
    ),
    (
        "targets are optional",
        |idp| {
            idp.write(
                "catalog-info.yaml",
                &format!("{LOCATION}  presence: optional\n").replace("./catalog/**", "./gone/**"),
            );
        },
        "the targets of this Location became optional",
    ),
    (
        "the other suffix",
        |idp| {
            remove(idp, "catalog/bad.yaml");
            idp.write("catalog/bad.yml", BAD);
        },
        "no Location reaches this catalog file",
    ),
    (
        "a link",
        |idp| {
            remove(idp, "catalog/bad.yaml");
            idp.write("elsewhere", BAD);
            std::os::unix::fs::symlink("../elsewhere", idp.path("catalog/bad.yaml")).unwrap();
        },
        "not a regular file with a readable name",
    ),
    (
        "a name that is no text",
        |idp| {
            use std::os::unix::ffi::OsStrExt;
            let name = std::ffi::OsStr::from_bytes(b"catalog/b\xffd.yaml");
            std::fs::rename(idp.path("catalog/bad.yaml"), idp.path("").join(name)).unwrap();
        },
        "not a regular file with a readable name",
    ),
    (
        "idp.yaml is a dangling link",
        |idp| {
            remove(idp, "idp.yaml");
            std::os::unix::fs::symlink("gone", idp.path("idp.yaml")).unwrap();
        },
        "idp.yaml is missing, or not a regular file any more",
    ),
    (
        "idp.yaml is a folder",
        |idp| {
            remove(idp, "idp.yaml");
            idp.write("idp.yaml/x", "x");
        },
        "idp.yaml is missing, or not a regular file any more",
    ),
    (
        "idp.yaml is gone",
        |idp| remove(idp, "idp.yaml"),
        "idp.yaml is missing, or not a regular file any more",
    ),
];

#[test]
fn no_change_talks_the_check_out_of_it() {
    for (what, change, said) in CHANGES {
        let idp = base();
        idp.write("catalog/bad.yaml", BAD);
        change(&idp);
        commit(&idp, what);
        let run = check(&idp);
        assert!(matches!(run.code, Some(1 | 2)), "{what}: {run}");
        assert!(run.stdout.contains(said), "{what}: {run}");
        // Nor by the paths that are named.
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
            assert!(github.failure(1).stdout.contains("::error "), "{what}");
        }
    }
}

/// The lock of a service names its platform: beside what is left of a catalog it would have a sound one judged instead.
#[test]
fn a_lock_does_not_have_another_platform_judged() {
    let good = base();
    let hub = format!("file://{}", good.path("").display());
    let service = Idp::new();
    let new = ["new", "service", "till", "--owner", "payments", "-q"];
    service.run(new).success();
    let lock = service.read("till/.idp/lock.yaml");
    let lock = lock.replace("platform: practice", &format!("platform: {hub}"));
    let idp = base();
    idp.write("catalog/bad.yaml", BAD);
    remove(&idp, "idp.yaml");
    remove(&idp, "catalog-info.yaml");
    idp.write(".idp/lock.yaml", &lock);
    commit(&idp, "lock");
    check(&idp).failure(2);
    let run = idp.run(["catalog", "validate"]).failure(1);
    assert!(run.stdout.contains("owner-not-found"), "{run}");
    // Where nothing is left, the platform that is judged is named.
    idp.git("", ["rm", "-r", "--quiet", "catalog"]);
    commit(&idp, "nothing");
    check(&idp).failure(2);
    let run = idp.run(["catalog", "validate"]).success();
    assert!(run.stderr.contains(&format!("platform  {hub}")), "{run}");
}

/// A deletion breaks refs, too, and what is not staged is no part of the commit.
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
    let idp = base();
    let before = "rules: {owner-not-found: error}\ntaxonomy: {types: {Component: [service]}}\n";
    idp.write("idp.yaml", &format!("{PLATFORM}{before}"));
    commit(&idp, "words");
    idp.git("", ["tag", "--force", "base"]);
    idp.write("idp.yaml", "\u{feff}organisation: acme\nforge: local\n# a, or not owner-not-found\ncatalog: {placeholders: [a]}\nexternal: {refs: ['group:*/*']}\nrules:\n  owner-not-found: off\ntaxonomy:\n  types: {Component: [service, a]}\n  lifecycles: [experimental, production, deprecated, a]\n");
    commit(&idp, "relaxed");
    let run = idp.run([
        "catalog",
        "validate",
        "--changed-since",
        "base",
        "-o",
        "json",
    ]);
    let report = run.failure(1).json();
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
    7:3 owner-not-found goes from error to off
    4:26 `catalog.placeholders` now has a
    5:19 `external` now covers group:*/*
    10:54 `taxonomy` allows the lifecycle a
    9:32 `taxonomy` allows the type a of Component
    ");
}

#[test]
fn who_owns_the_settings_may_allow_it() {
    let idp = base();
    idp.write(
        "idp.yaml",
        &format!("{PLATFORM}rules: {{owner-not-found: warning}}\n"),
    );
    commit(&idp, "relaxed");
    check(&idp).failure(1);
    let allowed = idp.run([
        "catalog",
        "validate",
        "--changed-since",
        "base",
        "--allow-relaxed",
    ]);
    let allowed = allowed.success();
    assert!(
        allowed.stdout.contains("warning[check-relaxed]"),
        "{allowed}"
    );
    // What it breaks is still an error, by the settings of the base.
    idp.write("catalog/bad.yaml", BAD);
    commit(&idp, "broken");
    idp.run([
        "catalog",
        "validate",
        "--changed-since",
        "base",
        "--allow-relaxed",
    ])
    .failure(1);
}

/// A model layer and a resolver say what is valid, so they are settings, too.
#[test]
fn a_change_is_judged_by_the_model_of_its_base() {
    let layer = "kinds:\n  - group: acme.example\n    names: {kind: Plugin}\n    versions:\n      - name: v1\n        schema: {jsonSchema: {type: object, required: [spec], properties: {spec: {type: object, required: [owner]}}}}\n";
    let plugin = "apiVersion: acme.example/v1\nkind: Plugin\nmetadata: {name: p}\nspec: {}\n";
    let models = |models: &str| format!("{PLATFORM}catalog: {{models: [{models}]}}\n");
    let idp = base();
    idp.write("model/plugins.yaml", layer);
    idp.write("idp.yaml", &models("model/plugins.yaml"));
    commit(&idp, "model");
    idp.git("", ["tag", "--force", "base"]);
    check(&idp).success();
    idp.write("catalog/p.yaml", plugin);
    idp.write(
        "model/plugins.yaml",
        &layer.replace("required: [owner]", "required: []"),
    );
    commit(&idp, "relaxed");
    idp.run(["catalog", "validate"]).success();
    let run = check(&idp).failure(1);
    assert!(run.stdout.contains("error[missing-field]"), "{run}");
    assert!(run.stdout.contains("this model layer changed"), "{run}");
    remove(&idp, "catalog/p.yaml");
    idp.write("model/plugins.yaml", layer);
    idp.write("more.yaml", &layer.replace("Plugin", "Theme"));
    let both = models("model/plugins.yaml, more.yaml");
    idp.write(
        "idp.yaml",
        &both.replace("models:", "placeholders: [openapi], models:"),
    );
    commit(&idp, "more");
    let run = check(&idp).failure(1);
    for said in [
        "`catalog.placeholders` now has openapi",
        "`catalog.models` now has more.yaml",
    ] {
        assert!(run.stdout.contains(said), "{run}");
    }
}

/// Commits are read from the root, so the settings of a platform in a folder would be ignored.
#[test]
fn a_platform_in_a_folder_is_no_reason_to_judge_by_other_settings() {
    let idp = Idp::new().with("CI", "true");
    idp.git("", ["init", "--quiet"]);
    idp.write(
        "p/idp.yaml",
        &format!("{PLATFORM}rules: {{without-system: error}}\n"),
    );
    idp.write("p/catalog-info.yaml", LOCATION);
    idp.write("p/catalog/web.yaml", &group("web"));
    commit(&idp, "base");
    idp.git("", ["tag", "base"]);
    idp.write("p/catalog/shop.yaml", &component("shop", "web"));
    commit(&idp, "shop");
    let refused = |folder: &str, arguments: &[&str]| {
        let check = ["catalog", "validate", "--changed-since", "base"];
        let run = idp.run_in(folder, check.iter().chain(arguments));
        let run = run.failure(2);
        assert!(
            run.stderr.contains("in a folder of its repository"),
            "{run}"
        );
    };
    idp.run_in("p", ["catalog", "validate", "catalog"])
        .failure(1);
    refused("p", &[]);
    refused("p", &["catalog"]);
    refused("p", &["--staged"]);
    remove(&idp, "p/idp.yaml");
    commit(&idp, "lost");
    refused("p", &["catalog"]);
}

/// As actions/checkout does: one commit, which merges the pull request into its base.
#[test]
fn a_merge_without_its_history_is_judged_by_its_parent() {
    let idp = base();
    let hub = idp.path("").parent().unwrap().join("hub");
    let hub = hub.display().to_string();
    idp.git("", ["init", "--quiet", "--bare", &hub]);
    idp.git("", ["checkout", "--quiet", "-b", "topic"]);
    idp.write(
        "idp.yaml",
        &format!("{PLATFORM}rules: {{owner-not-found: off}}\n"),
    );
    commit(&idp, "relaxed");
    idp.git("", ["checkout", "--quiet", "-B", "main", "base"]);
    idp.write("catalog/bad.yaml", BAD);
    commit(&idp, "somebody else's fault");
    let base = idp.git("", ["rev-parse", "HEAD"]);
    idp.git("", ["merge", "--quiet", "--no-ff", "topic"]);
    idp.git("", ["push", "--quiet", &hub, "HEAD:refs/heads/merge"]);
    let url = format!("file://{hub}");
    let clone = [
        "clone", "--quiet", "--depth", "1", "-b", "merge", &url, "one",
    ];
    idp.git("", clone);
    let base = base.trim();
    idp.git("one", ["fetch", "--quiet", "--depth", "1", "origin", base]);
    let run = idp.run_in("one", ["catalog", "validate", "--changed-since", base]);
    let run = run.failure(1);
    assert!(run.stdout.contains("goes from error to off"), "{run}");
    assert!(!run.stdout.contains("error[owner-not-found]"), "{run}");
}

#[test]
fn a_clone_that_lacks_the_base_is_not_judged_by_another_commit() {
    let idp = base();
    idp.git("", ["checkout", "--quiet", "-b", "topic"]);
    idp.write("catalog/cart.yaml", &component("cart", "web"));
    commit(&idp, "cart");
    idp.git("", ["checkout", "--quiet", "-b", "other", "base"]);
    commit(&idp, "later");
    let from = format!("file://{}", idp.path("").display());
    let clone = ["clone", "--quiet", "--depth", "1", "--no-single-branch"];
    idp.git("", clone.iter().chain(&["-b", "topic", &from, "shallow"]));
    let check = ["catalog", "validate", "--changed-since", "origin/other"];
    let run = idp.run_in("shallow", check).failure(3);
    assert!(
        run.stderr.contains("where HEAD and `origin/other` parted"),
        "{run}"
    );
    assert!(run.stderr.contains("git fetch --unshallow"), "{run}");
    idp.git("shallow", ["fetch", "--quiet", "--unshallow"]);
    idp.run_in("shallow", check).success();
}

#[test]
fn stray_files_are_noted_without_a_base_too() {
    let idp = base();
    idp.write("catalog/bad.yml", BAD);
    std::os::unix::fs::symlink("web.yaml", idp.path("catalog/linked.yaml")).unwrap();
    let run = idp.run(["catalog", "validate"]).success();
    assert!(
        run.stdout.contains("catalog/bad.yml") && run.stdout.contains("catalog/linked.yaml"),
        "{run}"
    );
    assert_eq!(
        run.stdout.matches("note[unreached-file]").count(),
        2, // One for all documents, one for each link.
        "{run}"
    );
    // Found before, so no fault of the change.
    commit(&idp, "stray");
    idp.git("", ["tag", "--force", "base"]);
    check(&idp).success();
}

#[test]
fn a_shallow_clone_says_what_is_missing() {
    let idp = base();
    commit(&idp, "more");
    let from = format!("file://{}", idp.path("").display());
    idp.git(
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
        .failure(3);
    assert!(run.stderr.contains("git fetch --unshallow"), "{run}");
    assert!(run.stderr.contains("fetch-depth: 0"), "{run}");
}

#[test]
fn what_is_staged_is_judged_and_nothing_else() {
    let idp = base();
    let staged = ["catalog", "validate", "--staged"];
    idp.run(staged).success();
    // A team that is not part of the commit.
    idp.write("catalog/new.yaml", &group("new"));
    idp.write("catalog/shop.yaml", &component("shop", "new"));
    idp.git("", ["add", "catalog/shop.yaml"]);
    idp.run(["catalog", "validate"]).success();
    let run = idp.run(staged).failure(1);
    assert!(
        run.stdout.contains("owner-not-found") && run.stdout.contains("catalog/shop.yaml"),
        "{run}"
    );
    idp.git("", ["add", "catalog/new.yaml"]);
    idp.run(staged).success();
    // A deletion.
    idp.git("", ["rm", "--quiet", "--force", "catalog/new.yaml"]);
    idp.run(staged).failure(1);
    // Anywhere below, and whatever stands in the work tree.
    idp.write("catalog/new.yaml", &group("new"));
    idp.run_in("catalog", staged).failure(1);
    // git takes the name of the index from the root of the work tree.
    let hook = idp.with("GIT_INDEX_FILE", ".git/index");
    hook.run_in("catalog", staged).failure(1);
    hook.run(["-C", "catalog", "catalog", "validate", "--staged"])
        .failure(1);
}

/// git hands the index of `git commit -a` to its hooks in a variable.
#[test]
fn a_hook_judges_what_git_is_about_to_commit() {
    let idp = base();
    let hook = format!(
        "exec {} catalog validate --staged >&2",
        env!("CARGO_BIN_EXE_idp")
    );
    idp.script(".git/hooks/pre-commit", &hook);
    let try_commit = |arguments: &str| {
        let command =
            format!("git -c user.name=T -c user.email=t@example.com commit -q -m x {arguments}");
        idp.shell(&command).code
    };
    idp.write("catalog/shop.yaml", &component("shop", "nobody"));
    assert_ne!(try_commit("-a"), Some(0));
    assert_ne!(try_commit("catalog/shop.yaml"), Some(0));
    idp.git("", ["checkout", "--quiet", "catalog/shop.yaml"]);
    remove(&idp, "catalog/web.yaml");
    idp.write("catalog/two.yaml", &group("two"));
    idp.git("", ["add", "--all"]);
    assert_ne!(try_commit(""), Some(0));
    idp.write("catalog/shop.yaml", &component("shop", "two"));
    assert_eq!(try_commit("-a"), Some(0));
}

#[test]
fn a_loose_catalog_is_judged_as_staged_too() {
    let idp = Idp::new();
    idp.git("", ["init", "--quiet"]);
    let run = idp.run(["catalog", "validate", "--staged"]).failure(2);
    assert!(
        run.stderr.contains("nothing of a catalog is staged"),
        "{run}"
    );
    idp.write("services/a.yaml", &component("a", "web"));
    idp.write("values.yaml", "replicas: 3\n");
    idp.write("teams.yml", &group("web"));
    idp.git("", ["add", "--all"]);
    idp.run(["catalog", "validate", "--staged"]).success();
    idp.git("", ["commit", "--quiet", "-m", "all"]);
    idp.write("teams.yml", &group("wob"));
    idp.git("", ["add", "--all"]);
    idp.run(["catalog", "validate", "--staged", "--changed-since", "HEAD"])
        .failure(1);
}

/// A sound loose catalog, committed and tagged `base`.
fn loose_base() -> Idp {
    let idp = Idp::new().with("CI", "true");
    idp.git("", ["init", "--quiet"]);
    let catalog = component("shop", "web") + "---\n" + &group("web");
    idp.write("catalog-info.yaml", &catalog);
    commit(&idp, "base");
    idp.git("", ["tag", "base"]);
    idp
}

#[test]
fn a_loose_catalog_is_judged_by_its_base_too() {
    let bad = component("shop", "nobody") + "---\n" + &group("web");
    for (settings, said) in [
        ("rules: {owner-not-found: off}\n", "owner-not-found goes"),
        ("external: {refs: ['*:*/*']}\n", "`external` now covers"),
        ("catalog: {root: empty.yaml}\n", "the catalog starts at"),
    ] {
        let idp = loose_base();
        idp.write("catalog-info.yaml", &bad);
        idp.write("empty.yaml", LOCATION);
        idp.write("idp.yaml", &format!("{PLATFORM}{settings}"));
        commit(&idp, "green");
        let run = check(&idp).failure(1);
        assert!(run.stdout.contains("error[check-relaxed]"), "{run}");
        assert!(run.stdout.contains(said), "{run}");
        assert!(run.stdout.contains("\"nobody\" not found"), "{run}");
    }
    // What says no less than before is fine.
    let idp = loose_base();
    idp.write("idp.yaml", PLATFORM);
    commit(&idp, "a platform");
    let run = check(&idp).success();
    assert!(!run.stdout.contains("check-relaxed"), "{run}");
    // Without a team there is nothing to check owners against.
    let idp = loose_base();
    idp.write("catalog-info.yaml", &component("shop", "web"));
    commit(&idp, "no team");
    let run = check(&idp).failure(1);
    assert!(run.stdout.contains("checks less than before"), "{run}");
}

#[test]
fn what_moves_out_of_the_catalog_is_reported() {
    let moved = "component:default/shop is no longer part of the catalog";
    for (idp, from, to) in [
        (loose_base(), "catalog-info.yaml", "svc/catalog-info.yaml"),
        (loose_base(), "catalog-info.yaml", "x.yaml"),
        (base(), "catalog/shop.yaml", "shop.yaml"),
        (base(), "catalog/shop.yaml", "templates/shop.yaml"),
    ] {
        remove(&idp, from);
        if from == "catalog-info.yaml" {
            idp.write(from, &group("web"));
        }
        idp.write(to, &component("shop", "nobody"));
        commit(&idp, "out of sight");
        let run = check(&idp).failure(1);
        assert!(run.stdout.contains(moved), "{to}: {run}");
        let staged = ["catalog", "validate", "--staged", "--changed-since", "base"];
        let run = idp.run(staged).failure(1);
        assert!(run.stdout.contains(moved), "{to}: {run}");
    }
    // What is removed is removed.
    let idp = base();
    remove(&idp, "catalog/shop.yaml");
    commit(&idp, "gone");
    check(&idp).success();
}

#[test]
fn an_old_comment_allows_nothing_new() {
    let multi = |name: &str, owner: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
        )
    };
    let allow = "nobody # idp: allow owner-not-found -- the team is being founded";
    let idp = base();
    let two = |one: &str, other: &str| multi("one", one) + "---\n" + &multi("other", other);
    idp.write("catalog/shop.yaml", &two(allow, "web"));
    commit(&idp, "allowed");
    idp.git("", ["tag", "--force", "base"]);
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
        idp.write("catalog/shop.yaml", &change);
        commit(&idp, "change");
        let run = check(&idp).success();
        let said = run.stdout.contains("this change allows owner-not-found");
        assert_eq!(said, relaxes, "{change}{run}");
    }
}

/// Where most teams live elsewhere, one note replaces the findings about missing owners. A change must not cause that.
#[test]
fn a_change_can_not_have_its_owners_summarized() {
    let idp = base();
    idp.write("catalog/payments.yaml", &group("payments"));
    idp.write("catalog/pay.yaml", &component("pay", "payments"));
    for number in 0..12 {
        let name = format!("shop-{number}");
        idp.write(&format!("catalog/{name}.yaml"), &component(&name, "web"));
    }
    commit(&idp, "many");
    idp.git("", ["tag", "--force", "base"]);
    idp.git("", ["rm", "--quiet", "catalog/web.yaml"]);
    let staged = idp.run(["catalog", "validate", "--staged"]).failure(1);
    assert!(staged.stdout.contains("13 errors"), "{staged}");
    commit(&idp, "removed");
    let run = check(&idp).failure(1);
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
    idp.run(paths).failure(1);
    // It was so before.
    idp.git("", ["tag", "--force", "base"]);
    idp.write("catalog/one-more.yaml", &component("one-more", "web"));
    commit(&idp, "more");
    check(&idp).success();
    idp.run(["catalog", "validate", "--staged"]).success();
}

#[test]
fn a_folder_that_becomes_another_repository_leaves_the_catalog() {
    let idp = base();
    idp.write("catalog/far/cart.yaml", &component("cart", "web"));
    commit(&idp, "far");
    idp.git("", ["tag", "--force", "base"]);
    idp.git("", ["rm", "-r", "--quiet", "catalog/far"]);
    idp.write("catalog/far/cart.yaml", &component("cart", "web"));
    idp.git("catalog/far", ["init", "--quiet"]);
    idp.git("catalog/far", ["add", "--all"]);
    idp.git("catalog/far", ["commit", "--quiet", "-m", "far"]);
    idp.git("", ["-c", "advice.addEmbeddedRepo=false", "add", "--all"]);
    idp.git("", ["commit", "--quiet", "-m", "submodule"]);
    for at in [&[][..], &["--at", "HEAD"]] {
        let list = idp.run(["catalog", "list"].iter().chain(at)).success();
        assert!(!list.stdout.contains("cart"), "{list}");
    }
    let run = check(&idp).failure(1);
    assert!(run.stdout.contains("catalog/far"), "{run}");
}

#[test]
fn what_is_staged_in_a_sparse_checkout_is_judged() {
    let idp = base();
    idp.write("docs/a/x.md", "x");
    idp.write("docs/b/x.md", "x");
    commit(&idp, "docs");
    idp.git(
        "",
        [
            "sparse-checkout",
            "set",
            "--cone",
            "--sparse-index",
            "catalog",
        ],
    );
    idp.write("catalog/shop.yaml", &component("shop", "nobody"));
    idp.git("", ["add", "catalog/shop.yaml"]);
    let staged = ["catalog", "validate", "--staged"];
    let run = idp.run(staged).failure(1);
    assert!(run.stdout.contains("owner-not-found"), "{run}");
    let with = ["catalog", "validate", "--staged", "--changed-since", "base"];
    idp.run(with).failure(1);
}

#[test]
fn a_base_with_invalid_settings_is_named() {
    let idp = base();
    idp.write("idp.yaml", &format!("{PLATFORM}nonsense: true\n"));
    commit(&idp, "broken");
    idp.git("", ["tag", "--force", "base"]);
    idp.write("idp.yaml", PLATFORM);
    commit(&idp, "repaired");
    for path in [&[][..], &["."]] {
        let check = ["catalog", "validate", "--changed-since", "base"];
        let run = idp.run(check.iter().chain(path)).failure(2);
        assert!(run.stderr.contains("idp.yaml of the merge base"), "{run}");
        assert!(run.stderr.contains("leave out --changed-since"), "{run}");
    }
}

#[test]
fn a_comment_that_allows_a_finding_is_shown_to_the_reviewer() {
    let idp = base();
    let shop = component("shop", "nobody # idp: allow owner-not-found -- soon");
    idp.write(
        "catalog/shop.yaml",
        &shop
            .replace(
                "{type: service, lifecycle: production, owner: ",
                "\n  type: service\n  lifecycle: production\n  owner: ",
            )
            .replace("soon}", "soon"),
    );
    commit(&idp, "allowed");
    let run = check(&idp).success();
    assert!(run.stdout.contains("warning[check-relaxed]"), "{run}");
    assert!(
        run.stdout
            .contains("this change allows owner-not-found: soon"),
        "{run}"
    );
    idp.git("", ["tag", "--force", "base"]);
    let run = check(&idp).success();
    assert!(!run.stdout.contains("check-relaxed"), "{run}");
}
