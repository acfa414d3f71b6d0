//! Loose catalogs: Backstage documents of a repository that isn't a platform, and what each answer says of its source.

use insta::assert_snapshot;

use crate::support::{CommandOutput, Idp};

const GROUP: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n";

fn component_yaml(name: &str, owner: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: production, owner: {owner}}}\n"
    )
}

/// A repository with these files and nothing else that a platform has.
fn create_repository(files: &[(&str, &str)]) -> Idp {
    let idp = Idp::new();
    for (path, text) in files {
        idp.write_file(path, text);
    }
    idp.run_git("", ["init", "--quiet"]);
    idp
}

fn entity_refs(run: CommandOutput) -> Vec<String> {
    let json = run.assert_success().stdout_json();
    let entities = json["entities"].as_array().unwrap();
    let refs = entities
        .iter()
        .map(|entity| entity["ref"].as_str().unwrap());
    refs.map(str::to_owned).collect()
}

#[test]
fn every_question_is_answered_from_the_catalog_that_lies_here() {
    let catalog = component_yaml("shop", "web") + "---\n" + GROUP;
    for name in ["catalog-info.yaml", "catalog-info.yml"] {
        let idp = create_repository(&[(name, &catalog), ("deep/er/x.txt", "")]);
        for folder in ["", "deep/er"] {
            let ask = |words: &[&str]| idp.run_in(folder, words.iter().chain(&["-o", "json"]));
            let answer = ask(&["who-owns", "shop"]).assert_success().stdout_json();
            assert_eq!(answer["results"][0]["owner"], "group:default/web");
            assert_eq!(answer["platform"]["practice"], false);
            assert!(
                answer["platform"]["address"]
                    .as_str()
                    .unwrap()
                    .ends_with("here")
            );
            let all = ["component:default/shop", "group:default/web"];
            assert_eq!(entity_refs(ask(&["catalog", "list"])), all);
            assert_eq!(entity_refs(ask(&["catalog", "show", "shop"])), all[..1]);
            assert_eq!(entity_refs(ask(&["catalog", "search", "sho"])), all[..1]);
            let unowned = ask(&["catalog", "unowned"])
                .assert_exit_code(1)
                .stdout_json();
            assert_eq!(unowned["entities"][0]["ref"], all[0]);
            let graph = ask(&["catalog", "graph", "web"])
                .assert_success()
                .stdout_json();
            assert_eq!(graph["nodes"].as_array().unwrap().len(), 2);
            let checked = ask(&["catalog", "validate"]).assert_success().stdout_json();
            assert_eq!(checked["summary"]["entities"], 2);
            let formatted = ask(&["catalog", "fmt", "--check"])
                .assert_success()
                .stdout_json();
            assert_eq!(formatted["files"], 1);
        }
    }
}

