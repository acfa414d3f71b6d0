//! What a layer requires of the template that uses it. A layer says so where it asks, and there it is reported.

use serde_json::Value as Json;

use super::brief::Brief;
use super::input::Input;
use super::layers::{UsedLayer, no_layer};
use super::requires_spec::RequiredInput;
use super::sources::glob;
use super::spot::Faults;
use super::template::Template;
use crate::diagnostic::Diagnostic;
use crate::printable::Printable;

const CODE: &str = "template-requires";

/// What no answer could give: inputs, layers and features that are nowhere, and layers that need each other.
pub(super) fn check(template: &Template) -> Faults {
    let layers = &template.layers.used;
    layers
        .iter()
        .flat_map(|layer| {
            let mut faults = inputs(template, layer);
            faults.extend(absent_layers(template, layer));
            faults.extend(absent_features(template, layer));
            faults.extend(impossible_globs(layer));
            faults
        })
        .collect()
}

fn inputs(template: &Template, layer: &UsedLayer) -> Faults {
    let mut faults = Faults::new();
    for (index, Brief(required)) in layer.requires.inputs.iter().enumerate() {
        let spot = layer.asks.below("inputs").below(index);
        let name = Printable(&required.name);
        let found = template
            .inputs()
            .iter()
            .find(|input| input.name == required.name);
        let Some(input) = found else {
            let message = wants(template, layer, &format!("the input `{name}`"));
            let help = format!(
                "declare `{name}` under `inputs` in {}",
                template.spot.file()
            );
            faults.push(spot.fault(CODE, message).help(help));
            continue;
        };
        if let Some(misfit) = misfit(input, required) {
            let declared = input.origin.spot.place();
            let message = format!(
                "the layer `{}` requires an input `{name}` {misfit}",
                layer.name
            );
            let help = format!("it is declared at {declared}");
            faults.push(spot.fault(CODE, message).help(help));
        }
    }
    faults
}

/// What the input is to be and is not.
fn misfit(input: &Input, required: &RequiredInput) -> Option<String> {
    let is = input.kind.name();
    if let Some(type_) = required.type_.filter(|type_| type_.name() != is) {
        return Some(format!("of type {}, and it is of type {is}", type_.name()));
    }
    let refused = required.values.iter().find_map(|value| {
        let fault = input.accept(&value.to_json()).err()?;
        Some((value.to_string(), fault))
    });
    refused
        .map(|(value, fault)| format!("that can be `{}`, and it can't: {fault}", Printable(&value)))
}

fn absent_layers<'t>(
    template: &'t Template,
    layer: &'t UsedLayer,
) -> impl Iterator<Item = Diagnostic> + 't {
    let layers = &template.layers;
    let required = layer.requires.layers.iter().enumerate();
    required.filter_map(move |(index, name)| {
        let spot = layer.asks.below("layers").below(index);
        if !layers.known.contains(name) {
            return Some(spot.fault(CODE, no_layer(name, &layers.known)));
        }
        let Some(other) = layers.used.iter().find(|used| used.name == *name) else {
            let message = wants(template, layer, &format!("the layer `{name}`"));
            let help = format!("add `{name}` to `layers` in {}", template.spot.file());
            return Some(spot.fault(CODE, message).help(help));
        };
        reaches(template, other, &layer.name, &mut Vec::new()).then(|| {
            let message = match other.name == layer.name {
                true => format!("the layer `{name}` requires itself"),
                false => format!(
                    "the layers `{}` and `{name}` require each other",
                    layer.name
                ),
            };
            let help = "layers that can't be without each other are one layer";
            spot.fault(CODE, message).help(help)
        })
    })
}

/// Whether `from` requires the layer `to`, or a layer that does.
fn reaches<'t>(
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
        || used.any(|layer| required.contains(&layer.name) && reaches(template, layer, to, seen))
}

