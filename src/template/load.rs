//! A template is put together from its manifest, its layers and its files, and checked as a whole.

use super::condition::Condition;
use super::consistency;
use super::feature::Feature;
use super::forge::ForgeWants;
use super::input::{Input, Origin};
use super::layers::{self, Sheet};
use super::manifest::{self, FeatureSpec, Manifest};
use super::pack::Pack;
use super::requires;
use super::sources::sources;
use super::spot::{Faults, Spot};
use super::template::{Next, Template};
use crate::error::{Error, Result};
use crate::nearest::{did_you_mean, suggestions};
use crate::printable::Printable;
use crate::source::Source;

impl Pack {
    /// The template of this name, with its layers.
    ///
    /// # Errors
    /// Not found (3) with the nearest names; usage (2) where its manifest or a layer is at fault.
    pub fn template(&self, name: &str) -> Result<Template> {
        if !self.names().contains(&name) {
            let near = suggestions(name, self.names());
            return Err(
                Error::not_found(format!("no template is called `{}`", Printable(name)))
                    .hint_if(did_you_mean(&near))
                    .hint("idp template list"),
            );
        }
        load(self, name)
    }
}

fn load(pack: &Pack, name: &str) -> Result<Template> {
    let file = format!("{name}/template.yaml");
    let source = Source::new(file.as_str(), pack.text(&file)?);
    let manifest: Manifest = manifest::read_source(&source)?;
    let spot = Spot::new(&source);
    let mut faults = Faults::new();
    metadata(name, &manifest, &spot, &mut faults);
    let (layers, sheets) = layers::read(pack, &manifest, &spot, &mut faults)?;
    let sources = sources(pack, (&manifest, &spot), (&layers, &sheets), &mut faults)?;
    let named = manifest.layers.len();
    let of_layers = sheets.iter().map(|sheet| sheet.content.inputs.len());
    let asked = manifest.inputs.len() + of_layers.sum::<usize>();
    let template = Template {
        inputs: inputs(&manifest, &spot, &sheets, &mut faults),
        features: features(&manifest, &spot, &sheets),
        forge: ForgeWants::read(manifest.forge.as_ref(), &spot, &mut faults),
        next: next(&manifest, &spot, &sheets, &mut faults),
        layers,
        sources,
        spot,
        name: manifest.metadata.name,
        title: manifest.metadata.title,
        description: manifest.metadata.description,
        version: manifest.metadata.version,
        entity: manifest.entity,
    };
    // What follows from a layer or an input that can't be read would hide that.
    if template.layers.used.len() == named && template.inputs.len() == asked {
        faults.extend(consistency::check(&template));
        faults.extend(requires::check(&template));
    }
    match faults.is_empty() {
        true => Ok(template),
        false => Err(template.faulty(faults)),
    }
}

fn metadata(name: &str, manifest: &Manifest, spot: &Spot, faults: &mut Faults) {
    let spot = spot.below("metadata");
    let said = Printable(&manifest.metadata.name);
    if manifest.metadata.name != name {
        let message = format!("its name is `{said}`, its folder is `{name}`");
        faults.push(spot.below("name").fault("template-manifest", message));
    }
    let version = &manifest.metadata.version;
    if !is_version(version) {
        let message = format!(
            "invalid version `{}`: write it as 1.0.0",
            Printable(version)
        );
        faults.push(spot.below("version").fault("template-manifest", message));
    }
}

fn is_version(text: &str) -> bool {
    let (core, rest) = text
        .split_once(['-', '+'])
        .map_or((text, None), |(core, rest)| (core, Some(rest)));
    let number = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    let tame = |rest: &str| {
        !rest.is_empty()
            && rest.chars().all(|character| {
                character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '+')
            })
    };
    core.split('.').count() == 3 && core.split('.').all(number) && rest.is_none_or(tame)
}

/// What the template declares, then what its layers declare, each with where it stands: `list` is the key it stands
/// under.
fn declared<'m, T>(
    list: &'static str,
    (own, spot): (&'m [T], &Spot),
    layers: impl Iterator<Item = (&'m [T], &'m Spot)>,
) -> Vec<(&'m T, Origin)> {
    let all = std::iter::once((own, spot.clone(), None)).chain(
        layers
            .enumerate()
            .map(|(number, (items, spot))| (items, spot.clone(), Some(number))),
    );
    all.flat_map(|(items, spot, layer)| {
        items.iter().enumerate().map(move |(index, item)| {
            let spot = spot.below(list).below(index);
            (item, Origin { spot, layer })
        })
    })
    .collect()
}

fn inputs(manifest: &Manifest, spot: &Spot, sheets: &[Sheet], faults: &mut Faults) -> Vec<Input> {
    let of_layers = sheets
        .iter()
        .map(|sheet| (&*sheet.content.inputs, &sheet.spot));
    let all = declared("inputs", (&manifest.inputs, spot), of_layers).into_iter();
    all.filter_map(|(spec, origin)| spec.build(origin, faults))
        .collect()
}

fn features(manifest: &Manifest, spot: &Spot, sheets: &[Sheet]) -> Vec<Feature> {
    let of_layers = sheets
        .iter()
        .map(|sheet| (&*sheet.content.features, &sheet.spot));
    let all = declared("features", (&manifest.features, spot), of_layers).into_iter();
    let feature = |(spec, origin): (&FeatureSpec, Origin)| Feature {
        name: spec.name.clone(),
        title: spec.title.clone(),
        description: spec.description.clone(),
        origin,
    };
    all.map(feature).collect()
}

/// What the template says in the end, then what its layers say.
fn next(manifest: &Manifest, spot: &Spot, sheets: &[Sheet], faults: &mut Faults) -> Vec<Next> {
    let of_layers = sheets
        .iter()
        .map(|sheet| (&*sheet.content.next, &sheet.spot));
    let all = declared("next", (&manifest.next, spot), of_layers).into_iter();
    all.map(|(spec, origin)| Next {
        title: spec.title.clone(),
        text: spec.text.clone(),
        when: Condition::read(spec.when.as_deref(), &origin.spot, faults),
        origin,
    })
    .collect()
}
