//! `.idp/lock.yaml`: everything that a service was rendered from, so that `idp` can render it again, upgrade it and measure
//! its drift.
//!
//! The format is `idp.dev/v2`. Version 0.1.0 wrote `idp.dev/v1`, which lacks the owner's title and team, the organisation,
//! the repository, delivery, environments and the digests. Optional keys in v1 would have been simpler, but then a
//! truncated or edited lock would look like an old one, and every reader would have to check again which keys exist. In v2
//! every key is required unless its absence has a meaning of its own. The remaining keys of v1 keep their places and types,
//! since 0.1.0 reads any lock without checking its `apiVersion`: it still finds the platform and the entity.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answers::{Answers, RawAnswer};
use super::blob_id::GitBlobId;
use super::built_in_values::{BuiltInValues, OwnerTemplateValues};
use super::delivery::ImageDeliveryConfig;
use super::environment::DeploymentEnvironments;
use super::file_tree::{FileClass, RenderedFileTree};
use super::input::InputValue;
use super::lock_writer::write_yaml_mapping;
use super::opt_out::OptOut;
use super::rel_path::RelPath;
use super::template::Template;
use super::template_digest::TemplateDigest;
use crate::catalog::EntityRefBuf;
use crate::error::{Error, Result};
use crate::idp_version::IDP_VERSION;
use crate::printable::escape_and_truncate;

/// The lock of a service: what it was rendered from, and the rendered files. Written by `idp`; don't edit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(title = ".idp/lock.yaml")]
pub struct LockFile {
    api_version: LockFileFormat,
    kind: LockFileKindField,
    /// The version of `idp` that wrote the lock. This version or a newer one can read it.
    pub idp: String,
    /// The platform that the service is registered with: `practice` or a URL; omitted if the repository isn't a service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The full entity ref of the service; omitted if the repository isn't a service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub entity: Option<EntityRefBuf>,
    /// The template and its layers.
    pub template: LockedTemplate,
    /// The description of the service.
    pub description: String,
    /// The owner, as recorded in the catalog.
    pub owner: OwnerTemplateValues,
    /// The name of the system; omitted if the service has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The organisation on the forge.
    pub organisation: String,
    /// The repository of the service.
    pub repository: LockFileRepository,
    /// How images are built, stored and pulled, from `idp.yaml`.
    pub delivery: ImageDeliveryConfig,
    /// What the platform provides in each environment, from `idp.yaml`.
    pub environments: DeploymentEnvironments,
    /// The value of every input of the template.
    pub inputs: BTreeMap<String, InputValue>,
    /// The features that the service opted out of; omitted if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opt_outs: Vec<OptOut>,
    /// Every file of the pristine render except the lock itself.
    files: BTreeMap<RelPath, LockFileEntry>,
    /// The digest of `files`. It comes last: a lock without it is truncated.
    files_digest: GitBlobId,
}

/// The format of a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
enum LockFileFormat {
    /// The current format.
    #[serde(rename = "idp.dev/v2")]
    V2,
}

/// The kind of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(super) enum LockFileKindField {
    /// A lock.
    Lock,
}

/// The template that a service was rendered from. The digests distinguish two templates of the same version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LockedTemplate {
    /// The name, for example `service`.
    pub name: String,
    /// The version, for example `1.0.0`.
    pub version: String,
    /// The git blob ID of the list of the template's own files: `<mode> <blob ID> <path>` for each, sorted by path.
    pub digest: TemplateDigest,
    /// For each layer, including disabled ones, the git blob ID of the list of its files.
    pub layers: BTreeMap<String, TemplateDigest>,
}

/// The repository of a service, as its templates use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LockFileRepository {
    /// Owner and name, for example `acme/checkout`.
    pub slug: String,
    /// The web URL; empty if there is none.
    pub url: String,
    /// The default branch, for example `main`.
    pub default_branch: String,
}

/// A file of a pristine render: `<class> <git blob ID>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("pattern" = "^(managed|merged|seed|generated) [0-9a-f]{40}$"))]
pub struct LockFileEntry {
    /// The class, which decides who owns the file.
    pub class: FileClass,
    /// The git blob ID of its content.
    pub blob: GitBlobId,
}

impl LockFile {
    /// The path in a service repository.
    pub const LOCK_FILE_PATH: &'static str = ".idp/lock.yaml";

    /// Builds the lock of `tree`, rendered from these values, for a service of the platform at the address `platform`. A
    /// template with `entity: none` creates no service, so the lock names neither.
    ///
    /// # Errors
    /// Usage (2) if the name of the service isn't a valid entity name.
    pub fn new(
        template: &Template,
        values: &BuiltInValues,
        answers: &Answers,
        tree: &RenderedFileTree,
        platform: &str,
    ) -> Result<LockFile> {
        // Destructured so that a new built-in value can't be left out of the lock.
        let BuiltInValues {
            name,
            description,
            owner,
            system,
            organisation,
            repository_slug,
            repository_url,
            default_branch,
            delivery,
            environments,
            opt_outs,
        } = values.clone();
        let files = build_lock_file_entries(tree)?;
        let answers = answers.iter();
        Ok(LockFile {
            api_version: LockFileFormat::V2,
            kind: LockFileKindField::Lock,
            idp: IDP_VERSION.to_owned(),
            platform: template.creates_service().then(|| platform.to_owned()),
            entity: template
                .creates_service()
                .then(|| EntityRefBuf::try_from(format!("component:default/{name}")))
                .transpose()?,
            template: LockedTemplate::new(template)?,
            description,
            owner,
            system,
            organisation,
            repository: LockFileRepository {
                slug: repository_slug,
                url: repository_url,
                default_branch,
            },
            delivery: ImageDeliveryConfig {
                runner: delivery.runner.with_default_label(),
                ..delivery
            },
            environments,
            inputs: answers
                .map(|(name, value)| (name.to_owned(), value.clone()))
                .collect(),
            opt_outs,
            files_digest: hash_file_list(&files)?,
            files,
        })
    }

