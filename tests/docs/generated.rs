//! The CLI reference, completions, man page and schemas, generated from the binary's own definitions.

use std::collections::BTreeMap;
use std::fmt::Write;

use clap::Command;
use clap_complete::Shell;
use idp::commands::build_command;

/// These files are the same on every machine.
fn assert_file_current(path: &str, wanted: &str) {
    crate::assert_current(path, wanted, str::to_owned);
}

fn write_command_help(command: &mut Command, path: &str, text: &mut String) {
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
        write_command_help(sub, &format!("{path} {name}"), text);
    }
}

#[test]
fn the_cli_reference() {
    let mut command = build_command();
    command.build();
    let mut text =
        "# `idp` on the command line\n\nMade by `UPDATE=1 cargo test --test docs`.\n".to_owned();
    write_command_help(&mut command, "idp", &mut text);
    assert_file_current("docs/reference/cli.md", &text);
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
        clap_complete::generate(shell, &mut build_command(), "idp", &mut script);
        assert_file_current(
            &format!("completions/{file}"),
            &String::from_utf8(script).unwrap(),
        );
    }
}

#[test]
fn the_man_pages() {
    // Other pages don't repeat the global options.
    let show = |option: clap::Arg| option.hide_short_help(false).hide_long_help(false);
    let mut pages = BTreeMap::new();
    collect_man_pages(&build_command().mut_args(show), "idp", &mut pages);
    for (file, page) in &pages {
        assert_file_current(&format!("{MAN_PAGES}/{file}"), page);
    }
    let there = std::fs::read_dir(crate::project_path(MAN_PAGES)).unwrap();
    let there = there.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let obsolete: Vec<String> = there.filter(|file| !pages.contains_key(file)).collect();
    assert!(obsolete.is_empty(), "pages of no command: {obsolete:?}");
}

const MAN_PAGES: &str = "docs/reference/man";

/// The page of `command`, which is typed as `words`, and those of its subcommands, by file.
fn collect_man_pages(command: &Command, words: &str, pages: &mut BTreeMap<String, String>) {
    let name: &str = words.replace(' ', "-").leak();
    let named = command
        .clone()
        .name(name)
        .bin_name(words)
        .display_name(name);
    let mut page = Vec::new();
    let man = clap_mangen::Man::new(named).date("2026-11-23");
    man.render(&mut page).unwrap();
    pages.insert(format!("{name}.1"), String::from_utf8(page).unwrap());
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        collect_man_pages(sub, &format!("{words} {}", sub.get_name()), pages);
    }
}

#[test]
fn the_schemas() {
    let mut schemas: Vec<(&str, schemars::Schema)> = idp::view::list_published_schemas()
        .into_iter()
        .map(|(file, make)| (file, make()))
        .collect();
    schemas.push((
        "layer-yaml.schema.json",
        idp::template::build_layer_schema(),
    ));
    schemas.push((
        "case-yaml.schema.json",
        idp::template::build_test_case_schema(),
    ));
    schemas.push((
        "template-yaml.schema.json",
        idp::template::build_template_schema(),
    ));
    for (file, schema) in schemas {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        assert_file_current(&format!("docs/reference/schemas/{file}"), &text);
    }
}
