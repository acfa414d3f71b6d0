//! From events to a tree. What the parser leaves open is decided here: duplicate keys, recursive aliases, size.

use std::ops::Range;

use hashbrown::HashSet;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span};

use super::alias::{AliasError, Anchors};
use super::document::DocumentText;
use super::error::{YamlError, YamlErrorKind};
use super::hint::{SyntaxHint, explain_parse_error};
use super::indent::{find_underindented_flow_line, find_underindented_quoted_line};
use super::scalar::plain_scalar_type;
use super::tree::{NodeContent, NodeData, NodeId, YamlTree};
use super::version::YamlVersion;

/// Reads the text of one document, as [`split_documents`](super::split_documents) gives it; spans are bytes of `text`.
///
/// Duplicate keys do not stop it: they come back beside the tree. Anything else that is wrong does.
///
/// # Errors
/// The first fault that leaves no tree to speak of.
pub fn parse_document(text: &str) -> Result<(YamlTree<'_>, Vec<YamlError>), YamlError> {
    parse_with_version(text, YamlVersion::V1_2)
}

impl<'t> DocumentText<'t> {
    /// Reads this document, as [`parse_document`] does.
    ///
    /// # Errors
    /// As [`parse_document`].
    pub fn parse(self) -> Result<(YamlTree<'t>, Vec<YamlError>), YamlError> {
        parse_with_version(self.text, self.version)
    }
}

fn parse_with_version(
    text: &str,
    version: YamlVersion,
) -> Result<(YamlTree<'_>, Vec<YamlError>), YamlError> {
    if u32::try_from(text.len()).is_err() {
        return Err(syntax_error(
            0..0,
            "a document of more than 4 GiB".to_owned(),
        ));
    }
    find_stray_character(text)
        .map_or_else(|| build_tree(text, version), Err)
        .map_err(|fault| prefer_merge_marker_error(text, fault))
}

/// A character that other readers of YAML read otherwise, so that they would see another document.
fn find_stray_character(text: &str) -> Option<YamlError> {
    if text.starts_with('\u{feff}') {
        let span = 0..'\u{feff}'.len_utf8();
        return Some(YamlError {
            help: Some("remove it".to_owned()),
            fix: Some((span.clone(), String::new())),
            ..syntax_error(span, "a second byte order mark".to_owned())
        });
    }
    let mut returns = memchr::memchr_iter(b'\r', text.as_bytes());
    let at = returns.find(|at| text.as_bytes().get(at + 1) != Some(&b'\n'))?;
    let message = "a carriage return without a line feed";
    Some(YamlError {
        help: Some("end every line with a line feed, or with both".to_owned()),
        ..syntax_error(at..at + 1, message.to_owned())
    })
}

fn build_tree(
    text: &str,
    version: YamlVersion,
) -> Result<(YamlTree<'_>, Vec<YamlError>), YamlError> {
    let mut builder = TreeBuilder::new(text, version);
    let mut parser = Parser::new_from_str_with_options(text, parser_options());
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| convert_scan_error(text, &error))?;
        let span = to_byte_range(text, &span);
        match builder.handle_event(event, span.clone())? {
            StreamProgress::Continue => {}
            // No marker is hidden from `documents` that splits a text.
            StreamProgress::SecondDocument => {
                return Err(syntax_error(span, "a second document in one".to_owned()));
            }
            StreamProgress::StreamEnd => break,
        }
    }
    Ok((builder.tree, builder.errors))
}

/// A merge that left both sides in the file says more than what the parser stumbled over.
fn prefer_merge_marker_error(text: &str, fault: YamlError) -> YamlError {
    const MARKERS: [&str; 3] = ["<<<<<<< ", "=======", ">>>>>>> "];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if fault.kind == YamlErrorKind::Syntax && MARKERS.iter().any(|mark| line.starts_with(mark))
        {
            let span = start..start + content.len();
            return YamlError::new(YamlErrorKind::MergeMarker, span, "unfinished merge");
        }
        start += line.len();
    }
    fault
}

fn parser_options() -> Options {
    let mut options = Options::default();
    options.strict_indentation = false;
    options.bom_inside_document_as_content = true;
    options.emit_comments = false;
    options
}

#[derive(PartialEq, Eq)]
enum StreamProgress {
    Continue,
    SecondDocument,
    StreamEnd,
}

struct TreeBuilder<'t> {
    text: &'t str,
    version: YamlVersion,
    document_ended: bool,
    tree: YamlTree<'t>,
    errors: Vec<YamlError>,
    anchors: Anchors,
    open: Vec<OpenCollection<'t>>,
}

