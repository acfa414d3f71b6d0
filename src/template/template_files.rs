//! The stored files of a template and its layers, and the rules that apply to each.

use std::borrow::Cow;
use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobMatcher};

use super::condition::Condition;
use super::file_format::FileFormat;
use super::file_tree::FileClass;
use super::layers::{LocatedLayerManifest, UsedAndAvailableLayers};
use super::manifest::{FileModeSpec, FileRuleSpec, TemplateManifest};
use super::manifest_location::{Diagnostics, ManifestValueLocation};
use super::pack::{TemplatePack, TemplatePackFileContent};
use super::rel_path::RelPath;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::printable::Printable;

/// A stored file and the rules that apply to it.
#[derive(Clone, Debug)]
pub(super) struct TemplateFile {
    /// The path in the new repository.
    pub(super) path: RelPath,
    /// The path in the pack, for error messages.
    pub(super) stored_path: String,
    /// The index of the layer it comes from; `None` for the template itself.
    pub(super) layer: Option<usize>,
    /// Whether it is rendered or copied.
    pub(super) rendered: bool,
    pub(super) executable: bool,
    pub(super) class: FileClass,
    pub(super) when: Option<Condition>,
    pub(super) bytes: Cow<'static, [u8]>,
    /// Where its class is declared.
    class_location: Option<ManifestValueLocation>,
}

/// The suffix of files that are rendered.
const TEMPLATE_SUFFIX: &str = ".hbs";

/// The files of the layers, except those that the template excludes, and the template's own files, which replace a
/// layer's file of the same path.
///
/// # Errors
/// Usage (2) if a file isn't allowed in a template. Errors in manifests are added to `faults`.
pub(super) fn collect_template_files(
    pack: &TemplatePack,
    (manifest, spot): (&TemplateManifest, &ManifestValueLocation),
    (layers, sheets): (&UsedAndAvailableLayers, &[LocatedLayerManifest]),
    faults: &mut Diagnostics,
) -> Result<Vec<TemplateFile>> {
    let mut found = collect_layer_files(pack, layers, sheets, faults)?;
    exclude_files_by_globs(&mut found, manifest, spot, faults);
    let mut files = BTreeMap::new();
    for file in found {
        if let Some(other) = files.insert(file.path.clone(), file) {
            let second = &files[&other.path];
            let named = second.layer.map(|number| &layers.used[number].location);
            faults.push(named.unwrap_or(spot).build_diagnostic(
                "template-manifest",
                format_duplicate_path(&other, &second.stored_path),
            ));
        }
    }
    let name = &manifest.metadata.name;
    for (path, stored) in pack.files_below(&format!("{name}/files")) {
        let origin = format!("{name}/files/{path}");
        let file = build_template_file(origin.clone(), path, stored)?;
        let other = files.insert(file.path.clone(), file);
        // A template can replace the files of its layers, but not its own.
        if let Some(other) = other.filter(|other| other.layer.is_none()) {
            return Err(Error::usage(format_duplicate_path(&other, &origin))
                .with_hint("remove one of them"));
        }
    }
    let mut files: Vec<TemplateFile> = files.into_values().collect();
    apply_manifest_file_rules(&manifest.files, spot, &mut files, faults);
    faults.extend(files.iter().filter_map(TemplateFile::check_mergeable));
    Ok(files)
}

/// The files of every layer, with the rules of that layer applied.
fn collect_layer_files(
    pack: &TemplatePack,
    layers: &UsedAndAvailableLayers,
    sheets: &[LocatedLayerManifest],
    faults: &mut Diagnostics,
) -> Result<Vec<TemplateFile>> {
    let mut all = Vec::new();
    for (number, (layer, sheet)) in layers.used.iter().zip(sheets).enumerate() {
        let folder = format!("_shared/{}/files", layer.name);
        let mut files = Vec::new();
        for (path, stored) in pack.files_below(&folder) {
            let file = build_template_file(format!("{folder}/{path}"), path, stored)?;
            files.push(TemplateFile {
                layer: Some(number),
                ..file
            });
        }
        apply_manifest_file_rules(&sheet.manifest.files, &sheet.location, &mut files, faults);
        all.extend(files);
    }
    Ok(all)
}

/// Removes the layer files that the template excludes.
fn exclude_files_by_globs(
    files: &mut Vec<TemplateFile>,
    manifest: &TemplateManifest,
    spot: &ManifestValueLocation,
    faults: &mut Diagnostics,
) {
    for (index, pattern) in manifest.without.iter().enumerate() {
        let spot = spot.join_key_or_index("without").join_key_or_index(index);
        let before = files.len();
        match compile_glob(pattern) {
            Ok(glob) => files.retain(|file| !glob.is_match(file.path.as_str())),
            Err(fault) => {
                faults.push(spot.build_diagnostic("template-manifest", fault));
                continue;
            }
        }
        if files.len() == before {
            let message = format!("`{}` matches no layer file", Printable(pattern));
            faults.push(spot.build_diagnostic("template-manifest", message));
        }
    }
}