    /// Every file of the pristine render except the lock itself.
    pub fn files(&self) -> &BTreeMap<RelPath, LockFileEntry> {
        &self.files
    }

    /// The values that the service was rendered with.
    pub fn built_in_values(&self) -> BuiltInValues {
        BuiltInValues {
            name: self.repository_name(),
            description: self.description.clone(),
            owner: self.owner.clone(),
            system: self.system.clone(),
            organisation: self.organisation.clone(),
            repository_slug: self.repository.slug.clone(),
            repository_url: self.repository.url.clone(),
            default_branch: self.repository.default_branch.clone(),
            delivery: self.delivery.clone(),
            environments: self.environments.clone(),
            opt_outs: self.opt_outs.clone(),
        }
    }

    /// The name of the service; of any other repository, its name on the forge.
    pub fn repository_name(&self) -> String {
        let slug = &self.repository.slug;
        let on_forge = || slug.rsplit('/').next().unwrap_or(slug);
        let entity = self.entity.as_ref();
        entity
            .map_or_else(on_forge, |entity| entity.as_entity_ref().name)
            .to_owned()
    }

    /// Whether it names both a platform and an entity, or neither: half of a registration leads nowhere.
    pub(super) fn has_complete_registration(&self) -> bool {
        self.platform.is_some() == self.entity.is_some()
    }

    /// The input values that the service was rendered with, for the same template.
    ///
    /// # Errors
    /// Usage (2) with every mismatch: `template` is a different one, or the lock was edited.
    pub fn resolve_answers(&self, template: &Template) -> Result<Answers> {
        let given = self.inputs.iter();
        let given = given.map(|(name, value)| (name.clone(), RawAnswer::Value(value.to_json())));
        Answers::resolve(template, &given.collect()).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Error::usage(problems.join("; ")).with_file(LockFile::LOCK_FILE_PATH)
        })
    }

    /// The content of the file; the same lock always gives the same bytes.
    ///
    /// # Errors
    /// Usage (2) if a value can't be written as YAML, which doesn't happen in practice.
    pub fn to_yaml(&self) -> Result<String> {
        let mut yaml = String::from(
            "# Written by idp: everything that this repository was rendered from. Do not edit this file.\n",
        );
        let value = serde_yaml::to_value(self).map_err(|error| {
            Error::usage(format!(
                "cannot write {}: {error}",
                LockFile::LOCK_FILE_PATH
            ))
            .with_source(error)
        })?;
        if let Some(mapping) = value.as_mapping() {
            write_yaml_mapping(&mut yaml, mapping, 0);
        }
        Ok(yaml)
    }

    /// Whether `files` is complete and unedited.
    pub(super) fn has_intact_file_list(&self) -> Result<bool> {
        Ok(hash_file_list(&self.files)? == self.files_digest)
    }
}

impl LockedTemplate {
    fn new(template: &Template) -> Result<LockedTemplate> {
        let layers = template.layers.used.iter().map(|layer| {
            let digest = template.stored.hash_folder(&layer.folder())?;
            Ok((layer.name.clone(), digest.into()))
        });
        Ok(LockedTemplate {
            name: template.name().to_owned(),
            version: template.version().to_owned(),
            digest: template.stored.hash_folder(template.name())?.into(),
            layers: layers.collect::<Result<_>>()?,
        })
    }
}

impl TryFrom<String> for LockFileEntry {
    type Error = Error;

    fn try_from(text: String) -> Result<LockFileEntry> {
        let class_and_blob = text.split_once(' ').and_then(|(class, blob)| {
            let class = FileClass::from_class_name(class)?;
            let blob = GitBlobId::parse(blob).ok()?;
            Some(LockFileEntry { class, blob })
        });
        class_and_blob.ok_or_else(|| {
            let shown = escape_and_truncate(&text);
            Error::usage(format!(
                "invalid entry `{shown}`: expected a class (managed, merged, seed or generated) and a git blob ID"
            ))
        })
    }
}

impl From<LockFileEntry> for String {
    fn from(LockFileEntry { class, blob }: LockFileEntry) -> String {
        format!("{} {blob}", class.name())
    }
}

fn build_lock_file_entries(tree: &RenderedFileTree) -> Result<BTreeMap<RelPath, LockFileEntry>> {
    let files = tree.files().iter();
    let files = files.filter(|file| file.path.as_str() != LockFile::LOCK_FILE_PATH);
    let locked = files.map(|file| {
        let class = file.class;
        let blob = GitBlobId::hash_bytes(&file.bytes)?;
        Ok((file.path.clone(), LockFileEntry { class, blob }))
    });
    locked.collect()
}

/// The blob ID of the list of `files`: `<class> <blob ID> <path>` for each, sorted by path. It doesn't depend on the YAML
/// formatting or on the line endings of a checkout.
fn hash_file_list(files: &BTreeMap<RelPath, LockFileEntry>) -> Result<GitBlobId> {
    let lines = files
        .iter()
        .map(|(path, file)| format!("{} {path}\n", String::from(*file)));
    GitBlobId::hash_bytes(lines.collect::<String>().as_bytes())
}

#[cfg(test)]
#[path = "lock_tests.rs"]
mod tests;
