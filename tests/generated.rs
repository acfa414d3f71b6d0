//! What is generated is current: the CLI reference, completions, man page and schemas. `UPDATE=1` writes them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use idp::cli::Cli;

/// Compares a file of the project with what it should be, or writes it.
fn current(path: &str, wanted: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, wanted).unwrap();
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        there == wanted,
        "{path} is out of date; UPDATE=1 cargo test --test generated"
    );
}

fn page(command: &mut Command, path: &str, text: &mut String) {
    let shown = command
        .clone()
        .term_width(100)
        .render_long_help()
        .to_string();
    let lines: Vec<&str> = shown.lines().map(str::trim_end).collect();
    write!(
        text,
        "\n## `{path}`\n\n```text\n{}\n```\n",
        lines.join("\n").trim_end()
    )
    .unwrap();
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .filter(|name| name != "help")
        .collect();
    for name in names {
        let sub = command.find_subcommand_mut(&name).unwrap();
        page(sub, &format!("{path} {name}"), text);
    }
}

#[test]
fn the_cli_reference() {
    let mut command = Cli::command();
    command.build();
    let mut text =
        "# `idp` on the command line\n\nMade by `UPDATE=1 cargo test --test generated`.\n"
            .to_owned();
    page(&mut command, "idp", &mut text);
    current("docs/reference/cli.md", &text);
}

#[test]
fn the_completions() {
    let files = [
        (Shell::Bash, "idp.bash"),
        (Shell::Zsh, "_idp"),
        (Shell::Fish, "idp.fish"),
        (Shell::PowerShell, "_idp.ps1"),
        (Shell::Elvish, "idp.elv"),
    ];
    for (shell, file) in files {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "idp", &mut script);
        current(
            &format!("completions/{file}"),
            &String::from_utf8(script).unwrap(),
        );
    }
}

#[test]
fn the_man_page() {
    let mut page = Vec::new();
    let man = clap_mangen::Man::new(Cli::command()).date("2026-11-23");
    man.render(&mut page).unwrap();
    current("docs/reference/idp.1", &String::from_utf8(page).unwrap());
}

#[test]
fn the_schemas() {
    let mut schemas: Vec<(&str, schemars::Schema)> = idp::view::SCHEMAS
        .iter()
        .map(|(file, make)| (*file, make()))
        .collect();
    schemas.push((
        "template-yaml.schema.json",
        idp::template::manifest_schema(),
    ));
    for (file, schema) in schemas {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        current(&format!("docs/reference/schemas/{file}"), &text);
    }
}
