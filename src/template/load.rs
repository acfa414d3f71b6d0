//! Loads a template from its manifest, layers and files, and checks it as a whole.

use super::condition::Condition;
use super::consistency;
use super::feature::Feature;
use super::forge_requirements::TemplateForgeRequirements;
use super::input::{ManifestDeclarationSite, TemplateInput};
use super::layer_requirements;
use super::layers::{self, LocatedLayerManifest, UsedLayer};
use super::manifest::{self, FeatureSpec, TemplateManifest};
use super::manifest_location::{Diagnostics, ManifestValueLocation};
use super::pack::TemplatePack;
use super::template::{NextStep, PLATFORM_TEMPLATE, Template};
use super::template_files::collect_template_files;
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::similar_names::{format_did_you_mean, suggest_names};
use crate::source::SourceFile;

impl TemplatePack {
    /// Loads the template with this name and its layers.
    ///
    /// # Errors
    /// Not found (3), with similar names; usage (2) if its manifest or a layer is invalid.
    pub fn load_template(&self, name: &str) -> Result<Template> {
        if !self.template_names().contains(&name) {
            let near = suggest_names(name, self.template_names());
            // `idp init` renders it; it creates no service.
            let mut names = self.template_names();
            names.retain(|name| *name != PLATFORM_TEMPLATE);
            let names = names.join(", ");
            let available = || format!("available templates: {}", Printable(&names));
            return Err(
                Error::not_found(format!("no template named `{}`", Printable(name)))
                    .with_hint(format_did_you_mean(&near).unwrap_or_else(available)),
            );
        }
        load_template_from_pack(self, name)
    }
}

fn load_template_from_pack(pack: &TemplatePack, name: &str) -> Result<Template> {
    let file = format!("{name}/template.yaml");
    let source = SourceFile::new(file.as_str(), pack.read_file_text(&file)?);
    let manifest: TemplateManifest = manifest::parse_manifest_file(&source)?;
    let spot = ManifestValueLocation::new(&source);
    let mut faults = Diagnostics::new();
    check_template_name(name, &manifest, &spot)?;
    check_template_version(&manifest, &spot, &mut faults);
    let (layers, sheets) = layers::read_template_layers(pack, &manifest, &spot, &mut faults)?;
    let sources =
        collect_template_files(pack, (&manifest, &spot), (&layers, &sheets), &mut faults)?;
    let folders = layers.used.iter().map(UsedLayer::folder);
    let folders: Vec<String> = folders.chain([name.to_owned()]).collect();
    let named = manifest.layers.len();
    let of_layers = sheets.iter().map(|sheet| sheet.manifest.inputs.len());
    let asked = manifest.inputs.len() + of_layers.sum::<usize>();
    let template = Template {
        inputs: build_template_and_layer_inputs(&manifest, &spot, &sheets, &mut faults),
        features: build_template_features(&manifest, &spot, &sheets),
        forge: TemplateForgeRequirements::from_manifest_forge_spec(
            manifest.forge.as_ref(),
            &spot,
            &mut faults,
        ),
        next_steps: build_next_steps(&manifest, &spot, &sheets, &mut faults),
        stored: pack.select_folders(&folders),
        layers,
        files: sources,
        location: spot,
        name: manifest.metadata.name,
        title: manifest.metadata.title,
        description: manifest.metadata.description,
        version: manifest.metadata.version,
        entity: manifest.entity.0,
    };
    // Errors that follow from an unreadable layer or input would hide the actual error.
    if template.layers.used.len() == named && template.inputs.len() == asked {
        faults.extend(consistency::check_template_names_and_conditions(&template));
        faults.extend(layer_requirements::find_unsatisfiable_layer_requirements(
            &template,
        ));
    }
    if faults.is_empty() {
        Ok(template)
    } else {
        Err(template.error_from_diagnostics(faults))
    }
}

