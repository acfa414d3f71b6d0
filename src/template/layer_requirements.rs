//! What a layer requires of the template that uses it. A layer says so where it asks, and there it is reported.

use serde_json::Value as Json;

use super::input::Input;
use super::layer_requirements_spec::RequiredInput;
use super::layers::{UsedLayer, format_unknown_layer};
use super::manifest_location::Diagnostics;
use super::name_or_object::NameOrObject;
use super::template::Template;
use super::template_files::compile_glob;
use crate::diagnostic::Diagnostic;
use crate::printable::Printable;

const RULE_CODE: &str = "template-requires";

/// What no answer could give: inputs, layers and features that are nowhere, and layers that need each other.
pub(super) fn check_layer_requirements(template: &Template) -> Diagnostics {
    let layers = &template.layers.used;
    layers
        .iter()
        .flat_map(|layer| {
            let mut faults = check_inputs_required_by_layer(template, layer);
            faults.extend(check_layers_required_by_layer(template, layer));
            faults.extend(check_features_required_by_layer(template, layer));
            faults.extend(check_files_required_by_layer(layer));
            faults
        })
        .collect()
}

fn check_inputs_required_by_layer(template: &Template, layer: &UsedLayer) -> Diagnostics {
    let mut faults = Diagnostics::new();
    for (index, NameOrObject(required)) in layer.requires.inputs.iter().enumerate() {
        let spot = layer
            .requires_location
            .child_location("inputs")
            .child_location(index);
        let name = Printable(&required.name);
        let found = template
            .inputs()
            .iter()
            .find(|input| input.name == required.name);
        let Some(input) = found else {
            let message =
                format_missing_requirement(template, layer, &format!("the input `{name}`"));
            let help = format!(
                "declare `{name}` under `inputs` in {}",
                template.location.file_name()
            );
            faults.push(spot.build_diagnostic(RULE_CODE, message).with_help(help));
            continue;
        };
        if let Some(misfit) = format_input_mismatch(input, required) {
            let declared = input.declared_at.location.resolve_place();
            let message = format!(
                "the layer `{}` requires an input `{name}` {misfit}",
                layer.name
            );
            let help = format!("it is declared at {declared}");
            faults.push(spot.build_diagnostic(RULE_CODE, message).with_help(help));
        }
    }
    faults
}

/// What the input is to be and is not.
fn format_input_mismatch(input: &Input, required: &RequiredInput) -> Option<String> {
    let is = input.kind.name();
    if let Some(type_) = required.type_.filter(|type_| type_.name() != is) {
        return Some(format!("of type {}, and it is of type {is}", type_.name()));
    }
    let refused = required.values.iter().find_map(|value| {
        let fault = input.input_value_from_json(&value.to_json()).err()?;
        Some((value.to_string(), fault))
    });
    refused
        .map(|(value, fault)| format!("that can be `{}`, and it can't: {fault}", Printable(&value)))
}

fn check_layers_required_by_layer<'t>(
    template: &'t Template,
    layer: &'t UsedLayer,
) -> impl Iterator<Item = Diagnostic> + 't {
    let layers = &template.layers;
    let required = layer.requires.layers.iter().enumerate();
    required.filter_map(move |(index, name)| {
        let spot = layer
            .requires_location
            .child_location("layers")
            .child_location(index);
        if !layers.available.contains(name) {
            return Some(
                spot.build_diagnostic(RULE_CODE, format_unknown_layer(name, &layers.available)),
            );
        }
        let Some(other) = layers.used.iter().find(|used| used.name == *name) else {
            let message =
                format_missing_requirement(template, layer, &format!("the layer `{name}`"));
            let help = format!(
                "add `{name}` to `layers` in {}",
                template.location.file_name()
            );
            return Some(spot.build_diagnostic(RULE_CODE, message).with_help(help));
        };
        requires_transitively(template, other, &layer.name, &mut Vec::new()).then(|| {
            let message = if other.name == layer.name {
                format!("the layer `{name}` requires itself")
            } else {
                format!(
                    "the layers `{}` and `{name}` require each other",
                    layer.name
                )
            };
            let help = "layers that can't be without each other are one layer";
            spot.build_diagnostic(RULE_CODE, message).with_help(help)
        })
    })
}

/// Whether `from` requires the layer `to`, or a layer that does.
fn requires_transitively<'t>(
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
            required.contains(&layer.name) && requires_transitively(template, layer, to, seen)
        })
}

fn check_features_required_by_layer<'t>(
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
                .child_location("features")
                .child_location(index);
            let name = Printable(name);
            let help = format!(
                "add a layer that has `{name}`, or declare it under `features`, in {}",
                template.location.file_name()
            );
            let message =
                format_missing_requirement(template, layer, &format!("the feature `{name}`"));
            spot.build_diagnostic(RULE_CODE, message).with_help(help)
        })
}

fn check_files_required_by_layer(layer: &UsedLayer) -> impl Iterator<Item = Diagnostic> + '_ {
    let required = layer.requires.files.iter().enumerate();
    required.filter_map(|(index, wanted)| {
        let spot = layer
            .requires_location
            .child_location("files")
            .child_location(index);
        Some(spot.build_diagnostic("template-manifest", compile_glob(wanted).err()?))
    })
}

fn format_missing_requirement(template: &Template, layer: &UsedLayer, what: &str) -> String {
    format!(
        "the layer `{}` requires {what}, which the template `{}` does not have",
        layer.name,
        template.name()
    )
}

/// What is missing for these answers: layers and features that are off, and files that are not there.
pub(super) fn find_unmet_layer_requirements(template: &Template, values: &Json) -> Diagnostics {
    let mut faults = Diagnostics::new();
    let layers = template.layers.used.iter().enumerate();
    for (number, layer) in layers.filter(|(_, layer)| is_layer_enabled(values, &layer.name)) {
        for (index, name) in layer.requires.layers.iter().enumerate() {
            if !is_layer_enabled(values, name) {
                let spot = layer
                    .requires_location
                    .child_location("layers")
                    .child_location(index);
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
                    .child_location("features")
                    .child_location(index);
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

/// The layer that has the feature of this name.
fn find_feature_layer<'t>(template: &'t Template, feature: &str) -> Option<&'t str> {
    let mut features = template.features().iter();
    let feature = features.find(|known| known.name == feature)?;
    let used = template.layers.used.get(feature.declared_at.layer?)?;
    Some(&used.name)
}

/// That `what` is off because the layer `of` is.
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
            let spot = layer.requires_location.child_location("files").child_location(index);
            let message = format!(
                "the layer `{}` requires a file `{}`, which neither the template `{}` nor another of its layers has",
                layer.name,
                Printable(wanted),
                template.name()
            );
            let help = "it must be there with every answer that the layer is on with";
            spot.build_diagnostic(RULE_CODE, message).with_help(help)
        })
        .collect()
}