#[test]
fn without_a_root_all_entities_of_the_repository_count() {
    let idp = create_repository(&[
        (
            "services/shop/backstage.yml",
            &component_yaml("shop", "web"),
        ),
        ("org/teams.yaml", GROUP),
        ("ci.yaml", "name: ci\n"),
        ("vendor/other.yaml", &component_yaml("other", "web")),
        (".gitignore", "vendor/\n"),
    ]);
    let list = idp.run_in("services", ["catalog", "list", "-o", "json"]);
    assert_eq!(
        entity_refs(list),
        ["component:default/shop", "group:default/web"]
    );
    assert_snapshot!(idp.run(["catalog", "validate"]), @"
    note[not-a-catalog-file]: 1 YAML file isn't a catalog file
     |
     = help: check one anyway: idp catalog validate <FILE>
     = more: idp explain not-a-catalog-file

    0 errors, 0 warnings ([N] ms)
    ");
}

/// The answer to each of `handles`, asked in `folder`.
fn who_owns_lines(idp: &Idp, folder: &str, handles: &[&str]) -> Vec<String> {
    let question = ["who-owns", "-o", "json", "--"];
    let json = idp
        .run_in(folder, question.iter().chain(handles))
        .stdout_json();
    let results = json["results"].as_array().unwrap();
    let answer = |result: &serde_json::Value| {
        let text = |key: &str| {
            result[key]
                .as_str()
                .unwrap_or("-")
                .replace(":default/", ":")
        };
        format!("{} {}", text("entity"), text("owner"))
    };
    results.iter().map(answer).collect()
}

/// A repository with a catalog file of its own, those of two services, and those of two templates.
fn create_mono_repository() -> Idp {
    let pay = component_yaml("pay", "payments");
    let idp = create_repository(&[
        (
            "catalog-info.yaml",
            &(component_yaml("mono", "web") + "---\n" + GROUP),
        ),
        ("services/pay/catalog-info.yaml", &pay),
        (
            "services/cart/catalog-info.yml",
            &component_yaml("cart", "web"),
        ),
        ("services/pay/src/a.ts", ""),
        ("services/cart/b.ts", ""),
        ("lib/c.ts", ""),
        // The files that a template renders describe nothing here.
        (
            "templates/x/skeleton/catalog-info.yaml",
            &component_yaml("x", "web"),
        ),
        ("templates/x/skeleton/d.ts", ""),
        (
            "templates/y/catalog-info.yaml",
            &component_yaml("${{ values.name }}", "web"),
        ),
        ("templates/y/e.ts", ""),
    ]);
    idp.run_git(
        "",
        ["remote", "add", "origin", "git@gitlab.com:acme/mono.git"],
    );
    idp
}

#[test]
fn a_path_is_owned_by_the_nearest_catalog_file_wherever_one_stands() {
    let idp = create_mono_repository();
    let mono = "component:mono group:web";
    let pays = "component:pay group:payments";
    let cart = "component:cart group:web";
    let page = "https://gitlab.com/acme/mono/-/blob/main";
    let url = format!("{page}/services/pay/src/a.ts");
    for (folder, handles, expected) in [
        (
            "",
            &["services/pay/src/a.ts", "services/cart"][..],
            &[pays, cart][..],
        ),
        ("", &["services/pay/gone.ts", "lib/c.ts"], &[pays, mono]),
        (
            "",
            &["templates/x/skeleton/d.ts", "templates/y/e.ts"],
            &[mono, mono],
        ),
        ("", &[&url, &format!("{page}/lib/c.ts")], &[pays, mono]),
        (
            "services/pay",
            &["src/a.ts", "../cart/b.ts", "../../lib"],
            &[pays, cart, mono],
        ),
        ("..", &["here/services/pay/src/a.ts"], &[pays]),
    ] {
        assert_eq!(
            who_owns_lines(&idp, folder, handles),
            expected,
            "{handles:?}"
        );
    }
    // Names resolve only to entities in the catalog.
    idp.run(["who-owns", "pay"]).assert_exit_code(3);
    assert_eq!(
        entity_refs(idp.run(["catalog", "list", "-o", "json"])),
        ["component:default/mono", "group:default/web"]
    );
}

#[test]
fn the_nearest_catalog_file_was_another_one_in_the_past() {
    let idp = create_repository(&[
        (
            "catalog-info.yaml",
            &(component_yaml("mono", "web") + "---\n" + GROUP),
        ),
        ("services/pay/a.ts", ""),
    ]);
    idp.run_git("", ["add", "--all"]);
    idp.run_git("", ["commit", "--quiet", "--message", "one"]);
    idp.run_git(
        "",
        ["remote", "add", "origin", "https://github.com/acme/mono"],
    );
    idp.write_file(
        "services/pay/catalog-info.yaml",
        &component_yaml("pay", "web"),
    );
    let entity = |more: &[&str]| {
        let question = ["who-owns", "services/pay/a.ts", "-o", "json"];
        let json = idp
            .run(question.iter().chain(more))
            .assert_success()
            .stdout_json();
        json["results"][0]["entity"].as_str().unwrap().to_owned()
    };
    assert_eq!(entity(&[]), "component:default/pay");
    assert_eq!(entity(&["--at", "HEAD"]), "component:default/mono");
}

#[test]
fn a_submodule_is_not_owned_by_the_repository_around_it() {
    let catalog = component_yaml("mono", "web") + "---\n" + GROUP;
    let idp = create_repository(&[("catalog-info.yaml", &catalog), ("vendor/sub/a.ts", "")]);
    idp.run_git("vendor/sub", ["init", "--quiet"]);
    let path = ["who-owns", "vendor/sub/a.ts"];
    assert_snapshot!(idp.run(path), @"
    [stderr]
    error: the path `vendor/sub/a.ts` belongs to no entity in the catalog
    help: list entities: idp catalog list
    help: this is the catalog in [ROOT]/here; to use another: --platform <PATH|URL|practice>
    [exit 3]
    ");
    let remote = ["remote", "add", "origin", "https://github.com/acme/sub"];
    idp.run_git("vendor/sub", remote);
    let run = idp.run(path).assert_exit_code(3);
    assert!(run.stderr.contains("github.com/acme/sub"), "{run}");
    assert_eq!(
        who_owns_lines(&idp, "", &["vendor"]),
        ["component:mono group:web"]
    );
}

#[test]
fn a_bare_repository_with_a_loose_catalog_answers() {
    let catalog = format!("{}---\n{GROUP}", component_yaml("shop", "web"));
    let idp = create_repository(&[("catalog-info.yaml", &catalog)]);
    idp.run_git("", ["add", "--all"]);
    idp.run_git("", ["commit", "--quiet", "--message", "one"]);
    idp.run_git("", ["clone", "--quiet", "--bare", ".", "bare.git"]);
    let url = format!("file://{}", idp.path("bare.git").display());
    let head = idp.run_git("", ["rev-parse", "HEAD"]);
    for platform in ["bare.git", &url] {
        let ask = |verb: &[&str]| idp.run(verb.iter().chain(&["--platform", platform]));
        let list = ask(&["catalog", "list", "-o", "json"]);
        assert_eq!(
            entity_refs(list),
            ["component:default/shop", "group:default/web"],
            "{platform}"
        );
        ask(&["who-owns", "shop"]).assert_success();
        ask(&["catalog", "list", "--at", &head]).assert_success();
        let run = ask(&["new", "service", "till", "--owner", "web"]).assert_exit_code(2);
        assert!(run.stderr.contains("is not a platform"), "{run}");
        idp.write_file(
            "../home/.gitconfig",
            "[user]\n  name = Ada\n  email = ada@acme.example\n",
        );
        let run = ask(&["catalog", "set", "shop", "title=Shop", "--push", "--yes"]);
        let run = run.assert_exit_code(2);
        assert!(run.stderr.contains("run the command in a clone"), "{run}");
    }
}

#[test]
fn a_loose_catalog_has_a_past() {
    let idp = create_repository(&[(
        "catalog-info.yaml",
        &(component_yaml("shop", "web") + "---\n" + GROUP),
    )]);
    idp.run_git("", ["add", "--all"]);
    idp.run_git("", ["commit", "--quiet", "--message", "one"]);
    idp.write_file(
        "catalog-info.yaml",
        &(component_yaml("cart", "web") + "---\n" + GROUP),
    );
    assert_snapshot!(idp.run(["catalog", "diff", "HEAD"]), @"
    + component:default/cart  catalog-info.yaml
    - component:default/shop  catalog-info.yaml
    1 added, 1 removed, 0 changed
    ");
    let list = idp.run(["catalog", "list", "--at", "HEAD", "-o", "json"]);
    assert_eq!(
        entity_refs(list),
        ["component:default/shop", "group:default/web"]
    );
    let history = idp.run([
        "who-owns",
        "shop",
        "--at",
        "HEAD",
        "--history",
        "-o",
        "json",
    ]);
    let history = history.assert_success().stdout_json();
    assert_eq!(
        history["results"][0]["history"][0]["owner"],
        "group:default/web"
    );
    let checked = idp
        .run(["catalog", "validate", "--at", "HEAD"])
        .assert_success();
    assert_eq!(checked.stderr, "");
}

#[test]
fn a_loose_catalog_is_edited_where_it_lies() {
    let idp = create_repository(&[("catalog-info.yaml", &component_yaml("shop", "web"))]);
    let edited = [
        "catalog",
        "set",
        "shop",
        "lifecycle=deprecated",
        "--no-commit",
    ];
    idp.run(edited).assert_success();
    assert!(
        idp.read_file("catalog-info.yaml")
            .contains("lifecycle: deprecated")
    );
    idp.run([
        "catalog",
        "add",
        "web",
        "--kind",
        "group",
        "type=team",
        "--no-commit",
    ])
    .assert_success();
    assert!(idp.read_file("catalog-info.yaml").contains("kind: Group"));
}

#[test]
fn a_service_needs_a_platform() {
    let idp = create_repository(&[("catalog-info.yaml", &component_yaml("shop", "web"))]);
    assert_snapshot!(idp.run(["new", "service", "cart", "--owner", "web"]), @"
    [stderr]
    error: this requires a platform, but the catalog here has no idp.yaml
    help: use your organisation's platform: idp connect <URL>, or --platform <PATH|URL>
    help: try it on this machine: --platform practice
    help: to make this repository a platform, start with `idp init`, which says what it lacks
    [exit 2]
    ");
}

#[test]
fn outside_of_a_repository_nothing_is_looked_for() {
    let idp = Idp::new();
    idp.write_file("deep/catalog-info.yaml", &component_yaml("shop", "web"));
    idp.write_file("other/shop.yaml", &component_yaml("shop", "web"));
    let practice = |folder: &str| {
        let list = idp.run_in(folder, ["catalog", "list", "-o", "json"]);
        list.assert_success().stdout_json()["platform"]["practice"] == true
    };
    assert!(!practice("deep"));
    assert!(practice("") && practice("other"));
    let named = idp.run(["catalog", "list", "--platform", "other", "-o", "json"]);
    assert_eq!(entity_refs(named), ["component:default/shop"]);
    idp.write_file("empty/a.yaml", "name: ci\n");
    assert_snapshot!(idp.run(["catalog", "list", "--platform", "empty"]), @"
    [stderr]
    error: `empty` is not a platform: it has no idp.yaml and no catalog files
    help: a platform is a directory, a bare repository, a URL such as https://github.com/acme/platform, or `practice`
    [exit 2]
    ");
}

#[test]
fn a_connected_platform_comes_first_but_for_the_files_here() {
    let idp = create_repository(&[("catalog-info.yaml", &component_yaml("shop", "web"))]);
    idp.write_file("platform/idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("platform/catalog-info.yml", GROUP);
    idp.run_git("platform", ["init", "--quiet"]);
    idp.run_git("platform", ["add", "--all"]);
    idp.run_git("platform", ["commit", "--quiet", "--message", "platform"]);
    idp.run_git("", ["clone", "--quiet", "--bare", "platform", "shared.git"]);
    let url = format!("file://{}", idp.path("shared.git").display());
    idp.run(["connect", &url]).assert_success();
    assert_eq!(
        entity_refs(idp.run(["catalog", "list", "-o", "json"])),
        ["group:default/web"]
    );
    let checked = idp
        .run(["catalog", "validate", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(checked["summary"]["entities"], 1);
    assert!(
        checked["platform"]["address"]
            .as_str()
            .unwrap()
            .ends_with("here")
    );
}

#[test]
fn a_lock_that_chose_the_platform_is_named() {
    let idp = Idp::new();
    idp.write_file("platform/idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("platform/catalog-info.yaml", GROUP);
    idp.run_git("platform", ["init", "--quiet"]);
    idp.run_git("platform", ["add", "--all"]);
    idp.run_git("platform", ["commit", "--quiet", "--message", "platform"]);
    let hub = idp.path("platform").display().to_string();
    let made = ["new", "service", "till", "--owner", "payments", "-q"];
    idp.run(made).assert_success();
    let lock = idp.read_file("till/.idp/lock.yaml");
    idp.write_file(
        "till/.idp/lock.yaml",
        &lock.replace("platform: practice", &format!("platform: file://{hub}")),
    );
    assert_snapshot!(idp.run_in("till/src", ["catalog", "list"]), @"
    NAME  KIND   TYPE  OWNER  LIFECYCLE
    web   group  team  -      -
    [stderr]
    platform  file://[ROOT]/here/platform · from [ROOT]/here/till/.idp/lock.yaml
    ");
    assert_eq!(
        idp.run_in("till", ["catalog", "list", "-q"])
            .assert_success()
            .stderr,
        ""
    );
}

#[test]
fn nothing_is_no_name() {
    let idp = Idp::new();
    for words in [
        &["who-owns", ""][..],
        &["who-owns", "cart", " "],
        &["catalog", "show", ""],
        &["catalog", "search", ""],
        &["catalog", "graph", ""],
        &["catalog", "rename", "", "x"],
        &["catalog", "rename", "cart", ""],
        &["catalog", "remove", ""],
        &["catalog", "validate", "--changed-since", ""],
        &["catalog", "list", "--at", ""],
        &["catalog", "list", "--platform", ""],
        &["catalog", "list", "--owner", ""],
        &["catalog", "list", "--tag", " "],
        &["runs", "show", ""],
        &["runs", "resume", ""],
        &["runs", "abandon", ""],
    ] {
        let run = idp.run(words).assert_exit_code(2);
        assert!(run.stderr.contains("must not be empty"), "{run}");
    }
    let unset = idp.with_env("IDP_PLATFORM", "");
    unset.run(["catalog", "list"]).assert_success();
}

/// A path into a clone is resolved from the folder above it as from inside the clone.
#[test]
fn a_path_is_answered_by_the_platform_of_its_clone() {
    let idp = Idp::new();
    idp.run(["new", "service", "till", "--owner", "payments", "-q"])
        .assert_success();
    let group = GROUP.replace("name: web", "name: payments, title: Ours");
    idp.write_file("platform/idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("platform/catalog-info.yaml", &group);
    idp.run_git("platform", ["init", "--quiet"]);
    idp.run_git("platform", ["add", "--all"]);
    idp.run_git("platform", ["commit", "--quiet", "--message", "platform"]);
    let hub = format!("file://{}", idp.path("platform").display());
    let lock = idp.read_file("till/.idp/lock.yaml");
    let lock = lock.replace("platform: practice", &format!("platform: {hub}"));
    idp.write_file("till/.idp/lock.yaml", &lock);
    let platform_of = |handles: &[&str]| {
        let run = idp.run(["who-owns", "-o", "json"].iter().chain(handles));
        run.stdout_json()["platform"]["address"].clone()
    };
    assert_eq!(platform_of(&["till/README.md"]), hub.as_str());
    assert_eq!(platform_of(&["till/README.md", "./till"]), hub.as_str());
    assert_eq!(platform_of(&["till"]), hub.as_str());
    assert_eq!(platform_of(&["till/README.md", "cart"]), "practice");
    let run = idp.run(["who-owns", "till/README.md"]).assert_success();
    assert!(run.stdout.contains("owner      payments (Ours)"), "{run}");
}

#[test]
fn a_folder_that_is_not_checked_out_is_named_as_one_types_it() {
    let idp = create_repository(&[
        ("idp.yaml", "organisation: acme\nforge: local\n"),
        (
            "catalog-info.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: acme}\nspec: {targets: ['./**/*.yaml']}\n",
        ),
        ("-a;touch x/web.yaml", GROUP),
    ]);
    idp.run_git("", ["add", "--all"]);
    idp.run_git("", ["commit", "--quiet", "--message", "one"]);
    let url = format!("file://{}", idp.path("").display());
    idp.run_git("", ["clone", "--quiet", "--sparse", &url, "../sparse"]);
    let run = idp
        .run(["-C", "../sparse", "who-owns", "web"])
        .assert_exit_code(3);
    let command = "git sparse-checkout add -- '-a;touch x'";
    assert!(run.stderr.contains(command), "{run}");
    let added = format!("cd ../sparse && {command}");
    assert_eq!(idp.run_shell(&added).code, Some(0));
    idp.run(["-C", "../sparse", "who-owns", "web"])
        .assert_success();
}

#[test]
fn what_is_committed_and_not_checked_out_is_said_so() {
    let idp = create_repository(&[
        ("idp.yaml", "organisation: acme\nforge: local\n"),
        (
            "catalog-info.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: acme}\nspec: {targets: ['./catalog/*.yaml']}\n",
        ),
        ("catalog/web.yaml", GROUP),
    ]);
    idp.run_git("", ["add", "--all"]);
    idp.run_git("", ["commit", "--quiet", "--message", "one"]);
    let url = format!("file://{}", idp.path("").display());
    idp.run_git("", ["clone", "--quiet", "--sparse", &url, "../sparse"]);
    assert_snapshot!(idp.run(["-C", "../sparse", "who-owns", "web"]), @"
    [stderr]
    error: no entity named `web`
    help: list entities: idp -C [ROOT]/sparse catalog list
    help: parts of the catalog are invalid: idp -C [ROOT]/sparse catalog validate
    help: this is a sparse checkout, and catalog files may be missing; check them out: git sparse-checkout add catalog
    [exit 3]
    ");
    let found = idp
        .run(["-C", "../sparse", "catalog", "validate"])
        .assert_exit_code(1);
    assert!(
        found.stdout.contains("git sparse-checkout add catalog"),
        "{found}"
    );
    idp.run_git("", ["clone", "--quiet", "--no-checkout", &url, "../bare"]);
    assert_snapshot!(idp.run(["-C", "../bare", "who-owns", "web"]), @"
    [stderr]
    error: idp.yaml is not checked out in this clone
    help: no files in this clone are checked out; to check them out: git checkout HEAD -- .
    [exit 2]
    ");
}

/// Nothing at its root shows that there is a catalog, but the practice platform must not be used instead.
#[test]
fn a_loose_catalog_that_is_not_checked_out_is_no_reason_to_look_elsewhere() {
    let shop = component_yaml("shop", "web");
    let idp = create_repository(&[("README.md", "x"), ("svc/catalog-info.yaml", &shop)]);
    idp.run_git("", ["add", "--all"]);
    idp.run_git("", ["commit", "--quiet", "-m", "x"]);
    let url = format!("file://{}", idp.path("").display());
    idp.run_git("", ["clone", "--quiet", "--sparse", &url, "../part"]);
    idp.run_git("", ["clone", "--quiet", "--no-checkout", &url, "../none"]);
    for (clone, help) in [
        ("../part", "git sparse-checkout add svc"),
        ("../none", "git checkout HEAD -- ."),
    ] {
        for question in [
            &["catalog", "validate"][..],
            &["catalog", "list"],
            &["who-owns", "shop"],
        ] {
            let run = idp
                .run(["-C", clone].iter().chain(question))
                .assert_exit_code(2);
            assert!(
                run.stderr
                    .contains("catalog of this clone is not checked out"),
                "{run}"
            );
            assert!(run.stderr.contains(help), "{run}");
        }
    }
}

#[test]
fn an_answer_from_a_sparse_checkout_says_so() {
    let idp = create_repository(&[("idp.yaml", "organisation: acme\nforge: local\n")]);
    idp.write_file("catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: ['./catalog/**/*.yaml', './teams/*.yaml']}\n");
    idp.write_file("catalog/shop.yaml", &component_yaml("shop", "web"));
    idp.write_file("teams/web.yaml", GROUP);
    idp.run_git("", ["add", "--all"]);
    idp.run_git("", ["commit", "--quiet", "-m", "x"]);
    let warned = |run: &CommandOutput| run.stderr.contains("warning: this is a sparse checkout");
    assert!(!warned(&idp.run(["catalog", "list"]).assert_success()));
    idp.run_git("", ["sparse-checkout", "set", "catalog"]);
    for question in [
        &["catalog", "list"][..],
        &["catalog", "unowned"],
        &["catalog", "validate"],
        &["who-owns", "shop"],
    ] {
        let run = idp.run(question);
        assert!(
            warned(&run) && run.stderr.contains("sparse-checkout add teams"),
            "{run}"
        );
    }
    idp.run_git("", ["sparse-checkout", "disable"]);
    assert!(!warned(&idp.run(["catalog", "list"]).assert_success()));
}

/// Text in a document can look like an entity.
#[test]
fn what_only_looks_like_a_catalog_is_none() {
    let idp = create_repository(&[]);
    idp.write_file("values.yaml", "kind: ConfigMap\ndata:\n  catalog: |\n    apiVersion: backstage.io/v1alpha1\n    kind: Component\n");
    idp.write_file("skeleton/catalog-info.yaml", &component_yaml("shop", "web"));
    let idp = idp.with_env("CI", "true");
    for question in [
        &["catalog", "validate"][..],
        &["catalog", "list"],
        &["catalog", "validate", "."],
    ] {
        idp.run(question).assert_exit_code(2);
    }
    idp.write_file("catalog-info.yaml", "# Soon.\n");
    for question in [
        &["catalog", "validate"][..],
        &["catalog", "validate", "catalog-info.yaml"],
    ] {
        let run = idp.run(question).assert_exit_code(2);
        assert!(run.stderr.contains("no catalog entities found"), "{run}");
    }
}

/// Without a file at the root, no folder's file is the catalog of the whole repository.
#[test]
fn a_catalog_without_a_root_is_the_same_from_every_folder() {
    let idp = create_repository(&[
        ("services/a/catalog-info.yaml", &component_yaml("a", "web")),
        ("services/b/catalog-info.yml", &component_yaml("b", "web")),
        ("services/b/src/x.ts", ""),
        ("teams/web.yaml", GROUP),
    ]);
    for folder in ["", "services", "services/a", "services/b/src", "teams"] {
        let list = idp.run_in(folder, ["catalog", "list", "-o", "json"]);
        assert_eq!(
            entity_refs(list),
            [
                "component:default/a",
                "component:default/b",
                "group:default/web"
            ],
            "{folder}"
        );
        let run = idp.run_in(folder, ["who-owns", "b"]).assert_success();
        assert!(
            !run.stdout.contains("not in the catalog"),
            "{folder}: {run}"
        );
    }
    let add = [
        "catalog",
        "add",
        "c",
        "owner=web",
        "type=service",
        "lifecycle=production",
        "--no-commit",
    ];
    idp.run_in("services/a", add).assert_success();
    assert!(
        idp.read_file("services/a/catalog-info.yaml")
            .contains("name: c")
    );
}
