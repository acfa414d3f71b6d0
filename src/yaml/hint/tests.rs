//! At least one example of each mistake, with its message.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::yaml::{parse_yaml_document, split_yaml_documents};

/// A file with a mistake, and the expected message, help, and whether there is a fix.
const EXAMPLES: &[(&str, &str)] = &[
    (
        "a: b\n{% if x %}\nc: d\n",
        r##"template syntax, not YAML: "{% if x %}" · validate the rendered file; keep the template in the skeleton of a Template"##,
    ),
    (
        "a: b\n\u{feff}---\nc: d\n",
        "a byte order mark inside the file · remove the byte order mark [fix]",
    ),
    (
        "a: {{ x }}-svc\n",
        r##"template syntax, not YAML: "a: {{ x }}-svc" · put the value in quotes"##,
    ),
    (
        "a: b\u{1}c\n",
        "control character U+0001 · remove it, or write it as an escape in double quotes",
    ),
    (
        "a: “b: c”\n",
        r##"“ is not a quote in YAML · use straight quotes: " or ' [fix]"##,
    ),
    (
        "spec:\n  a:\u{a0}b\n  c: d\n",
        r##"a non-breaking space where YAML needs a space · replace it in "a: b" [fix]"##,
    ),
    (
        "spec:\n\towner: x\n",
        "a tab in the indentation · use spaces",
    ),
    (
        "spec:\n  a: b\n\tc: d\n",
        r##"a tab in the indentation of the next line, "c: d" · use spaces"##,
    ),
    (
        "---\na: b\n----\nc: d\n",
        r##""----" doesn't start a document · write exactly three dashes [fix]"##,
    ),
    (
        "a: b\n%c\n",
        r##"a line that starts with "%" is a directive · if it is text, indent it or put it in quotes"##,
    ),
    (
        "%YAML 2.0\n---\na: b\n",
        r##"unsupported YAML version · write "%YAML 1.2", or remove the line"##,
    ),
    (
        "spec:\n  owner: @acme/payments # us\n",
        r##"a value can't start with "@" · put the value in quotes: "@acme/payments" [fix]"##,
    ),
    (
        "spec: {owner: @acme/payments, type: x}\n",
        r##"a value can't start with "@" · put the value in quotes: "@acme/payments" [fix]"##,
    ),
    (
        "a: `x`\n",
        r##"a value can't start with "`" · put the value in quotes: "`x`" [fix]"##,
    ),
    (
        "a: %x\n  more\n",
        r##"a value can't start with "%" · put the value in quotes: "%x""##,
    ),
    (
        "a: *.txt\n",
        r##"a value that starts with "*" is an alias · put the value in quotes: "*.txt" [fix]"##,
    ),
    (
        "a: *\n",
        r##"a value that starts with "*" is an alias · put the value in quotes: "*" [fix]"##,
    ),
    (
        "a: *foo\n",
        r##"anchor "foo" not found · define "&foo" above, or put the value in quotes: "*foo""##,
    ),
    (
        "a: & b\n",
        r##"a value that starts with "&" is an anchor · put the value in quotes: "& b" [fix]"##,
    ),
    (
        "a: !!\n",
        r##"a value that starts with "!" is a tag · put the value in quotes: "!!""##,
    ),
    (
        "a: !foo!bar x\n",
        r##"a value that starts with "!" is a tag · put the value in quotes: "!foo!bar x""##,
    ),
    (
        "a: | text\n  b\n",
        r##"text on the same line as "|" · start the text on the next line, or put all of it in quotes: "| text""##,
    ),
    (
        "a: > text\n",
        r##"text on the same line as ">" · start the text on the next line, or put all of it in quotes: "> text""##,
    ),
    (
        "a: - b\n",
        r##"a list can't start on the same line as its key · start the list on the next line, or put the value in quotes: "- b""##,
    ),
    (
        "a: ? b\n",
        r##"a value can't start with "? " · put the value in quotes: "? b" [fix]"##,
    ),
    (
        "a: \"b\nc: d\n",
        r##"this quote is never closed · end the value with ""##,
    ),
    (
        "a: 'b\nc: d\n",
        "this quote is never closed · end the value with '",
    ),
    (
        "a: 'it's here'\n",
        r##"text after the closing quote · escape the quotes inside: "it's here" [fix]"##,
    ),
    (
        "a: \"say \"hi\" now\"\n",
        r##"text after the closing quote · escape the quotes inside: "say \"hi\" now" [fix]"##,
    ),
    (
        "a: \"x\", \"y\"\n",
        "text after the closing quote · put all of the value in quotes, and escape the quotes inside",
    ),
    (
        "a: \"b\" c\n",
        "text after the closing quote · put all of the value in quotes, and escape the quotes inside",
    ),
    (
        "a: \"\\d\"\n",
        r##"invalid escape in double quotes · write "\\" for a backslash, or use single quotes"##,
    ),
    (
        "a: \"\\ud800\"\n",
        r##"invalid escape in double quotes · write "\\" for a backslash, or use single quotes"##,
    ),
    (
        "a: \"f\"#x\n",
        r##"a comment needs a space before "#" · add the space [fix]"##,
    ),
    (
        "a: [x, y\nb: c\n",
        r##"the "[" in "a: [x, y" is never closed · end it with "]""##,
    ),
    (
        "a: {x: y\nb: c\n",
        r##"the "{" in "a: {x: y" is never closed · end it with "}""##,
    ),
    (
        "a: [x}\n",
        r##""[" is closed with "}" · close it with "]""##,
    ),
    (
        "a: ]\n",
        r##""]" without an opening bracket · remove it, or put the value in quotes"##,
    ),
    (
        "a: [WIP] fix\n",
        r##"text after the closing "]" · put the value in quotes: "[WIP] fix" [fix]"##,
    ),
    (
        "a: {foo} bar\n",
        r##"text after the closing "}" · put the value in quotes: "{foo} bar" [fix]"##,
    ),
    (
        "a: {x: y z: w}\n",
        r##"expected "," or a closing bracket · separate the items with ","; put text that contains ":", "," or brackets in quotes"##,
    ),
    (
        "a: [x, , y]\n",
        "nothing between two commas · remove one of the commas",
    ),
    (
        "metadata:\n  description: Pay: the service\n  x: y\n",
        r##"": " inside a value · put the value in quotes: "Pay: the service" [fix]"##,
    ),
    (
        "metadata: name: x\n",
        r##"": " inside a value · start "name: x" on the next line, indented"##,
    ),
    (
        "a: Pay: the\n  service\n",
        r##"": " inside a value · put the value in quotes: "Pay: the""##,
    ),
    (
        "spec:\n  type:service\n  owner: x\n",
        r##"no space after ":" in "type:service" · add the space [fix]"##,
    ),
    (
        "a:b\nc: d\n",
        r##"no space after ":" in "a:b" · add the space [fix]"##,
    ),
    (
        "a:\n  - b\n  -c\n",
        r##"no space after "-" in "-c" · add the space [fix]"##,
    ),
    (
        "a: |\ntext here\nb: c\n",
        r##"the text of "a: |" is not indented enough · indent it by 2 spaces or more"##,
    ),
    (
        "a: |\n    x\n  y\nb: c\n",
        r##"the text of "a: |" is not indented enough · indent it by 4 spaces, like the first line of the text"##,
    ),
    (
        "a: b\n  # x\n  c\n",
        "a comment between the lines of a value · move the comment above the value, or put the value in quotes",
    ),
    (
        "a:\n  c: d\n  - b\n",
        r##"a list item among the keys of an object · an object can only have keys; indent the item below its key, or remove "- ""##,
    ),
    (
        "a:\n  - b\n  c: d\n",
        r##"a key among the items of a list · start the line with "- ", or align it with the text of the item above"##,
    ),
    (
        "spec:\n  type service\n  owner: x\n",
        r##"no ":" in "type service" · write "type: …"; indent the line if it belongs to the value above"##,
    ),
    (
        "spec:\n  type: service\n  owner\n",
        r##"no ":" in "owner" · write "owner: …"; indent the line if it belongs to the value above"##,
    ),
    (
        "a:\n  - b\n  c\n",
        r##""c" is neither a list item nor a key · start the line with "- ""##,
    ),
    (
        "a: b\nc\nd: e\n",
        r##"no ":" in "c" · write "c: …"; indent the line if it belongs to the value above"##,
    ),
    (
        "a = b\nc: d\n",
        r##"no ":" in "a = b" · write "a: …"; indent the line if it belongs to the value above"##,
    ),
    (
        "a: b\n  c: d\n",
        r##"this line is indented more than "a: b", which already has a value · indent it by 0 spaces, like the line above"##,
    ),
    (
        "spec:\n    a: b\n  c: d\n",
        "wrong indentation: no entry above is indented by 2 spaces · indent it by 0 or 4 spaces",
    ),
    (
        "a:\n  - b\n - c\n",
        "wrong indentation: no entry above is indented by 1 space · indent it by 0 or 2 spaces",
    ),
    (
        "{\"a\": 1}\n{\"b\": 2}\n",
        r##"text after the end of the document · start another document with "---", or indent the lines that belong to this one"##,
    ),
];

