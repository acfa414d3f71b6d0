//! `idp catalog import --org`: proposals from an organisation on GitHub.

use std::collections::BTreeMap;
use std::fmt::Write;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::fake::{FakeGitHub, FaultEffect, InjectedFault, ListedRepository, ListedTeam, TOKEN};
use crate::import::format_problems;
use crate::json::assert_fits_schema;
use crate::support::Idp;

/// A repository with these files.
fn listed(name: &str, files: &[(&str, &str)]) -> ListedRepository {
    let files = files.iter();
    let files = files.map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    ListedRepository {
        name: name.to_owned(),
        files: files.collect(),
        ..ListedRepository::default()
    }
}

/// Repositories that each differ in another way.
fn special_repositories() -> Vec<ListedRepository> {
    vec![
        listed(
            "docs",
            &[
                ("README.md", ""),
                ("CODEOWNERS", "* @acme/nosuch @acme/red-team\n"),
            ],
        ),
        ListedRepository {
            is_archived: true,
            ..listed(
                "old",
                &[("Dockerfile", ""), ("CODEOWNERS", "* @acme/payments\n")],
            )
        },
        ListedRepository {
            is_fork: true,
            ..listed(
                "redis",
                &[("Dockerfile", ""), ("CODEOWNERS", "* @acme/payments\n")],
            )
        },
        listed("empty", &[]),
        ListedRepository {
            topics: vec!["money".to_owned()],
            language: Some("C#".to_owned()),
            authors: ["ada", "ada", "ada", "dependabot[bot]", "zoe"]
                .map(str::to_owned)
                .to_vec(),
            ..listed("ledger", &[("Dockerfile", ""), ("README.md", "")])
        },
        listed(
            "search",
            &[(
                "opslevel.yml",
                "service: {name: Search, owner: search, type: service}\n",
            )],
        ),
        listed(
            "broken",
            &[
                ("opslevel.yml", "service: [\n"),
                ("CODEOWNERS", "* @acme/payments\n"),
            ],
        ),
        ListedRepository {
            links: vec!["opslevel.yml".to_owned()],
            ..listed(
                "linked",
                &[
                    ("opslevel.yml", "../secret.yml"),
                    ("Dockerfile", ""),
                    (".github/CODEOWNERS", "* @acme/search\n"),
                ],
            )
        },
        listed("tagged", &[("README.md", "")]),
    ]
}

/// Special repositories, and as many services with one line of CODEOWNERS that there are 60.
fn list_repositories() -> Vec<ListedRepository> {
    let mut repositories = special_repositories();
    let services = (repositories.len()..60).map(|number| {
        let owner = ["payments", "storefront"][number % 2];
        let owners = format!("* @acme/{owner}\n");
        listed(
            &format!("service-{number}"),
            &[("Dockerfile", ""), ("CODEOWNERS", &owners)],
        )
    });
    repositories.extend(services.collect::<Vec<_>>());
    repositories.sort_by(|one, other| one.name.cmp(&other.name));
    repositories
}

/// An organisation with 60 repositories and five teams.
fn create_organisation() -> FakeGitHub {
    let github = FakeGitHub::new("");
    let team = |slug: &str, members: &[&str]| ListedTeam {
        slug: slug.to_owned(),
        members: members.iter().map(|&member| member.to_owned()).collect(),
        ..ListedTeam::default()
    };
    github.with_state(|state| {
        state.listed_repositories = list_repositories();
        state.listed_teams = vec![
            team("payments", &["ada"]),
            team("storefront", &["cleo"]),
            ListedTeam {
                parent: Some("storefront".to_owned()),
                ..team("search", &["cleo", "dana"])
            },
            ListedTeam {
                is_secret: true,
                ..team("red-team", &["eve"])
            },
            team("nobody", &[]),
        ];
        let property = |name: &str, value: Value| json!({"property_name": name, "value": value});
        state.custom_properties = vec![json!({
            "repository_full_name": "acme/tagged",
            "properties": [property("Owner", json!("storefront")), property("type", json!(["website"])), property("tier", json!(null))],
        })];
    });
    github
}

