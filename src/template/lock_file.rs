//! `.idp/lock.yaml`: from what a service was rendered, so that it can be upgraded and its drift be measured.

use std::collections::BTreeMap;
use std::fmt::Write;

use git2::{ObjectType, Oid};
use serde::Deserialize;
use serde_json::Value as Json;

use super::answers::Answers;
use super::built_in_values::BuiltInValues;
use super::file_tree::{FileClass, FileTree};
use super::input::InputValue;
use super::template::Template;
use crate::error::{Error, Result};
use crate::source::strip_byte_order_mark;
use crate::yaml::quote_if_needed;

/// The lock of a service.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LockFile {
    /// Which template, in which version.
    pub template: LockedTemplate,
    /// The platform it is registered with: `practice`, or a URL.
    pub platform: String,
    /// Its full entity ref.
    pub entity: String,
    /// Everything it was told, by input; the built-in ones too.
    pub inputs: BTreeMap<String, Json>,
    /// What it was left out, why and until when.
    #[serde(default)]
    pub opt_outs: Vec<LockedOptOut>,
    /// Every file of the pristine render but this one: `<class> <git blob id>`.
    pub files: BTreeMap<String, String>,
}

/// A template and its version.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LockedTemplate {
    /// Such as `service`.
    pub name: String,
    /// Such as `1.0.0`.
    pub version: String,
}

/// An opt-out, as recorded.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LockedOptOut {
    /// The feature.
    pub feature: String,
    /// Why.
    pub reason: String,
    /// `yyyy-mm-dd`.
    pub since: String,
    /// `yyyy-mm-dd`.
    pub until: String,
}

impl LockFile {
    /// Where it lies in a service repository.
    pub const PATH: &'static str = ".idp/lock.yaml";

    /// The lock of `tree`, which was rendered from these.
    ///
    /// # Errors
    /// Io (7) if git cannot hash, which it always can.
    pub fn new(
        template: &Template,
        facts: &BuiltInValues,
        answers: &Answers,
        tree: &FileTree,
        platform: &str,
    ) -> Result<LockFile> {
        let mut inputs: BTreeMap<String, Json> = answers
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_json()))
            .collect();
        let built_in = [
            ("name", Some(&facts.name)),
            ("description", Some(&facts.description)),
            ("owner", Some(&facts.owner.reference)),
            ("system", facts.system.as_ref()),
        ];
        for (name, value) in built_in {
            if let Some(value) = value {
                inputs.insert(name.to_owned(), InputValue::Text(value.clone()).to_json());
            }
        }
        let opt_out = |opt_out: &super::OptOut| LockedOptOut {
            feature: opt_out.feature.clone(),
            reason: opt_out.reason.clone(),
            since: opt_out.since.to_string(),
            until: opt_out.until.to_string(),
        };
        Ok(LockFile {
            template: LockedTemplate {
                name: template.name().to_owned(),
                version: template.version().to_owned(),
            },
            platform: platform.to_owned(),
            entity: format!("component:default/{}", facts.name),
            inputs,
            opt_outs: facts.opt_outs.iter().map(opt_out).collect(),
            files: hash_files(tree)?,
        })
    }

    /// The file, the same bytes for the same lock; one line for each file, so that diffs are short.
    pub fn to_yaml(&self) -> String {
        let mut yaml = String::from(
            "# Written by idp: from what this repository was rendered. Do not edit it.\n",
        );
        let LockedTemplate { name, version } = &self.template;
        let _ = writeln!(
            yaml,
            "apiVersion: idp.dev/v1\nkind: Lock\ntemplate:\n  name: {}\n  version: {}",
            quote_if_needed(name),
            quote_if_needed(version)
        );
        let _ = writeln!(
            yaml,
            "platform: {}\nentity: {}",
            quote_if_needed(&self.platform),
            quote_if_needed(&self.entity)
        );
        yaml.push_str("inputs:\n");
        for (name, value) in &self.inputs {
            let _ = writeln!(yaml, "  {name}: {}", render_yaml_value(value));
        }
        if !self.opt_outs.is_empty() {
            yaml.push_str("optOuts:\n");
        }
        for LockedOptOut {
            feature,
            reason,
            since,
            until,
        } in &self.opt_outs
        {
            let _ = writeln!(
                yaml,
                "  - feature: {}\n    reason: {}\n    since: {}\n    until: {}",
                quote_if_needed(feature),
                quote_if_needed(reason),
                quote_if_needed(since),
                quote_if_needed(until)
            );
        }
        yaml.push_str("files:\n");
        for (path, pristine) in &self.files {
            let _ = writeln!(yaml, "  {}: {pristine}", quote_if_needed(path));
        }
        yaml
    }

    /// Reads a lock.
    ///
    /// # Errors
    /// Usage (2) when it is none.
    pub fn parse(text: &str) -> Result<LockFile> {
        serde_yaml::from_str(strip_byte_order_mark(text)).map_err(|error| {
            Error::usage(format!("{} is no lock: {error}", LockFile::PATH))
                .with_hint("restore it: git checkout HEAD -- .idp/lock.yaml")
        })
    }
}

fn hash_files(tree: &FileTree) -> Result<BTreeMap<String, String>> {
    let hashed = |file: &super::RenderedFile| {
        let id = Oid::hash_object(ObjectType::Blob, &file.bytes).map_err(|error| {
            Error::io(
                format_args!("hash {}", file.path),
                std::io::Error::other(error.message().to_owned()),
            )
        })?;
        Ok((
            file.path.to_string(),
            format!("{} {id}", FileClass::name(file.class)),
        ))
    };
    tree.files().iter().map(hashed).collect()
}

fn render_yaml_value(value: &Json) -> String {
    match value {
        Json::String(text) => quote_if_needed(text),
        Json::Array(items) => format!(
            "[{}]",
            items
                .iter()
                .map(render_yaml_value)
                .collect::<Vec<_>>()
                .join(", ")
        ),
        other => other.to_string(),
    }
}
