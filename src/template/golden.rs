//! A golden template with its layers: what it asks, what it switches on, and which files it may render.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::answers::{Answers, Given, current_values};
use super::condition::Condition;
use super::consistency;
use super::forge::ForgeWants;
use super::input::{Input, Origin};
use super::layers::{self, Layers, Sheet};
use super::manifest::{self, EntityKind, FeatureSpec, Manifest};
use super::opt_out::OptOut;
use super::pack::Pack;
use super::requires;
use super::scope::{Meaning, Scope};
use super::sources::{TemplateFile, sources};
use super::spot::{Faults, Spot};
use crate::count::Count;
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::source::{Source, decoded};

/// A template that was put together and makes sense in itself.
#[derive(Clone, Debug)]
pub struct Template {
    name: String,
    title: String,
    description: String,
    version: String,
    entity: EntityKind,
    inputs: Vec<Input>,
    features: Vec<Feature>,
    /// Its manifest.
    pub(super) spot: Spot,
    pub(super) layers: Layers,
    pub(super) sources: Vec<TemplateFile>,
    pub(super) forge: ForgeWants,
    pub(super) next: Vec<Next>,
}

/// A default that a team may opt out of, with a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// What `--without` takes; `features.<name>` in templates.
    pub name: String,
    /// A few words.
    pub title: String,
    /// What one loses without it.
    pub description: String,
    /// Who has it.
    pub(super) origin: Origin,
}

/// Something to tell the user in the end.
#[derive(Clone, Debug)]
pub(super) struct Next {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) when: Option<Condition>,
    pub(super) origin: Origin,
}

impl Template {
    /// What `idp new` takes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A few words.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// A sentence or two.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// A semantic version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What is registered in the catalog.
    pub fn entity(&self) -> &EntityKind {
        &self.entity
    }

    /// What it asks, in order.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// What it switches on, in order.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// Whether `input` is asked, going by what was given, the defaults and what is left out. What is not known yet, such as
    /// how a forge approves, may hold.
    pub fn asks(
        &self,
        input: &Input,
        given: &BTreeMap<String, Given>,
        left_out: &[OptOut],
    ) -> bool {
        let mut values = current_values(self, given);
        values["features"] = self.switched(left_out);
        let on = self.layers.on(&mut values, Condition::may_hold);
        is_of(&input.origin, &on)
            && input
                .when
                .as_ref()
                .is_none_or(|when| when.may_hold(&values))
    }

    /// The features that a service with these answers can have, in order: those of a layer that is off are none.
    pub fn features_for(&self, answers: &Answers) -> impl Iterator<Item = &Feature> {
        let known = answers
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_json()));
        let mut values = Json::Object(known.collect());
        let on = self.layers.on(&mut values, Condition::may_hold);
        let features = self.features.iter();
        features.filter(move |feature| is_of(&feature.origin, &on))
    }

    /// Each feature that is there, and whether it is on.
    fn switched(&self, left_out: &[OptOut]) -> Json {
        let is_on = |feature: &Feature| !left_out.iter().any(|out| out.feature == feature.name);
        let features = self.features.iter();
        let switched = features.map(|feature| (feature.name.clone(), Json::Bool(is_on(feature))));
        Json::Object(switched.collect())
    }

    /// Completes `values`, which have all but what follows from them: which features and layers are on.
    pub(super) fn settle(&self, mut values: Json, left_out: &[OptOut]) -> Json {
        values["features"] = self.switched(left_out);
        let on = self.layers.on(&mut values, Condition::holds);
        for feature in self
            .features
            .iter()
            .filter(|feature| !is_of(&feature.origin, &on))
        {
            values["features"][&feature.name] = Json::Bool(false);
        }
        values
    }

    /// The files that are there for these values.
    pub(super) fn present<'t>(
        &'t self,
        values: &'t Json,
    ) -> impl Iterator<Item = &'t TemplateFile> {
        self.sources.iter().filter(|file| {
            self.has_layer(file.layer, values)
                && file.when.as_ref().is_none_or(|when| when.holds(values))
        })
    }

    /// Whether the layer of this number is on; the template itself always is.
    pub(super) fn has_layer(&self, number: Option<usize>, values: &Json) -> bool {
        let layer = number.and_then(|number| self.layers.used.get(number));
        layer.is_none_or(|layer| values["layers"][&layer.name] == Json::Bool(true))
    }

    /// The names its files may use.
    pub(super) fn scope(&self) -> Scope {
        Scope::new(&self.inputs, &self.features, &self.layers.known)
    }

    /// The names that the condition of the layer of this number may use: neither what layers bring, nor layers behind it.
    pub(super) fn layer_scope(&self, number: usize) -> Scope {
        let inputs = self
            .inputs
            .iter()
            .filter(|input| input.origin.layer.is_none());
        let features = self
            .features
            .iter()
            .filter(|feature| feature.origin.layer.is_none());
        let before = self
            .layers
            .used
            .iter()
            .take(number)
            .map(|layer| &layer.name);
        Scope::new(inputs, features, before)
    }

    /// The names its `next` may use: also those that only a birth knows.
    pub(super) fn next_scope(&self) -> Scope {
        self.scope()
            .and("directory", Meaning::Identifier)
            .and("practice", Meaning::Boolean)
    }

    pub(super) fn resolve(pack: &Pack, name: &str) -> Result<Template> {
        let file = format!("{name}/template.yaml");
        let source = Source::new(file.as_str(), text(pack, &file)?);
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

    /// That something is wrong with it, in all these places.
    pub(super) fn faulty(&self, faults: Faults) -> Error {
        let count = Count(faults.len(), "fault");
        let name = Printable(&self.name);
        Error::usage(format!("template {name} has {count}; nothing was rendered")).at(faults)
    }
}

/// Whether what `origin` declares is there, going by the layers that are on.
fn is_of(origin: &Origin, on: &[bool]) -> bool {
    let layer = origin.layer.and_then(|number| on.get(number));
    layer.copied().unwrap_or(true)
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
        let message = format!("`{}` is no version; write it as 1.0.0", Printable(version));
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

/// The text of the file at `path` of `pack`.
pub(super) fn text(pack: &Pack, path: &str) -> Result<String> {
    let stored = pack
        .get(path)
        .ok_or_else(|| Error::usage(format!("{path} is not there")))?;
    decoded(stored.bytes.to_vec()).map_err(|is| Error::usage(format!("{path} {is}")))
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
