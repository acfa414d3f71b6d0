//! Adds to the help what the argument definitions lack: groups of verbs, two examples in the short form, and topics.

use std::fmt::Write;

use clap::{Arg, Args, Command};

use crate::cli::GlobalArgs;

/// The verbs on the main help page, grouped by task.
const VERB_GROUPS: [(&str, &[&str]); 5] = [
    ("Create", &["new"]),
    ("Ask", &["who-owns", "explain"]),
    ("Catalog", &["catalog"]),
    ("Maintain", &["template", "runs"]),
    ("Set up", &["init", "connect", "doctor", "completions"]),
];

/// The number of examples in the short help.
const SHORT_EXAMPLES: usize = 2;

/// The heading of the examples in the text after the options.
const EXAMPLES: &str = "Examples:\n";

/// The last line of the help of every verb.
const GLOBAL_OPTIONS_LINE: &str = "Global options: idp help options";

/// The last lines of the main help page.
const TOPICS_LINE: &str = "Help for a command: idp <COMMAND> --help
Help topics: idp help options, idp help environment, idp help exit-codes";

/// Lines of at most 76 columns: clap wraps longer ones at the first column.
const ENVIRONMENT_TOPIC: &str = "  IDP_PLATFORM    Platform to use, as with --platform
  IDP_HOME        Directory for the practice platform, runs, cache and
                  config.yaml
  IDP_GITHUB_TOKEN, GH_TOKEN, GITHUB_TOKEN
                  Token for github.com and GHE.com; the first one set is used
  IDP_GITHUB_TOKEN, GH_ENTERPRISE_TOKEN, GITHUB_ENTERPRISE_TOKEN
                  Token for an Enterprise Server named by GH_HOST or
                  idp connect
  GH_HOST         GitHub Enterprise Server that these tokens belong to
  IDP_GITHUB_URL  GitHub URL to use, regardless of the platform (http only
                  for localhost)
  https_proxy, all_proxy, no_proxy
                  Proxies for GitHub, as in git and curl (upper case also
                  works)
  SSL_CERT_FILE   File with trusted certificates
  CI              If set, the practice platform is used only with
                  --platform practice
  NO_COLOR        If set, print without colour
  IDP_CLOCK       Fixed time in RFC 3339, for reproducible output";

const EXIT_CODES_TOPIC: &str = "  0    Success, even if a list is empty
  1    The command found problems: an invalid catalog, missing owners, files to format
  2    Invalid usage or input, or nothing to validate
  3    Not found, or no owner
  4    Sign-in or permission required
  5    A remote or the network failed; the same command may succeed later
  6    Conflict: a name is taken, a directory exists, the working tree isn't clean
  7    A local file system operation failed
  130  Interrupted";

/// Adds to `command` everything that only the help shows.
pub(super) fn describe_command(command: Command) -> Command {
    let groups = render_verb_groups(&command);
    let command = command
        .help_template(format!(
            "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{groups}\nOptions:\n{{options}}{{after-help}}"
        ))
        .subcommands([
            topic("options", "Global options, which every command accepts")
                .help_template("{about-with-newline}\n{options}")
                .args(list_global_options()),
            topic("environment", "Environment variables").before_help(ENVIRONMENT_TOPIC),
            topic("exit-codes", "Exit codes").before_help(EXIT_CODES_TOPIC),
        ]);
    describe_examples(command, TOPICS_LINE).mut_subcommands(describe_verb)
}

fn describe_verb(command: Command) -> Command {
    if command.is_hide_set() {
        return command;
    }
    describe_examples(command, GLOBAL_OPTIONS_LINE).mut_subcommands(describe_verb)
}

/// Keeps two examples in the short help. Both the short and the long help end with `last_line`.
fn describe_examples(command: Command, last_line: &str) -> Command {
    let text = command.get_after_help().map(ToString::to_string);
    let Some(text) = text else {
        return command.after_help(last_line.to_owned());
    };
    let long = format!("{}\n\n{last_line}", text.trim_end());
    let short = match text.split_once(EXAMPLES) {
        Some((_, examples)) => {
            let lines: Vec<&str> = examples.lines().take(SHORT_EXAMPLES).collect();
            format!("{EXAMPLES}{}\n\n{last_line}", lines.join("\n"))
        }
        None => long.clone(),
    };
    command.after_help(short).after_long_help(long)
}

/// A help page that isn't the help of a verb. Completions show its `title`.
fn topic(name: &'static str, title: &'static str) -> Command {
    Command::new(name)
        .about(title)
        .hide(true)
        .disable_help_flag(true)
        .arg_required_else_help(true)
        .help_template("{about-with-newline}\n{before-help}")
}

/// The global options as the `options` topic shows them; elsewhere they are hidden.
fn list_global_options() -> Vec<Arg> {
    let options = GlobalArgs::augment_args(Command::new("options"));
    let shown = |option: &Arg| {
        let option = option.clone().global(false).help_heading(None::<&str>);
        option.hide_short_help(false).hide_long_help(false)
    };
    options.get_arguments().map(shown).collect()
}

/// Renders the verbs, one per line, under the headings of their groups.
fn render_verb_groups(command: &Command) -> String {
    let heading = command.get_styles().get_header();
    let literal = command.get_styles().get_literal();
    let names = VERB_GROUPS.iter().flat_map(|(_, names)| *names);
    let width = names.map(|name| name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for (title, names) in VERB_GROUPS {
        let _ = writeln!(text, "{heading}{title}:{heading:#}");
        for name in names {
            let verb = command.find_subcommand(name);
            let about = verb.and_then(Command::get_about).map(ToString::to_string);
            let about = about.unwrap_or_default();
            let _ = writeln!(text, "  {literal}{name:width$}{literal:#}  {about}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::build_command;

    #[test]
    fn every_verb_is_in_one_group() {
        let grouped: Vec<&str> = VERB_GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        let command = build_command();
        let verbs = command.get_subcommands().filter(|verb| !verb.is_hide_set());
        let mut verbs: Vec<&str> = verbs.map(Command::get_name).collect();
        verbs.sort_unstable();
        let mut sorted = grouped;
        sorted.sort_unstable();
        assert_eq!(verbs, sorted);
    }
}
