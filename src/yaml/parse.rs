//! From events to a tree. What the parser leaves open is decided here: duplicate keys, recursive aliases, size.

use std::collections::HashSet;
use std::ops::Range;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span};

use super::alias::{Anchors, Refusal};
use super::fault::{Fault, FaultKind};
use super::tree::{Content, Data, Id, Tree};

/// Reads the text of one document, as [`documents`](super::documents) gives it; spans are bytes of `text`.
///
/// Duplicate keys do not stop it: they come back beside the tree. Anything else that is wrong does.
///
/// # Errors
/// The first fault that leaves no tree to speak of.
pub fn parse(text: &str) -> Result<(Tree<'_>, Vec<Fault>), Fault> {
    if u32::try_from(text.len()).is_err() {
        return Err(syntax(0..0, "a document of more than 4 GiB".to_owned()));
    }
    by_events(text).map_err(|fault| explained(text, fault))
}

fn by_events(text: &str) -> Result<(Tree<'_>, Vec<Fault>), Fault> {
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str_with_options(text, options());
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| scan_fault(text, &error))?;
        let span = span_of(text, &span);
        match builder.take(event, span.clone())? {
            Progress::Going => {}
            // Only a carriage return alone, which ends a line here and nowhere else, hides a marker from `documents`.
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
            return Fault {
                kind: FaultKind::MergeMarker,
                message: "a merge was left unfinished here".to_owned(),
                span: start..start + content.len(),
            };
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

#[derive(Default)]
struct Builder<'t> {
    complete: bool,
    tree: Tree<'t>,
    faults: Vec<Fault>,
    anchors: Anchors,
    open: Vec<Open<'t>>,
}

/// A collection that is being filled.
struct Open<'t> {
    node: Id,
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
    fn take(&mut self, event: Event<'t>, span: Range<usize>) -> Result<Progress, Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain
                    && tag.is_none_or(|tag| tag.core_suffix() != Some("str"));
                let node = self.push(Content::Scalar { text, plain }, span);
                self.anchors.define(anchor, node, Some(0));
            }
            Event::SequenceStart(_, anchor, _) => self.begin(Content::Sequence, span, anchor),
            Event::MappingStart(_, anchor, _) => self.begin(Content::Mapping, span, anchor),
            Event::SequenceEnd | Event::MappingEnd => self.end(&span),
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
        let node = self.push(content, span);
        self.anchors.define(anchor, node, None);
        self.open.push(Open {
            node,
            last: None,
            height: 0,
            keys,
        });
    }

    fn end(&mut self, span: &Range<usize>) {
        if let Some(Open {
            node, last, height, ..
        }) = self.open.pop()
        {
            // A block collection ends where its last child does, not where the next line starts.
            let end = last.map_or(0, |last| self.tree.nodes[last as usize].span.end);
            let data = &mut self.tree.nodes[node as usize];
            data.span.end = match u32::try_from(span.end) {
                Ok(closing) if span.len() == 1 => closing,
                _ => end.max(data.span.start),
            };
            self.anchors.close(node, height);
            self.raise(height + 1);
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
            Some(Err(Refusal::TooMany)) => Err(Fault {
                kind: FaultKind::AliasBomb,
                message: "aliases unfold to more than 100 nodes".to_owned(),
                span,
            }),
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
        if is_key && !keys.insert(key(text.clone(), *plain)) {
            self.faults.push(Fault {
                kind: FaultKind::DuplicateKey,
                message: format!(
                    "`{}` stands twice in one object",
                    crate::printable::Printable(text)
                ),
                span: span.clone(),
            });
        }
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
    syntax(at..end, error.info())
}

fn syntax(span: Range<usize>, message: String) -> Fault {
    Fault {
        kind: FaultKind::Syntax,
        message,
        span,
    }
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
        for level in 1..5000 {
            text.push_str(&format!("a{level}: &a{level} [[[*a{}]]]\n", level - 1));
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
