//! Every `console` block of the README and of the guide, run command by command by a newcomer with an empty home.

use std::fmt::Write;

use crate::support::Idp;
use crate::{assert_current, project_path};

/// The home directory in the documentation.
const HOME: &str = "/home/ada";
/// The separator between the outputs of two commands; no program prints it.
const MARK: char = '\u{1e}';

/// A newcomer: nothing configured, `idp` on the path, `~/code` to work in.
pub(crate) struct DocsUser(Idp);

impl DocsUser {
    pub(crate) fn new() -> DocsUser {
        let binary = std::path::Path::new(env!("CARGO_BIN_EXE_idp"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(binary.parent().unwrap().to_owned())
            .chain(std::env::split_paths(&path));
        let path = std::env::join_paths(folders).unwrap();
        let idp = Idp::new()
            .with_env("IDP_HOME", "")
            .with_env("PATH", path.to_str().unwrap());
        std::fs::create_dir(idp.path("../home")).unwrap();
        DocsUser(idp)
    }

    /// What each of `commands` prints, run in one shell; `[exit N]` follows if the exit code isn't 0.
    pub(crate) fn run_commands(&self, commands: &[&str]) -> Vec<String> {
        let mut script = String::new();
        for command in commands {
            writeln!(script, "{{ {command}\n}} 2>&1; printf '{MARK}%s{MARK}' $?").unwrap();
        }
        let output = self.0.command("sh").args(["-c", &script]).output().unwrap();
        let text = self.replace_home(&String::from_utf8(output.stdout).unwrap());
        let mut parts = text.split(MARK);
        let mut printed = Vec::new();
        while let (Some(text), Some(code)) = (parts.next(), parts.next()) {
            let exit = match code {
                "0" => String::new(),
                code => format!("[exit {code}]\n"),
            };
            printed.push(text.to_owned() + &exit);
        }
        assert_eq!(printed.len(), commands.len(), "{text}");
        printed
    }

    /// Replaces what differs from run to run with placeholders.
    pub(crate) fn redact(&self, text: &str) -> String {
        self.0.redact(text)
    }

    /// Replaces the temporary home with the one in the documentation.
    fn replace_home(&self, text: &str) -> String {
        let root = self.0.path("..").canonicalize().unwrap();
        text.replace(&root.join("home").display().to_string(), HOME)
            .replace(
                &root.join("here").display().to_string(),
                &format!("{HOME}/code"),
            )
    }
}

/// The page with the output of every block replaced by the current output.
fn replay_page(page: &str, newcomer: &DocsUser) -> String {
    let commands: Vec<String> = split_console_blocks(page)
        .filter(|(_, console)| *console)
        .flat_map(|(block, _)| parse_commands(block))
        .collect();
    let typed: Vec<&str> = commands.iter().map(String::as_str).collect();
    let mut printed = newcomer.run_commands(&typed).into_iter();
    let mut text = String::new();
    for (block, console) in split_console_blocks(page) {
        if console {
            text.push_str(&render_console_block(block, &mut printed))
        } else {
            text.push_str(block)
        }
    }
    text
}

/// The commands of a block, each followed by its output.
fn render_console_block(block: &str, printed: &mut impl Iterator<Item = String>) -> String {
    let answered = parse_commands(block)
        .into_iter()
        .map(|command| format!("$ {command}\n{}", printed.next().unwrap()));
    let mut text = String::new();
    for session in answered {
        // A blank line separates the output of a command from the next command.
        if text
            .lines()
            .last()
            .is_some_and(|line| !line.starts_with("$ ") && line != END)
        {
            text.push('\n');
        }
        text.push_str(&session);
    }
    text
}

/// The end of a here document, the only kind of command with more than one line.
const END: &str = "END";

/// Every command of a block as it was typed.
fn parse_commands(block: &str) -> Vec<String> {
    let mut lines = block.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ ") else {
            continue;
        };
        let mut command = command.to_owned();
        if command.ends_with("<<'END'") {
            for line in lines.by_ref() {
                command.push('\n');
                command.push_str(line);
                if line == END {
                    break;
                }
            }
        }
        found.push(command);
    }
    found
}

/// Splits the page into consecutive pieces; the boolean says whether a piece is the content of a console block.
fn split_console_blocks(page: &str) -> impl Iterator<Item = (&str, bool)> {
    const FENCE: &str = "```console\n";
    let mut rest = page;
    let mut inside = false;
    std::iter::from_fn(move || {
        let end = if inside {
            rest.find("```\n")
        } else {
            rest.find(FENCE).map(|at| at + FENCE.len())
        };
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        let found = (!piece.is_empty()).then_some((piece, inside));
        (rest, inside) = (after, !inside);
        found
    })
}

fn assert_page_current(path: &str) {
    let newcomer = DocsUser::new();
    let page = std::fs::read_to_string(project_path(path)).unwrap();
    assert_current(path, &replay_page(&page, &newcomer), |text| {
        newcomer.redact(text)
    });
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the pages show a session on Linux")]
fn the_readme() {
    assert_page_current("README.md");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the pages show a session on Linux")]
fn the_guide_to_the_first_service() {
    assert_page_current("docs/guide/first-service.md");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the pages show a session on Linux")]
fn the_guide_to_a_platform_of_ones_own() {
    assert_page_current("docs/guide/own-platform.md");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the pages show a session on Linux")]
fn the_guide_to_a_cluster() {
    assert_page_current("docs/guide/cluster.md");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the pages show a session on Linux")]
fn the_guide_to_three_weekends() {
    assert_page_current("docs/guide/three-weekends.md");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the pages show a session on Linux")]
fn the_guide_to_ownership() {
    assert_page_current("docs/guide/who-owns.md");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the pages show a session on Linux")]
fn the_guide_to_the_catalog() {
    assert_page_current("docs/guide/catalog.md");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the pages show a session on Linux")]
fn the_guide_to_imports() {
    assert_page_current("docs/guide/import.md");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the pages show a session on Linux")]
fn the_guide_to_ci() {
    assert_page_current("docs/guide/ci.md");
}