/// A collection that is being filled.
struct OpenCollection<'t> {
    node: NodeId,
    /// Of a block collection: the column of its entries.
    column: Option<usize>,
    last: Option<NodeId>,
    /// How many levels lie below it so far.
    height: usize,
    /// Of a mapping: the keys so far, and whether a key comes next.
    keys: Option<(HashSet<ComparableKey<'t>>, bool)>,
}

/// A key as npm `yaml` compares them: `1` and `1.0` are the same, `1` and `"1"` are not.
#[derive(PartialEq, Eq, Hash)]
enum ComparableKey<'t> {
    Text(std::borrow::Cow<'t, str>),
    Number(u64),
    Bool(bool),
    Null,
}

impl<'t> TreeBuilder<'t> {
    fn new(text: &'t str, version: YamlVersion) -> Self {
        TreeBuilder {
            text,
            version,
            document_ended: false,
            tree: YamlTree::default(),
            errors: Vec::new(),
            anchors: Anchors::default(),
            open: Vec::new(),
        }
    }

    fn handle_event(
        &mut self,
        event: Event<'t>,
        span: Range<usize>,
    ) -> Result<StreamProgress, YamlError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
                    self.validate_indentation(find_underindented_quoted_line, &span)?;
                }
                let content = match tag {
                    None if style == ScalarStyle::Plain => {
                        let (text, plain) = self.version.normalize_scalar(text);
                        NodeContent::Scalar { text, plain }
                    }
                    None => NodeContent::Scalar { text, plain: false },
                    Some(tag) => resolve_tagged_scalar(
                        text,
                        tag.suffix_in_namespace(CORE_TAG_PREFIX).as_deref(),
                    ),
                };
                let node = self.push_node(content, span);
                self.anchors.define(anchor, node, Some(0));
            }
            Event::SequenceStart(_, anchor, _) => {
                self.begin_collection(NodeContent::Sequence, span, anchor)
            }
            Event::MappingStart(_, anchor, _) => {
                self.begin_collection(NodeContent::Mapping, span, anchor)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end_collection(&span)?,
            Event::Alias(number) => self.push_alias(number, span)?,
            Event::DocumentEnd => self.document_ended = true,
            Event::DocumentStart(..) if self.document_ended => {
                return Ok(StreamProgress::SecondDocument);
            }
            Event::StreamEnd => return Ok(StreamProgress::StreamEnd),
            _ => {}
        }
        Ok(StreamProgress::Continue)
    }

    fn begin_collection(&mut self, content: NodeContent<'t>, span: Range<usize>, anchor: usize) {
        let keys = matches!(content, NodeContent::Mapping).then(|| (HashSet::new(), true));
        let flow = matches!(self.text.get(span.clone()), Some("[" | "{"));
        let column = (!flow).then(|| self.block_column(&content, span.start));
        let node = self.push_node(content, span);
        self.anchors.define(anchor, node, None);
        self.open.push(OpenCollection {
            node,
            column,
            last: None,
            height: 0,
            keys,
        });
    }

    /// The column of a block collection. A list may stand at the column of the mapping it is in; its first item is then
    /// where the parser says that it starts.
    fn block_column(&self, content: &NodeContent<'t>, start: usize) -> usize {
        let line = self.text[..start]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let around = self.open.last().filter(|open| open.keys.is_some());
        let dash = |column: &usize| self.text.as_bytes().get(line + column) == Some(&b'-');
        match (content, around.and_then(|open| open.column).filter(dash)) {
            (NodeContent::Sequence, Some(column)) => column,
            _ => start - line,
        }
    }

    fn end_collection(&mut self, span: &Range<usize>) -> Result<(), YamlError> {
        if let Some(OpenCollection {
            node,
            column,
            last,
            height,
            ..
        }) = self.open.pop()
        {
            // A block collection ends where its last child does, not where the next line starts.
            let end = last.map_or(0, |last| self.tree.nodes[last as usize].span.end);
            let data = &mut self.tree.nodes[node as usize];
            data.span.end = match u32::try_from(span.end) {
                Ok(closing) if span.len() == 1 => closing,
                _ => end.max(data.span.start),
            };
            let whole = data.span.start as usize..data.span.end as usize;
            let within = self.open.last().is_some_and(|open| open.column.is_none());
            if column.is_none() && !within {
                self.validate_indentation(find_underindented_flow_line, &whole)?;
            }
            self.anchors.complete_collection(node, height);
            self.raise_height(height + 1);
        }
        Ok(())
    }

    /// Whether every line of `span` is indented more than the block around it, as `find` finds it.
    fn validate_indentation(
        &self,
        find: fn(&str, &Range<usize>, usize) -> Option<usize>,
        span: &Range<usize>,
    ) -> Result<(), YamlError> {
        let Some(column) = self.open.iter().rev().find_map(|open| open.column) else {
            return Ok(());
        };
        match find(self.text, span, column) {
            Some(start) => {
                let end = self.text[start..]
                    .find('\n')
                    .map_or(span.end, |length| start + length);
                let message = "this line is not indented more than the entry it belongs to";
                Err(YamlError {
                    help: Some(format!("indent it by {} spaces or more", column + 1)),
                    ..syntax_error(start..end, message.to_owned())
                })
            }
            None => Ok(()),
        }
    }

    fn push_alias(&mut self, number: usize, span: Range<usize>) -> Result<(), YamlError> {
        match self
            .anchors
            .resolve_alias(&self.tree, number, self.open.len())
        {
            Some(Ok((target, height))) => {
                self.push_node(NodeContent::Alias(target), span);
                self.raise_height(height + 1);
                Ok(())
            }
            Some(Err(AliasError::Recursive)) => Err(syntax_error(
                span,
                "an alias stands for something it is part of".to_owned(),
            )),
            Some(Err(AliasError::TooMany)) => Err(YamlError::new(
                YamlErrorKind::AliasBomb,
                span,
                "aliases unfold to more than 100 nodes",
            )),
            Some(Err(AliasError::TooDeep)) => {
                Err(syntax_error(span, "aliases unfold too deep".to_owned()))
            }
            None => Err(syntax_error(span, "an alias without an anchor".to_owned())),
        }
    }

    /// Something of this height was put into the innermost collection.
    fn raise_height(&mut self, height: usize) {
        if let Some(open) = self.open.last_mut() {
            open.height = open.height.max(height);
        }
    }

    fn push_node(&mut self, content: NodeContent<'t>, span: Range<usize>) -> NodeId {
        let id = NodeId::try_from(self.tree.nodes.len()).unwrap_or(NodeId::MAX);
        self.check_duplicate_key(&content, &span);
        // The length of the text was checked, so its offsets fit.
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        self.tree.nodes.push(NodeData {
            content,
            span: narrow(span.start)..narrow(span.end),
            first_child: None,
            next_sibling: None,
        });
        if let Some(open) = self.open.last_mut() {
            match open.last.replace(id) {
                Some(previous) => self.tree.nodes[previous as usize].next_sibling = Some(id),
                None => self.tree.nodes[open.node as usize].first_child = Some(id),
            }
        }
        id
    }

    fn check_duplicate_key(&mut self, content: &NodeContent<'t>, span: &Range<usize>) {
        let Some(OpenCollection {
            keys: Some((keys, key_next)),
            ..
        }) = self.open.last_mut()
        else {
            return;
        };
        let is_key = std::mem::replace(key_next, !*key_next);
        let NodeContent::Scalar { text, plain } = content else {
            return;
        };
        let key = to_comparable_key(text.clone(), *plain);
        // In JavaScript nothing equals NaN.
        let comparable = key != ComparableKey::Number(f64::NAN.to_bits());
        if is_key && comparable && !keys.insert(key) && self.errors.len() < MAX_ERRORS {
            let message = format!(
                "duplicate key \"{}\"",
                crate::printable::escape_and_truncate(text)
            );
            let fault = YamlError::new(YamlErrorKind::DuplicateKey, span.clone(), message);
            self.errors.push(fault);
        }
    }
}

