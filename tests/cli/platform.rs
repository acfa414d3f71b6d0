//! Which platform `idp` picks, and platforms of every kind.

use insta::assert_snapshot;

use crate::support::Idp;

const GROUP: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: web\nspec:\n  type: team\n  children: []\n";

/// Creates a bare platform repository with these files, in its own folder. Returns its path.
fn create_platform(idp: &Idp, files: &[(&str, &str)]) -> std::path::PathBuf {
    for (path, text) in files {
        idp.write_file(&format!("platform/{path}"), text);
    }
    idp.run_git("platform", ["init", "--quiet"]);
    idp.run_git("platform", ["add", "--all"]);
    idp.run_git("platform", ["commit", "--quiet", "--message", "platform"]);
    idp.run_git(
        "",
        ["clone", "--quiet", "--bare", "platform", "hub/platform.git"],
    );
    idp.run_git(
        "platform",
        ["remote", "add", "origin", "../hub/platform.git"],
    );
    idp.path("hub/platform.git")
}

fn create_single_file_platform(idp: &Idp) -> std::path::PathBuf {
    create_platform(
        idp,
        &[
            (
                "idp.yaml",
                "organisation: acme\nforge: local\ncatalog: {file: catalog.yaml}\n",
            ),
            ("catalog.yaml", GROUP),
        ],
    )
}

/// Adds an identity, which users outside the practice platform need.
fn with_identity(idp: Idp) -> Idp {
    ["AUTHOR", "COMMITTER"].iter().fold(idp, |idp, role| {
        idp.with_env(&format!("GIT_{role}_NAME"), "Ada")
            .with_env(&format!("GIT_{role}_EMAIL"), "ada@acme.example")
    })
}

#[test]
fn a_one_file_catalog_gets_the_entity_and_keeps_every_other_byte() {
    let idp = with_identity(Idp::new());
    let hub = create_single_file_platform(&idp);
    idp.run([
        "new",
        "service",
        "cart",
        "--owner",
        "web",
        "--platform",
        hub.to_str().unwrap(),
        "-q",
    ])
    .assert_success();
    let catalog = idp.run_git(&hub, ["show", "main:catalog.yaml"]) + "\n";
    assert!(catalog.ends_with(&format!("---\n{GROUP}")), "{catalog}");
    assert!(
        hub.parent()
            .unwrap()
            .join("forge/acme/cart.git/HEAD")
            .exists()
    );
    assert_eq!(
        idp.read_file("cart/.idp/lock.yaml")
            .lines()
            .find(|line| line.starts_with("platform: "))
            .unwrap(),
        format!("platform: file://{}", hub.canonicalize().unwrap().display())
    );
}

#[test]
fn a_clone_of_the_platform_registers_with_its_origin() {
    let idp = with_identity(Idp::new());
    let hub = create_single_file_platform(&idp);
    idp.run_git(
        "platform",
        [
            "remote",
            "set-url",
            "origin",
            &format!("file://{}", hub.canonicalize().unwrap().display()),
        ],
    );
    let created = idp
        .run_in(
            "platform",
            [
                "new", "service", "cart", "--owner", "web", "--dir", "../cart",
            ],
        )
        .assert_success();
    assert!(
        idp.run_git(&hub, ["show", "main:catalog.yaml"])
            .contains("name: cart")
    );
    assert!(
        !idp.read_file("platform/catalog.yaml").contains("cart"),
        "the clone is the user's"
    );
    let next =
        "Update     git pull --rebase origin main    (this clone's catalog doesn't have cart yet)";
    assert!(created.stdout.contains(next), "{created}");
    idp.run_git("platform", ["pull", "--quiet", "origin", "main"]);
    idp.run_in("platform", ["who-owns", "cart"])
        .assert_success();
}

