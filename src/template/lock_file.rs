//! `.idp/lock.yaml`: everything that a service was rendered from, so that it can be rendered again and upgraded, and its
//! drift be measured.
//!
//! The format is `idp.dev/v2`. `idp.dev/v1` is what 0.1.0 wrote: it lacks the owner's title and team, the organisation,
//! the repository, delivery, environments and the digests. Making these optional keys of v1 would have been less to read,
//! but then a lock that was truncated or edited would look like an old one, and every reader would have to ask again what
//! is there. In v2 every key is required, unless its absence has a meaning of its own. The keys of v1 that remain keep their
//! places and types, since 0.1.0 reads any lock without a look at its `apiVersion`: it still finds platform and entity.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answers::{Answers, RawAnswer};
use super::blob_id::GitBlobId;
use super::built_in_values::{BuiltInValues, OwnerTemplateValues};
use super::delivery::DeliveryConfig;
use super::environment::Environments;
use super::file_tree::{FileClass, FileTree};
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

/// The lock of a service: what it was rendered from, and what came of it. `idp` writes it; nobody edits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(title = ".idp/lock.yaml")]
pub struct LockFile {
    api_version: LockFileFormat,
    kind: LockFileKind,
    /// The version of `idp` that wrote it, which is one that can read it.
    pub idp: String,
    /// The platform that the service is registered with: `practice`, or a URL.
    pub platform: String,
    /// The full ref of the service; its name is the name of the service.
    #[schemars(with = "String")]
    pub entity: EntityRefBuf,
    /// The template and its layers.
    pub template: LockFileTemplate,
    /// What the service does.
    pub description: String,
    /// The owner, as it was in the catalog.
    pub owner: OwnerTemplateValues,
    /// The name of its system; omitted if it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The organisation on the forge.
    pub organisation: String,
    /// Where its repository is.
    pub repository: LockFileRepository,
    /// How images are built, kept and pulled, as `idp.yaml` had it.
    pub delivery: DeliveryConfig,
    /// What the platform has ready in each environment, as `idp.yaml` had it.
    pub environments: Environments,
    /// The answer to every input of the template.
    pub inputs: BTreeMap<String, InputValue>,
    /// The features that it leaves out; omitted if it has all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opt_outs: Vec<OptOut>,
    /// Every file of the pristine render but this one.
    files: BTreeMap<RelPath, LockFileEntry>,
    /// The digest of `files`. It stands last: without it, the lock is truncated.
    files_digest: GitBlobId,
}

/// The format of a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
enum LockFileFormat {
    /// Everything that a render needs.
    #[serde(rename = "idp.dev/v2")]
    V2,
}

/// What the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(super) enum LockFileKind {
    /// A lock.
    Lock,
}

/// The template that a service was rendered from. Its digests tell apart two templates of the same version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LockFileTemplate {
    /// Such as `service`.
    pub name: String,
    /// Such as `1.0.0`.
    pub version: String,
    /// The git blob id of a list of its own files: `<mode> <blob id> <path>` for each, sorted by path.
    pub digest: TemplateDigest,
    /// The same for each of its layers, also for those that were off.
    pub layers: BTreeMap<String, TemplateDigest>,
}

/// The repository of a service, as its templates saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LockFileRepository {
    /// Such as `acme/checkout`.
    pub slug: String,
    /// Its address on the web; empty where it has none.
    pub url: String,
    /// Such as `main`.
    pub default_branch: String,
}

/// A file of a pristine render: `<class> <git blob id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("pattern" = "^(managed|merged|seed|generated) [0-9a-f]{40}$"))]
pub struct LockFileEntry {
    /// Who it belongs to.
    pub class: FileClass,
    /// Its content.
    pub blob: GitBlobId,
}

impl LockFile {
    /// Where it lies in a service repository.
    pub const LOCK_FILE_PATH: &'static str = ".idp/lock.yaml";