fn first_error(text: &str) -> crate::yaml::YamlError {
    let chunks = split_yaml_documents(text);
    let faults = chunks.iter().filter_map(|chunk| chunk.parse().err());
    faults
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("{text}"))
}

/// The text with the fix applied.
fn apply_fix(text: &str) -> Option<String> {
    let (span, new) = first_error(text).fix?;
    let mut fixed = text.to_owned();
    fixed.replace_range(span, &new);
    Some(fixed)
}

#[test]
fn each_mistake_has_words_and_a_way_out() {
    for (text, words) in EXAMPLES {
        let fault = first_error(text);
        let help = fault.help.unwrap_or_default();
        let fix = if fault.fix.is_some() { " [fix]" } else { "" };
        assert_eq!(
            format!("{} · {help}{fix}", fault.message),
            *words,
            "{text:?}"
        );
    }
}

#[test]
fn what_a_fix_writes_can_be_read() {
    let fixed: Vec<String> = EXAMPLES
        .iter()
        .filter_map(|(text, _)| apply_fix(text))
        .collect();
    assert!(fixed.len() >= 15, "{}", fixed.len());
    for text in &fixed {
        for chunk in split_yaml_documents(text) {
            assert!(chunk.parse().is_ok(), "{text}");
        }
    }
}

