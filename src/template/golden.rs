//! A golden template with its layers: what it asks, what it switches on, and which files it may render.

use std::borrow::Cow;
use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobMatcher};

use super::answers::{Given, current_values};
use super::condition::Condition;
use super::consistency;
use super::input::Input;
use super::manifest::{self, EntityKind, Feature, FileSpec, Layer, Manifest, ModeSpec};
use super::pack::{Pack, Stored};
use super::path::RelPath;
use super::scope::{Meaning, Scope};
use super::tree::Class;
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::source::decoded;

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
    pub(super) sources: Vec<TemplateFile>,
    pub(super) next: Vec<Next>,
}

/// A stored file and what becomes of it.
#[derive(Clone, Debug)]
pub(super) struct TemplateFile {
    /// Where it goes.
    pub(super) path: RelPath,
    /// Where it comes from, for errors.
    pub(super) origin: String,
    /// Whether it is rendered or copied.
    pub(super) rendered: bool,
    pub(super) executable: bool,
    pub(super) class: Class,
    pub(super) when: Option<Condition>,
    pub(super) bytes: Cow<'static, [u8]>,
}

/// Something to tell the user in the end.
#[derive(Clone, Debug)]
pub(super) struct Next {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) when: Option<Condition>,
}

/// The suffix of files that are rendered.
const SUFFIX: &str = ".hbs";

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

    /// Whether `input` is asked, going by what was given and the defaults.
    pub fn asks(&self, input: &Input, given: &BTreeMap<String, Given>) -> bool {
        input
            .when
            .as_ref()
            .is_none_or(|when| when.holds(&current_values(self, given)))
    }

    /// The names its files may use.
    pub(super) fn scope(&self) -> Scope {
        Scope::new(&self.inputs, &self.features)
    }

    /// The names its `next` may use: also those that only a birth knows.
    pub(super) fn next_scope(&self) -> Scope {
        self.scope()
            .and("directory", Meaning::Identifier)
            .and("practice", Meaning::Boolean)
    }

    pub(super) fn resolve(pack: &Pack, name: &str) -> Result<Template> {
        let file = format!("{name}/template.yaml");
        let manifest: Manifest = manifest::read(&file, &text(pack, &file)?)?;
        let invalid = |message: String| Error::usage(format!("{file}: {message}"));
        if manifest.metadata.name != name {
            return Err(invalid(format!(
                "its name is `{}`, its folder is `{name}`",
                Printable(&manifest.metadata.name)
            )));
        }
        if !is_version(&manifest.metadata.version) {
            return Err(invalid(format!(
                "`{}` is no version; write it as 1.0.0",
                Printable(&manifest.metadata.version)
            )));
        }
        let layers = layers(pack, &manifest)?;
        let mut inputs = manifest.inputs.clone();
        let mut features = manifest.features.clone();
        for (_, layer) in &layers {
            inputs.extend(layer.inputs.iter().cloned());
            features.extend(layer.features.iter().cloned());
        }
        let inputs = inputs.iter().map(|spec| {
            spec.build()
                .map_err(|fault| invalid(format!("input `{}`: {fault}", Printable(&spec.name))))
        });
        let template = Template {
            inputs: inputs.collect::<Result<_>>()?,
            features,
            sources: sources(pack, name, &manifest, &layers)?,
            next: next(&manifest, &layers).map_err(invalid)?,
            name: manifest.metadata.name,
            title: manifest.metadata.title,
            description: manifest.metadata.description,
            version: manifest.metadata.version,
            entity: manifest.entity,
        };
        consistency::check(&template).map_err(invalid)?;
        Ok(template)
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

fn text(pack: &Pack, path: &str) -> Result<String> {
    let stored = pack
        .get(path)
        .ok_or_else(|| Error::usage(format!("{path} is not there")))?;
    decoded(stored.bytes.to_vec()).map_err(|is| Error::usage(format!("{path} {is}")))
}

fn layers<'m>(pack: &Pack, manifest: &'m Manifest) -> Result<Vec<(&'m str, Layer)>> {
    let read = |name: &'m String| {
        let file = format!("_shared/{name}/layer.yaml");
        Ok((name.as_str(), manifest::read(&file, &text(pack, &file)?)?))
    };
    manifest.layers.iter().map(read).collect()
}

