//! The table of exit codes, verb by verb: docs/reference/exit-codes.md.

use clap::Command;
use idp::commands::build_command;

use crate::support::Idp;

/// A command on a practice platform, and its exit code. Interruptions (130), remotes (5) and sign-in (4)
/// have tests of their own, with a fake GitHub.
const CASES: [(&str, u8); 110] = [
    ("new service promo --owner storefront", 0),
    ("new service promo --owner storefront --dry-run", 0),
    ("new service promo", 2),
    ("new service promo --owner storefront --set nosuch=x", 2),
    (
        "new service promo --owner storefront --set database=mysql",
        2,
    ),
    (
        "new service promo --owner storefront --without nosuch --because long-enough-reason",
        2,
    ),
    ("new service promo --owner storefront --without alerts", 2),
    ("new service Promo! --owner storefront", 2),
    (
        "new service promo --owner storefront --values nosuch.yaml",
        2,
    ),
    ("new service promo --owner nosuch", 3),
    ("new service promo --owner storefront --system nosuch", 3),
    ("new nosuch promo --owner storefront", 3),
    ("new service checkout --owner payments --dir elsewhere", 6),
    ("new service cart --owner payments", 6),
    ("new service promo --owner storefront --dir full", 6),
    ("who-owns cart", 0),
    ("who-owns cart nosuch", 3),
    ("who-owns nosuch", 3),
    ("who-owns cart --as nosuch", 2),
    ("who-owns cart --at nosuch", 3),
    ("explain owner-not-found", 0),
    ("explain --all", 0),
    ("explain", 2),
    ("explain nosuch", 3),
    ("catalog list", 0),
    ("catalog list --type nosuch", 0),
    ("catalog list --kind nosuch", 2),
    ("catalog list --owner nosuch", 3),
    ("catalog list --system nosuch", 3),
    ("catalog list --relation nosuch=cart", 2),
    ("catalog show cart", 0),
    ("catalog show nosuch", 3),
    ("catalog search car", 0),
    ("catalog search cart --limit 0", 2),
    ("catalog graph", 0),
    ("catalog graph nosuch", 3),
    ("catalog graph cart --relation nosuch", 2),
    ("catalog diff HEAD", 0),
    ("catalog diff nosuch", 3),
    ("catalog unowned", 0),
    ("catalog unowned --at nosuch", 3),
    ("catalog add web --kind group type=team", 0),
    ("catalog add web --kind nosuch type=team", 2),
    ("catalog add web --kind system", 2),
    ("catalog add web --kind system owner=nosuch", 1),
    ("catalog add payments --kind group type=team", 6),
    ("catalog add -f nosuch.yaml", 2),
    ("catalog set cart lifecycle=deprecated", 0),
    ("catalog set cart nosuch=x", 2),
    ("catalog set cart owner=nosuch", 1),
    ("catalog set nosuch lifecycle=deprecated", 3),
    ("catalog set cart description=@nosuch.txt", 2),
    ("catalog rename cart basket", 0),
    ("catalog rename nosuch basket", 3),
    ("catalog rename cart search", 6),
    ("catalog remove search", 0),
    ("catalog remove nosuch", 3),
    ("catalog remove system:shop", 6),
    ("catalog rebase-pr nosuch", 3),
    ("catalog fmt --check", 0),
    ("catalog fmt", 2),
    ("catalog fmt nosuch.yaml", 2),
    ("catalog import --from full/service", 0),
    ("catalog import --from nosuch", 2),
    ("catalog import --from full", 3),
    ("catalog import --org", 2),
    ("catalog import", 2),
    ("catalog export backstage", 0),
    ("catalog export datadog", 0),
    ("catalog export platform-values", 0),
    ("catalog export platform-values --environment production", 0),
    ("catalog export platform-values --environment nosuch", 2),
    ("catalog export datadog --environment production", 2),
    ("catalog export nosuch", 2),
    ("catalog export backstage --at nosuch", 3),
    ("catalog site public", 0),
    ("catalog site other/broken.yaml", 6),
    ("catalog site public --url acme.example", 2),
    ("catalog site public --at nosuch", 3),
    ("catalog serve --port 65536", 2),
    ("catalog serve --address nosuch", 2),
    ("catalog validate", 0),
    ("catalog validate other/broken.yaml", 1),
    ("catalog validate nosuch.yaml", 2),
    ("catalog validate full", 2),
    ("catalog validate --tier nosuch", 2),
    ("template list", 0),
    ("template show service", 0),
    ("template show nosuch", 3),
    ("template lint", 0),
    ("template lint nosuch", 2),
    ("template new tool", 0),
    ("template new tool full", 6),
    ("template test nosuch", 2),
    ("runs list", 0),
    ("runs show nosuch", 3),
    ("runs resume nosuch", 3),
    ("runs abandon nosuch", 3),
    ("init platform --organisation acme --sample", 0),
    ("init platform --organisation acme --sample --dry-run", 0),
    ("init platform", 2),
    ("init platform --organisation a/b --sample", 2),
    ("init full --organisation acme --sample", 6),
    ("init checkout --organisation acme --sample", 6),
    ("new platform shop --owner storefront", 2),
    ("connect", 3),
    ("connect --forget", 0),
    ("doctor", 0),
    ("completions bash", 0),
    ("completions nosuch", 2),
];

fn practice_for(line: &str) -> Idp {
    let idp = Idp::new();
    idp.write_file("full/file.txt", "text\n");
    if line.contains("full/service") {
        let description = "service: {name: promo, owner: payments, type: service}\n";
        idp.write_file("full/service/opslevel.yml", description);
    }
    idp.write_file(
        "other/broken.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n",
    );
    if line.contains("checkout") {
        let new = ["new", "service", "checkout", "--owner", "payments"];
        idp.run(new).assert_success();
    }
    idp
}

#[test]
fn every_verb_ends_as_the_table_says() {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let wrong = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some((line, code)) = CASES.get(number) else {
                        return;
                    };
                    let run = practice_for(line).run(line.split(' '));
                    if run.code != Some(i32::from(*code)) {
                        wrong
                            .lock()
                            .unwrap()
                            .push(format!("{line}: wanted {code}\n{run}"));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_verb() {
    fn collect(command: &Command, path: &str, verbs: &mut Vec<String>) {
        let nested: Vec<&Command> = command
            .get_subcommands()
            .filter(|verb| !verb.is_hide_set())
            .collect();
        if nested.is_empty() {
            verbs.push(path.trim_start().to_owned());
        }
        for verb in nested {
            collect(verb, &format!("{path} {}", verb.get_name()), verbs);
        }
    }
    let mut verbs = Vec::new();
    collect(&build_command(), "", &mut verbs);
    for verb in verbs {
        let is_tried = CASES.iter().any(|(line, _)| line.starts_with(&verb));
        assert!(is_tried, "{verb}");
    }
}
