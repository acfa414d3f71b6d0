//! The stored files of a template and its layers, and what becomes of each.

use std::borrow::Cow;
use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobMatcher};

use super::condition::Condition;
use super::format::Format;
use super::layers::{Layers, Sheet};
use super::manifest::{FileSpec, Manifest, ModeSpec};
use super::pack::{Pack, Stored};
use super::path::RelPath;
use super::spot::{Faults, Spot};
use super::tree::Class;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::printable::Printable;

/// A stored file and what becomes of it.
#[derive(Clone, Debug)]
pub(super) struct TemplateFile {
    /// Where it goes.
    pub(super) path: RelPath,
    /// Where it comes from, for errors.
    pub(super) origin: String,
    /// The layer that it comes from, by its number; `None` for the template itself.
    pub(super) layer: Option<usize>,
    /// Whether it is rendered or copied.
    pub(super) rendered: bool,
    pub(super) executable: bool,
    pub(super) class: Class,
    pub(super) when: Option<Condition>,
    pub(super) bytes: Cow<'static, [u8]>,
    /// Where its class is said.
    classed: Option<Spot>,
}

/// The suffix of files that are rendered.
const SUFFIX: &str = ".hbs";

/// The files of the layers, without those that the template leaves out, and the template's own, which replace a
/// layer's file of the same path.
///
/// # Errors
/// Usage (2) where a file can't be one of a template; what is wrong in manifests is left in `faults`.
pub(super) fn sources(
    pack: &Pack,
    (manifest, spot): (&Manifest, &Spot),
    (layers, sheets): (&Layers, &[Sheet]),
    faults: &mut Faults,
) -> Result<Vec<TemplateFile>> {
    let mut found = of_layers(pack, layers, sheets, faults)?;
    leave_out(&mut found, manifest, spot, faults);
    let mut files = BTreeMap::new();
    for file in found {
        if let Some(other) = files.insert(file.path.clone(), file) {
            let second = &files[&other.path];
            let named = second.layer.map(|number| &layers.used[number].spot);
            faults.push(
                named
                    .unwrap_or(spot)
                    .fault("template-manifest", twice(&other, &second.origin)),
            );
        }
    }
    let name = &manifest.metadata.name;
    for (path, stored) in pack.below(&format!("{name}/files")) {
        let origin = format!("{name}/files/{path}");
        let file = source(origin.clone(), path, stored)?;
        let other = files.insert(file.path.clone(), file);
        // A template replaces the files of its layers, but not its own.
        if let Some(other) = other.filter(|other| other.layer.is_none()) {
            return Err(Error::usage(twice(&other, &origin)).hint("remove one of them"));
        }
    }
    let mut files: Vec<TemplateFile> = files.into_values().collect();
    apply(&manifest.files, spot, &mut files, faults);
    faults.extend(files.iter().filter_map(TemplateFile::cannot_be_merged));
    Ok(files)
}

/// The files of every layer as the layer has them.
fn of_layers(
    pack: &Pack,
    layers: &Layers,
    sheets: &[Sheet],
    faults: &mut Faults,
) -> Result<Vec<TemplateFile>> {
    let mut all = Vec::new();
    for (number, (layer, sheet)) in layers.used.iter().zip(sheets).enumerate() {
        let folder = format!("_shared/{}/files", layer.name);
        let mut files = Vec::new();
        for (path, stored) in pack.below(&folder) {
            let file = source(format!("{folder}/{path}"), path, stored)?;
            files.push(TemplateFile {
                layer: Some(number),
                ..file
            });
        }
        apply(&sheet.content.files, &sheet.spot, &mut files, faults);
        all.extend(files);
    }
    Ok(all)
}

