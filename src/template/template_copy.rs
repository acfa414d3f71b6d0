//! Copies a template under a new name, for `idp template new --from`.

use super::manifest::{self, TemplateManifest};
use super::pack::{
    TEMPLATE_MANIFEST_FILE, TemplatePack, TemplatePackFile, TemplatePackFileContent,
};
use super::rel_path::RelPath;
use super::template::Template;
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::source::strip_byte_order_mark;
use crate::yaml;

impl TemplatePack {
    /// A pack with only `template`, renamed to `name`, and its test cases. Every byte but the name in `template.yaml` is kept.
    /// Layers aren't copied.
    ///
    /// # Errors
    /// Usage (2) if the name isn't in `template.yaml` itself, or if a path isn't portable.
    pub fn copy_template(&self, template: &Template, name: &str) -> Result<TemplatePack> {
        let of_template = self.files_below(template.name());
        let all = of_template.chain(self.test_cases_of(template.name()));
        let renamed = all.map(|(path, stored)| {
            RelPath::parse(path)?;
            let mut stored = stored.clone();
            if path == TEMPLATE_MANIFEST_FILE {
                rename_manifest(&mut stored, name)?;
            }
            Ok((format!("{name}/{path}"), stored))
        });
        renamed.collect()
    }

    /// The stored files of the template `name`, with paths relative to its folder: the manifest first, the test cases last.
    pub fn list_template_files(&self, name: &str) -> Vec<TemplatePackFile> {
        let all = self.files_below(name).chain(self.test_cases_of(name));
        let mut files: Vec<TemplatePackFile> = all
            .map(|(path, stored)| TemplatePackFile {
                path: path.to_owned(),
                executable: stored.executable,
                bytes: stored.bytes.clone(),
            })
            .collect();
        files.sort_by_key(|file| file.path != TEMPLATE_MANIFEST_FILE);
        files
    }
}

fn rename_manifest(manifest: &mut TemplatePackFileContent, name: &str) -> Result<()> {
    let text = String::from_utf8_lossy(&manifest.bytes).into_owned();
    let renamed = replace_template_name(&text, name).filter(|text| is_template_named(text, name));
    let renamed = renamed.ok_or_else(|| {
        Error::usage(format!(
            "the name in {TEMPLATE_MANIFEST_FILE} can't be changed to `{}`",
            Printable(name)
        ))
        .with_hint("write it as `name: <name>` below `metadata:`, without anchors")
    })?;
    manifest.bytes = renamed.into_bytes().into();
    Ok(())
}

/// The manifest `text` with another `metadata.name`, in the same quotes; `None` if it has none.
fn replace_template_name(text: &str, name: &str) -> Option<String> {
    let content = strip_byte_order_mark(text);
    let (tree, _) = yaml::parse_yaml_document(content).ok()?;
    let span = tree.root()?.get("metadata")?.get("name")?.span();
    let offset = text.len() - content.len();
    let mut renamed = text.to_owned();
    renamed.replace_range(
        offset + span.start..offset + span.end,
        &yaml::quote_like(&content[span], name),
    );
    Some(renamed)
}

fn is_template_named(manifest: &str, name: &str) -> bool {
    let content = strip_byte_order_mark(manifest);
    manifest::parse_manifest::<TemplateManifest>(TEMPLATE_MANIFEST_FILE, content)
        .is_ok_and(|manifest| manifest.metadata.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_changes() {
        for (before, after) in [
            (
                "metadata: {name: a, title: a}\n",
                "metadata: {name: b, title: a}\n",
            ),
            (
                "# a\r\nmetadata:\r\n  name: 'a' # a\r\n",
                "# a\r\nmetadata:\r\n  name: 'b' # a\r\n",
            ),
            (
                "\u{feff}name: a\nmetadata:\n  name: \"a\"\n",
                "\u{feff}name: a\nmetadata:\n  name: \"b\"\n",
            ),
        ] {
            assert_eq!(replace_template_name(before, "b").as_deref(), Some(after));
        }
        assert_eq!(replace_template_name("name: a\n", "b"), None);
    }
}
