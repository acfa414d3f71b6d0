//! Answers from the past, and what a change introduced.

use insta::assert_snapshot;

use crate::support::Idp;

const GROUPS: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: payments\nspec:\n  type: team\n  children: []\n---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: storefront\nspec:\n  type: team\n  children: []\n";

fn component_yaml(name: &str, owner: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
    )
}

/// Commits everything, dated `day`.
fn commit_on_day(idp: &Idp, day: &str) {
    let line = format!(
        "git add --all && GIT_COMMITTER_DATE={day}T12:00:00Z git -c user.name=a -c user.email=a@b.c commit -qm x"
    );
    let run = idp.run_shell(&line);
    assert_eq!(run.code, Some(0), "{run}");
}

/// A platform in which `checkout` moved from payments to storefront.
fn create_platform() -> Idp {
    let idp = Idp::new();
    assert_eq!(idp.run_shell("git init -q -b main").code, Some(0));
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    let catalog = |owner: &str| format!("{GROUPS}---\n{}", component_yaml("checkout", owner));
    idp.write_file("catalog-info.yaml", &catalog("payments"));
    commit_on_day(&idp, "2026-02-27");
    idp.write_file("catalog-info.yaml", &catalog("storefront"));
    commit_on_day(&idp, "2026-03-02");
    idp
}

