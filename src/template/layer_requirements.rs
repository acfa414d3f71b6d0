//! Checks what a layer requires of the template that uses it. Errors are reported where the layer declares the requirement.

use serde_json::Value as Json;

use super::input::TemplateInput;
use super::layer_requirements_spec::LayerInputRequirement;
use super::layers::{UsedLayer, format_unknown_layer};
use super::manifest_location::Diagnostics;
use super::name_or_object::NameOrObject;
use super::template::Template;
use super::template_files::compile_glob;
use crate::diagnostic::Diagnostic;
use crate::printable::Printable;

const RULE_CODE: &str = "template-requires";

/// Requirements that no value of an input can meet: inputs, layers and features that don't exist, and circular layers.
pub(super) fn find_unsatisfiable_layer_requirements(template: &Template) -> Diagnostics {
    let layers = &template.layers.used;
    layers
        .iter()
        .flat_map(|layer| {
            let mut faults = check_inputs_required_by_layer(template, layer);
            faults.extend(check_layer_dependencies(template, layer));
            faults.extend(find_undeclared_required_features(template, layer));
            faults.extend(validate_required_file_glob_syntax(layer));
            faults
        })
        .collect()
}

fn check_inputs_required_by_layer(template: &Template, layer: &UsedLayer) -> Diagnostics {
    let mut faults = Diagnostics::new();
    for (index, NameOrObject(required)) in layer.requires.inputs.iter().enumerate() {
        let spot = layer
            .requires_location
            .join_key_or_index("inputs")
            .join_key_or_index(index);
        let name = Printable(&required.name);
        let found = template
            .inputs()
            .iter()
            .find(|input| input.name == required.name);
        let Some(input) = found else {
            let message =
                format_missing_layer_requirement(template, layer, &format!("the input `{name}`"));
            let help = format!(
                "declare `{name}` under `inputs` in {}",
                template.location.file_name()
            );
            faults.push(spot.build_diagnostic(RULE_CODE, message).with_help(help));
            continue;
        };
        if let Some(misfit) = format_required_input_mismatch(input, required) {
            let declared = input.declared_at.location.resolve_place();
            let message = format!(
                "the layer `{}` requires an input `{name}` {misfit}",
                layer.name
            );
            let help = format!("change the input at {declared}");
            faults.push(spot.build_diagnostic(RULE_CODE, message).with_help(help));
        }
    }
    faults
}

/// How the input differs from the requirement.
fn format_required_input_mismatch(
    input: &TemplateInput,
    required: &LayerInputRequirement,
) -> Option<String> {
    let is = input.kind.name();
    if let Some(type_) = required.type_.filter(|type_| type_.name() != is) {
        return Some(format!("of type {}, but it is of type {is}", type_.name()));
    }
    let refused = required.values.iter().find_map(|value| {
        let fault = input.input_value_from_json(&value.to_json()).err()?;
        Some((value.to_string(), fault))
    });
    refused.map(|(value, fault)| {
        format!(
            "that accepts `{}`, but it doesn't: {fault}",
            Printable(&value)
        )
    })
}

fn check_layer_dependencies<'t>(
    template: &'t Template,
    layer: &'t UsedLayer,
) -> impl Iterator<Item = Diagnostic> + 't {
    let layers = &template.layers;
    let required = layer.requires.layers.iter().enumerate();
    required.filter_map(move |(index, name)| {
        let spot = layer
            .requires_location
            .join_key_or_index("layers")
            .join_key_or_index(index);
        if !layers.available.contains(name) {
            return Some(
                spot.build_diagnostic(RULE_CODE, format_unknown_layer(name, &layers.available)),
            );
        }
        let Some(other) = layers.used.iter().find(|used| used.name == *name) else {
            let message =
                format_missing_layer_requirement(template, layer, &format!("the layer `{name}`"));
            let help = format!(
                "add `{name}` to `layers` in {}",
                template.location.file_name()
            );
            return Some(spot.build_diagnostic(RULE_CODE, message).with_help(help));
        };
        layer_requires_transitively(template, other, &layer.name, &mut Vec::new()).then(|| {
            let message = if other.name == layer.name {
                format!("the layer `{name}` requires itself")
            } else {
                format!(
                    "the layers `{}` and `{name}` require each other",
                    layer.name
                )
            };
            let help = "remove one requirement, or merge the layers";
            spot.build_diagnostic(RULE_CODE, message).with_help(help)
        })
    })
}

/// Whether `from` requires the layer `to`, or a layer that does.
fn layer_requires_transitively<'t>(
    template: &'t Template,
    from: &'t UsedLayer,
    to: &str,
    seen: &mut Vec<&'t str>,
) -> bool {
    if seen.contains(&from.name.as_str()) {
        return false;
    }
    seen.push(&from.name);
    let required = &from.requires.layers;
    let mut used = template.layers.used.iter();
    required.iter().any(|name| name == to)
        || used.any(|layer| {
            required.contains(&layer.name) && layer_requires_transitively(template, layer, to, seen)
        })
}

