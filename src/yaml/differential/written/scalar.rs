//! Generates scalars in every style, empty nodes, aliases, and the properties before a node.

use std::ops::Range;

use super::{RandomYamlGenerator, ValueNestingContext};
use crate::yaml::event::{AnchorId, ScalarStyle, ScalarTag, YamlEventKind};
use crate::yaml::scalar::CoreSchemaType;

const PLAIN: [&str; 20] = [
    "a",
    "name",
    "x-y",
    "yes",
    "017",
    "1.0",
    "~",
    "null",
    "true",
    "-1",
    "a b",
    "x:y",
    "a#b",
    "é",
    "😀 x",
    "http://x/y?z=1",
    "-x",
    "<<",
    "a'b",
    "2026-01-01",
];

/// As written, and as read.
const QUOTED: [(&str, &str); 10] = [
    ("''", ""),
    ("\"\"", ""),
    ("'it''s'", "it's"),
    ("'a: b #c'", "a: b #c"),
    ("'[x, {'", "[x, {"),
    ("\"\\u00e9\\n\"", "é\n"),
    ("\"a\\\"b\"", "a\"b"),
    ("\" x \"", " x "),
    ("'é'", "é"),
    ("\"- 1\"", "- 1"),
];

/// As written, and as parsed.
const TAGS: [(&str, ScalarTag); 6] = [
    ("!!str", ScalarTag::Core(CoreSchemaType::Str)),
    ("!!int", ScalarTag::Core(CoreSchemaType::Int)),
    (
        "!<tag:yaml.org,2002:bool>",
        ScalarTag::Core(CoreSchemaType::Bool),
    ),
    ("!!binary", ScalarTag::Binary),
    ("!", ScalarTag::Other),
    ("!own", ScalarTag::Other),
];

