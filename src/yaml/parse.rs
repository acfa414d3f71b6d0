//! From events to a tree. What the parser leaves open is decided here: duplicate keys, recursive aliases, size.

use std::ops::Range;

use hashbrown::HashSet;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span};

use super::alias::{Anchors, Refusal};
use super::document::Chunk;
use super::fault::{Fault, FaultKind};
use super::hint::{Hint, hint};
use super::indent::{in_flow, in_quotes};
use super::scalar::type_of;
use super::tree::{Content, Data, Id, Tree};
use super::version::Version;

/// Reads the text of one document, as [`documents`](super::documents) gives it; spans are bytes of `text`.
///
/// Duplicate keys do not stop it: they come back beside the tree. Anything else that is wrong does.
///
/// # Errors
/// The first fault that leaves no tree to speak of.
pub fn parse(text: &str) -> Result<(Tree<'_>, Vec<Fault>), Fault> {
    parse_as(text, Version::Current)
}

impl<'t> Chunk<'t> {
    /// Reads this document, as [`parse`] does.
    ///
    /// # Errors
    /// As [`parse`].
    pub fn parse(self) -> Result<(Tree<'t>, Vec<Fault>), Fault> {
        parse_as(self.text, self.version)
    }
}

fn parse_as(text: &str, version: Version) -> Result<(Tree<'_>, Vec<Fault>), Fault> {
    if u32::try_from(text.len()).is_err() {
        return Err(syntax(0..0, "a document of more than 4 GiB".to_owned()));
    }
    stray(text)
        .map_or_else(|| by_events(text, version), Err)
        .map_err(|fault| explained(text, fault))
}

/// A character that other readers of YAML read otherwise, so that they would see another document.
fn stray(text: &str) -> Option<Fault> {
    if text.starts_with('\u{feff}') {
        let span = 0..'\u{feff}'.len_utf8();
        return Some(Fault {
            help: Some("remove it".to_owned()),
            fix: Some((span.clone(), String::new())),
            ..syntax(span, "a second byte order mark".to_owned())
        });
    }
    let mut returns = memchr::memchr_iter(b'\r', text.as_bytes());
    let at = returns.find(|at| text.as_bytes().get(at + 1) != Some(&b'\n'))?;
    let message = "a carriage return without a line feed";
    Some(Fault {
        help: Some("end every line with a line feed, or with both".to_owned()),
        ..syntax(at..at + 1, message.to_owned())
    })
}

fn by_events(text: &str, version: Version) -> Result<(Tree<'_>, Vec<Fault>), Fault> {
    let mut builder = Builder::new(text, version);
    let mut parser = Parser::new_from_str_with_options(text, options());
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| scan_fault(text, &error))?;
        let span = span_of(text, &span);
        match builder.take(event, span.clone())? {
            Progress::Going => {}
            // No marker is hidden from `documents` that splits a text.
            Progress::Again => return Err(syntax(span, "a second document in one".to_owned())),
            Progress::Ended => break,
        }
    }
    Ok((builder.tree, builder.faults))
}

/// A merge that left both sides in the file says more than what the parser stumbled over.
fn explained(text: &str, fault: Fault) -> Fault {
    const MARKERS: [&str; 3] = ["<<<<<<< ", "=======", ">>>>>>> "];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if fault.kind == FaultKind::Syntax && MARKERS.iter().any(|mark| line.starts_with(mark)) {
            let span = start..start + content.len();
            return Fault::new(FaultKind::MergeMarker, span, "unfinished merge");
        }
        start += line.len();
    }
    fault
}

fn options() -> Options {
    let mut options = Options::default();
    options.strict_indentation = false;
    options.bom_inside_document_as_content = true;
    options.emit_comments = false;
    options
}

#[derive(PartialEq, Eq)]
enum Progress {
    Going,
    Again,
    Ended,
}

struct Builder<'t> {
    text: &'t str,
    version: Version,
    complete: bool,
    tree: Tree<'t>,
    faults: Vec<Fault>,
    anchors: Anchors,
    open: Vec<Open<'t>>,
}

/// A collection that is being filled.
struct Open<'t> {
    node: Id,
    /// Of a block collection: the column of its entries.
    column: Option<usize>,
    last: Option<Id>,
    /// How many levels lie below it so far.
    height: usize,
    /// Of a mapping: the keys so far, and whether a key comes next.
    keys: Option<(HashSet<Key<'t>>, bool)>,
}

