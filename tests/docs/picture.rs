//! The picture of the terminal in the README, drawn from a real run.

use anstyle::RgbColor;
use anstyle_svg::{Term, WIN10_CONSOLE};

use crate::assert_current;
use crate::console::DocsUser;

const COMMANDS: [&str; 2] = [
    "idp new service checkout --owner payments",
    "idp who-owns checkout",
];

#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "the picture shows a session on Linux"
)]
fn the_picture_of_the_terminal() {
    let newcomer = DocsUser::new();
    let coloured = COMMANDS.map(|command| format!("{command} --color always"));
    let printed = newcomer.run_commands(&coloured.each_ref().map(String::as_str));
    let shown: Vec<String> = COMMANDS
        .iter()
        .zip(printed)
        .map(|(command, printed)| format!("\u{1b}[1;32m$\u{1b}[0m {command}\n{printed}"))
        .collect();
    let svg = Term::new()
        .palette(WIN10_CONSOLE)
        .fg_color(RgbColor(0xc9, 0xd1, 0xd9).into())
        .bg_color(RgbColor(0x0d, 0x11, 0x17).into())
        .render_svg(&shown.join("\n"));
    assert_current("docs/terminal.svg", &svg, |text| newcomer.redact(text));
}