fn format_duplicate_path(one: &TemplateFile, other: &str) -> String {
    let (origin, other) = (Printable(&one.stored_path), Printable(other));
    let path = Printable(one.path.as_str());
    format!("{origin} and {other} both become {path}")
}

fn build_template_file(
    origin: String,
    path: &str,
    stored: &TemplatePackFileContent,
) -> Result<TemplateFile> {
    let target = path.strip_suffix(TEMPLATE_SUFFIX);
    let refused = |why: &str| Err(Error::usage(format!("{}: {why}", Printable(&origin))));
    if path.contains("{{") {
        return refused("file names are not rendered");
    }
    if path.starts_with(".idp/") {
        return refused("`.idp` is reserved for idp");
    }
    Ok(TemplateFile {
        path: RelPath::parse(target.unwrap_or(path))?,
        stored_path: origin,
        layer: None,
        rendered: target.is_some(),
        executable: stored.executable,
        class: FileClass::default(),
        when: None,
        bytes: stored.bytes.clone(),
        class_location: None,
    })
}

impl TemplateFile {
    fn check_mergeable(&self) -> Option<Diagnostic> {
        let spot = self.class_location.as_ref()?;
        let format = FileFormat::from_path(self.path.as_str());
        let has_keys = match format {
            FileFormat::Yaml => !is_helm_template(self.path.as_str()),
            FileFormat::Workflow | FileFormat::Json => true,
            _ => false,
        };
        (self.class == FileClass::Merged && !has_keys).then(|| {
            let path = Printable(self.path.as_str());
            let message = format!("{path} can't be `merged`: only JSON and YAML have keys");
            spot.build_diagnostic("template-manifest", message)
        })
    }
}

/// An entry of `files`, ready to match.
struct TemplateFileRule {
    glob: GlobMatcher,
    class: Option<FileClass>,
    when: Option<Condition>,
    executable: bool,
    location: ManifestValueLocation,
}

/// Applies `specs` from the manifest at `spot` to `files`; later entries take precedence.
fn apply_manifest_file_rules(
    specs: &[FileRuleSpec],
    spot: &ManifestValueLocation,
    files: &mut [TemplateFile],
    faults: &mut Diagnostics,
) {
    for (index, spec) in specs.iter().enumerate() {
        let spot = spot.join_key_or_index("files").join_key_or_index(index);
        let glob = match compile_glob(&spec.glob) {
            Ok(glob) => glob,
            Err(fault) => {
                faults.push(
                    spot.join_key_or_index("match")
                        .build_diagnostic("template-manifest", fault),
                );
                continue;
            }
        };
        let rule = TemplateFileRule {
            glob,
            class: spec.class,
            when: Condition::parse_optional_condition(spec.when.as_deref(), &spot, faults),
            executable: spec.mode == Some(FileModeSpec::Executable),
            location: spot,
        };
        faults.extend(rule.apply(files));
    }
}

impl TemplateFileRule {
    /// Applies the rule. A rule that matches no file is a finding.
    fn apply(&self, files: &mut [TemplateFile]) -> Option<Diagnostic> {
        let mut idle = true;
        for file in files.iter_mut() {
            if !self.glob.is_match(file.path.as_str()) {
                continue;
            }
            idle = false;
            file.executable |= self.executable;
            if let Some(class) = self.class {
                file.class = class;
                file.class_location = Some(self.location.join_key_or_index("class"));
            }
            if self.when.is_some() {
                file.when.clone_from(&self.when);
            }
        }
        let pattern = Printable(self.glob.glob().glob()).to_string();
        idle.then(|| {
            let message = format!("`{pattern}` matches no file");
            self.location
                .join_key_or_index("match")
                .build_diagnostic("template-manifest", message)
        })
    }
}

/// A glob over paths in a repository; `*` doesn't match `/`.
pub(super) fn compile_glob(pattern: &str) -> std::result::Result<GlobMatcher, String> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    let glob =
        glob.map_err(|error| format!("invalid glob `{}`: {}", Printable(pattern), error.kind()));
    Ok(glob?.compile_matcher())
}

/// Files in the `templates` folder of a chart are Helm templates.
pub(super) fn is_helm_template(path: &str) -> bool {
    path.starts_with("templates/") || path.contains("/templates/")
}
