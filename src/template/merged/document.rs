//! Text that can be merged: one JSON or YAML document that is an object without duplicate keys.

use std::ops::Range;

use serde_json::Value as Json;

use crate::source::BYTE_ORDER_MARK;
use crate::template::file_format::FileFormat;
use crate::yaml::{self, MappingEntry, YamlNode, YamlTree};

/// A parsed document.
pub(super) struct MergeDocument<'d> {
    pub(super) text: &'d str,
    pub(super) tree: YamlTree<'d>,
    pub(super) value: Json,
    /// Whether it must stay JSON.
    pub(super) is_json: bool,
}

/// A node of the file in the repository, with its document.
pub(super) type OurMergeNode<'a, 'd> = (&'a MergeDocument<'d>, YamlNode<'a, 'd>);
/// A node of the file that the template renders; `None` if the file doesn't have it.
pub(super) type TheirMergeNode<'a, 'd> = (&'a MergeDocument<'d>, Option<YamlNode<'a, 'd>>);

/// Why a file can't be merged, and where the problem is.
#[derive(Clone, Debug)]
pub(crate) struct MergeFault {
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
}

/// Why the file `path` with this text can't be merged; `None` if it can.
pub(crate) fn find_file_merge_fault(path: &str, text: &str) -> Option<MergeFault> {
    parse_merge_document(path, text).err()
}

/// Parses the file `path`; the extension decides the format.
pub(super) fn parse_merge_document<'d>(
    path: &str,
    text: &'d str,
) -> Result<MergeDocument<'d>, MergeFault> {
    let fault = |span, message: &str| MergeFault {
        span,
        message: message.to_owned(),
    };
    if text.as_bytes().starts_with(BYTE_ORDER_MARK) {
        return Err(fault(
            0..BYTE_ORDER_MARK.len(),
            "it starts with a byte order mark",
        ));
    }
    let is_json = match FileFormat::from_path(path) {
        FileFormat::Json => true,
        FileFormat::Yaml | FileFormat::Workflow => false,
        _ => return Err(fault(0..0, "only JSON and YAML have keys")),
    };
    if is_json {
        validate_json(text)?;
    } else if let Some(second) = yaml::split_yaml_documents(text).get(1) {
        let at = second.offset;
        return Err(fault(at..at, "it has more than one document"));
    }
    let (tree, faults) = yaml::parse_yaml_document(text).map_err(|fault| MergeFault {
        span: fault.span,
        message: fault.message,
    })?;
    if let Some(first) = faults.into_iter().next() {
        return Err(fault(first.span, &first.message));
    }
    let value = match tree.root() {
        Some(root) if root.is_mapping() => root.to_json(),
        root => {
            let span = root.map_or(0..0, YamlNode::span);
            return Err(fault(span, "it is not an object"));
        }
    };
    Ok(MergeDocument {
        text,
        tree,
        value,
        is_json,
    })
}

/// The YAML parser would accept text that isn't JSON.
fn validate_json(text: &str) -> Result<(), MergeFault> {
    let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) else {
        return Ok(());
    };
    let line = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let at = line.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    let rest = text.get(at..).unwrap_or_default();
    let message = if rest.starts_with("//") || rest.starts_with("/*") {
        "JSON can't have comments: remove them, or use the class `seed`".to_owned()
    } else {
        error.to_string()
    };
    Err(MergeFault {
        span: at..at,
        message,
    })
}

impl<'d> MergeDocument<'d> {
    /// Whether a mapping or a sequence is written with brackets.
    pub(super) fn is_flow_style_node(&self, node: YamlNode<'_, '_>) -> bool {
        self.slice_text(node.span()).starts_with(['{', '['])
    }

    pub(super) fn slice_text(&self, span: Range<usize>) -> &'d str {
        self.text.get(span).unwrap_or_default()
    }

    /// The line ending.
    pub(super) fn line_ending(&self) -> &'static str {
        if self.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        }
    }

    /// The start of the line that contains byte `at`.
    pub(super) fn line_start(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before.rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The start of the line after the one that contains byte `at`.
    pub(super) fn next_line_start(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.find('\n')
            .map_or(self.text.len(), |newline| at + newline + 1)
    }

    /// The indentation of the line that contains byte `at`.
    pub(super) fn line_indent(&self, at: usize) -> &'d str {
        let line = self.text.get(self.line_start(at)..).unwrap_or_default();
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        &line[..blanks]
    }

    /// The first byte after the colon of an entry.
    pub(super) fn after_colon_offset(&self, entry: MappingEntry<'_, '_>) -> Option<usize> {
        let end = entry.key.span().end;
        let rest = self.text.get(end..)?;
        let colon = rest.find(':')?;
        rest[..colon].trim().is_empty().then_some(end + colon + 1)
    }

    /// The end of the value of an entry, excluding the rest of its line.
    pub(super) fn entry_end(&self, entry: MappingEntry<'_, '_>) -> Option<usize> {
        let colon = self.after_colon_offset(entry)?;
        Some(self.value_end(entry.value)?.max(colon))
    }

    /// The end of a value. Parsers differ in how far the span of a block extends, so this uses the last node in it.
    fn value_end(&self, node: YamlNode<'_, '_>) -> Option<usize> {
        let span = node.span();
        let written = self.slice_text(span.clone());
        if !self.is_flow_style_node(node) && !written.starts_with('*') {
            if let Some(last) = node.entries().last() {
                return self.entry_end(last);
            }
            if let Some(last) = node.items().last() {
                return self.value_end(last);
            }
        }
        Some(span.start + written.trim_end().len())
    }
}
