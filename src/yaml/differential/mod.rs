//! Checks event sources against [`YamlEventKind`] and each other, and the tree builder against the events.
//!
//! Three checks that don't depend on any source: documents generated together with their expected events; the style of
//! an event compared with the bytes that it spans; and an outline of the events, which the tree must match. They run on
//! generated documents, on the YAML texts of the project, and on random mutations of those. `IDP_FUZZ_RUNS` and
//! `IDP_FUZZ_SEED` set how many and which, as in `tests/fuzz.rs`.
//!
//! To add a source, add it to [`SOURCES`].

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../../tests/support/mutated_texts.rs"]
mod mutated_texts;
mod outline;
#[path = "../../../tests/support/test_rng.rs"]
mod test_rng;
mod written;

use super::error::{YamlError, YamlErrorKind};
use super::event::{CollectionStyle, NO_SPAN, ScalarStyle, YamlEvent, YamlEventKind};
use super::granit::GranitEvents;
use super::parse::find_bom_or_lone_cr_error;
use super::split_yaml_documents;
use super::tree_builder::YamlTreeBuilder;
use super::version::YamlVersion;
use mutated_texts::{collect_seeds, fuzz_number, run_fuzz};
use outline::{outline_events, outline_tree};
use test_rng::TestRng;
use written::generate_random_yaml_document;

type YamlEventsResult<'t> = Result<Vec<YamlEvent<'t>>, YamlError>;

/// All events of a document; `None` if the source leaves the document to the first source.
type YamlEventParserFn = for<'t> fn(&'t str) -> Option<YamlEventsResult<'t>>;

/// The first source reads every document; the others must agree with it.
const SOURCES: &[(&str, YamlEventParserFn)] =
    &[("granit", |text| Some(GranitEvents::new(text).collect()))];

/// Checks every source on `text`, a document whose events are `expected` or, if they aren't known, those of the first
/// source.
fn assert_yaml_parsers_agree(text: &str, expected: Option<&YamlEventsResult<'_>>) {
    // Such text never reaches a source.
    if find_bom_or_lone_cr_error(text).is_some() {
        return;
    }
    let (_, first) = SOURCES[0];
    let from_first = first(text).unwrap();
    let expected = expected.unwrap_or(&from_first);
    for (name, source) in SOURCES {
        let Some(events) = source(text) else { continue };
        match (&events, expected) {
            (Ok(events), Ok(expected)) => {
                let differs = events.iter().zip(expected).find(|(a, b)| a != b);
                assert_eq!(
                    differs, None,
                    "{name} (left) produces different events: {text:?}"
                );
                assert_eq!(events.len(), expected.len(), "{name}: {text:?}");
                assert_spans_match_styles(text, events);
                assert_tree_matches_events(text, events);
            }
            // Only the first source words errors, so they aren't compared.
            (Err(_), Err(_)) => {}
            _ => panic!("{name}: {events:?}, not {expected:?}: {text:?}"),
        }
    }
}

/// Asserts that the bytes of each event match its style.
fn assert_spans_match_styles(written: &str, events: &[YamlEvent<'_>]) {
    let mut open = Vec::new();
    for YamlEvent { kind, span } in events {
        let shown = written.get(span.clone()).unwrap();
        let fits = match kind {
            YamlEventKind::Scalar { text, style, .. } => match style {
                ScalarStyle::Plain => shown == text || shown.is_empty() || shown.contains('\n'),
                ScalarStyle::Quoted => {
                    let quote = shown.chars().next();
                    matches!(quote, Some('\'' | '"')) && shown.ends_with(quote.unwrap())
                }
                ScalarStyle::Block => written[..span.end].contains(['|', '>']),
            },
            YamlEventKind::SequenceStart { style, .. }
            | YamlEventKind::MappingStart { style, .. } => {
                open.push(shown);
                match style {
                    CollectionStyle::Flow => matches!(shown, "[" | "{" | "" | "?"),
                    CollectionStyle::Block => matches!(shown, "" | "?"),
                }
            }
            YamlEventKind::CollectionEnd => match open.pop().unwrap() {
                "[" => shown == "]",
                "{" => shown == "}",
                _ => *span == NO_SPAN,
            },
            YamlEventKind::Alias(_) => shown.starts_with('*'),
        };
        assert!(fits, "{kind:?} at {span:?}, {shown:?}: {written:?}");
    }
    assert!(open.is_empty(), "{written:?}");
}

/// Asserts that the tree has the same outline as its events.
fn assert_tree_matches_events(text: &str, events: &[YamlEvent<'_>]) {
    let mut builder = YamlTreeBuilder::new(text, YamlVersion::V1_2);
    for event in events {
        if builder.push_event(event.clone()).is_err() {
            return;
        }
    }
    let (tree, _) = builder.finish();
    let (expected, found) = (outline_events(events), outline_tree(&tree));
    assert_eq!(found, expected, "the tree (left) and its events: {text:?}");
}

#[test]
fn every_source_gives_the_events_that_were_written() {
    let first = fuzz_number("IDP_FUZZ_SEED", 1);
    for seed in first..first + fuzz_number("IDP_FUZZ_RUNS", 500) {
        let written = generate_random_yaml_document(&mut TestRng(seed));
        assert_yaml_parsers_agree(&written.text, Some(&Ok(written.events)));
    }
}

/// Invalid YAML that a scanner might accept if it knows only the usual forms.
#[test]
fn no_source_accepts_what_is_no_yaml() {
    for text in [
        "a: 1\n... b\n",
        "a: 1\n---b\nc: 2\n",
        "a: b: c\n",
        "a: 1\n b: 2\n",
        "a:\n  - b\n c: d\n",
        "a: 'b' c\n",
        "a: [b, c\nd: e\n",
        "a: @b\n",
        "a:\n\tb: c\n",
        "a: |\n  b\n c\n",
        "- a\nb: c\n",
        "a: *b\n",
    ] {
        for (name, source) in SOURCES {
            let accepted = matches!(source(text), Some(Ok(_)));
            assert!(!accepted, "{name}: {text:?}");
        }
    }
}

/// Ensures that the checks above cover most of the documents.
#[test]
fn what_is_written_can_be_built() {
    for seed in 1..200 {
        let written = generate_random_yaml_document(&mut TestRng(seed));
        match super::parse_yaml_document(&written.text) {
            Ok(_) => {}
            Err(fault) => assert_eq!(fault.kind, YamlErrorKind::AliasBomb, "{}", written.text),
        }
    }
}

#[test]
fn all_yaml_readers_agree_on_the_files_of_the_project() {
    for text in collect_seeds() {
        for document in split_yaml_documents(&text) {
            assert_yaml_parsers_agree(document.text, None);
        }
    }
}

#[test]
fn all_sources_agree_on_changed_texts() {
    run_fuzz(|text| {
        for document in split_yaml_documents(text) {
            assert_yaml_parsers_agree(document.text, None);
        }
    });
}
