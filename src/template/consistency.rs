//! A template must make sense in itself: what its manifest says about names, choices and files has to be possible.

use super::condition::Condition;
use super::environment;
use super::facts::RESERVED;
use super::input::{Input, InputKind};
use super::scope::{Meaning, Scope};
use super::spot::Faults;
use super::template::Template;
use crate::diagnostic::Diagnostic;
use crate::nearest::{did_you_mean, nearest};
use crate::printable::Printable;

/// Checks the names of inputs, and that every condition asks about something that can be. What is wrong is reported where
/// it stands, in the manifest of the template or of a layer.
pub(super) fn check(template: &Template) -> Faults {
    let mut faults = names(template.inputs());
    faults.extend(features(template));
    let scope = template.scope();
    let inputs = template.inputs().iter().map(|input| &input.when);
    let files = template.sources.iter().map(|file| &file.when);
    let checks = template.forge.checks.iter().map(|check| &check.when);
    for condition in inputs.chain(files).chain(checks).flatten() {
        faults.extend(impossible(condition, &scope, template));
    }
    for condition in template.next.iter().filter_map(|next| next.when.as_ref()) {
        faults.extend(impossible(condition, &template.next_scope(), template));
    }
    for (number, layer) in template.layers.used.iter().enumerate() {
        if let Some(condition) = &layer.when {
            let fault = impossible(condition, &template.layer_scope(number), template);
            faults.extend(fault.map(|fault| fault.help(LAYERS)));
        }
    }
    faults.extend(without_default(template));
    // One line of `files` stands for many files.
    let mut seen = Vec::new();
    faults.retain(|fault| {
        let is_new = !seen.contains(&fault.place);
        seen.push(fault.place.clone());
        is_new
    });
    faults
}

/// What the condition of a layer can be.
const LAYERS: &str = "the `when` of a layer asks about the template's own inputs and features, built-in names, and layers further up";

/// An input that may not be asked needs something to stand in its place.
fn without_default(template: &Template) -> impl Iterator<Item = Diagnostic> + '_ {
    let conditional = |input: &&Input| {
        let layer = input
            .origin
            .layer
            .and_then(|number| template.layers.used.get(number));
        input.default.is_none() && layer.is_some_and(|layer| layer.when.is_some())
    };
    template.inputs().iter().filter(conditional).map(|input| {
        let message = format!(
            "the input `{}` needs a default, as the template `{}` uses its layer with `when`",
            input.name,
            template.name()
        );
        input.origin.spot.fault("template-manifest", message)
    })
}

/// Names must be names, each there once.
fn names(inputs: &[Input]) -> Faults {
    let mut faults = Faults::new();
    let mut seen: Vec<&str> = RESERVED.to_vec();
    for input in inputs {
        let name = input.name.as_str();
        let fits = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let fault = if !fits {
            format!(
                "`{}` is no name for an input: a lower-case letter, then letters and digits",
                Printable(name)
            )
        } else if seen.contains(&name) {
            format!("an input cannot be called `{name}`: the name is taken")
        } else {
            seen.push(name);
            continue;
        };
        let spot = input.origin.spot.below("name");
        faults.push(spot.fault("template-manifest", fault));
    }
    faults
}

/// Features are part of annotations, values and flags; `observability` stands for all of them.
fn features(template: &Template) -> Faults {
    let mut faults = Faults::new();
    let mut seen = vec![super::opt_out::ALL];
    for feature in template.features() {
        let name = feature.name.as_str();
        let fits = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !fits || seen.contains(&name) {
            let message = format!(
                "`{}` is no name for a feature: lower-case letters, digits and `-`, each name once",
                Printable(name)
            );
            let spot = feature.origin.spot.below("name");
            faults.push(spot.fault("template-manifest", message));
        }
        seen.push(name);
    }
    faults
}

/// What is wrong with a condition.
fn impossible(condition: &Condition, scope: &Scope, template: &Template) -> Option<Diagnostic> {
    asks_about_nothing(condition, scope).or_else(|| never(condition, template.inputs()))
}

fn asks_about_nothing(condition: &Condition, scope: &Scope) -> Option<Diagnostic> {
    let known = |name: &str| {
        !matches!(
            scope.meaning(name),
            None | Some(Meaning::OptOuts | Meaning::Annotations)
        )
    };
    let name = condition.names().find(|name| !known(name))?;
    let message = format!(
        "`when: {condition}` asks about `{}`, which nothing is called{}",
        Printable(name),
        suggestion(name, scope.names())
    );
    Some(condition.spot().fault("template-undefined-name", message))
}

/// What is compared with a choice must be one of its values.
fn never(condition: &Condition, inputs: &[Input]) -> Option<Diagnostic> {
    for (name, wanted) in condition.comparisons() {
        let input = inputs.iter().find(|input| input.name == name);
        let values: Vec<&str> = match input.map(|input| &input.kind) {
            Some(InputKind::Enum { values }) => values.iter().map(String::as_str).collect(),
            Some(InputKind::Boolean) => vec!["true", "false"],
            None if name.starts_with("layers.") || name.starts_with("features.") => {
                vec!["true", "false"]
            }
            _ if is_approval(name) => environment::APPROVALS.to_vec(),
            _ => continue,
        };
        if !values.contains(&wanted) {
            let message = format!(
                "`when: {condition}` compares `{name}` with `{}`, which it never is{}",
                Printable(wanted),
                suggestion(wanted, values)
            );
            return Some(condition.spot().fault("template-manifest", message));
        }
    }
    None
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