fn find_undeclared_required_features<'t>(
    template: &'t Template,
    layer: &'t UsedLayer,
) -> impl Iterator<Item = Diagnostic> + 't {
    let required = layer.requires.features.iter().enumerate();
    let known = |name: &String| template.features().iter().any(|known| known.name == *name);
    required
        .filter(move |(_, name)| !known(name))
        .map(move |(index, name)| {
            let spot = layer
                .requires_location
                .join_key_or_index("features")
                .join_key_or_index(index);
            let name = Printable(name);
            let help = format!(
                "add a layer that has `{name}`, or declare it under `features`, in {}",
                template.location.file_name()
            );
            let message =
                format_missing_layer_requirement(template, layer, &format!("the feature `{name}`"));
            spot.build_diagnostic(RULE_CODE, message).with_help(help)
        })
}

fn validate_required_file_glob_syntax(layer: &UsedLayer) -> impl Iterator<Item = Diagnostic> + '_ {
    let required = layer.requires.files.iter().enumerate();
    required.filter_map(|(index, wanted)| {
        let spot = layer
            .requires_location
            .join_key_or_index("files")
            .join_key_or_index(index);
        Some(spot.build_diagnostic("template-manifest", compile_glob(wanted).err()?))
    })
}

fn format_missing_layer_requirement(template: &Template, layer: &UsedLayer, what: &str) -> String {
    format!(
        "the layer `{}` requires {what}, which the template `{}` doesn't have",
        layer.name,
        template.name()
    )
}

/// The requirements that these values don't meet: disabled layers and features, and missing files.
pub(super) fn find_unmet_layer_requirements(template: &Template, values: &Json) -> Diagnostics {
    let mut faults = Diagnostics::new();
    let layers = template.layers.used.iter().enumerate();
    for (number, layer) in layers.filter(|(_, layer)| is_layer_enabled(values, &layer.name)) {
        for (index, name) in layer.requires.layers.iter().enumerate() {
            if !is_layer_enabled(values, name) {
                let spot = layer
                    .requires_location
                    .join_key_or_index("layers")
                    .join_key_or_index(index);
                let message = format_disabled_requirement(
                    template,
                    layer,
                    &format!("the layer `{name}`"),
                    name,
                );
                faults.push(spot.build_diagnostic(RULE_CODE, message));
            }
        }
        for (index, name) in layer.requires.features.iter().enumerate() {
            if let Some(of) =
                find_feature_layer(template, name).filter(|of| !is_layer_enabled(values, of))
            {
                let spot = layer
                    .requires_location
                    .join_key_or_index("features")
                    .join_key_or_index(index);
                let what = format!("the feature `{name}` of the layer `{of}`");
                faults.push(spot.build_diagnostic(
                    RULE_CODE,
                    format_disabled_requirement(template, layer, &what, of),
                ));
            }
        }
        faults.extend(find_missing_required_files(template, number, layer, values));
    }
    faults
}

fn is_layer_enabled(values: &Json, layer: &str) -> bool {
    values["layers"][layer] == Json::Bool(true)
}

/// The layer that declares the feature with this name.
fn find_feature_layer<'t>(template: &'t Template, feature: &str) -> Option<&'t str> {
    let mut features = template.features().iter();
    let feature = features.find(|known| known.name == feature)?;
    let used = template.layers.used.get(feature.declared_at.layer?)?;
    Some(&used.name)
}

/// The message that `layer` requires `what`, which is disabled because the layer `of` is disabled.
fn format_disabled_requirement(
    template: &Template,
    layer: &UsedLayer,
    what: &str,
    of: &str,
) -> String {
    let used = template.layers.used.iter().find(|used| used.name == of);
    let when = used.and_then(|used| used.when.as_ref());
    let when = when.map_or_else(String::new, |when| format!(" only when `{when}`"));
    let (layer, template) = (&layer.name, template.name());
    format!("the layer `{layer}` requires {what}, which `{template}` has{when}")
}

fn find_missing_required_files(
    template: &Template,
    number: usize,
    layer: &UsedLayer,
    values: &Json,
) -> Diagnostics {
    let elsewhere: Vec<&str> = template
        .included_files(values)
        .filter(|file| file.layer != Some(number))
        .map(|file| file.path.as_str())
        .collect();
    let is_missing = |(_, wanted): &(usize, &String)| {
        compile_glob(wanted).is_ok_and(|glob| !elsewhere.iter().any(|path| glob.is_match(path)))
    };
    let required = layer.requires.files.iter().enumerate().filter(is_missing);
    required
        .map(|(index, wanted)| {
            let spot = layer.requires_location.join_key_or_index("files").join_key_or_index(index);
            let message = format!(
                "the layer `{}` requires a file `{}`, which neither the template `{}` nor another of its layers has",
                layer.name,
                Printable(wanted),
                template.name()
            );
            let help = "render it for all values that enable the layer";
            spot.build_diagnostic(RULE_CODE, message).with_help(help)
        })
        .collect()
}