#[test]
fn a_service_knows_its_platform() {
    let idp = with_identity(Idp::new());
    let hub = create_single_file_platform(&idp);
    idp.run([
        "new",
        "service",
        "cart",
        "--owner",
        "web",
        "--platform",
        hub.to_str().unwrap(),
    ])
    .assert_success();
    let answer = idp
        .run_in("cart/src/app", ["who-owns", "cart", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(answer["results"][0]["owner"], "group:default/web");
}

#[test]
fn without_an_identity_nothing_is_done_outside_the_practice_platform() {
    let idp = Idp::new();
    let hub = create_single_file_platform(&idp);
    assert_snapshot!(idp.run(["new", "service", "cart", "--owner", "web", "--platform", hub.to_str().unwrap(), "-q"]), @r#"
    [stderr]
    error: git user.name or user.email is not set
    help: git config --global user.name "Your Name"
    help: git config --global user.email you@example.com
    [exit 2]
    "#);
    assert!(!idp.path("cart").exists());
}

#[test]
fn what_is_no_platform_is_said_so() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["catalog", "list", "--platform", "nowhere"]), @"
    [stderr]
    error: `nowhere` is not a platform: no such directory
    help: a platform is a directory, a bare repository, a URL such as https://github.com/acme/platform, or `practice`
    [exit 2]
    ");
    assert_snapshot!(idp.run(["catalog", "list", "--platform", "ext::sh -c touch% x"]), @"
    [stderr]
    error: `ext::sh -c touch% x` is not a platform: no such directory
    help: a platform is a directory, a bare repository, a URL such as https://github.com/acme/platform, or `practice`
    [exit 2]
    ");
    assert_snapshot!(idp.run(["catalog", "list", "--platform", "http://git.example/platform.git"]), @"
    [stderr]
    error: unsupported URL scheme `http://` for a platform
    help: use https, ssh or file
    [exit 2]
    ");
    assert!(!idp.path("x").exists());
}

#[test]
fn faults_of_idp_yaml_have_a_place() {
    let idp = Idp::new();
    idp.write_file(
        "idp.yaml",
        "organisation: acme\nforge: local\nregistraton: push\n",
    );
    assert_snapshot!(idp.run(["catalog", "list"]), @"
    [stderr]
    error[platform-config]: unknown field `registraton`; did you mean `registration`?
     --> idp.yaml:3:1
      |
    3 | registraton: push
      | ^^^^^^^^^^^^^^^^^
      |
      = more: idp explain platform-config

    error: invalid idp.yaml
    [exit 2]
    ");
}

#[test]
fn what_the_platform_has_ready_is_in_the_values_of_each_environment() {
    let idp = with_identity(Idp::new());
    let settings = "organisation: acme\nforge: local\ncatalog: {file: catalog.yaml}\nenvironments:\n  staging:\n    database: {mode: cloudNativePG, instances: 1, size: 1Gi}\n  production:\n    database: {mode: externalSecret, store: vault}\n";
    let hub = create_platform(&idp, &[("idp.yaml", settings), ("catalog.yaml", GROUP)]);
    let idp = idp.with_env("IDP_PLATFORM", hub.to_str().unwrap());
    idp.run(["new", "service", "shop", "--owner", "web"])
        .assert_success();
    assert_snapshot!(idp.read_file("shop/chart/values-staging.yaml"), @r#"
    environment: staging

    # One pod is enough to test a release, and a rollout still has no downtime.
    replicas: 1
    autoscaling:
      enabled: false

    database:
      mode: cloudNativePG
      cluster:
        instances: 1
        size: "1Gi"
    "#);
    assert_snapshot!(idp.read_file("shop/chart/values-production.yaml"), @r#"
    environment: production

    autoscaling:
      minReplicas: 2
      maxReplicas: 10

    database:
      mode: externalSecret
      externalSecret:
        storeKind: ClusterSecretStore
        store: vault
        key: shop/database
        property: ""
    "#);
    idp.write_file(
        "platform/idp.yaml",
        &settings.replace("store: vault", "stor: vault"),
    );
    assert_snapshot!(idp.run(["-C", "platform", "catalog", "list", "--platform", "."]), @"
    [stderr]
    error[platform-config]: environments.production: unknown field `stor`; did you mean `store` or `storeKind`?
     --> idp.yaml:8:38
      |
    8 |     database: {mode: externalSecret, stor: vault}
      |                                      ^^^^^^^^^^^^
      |
      = more: idp explain platform-config

    error: invalid idp.yaml
    [exit 2]
    ");
}

#[test]
fn a_platform_brings_templates_of_its_own_which_win() {
    let idp = with_identity(Idp::new());
    let manifest = "apiVersion: idp.dev/v1\nkind: Template\nmetadata: {name: service, title: Ours, description: Ours, version: 2.0.0}\n";
    let hub = create_platform(
        &idp,
        &[
            ("idp.yaml", "organisation: acme\nforge: local\n"),
            ("catalog-info.yaml", GROUP),
            ("templates/service/template.yaml", manifest),
            ("templates/service/files/a.txt.hbs", "{{name}} of {{org}}\n"),
        ],
    );
    assert_snapshot!(idp.run(["template", "list", "--platform", hub.to_str().unwrap()]), @"
    NAME      VERSION  TITLE
    platform  1.0.0    Platform repository
    service   2.0.0    Ours
    ");
}

#[test]
fn a_pushed_template_with_test_cases_is_the_one_on_the_remote() {
    let idp = with_identity(Idp::new());
    create_platform(
        &idp,
        &[
            ("idp.yaml", "organisation: acme\nforge: local\n"),
            (
                "catalog-info.yaml",
                &format!(
                    "{GROUP}---\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: all}}\nspec: {{targets: [./catalog/components/*.yaml]}}\n"
                ),
            ),
            (
                "templates/tool/template.yaml",
                "apiVersion: idp.dev/v1\nkind: Template\nmetadata: {name: tool, title: A tool, description: A tool, version: 1.0.0}\n",
            ),
            ("templates/tool/files/a.txt", "a\n"),
            ("templates/tool/tests/default/case.yaml", "{}\n"),
            ("templates/tool/tests/default/expected/a.txt", "a\n"),
        ],
    );
    let new = ["new", "tool", "cart", "--owner", "web", "--dry-run"];
    let run = idp
        .run_in("platform", new.iter().chain(&["--dir", "../cart"]))
        .assert_success();
    assert!(!run.stderr.contains("differs"), "{run}");
}

#[test]
fn an_entity_that_the_catalog_would_not_read_is_not_registered() {
    let idp = with_identity(Idp::new());
    let hub = create_platform(
        &idp,
        &[
            ("idp.yaml", "organisation: acme\nforge: local\n"),
            ("catalog-info.yaml", GROUP),
        ],
    );
    assert_snapshot!(idp.run(["new", "service", "cart", "--owner", "web", "--platform", hub.to_str().unwrap(), "-q"]), @"
    [stderr]
    error: no Location reaches catalog/components/cart.yaml
    help: the root file needs a Location with this file in its targets, such as ./catalog/**/*.yaml; or set `catalog.file` in idp.yaml to a file that holds the whole catalog, or `catalog.components` to a folder that a Location reaches
    [exit 2]
    ");
    assert!(!idp.path("cart").exists());
}

#[test]
fn a_service_inside_another_repository_is_warned_of() {
    let idp = Idp::new();
    idp.run_git("", ["init", "--quiet"]);
    let run = idp
        .run(["new", "service", "basket", "--owner", "storefront"])
        .assert_success();
    assert!(
        run.stderr.contains("warning: ") && run.stderr.contains("is inside the repository"),
        "{run}"
    );
}

#[test]
fn offline_a_remote_platform_is_answered_from_what_was_fetched_last() {
    let idp = Idp::new();
    let hub = create_single_file_platform(&idp);
    let url = "https://git.example/platform.git";
    assert_snapshot!(idp.run(["--offline", "catalog", "list", "--platform", url]), @"
    [stderr]
    error: https://git.example/platform.git has not been fetched yet
    help: run the same command once without --offline
    [exit 3]
    ");
    let instead = format!("[url \"file://{}\"]\n  insteadOf = {url}\n", hub.display());
    idp.write_file("../home/.gitconfig", &instead);
    idp.run(["catalog", "list", "--platform", url])
        .assert_success();
    idp.write_file("../home/.gitconfig", "");
    assert_snapshot!(idp.run(["--offline", "catalog", "list", "--platform", url]), @"
    NAME  KIND   TYPE  OWNER  LIFECYCLE
    web   group  team  -      -
    [stderr]
    as of 2026-11-23T12:00:00Z: offline
    ");
    assert_snapshot!(idp.run(["--offline", "new", "service", "cart", "--owner", "web", "--platform", url]), @"
    [stderr]
    error: cannot create a service offline: this requires the latest version of the platform
    help: run the same command without --offline
    [exit 2]
    ");
    let idp = with_identity(idp);
    assert_snapshot!(idp.run(["--offline", "catalog", "set", "group:web", "title=W", "--platform", url]), @"
    [stderr]
    error: cannot change the catalog offline: this requires the latest version of the platform
    help: run the same command without --offline
    [exit 2]
    ");
}

#[test]
fn a_platform_that_cannot_be_pushed_says_why() {
    let idp = with_identity(Idp::new());
    for folder in ["acme; rm x", "all/platform"] {
        idp.write_file(
            &format!("{folder}/idp.yaml"),
            "organisation: acme\nforge: github\n",
        );
        idp.write_file(&format!("{folder}/catalog.yaml"), GROUP);
        let top = folder.split('/').next().unwrap();
        idp.run_git(top, ["init", "--quiet", "--initial-branch", "main"]);
        idp.run_git(top, ["add", "--all"]);
        idp.run_git(top, ["commit", "--quiet", "--message", "one"]);
    }
    let set = |folder| {
        [
            "-C",
            folder,
            "catalog",
            "set",
            "group:web",
            "title=W",
            "--push",
        ]
    };
    assert_snapshot!(idp.run(set("acme; rm x")), @"
    [stderr]
    error: the platform in [ROOT]/here/acme; rm x has no remote `origin`
    help: git -C '[ROOT]/here/acme; rm x' remote add origin <URL>
    help: or to keep it on this machine, run `idp init` there: the repository then takes the place of its remote
    [exit 2]
    ");
    assert_snapshot!(idp.run(set("all/platform")), @"
    [stderr]
    error: the platform is in a subdirectory of its repository; a push requires it at the root
    [exit 2]
    ");
}

#[test]
fn a_repository_of_this_machine_that_is_gone_is_answered_from_the_mirror() {
    let idp = Idp::new();
    let hub = create_single_file_platform(&idp);
    let url = format!("file://{}", hub.display());
    idp.run(["connect", &url]).assert_success();
    idp.run(["catalog", "list"]).assert_success();
    std::fs::rename(&hub, idp.path("elsewhere")).unwrap();
    for arguments in [&["catalog", "list"][..], &["catalog", "list", "--offline"]] {
        let run = idp.run(arguments).assert_success();
        assert!(run.stdout.contains("web "), "{run}");
        assert!(run.stderr.contains("as of 2026-11-23T12:00:00Z: "), "{run}");
    }
    let run = idp.run(["new", "service", "cart", "--owner", "web"]);
    assert_ne!(run.code, Some(0), "{run}");
    // A repository that exists but can't be read isn't answered from the mirror.
    std::fs::create_dir(&hub).unwrap();
    idp.run(["catalog", "list"]).assert_exit_code(5);
}

#[cfg(unix)]
#[test]
fn what_a_remote_says_when_it_refuses_is_passed_on() {
    let idp = with_identity(Idp::new());
    let hub = create_single_file_platform(&idp);
    let refusal = "echo GH006: Protected branch update failed; exit 1";
    idp.write_script(hub.join("hooks/pre-receive"), refusal);
    let run = idp.run([
        "new",
        "service",
        "cart",
        "--owner",
        "web",
        "--platform",
        hub.to_str().unwrap(),
        "-q",
    ]);
    assert_snapshot!(run, @"
    [stderr]
    error: cannot register: git: [remote rejected] (pre-receive hook declined); the remote says: GH006: Protected branch update failed
    help: resume the run: idp runs resume [RUN]
    help: or abandon it: idp runs abandon [RUN]
    [exit 5]
    ");
    assert!(!idp.path("cart").exists());
}

#[test]
fn a_lock_that_was_left_behind_is_named() {
    let idp = with_identity(Idp::new());
    let hub = create_single_file_platform(&idp);
    std::fs::write(hub.join("refs/heads/main.lock"), "").unwrap();
    let hub = hub.to_str().unwrap();
    let run = idp.run([
        "new",
        "service",
        "cart",
        "--owner",
        "web",
        "--platform",
        hub,
        "-q",
    ]);
    assert!(
        run.assert_exit_code(5)
            .stderr
            .contains("cannot register: git: ")
    );
    assert!(!idp.path("cart").exists());
}

#[cfg(unix)]
#[test]
fn how_users_set_git_up_is_not_in_the_way() {
    let idp = Idp::new();
    idp.write_file(
        "../home/.gitconfig",
        "[safe]\n  bareRepository = explicit\n[core]\n  hooksPath = ~/hooks\n  autocrlf = true\n[protocol]\n  allow = never\n[init]\n  templateDir = ~/template\n",
    );
    for hook in ["pre-receive", "pre-push", "pre-commit"] {
        idp.write_script(format!("../home/hooks/{hook}"), "exit 1");
    }
    idp.run(["new", "service", "basket", "--owner", "payments"])
        .assert_success();
    assert_eq!(idp.run_git("basket", ["status", "--porcelain"]), "");
}

#[test]
fn a_commit_that_cannot_be_signed_leaves_nothing() {
    let idp = Idp::new();
    idp.write_file(
        "../home/.gitconfig",
        "[user]\n  name = Ada\n  email = ada@acme.example\n[commit]\n  gpgSign = true\n[gpg]\n  program = false\n",
    );
    let run = idp.run(["new", "service", "basket", "--owner", "payments", "-q"]);
    assert_snapshot!(run, @"
    [stderr]
    error: cannot commit: git: gpg failed to sign the data
    help: git can't use your signing key (commit.gpgSign is on): git config --show-origin --get-regexp 'gpg|sign'
    help: set user.signingKey to a key that works, or turn signing off: git config --global commit.gpgSign false
    [exit 4]
    ");
    assert!(!idp.path("basket").exists());
}

#[test]
fn a_relative_remote_is_seen_from_the_clone() {
    let idp = with_identity(Idp::new());
    create_single_file_platform(&idp);
    let arguments = [
        "new", "service", "cart", "--owner", "web", "--dir", "../cart",
    ];
    idp.run_in("platform", arguments).assert_success();
}

#[test]
fn a_folder_with_a_blank_in_its_name_is_the_same_folder_as_a_url() {
    let idp = with_identity(Idp::new());
    let hub = create_single_file_platform(&idp);
    let folder = idp.path("with a blank");
    std::fs::rename(hub.parent().unwrap(), &folder).unwrap();
    let url = format!(
        "file://{}/with%20a%20blank/platform.git",
        idp.path("").display()
    );
    idp.run_git("platform", ["remote", "set-url", "origin", &url]);
    let arguments = [
        "new", "service", "cart", "--owner", "web", "--dir", "../cart",
    ];
    idp.run_in("platform", arguments).assert_success();
    assert!(folder.join("forge/acme/cart.git/HEAD").exists());
}

#[test]
fn a_damaged_mirror_is_made_anew() {
    let idp = Idp::new();
    idp.run(["new", "service", "basket", "--owner", "payments"])
        .assert_success();
    let mirrors = std::fs::read_dir(idp.idp_home().join("cache/mirrors")).unwrap();
    for mirror in mirrors {
        std::fs::write(mirror.unwrap().path().join("HEAD"), "garbage").unwrap();
    }
    idp.run(["new", "service", "basket-2", "--owner", "payments"])
        .assert_success();
}

#[cfg(unix)]
#[test]
fn a_git_that_is_too_old_is_said_so() {
    let idp = Idp::new();
    idp.write_script("bin/git", "echo git version 2.20.0");
    let path = idp.path("bin").display().to_string();
    let idp = idp.with_env("PATH", &path);
    assert_snapshot!(idp.run(["new", "service", "basket", "--owner", "payments"]), @"
    [stderr]
    error: git version 2.20.0 is too old
    help: install git 2.38 or newer
    [exit 7]
    ");
}

#[cfg(unix)]
#[test]
fn a_link_is_blamed_only_where_there_is_one() {
    let idp = Idp::new();
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    assert_snapshot!(idp.run(["catalog", "list"]), @"
    [stderr]
    error: catalog file catalog-info.yaml not found
    help: create it, or correct its path in idp.yaml
    [exit 2]
    ");
    idp.write_file("real.yaml", GROUP);
    std::os::unix::fs::symlink("real.yaml", idp.path("catalog-info.yaml")).unwrap();
    assert_snapshot!(idp.run(["catalog", "list"]), @"
    [stderr]
    error: catalog file catalog-info.yaml not found
    help: symbolic links are not followed
    [exit 2]
    ");
    idp.run_git("", ["init", "--quiet"]);
    idp.run_git("", ["add", "--all"]);
    idp.run_git("", ["commit", "--quiet", "--message", "linked"]);
    let run = idp
        .run(["catalog", "list", "--at", "HEAD"])
        .assert_exit_code(2);
    assert!(
        run.stderr.contains("symbolic links are not followed"),
        "{run}"
    );
}

#[cfg(unix)]
#[test]
fn a_catalog_folder_that_is_a_link_is_refused_before_anything_is_made() {
    let idp = with_identity(Idp::new());
    idp.write_file("elsewhere/x", "");
    std::fs::create_dir_all(idp.path("platform/catalog")).unwrap();
    std::os::unix::fs::symlink("../../elsewhere", idp.path("platform/catalog/components")).unwrap();
    let hub = create_platform(
        &idp,
        &[
            ("idp.yaml", "organisation: acme\nforge: local\n"),
            ("catalog-info.yaml", GROUP),
        ],
    );
    let root = "\n---\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: root}\nspec: {targets: [./catalog/**/*.yaml], presence: optional}\n";
    idp.write_file("platform/catalog-info.yaml", &format!("{GROUP}{root}"));
    idp.run_git(
        "platform",
        ["commit", "--quiet", "--all", "--message", "root"],
    );
    idp.run_git("platform", ["push", "--quiet", "origin", "HEAD"]);
    let new = [
        "new",
        "service",
        "cart",
        "--owner",
        "web",
        "-q",
        "--platform",
    ];
    let run = idp.run(new.iter().copied().chain([hub.to_str().unwrap()]));
    assert_snapshot!(run.assert_exit_code(6), @"
    [stderr]
    error: cannot add catalog/components/cart.yaml to the platform: catalog/components is not a folder
    help: replace the link or file with a folder, or set `catalog.components` in idp.yaml to another folder
    [exit 6]
    ");
    assert!(!hub.parent().unwrap().join("forge").exists());
    let add = [
        "catalog",
        "add",
        "cart",
        "type=service",
        "lifecycle=production",
        "owner=web",
        "--platform",
    ];
    let run = idp.run(add.iter().copied().chain([hub.to_str().unwrap()]));
    assert_snapshot!(run.assert_exit_code(6), @"
    [stderr]
    platform  [ROOT]/here/hub/platform.git · push to main
    error: cannot add catalog/components/cart.yaml to the platform: catalog/components is not a folder
    help: replace the link or file with a folder
    [exit 6]
    ");
}