/// More faults of one document are not listed.
const MAX_ERRORS: usize = 10_000;

/// What the tags of YAML's own types start with.
const CORE_TAG_PREFIX: &str = "tag:yaml.org,2002:";

/// A scalar with a tag is of the tag's type if that is one of the core schema's and has such texts; else it is a text.
/// npm `yaml`, `findScalarTagByName`.
fn resolve_tagged_scalar<'t>(
    text: std::borrow::Cow<'t, str>,
    tag: Option<&str>,
) -> NodeContent<'t> {
    match tag {
        // Bytes, which are an object in JavaScript.
        Some("binary") => NodeContent::Mapping,
        Some(tag) => NodeContent::Scalar {
            plain: tag != "str" && plain_scalar_type(&text) == tag,
            text,
        },
        None => NodeContent::Scalar { text, plain: false },
    }
}

fn to_comparable_key(text: std::borrow::Cow<'_, str>, plain: bool) -> ComparableKey<'_> {
    use super::scalar::{Scalar, parse_plain_scalar as typed};
    match plain.then(|| typed(&text)) {
        Some(Scalar::Null) => ComparableKey::Null,
        Some(Scalar::Bool(value)) => ComparableKey::Bool(value),
        Some(Scalar::Number(value)) => ComparableKey::Number((value + 0.0).to_bits()),
        Some(Scalar::Text(_)) | None => ComparableKey::Text(text),
    }
}

fn to_byte_range(text: &str, span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or(text.len()..text.len())
}

fn convert_scan_error(text: &str, error: &ScanError) -> YamlError {
    let at = error
        .marker()
        .byte_offset()
        .unwrap_or(text.len())
        .min(text.len());
    let rest = text.get(at..).unwrap_or_default();
    let end = at
        + rest
            .chars()
            .next()
            .filter(|next| *next != '\n')
            .map_or(0, char::len_utf8);
    let SyntaxHint { message, help, fix } = explain_parse_error(text, at, error.kind());
    YamlError {
        help,
        fix,
        ..syntax_error(at..end, message)
    }
}

fn syntax_error(span: Range<usize>, message: String) -> YamlError {
    YamlError::new(YamlErrorKind::Syntax, span, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse_to_json(text: &str) -> String {
        let (tree, faults) = parse_document(text).unwrap();
        assert_eq!(faults, []);
        tree.root().unwrap().to_json().to_string()
    }

    #[test]
    fn values_are_typed_and_merge_keys_are_ordinary() {
        insta::assert_snapshot!(
            parse_to_json("a: &x {b: 1}\nc: {<<: *x, d: yes}\ne: [017, '1', ~, 1.5]\n"),
            @r#"{"a":{"b":1},"c":{"<<":{"b":1},"d":"yes"},"e":[17,"1",null,1.5]}"#
        );
    }

    #[test]
    fn spans_cover_keys_and_values_exactly() {
        let text = "spec:\n  owner: 'group:x'  # why\n  list:\n    - é\n";
        let (tree, _) = parse_document(text).unwrap();
        let spec = tree.root().unwrap().get("spec").unwrap();
        let owner = spec.entry("owner").unwrap();
        assert_eq!(&text[owner.key.span()], "owner");
        assert_eq!(&text[owner.value.span()], "'group:x'");
        assert_eq!(
            &text[spec.get("list").unwrap().items().next().unwrap().span()],
            "é"
        );
        assert_eq!(
            &text[spec.span()],
            "owner: 'group:x'  # why\n  list:\n    - é"
        );
    }

    #[test]
    fn a_key_that_stands_twice_is_found_by_its_value() {
        let (_, faults) = parse_document("1: a\n1.0: b\n\"1\": c\n").unwrap();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].span, 5..8);
    }

    #[test]
    fn aliases_that_multiply_are_refused() {
        let mut text = "a0: &a0 [x, x]\n".to_owned();
        for level in 1..12 {
            let below = level - 1;
            text.push_str(&format!(
                "a{level}: &a{level} [*a{below}, *a{below}, *a{below}]\n"
            ));
        }
        assert_eq!(
            parse_document(&text).unwrap_err().kind,
            YamlErrorKind::AliasBomb
        );
        assert_eq!(
            parse_document("a: &a [*a]\n").unwrap_err().kind,
            YamlErrorKind::Syntax
        );
    }

    #[test]
    fn depth_is_bounded() {
        assert!(parse_document(&"[".repeat(100_000)).is_err());
        assert!(parse_document(&"- ".repeat(100_000)).is_err());
        let mut text = "a0: &a0 [x]\n".to_owned();
        for level in 1..6 {
            let (open, close) = ("[".repeat(200), "]".repeat(200));
            text.push_str(&format!(
                "a{level}: &a{level} {open}*a{}{close}\n",
                level - 1
            ));
        }
        assert_eq!(
            parse_document(&text).unwrap_err().message,
            "aliases unfold too deep"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,200}") {
            if let Ok((tree, _)) = parse_document(&text) {
                tree.root().map(|root| root.to_json());
            }
        }

        #[test]
        fn no_shape_makes_it_panic(text in "[-\\[\\]{}:,&*#|>'\"a \n\t%!?]{0,80}") {
            if let Ok((tree, _)) = parse_document(&text) {
                tree.root().map(|root| root.to_json());
            }
        }
    }
}
