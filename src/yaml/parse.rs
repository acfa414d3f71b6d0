//! Parses the text of one document: events from `granit` are pushed into `tree_builder`, between checks of the text
//! itself.

use super::document::YamlDocumentText;
use super::error::{YamlError, YamlErrorKind};
use super::granit::GranitEvents;
use super::tree::YamlTree;
use super::tree_builder::YamlTreeBuilder;
use super::version::YamlVersion;

/// Parses the text of one document, as [`split_yaml_documents`](super::split_yaml_documents) returns it; spans are
/// bytes of `text`.
///
/// Duplicate keys don't stop it: they're returned with the tree. Any other error does.
///
/// # Errors
/// The first error that leaves no usable tree.
pub fn parse_yaml_document(text: &str) -> Result<(YamlTree<'_>, Vec<YamlError>), YamlError> {
    parse_yaml_with_version(text, YamlVersion::V1_2)
}

impl<'t> YamlDocumentText<'t> {
    /// Parses this document, as [`parse_yaml_document`] does.
    ///
    /// # Errors
    /// As [`parse_yaml_document`].
    pub fn parse(self) -> Result<(YamlTree<'t>, Vec<YamlError>), YamlError> {
        parse_yaml_with_version(self.text, self.version)
    }
}

fn parse_yaml_with_version(
    text: &str,
    version: YamlVersion,
) -> Result<(YamlTree<'_>, Vec<YamlError>), YamlError> {
    if u32::try_from(text.len()).is_err() {
        return Err(YamlError::syntax(0..0, "document larger than 4 GiB"));
    }
    find_bom_or_lone_cr_error(text)
        .map_or_else(|| build_yaml_tree(text, version), Err)
        .map_err(|fault| prefer_merge_marker_error(text, fault))
}

/// Finds characters that other YAML parsers interpret differently, so that they would see another document. Such text
/// never reaches a source of events.
pub(super) fn find_bom_or_lone_cr_error(text: &str) -> Option<YamlError> {
    if text.starts_with('\u{feff}') {
        let span = 0..'\u{feff}'.len_utf8();
        return Some(YamlError {
            help: Some("remove it".to_owned()),
            fix: Some((span.clone(), String::new())),
            ..YamlError::syntax(span, "a second byte order mark")
        });
    }
    let mut returns = memchr::memchr_iter(b'\r', text.as_bytes());
    let at = returns.find(|at| text.as_bytes().get(at + 1) != Some(&b'\n'))?;
    let message = "a carriage return without a line feed";
    Some(YamlError {
        help: Some("end every line with a line feed, or with both".to_owned()),
        ..YamlError::syntax(at..at + 1, message)
    })
}

fn build_yaml_tree(
    text: &str,
    version: YamlVersion,
) -> Result<(YamlTree<'_>, Vec<YamlError>), YamlError> {
    // A faster source would first push its events into a builder of its own. Documents that it can't read, or that its
    // builder rejects, would then be read again here from the start, so that errors are worded only once.
    let mut builder = YamlTreeBuilder::new(text, version);
    for event in GranitEvents::new(text) {
        builder.push_event(event?)?;
    }
    Ok(builder.finish())
}

/// Unresolved conflict markers explain more than the parser's own error.
fn prefer_merge_marker_error(text: &str, fault: YamlError) -> YamlError {
    const MERGE_CONFLICT_MARKERS: [&str; 3] = ["<<<<<<< ", "=======", ">>>>>>> "];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if fault.kind == YamlErrorKind::Syntax
            && MERGE_CONFLICT_MARKERS
                .iter()
                .any(|mark| line.starts_with(mark))
        {
            let span = start..start + content.len();
            return YamlError::new(
                YamlErrorKind::MergeMarker,
                span,
                "unresolved merge conflict",
            );
        }
        start += line.len();
    }
    fault
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse_to_json(text: &str) -> String {
        let (tree, faults) = parse_yaml_document(text).unwrap();
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
    fn a_key_that_is_a_collection_is_its_own_yaml() {
        // As `yaml` 2 for Node.js returns it.
        for (text, json) in [
            ("- {{ a.b | c }}", r#"[{"{ a.b | c }":null}]"#),
            ("{{ a }}: x", r#"{"{ ? { a } }":"x"}"#),
            ("{[a, b]: 1}", r#"{"[ a, b ]":1}"#),
            ("{{a: 1, b: c}: 2}", r#"{"{ a: 1, b: c }":2}"#),
            ("{[{a: b}, {c}]: 1}", r#"{"[ { a: b }, { c } ]":1}"#),
            ("? {}\n: 1", r#"{"{}":1}"#),
            ("? []\n: 1", r#"{"[]":1}"#),
        ] {
            assert_eq!(parse_to_json(text), json, "{text}");
        }
    }

    #[test]
    fn spans_cover_keys_and_values_exactly() {
        let text = "spec:\n  owner: 'group:x'  # why\n  list:\n    - é\n";
        let (tree, _) = parse_yaml_document(text).unwrap();
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
        let (_, faults) = parse_yaml_document("1: a\n1.0: b\n\"1\": c\n").unwrap();
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
            parse_yaml_document(&text).unwrap_err().kind,
            YamlErrorKind::AliasBomb
        );
        assert_eq!(
            parse_yaml_document("a: &a [*a]\n").unwrap_err().kind,
            YamlErrorKind::Syntax
        );
    }

    #[test]
    fn depth_is_bounded() {
        assert!(parse_yaml_document(&"[".repeat(100_000)).is_err());
        assert!(parse_yaml_document(&"- ".repeat(100_000)).is_err());
        let mut text = "a0: &a0 [x]\n".to_owned();
        for level in 1..6 {
            let (open, close) = ("[".repeat(200), "]".repeat(200));
            text.push_str(&format!(
                "a{level}: &a{level} {open}*a{}{close}\n",
                level - 1
            ));
        }
        assert_eq!(
            parse_yaml_document(&text).unwrap_err().message,
            "aliases expand too deeply"
        );
    }

    #[test]
    fn a_pair_in_a_list_goes_over_lines_as_the_list_does() {
        assert_eq!(
            parse_to_json("k: [a: \"x\n  y\", b: [c,\n  d]]\n"),
            r#"{"k":[{"a":"x y"},{"b":["c","d"]}]}"#
        );
        assert!(parse_yaml_document("k: [a: 'x\ny']\n").is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,200}") {
            if let Ok((tree, _)) = parse_yaml_document(&text) {
                tree.root().map(|root| root.to_json());
            }
        }

        #[test]
        fn no_shape_makes_it_panic(text in "[-\\[\\]{}:,&*#|>'\"a \n\t%!?]{0,80}") {
            if let Ok((tree, _)) = parse_yaml_document(&text) {
                tree.root().map(|root| root.to_json());
            }
        }
    }
}