/// Each row of the table is the first match for one of the examples.
#[test]
fn no_mistake_is_without_an_example() {
    let mut options = granit_parser::Options::default();
    options.strict_indentation = false;
    let row = |text: &&str| {
        let mut parser = granit_parser::Parser::new_from_str_with_options(text, options.clone());
        let error = std::iter::from_fn(|| parser.next_event()).find_map(Result::err)?;
        let at = error.marker().byte_offset()?;
        let spot = ParseErrorContext::new(text, at, error.kind());
        HINT_DETECTORS
            .iter()
            .position(|mistake| mistake(&spot).is_some())
    };
    let chunks = EXAMPLES
        .iter()
        .flat_map(|(text, _)| split_yaml_documents(text));
    let texts: Vec<&str> = chunks.map(|chunk| chunk.text).collect();
    let rows: std::collections::BTreeSet<usize> = texts.iter().filter_map(row).collect();
    let missing: Vec<usize> = (0..HINT_DETECTORS.len())
        .filter(|row| !rows.contains(row))
        .collect();
    assert_eq!(missing, [0_usize; 0]);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "([-\\[\\]{}:,&*#|>'\"a“é \n\t%!?@`=]|\u{a0}|---\n|key: ){0,40}") {
        if let Err(fault) = parse_yaml_document(&text)
            && let Some((span, _)) = fault.fix
        {
            proptest::prop_assert!(text.get(span).is_some());
        }
    }
}
