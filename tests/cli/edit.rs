//! `idp catalog set`, `rename` and `remove`.

use insta::assert_snapshot;

use crate::support::Idp;

fn group_yaml(name: &str) -> String {
    format!(
        "# the people of {name}\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: {name}\nspec:\n  type: team\n  children: []\n"
    )
}

/// The owner is written in every possible form, depending on `number`.
fn component_yaml(number: usize) -> String {
    let owners = [
        "team-a",
        "group:team-a",
        "'group:default/team-a'",
        "Group:Default/Team-A  # sic",
        "\"team-a\"",
    ];
    let owner = owners[number % owners.len()];
    format!(
        "# service {number}\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: service-{number}\n  annotations: {{team: team-a}} # not a ref\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
    )
}

/// A platform in a clone, with its services in one file or in a file each.
fn create_platform(one_file: bool) -> Idp {
    create_platform_with(one_file, 200)
}

fn create_platform_with(one_file: bool, count: usize) -> Idp {
    let idp = Idp::new();
    let init =
        "git init -q -b main && git config user.name Ada && git config user.email ada@acme.example";
    assert_eq!(idp.run_shell(init).code, Some(0));
    let groups = [group_yaml("team-a"), group_yaml("team-c")].join("---\n");
    if one_file {
        let services: Vec<String> = (0..count).map(component_yaml).collect();
        idp.write_file(
            "catalog.yaml",
            &format!("{groups}---\n{}", services.join("---\n")),
        );
        idp.write_file(
            "idp.yaml",
            "organisation: acme\nforge: local\ncatalog: {file: catalog.yaml}\n",
        );
    } else {
        idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
        idp.write_file("catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: ['./catalog/**/*.yaml']}\n");
        idp.write_file("catalog/groups/team-c.yaml", &group_yaml("team-c"));
        idp.write_file("catalog/groups/team-a.yaml", &group_yaml("team-a"));
        for number in 0..count {
            idp.write_file(
                &format!("catalog/components/service-{number}.yaml"),
                &component_yaml(number),
            );
        }
    }
    commit_all(&idp);
    idp
}

fn commit_all(idp: &Idp) {
    assert_eq!(
        idp.run_shell("git add --all && git commit -qm x").code,
        Some(0)
    );
}

/// Asserts that the last commit changed this number of lines, each only from the old name to the new one.
fn assert_only_renamed(idp: &Idp, lines: usize) {
    let diff = idp
        .run_shell("git show --format= --unified=0 --find-renames HEAD")
        .stdout;
    let changed = |sign: char| {
        let lines = diff.lines().filter(move |line| {
            line.starts_with(sign) && !line.starts_with(&sign.to_string().repeat(3))
        });
        lines
            .map(|line| line[1..].to_lowercase())
            .collect::<Vec<String>>()
    };
    let (before, after) = (changed('-'), changed('+'));
    assert_eq!((before.len(), after.len()), (lines, lines), "{diff}");
    for (old, new) in before.iter().zip(&after) {
        assert_eq!(old.replace("team-a", "team-b"), *new);
    }
}

#[test]
fn a_team_is_renamed_wherever_it_is_named() {
    for one_file in [true, false] {
        let idp = create_platform_with(one_file, 2_000);
        let run = idp
            .run(["catalog", "rename", "group:team-a", "team-b"])
            .assert_success();
        let files = if one_file { "1 file" } else { "2001 files" };
        assert!(
            run.stdout
                .starts_with(&format!("changed 2001 entities in {files} (")),
            "{run}"
        );
        assert_only_renamed(&idp, 2_001);
        let valid = idp.run(["catalog", "validate"]).assert_success();
        assert!(valid.stdout.contains("0 errors, 0 warnings"), "{valid}");
        let log = idp
            .run_shell("git log -1 --format='%an: %s%n%b' && git status --short")
            .stdout;
        let wanted =
            "Ada: catalog: rename group:team-a to team-b\nIdp-Actor: Ada <ada@acme.example>\n\n";
        assert_eq!(log, wanted);
        let file = if one_file {
            "catalog.yaml"
        } else {
            "catalog/groups/team-b.yaml"
        };
        assert!(idp.read_file(file).starts_with("# the people of team-a\n"));
    }
}