/// Rejects a template whose name isn't that of its folder `name`: none of its paths would match a file.
fn check_template_name(
    name: &str,
    manifest: &TemplateManifest,
    spot: &ManifestValueLocation,
) -> Result<()> {
    if manifest.metadata.name == name {
        return Ok(());
    }
    let said = Printable(&manifest.metadata.name);
    let message = format!(
        "the name `{said}` doesn't match the folder `{}`",
        Printable(name)
    );
    let spot = spot.join_key_or_index("metadata").join_key_or_index("name");
    let finding = spot.build_diagnostic("template-manifest", message);
    Err(
        Error::usage(format!("template {} has 1 error", Printable(name)))
            .with_diagnostics(vec![finding]),
    )
}

fn check_template_version(
    manifest: &TemplateManifest,
    spot: &ManifestValueLocation,
    faults: &mut Diagnostics,
) {
    let spot = spot.join_key_or_index("metadata");
    let version = &manifest.metadata.version;
    if semver::Version::parse(version).is_err() {
        let message = format!(
            "invalid version `{}`: write it as 1.0.0",
            Printable(version)
        );
        faults.push(
            spot.join_key_or_index("version")
                .build_diagnostic("template-manifest", message),
        );
    }
}

/// The declarations of the template, followed by those of its layers, each with its location. `list` is the key that
/// contains them.
fn collect_template_and_layer_declarations<'m, T>(
    list: &'static str,
    (own, spot): (&'m [T], &ManifestValueLocation),
    layers: impl Iterator<Item = (&'m [T], &'m ManifestValueLocation)>,
) -> Vec<(&'m T, ManifestDeclarationSite)> {
    let all = std::iter::once((own, spot.clone(), None)).chain(
        layers
            .enumerate()
            .map(|(number, (items, spot))| (items, spot.clone(), Some(number))),
    );
    all.flat_map(|(items, spot, layer)| {
        items.iter().enumerate().map(move |(index, item)| {
            let spot = spot.join_key_or_index(list).join_key_or_index(index);
            (
                item,
                ManifestDeclarationSite {
                    location: spot,
                    layer,
                },
            )
        })
    })
    .collect()
}

fn build_template_and_layer_inputs(
    manifest: &TemplateManifest,
    spot: &ManifestValueLocation,
    sheets: &[LocatedLayerManifest],
    faults: &mut Diagnostics,
) -> Vec<TemplateInput> {
    let of_layers = sheets
        .iter()
        .map(|sheet| (&*sheet.manifest.inputs, &sheet.location));
    let all =
        collect_template_and_layer_declarations("inputs", (&manifest.inputs, spot), of_layers)
            .into_iter();
    all.filter_map(|(spec, origin)| spec.build_input(origin, faults))
        .collect()
}

fn build_template_features(
    manifest: &TemplateManifest,
    spot: &ManifestValueLocation,
    sheets: &[LocatedLayerManifest],
) -> Vec<Feature> {
    let of_layers = sheets
        .iter()
        .map(|sheet| (&*sheet.manifest.features, &sheet.location));
    let all =
        collect_template_and_layer_declarations("features", (&manifest.features, spot), of_layers)
            .into_iter();
    let feature = |(spec, origin): (&FeatureSpec, ManifestDeclarationSite)| Feature {
        name: spec.name.clone(),
        title: spec.title.clone(),
        description: spec.description.clone(),
        declared_at: origin,
    };
    all.map(feature).collect()
}

/// The next steps of the template, followed by those of its layers.
fn build_next_steps(
    manifest: &TemplateManifest,
    spot: &ManifestValueLocation,
    sheets: &[LocatedLayerManifest],
    faults: &mut Diagnostics,
) -> Vec<NextStep> {
    let of_layers = sheets
        .iter()
        .map(|sheet| (&*sheet.manifest.next, &sheet.location));
    let all = collect_template_and_layer_declarations("next", (&manifest.next, spot), of_layers)
        .into_iter();
    all.map(|(spec, origin)| NextStep {
        title: spec.title.clone(),
        text: spec.text.clone(),
        when: Condition::parse_optional_condition(spec.when.as_deref(), &origin.location, faults),
        declared_at: origin,
    })
    .collect()
}