/// Takes away what the template leaves out of its layers.
fn leave_out(files: &mut Vec<TemplateFile>, manifest: &Manifest, spot: &Spot, faults: &mut Faults) {
    for (index, pattern) in manifest.without.iter().enumerate() {
        let spot = spot.below("without").below(index);
        let before = files.len();
        match glob(pattern) {
            Ok(glob) => files.retain(|file| !glob.is_match(file.path.as_str())),
            Err(fault) => {
                faults.push(spot.fault("template-manifest", fault));
                continue;
            }
        }
        if files.len() == before {
            let message = format!(
                "`{}` leaves out nothing: no file of a layer is called so",
                Printable(pattern)
            );
            faults.push(spot.fault("template-manifest", message));
        }
    }
}

fn twice(one: &TemplateFile, other: &str) -> String {
    let (origin, other) = (Printable(&one.origin), Printable(other));
    let path = Printable(one.path.as_str());
    format!("{origin} and {other} both become {path}")
}

fn source(origin: String, path: &str, stored: &Stored) -> Result<TemplateFile> {
    let target = path.strip_suffix(SUFFIX);
    let refused = |why: &str| Err(Error::usage(format!("{}: {why}", Printable(&origin))));
    if path.contains("{{") {
        return refused("names of files are not rendered");
    }
    if path.starts_with(".idp/") {
        return refused("`.idp` is written by idp itself");
    }
    Ok(TemplateFile {
        path: RelPath::parse(target.unwrap_or(path))?,
        origin,
        layer: None,
        rendered: target.is_some(),
        executable: stored.executable,
        class: Class::default(),
        when: None,
        bytes: stored.bytes.clone(),
        classed: None,
    })
}

impl TemplateFile {
    fn cannot_be_merged(&self) -> Option<Diagnostic> {
        let spot = self.classed.as_ref()?;
        let format = Format::of(self.path.as_str());
        let has_keys = match format {
            Format::Yaml => !is_helm(self.path.as_str()),
            Format::Workflow | Format::Json => true,
            _ => false,
        };
        (self.class == Class::Merged && !has_keys).then(|| {
            let path = Printable(self.path.as_str());
            let message = format!("{path} can't be `merged`: only JSON and YAML have keys");
            spot.fault("template-manifest", message)
        })
    }
}

/// An entry of `files`, ready to match.
struct Rule {
    glob: GlobMatcher,
    class: Option<Class>,
    when: Option<Condition>,
    executable: bool,
    spot: Spot,
}

/// Gives `files` what `specs`, which stand in the manifest at `spot`, say; what they say later wins.
fn apply(specs: &[FileSpec], spot: &Spot, files: &mut [TemplateFile], faults: &mut Faults) {
    for (index, spec) in specs.iter().enumerate() {
        let spot = spot.below("files").below(index);
        let glob = match glob(&spec.glob) {
            Ok(glob) => glob,
            Err(fault) => {
                faults.push(spot.below("match").fault("template-manifest", fault));
                continue;
            }
        };
        let rule = Rule {
            glob,
            class: spec.class,
            when: Condition::read(spec.when.as_deref(), &spot, faults),
            executable: spec.mode == Some(ModeSpec::Executable),
            spot,
        };
        faults.extend(rule.apply(files));
    }
}

impl Rule {
    /// A rule that matches nothing is a finding.
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
                file.classed = Some(self.spot.below("class"));
            }
            if self.when.is_some() {
                file.when.clone_from(&self.when);
            }
        }
        let pattern = Printable(self.glob.glob().glob()).to_string();
        idle.then(|| {
            let message = format!("`{pattern}` matches no file");
            self.spot.below("match").fault("template-manifest", message)
        })
    }
}

/// A glob over paths of a repository: `*` stays within a folder.
pub(super) fn glob(pattern: &str) -> std::result::Result<GlobMatcher, String> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    let glob =
        glob.map_err(|error| format!("`{}` is no glob: {}", Printable(pattern), error.kind()));
    Ok(glob?.compile_matcher())
}

/// Files in the `templates` folder of a chart are Helm's.
pub(super) fn is_helm(path: &str) -> bool {
    path.starts_with("templates/") || path.contains("/templates/")
}
