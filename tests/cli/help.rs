//! What every `-h` and `--help` has in common.

use clap::Command;
use idp::commands::build_command;

/// Every command with the words that invoke it; topics aren't commands.
fn list_commands(command: &Command, path: &[String], all: &mut Vec<(Vec<String>, Command)>) {
    all.push((path.to_vec(), command.clone()));
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        let path = [path, &[verb.get_name().to_owned()]].concat();
        list_commands(verb, &path, all);
    }
}

fn all_commands() -> Vec<(Vec<String>, Command)> {
    let mut command = build_command();
    command.build();
    let mut all = Vec::new();
    list_commands(&command, &["idp".to_owned()], &mut all);
    all.retain(|(path, _)| !path.contains(&"help".to_owned()));
    all
}

#[test]
fn the_short_form_fits_on_a_screen() {
    for (path, command) in all_commands() {
        let help = command.term_width(100).render_help().to_string();
        assert!(help.lines().count() <= 40, "{path:?}\n{help}");
        let widest = help.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(100), "{path:?}\n{help}");
    }
}

#[test]
fn the_first_line_says_what_a_command_does() {
    for (path, command) in all_commands() {
        let about = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(
            !about.is_empty() && !about.ends_with('.'),
            "{path:?} {about}"
        );
        assert!(about.chars().count() <= 65, "{path:?} {about}");
    }
}

#[test]
fn global_options_are_named_once() {
    for (path, command) in all_commands() {
        let help = command.clone().render_help().to_string();
        assert!(!help.contains("--offline"), "{path:?}\n{help}");
        assert!(help.contains("idp help options"), "{path:?}\n{help}");
        let long = command.clone().render_long_help().to_string();
        assert!(long.lines().count() >= help.lines().count(), "{path:?}");
    }
}

#[test]
fn topics_can_be_read() {
    let idp = crate::support::Idp::new();
    let topic = |name| idp.run(["help", name]).assert_success().stdout;
    let options = topic("options");
    for option in [
        "-C <DIR>",
        "--platform",
        "--quiet",
        "--verbose",
        "--color",
        "--offline",
        "--yes",
    ] {
        assert!(options.contains(option), "{options}");
    }
    assert!(topic("environment").contains("IDP_HOME"));
    let codes = topic("exit-codes");
    for code in ["0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "6 ", "7 ", "130 "] {
        let known = codes
            .lines()
            .any(|line| line.trim_start().starts_with(code));
        assert!(known, "{code}\n{codes}");
    }
}