/// A key as npm `yaml` compares them: `1` and `1.0` are the same, `1` and `"1"` are not.
#[derive(PartialEq, Eq, Hash)]
enum Key<'t> {
    Text(std::borrow::Cow<'t, str>),
    Number(u64),
    Bool(bool),
    Null,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, version: Version) -> Self {
        Builder {
            text,
            version,
            complete: false,
            tree: Tree::default(),
            faults: Vec::new(),
            anchors: Anchors::default(),
            open: Vec::new(),
        }
    }

    fn take(&mut self, event: Event<'t>, span: Range<usize>) -> Result<Progress, Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
                    self.indented(in_quotes, &span)?;
                }
                let content = match tag {
                    None if style == ScalarStyle::Plain => {
                        let (text, plain) = self.version.current(text);
                        Content::Scalar { text, plain }
                    }
                    None => Content::Scalar { text, plain: false },
                    Some(tag) => tagged(text, tag.suffix_in_namespace(CORE).as_deref()),
                };
                let node = self.push(content, span);
                self.anchors.define(anchor, node, Some(0));
            }
            Event::SequenceStart(_, anchor, _) => self.begin(Content::Sequence, span, anchor),
            Event::MappingStart(_, anchor, _) => self.begin(Content::Mapping, span, anchor),
            Event::SequenceEnd | Event::MappingEnd => self.end(&span)?,
            Event::Alias(number) => self.alias(number, span)?,
            Event::DocumentEnd => self.complete = true,
            Event::DocumentStart(..) if self.complete => return Ok(Progress::Again),
            Event::StreamEnd => return Ok(Progress::Ended),
            _ => {}
        }
        Ok(Progress::Going)
    }

    fn begin(&mut self, content: Content<'t>, span: Range<usize>, anchor: usize) {
        let keys = matches!(content, Content::Mapping).then(|| (HashSet::new(), true));
        let flow = matches!(self.text.get(span.clone()), Some("[" | "{"));
        let column = (!flow).then(|| self.column(&content, span.start));
        let node = self.push(content, span);
        self.anchors.define(anchor, node, None);
        self.open.push(Open {
            node,
            column,
            last: None,
            height: 0,
            keys,
        });
    }

    /// The column of a block collection. A list may stand at the column of the mapping it is in; its first item is then
    /// where the parser says that it starts.
    fn column(&self, content: &Content<'t>, start: usize) -> usize {
        let line = self.text[..start]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let around = self.open.last().filter(|open| open.keys.is_some());
        let dash = |column: &usize| self.text.as_bytes().get(line + column) == Some(&b'-');
        match (content, around.and_then(|open| open.column).filter(dash)) {
            (Content::Sequence, Some(column)) => column,
            _ => start - line,
        }
    }

    fn end(&mut self, span: &Range<usize>) -> Result<(), Fault> {
        if let Some(Open {
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
                self.indented(in_flow, &whole)?;
            }
            self.anchors.close(node, height);
            self.raise(height + 1);
        }
        Ok(())
    }

    /// Whether every line of `span` is indented more than the block around it, as `find` finds it.
    fn indented(
        &self,
        find: fn(&str, &Range<usize>, usize) -> Option<usize>,
        span: &Range<usize>,
    ) -> Result<(), Fault> {
        let Some(column) = self.open.iter().rev().find_map(|open| open.column) else {
            return Ok(());
        };
        match find(self.text, span, column) {
            Some(start) => {
                let end = self.text[start..]
                    .find('\n')
                    .map_or(span.end, |length| start + length);
                let message = "this line is not indented more than the entry it belongs to";
                Err(Fault {
                    help: Some(format!("indent it by {} spaces or more", column + 1)),
                    ..syntax(start..end, message.to_owned())
                })
            }
            None => Ok(()),
        }
    }

    fn alias(&mut self, number: usize, span: Range<usize>) -> Result<(), Fault> {
        match self.anchors.follow(&self.tree, number, self.open.len()) {
            Some(Ok((target, height))) => {
                self.push(Content::Alias(target), span);
                self.raise(height + 1);
                Ok(())
            }
            Some(Err(Refusal::Recursive)) => Err(syntax(
                span,
                "an alias stands for something it is part of".to_owned(),
            )),
            Some(Err(Refusal::TooMany)) => Err(Fault::new(
                FaultKind::AliasBomb,
                span,
                "aliases unfold to more than 100 nodes",
            )),
            Some(Err(Refusal::TooDeep)) => Err(syntax(span, "aliases unfold too deep".to_owned())),
            None => Err(syntax(span, "an alias without an anchor".to_owned())),
        }
    }

    /// Something of this height was put into the innermost collection.
    fn raise(&mut self, height: usize) {
        if let Some(open) = self.open.last_mut() {
            open.height = open.height.max(height);
        }
    }

    fn push(&mut self, content: Content<'t>, span: Range<usize>) -> Id {
        let id = Id::try_from(self.tree.nodes.len()).unwrap_or(Id::MAX);
        self.note_key(&content, &span);
        // The length of the text was checked, so its offsets fit.
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        self.tree.nodes.push(Data {
            content,
            span: narrow(span.start)..narrow(span.end),
            first: None,
            next: None,
        });
        if let Some(open) = self.open.last_mut() {
            match open.last.replace(id) {
                Some(previous) => self.tree.nodes[previous as usize].next = Some(id),
                None => self.tree.nodes[open.node as usize].first = Some(id),
            }
        }
        id
    }

    fn note_key(&mut self, content: &Content<'t>, span: &Range<usize>) {
        let Some(Open {
            keys: Some((keys, key_next)),
            ..
        }) = self.open.last_mut()
        else {
            return;
        };
        let is_key = std::mem::replace(key_next, !*key_next);
        let Content::Scalar { text, plain } = content else {
            return;
        };
        let key = key(text.clone(), *plain);
        // In JavaScript nothing equals NaN.
        let comparable = key != Key::Number(f64::NAN.to_bits());
        if is_key && comparable && !keys.insert(key) && self.faults.len() < MOST_FAULTS {
            let message = format!("duplicate key \"{}\"", crate::printable::brief(text));
            let fault = Fault::new(FaultKind::DuplicateKey, span.clone(), message);
            self.faults.push(fault);
        }
    }
}

