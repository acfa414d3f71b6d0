//! What `idp new` understood from the answers to its questions, and the command that gives the same answers.

use std::fmt::Write;

use super::{LineWidth, TextStyle};
use crate::ops::ServiceRequest;
use crate::printable::Printable;
use crate::template::{ServiceDescriptionText, Template, shell_quote};
use crate::text_layout::{wrap_command, wrap_value};

/// Options of the command that aren't part of the request, such as `--platform`, with their values.
pub type OtherOptions = Vec<(&'static str, String)>;

/// The answers of an interview, one per line, and `command`, which gives the same answers.
pub fn render_interview_summary(
    template: &Template,
    request: &ServiceRequest,
    command: &str,
    width: LineWidth,
) -> String {
    let mut lines = vec![
        ("name".to_owned(), request.name.to_string()),
        ("owner".to_owned(), request.owner.to_string()),
    ];
    if let Some(system) = &request.system {
        lines.push(("system".to_owned(), system.to_string()));
    }
    lines.push(("description".to_owned(), request.description.to_string()));
    let inputs = template.inputs().iter().filter(|input| input.ask);
    let answers = inputs.filter_map(|input| {
        let (_, value) = request
            .answers
            .iter()
            .find(|(name, _)| *name == input.name)?;
        Some((input.name.clone(), value.to_string()))
    });
    lines.extend(answers);
    let longest = lines.iter().map(|(title, _)| title.len()).max();
    let longest = longest.unwrap_or_default();
    let mut text = String::new();
    for (title, value) in &lines {
        let title = format!("{title:<longest$}");
        let head = format!("  {}  ", TextStyle::Faint.paint(title));
        let value = Printable(value).to_string();
        let _ = writeln!(text, "{}", wrap_value(&head, &value, longest + 4, width));
    }
    let command = TextStyle::Hint.paint(command).to_string();
    text + &wrap_command("To repeat: ", &command, 2, width)
}

/// The words after `idp` of a command with the answers that differ from the defaults, and with its `others` options.
pub fn format_new_command(
    template: &Template,
    request: &ServiceRequest,
    others: &OtherOptions,
) -> String {
    let mut words = vec![
        format!("new {} {}", template.name(), request.name),
        format!("--owner {}", short_ref(&request.owner.to_string())),
    ];
    if let Some(system) = &request.system {
        words.push(format!("--system {}", short_ref(&system.to_string())));
    }
    let usual = ServiceDescriptionText::build_default_description(&request.name, template);
    if usual.is_ok_and(|usual| usual.to_string() != request.description.to_string()) {
        let description = shell_quote(&request.description.to_string());
        words.push(format!("--description {description}"));
    }
    for input in template.inputs() {
        let mut answers = request.answers.iter();
        let answer = answers.find(|(name, _)| *name == input.name);
        if let Some((name, value)) =
            answer.filter(|(_, value)| input.default.as_ref() != Some(*value))
        {
            words.push(format!("--set {name}={}", shell_quote(&value.to_string())));
        }
    }
    for out in &request.opt_outs {
        words.push(format!("--without {}", out.feature));
    }
    if let Some(out) = request.opt_outs.first() {
        words.push(format!("--because {}", shell_quote(&out.reason)));
        words.push(format!("--until {}", out.until));
    }
    for (option, value) in others {
        words.push(format!("{option} {}", shell_quote(value)));
    }
    words.join(" ")
}

/// The ref without its kind and the default namespace, which the option implies.
fn short_ref(reference: &str) -> &str {
    let path = reference
        .split_once(':')
        .map_or(reference, |(_, path)| path);
    path.strip_prefix("default/").unwrap_or(path)
}
