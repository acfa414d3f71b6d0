//! `idp doctor`.

use insta::assert_snapshot;

use crate::fake::FakeGitHub;
use crate::support::Idp;

/// Removes what differs from machine to machine: the version of git, and the line about the cluster.
fn redact_versions(run: &crate::support::CommandOutput) -> String {
    let shown = run.to_string();
    let own = |line: &&str| !line.starts_with("- cluster");
    let git = regex::Regex::new(r"✓ git .*").unwrap();
    let lines: Vec<&str> = shown.lines().filter(own).collect();
    git.replace_all(&lines.join("\n"), "✓ git [VERSION]")
        .into_owned()
}

/// A user without a kubeconfig.
fn without_kubectl(idp: Idp) -> Idp {
    idp.with_env("KUBECONFIG", "/nonexistent")
}

#[test]
fn on_the_practice_platform_all_is_well() {
    assert_snapshot!(redact_versions(&without_kubectl(Idp::new()).run(["doctor"])), @"
    ✓ git [VERSION]
    ✓ name      idp <idp@localhost>
    ✓ runs      no unfinished runs
    ✓ platform  practice, main at [COMMIT]
    ✓ catalog   19 entities, 0 errors
    ✓ forge     [ROOT]/idp/forge/acme
    ");
}

#[test]
fn what_a_run_on_github_needs_is_looked_at() {
    let github = FakeGitHub::new("");
    let idp = without_kubectl(github.signed_in_user());
    let run = idp.run(["doctor"]);
    assert_snapshot!(redact_versions(&run), @"
    ✓ git [VERSION]
    ✓ name      Ada <ada@acme.example>
    ✓ runs      no unfinished runs
    ✓ platform  http://127.0.0.1:[PORT]/acme/platform.git, main at [COMMIT]
    ✓ catalog   3 entities, 0 errors
    - backstage `catalog.kinds` isn't set, so kinds that would hide the catalog in Backstage aren't reported: idp explain kind-not-allowed
    ✓ token     from GH_ENTERPRISE_TOKEN, scopes repo, workflow, read:org
    ✓ forge     acme on 127.0.0.1:[PORT]; deployments can require reviewers
    ");
    let json = idp
        .run(["doctor", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(json["checks"][0]["name"], "git");
    assert!(!format!("{run}{json}").contains(crate::fake::TOKEN));
}

#[test]
fn how_deployments_can_be_approved_is_said() {
    let github = FakeGitHub::new("");
    let forge = |plan: &'static str| {
        github.with_state(|state| state.set_visible_plan(plan));
        let run = without_kubectl(github.signed_in_user())
            .run(["doctor"])
            .assert_success();
        let shown = redact_versions(&run);
        let line = shown.lines().find(|line| line.contains(" forge "));
        line.unwrap().trim().to_owned()
    };
    assert_snapshot!(forge("enterprise"), @"✓ forge     acme on 127.0.0.1:[PORT], plan enterprise; deployments can require reviewers");
    assert_snapshot!(forge("team"), @"✓ forge     acme on 127.0.0.1:[PORT], plan team; deployments can be approved only by pull request: the team plan supports reviewers only in public repositories");
}

#[test]
fn an_approval_that_nobody_could_give_is_a_fault() {
    let github = FakeGitHub::new("environments:\n  staging: {approval: owner}\n");
    github.with_state(|state| state.set_visible_plan("team"));
    let shown = redact_versions(
        &without_kubectl(github.signed_in_user())
            .run(["doctor"])
            .assert_exit_code(1),
    );
    let lines = shown
        .lines()
        .skip_while(|line| !line.contains(" approval "));
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @"
    ✗ approval  deployments to staging can't require reviewers: the team plan supports reviewers only in public repositories
                set `environments.staging.approval` in idp.yaml to none
    [exit 1]
    ");
}

#[test]
fn images_that_no_node_could_pull_are_remarked_on() {
    let images = |more: &str| {
        let github = FakeGitHub::new(&format!(
            "{more}environments:\n  staging:\n    variables: {{CLUSTER: staging-1}}\n"
        ));
        let shown = redact_versions(&without_kubectl(github.signed_in_user()).run(["doctor"]));
        let lines = shown.lines().skip_while(|line| !line.contains(" images "));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(images(""), @"! images    new images are private, but idp.yaml sets no pull secret
            set `pullSecrets`, or set `registry` to one your nodes can pull from: docs/guide/clouds.md
            ignore this if your nodes authenticate to the registry");
    assert_eq!(images("pullSecrets: [acme-pull]\n"), "");
    assert_eq!(images("registry: {acr: acmeimages}\n"), "");
}

#[test]
fn what_proposes_deployments_is_looked_for_where_it_is_needed() {
    let github = FakeGitHub::new("environments:\n  production: {approval: pull-request}\n");
    let approval = |names: &[(&'static str, &'static str)]| {
        github.with_state(|state| state.org_variables = names.iter().copied().collect());
        let shown = redact_versions(&without_kubectl(github.signed_in_user()).run(["doctor"]));
        let lines = shown.lines().skip_while(|line| !line.contains(" forge "));
        lines.skip(1).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(approval(&[]), @"- approval  only organisation owners with a token that has the admin:org scope can see whether an App proposes deployments");
    github.with_state(|state| state.set_visible_plan("team"));
    assert_snapshot!(approval(&[]), @"
    ✗ approval  acme has no variable PROMOTER_CLIENT_ID, so no App proposes deployments
                create a GitHub App with write access to contents and pull requests, and install it on the service repositories, not on the platform
                then: GH_HOST=127.0.0.1:[PORT] gh variable set PROMOTER_CLIENT_ID --org acme --visibility private
                set its key: gh secret set PROMOTER_PRIVATE_KEY --env staging --repo 127.0.0.1:[PORT]/acme/<service>
    [exit 1]
    ");
    assert_snapshot!(approval(&[("PROMOTER_CLIENT_ID", "selected")]), @"
    ✗ approval  new repositories in acme are private, and can't read the variable PROMOTER_CLIENT_ID
                GH_HOST=127.0.0.1:[PORT] gh variable set PROMOTER_CLIENT_ID --org acme --visibility private
    [exit 1]
    ");
    assert_snapshot!(approval(&[("PROMOTER_CLIENT_ID", "all"), ("PROMOTER_PRIVATE_KEY", "selected")]), @"✓ approval  every new repository can read PROMOTER_CLIENT_ID, and needs its own PROMOTER_PRIVATE_KEY in the staging environment");
    assert_snapshot!(approval(&[("PROMOTER_CLIENT_ID", "private")]), @"✓ approval  every new repository can read PROMOTER_CLIENT_ID, and needs its own PROMOTER_PRIVATE_KEY in the staging environment");
    assert_snapshot!(approval(&[("PROMOTER_CLIENT_ID", "all"), ("PROMOTER_PRIVATE_KEY", "private")]), @"✓ approval  every new repository can read PROMOTER_CLIENT_ID and PROMOTER_PRIVATE_KEY");
}

#[test]
fn what_is_missing_comes_with_its_remedy() {
    let github = FakeGitHub::new("");
    github.with_state(|state| {
        state.scopes = Some("read:org".to_owned());
    });
    assert_snapshot!(redact_versions(&without_kubectl(github.signed_in_user()).run(["doctor"]).assert_exit_code(1)), @"
    ✓ git [VERSION]
    ✓ name      Ada <ada@acme.example>
    ✓ runs      no unfinished runs
    ✓ platform  http://127.0.0.1:[PORT]/acme/platform.git, main at [COMMIT]
    ✓ catalog   3 entities, 0 errors
    - backstage `catalog.kinds` isn't set, so kinds that would hide the catalog in Backstage aren't reported: idp explain kind-not-allowed
    ✗ token     the token from GH_ENTERPRISE_TOKEN lacks the scopes repo and workflow
                add the repo, workflow and read:org scopes to the token from GH_ENTERPRISE_TOKEN: http://127.0.0.1:[PORT]/settings/tokens
    [exit 1]
    ");
    assert_snapshot!(redact_versions(&without_kubectl(github.signed_out_user()).run(["doctor"]).assert_exit_code(1)), @"
    ✓ git [VERSION]
    ✓ name      Ada <ada@acme.example>
    ✓ runs      no unfinished runs
    ✗ platform  no token for 127.0.0.1:[PORT]
                gh auth login --hostname 127.0.0.1:[PORT]
                or set GH_ENTERPRISE_TOKEN and GH_HOST=127.0.0.1:[PORT]
    [exit 1]
    ");
}

#[test]
fn repositories_and_entities_that_lost_each_other_are_listed() {
    let github = FakeGitHub::new("");
    let idp = without_kubectl(github.signed_in_user());
    for name in ["checkout", "cart"] {
        idp.run(["new", "service", name, "--owner", "payments"])
            .assert_success();
    }
    github.with_state(|state| {
        state.repositories.remove("acme/cart");
        state.page_size = 1;
        state.add_repository("legacy", serde_json::json!({}))
    });
    let run = idp.run(["doctor", "--org"]).assert_exit_code(1);
    // One page each for the platform, checkout and legacy.
    assert_eq!(github.count_requests("GET /orgs/acme/repos"), 3);
    let found = "2 differences between the catalog and the organisation";
    assert!(
        run.stdout.contains(found) && run.stdout.contains("idp catalog import --org --check"),
        "{run}"
    );
    let compared = run.stdout.split("\n\n").nth(1).unwrap();
    assert_snapshot!(crate::fake::remove_port(compared), @"
    repositories missing from the catalog: 1
      legacy
    entities whose repository doesn't exist: 1
      component:default/cart  http://127.0.0.1/acme/cart.git
    ");
}

#[cfg(unix)]
#[test]
fn the_cluster_is_asked_what_datadog_needs() {
    let idp = Idp::new();
    idp.write_script(
        "bin/kubectl",
        "case \"$*\" in\n*current-context*) echo staging ;;\n*version*) echo '{}' ;;\n*crd*) echo crd ;;\n*datadog-operator*) echo '{\"items\":[{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"image\":\"gcr.io/datadoghq/operator:1.20.0\",\"env\":[{\"name\":\"WATCH_NAMESPACE\",\"valueFrom\":{}}]}]}}}}]}' ;;\n*) echo '{\"items\":[]}' ;;\nesac",
    );
    let line = format!(
        "PATH={}:$PATH; {} doctor",
        idp.path("bin").display(),
        env!("CARGO_BIN_EXE_idp")
    );
    assert_snapshot!(redact_versions(&idp.run_shell(&line).assert_exit_code(1)), @r#"
    ✓ git [VERSION]
    ✓ name      idp <idp@localhost>
    ✓ runs      no unfinished runs
    ✓ platform  practice, main at [COMMIT]
    ✓ catalog   19 entities, 0 errors
    ✓ forge     [ROOT]/idp/forge/acme
    ✓ cluster   staging
    ✓ datadog   datadoggenericresources.datadoghq.com
    ✗ operator  gcr.io/datadoghq/operator:1.20.0 watches only its own namespace
                helm upgrade datadog-operator datadog/datadog-operator --install --set datadogCRDs.crds.datadogGenericResources=true --set datadogGenericResource.enabled=true --set 'watchNamespaces={""}'
    ✗ agent     no Datadog Agent found
                services send traces and logs to the Agent on their node
    [exit 1]
    "#);
}

#[test]
fn without_a_platform_the_rest_is_looked_at_all_the_same() {
    let nowhere = without_kubectl(Idp::new()).with_env("IDP_PLATFORM", "nowhere");
    assert_snapshot!(redact_versions(&nowhere.run(["doctor"]).assert_exit_code(1)), @r#"
    ✓ git [VERSION]
    ✗ name      git user.name or user.email is not set
                git config --global user.name "Your Name"
                git config --global user.email you@example.com
    ✓ runs      no unfinished runs
    ✗ platform  `nowhere` is not a platform: no such directory
                a platform is a directory, a bare repository, a URL such as https://github.com/acme/platform, or `practice`
    [exit 1]
    "#);
}

#[test]
fn the_files_here_are_looked_at_beside_what_their_branch_has() {
    let idp = without_kubectl(Idp::new());
    idp.run(["catalog", "list"]).assert_success();
    let clone = "git clone -q \"$IDP_HOME/platform.git\" platform && git -C platform config user.name Ada && git -C platform config user.email ada@acme.example";
    assert_eq!(idp.run_shell(clone).code, Some(0));
    let files = "✓ files     19 entities, 0 errors";
    let run = idp.run_in("platform", ["doctor"]).assert_success();
    assert!(run.stdout.contains(files), "{run}");
    idp.write_file("platform/idp.yaml", "organisation: acme\nfoo: 1\n");
    assert_snapshot!(redact_versions(&idp.run_in("platform", ["doctor"]).assert_exit_code(1)), @"
    ✓ git [VERSION]
    ✓ name      Ada <ada@acme.example>
    ✓ runs      no unfinished runs
    ✓ platform  [ROOT]/here/platform, main at [COMMIT]
    ✓ catalog   19 entities, 0 errors
    - backstage `catalog.kinds` isn't set, so kinds that would hide the catalog in Backstage aren't reported: idp explain kind-not-allowed
    ✗ files     invalid idp.yaml; idp.yaml:2:1: unknown field `foo`; use one of `organisation`, `forge`, `github`, `create`, `registration`, `registry`, `pullSecrets`, `runner`, `architectures`, `environments`, `catalog`, `contacts`, `rules`, `taxonomy`, `external`
                idp catalog validate
    ! unpushed  idp.yaml in this clone is invalid; idp new uses the one on origin/main
                idp catalog validate
    ✓ forge     [ROOT]/idp/forge/acme
    [exit 1]
    ");
}