fn absent_features<'t>(
    template: &'t Template,
    layer: &'t UsedLayer,
) -> impl Iterator<Item = Diagnostic> + 't {
    let required = layer.requires.features.iter().enumerate();
    let known = |name: &String| template.features().iter().any(|known| known.name == *name);
    required
        .filter(move |(_, name)| !known(name))
        .map(move |(index, name)| {
            let spot = layer.asks.below("features").below(index);
            let name = Printable(name);
            let help = format!(
                "add a layer that has `{name}`, or declare it under `features`, in {}",
                template.spot.file()
            );
            let message = wants(template, layer, &format!("the feature `{name}`"));
            spot.fault(CODE, message).help(help)
        })
}

fn impossible_globs(layer: &UsedLayer) -> impl Iterator<Item = Diagnostic> + '_ {
    let required = layer.requires.files.iter().enumerate();
    required.filter_map(|(index, wanted)| {
        let spot = layer.asks.below("files").below(index);
        Some(spot.fault("template-manifest", glob(wanted).err()?))
    })
}

fn wants(template: &Template, layer: &UsedLayer, what: &str) -> String {
    format!(
        "the layer `{}` requires {what}, which the template `{}` does not have",
        layer.name,
        template.name()
    )
}

/// What is missing for these answers: layers and features that are off, and files that are not there.
pub(super) fn unmet(template: &Template, values: &Json) -> Faults {
    let mut faults = Faults::new();
    let layers = template.layers.used.iter().enumerate();
    for (number, layer) in layers.filter(|(_, layer)| is_on(values, &layer.name)) {
        for (index, name) in layer.requires.layers.iter().enumerate() {
            if !is_on(values, name) {
                let spot = layer.asks.below("layers").below(index);
                let message = off(template, layer, &format!("the layer `{name}`"), name);
                faults.push(spot.fault(CODE, message));
            }
        }
        for (index, name) in layer.requires.features.iter().enumerate() {
            if let Some(of) = layer_of(template, name).filter(|of| !is_on(values, of)) {
                let spot = layer.asks.below("features").below(index);
                let what = format!("the feature `{name}` of the layer `{of}`");
                faults.push(spot.fault(CODE, off(template, layer, &what, of)));
            }
        }
        faults.extend(absent_files(template, number, layer, values));
    }
    faults
}

fn is_on(values: &Json, layer: &str) -> bool {
    values["layers"][layer] == Json::Bool(true)
}

/// The layer that has the feature of this name.
fn layer_of<'t>(template: &'t Template, feature: &str) -> Option<&'t str> {
    let mut features = template.features().iter();
    let feature = features.find(|known| known.name == feature)?;
    let used = template.layers.used.get(feature.origin.layer?)?;
    Some(&used.name)
}

/// That `what` is off because the layer `of` is.
fn off(template: &Template, layer: &UsedLayer, what: &str, of: &str) -> String {
    let used = template.layers.used.iter().find(|used| used.name == of);
    let when = used.and_then(|used| used.when.as_ref());
    let when = when.map_or_else(String::new, |when| format!(" only when `{when}`"));
    let (layer, template) = (&layer.name, template.name());
    format!("the layer `{layer}` requires {what}, which `{template}` has{when}")
}

fn absent_files(template: &Template, number: usize, layer: &UsedLayer, values: &Json) -> Faults {
    let elsewhere: Vec<&str> = template
        .present(values)
        .filter(|file| file.layer != Some(number))
        .map(|file| file.path.as_str())
        .collect();
    let is_missing = |(_, wanted): &(usize, &String)| {
        glob(wanted).is_ok_and(|glob| !elsewhere.iter().any(|path| glob.is_match(path)))
    };
    let required = layer.requires.files.iter().enumerate().filter(is_missing);
    required
        .map(|(index, wanted)| {
            let spot = layer.asks.below("files").below(index);
            let message = format!(
                "the layer `{}` requires a file `{}`, which neither the template `{}` nor another of its layers has",
                layer.name,
                Printable(wanted),
                template.name()
            );
            let help = "it must be there with every answer that the layer is on with";
            spot.fault(CODE, message).help(help)
        })
        .collect()
}