/// Findings that already existed don't make a rename fail.
#[test]
fn a_rename_is_not_blamed_for_what_was_there_before() {
    let idp = create_platform(false);
    let broken = component_yaml(0).replace("service-0", "old");
    let broken = broken.replace("  lifecycle", "  dependsOn: [component:ghost]\n  lifecycle");
    idp.write_file("catalog/components/old.yaml", &broken);
    let commit = "git add --all && git commit -qm broken";
    assert_eq!(idp.run_shell(commit).code, Some(0));
    let valid = idp.run(["catalog", "validate"]).assert_success();
    assert!(valid.stdout.contains("dangling-ref"), "{valid}");
    let rename = ["catalog", "rename", "component:old", "new", "--strict"];
    let run = idp.run(rename).assert_success();
    assert!(!run.stderr.contains("dangling-ref"), "{run}");
    assert!(
        idp.read_file("catalog/components/new.yaml")
            .contains("name: new")
    );
}

#[test]
fn many_get_another_owner_at_once() {
    let idp = create_platform(true);
    let set = ["catalog", "set", "--where", "owner=team-a", "owner=team-c"];
    idp.run(set).assert_success();
    assert!(
        idp.run_shell("git show --shortstat --format= HEAD")
            .stdout
            .contains("200 insertions(+), 200 deletions(-)")
    );
    assert_snapshot!(idp.run(set), @"
    [stderr]
    error: no entity has owner=team-a
    help: did you mean `team-c`?
    [exit 3]
    ");
    assert_snapshot!(idp.run(["catalog", "set", "service-1", "owner=team-d"]), @r#"
    [stderr]
    error[owner-not-found]: group `team-d` not found
      --> catalog.yaml:39:10
       |
    39 |   owner: team-d
       |          ^^^^^^ did you mean `group:default/team-a` or `group:default/team-c`?
       |
       = more: idp explain owner-not-found

    error: this change introduces 1 error
    [exit 1]
    "#);
}

#[test]
fn a_dry_run_shows_the_difference() {
    let idp = create_platform(false);
    assert_snapshot!(idp.run(["catalog", "set", "service-3", "lifecycle=deprecated", "system=", "title=The third", "--dry-run"]), @"
    --- a/catalog/components/service-3.yaml
    +++ b/catalog/components/service-3.yaml
    @@ -3,8 +3,9 @@
     kind: Component
     metadata:
       name: service-3
    +  title: The third
       annotations: {team: team-a} # not a ref
     spec:
       type: service
    -  lifecycle: production
    +  lifecycle: deprecated
       owner: Group:Default/Team-A  # sic
    would change 1 entity in 1 file
    ");
    assert_eq!(
        idp.read_file("catalog/components/service-3.yaml"),
        component_yaml(3)
    );
    assert_snapshot!(idp.run(["catalog", "rename", "service-3", "third", "--dry-run"]), @"
    catalog/components/service-3.yaml → catalog/components/third.yaml
    --- a/catalog/components/third.yaml
    +++ b/catalog/components/third.yaml
    @@ -2,7 +2,7 @@
     apiVersion: backstage.io/v1alpha1
     kind: Component
     metadata:
    -  name: service-3
    +  name: third
       annotations: {team: team-a} # not a ref
     spec:
       type: service
    would change 1 entity in 1 file
    ");
}

#[test]
fn what_is_named_is_not_removed() {
    let idp = create_platform(true);
    let refused = idp.run(["catalog", "remove", "team-a"]).assert_exit_code(6);
    assert!(
        refused.stderr.contains("200 references still point to it")
            && refused.stderr.contains("and 190 more"),
        "{refused}"
    );
    idp.run([
        "catalog",
        "remove",
        "service-0",
        "component:service-199",
        "team-c",
    ])
    .assert_success();
    assert!(
        idp.run_shell("git show --shortstat --format= HEAD")
            .stdout
            .contains("31 deletions")
    );
    idp.run(["catalog", "validate"]).assert_success();
    idp.run(["catalog", "show", "service-0"])
        .assert_exit_code(3);
    let idp = create_platform(false);
    idp.run(["catalog", "remove", "service-7"]).assert_success();
    assert!(!idp.path("catalog/components/service-7.yaml").exists());
}

#[test]
fn work_of_ones_own_is_left_alone() {
    let idp = create_platform(false);
    idp.write_file(
        "catalog/components/service-2.yaml",
        &format!("{}# mine\n", component_yaml(2)),
    );
    idp.write_file("notes.txt", "mine");
    assert_eq!(idp.run_shell("git add notes.txt").code, Some(0));
    assert_snapshot!(idp.run(["catalog", "set", "service-2", "type=library"]), @"
    [stderr]
    error: catalog/components/service-2.yaml has uncommitted changes
    help: commit them first, or add --no-commit
    [exit 6]
    ");
    idp.run([
        "catalog",
        "set",
        "service-1",
        "type=library",
        "-m",
        "catalog: a library",
    ])
    .assert_success();
    assert_snapshot!(idp.run_shell("git status --short && git log -1 --format=%s --name-only"), @"
     M catalog/components/service-2.yaml
    A  notes.txt
    catalog: a library

    catalog/components/service-1.yaml
    ");
    idp.run(["catalog", "set", "service-2", "type=library", "--no-commit"])
        .assert_success();
    assert!(
        idp.read_file("catalog/components/service-2.yaml")
            .ends_with(
                "type: library\n  lifecycle: production\n  owner: 'group:default/team-a'\n# mine\n"
            )
    );
}

#[test]
fn the_practice_platform_is_changed_by_push() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["catalog", "set", "ledger", "owner=platform"]), @"
    changed 1 entity in 1 file ([COMMIT])
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    assert!(
        idp.run(["who-owns", "ledger"])
            .stdout
            .contains("platform (Platform)")
    );
    idp.run(["catalog", "rename", "group:storefront", "shopfront"])
        .assert_success();
    let valid = idp.run(["catalog", "validate"]);
    assert_snapshot!(valid, @"
    5 services, 3 teams, 0 errors, 0 warnings ([N] ms)
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    assert_snapshot!(idp.run(["catalog", "set", "ledger", "owner=storefront", "--no-commit"]), @"
    [stderr]
    platform  practice (local) · nothing leaves this machine
    error: cannot write files: the platform has no working tree
    help: remove --no-commit, or run this command in a clone
    [exit 2]
    ");
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_written() {
    let idp = create_platform(true);
    for arguments in [
        &["set", "service-1"][..],
        &["set", "owner=team-c"],
        &["set", "service-1", "onwer=team-c"],
        &["set", "service-1", "name=x"],
        &["set", "group:team-a", "system=x"],
        &["rename", "service-1", "not a name"],
    ] {
        idp.run(["catalog"].iter().chain(arguments))
            .assert_exit_code(2);
    }
    idp.run(["catalog", "rename", "service-1", "Service-2"])
        .assert_exit_code(6);
    idp.run(["catalog", "rename", "nobody", "x"])
        .assert_exit_code(3);
    assert_eq!(
        idp.run_shell("git status --short && git rev-list --count HEAD")
            .stdout,
        "1\n"
    );
}

#[test]
fn an_entity_comes_where_its_like_are() {
    let idp = create_platform(false);
    idp.run([
        "catalog",
        "add",
        "web",
        "--kind",
        "group",
        "type=team",
        "title=The web",
    ])
    .assert_success();
    assert_snapshot!(idp.read_file("catalog/groups/web.yaml"), @"
    apiVersion: backstage.io/v1alpha1
    kind: Group
    metadata:
      name: web
      title: The web
    spec:
      type: team
      children: []
    ");
    idp.run([
        "catalog",
        "add",
        "cart-db",
        "--kind",
        "Resource",
        "type=database",
        "owner=web",
    ])
    .assert_success();
    assert!(idp.path("catalog/resources/cart-db.yaml").exists());
    assert_snapshot!(idp.run(["catalog", "add", "cart", "type=service"]), @"
    [stderr]
    error: Component is missing required fields
    help: add lifecycle=… owner=…
    [exit 2]
    ");
    assert_snapshot!(idp.run(["catalog", "add", "web", "--kind", "group", "type=team"]), @"
    [stderr]
    error: group:default/web already exists in catalog/groups/web.yaml:4:9
    help: idp who-owns group:default/web
    help: to change it: idp catalog set group:default/web <FIELD=VALUE>
    help: or choose another name
    [exit 6]
    ");
    assert_snapshot!(idp.run(["catalog", "add", "x", "type=service", "lifecycle=production", "owner=wbe"]), @r#"
    [stderr]
    error[owner-not-found]: group `wbe` not found
     --> catalog/components/x.yaml:8:10
      |
    8 |   owner: wbe
      |          ^^^ did you mean `group:default/web`?
      |
      = more: idp explain owner-not-found

    error: this change introduces 1 error
    [exit 1]
    "#);
    assert_snapshot!(idp.run_shell("git log -1 --format=%s && git status --short"), @"catalog: add resource:default/cart-db");
}

#[test]
fn an_entity_comes_into_the_one_file_in_sorted_place() {
    let idp = create_platform(true);
    let add = [
        "catalog",
        "add",
        "service-10a",
        "type=service",
        "lifecycle=production",
        "owner=team-c",
    ];
    assert_snapshot!(idp.run(add.into_iter().chain(["--dry-run"])), @r#"
    --- a/catalog.yaml
    +++ b/catalog.yaml
    @@ -1226,6 +1226,15 @@
       lifecycle: production
       owner: "team-a"
     ---
    +apiVersion: backstage.io/v1alpha1
    +kind: Component
    +metadata:
    +  name: service-10a
    +spec:
    +  type: service
    +  lifecycle: production
    +  owner: team-c
    +---
     # service 110
     apiVersion: backstage.io/v1alpha1
     kind: Component
    would change 1 entity in 1 file
    "#);
    idp.run(add).assert_success();
    assert!(
        idp.run_shell("git show --shortstat --format= HEAD")
            .stdout
            .contains("9 insertions")
    );
}

#[test]
fn json_holds_no_colours() {
    let idp = create_platform_with(false, 1);
    let set = ["catalog", "set", "service-0", "lifecycle=deprecated"];
    let dry = ["--dry-run", "-o", "json", "--color", "always"];
    let run = idp.run(set.iter().chain(&dry)).assert_success();
    let diff = run.stdout_json()["files"][0]["diff"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(!diff.contains('\u{1b}'), "{diff:?}");
    idp.write_file("change.diff", &diff);
    assert_eq!(idp.run_shell("git apply --check change.diff").code, Some(0));
}

#[test]
fn members_and_tags_come_and_go() {
    let idp = create_platform_with(false, 1);
    assert_snapshot!(idp.run(["catalog", "add", "ada", "--kind", "user", "memberOf=team-a", "email=ada@acme.example"]), @"changed 1 entity in 1 file ([COMMIT])");
    assert_snapshot!(idp.run(["catalog", "set", "team-a", "members+=ada", "tags=go,http", "children-=team-c", "--dry-run"]), @"
    --- a/catalog/groups/team-a.yaml
    +++ b/catalog/groups/team-a.yaml
    @@ -3,6 +3,11 @@
     kind: Group
     metadata:
       name: team-a
    +  tags:
    +    - go
    +    - http
     spec:
       type: team
       children: []
    +  members:
    +    - ada
    note: group:default/team-a doesn't have `team-c` in `children`
    would change 1 entity in 1 file
    ");
    idp.run(["catalog", "set", "team-a", "members+=ada", "tags=go,http"])
        .assert_success();
    assert_snapshot!(idp.run(["catalog", "set", "team-a", "members+=user:default/Ada", "tags-=htp"]), @"
    note: group:default/team-a already has `user:default/Ada` in `members`
    note: group:default/team-a doesn't have `htp` in `tags`; did you mean `http`?
    nothing to change
    ");
    assert_snapshot!(idp.run(["catalog", "set", "--where", "tags=go", "tags-=go,http", "members=", "-m", "catalog: no tags"]), @"
    note: still members because of their own `memberOf`: user:default/ada; to remove them: idp catalog set user:default/ada memberOf-=group:default/team-a
    changed 1 entity in 1 file ([COMMIT])
    ");
    assert_snapshot!(idp.run_shell("git log -4 --format=%s && git status --short"), @"
    catalog: no tags
    catalog: group:default/team-a: members+=ada, tags=go,http
    catalog: add user:default/ada
    x
    ");
}

#[test]
fn what_the_rules_say_of_a_change_is_shown() {
    let idp = create_platform_with(false, 1);
    let set = ["catalog", "set", "service-0", "lifecycle=prodction"];
    assert_snapshot!(idp.run(set.iter().chain(&["--strict"])), @r#"
    [stderr]
    warning[lifecycle-unknown]: unknown lifecycle `prodction`
     --> catalog/components/service-0.yaml:9:14
      |
    9 |   lifecycle: prodction
      |              ^^^^^^^^^ did you mean `production`?
      |
      = more: idp explain lifecycle-unknown

    error: this change introduces 1 warning
    help: to accept warnings, remove --strict
    [exit 1]
    "#);
    assert_snapshot!(idp.run(set), @"
    warning[lifecycle-unknown]: unknown lifecycle `prodction`
     --> catalog/components/service-0.yaml:9:14
      |
    9 |   lifecycle: prodction
      |              ^^^^^^^^^ did you mean `production`?
      |
      = more: idp explain lifecycle-unknown

    changed 1 entity in 1 file ([COMMIT])
    ");
    let json = [
        "catalog",
        "set",
        "service-0",
        "dependsOn+=resource:db",
        "-o",
        "json",
    ];
    let json = idp.run(json).assert_success().stdout_json();
    assert_eq!(json["findings"][0]["code"], "dangling-ref", "{json:#}");
    // A finding that already existed isn't a finding of this change.
    idp.run(["catalog", "set", "service-0", "title=S", "--strict"])
        .assert_success();
}

#[test]
fn a_misspelt_field_is_refused() {
    let idp = create_platform_with(false, 1);
    for (typed, meant) in [
        ("ownr=team-c", "did you mean `owner`?"),
        ("spec.ownr=team-c", "did you mean `owner`?"),
        ("spec.dependsOn+x=team-c", "unknown field"),
        ("owner+=team-c", "owner=VALUE"),
        ("members+=ada", "a Component has no field `members`"),
        ("owner=team-a owner=team-c", "`owner` is set twice"),
        ("tags+=a,,b", "empty item in `tags+=a,,b`"),
    ] {
        let arguments = ["catalog", "set", "service-0"];
        let run = idp
            .run(arguments.into_iter().chain(typed.split(' ')))
            .assert_exit_code(2);
        assert!(run.stderr.contains(meant), "{typed}: {run}");
    }
    idp.run([
        "catalog",
        "set",
        "service-0",
        "spec.costCentre=12",
        "spec.areas+=a,b",
    ])
    .assert_success();
    assert!(
        idp.read_file("catalog/components/service-0.yaml")
            .ends_with("  costCentre: \"12\"\n  areas:\n    - a\n    - b\n")
    );
}

#[test]
fn an_api_gets_its_definition() {
    let idp = create_platform_with(false, 1);
    idp.write_file(
        "openapi.yaml",
        "openapi: 3.0.0\r\ninfo:\r\n  title: Cart\r\n",
    );
    let add = [
        "catalog",
        "add",
        "cart-api",
        "--kind",
        "api",
        "owner=team-a",
        "type=openapi",
        "lifecycle=production",
    ];
    assert_snapshot!(idp.run(add), @"
    [stderr]
    error: API is missing a required field
    help: add definition=…
    [exit 2]
    ");
    assert_snapshot!(idp.run(add.iter().chain(&["definition=openapi.yaml"])), @"
    [stderr]
    error: `openapi.yaml` is a file name, but the field takes text
    help: copy the text of the file: definition=@openapi.yaml
    help: let Backstage read the file, relative to the catalog file: 'definition=$text:openapi.yaml'
    [exit 2]
    ");
    idp.write_file("its api;touch x.yaml", "openapi: 3.0.0\n");
    assert_snapshot!(idp.run(add.iter().chain(&["definition=its api;touch x.yaml"])), @"
    [stderr]
    error: `its api;touch x.yaml` is a file name, but the field takes text
    help: copy the text of the file: definition=@'its api;touch x.yaml'
    help: let Backstage read the file, relative to the catalog file: 'definition=$text:its api;touch x.yaml'
    [exit 2]
    ");
    idp.run(add.iter().chain(&["definition=@openapi.yaml"]))
        .assert_success();
    assert_snapshot!(idp.read_file("catalog/apis/cart-api.yaml"), @"
    apiVersion: backstage.io/v1alpha1
    kind: API
    metadata:
      name: cart-api
    spec:
      type: openapi
      lifecycle: production
      owner: team-a
      definition: |
        openapi: 3.0.0
        info:
          title: Cart
    ");
}

#[test]
fn a_placeholder_is_judged_like_any_change() {
    let idp = create_platform_with(false, 1);
    let add = "catalog add cart-api --kind api owner=team-a type=openapi lifecycle=production definition=later";
    idp.run(add.split(' ')).assert_success();
    assert_snapshot!(idp.run(["catalog", "set", "cart-api", "definition=$text:./openapi.yaml"]), @"
    [stderr]
    error[placeholder-unreadable]: `./openapi.yaml` not found
      --> catalog/apis/cart-api.yaml:10:5
       |
    10 |     $text: ./openapi.yaml
       |     ^^^^^^^^^^^^^^^^^^^^^
       |
       = more: idp explain placeholder-unreadable

    error: this change introduces 1 error
    [exit 1]
    ");
    idp.write_file("catalog/apis/openapi.yaml", "openapi: 3.0.0\n");
    commit_all(&idp);
    idp.run([
        "catalog",
        "set",
        "cart-api",
        "definition=$text:./openapi.yaml",
    ])
    .assert_success();
    assert!(
        idp.read_file("catalog/apis/cart-api.yaml")
            .ends_with("  definition:\n    $text: ./openapi.yaml\n")
    );
}

/// A platform in a bare repository that others use too, with a service created by `idp new`.
fn create_shared_platform() -> Idp {
    let idp = create_platform_with(false, 2);
    let service = component_yaml(0).replace(
        "annotations: {team: team-a} # not a ref",
        "annotations:\n    idp.dev/repository: https://git.example/acme/service-0",
    );
    idp.write_file("catalog/components/service-0.yaml", &service);
    commit_all(&idp);
    let bare = "git clone -q --bare . ../shared.git && git init -q ../elsewhere && cd ../elsewhere && git config user.name Ada && git config user.email ada@acme.example";
    assert_eq!(idp.run_shell(bare).code, Some(0));
    let path = idp.path("../shared.git").canonicalize().unwrap();
    idp.with_env("IDP_PLATFORM", &path.display().to_string())
}

#[test]
fn a_change_of_a_shared_platform_says_where_it_went() {
    let idp = create_shared_platform();
    assert_snapshot!(idp.run_in("../elsewhere", ["catalog", "set", "service-1", "title=One"]), @"
    changed 1 entity in 1 file ([COMMIT]), pushed to main of file://[ROOT]/shared.git
    [stderr]
    platform  [ROOT]/shared.git · push to main
    ");
    let json = ["catalog", "set", "service-1", "title=Two", "-o", "json"];
    let json = idp
        .run_in("../elsewhere", json)
        .assert_success()
        .stdout_json();
    assert_eq!(
        (&json["pushed"], &json["branch"]),
        (&true.into(), &"main".into()),
        "{json:#}"
    );
    assert_snapshot!(idp.run_in("../elsewhere", ["catalog", "set", "service-1", "title=Two"]), @"nothing to change");
    assert_snapshot!(idp.run_in("../elsewhere", ["catalog", "set", "service-1", "title=3", "--pr"]), @"
    [stderr]
    error: the platform's forge doesn't support pull requests
    help: remove --pr
    [exit 2]
    ");
}

#[test]
fn a_rename_names_the_repositories_that_still_have_the_old_name() {
    let idp = create_shared_platform();
    assert_snapshot!(idp.run_in("../elsewhere", ["catalog", "rename", "group:team-a", "shop"]), @"
    changed 3 entities in 3 files ([COMMIT]), pushed to main of file://[ROOT]/shared.git
    note: 1 service repository still contains group:default/team-a (CODEOWNERS, chart values, lock): service-0
          next, in that repository: git grep -n -w team-a
    [stderr]
    platform  [ROOT]/shared.git · push to main
    ");
}

#[test]
fn the_documents_of_a_file_come_as_one_commit() {
    let idp = create_platform_with(false, 1);
    let file = "# the new team\nkind: Group\napiVersion: backstage.io/v1alpha1\nmetadata: {name: shop} # short\nspec: {type: team, children: []}\n---\napiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: till}\nspec: {owner: shop}\n";
    idp.write_file("new/team.yaml", file);
    assert_snapshot!(idp.run_in("new", ["catalog", "add", "-f", "team.yaml"]), @"changed 2 entities in 2 files ([COMMIT])");
    assert_snapshot!(idp.read_file("catalog/groups/shop.yaml"), @"
    kind: Group
    apiVersion: backstage.io/v1alpha1
    metadata: {name: shop} # short
    spec: {type: team, children: []}
    ");
    assert_snapshot!(idp.run_shell("git log -1 --format=%s --name-only"), @"
    catalog: add 2 entities

    catalog/groups/shop.yaml
    catalog/systems/till.yaml
    ");
    assert_snapshot!(idp.run_in("new", ["catalog", "add", "-f", "team.yaml"]), @"
    [stderr]
    error: group:default/shop already exists in catalog/groups/shop.yaml:3:18 (from team.yaml:4:18)
    help: idp who-owns group:default/shop
    help: to change it: idp catalog set group:default/shop <FIELD=VALUE>
    help: or choose another name
    [exit 6]
    ");
    for (text, why) in [
        (
            "kind: Compnent\napiVersion: backstage.io/v1alpha1\nmetadata: {name: a}\n",
            "unknown kind `Compnent`",
        ),
        (
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec: {type: service}\n",
            "missing-field",
        ),
        ("kind: [\n", "team.yaml"),
        ("# nothing\n", "no entity in team.yaml"),
    ] {
        idp.write_file("new/team.yaml", text);
        let run = idp.run_in("new", ["catalog", "add", "-f", "team.yaml"]);
        assert!(run.code.is_some_and(|code| code == 1 || code == 2), "{run}");
        assert!(run.stderr.contains(why), "{text}: {run}");
    }
    let stdin = format!("'{}' catalog add -f - --dry-run", env!("CARGO_BIN_EXE_idp"));
    idp.write_file("new/user.yaml", "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: zoe}\nspec: {memberOf: [shop]}\n");
    let run = idp
        .run_shell(&format!("{stdin} < new/user.yaml"))
        .assert_success();
    assert!(run.stdout.contains("+++ b/catalog/users/zoe.yaml"), "{run}");
    assert_eq!(idp.run_shell("git status --short").stdout, "?? new/\n");
}

#[test]
fn an_entity_that_is_named_twice_is_changed_once() {
    let idp = create_platform_with(false, 2);
    let set = [
        "catalog",
        "set",
        "service-0",
        "component:service-0",
        "type=website",
    ];
    assert_snapshot!(idp.run(set.into_iter().chain(["--dry-run"])), @"
    --- a/catalog/components/service-0.yaml
    +++ b/catalog/components/service-0.yaml
    @@ -5,6 +5,6 @@
       name: service-0
       annotations: {team: team-a} # not a ref
     spec:
    -  type: service
    +  type: website
       lifecycle: production
       owner: team-a
    would change 1 entity in 1 file
    ");
    idp.run(["catalog", "remove", "service-1", "service-1"])
        .assert_success();
    assert!(!idp.path("catalog/components/service-1.yaml").exists());
}

#[test]
fn a_name_may_stand_in_a_file_with_faults() {
    let idp = create_platform_with(false, 2);
    let file = "catalog/components/service-1.yaml";
    idp.write_file(file, &format!("{}kind: Component\n", component_yaml(1)));
    commit_all(&idp);
    assert_snapshot!(idp.run(["catalog", "set", "service-1", "type=website"]), @"
    [stderr]
    error: no entity named `service-1`
    help: did you mean `service-0`?
    help: parts of the catalog are invalid: idp catalog validate
    [exit 3]
    ");
}

#[test]
fn the_file_that_the_catalog_starts_from_stays() {
    let idp = create_platform_with(false, 0);
    assert_snapshot!(idp.run(["catalog", "remove", "location:all"]), @"
    [stderr]
    error: cannot empty catalog-info.yaml: it is the root file of the catalog
    help: keep an entity in it, or add another one first
    [exit 6]
    ");
    let idp = create_platform_with(true, 0);
    idp.write_file("catalog.yaml", &group_yaml("team-a"));
    commit_all(&idp);
    assert_snapshot!(idp.run(["catalog", "remove", "team-a"]), @"
    [stderr]
    error: cannot empty catalog.yaml: it is the root file of the catalog
    help: keep an entity in it, or add another one first
    [exit 6]
    ");
}

fn resource_yaml(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata:\n  name: {name}\nspec:\n  type: database\n  owner: team-a\n{spec}"
    )
}

/// A file with the new name may contain something else.
#[test]
fn a_rename_overwrites_no_file() {
    let cart = "catalog/components/cart.yaml";
    let rename = ["catalog", "rename", "service-0", "cart"];
    for spec in ["", "  dependsOn: [component:service-0]\n"] {
        for option in ["--quiet", "--no-commit"] {
            let idp = create_platform_with(false, 1);
            idp.write_file(cart, &resource_yaml("basket-db", spec));
            commit_all(&idp);
            idp.run(rename.into_iter().chain([option])).assert_success();
            let wanted = resource_yaml("basket-db", &spec.replace("service-0", "cart"));
            assert_eq!(idp.read_file(cart), wanted, "{option}");
            let service = idp.read_file("catalog/components/service-0.yaml");
            assert!(service.contains("name: cart"), "{service}");
            idp.run(["catalog", "validate"]).assert_success();
        }
    }
    // A file that isn't committed yet.
    let idp = create_platform_with(false, 1);
    idp.write_file(cart, &resource_yaml("basket-db", ""));
    idp.run(rename).assert_exit_code(6);
    commit_all(&idp);
    idp.run(rename).assert_success();
    assert_eq!(idp.read_file(cart), resource_yaml("basket-db", ""));
    // A link, or a file that the catalog doesn't read, isn't overwritten either.
    for other in ["ln -s ../groups/team-a.yaml", "touch"] {
        let idp = create_platform_with(false, 1);
        assert_eq!(idp.run_shell(&format!("{other} {cart}")).code, Some(0));
        commit_all(&idp);
        let _ = idp.run(rename);
        let status = "git status --short && git log --format= --name-status -1 -- ";
        assert_eq!(
            idp.run_shell(&format!("{status}{cart}")).stdout,
            format!("A\t{cart}\n")
        );
    }
}

#[test]
fn a_rename_overwrites_no_file_of_a_shared_platform() {
    let idp = create_platform_with(false, 1);
    idp.write_file(
        "catalog/components/cart.yaml",
        &resource_yaml("basket-db", ""),
    );
    commit_all(&idp);
    let bare = "git clone -q --bare . ../shared.git && git init -q ../elsewhere && cd ../elsewhere && git config user.name Ada && git config user.email ada@acme.example";
    assert_eq!(idp.run_shell(bare).code, Some(0));
    let path = idp.path("../shared.git").canonicalize().unwrap();
    let idp = idp.with_env("IDP_PLATFORM", &path.display().to_string());
    idp.run_in("../elsewhere", ["catalog", "rename", "service-0", "cart"])
        .assert_success();
    assert_snapshot!(idp.run_shell("git -C ../shared.git log -1 --format=%s --name-status main"), @"
    catalog: rename service-0 to cart

    M	catalog/components/service-0.yaml
    ");
}

/// A file is renamed with its entity, even if only the case changes.
#[cfg(target_os = "linux")]
#[test]
fn a_rename_may_change_the_case_of_letters_only() {
    let idp = create_platform_with(false, 1);
    let rename = |name: &'static str| ["catalog", "rename", "component:service-0", name];
    idp.run(rename("Service-0")).assert_success();
    assert!(idp.path("catalog/components/Service-0.yaml").exists());
    assert!(!idp.path("catalog/components/service-0.yaml").exists());
    // If both exist, they are two files.
    idp.write_file(
        "catalog/components/service-0.yaml",
        &resource_yaml("db", ""),
    );
    commit_all(&idp);
    idp.run(rename("service-0")).assert_success();
    assert_eq!(
        idp.read_file("catalog/components/service-0.yaml"),
        resource_yaml("db", "")
    );
}

/// Another user pushes the same change first.
#[cfg(unix)]
#[test]
fn a_race_for_the_same_change_leaves_no_empty_commit() {
    let idp = create_shared_platform();
    let git = idp.run_shell("command -v git").stdout;
    let git = git.trim_end();
    let rival = "cd ../elsewhere && git pull -q ../shared.git main && sed -i.old 's/type: service/type: website/' catalog/components/service-1.yaml && git commit -qam first";
    assert_eq!(idp.run_shell(rival).code, Some(0));
    let script = format!(
        "case \" $* \" in *' push '*) [ -e ../pushed ] || {{ touch ../pushed; (cd ../elsewhere && '{git}' push -q ../shared.git HEAD:main) >/dev/null 2>&1; }} ;; esac\nexec '{git}' \"$@\""
    );
    idp.write_script("../bin/git", &script);
    let path = format!(
        "{}:{}",
        idp.path("../bin").display(),
        std::env::var("PATH").unwrap()
    );
    let mut command = idp.command(env!("CARGO_BIN_EXE_idp"));
    command
        .current_dir(idp.path("../elsewhere"))
        .args(["catalog", "set", "service-1", "type=website"])
        .env("PATH", path);
    let run = idp.to_command_output(command.output().unwrap());
    assert!(idp.path("../pushed").exists());
    assert_snapshot!(run, @"
    nothing to change
    [stderr]
    platform  [ROOT]/shared.git · push to main
    ");
    assert_eq!(
        idp.run_shell("git -C ../shared.git log -1 --format=%s main")
            .stdout,
        "first\n"
    );
}

#[test]
fn an_indented_document_is_added_as_it_is_meant() {
    let idp = create_platform_with(false, 1);
    let text = "\n  # a team\n  kind: Group\n  apiVersion: backstage.io/v1alpha1\n  metadata:\n    name: shop\n    description: |\n      one\n\n        two\n  spec:\n    type: team\n    children: []\n";
    for (name, head) in [("shop", ""), ("till", "---\n")] {
        idp.write_file(
            "../team.yaml",
            &format!("{head}{}", text.replace("shop", name)),
        );
        idp.run(["catalog", "add", "-f", "../team.yaml"])
            .assert_success();
        assert_eq!(
            idp.read_file(&format!("catalog/groups/{name}.yaml")),
            format!(
                "kind: Group\napiVersion: backstage.io/v1alpha1\nmetadata:\n  name: {name}\n  description: |\n    one\n\n      two\nspec:\n  type: team\n  children: []\n"
            )
        );
    }
}

#[test]
fn an_empty_condition_is_wrong_usage() {
    let idp = create_platform_with(false, 1);
    for condition in ["kind=", "owner= ", "annotation:a="] {
        let set = ["catalog", "set", "--where", condition, "type=website"];
        let run = idp.run(set).assert_exit_code(2);
        assert!(run.stderr.contains("invalid condition"), "{run}");
    }
}