/// The proposals without their metadata, with the owner's evidence; then what is left out, and the problems.
fn format_plan(report: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut lines = String::new();
    let mut services: BTreeMap<String, usize> = BTreeMap::new();
    for proposal in report["proposals"].as_array().unwrap() {
        let fields = proposal["fields"].as_array().unwrap().iter();
        let fields: Vec<String> = fields
            .filter(|field| !text(&field["field"]).contains("annotation"))
            .map(|field| {
                let evidence = field["evidence"].as_array().unwrap().iter().map(text);
                let evidence = evidence.collect::<Vec<_>>().join("; ");
                format!(
                    "  {}: {} — {evidence}\n",
                    text(&field["field"]),
                    text(&field["value"])
                )
            })
            .collect();
        let reference = text(&proposal["ref"]);
        if reference.contains("service-") {
            *services.entry(fields[1..].concat()).or_default() += 1;
        } else {
            write!(lines, "{reference}\n{}", fields.concat()).unwrap();
        }
    }
    for (fields, count) in services {
        write!(lines, "{count} services\n{fields}").unwrap();
    }
    for left_out in report["leftOut"].as_array().unwrap() {
        writeln!(
            lines,
            "left out {}: {}",
            text(&left_out["ref"]),
            text(&left_out["reason"])
        )
        .unwrap();
    }
    lines.push_str(&format_problems(report));
    writeln!(lines, "{}", report["repositories"]).unwrap();
    lines
}

fn plan(idp: &Idp) -> String {
    let arguments = ["catalog", "import", "--org", "--dry-run", "-o", "json"];
    format_plan(&idp.run(arguments).assert_success().stdout_json())
}