/// More faults of one document are not listed.
const MOST_FAULTS: usize = 10_000;

/// What the tags of YAML's own types start with.
const CORE: &str = "tag:yaml.org,2002:";

/// A scalar with a tag is of the tag's type if that is one of the core schema's and has such texts; else it is a text.
/// npm `yaml`, `findScalarTagByName`.
fn tagged<'t>(text: std::borrow::Cow<'t, str>, tag: Option<&str>) -> Content<'t> {
    match tag {
        // Bytes, which are an object in JavaScript.
        Some("binary") => Content::Mapping,
        Some(tag) => Content::Scalar {
            plain: tag != "str" && type_of(&text) == tag,
            text,
        },
        None => Content::Scalar { text, plain: false },
    }
}

fn key(text: std::borrow::Cow<'_, str>, plain: bool) -> Key<'_> {
    use super::scalar::{Scalar, plain as typed};
    match plain.then(|| typed(&text)) {
        Some(Scalar::Null) => Key::Null,
        Some(Scalar::Bool(value)) => Key::Bool(value),
        Some(Scalar::Number(value)) => Key::Number((value + 0.0).to_bits()),
        Some(Scalar::Text(_)) | None => Key::Text(text),
    }
}

fn span_of(text: &str, span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or(text.len()..text.len())
}

fn scan_fault(text: &str, error: &ScanError) -> Fault {
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
    let Hint { message, help, fix } = hint(text, at, error.kind());
    Fault {
        help,
        fix,
        ..syntax(at..end, message)
    }
}

fn syntax(span: Range<usize>, message: String) -> Fault {
    Fault::new(FaultKind::Syntax, span, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(text: &str) -> String {
        let (tree, faults) = parse(text).unwrap();
        assert_eq!(faults, []);
        tree.root().unwrap().to_json().to_string()
    }

    #[test]
    fn values_are_typed_and_merge_keys_are_ordinary() {
        insta::assert_snapshot!(
            json("a: &x {b: 1}\nc: {<<: *x, d: yes}\ne: [017, '1', ~, 1.5]\n"),
            @r#"{"a":{"b":1},"c":{"<<":{"b":1},"d":"yes"},"e":[17,"1",null,1.5]}"#
        );
    }

    #[test]
    fn spans_cover_keys_and_values_exactly() {
        let text = "spec:\n  owner: 'group:x'  # why\n  list:\n    - é\n";
        let (tree, _) = parse(text).unwrap();
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
        let (_, faults) = parse("1: a\n1.0: b\n\"1\": c\n").unwrap();
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
        assert_eq!(parse(&text).unwrap_err().kind, FaultKind::AliasBomb);
        assert_eq!(parse("a: &a [*a]\n").unwrap_err().kind, FaultKind::Syntax);
    }

    #[test]
    fn depth_is_bounded() {
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse(&"- ".repeat(100_000)).is_err());
        let mut text = "a0: &a0 [x]\n".to_owned();
        for level in 1..6 {
            let (open, close) = ("[".repeat(200), "]".repeat(200));
            text.push_str(&format!(
                "a{level}: &a{level} {open}*a{}{close}\n",
                level - 1
            ));
        }
        assert_eq!(parse(&text).unwrap_err().message, "aliases unfold too deep");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,200}") {
            if let Ok((tree, _)) = parse(&text) {
                tree.root().map(|root| root.to_json());
            }
        }

        #[test]
        fn no_shape_makes_it_panic(text in "[-\\[\\]{}:,&*#|>'\"a \n\t%!?]{0,80}") {
            if let Ok((tree, _)) = parse(&text) {
                tree.root().map(|root| root.to_json());
            }
        }
    }
}
