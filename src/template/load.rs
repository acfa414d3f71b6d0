//! A template is put together from its manifest, its layers and its files, and checked as a whole.

use super::condition::Condition;
use super::consistency;
use super::feature::Feature;
use super::forge_requirements::ForgeRequirements;
use super::input::{DeclarationSite, Input};
use super::layer_requirements;
use super::layers::{self, LoadedLayer, UsedLayer};
use super::manifest::{self, FeatureSpec, TemplateManifest};
use super::manifest_location::{Diagnostics, ManifestLocation};
use super::pack::TemplatePack;
use super::template::{NextStep, Template};
use super::template_files::collect_template_files;
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::similar_names::{format_did_you_mean, suggest_names};
use crate::source::SourceFile;

impl TemplatePack {
    /// The template of this name, with its layers.
    ///
    /// # Errors
    /// Not found (3) with the nearest names; usage (2) where its manifest or a layer is at fault.
    pub fn load_template(&self, name: &str) -> Result<Template> {
        if !self.template_names().contains(&name) {
            let near = suggest_names(name, self.template_names());
            return Err(
                Error::not_found(format!("no template is called `{}`", Printable(name)))
                    .with_optional_hint(format_did_you_mean(&near))
                    .with_hint("idp template list"),
            );
        }
        assemble_template(self, name)
    }
}

fn assemble_template(pack: &TemplatePack, name: &str) -> Result<Template> {
    let file = format!("{name}/template.yaml");
    let source = SourceFile::new(file.as_str(), pack.read_file_text(&file)?);
    let manifest: TemplateManifest = manifest::parse_manifest_file(&source)?;
    let spot = ManifestLocation::new(&source);
    let mut faults = Diagnostics::new();
    check_template_metadata(name, &manifest, &spot, &mut faults);
    let (layers, sheets) = layers::read_layers(pack, &manifest, &spot, &mut faults)?;
    let sources =
        collect_template_files(pack, (&manifest, &spot), (&layers, &sheets), &mut faults)?;
    let folders = layers.used.iter().map(UsedLayer::folder);
    let folders: Vec<String> = folders.chain([name.to_owned()]).collect();
    let named = manifest.layers.len();
    let of_layers = sheets.iter().map(|sheet| sheet.manifest.inputs.len());
    let asked = manifest.inputs.len() + of_layers.sum::<usize>();
    let template = Template {
        inputs: build_inputs(&manifest, &spot, &sheets, &mut faults),
        features: build_features(&manifest, &spot, &sheets),
        forge: ForgeRequirements::from_spec(manifest.forge.as_ref(), &spot, &mut faults),
        next_steps: build_next_steps(&manifest, &spot, &sheets, &mut faults),
        stored: pack.select_folders(&folders),
        layers,
        files: sources,
        location: spot,
        name: manifest.metadata.name,
        title: manifest.metadata.title,
        description: manifest.metadata.description,
        version: manifest.metadata.version,
        entity: manifest.entity,
    };
    // What follows from a layer or an input that can't be read would hide that.
    if template.layers.used.len() == named && template.inputs.len() == asked {
        faults.extend(consistency::check_template_consistency(&template));
        faults.extend(layer_requirements::check_layer_requirements(&template));
    }
    if faults.is_empty() {
        Ok(template)
    } else {
        Err(template.error_from_diagnostics(faults))
    }
}

fn check_template_metadata(
    name: &str,
    manifest: &TemplateManifest,
    spot: &ManifestLocation,
    faults: &mut Diagnostics,
) {
    let spot = spot.child_location("metadata");
    let said = Printable(&manifest.metadata.name);
    if manifest.metadata.name != name {
        let message = format!("its name is `{said}`, its folder is `{name}`");
        faults.push(
            spot.child_location("name")
                .build_diagnostic("template-manifest", message),
        );
    }
    let version = &manifest.metadata.version;
    if semver::Version::parse(version).is_err() {
        let message = format!(
            "invalid version `{}`: write it as 1.0.0",
            Printable(version)
        );
        faults.push(
            spot.child_location("version")
                .build_diagnostic("template-manifest", message),
        );
    }
}

/// What the template declares, then what its layers declare, each with where it stands: `list` is the key it stands
/// under.
fn collect_manifest_items<'m, T>(
    list: &'static str,
    (own, spot): (&'m [T], &ManifestLocation),
    layers: impl Iterator<Item = (&'m [T], &'m ManifestLocation)>,
) -> Vec<(&'m T, DeclarationSite)> {
    let all = std::iter::once((own, spot.clone(), None)).chain(
        layers
            .enumerate()
            .map(|(number, (items, spot))| (items, spot.clone(), Some(number))),
    );
    all.flat_map(|(items, spot, layer)| {
        items.iter().enumerate().map(move |(index, item)| {
            let spot = spot.child_location(list).child_location(index);
            (
                item,
                DeclarationSite {
                    location: spot,
                    layer,
                },
            )
        })
    })
    .collect()
}

fn build_inputs(
    manifest: &TemplateManifest,
    spot: &ManifestLocation,
    sheets: &[LoadedLayer],
    faults: &mut Diagnostics,
) -> Vec<Input> {
    let of_layers = sheets
        .iter()
        .map(|sheet| (&*sheet.manifest.inputs, &sheet.location));
    let all = collect_manifest_items("inputs", (&manifest.inputs, spot), of_layers).into_iter();
    all.filter_map(|(spec, origin)| spec.build_input(origin, faults))
        .collect()
}

fn build_features(
    manifest: &TemplateManifest,
    spot: &ManifestLocation,
    sheets: &[LoadedLayer],
) -> Vec<Feature> {
    let of_layers = sheets
        .iter()
        .map(|sheet| (&*sheet.manifest.features, &sheet.location));
    let all = collect_manifest_items("features", (&manifest.features, spot), of_layers).into_iter();
    let feature = |(spec, origin): (&FeatureSpec, DeclarationSite)| Feature {
        name: spec.name.clone(),
        title: spec.title.clone(),
        description: spec.description.clone(),
        declared_at: origin,
    };
    all.map(feature).collect()
}

/// What the template says in the end, then what its layers say.
fn build_next_steps(
    manifest: &TemplateManifest,
    spot: &ManifestLocation,
    sheets: &[LoadedLayer],
    faults: &mut Diagnostics,
) -> Vec<NextStep> {
    let of_layers = sheets
        .iter()
        .map(|sheet| (&*sheet.manifest.next, &sheet.location));
    let all = collect_manifest_items("next", (&manifest.next, spot), of_layers).into_iter();
    all.map(|(spec, origin)| NextStep {
        title: spec.title.clone(),
        text: spec.text.clone(),
        when: Condition::parse_optional_condition(spec.when.as_deref(), &origin.location, faults),
        declared_at: origin,
    })
    .collect()
}