#[test]
fn an_organisation_becomes_entities_with_evidence() {
    let github = create_organisation();
    let idp = github.signed_in_user();
    assert_snapshot!(plan(&idp), @r#"
    user:default/cleo
      name: cleo — member of team @acme/search
    user:default/dana
      name: dana — member of team @acme/search
    group:default/search
      name: search — team @acme/search
      type: team — default
      parent: storefront — team @acme/search
      members: cleo — team @acme/search
      members: dana — team @acme/search
    component:default/ledger
      name: ledger — name of the repository
      tags: money — topic of the repository
      tags: c# — language of the repository
      type: service — Dockerfile
      lifecycle: production — default
      owner: payments — 3 of the 4 commits
    component:default/linked
      name: linked — name of the repository
      type: service — Dockerfile
      lifecycle: production — default
      owner: search — .github/CODEOWNERS line 1
    component:default/search
      name: Search — opslevel.yml line 1
      type: service — opslevel.yml line 1
      lifecycle: production — default
      owner: search — opslevel.yml line 1
    component:default/tagged
      name: tagged — name of the repository
      type: website — custom properties
      lifecycle: production — default
      owner: storefront — custom properties
    25 services
      type: service — Dockerfile
      lifecycle: production — default
      owner: payments — CODEOWNERS line 1
    26 services
      type: service — Dockerfile
      lifecycle: production — default
      owner: storefront — CODEOWNERS line 1
    left out group:default/red-team: the team is secret
    left out group:default/nobody: the team has no members
    left out component:default/broken: unknown type
    left out component:default/docs: unknown type, owner (CODEOWNERS line 1: the team @acme/nosuch doesn't exist)
    problem acme/broken opslevel.yml:1:10: expected "," or a closing bracket
    {"archived":1,"empty":1,"forks":1,"known":0,"read":57}
    "#);
    // Three pages of repositories, one of teams, one of properties: far less than three requests for each repository.
    let api = github
        .requests()
        .into_iter()
        .filter(|one| !one.contains(".git/"));
    let api: Vec<String> = api.collect();
    assert_eq!(api.len(), 5, "{api:#?}");
}

#[test]
fn an_organisation_is_imported_once() {
    let github = create_organisation();
    let idp = github.signed_in_user();
    let run = idp.run(["catalog", "import", "--org"]).assert_success();
    let (counts, _) = run.stdout.rsplit_once("changed ").unwrap();
    assert!(counts.ends_with("57 repositories: 58 new entities, 4 left out, 0 already in the catalog; not read: 1 archived, 1 forks, 1 empty\n"), "{run}");
    let again = idp.run(["catalog", "import", "--org"]).assert_success();
    assert!(again.stdout.contains("0 new entities"), "{again}");
    idp.run(["catalog", "validate"]).assert_success();
    // What was read is dropped once everything is read.
    let kept = idp.run_shell("ls -A \"$IDP_HOME\"/cache/import").stdout;
    assert!(!kept.contains("jsonl"), "{kept}");
}

/// A query that fails is sent again; a page that is too large gets smaller; a rate limit is waited for.
#[test]
fn an_overloaded_server_still_answers() {
    let github = create_organisation();
    let wanted = plan(&github.signed_in_user());
    github.with_state(|state| state.max_graphql_page = 10);
    for fault in [
        InjectedFault::with_status("POST", "/api/graphql", 502).times(2),
        InjectedFault::on_request("POST", "/api/graphql", FaultEffect::DropConnection).after(2),
        InjectedFault::on_request(
            "POST",
            "/api/graphql",
            FaultEffect::Respond(
                200,
                vec![("retry-after", "1".to_owned())],
                r#"{"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}"#
                    .to_owned(),
            ),
        )
        .after(1),
    ] {
        github.inject_fault(fault);
        assert_eq!(plan(&github.signed_in_user()), wanted);
    }
}

#[test]
fn an_interrupted_import_continues_where_it_stopped() {
    let github = create_organisation();
    let wanted = plan(&github.signed_in_user());
    let idp = github.signed_in_user();
    let count = || github.count_requests("POST /api/graphql");
    let before = count();
    let limit = FaultEffect::Respond(
        403,
        vec![("retry-after", "3000".to_owned())],
        r#"{"message": "You have exceeded a secondary rate limit"}"#.to_owned(),
    );
    // Teams, two pages, and then the limit.
    github.inject_fault(InjectedFault::on_request("POST", "/api/graphql", limit).after(3));
    let run = idp.run(["catalog", "import", "--org", "--dry-run"]);
    let run = run.assert_exit_code(5);
    for told in [
        "rate limit exceeded; it resets in 50 min",
        "run the same command again to continue",
    ] {
        assert!(run.stderr.contains(told), "{run}");
    }
    assert_eq!(count() - before, 4);
    // Nothing secret is kept.
    let kept = idp
        .run_shell("stat -c %a \"$IDP_HOME\"/cache/import/*.jsonl && cat \"$IDP_HOME\"/cache/import/*.jsonl")
        .stdout;
    assert!(
        kept.starts_with("600\n") && kept.contains("acme/ledger") && !kept.contains(TOKEN),
        "{kept}"
    );
    assert_eq!(plan(&idp), wanted);
    assert_eq!(count() - before, 6);
}

#[test]
fn five_thousand_repositories_take_few_requests() {
    let github = create_organisation();
    github.with_state(|state| {
        let service = |number| {
            let files = [("Dockerfile", ""), ("CODEOWNERS", "* @acme/payments\n")];
            listed(&format!("service-{number:04}"), &files)
        };
        state.listed_repositories = (0..5_000).map(service).collect();
    });
    let idp = github.signed_in_user();
    let run = idp.run(["catalog", "import", "--org", "--dry-run"]);
    let run = run.assert_success();
    assert!(
        run.stdout.contains("5000 repositories: 5003 new entities"),
        "{run}"
    );
    assert!(
        run.stderr.contains("read 20 of 5000 repositories, about "),
        "{run}"
    );
    let count = github.count_requests("POST /api/graphql");
    assert_eq!(count, 251);
}

#[test]
fn a_renamed_repository_is_not_imported_again() {
    let github = create_organisation();
    github.with_state(|state| {
        state
            .renamed
            .insert("acme/books".to_owned(), "77".to_owned());
        state
            .full_names
            .insert("77".to_owned(), "acme/ledger".to_owned());
    });
    let idp = github.signed_in_user();
    let add = "catalog add ledger-old type=service lifecycle=production owner=payments annotation:github.com/project-slug=acme/books --push";
    idp.run(add.split(' ')).assert_success();
    let plan = plan(&idp);
    assert!(!plan.contains("component:default/ledger\n"), "{plan}");
    assert!(plan.contains("\"known\":1"), "{plan}");
}

/// Reviewers see the evidence, and mentions of teams notify nobody.
#[test]
fn an_import_can_be_one_pull_request() {
    let github = create_organisation();
    let idp = github.signed_in_user();
    let import = ["catalog", "import", "--org", "--pr", "--owner", "search"];
    let run = idp.run(import).assert_success();
    assert!(run.stdout.contains("/acme/platform/pull/"), "{run}");
    let pulls = github.with_state(|state| state.repositories["acme/platform"].pulls.clone());
    let [only] = pulls.as_slice() else {
        panic!("{pulls:?}")
    };
    assert_eq!(only["title"], "catalog: add 3 entities");
    let body = only["body"].as_str().unwrap();
    let row = "| `component:default/linked` | `search` | `.github/CODEOWNERS line 1` | `type: service (Dockerfile)`, `lifecycle: production (default)` |\n";
    assert!(body.contains(row), "{body}");
    let outside: String = body.split('`').step_by(2).collect();
    assert!(!outside.contains('@'), "{body}");
}

#[test]
fn an_organisation_needs_a_token_and_a_forge() {
    let github = create_organisation();
    let run = github
        .signed_out_user()
        .run(["catalog", "import", "--org", "--dry-run"]);
    let _ = run.assert_exit_code(4);
    let run = Idp::new()
        .run(["catalog", "import", "--org"])
        .assert_exit_code(2);
    assert!(run.stderr.contains("requires `forge: github`"), "{run}");
}

/// Adds components and their owners to the platform's catalog.
fn add_catalog(idp: &Idp) {
    let mut catalog = String::new();
    for (team, slug) in [
        ("ghosts", "acme/ghosts"),
        ("nobody", "acme/nobody"),
        ("web", "acme/storefront"),
    ] {
        write!(catalog, "---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {team}, annotations: {{github.com/team-slug: {slug}}}}}\nspec: {{type: team, children: []}}\n").unwrap();
    }
    for (name, repository, lifecycle, owner) in [
        ("archived-1", "old", "production", "web"),
        ("archived-2", "older", "production", "web"),
        ("retired", "oldest", "deprecated", "web"),
        ("gone-1", "gone-1", "production", "web"),
        ("gone-2", "gone-2", "production", "ghosts"),
        ("renamed-1", "books", "production", "nobody"),
        ("renamed-2", "cart", "production", "web"),
        ("same", "Search", "production", "web"),
        ("elsewhere", "../other/x", "production", "web"),
    ] {
        let slug = match repository.strip_prefix("../") {
            Some(other) => other.to_owned(),
            None => format!("acme/{repository}"),
        };
        write!(catalog, "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}, annotations: {{github.com/project-slug: {slug}}}}}\nspec: {{type: service, lifecycle: {lifecycle}, owner: {owner}}}\n").unwrap();
    }
    idp.write_file("new.yaml", &catalog);
    idp.run(["catalog", "add", "-f", "new.yaml"])
        .assert_success();
}

/// Archives, renames, removes and adds repositories.
fn change_organisation(github: &FakeGitHub) {
    github.with_state(|state| {
        let archived = |name: &str| ListedRepository {
            is_archived: true,
            ..listed(name, &[("README.md", "")])
        };
        let fork = ListedRepository {
            is_fork: true,
            ..listed("redis", &[("README.md", "")])
        };
        state.listed_repositories = ["old", "older", "oldest"].map(archived).to_vec();
        let live = [
            "ledger",
            "basket",
            "search",
            "platform",
            "brand-new",
            "newer",
        ];
        let live = live.map(|name| listed(name, &[("README.md", "")]));
        state.listed_repositories.extend(live);
        state
            .listed_repositories
            .extend([fork, listed("empty", &[])]);
        for (old, id, new) in [
            ("acme/books", "77", "acme/ledger"),
            ("acme/cart", "78", "acme/basket"),
        ] {
            state.renamed.insert(old.to_owned(), id.to_owned());
            state.full_names.insert(id.to_owned(), new.to_owned());
        }
    });
}

#[test]
fn a_check_reports_what_changed_outside() {
    let github = create_organisation();
    let idp = github.signed_in_user();
    add_catalog(&idp);
    change_organisation(&github);
    let check = ["catalog", "import", "--org", "--check"];
    let run = idp
        .run(check.iter().chain(&["-o", "json"]))
        .assert_exit_code(1);
    let report = run.stdout_json();
    assert_fits_schema("catalog-import-check", &report);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let findings = report["diagnostics"].as_array().unwrap();
    let mut lines = String::new();
    for finding in findings {
        let (code, entity) = (text(&finding["code"]), text(&finding["entity"]));
        writeln!(
            lines,
            "{} {code} {entity}: {}",
            text(&finding["severity"]),
            text(&finding["message"])
        )
        .unwrap();
    }
    assert_snapshot!(lines, @"
    warning repository-archived component:default/archived-1: its repository acme/old is archived
    warning repository-archived component:default/archived-2: its repository acme/older is archived
    error repository-gone component:default/gone-1: its repository github.com/acme/gone-1 doesn't exist
    error repository-gone component:default/gone-2: its repository github.com/acme/gone-2 doesn't exist
    warning repository-renamed component:default/renamed-1: its repository was renamed to acme/ledger
    warning repository-renamed component:default/renamed-2: its repository was renamed to acme/basket
    error team-gone group:default/ghosts: the team @acme/ghosts doesn't exist; the group owns 1 entity
    error team-without-members group:default/nobody: the team @acme/nobody has no members; the group owns 1 entity
    warning repository-new -: the repository acme/brand-new isn't in the catalog
    warning repository-new -: the repository acme/newer isn't in the catalog
    ");
    assert_eq!(findings.len(), 10);
}

#[test]
fn a_check_has_formats_for_ci() {
    let github = create_organisation();
    let idp = github.signed_in_user();
    add_catalog(&idp);
    change_organisation(&github);
    let check = ["catalog", "import", "--org", "--check"];
    let sarif = idp
        .run(check.iter().chain(&["-o", "sarif"]))
        .assert_exit_code(1);
    let results = sarif.stdout_json()["runs"][0]["results"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(results, 10, "{sarif}");
    let told = idp.run(check).assert_exit_code(1);
    assert!(
        told.stdout
            .ends_with("11 repositories: 4 errors, 6 warnings\n"),
        "{told}"
    );
    let import = ["catalog", "import", "--org", "--dry-run", "-o", "sarif"];
    let refused = idp.run(import).assert_exit_code(2);
    assert!(refused.stderr.contains("requires `--check`"), "{refused}");
}

#[test]
fn a_check_without_changes_succeeds() {
    let github = create_organisation();
    let idp = github.signed_in_user();
    github.with_state(|state| {
        state.listed_repositories = vec![listed("platform", &[("README.md", "")])]
    });
    let run = idp
        .run(["catalog", "import", "--org", "--check"])
        .assert_success();
    assert_eq!(run.stdout, "1 repository: 0 errors, 0 warnings\n");
}

#[test]
fn a_team_above_other_teams_has_their_members() {
    let github = create_organisation();
    let idp = github.signed_in_user();
    github.with_state(|state| {
        state.listed_repositories = vec![listed("platform", &[("README.md", "")])];
        let child = |slug: &str, parent: &str, members: Vec<String>| ListedTeam {
            slug: slug.to_owned(),
            parent: Some(parent.to_owned()),
            members,
            ..ListedTeam::default()
        };
        // Teams of GitHub can't be their own parents, but a response could say so.
        state.listed_teams.extend([
            child("division", "division", Vec::new()),
            child("area", "division", Vec::new()),
            child("squad", "area", vec!["ada".to_owned()]),
        ]);
    });
    let check = ["catalog", "import", "--org", "--check"];
    let own = |slug: &str| {
        let documents = format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {slug}, annotations: {{github.com/team-slug: acme/{slug}}}}}\nspec: {{type: team, children: []}}\n---\napiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {{name: {slug}-system}}\nspec: {{owner: {slug}}}\n"
        );
        idp.write_file("new.yaml", &documents);
        idp.run(["catalog", "add", "-f", "new.yaml"])
            .assert_success();
    };
    own("division");
    idp.run(check).assert_success();
    own("nobody");
    let run = idp.run(check).assert_exit_code(1);
    assert!(
        run.stdout.contains("error[team-without-members]")
            && run.stdout.contains("idp explain team-without-members"),
        "{run}"
    );
}

#[test]
fn every_member_of_a_large_team_is_proposed() {
    let github = create_organisation();
    let idp = github.signed_in_user();
    github.with_state(|state| {
        state.listed_teams.push(ListedTeam {
            slug: "crowd".to_owned(),
            members: (0..230).map(|number| format!("user-{number}")).collect(),
            ..ListedTeam::default()
        });
    });
    let run = idp
        .run(["catalog", "import", "--org", "--dry-run", "-o", "json"])
        .assert_success();
    let report = run.stdout_json();
    let refs = report["proposals"].as_array().unwrap().iter();
    let users = refs.filter(|one| {
        let reference = one["ref"].as_str().unwrap();
        reference.starts_with("user:default/user-")
    });
    assert_eq!(users.count(), 230);
}
