//! The examples of `--help` run on a new practice platform.

use clap::Command;
use idp::commands::build_command;

use crate::console::DocsUser;

/// The commands to run before the examples under a heading.
fn preparation(heading: &str) -> &'static [&'static str] {
    match heading {
        "Examples:" | "Only with an open registration:" | "Unfinished runs only:" => &[],
        "In a clone of the platform:" | "In a clone of the platform, with history:" => &[
            "idp catalog list",
            "git clone -q ~/.local/share/idp/platform.git platform && cd platform",
            "git config --global user.name Ada && git config --global user.email ada@acme.example",
            "echo 'openapi: 3.1.0' > openapi.yaml",
            "printf 'apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n' > team.yaml",
            "GIT_COMMITTER_DATE=2025-12-31T12:00:00Z git commit -q --amend --no-edit --date 2025-12-31T12:00:00Z && git tag v1.0 && git branch -q -f origin-main",
            "git commit -q --allow-empty -m change && git tag v2.0",
            "mkdir -p templates && idp template new tool templates/tool",
        ],
        "In a clone of a service:" => &["idp new service checkout --owner payments && cd checkout"],
        "In a folder of clones:" => &[
            "mkdir -p src/orders && cd src && printf 'service: {name: orders, owner: payments, type: service}' > orders/opslevel.yml",
        ],
        "On a platform on GitHub:" => &[],
        SERVER_HEADING => &[],
        "After a run:" => &["idp new service checkout --owner payments"],
        "In a directory with templates:" => &["idp template new tool templates/tool"],
        other => panic!("the test doesn't know how to prepare `{other}`"),
    }
}

/// The heading of examples that run until they are interrupted.
const SERVER_HEADING: &str = "A server, until Ctrl-C:";

/// What can't run here: an organisation on GitHub, another organisation's URL, and a run that was interrupted.
const NOT_RUN: [&str; 6] = [
    "idp catalog import --org --check -o sarif",
    "idp catalog import --org --dry-run",
    "idp catalog rebase-pr checkout",
    "idp connect https://github.com/acme/platform",
    "idp runs resume 20261126",
    "idp runs abandon 20261126",
];

/// Examples with an expected exit code other than 0.
const EXIT_CODES: [(&str, &str); 1] = [("idp connect", "[exit 3]")];

fn examples_of(command: &Command) -> Vec<(String, String)> {
    let text = command.get_after_long_help().map(ToString::to_string);
    let mut heading = String::new();
    let mut examples = Vec::new();
    let text = text.unwrap_or_default();
    // Help isn't wrapped up to this width. A wrapped example would run without its end.
    let wide = text
        .lines()
        .find(|line| line.starts_with("  idp ") && line.len() > 80);
    assert_eq!(wide, None);
    for line in text.replace("\\\n", "").lines() {
        match line.strip_prefix("  ") {
            // These lines change the configuration of a shell.
            _ if heading == "Installation:" => {}
            Some(example) if heading.ends_with(':') && example.contains("idp ") => {
                examples.push((heading.clone(), example.to_owned()));
            }
            _ if line.ends_with(':') => line.clone_into(&mut heading),
            _ => {}
        }
    }
    let nested = command.get_subcommands().filter(|verb| !verb.is_hide_set());
    examples.extend(nested.flat_map(examples_of));
    examples
}

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "the examples run in a shell on Linux"
)]
fn every_example_of_the_help_runs() {
    let command = build_command();
    let examples = examples_of(&command);
    assert!(examples.len() > 60, "{}", examples.len());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let failures = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some((heading, example)) = examples.get(number) else {
                        return;
                    };
                    failures
                        .lock()
                        .unwrap()
                        .extend(run_example(heading, example));
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Runs a server on a free port until it has printed its address, and then stops it. The exit code is that of the server.
fn run_until_it_listens(example: &str) -> String {
    let port = if example.contains("--port") {
        ""
    } else {
        " --port 0"
    };
    format!(
        "{example}{port} > out.txt & until grep -q http out.txt; do sleep 0.1; done; kill $! && wait $!"
    )
}

/// Runs an example. Returns what went wrong, if anything did.
fn run_example(heading: &str, example: &str) -> Option<String> {
    if NOT_RUN.contains(&example) {
        return None;
    }
    let newcomer = DocsUser::new();
    let mut commands = preparation(heading).to_vec();
    let served = run_until_it_listens(example);
    let example = if heading == SERVER_HEADING {
        served.as_str()
    } else {
        example
    };
    commands.push(example);
    let printed = newcomer.run_commands(&commands);
    let expected = EXIT_CODES.iter().find(|(command, _)| *command == example);
    let expected = expected.map_or("", |(_, code)| *code);
    commands.iter().zip(&printed).find_map(|(command, output)| {
        let wanted = if *command == example { expected } else { "" };
        let exit = output.lines().last();
        let exit = exit.filter(|line| line.starts_with("[exit "));
        let is_right = exit.unwrap_or_default() == wanted;
        (!is_right).then(|| format!("{heading} {example}\n$ {command}\n{output}"))
    })
}
