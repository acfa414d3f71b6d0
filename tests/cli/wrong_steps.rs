//! Wrong steps that newcomers took: the message says what is wrong and where, and the next step works.

use insta::assert_snapshot;

use crate::next_commands::{create_clone, run_all, with_origin, with_upstream};
use crate::support::{CommandOutput, Idp};

/// The lines of `output` that aren't about the platform in use.
fn without_platform_lines(output: &CommandOutput) -> String {
    let text = output.to_string();
    let lines = text.lines().filter(|line| {
        !line.starts_with("platform  ") && !line.contains("this is the practice platform")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn fields_and_kinds_are_written_as_add_and_set_take_them() {
    let idp = Idp::new();
    let wrong: [&[&str]; 8] = [
        &["catalog", "set", "cart", "--owner", "platform"],
        &["catalog", "set", "cart", "lifecycle", "deprecated"],
        &["catalog", "set", "ledger", "email=ada@acme.example"],
        &["catalog", "set", "cart", "-m", " ", "lifecycle=deprecated"],
        &["catalog", "add", "group", "web", "type=team"],
        &["catalog", "add", "group:web", "type=team"],
        &["catalog", "add", "kind=group", "web", "type=team"],
        &["catalog", "list", "payments"],
    ];
    let shown = wrong.map(|command| without_platform_lines(&idp.run(command)));
    assert_snapshot!(shown.join("\n\n"), @"
    [stderr]
    error: unknown option `--owner`
    help: write the field without dashes: owner=platform
    help: idp catalog set --help
    [exit 2]

    [stderr]
    error: no FIELD=VALUE given
    help: add a field and its value, such as lifecycle=deprecated
    [exit 2]

    [stderr]
    error: a Component has no field `email`
    help: known `spec` fields: `type`, `lifecycle`, `owner`, `system`, `subcomponentOf`, `providesApis`, `consumesApis`, `dependsOn`, `dependencyOf`
    [exit 2]

    [stderr]
    error: invalid value ` ` for `--message <TEXT>`: it must not be empty
    help: idp catalog set --help
    [exit 2]

    [stderr]
    error: `group` is not a name; the kind is an option
    help: write `web --kind group` instead
    [exit 2]

    changed 1 entity in 1 file ([COMMIT])
    [stderr]

    [stderr]
    error: `kind=group` is not a name; the kind is an option
    help: write `web --kind group` instead
    [exit 2]

    [stderr]
    error: unexpected argument `payments`
    help: did you mean `idp catalog search payments`?
    help: idp catalog list --help
    [exit 2]
    ");
}

#[test]
fn conditions_that_match_nothing_are_errors() {
    let idp = Idp::new();
    let wrong: [&[&str]; 3] = [
        &["--where", "owner=paymnts", "lifecycle=deprecated"],
        &[
            "cart",
            "--where",
            "lifecycle=experimental",
            "lifecycle=production",
        ],
        &[
            "--where",
            "kind=compnent",
            "--where",
            "owner=payments",
            "lifecycle=production",
        ],
    ];
    let set = |arguments: &[&str]| idp.run([&["catalog", "set"], arguments].concat());
    let shown = wrong.map(|arguments| without_platform_lines(&set(arguments)));
    assert_snapshot!(shown.join("\n\n"), @"
    [stderr]
    error: no entity has owner=paymnts
    help: did you mean `payments`?
    [exit 3]

    [stderr]
    error: `cart` doesn't have lifecycle=experimental
    [exit 3]

    [stderr]
    error: no entity has kind=compnent and owner=payments
    help: no entity has the kind `compnent`; did you mean `Component`?
    [exit 3]
    ");
}

#[test]
fn an_unknown_handle_is_explained() {
    let idp = Idp::new();
    let wrong: [&[&str]; 9] = [
        &["compnent:cart"],
        &["Ada Okafor"],
        &["ledger", "--as", "url"],
        &["ledger", "--as", "ref"],
        &["ada", "--as", "email"],
        &["checkout", "--as", "image"],
        &["lib/x.ts", "--as", "path"],
        &["docker.io/library/postgres:16"],
        &["cart", "--at", "2020-01-01"],
    ];
    let ask = |arguments: &[&str]| idp.run([&["who-owns"], arguments].concat());
    let shown = wrong.map(|arguments| without_platform_lines(&ask(arguments)));
    assert_snapshot!(shown.join("\n\n"), @"
    [stderr]
    error: no entity named `compnent:cart`
    help: did you mean `cart`?
    [exit 3]

    [stderr]
    error: no entity named `Ada Okafor`
    help: did you mean `user:default/ada`?
    [exit 3]

    [stderr]
    error: `ledger` is not a URL
    help: list entities: idp catalog list
    [exit 3]

    [stderr]
    error: `ledger` is not a full entity ref
    help: list entities: idp catalog list
    [exit 3]

    [stderr]
    error: `ada` is not an email address
    help: list entities: idp catalog list
    [exit 3]

    [stderr]
    error: `checkout` is not the full name of an image
    help: list entities: idp catalog list
    [exit 3]

    [stderr]
    error: the path `lib/x.ts` doesn't exist, and this directory isn't in a git repository
    help: list entities: idp catalog list
    [exit 3]

    [stderr]
    error: no component matches the image library/postgres
    help: list entities: idp catalog list
    [exit 3]

    [stderr]
    error: no commit before the end of 2020-01-01
    help: the first commit is from 2026-11-23
    [exit 3]
    ");
    for team in [&["@payments"][..], &["payments", "--as", "team"]] {
        let found = ask(team).assert_success();
        assert!(found.stdout.contains("group:default/payments"), "{found}");
    }
}

#[test]
fn a_path_of_a_container_is_a_path_of_the_clone() {
    let idp = Idp::new();
    run_all(
        &idp,
        &["git init -q . && git remote add origin https://github.com/acme/cart"],
    );
    idp.write_file("src/db.ts", "");
    let found = idp
        .run(["who-owns", "/app/src/db.ts:12:3"])
        .assert_success();
    assert!(found.stdout.starts_with("cart "), "{found}");
    let missing = idp
        .run(["who-owns", "lib/x.ts", "--as", "path"])
        .assert_success();
    assert!(missing.stdout.contains("not in this checkout"), "{missing}");
    idp.run(["who-owns", "/app/../../etc/passwd"])
        .assert_exit_code(3);
}

#[test]
fn a_file_is_checked_against_the_whole_catalog() {
    let idp = create_clone("");
    let component = |owner: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: cart}}\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
        )
    };
    idp.write_file("clone/catalog/components/cart.yaml", &component("web"));
    let file = ["catalog", "validate", "catalog/components/cart.yaml"];
    assert_snapshot!(idp.run_in("clone", file), @"1 service, 0 teams, 0 errors, 0 warnings ([N] ms)");
    idp.write_file("clone/catalog/components/cart.yaml", &component("wep"));
    assert_snapshot!(idp.run_in("clone", file), @"
    error[owner-not-found]: group `wep` not found
     --> catalog/components/cart.yaml:7:10
      |
    7 |   owner: wep
      |          ^^^ did you mean `group:default/web`?
      |
      = more: idp explain owner-not-found

    1 error, 0 warnings ([N] ms)
    [exit 1]
    ");
    let changed = [
        "catalog",
        "validate",
        "--changed-since",
        "HEAD",
        "catalog/components",
    ];
    idp.run_in("clone", changed).assert_exit_code(1);
    // A change elsewhere breaks the file, too.
    idp.write_file("clone/catalog/components/cart.yaml", &component("web"));
    run_all(
        &idp,
        &["git -C clone add --all", "git -C clone commit -qm cart"],
    );
    let group = idp.read_file("clone/catalog/groups/web.yaml");
    idp.write_file(
        "clone/catalog/groups/web.yaml",
        &group.replace("name: web", "name: shop"),
    );
    idp.run_in("clone", changed).assert_exit_code(1);
}

#[test]
fn revisions_of_a_connected_platform_are_named_as_in_a_clone() {
    let idp = with_upstream(create_clone(""));
    idp.run_in("clone", ["catalog", "set", "web", "title=Web", "--push"])
        .assert_success();
    let url = format!("file://{}", idp.path("platform.git").display());
    std::fs::create_dir_all(idp.path("elsewhere")).unwrap();
    idp.run_in("elsewhere", ["connect", &url]).assert_success();
    let revisions = ["HEAD~1", "main~1", "origin/main~1"];
    let diffs = revisions.map(|revision| {
        let diff = idp.run_in("elsewhere", ["catalog", "diff", revision]);
        diff.to_string()
    });
    assert_eq!([&diffs[0], &diffs[0]], [&diffs[1], &diffs[2]]);
    assert_snapshot!(diffs[0], @"
    ~ group:default/web
        metadata.title: - → Web
    0 added, 0 removed, 1 changed
    ");
    idp.run_in("elsewhere", ["catalog", "list", "--at", "HEAD~1"])
        .assert_success();
    assert_snapshot!(idp.run_in("elsewhere", ["catalog", "list", "--at", "2026-13-45"]), @"
    [stderr]
    error: invalid date `2026-13-45`
    help: use a date such as 2026-03-01
    [exit 2]
    ");
}

#[test]
fn a_clone_cannot_be_connected_to() {
    let idp = with_origin(create_clone(""));
    let url = format!("file://{}", idp.path("clone").display());
    assert_snapshot!(idp.run(["connect", &url]), @"
    [stderr]
    error: this is a clone with a working tree, and git refuses pushes to its branch
    help: connect to its remote: idp connect file://[ROOT]/here/platform.git
    [exit 2]
    ");
    let bare = idp.path("platform.git").display().to_string();
    assert_snapshot!(idp.run(["connect", &bare]), @"
    [stderr]
    error: connect takes a URL, and this is a directory
    help: idp connect file://[ROOT]/here/platform.git
    [exit 2]
    ");
}

#[test]
fn an_invalid_file_of_the_remote_isn_t_taken_for_the_local_one() {
    let idp = with_upstream(create_clone(""));
    idp.write_file("clone/idp.yaml", "forge: local\n# organisation: acme\n");
    run_all(
        &idp,
        &["git -C clone commit -qam broken", "git -C clone push -q"],
    );
    idp.write_file("clone/idp.yaml", "organisation: acme\nforge: local\n");
    let url = format!("file://{}", idp.path("platform.git").display());
    assert_snapshot!(idp.run(["catalog", "list", "--platform", &url]), @"
    [stderr]
    error[platform-config]: missing `organisation`
     --> idp.yaml:1:1
      |
    1 | forge: local
      | ^^^^^^^^^^^^
      |
      = more: idp explain platform-config

    error: invalid idp.yaml
    help: this is the file in commit [COMMIT] of file://[ROOT]/here/platform.git; your own may differ
    [exit 2]
    ");
    let new = ["new", "service", "cart", "--owner", "web"];
    assert_snapshot!(idp.run_in("clone", new), @"
    [stderr]
    error[platform-config]: missing `organisation`
     --> idp.yaml:1:1
      |
    1 | forge: local
      | ^^^^^^^^^^^^
      |
      = more: idp explain platform-config

    error: invalid idp.yaml
    help: this is the file in commit [COMMIT] of file://[ROOT]/here/platform.git; your own may differ
    [exit 2]
    ");
    assert_snapshot!(idp.run_in("clone", ["catalog", "set", "web", "title=Web"]), @"
    [stderr]
    error[platform-config]: missing `organisation`
     --> idp.yaml:1:1
      |
    1 | forge: local
      | ^^^^^^^^^^^^
      |
      = more: idp explain platform-config

    error: invalid idp.yaml
    help: this is the committed file; to use yours, commit it
    [exit 2]
    ");
}

#[test]
fn what_isn_t_pushed_is_pointed_out() {
    let idp = with_upstream(create_clone(""));
    let add = ["catalog", "add", "shop", "--kind", "group", "type=team"];
    idp.run_in("clone", add).assert_success();
    let new = ["new", "service", "cart", "--owner", "shop", "--dry-run"];
    assert_snapshot!(idp.run_in("clone", new), @"
    [stderr]
    platform  [ROOT]/here/clone (0 services, 1 team) · from its repository
    error: no group named `shop`
    help: available groups: web
    help: this clone has it, but origin/main doesn't; commit and push it first
    [exit 3]
    ");
    idp.write_file(
        "clone/idp.yaml",
        "organisation: acme\nforge: local\nbad: 1\n",
    );
    let new = ["new", "service", "cart", "--owner", "web", "--dry-run"];
    let run = idp.run_in("clone", new).assert_success();
    assert!(
        run.stderr.contains("idp.yaml in this clone is invalid"),
        "{run}"
    );
}

#[cfg(unix)]
#[test]
fn abandoning_a_run_names_only_what_it_left() {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    let hook = idp.idp_home().join("platform.git/hooks/pre-receive");
    idp.write_script(&hook, "echo no >&2; exit 1");
    idp.run(["new", "service", "shop", "--owner", "payments"])
        .assert_exit_code(5);
    std::fs::remove_file(hook).unwrap();
    let shown = idp.run(["runs", "show", "shop"]).assert_success();
    assert!(shown.stdout.contains("interrupted"), "{shown}");
    assert_snapshot!(idp.run(["runs", "abandon", "shop"]), @"
    abandoned [RUN]; remove what it left if nobody uses it:

      component:default/shop in the catalog, if its repository is file://[ROOT]/idp/forge/acme/shop.git
        idp catalog show shop --platform practice
      [ROOT]/idp/forge/acme/shop.git
        rm -r '[ROOT]/idp/forge/acme/shop.git'
    ");
    assert_snapshot!(idp.run(["runs", "resume", "shop"]), @"
    [stderr]
    error: run [RUN] has already ended
    help: idp runs show [RUN]
    [exit 6]
    ");
}

#[test]
fn templates_are_checked_as_the_platform_loads_them() {
    let idp = create_clone("");
    idp.run_in("clone", ["template", "new", "tool"])
        .assert_success();
    idp.run_in("clone", ["template", "new", "other"])
        .assert_success();
    let manifest = "clone/templates/tool/template.yaml";
    let text = idp.read_file(manifest).replace("name: tool", "name: tol");
    idp.write_file(manifest, &text);
    assert_snapshot!(idp.run_in("clone", ["template", "lint", "tool"]), @"
    error[template-manifest]: the name `tol` doesn't match the folder `tool`
     --> templates/tool/template.yaml:4:9
      |
    4 |   name: tol
      |         ^^^
      |
      = more: idp explain template-manifest

    1 template, 1 error
    [exit 1]
    ");
    assert_snapshot!(idp.run(["-C", "clone", "template", "lint"]), @"
    error[template-manifest]: the name `tol` doesn't match the folder `tool`
     --> clone/templates/tool/template.yaml:4:9
      |
    4 |   name: tol
      |         ^^^
      |
      = more: idp explain template-manifest

    2 templates, 1 error
    [exit 1]
    ");
    let list = idp
        .run_in("clone", ["template", "list"])
        .assert_exit_code(2);
    assert!(list.stdout.contains("other"), "{list}");
}

#[test]
fn a_test_case_needs_its_file() {
    let idp = Idp::new();
    idp.run(["template", "new", "tool"]).assert_success();
    assert_snapshot!(idp.run(["template", "test", "tool", "--case", "defalt"]), @"
    [stderr]
    error: no test case named `defalt`
    help: did you mean `default`?
    [exit 3]
    ");
    let case = idp.path("tool/tests/default/case.yaml");
    std::fs::rename(&case, case.with_extension("yml")).unwrap();
    assert_snapshot!(idp.run(["template", "test", "tool"]), @"
    [stderr]
    error: [ROOT]/here/tool/tests/default has no case.yaml
    help: every folder of `tests` is a test case; add the file, or remove the folder
    [exit 2]
    ");
}

#[test]
fn a_missing_root_file_is_an_error() {
    let idp = create_clone("catalog: {root: all.yaml}\n");
    assert_snapshot!(idp.run_in("clone", ["catalog", "list"]), @"
    [stderr]
    error: catalog file all.yaml not found
    help: create it, or correct its path in idp.yaml
    [exit 2]
    ");
}

#[test]
fn a_name_that_is_taken_or_isn_t_one_gets_a_way_out() {
    let idp = Idp::new();
    idp.run([
        "new", "service", "checkout", "--owner", "payments", "--dir", "one",
    ])
    .assert_success();
    idp.run(["catalog", "remove", "checkout", "--yes"])
        .assert_success();
    let wrong: [&[&str]; 4] = [
        &["new", "service", "checkout", "--owner", "payments"],
        &["template", "lint", "service"],
        &["template", "new", "My Tool"],
        &["--platform", "who-owns", "ledger"],
    ];
    let shown = wrong.map(|command| without_platform_lines(&idp.run(command)));
    assert_snapshot!(shown.join("\n\n"), @"
    [stderr]
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
    error: repository `checkout` already exists: [ROOT]/idp/forge/acme/checkout.git
    help: choose another name
    help: to add the existing repository to the catalog: idp catalog add checkout type=service lifecycle=experimental owner=<GROUP> annotation:idp.dev/repository=file://[ROOT]/idp/forge/acme/checkout.git
    help: to reuse the name, delete the repository: rm -r '[ROOT]/idp/forge/acme/checkout.git'
    [exit 6]

    [stderr]
    error: [ROOT]/here/service is not a directory
    help: `service` is embedded in idp; to get a copy: idp template new <NAME> --from service
    [exit 2]

    [stderr]
    error: invalid template name `My Tool`: use only lower-case letters, digits and `-`
    help: did you mean `my-tool`?
    [exit 2]

    [stderr]
    error: unknown command `ledger`
    help: `--platform` took `who-owns` as its value; give it another value before the command
    help: idp who-owns --help
    [exit 2]
    ");
}

#[test]
fn a_wrong_input_of_the_values_file_is_shown_in_the_file() {
    let idp = Idp::new();
    idp.write_file("values.yaml", "databse: none\ncloud: 7\n");
    let new = "new service checkout --owner payments --values values.yaml --set brwserTests=true";
    let output = idp.run(new.split(' '));
    assert_snapshot!(without_platform_lines(&output), @"
    [stderr]
    error[values-file]: unknown input `databse`; did you mean `database`?
     --> values.yaml:1:1
      |
    1 | databse: none
      | ^^^^^^^^^^^^^
      |
      = more: idp explain values-file

    error[values-file]: `cloud`: `7` is not one of eks, gke, aks
     --> values.yaml:2:8
      |
    2 | cloud: 7
      |        ^
      |
      = more: idp explain values-file

    error: unknown input `brwserTests`; did you mean `browserTests`?; values.yaml has invalid inputs
    [exit 2]
    ");
}

#[test]
fn a_run_that_stopped_early_is_repeated_with_all_its_options() {
    let idp = Idp::new();
    idp.write_script(
        "fake/git",
        "case \" $* \" in *\" commit-tree \"*) kill -9 $PPID; exit 1;; esac\nexec \"$REAL_GIT\" \"$@\"",
    );
    let run = "REAL_GIT=$(command -v git) PATH=$PWD/fake:$PATH \"$IDP\" new service shop --owner payments --system money \
               --set database=none --description 'My best shop' --dir a/shop";
    let run = run.replace("\"$IDP\"", env!("CARGO_BIN_EXE_idp"));
    let killed = idp.run_shell(&run);
    assert_ne!(killed.code, Some(0), "{killed}");
    assert_snapshot!(idp.run(["runs", "resume", "shop"]), @"
    [stderr]
    error: run [RUN] can't be resumed: it stopped before its first commit
    help: run the same command again: idp --platform practice new service shop --owner payments --system money --description 'My best shop' --set database=none --dir a/shop
    [exit 2]
    ");
    let shown = idp.run(["runs", "show", "shop"]).assert_success();
    assert!(
        shown.stdout.contains("there is nothing to resume"),
        "{shown}"
    );
    idp.write_file("sub/x", "");
    assert_snapshot!(idp.run_in("sub", ["runs", "resume", "shop"]), @"
    [stderr]
    error: run [RUN] can't be resumed: it stopped before its first commit
    help: run the same command again: idp -C [ROOT]/here --platform practice new service shop --owner payments --system money --description 'My best shop' --set database=none --dir a/shop
    [exit 2]
    ");
}

#[test]
fn a_shallow_clone_doesn_t_make_up_a_history() {
    let idp = with_upstream(create_clone(""));
    let group = idp.read_file("clone/catalog/groups/web.yaml");
    idp.write_file(
        "clone/catalog/groups/web.yaml",
        &group.replace("web}", "web, title: Web}"),
    );
    run_all(
        &idp,
        &[
            "git -C clone commit -qam second",
            "git -C clone push -q origin HEAD",
            "git clone -q --depth 1 \"file://$PWD/platform.git\" shallow",
        ],
    );
    assert_snapshot!(idp.run(["-C", "shallow", "who-owns", "web", "--history"]), @"
    [stderr]
    error: this clone lacks the history before [COMMIT]
    help: this clone is shallow: git fetch --unshallow; with actions/checkout, set fetch-depth: 0
    [exit 3]
    ");
    let full = idp.run(["-C", "clone", "who-owns", "web", "--history"]);
    full.assert_success();
}

#[test]
fn an_owner_in_an_invalid_file_may_be_missing() {
    let idp = Idp::new();
    idp.write_file(
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}\nspec: {type: service, lifecycle: production, owner: web}\n---\nkind: Group\nmetadata: {name: [\n",
    );
    assert_snapshot!(idp.run(["who-owns", "shop"]), @"
    shop       component:default/shop · service · production
    owner      web · not in the catalog
    why        catalog-info.yaml:4:53  spec.owner
    [stderr]
    warning: parts of the catalog are invalid, so the owner may be missing from it; idp catalog validate
    ");
}

#[test]
fn a_template_is_created_in_the_platform_from_any_of_its_folders() {
    let idp = create_clone("");
    idp.run_in("clone/catalog", ["template", "new", "tool"])
        .assert_success();
    assert!(idp.path("clone/templates/tool/template.yaml").is_file());
    let copier = [
        "new",
        "service",
        "q",
        "--owner",
        "web",
        "--data",
        "database=none",
    ];
    assert_snapshot!(without_platform_lines(&idp.run(copier)), @"
    [stderr]
    error: unknown option `--data`
    help: did you mean `--set database=none`?
    help: idp new --help
    [exit 2]
    ");
}

#[test]
fn a_platform_that_isn_t_a_repository_is_told_to_become_one() {
    let idp = Idp::new();
    let values = idp.run(["new", "service", "shop", "--values", "."]);
    assert_snapshot!(idp.redact(&values.assert_exit_code(2).stderr), @"
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    error: [ROOT]/here/. is a directory
    ");
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("catalog-info.yaml", "");
    let run = idp.run(["new", "service", "shop", "--owner", "web", "--yes"]);
    assert_snapshot!(idp.redact(&run.assert_exit_code(2).stderr), @r#"
    error: the platform in [ROOT]/here isn't a git repository
    help: git -C [ROOT]/here init && git -C [ROOT]/here add . && git -C [ROOT]/here commit -m "Add the platform"
    help: then push it: git -C [ROOT]/here remote add origin <URL> && git -C [ROOT]/here push -u origin HEAD
    "#);
}

#[test]
fn an_option_before_its_command_is_told_where_it_belongs() {
    let idp = Idp::new();
    let run = idp.run(["--owner=payments", "new", "service", "shop"]);
    assert_snapshot!(run.assert_exit_code(2).stderr, @"
    error: unknown option `--owner`
    help: `--owner` is an option of `new`; put it after `new`
    help: idp new --help
    ");
    let run = idp.run(["catalog", "--strict", "validate"]);
    assert_snapshot!(run.assert_exit_code(2).stderr, @"
    error: unknown option `--strict`
    help: `--strict` is an option of `validate`; put it after `validate`
    help: idp catalog validate --help
    ");
    let run = idp.run(["catalog", "list", "component"]);
    assert_snapshot!(run.assert_exit_code(2).stderr, @"
    error: unexpected argument `component`
    help: did you mean `--kind component`?
    help: idp catalog list --help
    ");
    let run = idp.run(["catalog", "add", "team.yaml"]);
    assert_snapshot!(without_platform_lines(&run.assert_exit_code(2)), @"
    [stderr]
    error: `team.yaml` is a file, not a name
    help: idp catalog add -f team.yaml
    [exit 2]
    ");
}

#[test]
fn a_channel_on_stdin_is_no_comment() {
    let idp = Idp::new();
    let program = env!("CARGO_BIN_EXE_idp");
    let line = format!("printf '# teams\\n#payments\\n' | {program} who-owns - -o csv");
    let run = idp.run_shell(&line);
    assert_snapshot!(run.assert_success().stdout, @"
    query,handle,entity,owner,via,file,line
    #payments,channel,group:default/payments,group:default/payments,self,catalog/groups.yaml,4
    ");
    let run = idp.run(["who-owns", r"C:\work\cart\src\a.ts"]);
    assert_snapshot!(without_platform_lines(&run.assert_exit_code(3)), @"
    [stderr]
    error: no component matches the image C
    help: list entities: idp catalog list
    [exit 3]
    ");
}

#[test]
fn only_entities_that_change_are_counted() {
    let idp = Idp::new();
    idp.run(["catalog", "set", "search", "lifecycle=deprecated"])
        .assert_success();
    let both = ["catalog", "set", "cart", "search", "lifecycle=deprecated"];
    let run = idp.run(both).assert_success();
    assert!(run.stdout.contains("changed 1 entity in 1 file"), "{run}");
    let run = idp.run(both).assert_success();
    assert!(!run.stdout.contains("changed"), "{run}");
}

#[test]
fn a_handle_without_its_prefix_and_an_owner_of_another_kind_are_suggested() {
    let idp = Idp::new();
    idp.write_file("loose/catalog-info.yaml", PREFIXED_HANDLES_CATALOG);
    let handles = [
        "data-prod",
        "zoeh",
        "pay-help",
        "ZOE HART",
        "main db",
        "db",
        "api",
    ];
    let shown = handles.map(|handle| {
        without_platform_lines(&idp.run(["--platform", "loose", "who-owns", handle]))
    });
    assert_snapshot!(shown.join("\n\n"), @"
    [stderr]
    error: no entity named `data-prod`
    help: did you mean `namespace/data-prod`?
    help: this is the catalog in [ROOT]/here/loose; to use another: --platform <PATH|URL|practice>
    [exit 3]

    [stderr]
    error: no entity named `zoeh`
    help: did you mean `@zoeh` or `zoe`?
    help: this is the catalog in [ROOT]/here/loose; to use another: --platform <PATH|URL|practice>
    [exit 3]

    [stderr]
    error: no entity named `pay-help`
    help: did you mean `'#pay-help'`?
    help: this is the catalog in [ROOT]/here/loose; to use another: --platform <PATH|URL|practice>
    [exit 3]

    [stderr]
    error: no entity named `ZOE HART`
    help: did you mean `user:default/zoe`?
    help: this is the catalog in [ROOT]/here/loose; to use another: --platform <PATH|URL|practice>
    [exit 3]

    [stderr]
    error: no entity named `main db`
    help: did you mean `component:default/db`?
    help: this is the catalog in [ROOT]/here/loose; to use another: --platform <PATH|URL|practice>
    [exit 3]

    db         component:default/db · service · production
    owner      zoe · not in the catalog; did you mean `user:default/zoe`?
    why        catalog-info.yaml:4:53  spec.owner

    api        component:default/api · service · production
    owner      paymnts · not in the catalog; did you mean `group:default/payments`?
    why        catalog-info.yaml:9:53  spec.owner
    ");
}

const PREFIXED_HANDLES_CATALOG: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: db, title: Main DB, annotations: {backstage.io/kubernetes-namespace: data-prod}}
spec: {type: service, lifecycle: production, owner: zoe}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: api}
spec: {type: service, lifecycle: production, owner: paymnts}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: zoe, annotations: {github.com/user-login: zoeh}}
spec: {memberOf: [payments], profile: {displayName: Zoe Hart}}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments, annotations: {slack.com/channel: pay-help}}
spec: {type: team, children: []}
";

#[test]
fn commands_of_other_groups_and_programs_are_suggested() {
    let idp = Idp::new();
    let wrong: [&[&str]; 7] = [
        &["lint", "catalog-info.yaml"],
        &["get", "cart"],
        &["delete", "cart"],
        &["owner", "cart"],
        &["ls"],
        &["edit", "cart"],
        &["catalog", "lint"],
    ];
    let shown = wrong.map(|command| without_platform_lines(&idp.run(command)));
    assert_snapshot!(shown.join("\n\n"), @"
    [stderr]
    error: unknown command `lint`
    help: did you mean `idp catalog validate` or `idp template lint`?
    help: idp --help
    [exit 2]

    [stderr]
    error: unknown command `get`
    help: did you mean `idp catalog show`, `idp template show` or `idp runs show`?
    help: idp --help
    [exit 2]

    [stderr]
    error: unknown command `delete`
    help: did you mean `idp catalog remove` or `idp runs abandon`?
    help: idp --help
    [exit 2]

    [stderr]
    error: unknown command `owner`
    help: did you mean `who-owns`?
    help: idp --help
    [exit 2]

    [stderr]
    error: unknown command `ls`
    help: did you mean `idp catalog list`, `idp template list` or `idp runs list`?
    help: idp --help
    [exit 2]

    [stderr]
    error: unknown command `edit`
    help: did you mean `idp catalog set`?
    help: idp --help
    [exit 2]

    [stderr]
    error: unknown command `lint`
    help: did you mean `validate`?
    help: idp catalog --help
    [exit 2]
    ");
}
