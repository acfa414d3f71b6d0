//! No line is wider than the terminal, and nothing essential is lost.

use crate::support::Idp;
use crate::terminal::show_on_terminal;

const WIDTHS: [u16; 4] = [40, 60, 80, 120];

/// A name of 31 characters.
const SERVICE: &str = "checkout-settlement-worker-eu-1";

/// What a command shows on a terminal with `columns`. A line may only wrap within a word that is wider than the terminal, such
/// as a path that can be copied.
fn show(idp: &Idp, arguments: &[&str], columns: u16) -> String {
    let parser = show_on_terminal(idp, arguments, columns);
    let screen = parser.screen();
    let rows: Vec<String> = screen.rows(0, columns).collect();
    for (number, row) in (0..).zip(&rows) {
        let is_long_word = !row.contains(' ');
        assert!(
            !screen.row_wrapped(number) || is_long_word,
            "{arguments:?} wraps at {columns} columns: {row:?}\n{}",
            screen.contents()
        );
    }
    rows.join("\n").trim_end().to_owned()
}

/// A catalog with long names and sentences.
fn create_catalog_with_long_names() -> Idp {
    let idp = Idp::new();
    let entity = |kind: &str, name: &str, spec: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\n  description: Settles the payments of each day with the banks, and tells the shop about those that failed\n  links: [{{url: https://grafana.acme.example/d/checkout, title: Dashboard}}]\nspec:\n{spec}\n---\n"
        )
    };
    let component = |owner: &str| {
        format!(
            "  type: service\n  lifecycle: production\n  owner: {owner}\n  system: payments-and-settlement\n  dependsOn: [component:a-service-of-another-team]"
        )
    };
    let catalog = [
        entity(
            "Component",
            SERVICE,
            &component("payments-and-settlement-team"),
        ),
        entity("Component", "worker", &component("nobody-in-particular")),
        entity(
            "System",
            "payments-and-settlement",
            "  owner: payments-and-settlement-team",
        ),
        entity(
            "Component",
            "alone",
            "  type: service\n  lifecycle: production\n  owner: payments-and-settlement-team",
        ),
        entity(
            "Group",
            "payments-and-settlement-team",
            "  type: team\n  children: []\n  profile: {displayName: Payments and settlement, email: payments-and-settlement@acme.example}",
        ),
    ];
    idp.write_file("catalog-info.yaml", &catalog.concat());
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp
}

#[test]
fn tables_fit_the_terminal() {
    let idp = create_catalog_with_long_names();
    let commands: [(&[&str], &[&str]); 6] = [
        (&["catalog", "list"], &["NAME", "chec", "-1", "worker"]),
        (
            &["catalog", "search", "settlement"],
            &["NAME", "chec", "-1"],
        ),
        (
            &["catalog", "unowned"],
            &["comp", "orker", "without a valid owner"],
        ),
        (
            &["explain", "--all"],
            &["CODE", "duplicate-entity", "unreached-file"],
        ),
        (&["template", "list"], &["NAME", "service", "TITLE"]),
        (
            &["template", "show", "service"],
            &["INPUT", "database", "WITHOUT IT", "--owner <GROUP>"],
        ),
    ];
    for columns in WIDTHS {
        for (arguments, essential) in commands {
            let shown = show(&idp, arguments, columns);
            for words in essential {
                assert!(
                    shown.contains(words),
                    "{arguments:?} at {columns}: {words}\n{shown}"
                );
            }
        }
    }
    let whole = idp.run(["explain", "--all"]).assert_success().stdout;
    assert!(!whole.contains('…'), "{whole}");
    assert!(whole.lines().any(|line| line.len() > 120), "{whole}");
}

#[test]
fn a_table_keeps_names_before_other_columns() {
    let idp = create_catalog_with_long_names();
    insta::assert_snapshot!(show(&idp, &["catalog", "list"], 80), @"
    NAME                             KIND       TYPE     OWNER            LIFECYCLE
    alone                            component  service  payment…nt-team  production
    checkout-settlement-worker-eu-1  component  service  payment…nt-team  production
    worker                           component  service  nobody-…ticular  production
    payments-and-settlement-team     group      team     -                -
    payments-and-settlement          system     -        payment…nt-team  -
    ");
    insta::assert_snapshot!(show(&idp, &["catalog", "list"], 40), @"
    NAME          KIND   TYPE   OWNER  LIFE…
    alone         comp…  serv…  paym…  prod…
    checko…-eu-1  comp…  serv…  paym…  prod…
    worker        comp…  serv…  nobo…  prod…
    paymen…-team  group  team   -      -
    paymen…ement  syst…  -      paym…  -
    ");
}

#[test]
fn values_break_between_words() {
    let idp = create_catalog_with_long_names();
    for columns in WIDTHS {
        for arguments in [
            &["who-owns", SERVICE][..],
            &["who-owns", SERVICE, "--why"],
            &["catalog", "show", SERVICE],
            &["catalog", "graph"],
            &["catalog", "graph", "worker"],
            &["doctor"],
            &["explain", "unreached-file"],
            &["who-owns", "something-else"],
        ] {
            show(&idp, arguments, columns);
        }
        let shown = show(&idp, &["catalog", "show", SERVICE], columns);
        let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        for essential in [
            SERVICE,
            "Settles the payments of each day with the banks, and tells the shop about those that failed",
            "payments-and-settlement@acme.example",
            "https://grafana.acme.example/d/checkout",
        ] {
            assert!(
                words.contains(essential),
                "{essential} at {columns}:\n{shown}"
            );
        }
    }
    insta::assert_snapshot!(show(&idp, &["who-owns", SERVICE], 60), @"
    checkout-settlement-worker-eu-1
               component:default/checkout-settlement-worker-eu-1
               · service · production
    owner      payments-and-settlement-team (Payments and
               settlement) · 0 members · no parent team
    contact    payments-and-settlement@acme.example
    why        catalog-info.yaml:10:10  spec.owner
    ");
}

#[test]
fn steps_fit_the_terminal() {
    let idp = Idp::new();
    for (number, columns) in (0..).zip(WIDTHS.into_iter().chain([61, 64, 70])) {
        let name = format!("checkout-settlement-worker-eu-{number}");
        let directory = format!("at-{columns}");
        let arguments = [
            "new", "service", &name, "--owner", "payments", "--dir", &directory,
        ];
        let shown = show(&idp, &arguments, columns);
        for step in ["check", "render", "commit", "create", "push", "register"] {
            let is_complete = |line: &str| {
                line.trim_start().starts_with(&format!("✓ {step}")) && line.ends_with("ms")
            };
            assert!(
                shown.lines().any(is_complete),
                "{step} at {columns}:\n{shown}"
            );
        }
        let words = shown.split_whitespace().filter(|word| *word != "\\");
        let words = words.collect::<Vec<_>>().join(" ");
        assert!(words.contains(&format!("Created {name} in")), "{shown}");
        assert!(words.contains("docker compose up --wait"), "{shown}");
    }
    for columns in WIDTHS {
        let shown = show(&idp, &["runs", "list"], columns);
        // On a narrow terminal, a whole ID is worth more than a table.
        let (head, id) = (shown.contains("RUN"), shown.contains("20261123T120000-"));
        assert!(if columns < 60 { id } else { head }, "{shown}");
    }
}