impl RandomYamlGenerator<'_> {
    /// Generates an empty node, with or without properties.
    pub(super) fn generate_empty_node(&mut self, place: ValueNestingContext) {
        let before = self.text.len();
        let at = if place.is_item { before } else { before - 1 };
        if self.rng.one_in(3) {
            self.push_random_spaces();
            let (tag, anchor) = self.generate_tag_and_anchor(true);
            self.text.truncate(self.text.trim_end_matches(' ').len());
            let end = self.text.len();
            let at = if tag.is_none() && anchor.is_none() {
                at
            } else {
                end
            };
            let text = if tag.is_some() { "" } else { "~" };
            self.push_scalar_event(text, ScalarStyle::Plain, (tag, anchor), at..at);
        } else {
            self.push_scalar_event("~", ScalarStyle::Plain, (None, None), at..at);
        }
        // Spaces after a dash would belong to the empty item.
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push_str(self.newline);
        self.generate_filler();
    }

    /// Generates a scalar in any style but block, on one or more lines; further lines are indented by `indent` or more.
    pub(super) fn generate_scalar(&mut self, indent: usize) {
        if self.rng.one_in(12) && self.try_generate_alias() {
            return;
        }
        if !self.rng.one_in(6) {
            return self.generate_single_line_scalar();
        }
        let properties = self.generate_tag_and_anchor(true);
        let start = self.text.len();
        let (quote, style) = match self.rng.next_below(3) {
            0 => ("'", ScalarStyle::Quoted),
            1 => ("\"", ScalarStyle::Quoted),
            _ => ("", ScalarStyle::Plain),
        };
        self.text.push_str(quote);
        self.text.push_str("one");
        self.break_line(indent);
        self.text.push_str("two");
        self.text.push_str(quote);
        let span = start..self.text.len();
        self.push_scalar_event("one two", style, properties, span);
    }

    pub(super) fn generate_single_line_scalar(&mut self) {
        let properties = self.generate_tag_and_anchor(true);
        let start = self.text.len();
        let (written, read, style) = if self.rng.one_in(3) {
            let (written, read) = *self.rng.choose(&QUOTED);
            (written, read, ScalarStyle::Quoted)
        } else {
            let text = self.rng.choose_str(&PLAIN);
            (text, text, ScalarStyle::Plain)
        };
        self.text.push_str(written);
        self.push_scalar_event(read, style, properties, start..self.text.len());
    }

    /// Generates a block scalar, `|` or `>`; its event ends before the next character that isn't blank.
    pub(super) fn generate_block_scalar(&mut self, place: ValueNestingContext) {
        let properties = self.generate_tag_and_anchor(true);
        let folded = self.rng.one_in(2);
        let indicator = self.text.len();
        self.text.push(if folded { '>' } else { '|' });
        let deeper = 1 + self.rng.next_below(3);
        let column = place.around.map_or(deeper, |column| column + deeper);
        let chomping = self.rng.choose_str(&["", "-", "+"]);
        if place.around.is_some() && self.rng.one_in(4) {
            self.text.push_str(&deeper.to_string());
        }
        self.text.push_str(chomping);
        self.text.push_str(self.newline);
        if self.rng.one_in(10) {
            let at = self.text.len();
            self.block_scalars
                .push((self.events.len(), Some(indicator)));
            return self.push_scalar_event("", ScalarStyle::Block, properties, at..at);
        }
        let (read, start) = self.generate_block_scalar_lines(column, folded);
        let read = read + if chomping == "-" { "" } else { "\n" };
        self.block_scalars.push((self.events.len(), None));
        self.push_scalar_event(
            &read,
            ScalarStyle::Block,
            properties,
            start..self.text.len(),
        );
        match self.rng.next_below(8) {
            0 if chomping != "+" => self.text.push_str(self.newline),
            1 => self.text.push_str("# end of text\n"),
            _ => {}
        }
    }

    /// Generates the lines of a block scalar at `column`. Returns the text that they stand for, and its start.
    pub(super) fn generate_block_scalar_lines(
        &mut self,
        column: usize,
        folded: bool,
    ) -> (String, usize) {
        let mut read = String::new();
        if self.rng.one_in(4) {
            self.text.push_str(self.newline);
            read.push('\n');
        }
        self.indent(column);
        let start = self.text.len();
        for index in 0..=self.rng.next_below(3) {
            if index > 0 {
                let blank = self.rng.one_in(4);
                if blank {
                    self.text.push_str(self.newline);
                }
                self.indent(column);
                read.push_str(if folded && !blank { " " } else { "\n" });
                read.push_str(if blank && !folded { "\n" } else { "" });
            }
            let line = self.rng.choose_str(&["x", "- é", "b: 'c", "# no", "x  "]);
            self.text.push_str(line);
            self.text.push_str(self.newline);
            read.push_str(line);
        }
        (read, start)
    }

    pub(super) fn try_generate_alias(&mut self) -> bool {
        let Some(anchor) = self.complete.last().copied() else {
            return false;
        };
        let start = self.text.len();
        self.text.push_str(&format!("*a{anchor}"));
        self.push_event(YamlEventKind::Alias(anchor), start..self.text.len());
        true
    }

    /// Sometimes generates an anchor, such as ` &a1`, after a colon, a dash or a marker.
    pub(super) fn generate_optional_collection_anchor(&mut self) -> Option<AnchorId> {
        if !self.rng.one_in(8) {
            return None;
        }
        self.text.push(' ');
        Some(self.generate_anchor())
    }

    /// Occasionally generates a tag, an anchor, or both, each followed by a space. A scalar's anchor is complete then.
    pub(super) fn generate_tag_and_anchor(
        &mut self,
        is_scalar: bool,
    ) -> (Option<ScalarTag>, Option<AnchorId>) {
        let (mut tag, mut anchor) = (None, None);
        if self.rng.one_in(10) {
            anchor = Some(self.generate_anchor());
            self.text.push(' ');
        }
        if is_scalar && self.rng.one_in(10) {
            let (written, asked) = *self.rng.choose(&TAGS);
            self.text.push_str(written);
            self.text.push(' ');
            tag = Some(asked);
        }
        (tag, anchor)
    }

    pub(super) fn generate_anchor(&mut self) -> AnchorId {
        self.anchors += 1;
        let anchor = AnchorId::new(self.anchors).unwrap();
        self.text.push_str(&format!("&a{anchor}"));
        anchor
    }

    pub(super) fn push_scalar_event(
        &mut self,
        text: &str,
        style: ScalarStyle,
        (tag, anchor): (Option<ScalarTag>, Option<AnchorId>),
        span: Range<usize>,
    ) {
        let text = text.to_owned().into();
        let scalar = YamlEventKind::Scalar {
            text,
            style,
            tag,
            anchor,
        };
        self.push_event(scalar, span);
        self.complete.extend(anchor);
    }

    pub(super) fn set_block_scalar_span_ends(&mut self) {
        for (event, empty) in &self.block_scalars {
            let span = &mut self.events[*event].span;
            let rest = self.text[span.end..].trim_start_matches([' ', '\r', '\n']);
            span.end = self.text.len() - rest.len();
            match empty {
                Some(indicator) if rest.is_empty() => span.start = *indicator,
                Some(_) => span.start = span.end,
                None => {}
            }
        }
    }
}