    /// The lock of `tree`, which was rendered from these, for a service of the platform at the address `platform`.
    ///
    /// # Errors
    /// Usage (2) where the name of the service can't be that of an entity.
    pub fn new(
        template: &Template,
        values: &BuiltInValues,
        answers: &Answers,
        tree: &FileTree,
        platform: &str,
    ) -> Result<LockFile> {
        // Every field by its name: what is new in the built-in values must get into the lock.
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
        let files = hash_files(tree)?;
        let answers = answers.iter();
        Ok(LockFile {
            api_version: LockFileFormat::V2,
            kind: LockFileKind::Lock,
            idp: IDP_VERSION.to_owned(),
            platform: platform.to_owned(),
            entity: EntityRefBuf::try_from(format!("component:default/{name}"))?,
            template: LockFileTemplate::new(template)?,
            description,
            owner,
            system,
            organisation,
            repository: LockFileRepository {
                slug: repository_slug,
                url: repository_url,
                default_branch,
            },
            delivery: DeliveryConfig {
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

    /// Every file of the pristine render but the lock itself.
    pub fn files(&self) -> &BTreeMap<RelPath, LockFileEntry> {
        &self.files
    }

    /// The values that the service was rendered with.
    pub fn built_in_values(&self) -> BuiltInValues {
        BuiltInValues {
            name: self.entity.as_entity_ref().name.to_owned(),
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

    /// The answers that the service was rendered with, for the same template.
    ///
    /// # Errors
    /// Usage (2) with everything that doesn't fit: `template` is another one, or the lock was edited.
    pub fn resolve_answers(&self, template: &Template) -> Result<Answers> {
        let given = self.inputs.iter();
        let given = given.map(|(name, value)| (name.clone(), RawAnswer::Value(value.to_json())));
        Answers::resolve(template, &given.collect()).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Error::usage(problems.join("; ")).with_file(LockFile::LOCK_FILE_PATH)
        })
    }

    /// The file, the same bytes for the same lock.
    ///
    /// # Errors
    /// Usage (2) if a value can't be written as YAML, which each can.
    pub fn to_yaml(&self) -> Result<String> {
        let mut yaml = String::from(
            "# Written by idp: everything that this repository was rendered from. Do not edit it.\n",
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

    /// Whether `files` is as it was written: all of it, and nothing edited.
    pub(super) fn has_intact_file_list(&self) -> Result<bool> {
        Ok(hash_file_list(&self.files)? == self.files_digest)
    }
}

impl LockFileTemplate {
    fn new(template: &Template) -> Result<LockFileTemplate> {
        let layers = template.layers.used.iter().map(|layer| {
            let digest = template.stored.hash_folder(&layer.folder())?;
            Ok((layer.name.clone(), digest.into()))
        });
        Ok(LockFileTemplate {
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
            let class = FileClass::from_name(class)?;
            let blob = GitBlobId::parse(blob).ok()?;
            Some(LockFileEntry { class, blob })
        });
        class_and_blob.ok_or_else(|| {
            let shown = escape_and_truncate(&text);
            Error::usage(format!(
                "`{shown}` is not a class (managed, merged, seed or generated) and a git blob id"
            ))
        })
    }
}

impl From<LockFileEntry> for String {
    fn from(LockFileEntry { class, blob }: LockFileEntry) -> String {
        format!("{} {blob}", class.name())
    }
}

fn hash_files(tree: &FileTree) -> Result<BTreeMap<RelPath, LockFileEntry>> {
    let files = tree.files().iter();
    let files = files.filter(|file| file.path.as_str() != LockFile::LOCK_FILE_PATH);
    let locked = files.map(|file| {
        let class = file.class;
        let blob = GitBlobId::hash_bytes(&file.bytes)?;
        Ok((file.path.clone(), LockFileEntry { class, blob }))
    });
    locked.collect()
}

/// The blob id of a list of `files`: `<class> <blob id> <path>` for each, sorted by path. It doesn't depend on how YAML
/// writes them, nor on the line endings of a checkout.
fn hash_file_list(files: &BTreeMap<RelPath, LockFileEntry>) -> Result<GitBlobId> {
    let lines = files
        .iter()
        .map(|(path, file)| format!("{} {path}\n", String::from(*file)));
    GitBlobId::hash_bytes(lines.collect::<String>().as_bytes())
}

#[cfg(test)]
#[path = "lock_tests.rs"]
mod tests;