/// What the template says in the end, then what its layers say.
fn next(manifest: &Manifest, layers: &[(&str, Layer)]) -> std::result::Result<Vec<Next>, String> {
    let build = |spec: &manifest::NextSpec| {
        let when = spec.when.as_deref().map(Condition::parse).transpose()?;
        Ok(Next {
            title: spec.title.clone(),
            text: spec.text.clone(),
            when,
        })
    };
    let shared = layers.iter().flat_map(|(_, layer)| &layer.next);
    manifest.next.iter().chain(shared).map(build).collect()
}

/// The files of all layers and the template's own, which replace a layer's file of the same path.
fn sources(
    pack: &Pack,
    name: &str,
    manifest: &Manifest,
    layers: &[(&str, Layer)],
) -> Result<Vec<TemplateFile>> {
    let mut found: BTreeMap<RelPath, TemplateFile> = BTreeMap::new();
    for (layer, specs) in layers {
        let rules = rules(&specs.files)?;
        for (path, stored) in pack.below(&format!("_shared/{layer}/files")) {
            let file = source(
                &format!("_shared/{layer}/files/{path}"),
                path,
                stored,
                &rules,
            )?;
            if let Some(other) = found.insert(file.path.clone(), file) {
                let second = format!("_shared/{layer}/files/{path}");
                return Err(twice(&other, &second));
            }
        }
    }
    for (path, stored) in pack.below(&format!("{name}/files")) {
        let origin = format!("{name}/files/{path}");
        let file = source(&origin, path, stored, &[])?;
        let other = found.insert(file.path.clone(), file);
        // A template replaces the files of its layers, but not its own.
        if let Some(other) = other.filter(|other| other.origin.starts_with(&format!("{name}/"))) {
            return Err(twice(&other, &origin));
        }
    }
    let own = rules(&manifest.files)?;
    let mut files: Vec<TemplateFile> = found.into_values().collect();
    for file in &mut files {
        own.iter().for_each(|rule| rule.apply(file));
    }
    let idle = |rule: &&Rule| !files.iter().any(|file| rule.matches(file));
    match own.iter().find(idle) {
        None => Ok(files),
        Some(rule) => Err(Error::usage(format!(
            "{name}/template.yaml: files: `{}` matches no file",
            Printable(rule.glob.glob().glob())
        ))),
    }
}

fn twice(one: &TemplateFile, other: &str) -> Error {
    let (origin, other) = (Printable(&one.origin), Printable(other));
    let path = Printable(one.path.as_str());
    Error::usage(format!("{origin} and {other} both become {path}")).hint("remove one of them")
}

fn source(origin: &str, path: &str, stored: &Stored, rules: &[Rule]) -> Result<TemplateFile> {
    let target = path.strip_suffix(SUFFIX);
    if path.contains("{{") {
        return Err(Error::usage(format!(
            "{}: names of files are not rendered",
            Printable(origin)
        )));
    }
    if path.starts_with(".idp/") {
        return Err(Error::usage(format!(
            "{}: `.idp` is written by idp itself",
            Printable(origin)
        )));
    }
    let mut file = TemplateFile {
        path: RelPath::parse(target.unwrap_or(path))?,
        origin: origin.to_owned(),
        rendered: target.is_some(),
        executable: stored.executable,
        class: Class::default(),
        when: None,
        bytes: stored.bytes.clone(),
    };
    rules.iter().for_each(|rule| rule.apply(&mut file));
    Ok(file)
}

/// An entry of `files`, ready to match.
struct Rule {
    glob: GlobMatcher,
    class: Option<Class>,
    when: Option<Condition>,
    executable: bool,
}

fn rules(specs: &[FileSpec]) -> Result<Vec<Rule>> {
    let build = |spec: &FileSpec| {
        let invalid =
            |fault: String| Error::usage(format!("files: `{}`: {fault}", Printable(&spec.glob)));
        let glob = GlobBuilder::new(&spec.glob)
            .literal_separator(true)
            .build()
            .map_err(|error| invalid(error.to_string()))?;
        let when = spec
            .when
            .as_deref()
            .map(Condition::parse)
            .transpose()
            .map_err(invalid)?;
        Ok(Rule {
            glob: glob.compile_matcher(),
            class: spec.class,
            when,
            executable: spec.mode == Some(ModeSpec::Executable),
        })
    };
    specs.iter().map(build).collect()
}

impl Rule {
    fn matches(&self, file: &TemplateFile) -> bool {
        self.glob.is_match(file.path.as_str())
    }

    /// What this entry says wins over what earlier ones said.
    fn apply(&self, file: &mut TemplateFile) {
        if self.matches(file) {
            file.class = self.class.unwrap_or(file.class);
            file.executable |= self.executable;
            if self.when.is_some() {
                file.when.clone_from(&self.when);
            }
        }
    }
}