#[test]
fn an_answer_can_be_asked_of_a_day() {
    let idp = create_platform();
    assert_snapshot!(idp.run(["who-owns", "checkout"]), @"
    checkout   component:default/checkout · service · production
    owner      storefront · 0 members · no parent team
    why        catalog-info.yaml:24:10  spec.owner
    ");
    assert_snapshot!(idp.run(["who-owns", "checkout", "--at", "2026-03-01"]), @"
    checkout   component:default/checkout · service · production
    owner      payments · 0 members · no parent team
    why        catalog-info.yaml:24:10  spec.owner
    ");
    let early = idp
        .run(["who-owns", "checkout", "--at", "2026-02-27", "-o", "json"])
        .stdout_json();
    assert_eq!(early["results"][0]["owner"], "group:default/payments");
    assert_eq!(early["catalog"]["commit"].as_str().unwrap().len(), 40);
}

#[test]
fn an_answer_can_be_asked_of_a_revision() {
    let idp = create_platform();
    for when in ["HEAD~1", "main~1"] {
        let run = idp.run(["catalog", "list", "--at", when]);
        assert!(run.stdout.contains("payments  production"), "{run}");
    }
    assert_eq!(
        idp.run(["catalog", "validate", "--at", "HEAD~1"]).code,
        Some(0)
    );
}

#[test]
fn a_moment_that_never_was_is_named() {
    let idp = create_platform();
    assert_snapshot!(idp.run(["who-owns", "checkout", "--at", "2026-02-26"]), @"
    [stderr]
    error: no commit before the end of 2026-02-26
    help: the first commit is from 2026-02-27
    [exit 3]
    ");
    assert_snapshot!(idp.run(["who-owns", "checkout", "--at=--upload-pack=x\u{1b}[2J"]), @"
    [stderr]
    error: unknown revision `--upload-pack=x^[[2J`
    help: use a revision, such as HEAD~3, or a date, such as 2026-03-01
    [exit 3]
    ");
    assert_snapshot!(idp.run(["catalog", "validate", "catalog-info.yaml", "--at", "HEAD"]), @"
    [stderr]
    error: `[PATHS]...` can't be combined with `--at <REV|DATE>`
    help: idp catalog validate --help
    [exit 2]
    ");
}

#[test]
fn a_platform_without_git_has_no_past() {
    let idp = Idp::new();
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("catalog-info.yaml", GROUPS);
    assert_snapshot!(idp.run(["catalog", "list", "--at", "HEAD"]), @"
    [stderr]
    error: the catalog is not in a git repository, so it has no history
    help: run the command in a clone of the catalog's repository
    [exit 2]
    ");
}

#[test]
fn only_what_a_branch_introduced_is_reported() {
    let idp = create_platform();
    let faulty = format!("{GROUPS}---\n{}", component_yaml("checkout", "nobody"));
    idp.write_file("catalog-info.yaml", &faulty);
    commit_on_day(&idp, "2026-03-03");
    assert_eq!(idp.run_shell("git checkout -qb change").code, Some(0));
    // The old error moves down, and a new one appears above it.
    idp.write_file(
        "catalog-info.yaml",
        &format!("{}---\n{faulty}", component_yaml("cart", "nobdy")),
    );
    assert_snapshot!(idp.run(["catalog", "validate", "--changed-since", "main"]), @r#"
    error[owner-not-found]: group `nobdy` not found
     --> catalog-info.yaml:8:10
      |
    8 |   owner: nobdy
      |          ^^^^^
      |
      = more: idp explain owner-not-found

    1 error, 0 warnings ([N] ms)
    [exit 1]
    "#);
    let named = idp.run([
        "catalog",
        "validate",
        "catalog-info.yaml",
        "--changed-since",
        "main",
    ]);
    assert!(named.stdout.contains("1 error"), "{named}");
    // A fix on main in the meantime isn't a change of this branch.
    let fix = "git stash -q && git checkout -q main && sed -i s/nobody/payments/ catalog-info.yaml";
    assert_eq!(idp.run_shell(fix).code, Some(0));
    commit_on_day(&idp, "2026-03-04");
    assert_eq!(
        idp.run_shell("git checkout -q change && git stash pop -q")
            .code,
        Some(0)
    );
    let still = idp.run(["catalog", "validate", "--changed-since", "main"]);
    assert!(still.stdout.contains("1 error"), "{still}");
}

#[test]
fn history_says_who_owned_it_when() {
    let idp = create_platform();
    // The entity moves to a file of its own and to another team at once.
    let root = format!(
        "{GROUPS}---\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: all\nspec:\n  target: ./checkout.yaml\n"
    );
    idp.write_file("catalog-info.yaml", &root);
    idp.write_file("checkout.yaml", &component_yaml("checkout", "user:ada"));
    commit_on_day(&idp, "2026-04-01");
    let run = idp.run(["who-owns", "checkout", "--history"]);
    let text = regex::Regex::new("[0-9a-f]{7} by")
        .unwrap()
        .replace_all(&run.stdout, "[commit] by")
        .into_owned();
    assert_snapshot!(text, @"
    checkout   component:default/checkout · service · production
    owner      ada · not in the catalog
    why        checkout.yaml:8:10  spec.owner
    history    since 2026-04-01  user:default/ada  [commit] by a
    history    since 2026-03-02  group:default/storefront  [commit] by a
    history    since 2026-02-27  group:default/payments  [commit] by a
    ");
    let then = idp
        .run([
            "who-owns",
            "checkout",
            "--history",
            "--at",
            "2026-03-01",
            "-o",
            "json",
        ])
        .stdout_json();
    let history = &then["results"][0]["history"];
    assert_eq!(history.as_array().unwrap().len(), 1);
    assert_eq!(history[0]["since"], "2026-02-27T12:00:00Z");
}

#[test]
fn a_difference_is_told_in_entities_and_fields() {
    let idp = create_platform();
    let extra = "    a.example/note: new # why\n";
    let checkout = component_yaml("checkout", "group:default/storefront").replace(
        "  name: checkout\n",
        &format!("  name: checkout\n  annotations:\n{extra}"),
    );
    let root = format!(
        "{GROUPS}---\n# a comment is no change\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: all\nspec:\n  target: ./checkout.yaml\n"
    );
    idp.write_file("catalog-info.yaml", &root);
    idp.write_file("checkout.yaml", &checkout);
    assert_snapshot!(idp.run(["catalog", "diff", "HEAD~1"]), @"
    + location:default/all  catalog-info.yaml
    ~ component:default/checkout
        file: catalog-info.yaml → checkout.yaml
        metadata.annotations.a.example/note: - → new
        spec.owner: group:default/payments → group:default/storefront
    1 added, 0 removed, 1 changed
    ");
    assert_snapshot!(idp.run(["catalog", "diff", "HEAD", "HEAD~1"]), @"
    ~ component:default/checkout
        spec.owner: group:default/storefront → group:default/payments
    0 added, 0 removed, 1 changed
    ");
    assert_snapshot!(idp.run(["catalog", "diff", "HEAD", "HEAD"]), @"0 added, 0 removed, 0 changed");
}

#[test]
fn own_fields_are_compared_and_shown_by_their_path() {
    let idp = create_platform();
    let own = "  tier: gold\n  slo: {target: 99.9, windows: [7, 30]}\n";
    let with_own = component_yaml("checkout", "group:default/payments") + own;
    idp.write_file("checkout.yaml", &with_own);
    let root = format!(
        "{GROUPS}---\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: all\nspec:\n  target: ./checkout.yaml\n"
    );
    idp.write_file("catalog-info.yaml", &root);
    assert_snapshot!(idp.run(["catalog", "diff", "HEAD"]), @"
    + location:default/all  catalog-info.yaml
    ~ component:default/checkout
        file: catalog-info.yaml → checkout.yaml
        spec.owner: group:default/storefront → group:default/payments
        spec.slo.target: - → 99.9
        spec.slo.windows: - → [7,30]
        spec.tier: - → gold
    1 added, 0 removed, 1 changed
    ");
    let shown = idp.run(["catalog", "show", "checkout"]).assert_success();
    assert!(
        shown
            .stdout
            .contains("field          spec.slo.target: 99.9\n"),
        "{shown}"
    );
    let json = idp
        .run(["catalog", "show", "checkout", "-o", "json"])
        .stdout_json();
    assert_snapshot!(json["entities"][0]["otherFields"], @r#"{"spec.slo.target":"99.9","spec.slo.windows":"[7,30]","spec.tier":"gold"}"#);
}
