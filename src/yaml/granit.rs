//! Events from `granit_parser`, which reads all of YAML 1.2. Only this file uses its types, and only `hint` its errors.

use std::ops::Range;

use granit_parser::{Event, Options, Parser, ScanError, StrInput, StructureStyle, Tag};

use super::error::YamlError;
use super::event::{
    AnchorId, CollectionStyle, NO_SPAN, ScalarStyle, ScalarTag, YamlEvent, YamlEventKind,
};
use super::hint::{SyntaxHint, explain_parse_error};
use super::scalar::CoreSchemaType;

/// The events of one document; nothing comes after an error.
///
/// The whole path to the builder is inlined: events and errors are large, and moving them between calls took 5 to
/// 8 % of the time needed to read a document.
pub(super) struct GranitEvents<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    document_ended: bool,
    stopped: bool,
}

impl<'t> GranitEvents<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        GranitEvents {
            text,
            parser: Parser::new_from_str_with_options(text, parser_options()),
            document_ended: false,
            stopped: false,
        }
    }

    /// The next event that has a [`YamlEventKind`]; `None` at the end.
    #[inline(always)]
    fn read_event(&mut self) -> Option<Result<YamlEvent<'t>, YamlError>> {
        loop {
            let (event, span) = match self.parser.next_event()? {
                Ok(parsed) => parsed,
                Err(error) => return Some(Err(convert_scan_error(self.text, &error))),
            };
            // A parser of `&str` knows the bytes of every span; otherwise, the end of the text is a safe fallback.
            let end = self.text.len();
            let span = span.byte_range().unwrap_or(end..end);
            match event {
                Event::StreamEnd => return None,
                Event::DocumentEnd => self.document_ended = true,
                // Splitting a file into documents consumes every marker, so this one was written by hand or the file
                // was read whole: `deserialize_yaml` expects a single document.
                Event::DocumentStart(..) if self.document_ended => {
                    return Some(Err(YamlError::syntax(span, "more than one document")));
                }
                event => {
                    if let Some(kind) = convert_parser_event(event) {
                        return Some(Ok(build_event_with_normalized_span(kind, span)));
                    }
                }
            }
        }
    }
}

impl<'t> Iterator for GranitEvents<'t> {
    type Item = Result<YamlEvent<'t>, YamlError>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        if self.stopped {
            return None;
        }
        let event = self.read_event();
        self.stopped = !matches!(event, Some(Ok(_)));
        event
    }
}

fn parser_options() -> Options {
    let mut options = Options::default();
    // Its strict rules differ from those of npm `yaml`, which `indent` implements.
    options.strict_indentation = false;
    // A byte order mark inside a document is content, as in npm `yaml`. `document` splits at markers before this parser
    // sees them, so that none is hidden behind a mark.
    options.bom_inside_document_as_content = true;
    // Cargo features of the crate must not change the stream, whichever crate enables them.
    options.set_emit_comments(false);
    options
}

#[inline(always)]
fn convert_parser_event(event: Event<'_>) -> Option<YamlEventKind<'_>> {
    // The parser numbers anchors from 1; 0 means no anchor.
    let anchor = AnchorId::new;
    Some(match event {
        Event::Scalar(text, style, number, tag) => YamlEventKind::Scalar {
            text,
            style: convert_scalar_style(style),
            tag: tag.as_deref().map(convert_scalar_tag),
            anchor: anchor(number),
        },
        Event::SequenceStart(style, number, _) => YamlEventKind::SequenceStart {
            style: convert_parser_collection_style(style),
            anchor: anchor(number),
        },
        Event::MappingStart(style, number, _) => YamlEventKind::MappingStart {
            style: convert_parser_collection_style(style),
            anchor: anchor(number),
        },
        Event::SequenceEnd | Event::MappingEnd => YamlEventKind::CollectionEnd,
        Event::Alias(number) => YamlEventKind::Alias(anchor(number)?),
        // Stream and document events; the others are emitted only if an option enables them.
        _ => return None,
    })
}

/// An event with the span that [`YamlEventKind`] promises.
#[inline(always)]
fn build_event_with_normalized_span(kind: YamlEventKind<'_>, span: Range<usize>) -> YamlEvent<'_> {
    // Without a bracket, the parser ends a collection where the next token starts: often lines below, after comments.
    let is_unmarked_end = matches!(kind, YamlEventKind::CollectionEnd) && span.len() != 1;
    YamlEvent {
        kind,
        span: if is_unmarked_end { NO_SPAN } else { span },
    }
}

fn convert_scalar_style(style: granit_parser::ScalarStyle) -> ScalarStyle {
    use granit_parser::ScalarStyle as Theirs;
    match style {
        Theirs::Plain => ScalarStyle::Plain,
        Theirs::SingleQuoted | Theirs::DoubleQuoted => ScalarStyle::Quoted,
        Theirs::Literal | Theirs::Folded => ScalarStyle::Block,
    }
}

fn convert_parser_collection_style(style: StructureStyle) -> CollectionStyle {
    match style {
        StructureStyle::Block => CollectionStyle::Block,
        StructureStyle::Flow => CollectionStyle::Flow,
    }
}

/// The prefix of the tags of YAML's own types.
const CORE_TAG_PREFIX: &str = "tag:yaml.org,2002:";

fn convert_scalar_tag(tag: &Tag) -> ScalarTag {
    // Compares the resolved name, because `%TAG` lets a handle stand for any part of it.
    match tag.suffix_in_namespace(CORE_TAG_PREFIX).as_deref() {
        Some("binary") => ScalarTag::Binary,
        Some(name) => CoreSchemaType::from_tag_name(name).map_or(ScalarTag::Other, ScalarTag::Core),
        None => ScalarTag::Other,
    }
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
        ..YamlError::syntax(at..end, message)
    }
}
