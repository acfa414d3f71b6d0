//! Checks that a template is consistent: the names, choices and files in its manifest must be possible.

use super::built_in_values::RESERVED_INPUT_NAMES;
use super::condition::Condition;
use super::environment;
use super::input::{InputKind, TemplateInput};
use super::manifest_location::Diagnostics;
use super::scope::{TemplateVariableScope, ValueType};
use super::template::Template;
use crate::diagnostic::Diagnostic;
use crate::printable::Printable;
use crate::similar_names::{find_similar_names, format_did_you_mean};

/// Checks the names of inputs, and that every condition refers to known names and possible values. Errors are reported at
/// their place in the manifest of the template or layer.
pub(super) fn check_template_names_and_conditions(template: &Template) -> Diagnostics {
    let mut faults = check_input_names(template.inputs());
    faults.extend(check_feature_name_syntax(template));
    let scope = template.build_file_scope();
    let inputs = template.inputs().iter().map(|input| &input.when);
    let files = template.files.iter().map(|file| &file.when);
    let checks = template.forge.checks.iter().map(|check| &check.when);
    for condition in inputs.chain(files).chain(checks).flatten() {
        faults.extend(check_when_condition(condition, &scope, template));
    }
    for condition in template
        .next_steps
        .iter()
        .filter_map(|next| next.when.as_ref())
    {
        faults.extend(check_when_condition(
            condition,
            &template.build_next_steps_message_scope(),
            template,
        ));
    }
    for (number, layer) in template.layers.used.iter().enumerate() {
        if let Some(condition) = &layer.when {
            let fault = check_when_condition(
                condition,
                &template.build_layer_condition_scope(number),
                template,
            );
            faults.extend(fault.map(|fault| fault.with_help(LAYER_CONDITION_HELP)));
        }
    }
    faults.extend(check_conditional_input_defaults(template));
    // One entry of `files` can apply to many files, so its errors are deduplicated.
    let mut seen = Vec::new();
    faults.retain(|fault| {
        let is_new = !seen.contains(&fault.place);
        seen.push(fault.place.clone());
        is_new
    });
    faults
}

/// Help for the condition of a layer.
const LAYER_CONDITION_HELP: &str = "the `when` of a layer can use the template's own inputs and features, built-in values, and layers listed before it";

/// An input of a conditional layer needs a default, because it isn't always asked for.
fn check_conditional_input_defaults(template: &Template) -> impl Iterator<Item = Diagnostic> + '_ {
    let conditional = |input: &&TemplateInput| {
        let layer = input
            .declared_at
            .layer
            .and_then(|number| template.layers.used.get(number));
        input.default.is_none() && layer.is_some_and(|layer| layer.when.is_some())
    };
    template.inputs().iter().filter(conditional).map(|input| {
        let message = format!(
            "the input `{}` needs a default, because the template `{}` uses its layer with `when`",
            input.name,
            template.name()
        );
        input
            .declared_at
            .location
            .build_diagnostic("template-manifest", message)
    })
}

/// Names must be valid and unique.
fn check_input_names(inputs: &[TemplateInput]) -> Diagnostics {
    let mut faults = Diagnostics::new();
    let mut seen: Vec<&str> = RESERVED_INPUT_NAMES.to_vec();
    for input in inputs {
        let name = input.name.as_str();
        let fits = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let fault = if !fits {
            format!(
                "invalid input name `{}`: use a lower-case letter, then letters and digits",
                Printable(name)
            )
        } else if seen.contains(&name) {
            format!("the input name `{name}` is already taken")
        } else {
            seen.push(name);
            continue;
        };
        let spot = input.declared_at.location.join_key_or_index("name");
        faults.push(spot.build_diagnostic("template-manifest", fault));
    }
    faults
}

/// Feature names are used in annotations, values and flags; `observability` means all features.
fn check_feature_name_syntax(template: &Template) -> Diagnostics {
    let mut faults = Diagnostics::new();
    let mut seen = vec![super::opt_out::ALL_FEATURES_KEYWORD];
    for feature in template.features() {
        let name = feature.name.as_str();
        let fits = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !fits || seen.contains(&name) {
            let message = format!(
                "invalid feature name `{}`: use lower-case letters, digits and `-`, and each name once",
                Printable(name)
            );
            let spot = feature.declared_at.location.join_key_or_index("name");
            faults.push(spot.build_diagnostic("template-manifest", message));
        }
        seen.push(name);
    }
    faults
}

/// The error in a condition, if any.
fn check_when_condition(
    condition: &Condition,
    scope: &TemplateVariableScope,
    template: &Template,
) -> Option<Diagnostic> {
    check_condition_names(condition, scope)
        .or_else(|| check_compared_values(condition, template.inputs()))
}

fn check_condition_names(
    condition: &Condition,
    scope: &TemplateVariableScope,
) -> Option<Diagnostic> {
    let known = |name: &str| {
        !matches!(
            scope.lookup_type(name),
            None | Some(ValueType::OptOuts | ValueType::Annotations)
        )
    };
    let name = condition.referenced_names().find(|name| !known(name))?;
    let message = format!(
        "`when: {condition}` uses the unknown name `{}`{}",
        Printable(name),
        format_similar_name_suggestion(name, scope.names())
    );
    Some(
        condition
            .location()
            .build_diagnostic("template-undefined-name", message),
    )
}

/// An enum must be compared with one of its values.
fn check_compared_values(condition: &Condition, inputs: &[TemplateInput]) -> Option<Diagnostic> {
    for (name, wanted) in condition.comparisons() {
        let input = inputs.iter().find(|input| input.name == name);
        let values: Vec<&str> = match input.map(|input| &input.kind) {
            Some(InputKind::Enum { values }) => values.iter().map(String::as_str).collect(),
            Some(InputKind::Boolean) => vec!["true", "false"],
            None if name.starts_with("layers.") || name.starts_with("features.") => {
                vec!["true", "false"]
            }
            _ if is_approval_template_variable(name) => environment::APPROVAL_NAMES.to_vec(),
            _ => continue,
        };
        if !values.contains(&wanted) {
            let message = format!(
                "`when: {condition}` compares `{name}` with `{}`, which isn't one of its values{}",
                Printable(wanted),
                format_similar_name_suggestion(wanted, values)
            );
            return Some(
                condition
                    .location()
                    .build_diagnostic("template-manifest", message),
            );
        }
    }
    None
}

fn is_approval_template_variable(name: &str) -> bool {
    let environments = environment::ENVIRONMENT_NAMES.iter();
    environments
        .map(|environment| format!("environments.{environment}.approval"))
        .any(|approval| approval == name)
}

/// ``; did you mean `x`?``, or nothing.
fn format_similar_name_suggestion<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> String {
    format_did_you_mean(&find_similar_names(name, known))
        .map(|near| format!("; {near}"))
        .unwrap_or_default()
}
