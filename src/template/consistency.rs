//! A template must make sense in itself: what its manifest says about names, choices and files has to be possible.

use super::condition::Condition;
use super::environment;
use super::facts::RESERVED;
use super::golden::Template;
use super::input::{Input, InputKind};
use super::scope::{Meaning, Scope};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::Printable;

/// What is wrong, in one sentence.
type Check = Result<(), String>;

/// Checks the names of inputs, and that every condition asks about something that can be.
pub(super) fn check(template: &Template) -> Check {
    names(template.inputs())?;
    features(template)?;
    let inputs = template.inputs().iter().map(|input| &input.when);
    let files = template.sources.iter().map(|file| &file.when);
    for condition in inputs.chain(files).flatten() {
        asks_about_something(condition, &template.scope())?;
        can_hold(condition, template.inputs())?;
    }
    for condition in template.next.iter().filter_map(|next| next.when.as_ref()) {
        asks_about_something(condition, &template.next_scope())?;
        can_hold(condition, template.inputs())?;
    }
    Ok(())
}

/// Names must be names, each there once.
fn names(inputs: &[Input]) -> Check {
    let mut seen: Vec<&str> = RESERVED.to_vec();
    for name in inputs.iter().map(|input| input.name.as_str()) {
        let fits = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !fits {
            return Err(format!(
                "`{}` is no name for an input: a lower-case letter, then letters and digits",
                Printable(name)
            ));
        }
        if seen.contains(&name) {
            return Err(format!(
                "an input cannot be called `{name}`: the name is taken"
            ));
        }
        seen.push(name);
    }
    Ok(())
}

/// Features are part of annotations, values and flags; `observability` stands for all of them.
fn features(template: &Template) -> Check {
    let mut seen = vec![super::opt_out::ALL];
    for name in template
        .features()
        .iter()
        .map(|feature| feature.name.as_str())
    {
        let fits = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !fits || seen.contains(&name) {
            return Err(format!(
                "`{}` is no name for a feature: lower-case letters, digits and `-`, each name once",
                Printable(name)
            ));
        }
        seen.push(name);
    }
    Ok(())
}

fn asks_about_something(condition: &Condition, scope: &Scope) -> Check {
    let known = |name: &str| {
        !matches!(
            scope.meaning(name),
            None | Some(Meaning::OptOuts | Meaning::Annotations)
        )
    };
    match condition.names().find(|name| !known(name)) {
        None => Ok(()),
        Some(name) => Err(format!(
            "`when: {condition}` asks about `{}`, which nothing is called{}",
            Printable(name),
            suggestion(name, scope.names())
        )),
    }
}

/// What is compared with a choice must be one of its values.
fn can_hold(condition: &Condition, inputs: &[Input]) -> Check {
    for (name, wanted) in condition.comparisons() {
        let input = inputs.iter().find(|input| input.name == name);
        let values: Vec<&str> = match input.map(|input| &input.kind) {
            Some(InputKind::Enum { values }) => values.iter().map(String::as_str).collect(),
            Some(InputKind::Boolean) => vec!["true", "false"],
            _ if is_approval(name) => environment::APPROVALS.to_vec(),
            _ => continue,
        };
        if !values.contains(&wanted) {
            return Err(format!(
                "`when: {condition}` compares `{name}` with `{}`, which it never is{}",
                Printable(wanted),
                suggestion(wanted, values)
            ));
        }
    }
    Ok(())
}

fn is_approval(name: &str) -> bool {
    let environments = environment::NAMES.iter();
    environments
        .map(|environment| format!("environments.{environment}.approval"))
        .any(|approval| approval == name)
}

/// ``; did you mean `x`?``, or nothing.
fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    did_you_mean(&nearest(name, known))
        .map(|near| format!("; {near}"))
        .unwrap_or_default()
}
