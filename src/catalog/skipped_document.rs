//! Discovered documents that don't count: skeletons that a template renders first, and YAML of other programs.

use memchr::memmem;

use super::is_catalog_info_file;
use crate::yaml::{YamlError, YamlNode};

/// Why a document doesn't count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SkipReason {
    /// A template renders it before Backstage reads it.
    Skeleton,
    /// It isn't an entity.
    NotAnEntity,
}

/// The fields that identify an entity.
const IDENTITY_FIELDS: [&[&str]; 4] = [
    &["apiVersion"],
    &["kind"],
    &["metadata", "name"],
    &["metadata", "namespace"],
];

/// The reason why the document `text` in the file `path` doesn't count; `None` if it does.
pub(super) fn find_document_skip_reason(
    path: &str,
    text: &str,
    root: YamlNode<'_, '_>,
) -> Option<SkipReason> {
    let field = |keys: &&[&str]| keys.iter().try_fold(root, |node, key| node.get(key));
    let written = |node: YamlNode<'_, '_>| text.get(node.span()).is_some_and(has_template_tags);
    if IDENTITY_FIELDS.iter().filter_map(field).any(written) {
        return Some(SkipReason::Skeleton);
    }
    let version = root.get("apiVersion").and_then(YamlNode::as_str);
    let is_entity = version.is_some_and(|version| version.contains("backstage.io/"));
    (!is_entity && !is_catalog_info_file(path)).then_some(SkipReason::NotAnEntity)
}

/// The same for a document that isn't valid YAML.
pub(super) fn find_unparsable_document_skip_reason(
    path: &str,
    text: &str,
    fault: &YamlError,
) -> Option<SkipReason> {
    if !has_backstage_api_version(text.as_bytes()) && !is_catalog_info_file(path) {
        return Some(SkipReason::NotAnEntity);
    }
    let start = text.get(..fault.span.start).unwrap_or(text);
    let line = start.rfind('\n').map_or(0, |newline| newline + 1);
    let faulty = text.get(line..).and_then(|rest| rest.lines().next());
    let tags = ["{%", "{{", "${{"];
    let is_tag = |line: &str| {
        let line = line.trim_start();
        tags.iter().any(|tag| line.starts_with(tag))
    };
    let templated = faulty.is_some_and(has_template_tags) || text.lines().any(is_tag);
    // A Template contains expressions of its own, in values.
    let is_template = text.contains("scaffolder.backstage.io/") && !text.contains("{%");
    (templated && !is_template).then_some(SkipReason::Skeleton)
}

/// Whether a document in `text` looks like a Backstage entity: its `apiVersion` names a group of `backstage.io`. Text
/// within other documents may look like one, too.
pub(super) fn has_backstage_api_version(text: &[u8]) -> bool {
    const API_VERSION_KEY: &[u8] = b"apiVersion";
    memmem::find(text, b"backstage.io/").is_some()
        && memmem::find_iter(text, API_VERSION_KEY)
            .any(|at| is_backstage_api_version_value(&text[at + API_VERSION_KEY.len()..]))
}

/// Whether the text after the key `apiVersion` is a value that names `backstage.io`.
fn is_backstage_api_version_value(rest: &[u8]) -> bool {
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    let rest = rest.strip_prefix(b"'").unwrap_or(rest);
    let Some(value) = rest.trim_ascii_start().strip_prefix(b":") else {
        return false;
    };
    let line = value.split(|byte| *byte == b'\n').next().unwrap_or(value);
    let ends = |byte: &u8| matches!(byte, b',' | b'}' | b'#');
    let value = line.split(ends).next().unwrap_or(line);
    memmem::find(value, b"backstage.io/").is_some()
}

/// Whether `text` has tags of a template engine: Nunjucks, Jinja, Go templates, Handlebars.
fn has_template_tags(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}
