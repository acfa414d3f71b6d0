//! Generates documents together with the events that they must give, so that no parser decides what is right. They use
//! the forms that people usually write, and those that scanners stumble over: lists at the column of their key, empty
//! nodes, block scalars before blank lines and comments, multi-line scalars, properties, and pairs in flow lists.

mod flow;
mod scalar;

use std::ops::Range;

use crate::yaml::differential::test_rng::TestRng;
use crate::yaml::event::{AnchorId, CollectionStyle, NO_SPAN, YamlEvent, YamlEventKind};

pub(super) struct GeneratedYamlDocument {
    pub(super) text: String,
    pub(super) events: Vec<YamlEvent<'static>>,
}

const DEEPEST: usize = 4;

pub(super) fn generate_random_yaml_document(rng: &mut TestRng) -> GeneratedYamlDocument {
    let newline = if rng.one_in(5) { "\r\n" } else { "\n" };
    let mut writer = RandomYamlGenerator {
        rng,
        text: String::new(),
        events: Vec::new(),
        newline,
        anchors: 0,
        complete: Vec::new(),
        block_scalars: Vec::new(),
    };
    writer.generate_root();
    writer.set_block_scalar_span_ends();
    let RandomYamlGenerator { text, events, .. } = writer;
    GeneratedYamlDocument { text, events }
}

struct RandomYamlGenerator<'r> {
    rng: &'r mut TestRng,
    text: String,
    events: Vec<YamlEvent<'static>>,
    newline: &'static str,
    anchors: usize,
    /// Anchors of complete nodes, which aliases can refer to.
    complete: Vec<AnchorId>,
    /// The block scalars, whose ends depend on the text that follows, with the position of the `|` of empty ones.
    block_scalars: Vec<(usize, Option<usize>)>,
}

/// Where a value is written.
#[derive(Clone, Copy)]
struct ValueNestingContext {
    /// The column of the collection around it; `None` at the root.
    around: Option<usize>,
    is_item: bool,
    depth: usize,
}

impl ValueNestingContext {
    /// The minimum column at which a further line can start.
    fn least_indent(self) -> usize {
        self.around.map_or(0, |column| column + 1)
    }
}

impl RandomYamlGenerator<'_> {
    fn generate_root(&mut self) {
        let root = ValueNestingContext {
            around: None,
            is_item: false,
            depth: 0,
        };
        match self.rng.next_below(4) {
            0 => {
                self.text.push_str("---");
                self.generate_value(root);
            }
            1 => {
                let head = self
                    .rng
                    .choose_str(&["---", "# head", "%YAML 1.2\n---", ""]);
                self.text.push_str(head);
                self.end_line();
                self.generate_block_collection(0, None, 0);
            }
            _ => self.generate_block_collection(0, None, 0),
        }
        if self.rng.one_in(8) {
            self.text.push_str("...");
            self.text.push_str(self.newline);
        }
    }

    /// Generates a collection on its own lines at `column`; the text is already indented to that column.
    fn generate_block_collection(&mut self, column: usize, anchor: Option<AnchorId>, depth: usize) {
        if self.rng.one_in(3) {
            self.generate_block_sequence(column, false, anchor, depth);
        } else {
            self.generate_block_mapping(column, anchor, depth);
        }
    }

    /// Generates the text after a colon, a dash, or the start of the document, up to the end of the line.
    fn generate_value(&mut self, place: ValueNestingContext) {
        match self
            .rng
            .next_below(if place.depth < DEEPEST { 10 } else { 6 })
        {
            0 if place.around.is_some() => self.generate_empty_node(place),
            1 => {
                self.push_random_spaces();
                self.generate_block_scalar(place);
            }
            2 | 6 => {
                self.push_random_spaces();
                self.generate_flow_node(place.least_indent(), place.depth + 1);
                self.end_line();
            }
            7.. => self.generate_block_collection_value(place),
            _ => {
                self.push_random_spaces();
                self.generate_scalar(place.least_indent());
                self.end_line();
            }
        }
    }

    /// Generates a block collection as a value: on the line of its dash, or on the lines below.
    fn generate_block_collection_value(&mut self, place: ValueNestingContext) {
        let Some(around) = place.around else {
            let anchor = self.generate_optional_collection_anchor();
            self.end_line();
            return self.generate_block_collection(0, anchor, place.depth + 1);
        };
        if place.is_item && self.rng.one_in(2) {
            self.push_random_spaces();
            let line = self.text.rfind('\n').map_or(0, |newline| newline + 1);
            return self.generate_block_collection(self.text.len() - line, None, place.depth + 1);
        }
        let anchor = self.generate_optional_collection_anchor();
        self.end_line();
        if !place.is_item && self.rng.one_in(3) {
            self.indent(around);
            return self.generate_block_sequence(around, true, anchor, place.depth + 1);
        }
        let column = around + 1 + self.rng.next_below(3);
        self.indent(column);
        self.generate_block_collection(column, anchor, place.depth + 1);
    }

    fn generate_block_mapping(&mut self, column: usize, anchor: Option<AnchorId>, depth: usize) {
        let style = CollectionStyle::Block;
        let at = self.text.len();
        self.push_event(YamlEventKind::MappingStart { style, anchor }, at..at);
        for index in 0..=self.rng.next_below(3) {
            if index > 0 {
                self.indent(column);
            }
            if self.rng.one_in(12) {
                self.text.push_str("? ");
                self.generate_single_line_scalar();
                self.end_line();
                self.indent(column);
            } else {
                self.generate_mapping_key();
            }
            self.text.push(':');
            self.generate_value(ValueNestingContext {
                around: Some(column),
                is_item: false,
                depth,
            });
        }
        self.push_event(YamlEventKind::CollectionEnd, NO_SPAN);
        self.complete.extend(anchor);
    }

    fn generate_mapping_key(&mut self) {
        match self.rng.next_below(12) {
            0 if self.try_generate_alias() => self.text.push(' '),
            1 => {
                self.generate_flow_node_in_one_line();
                // After an alias, a colon would be part of its name.
                self.text.push(' ');
            }
            _ => self.generate_single_line_scalar(),
        }
    }

    /// Generates a list whose dashes are at `column`; `in_mapping` if its mapping is at that column too.
    fn generate_block_sequence(
        &mut self,
        column: usize,
        in_mapping: bool,
        anchor: Option<AnchorId>,
        depth: usize,
    ) {
        let style = CollectionStyle::Block;
        let dash = self.text.len();
        let start = self.events.len();
        self.push_event(YamlEventKind::SequenceStart { style, anchor }, dash..dash);
        for index in 0..=self.rng.next_below(3) {
            if index > 0 {
                self.indent(column);
            }
            self.text.push('-');
            let place = ValueNestingContext {
                around: Some(column),
                is_item: true,
                depth,
            };
            if in_mapping && index == 0 {
                // This list starts where its first item does, including the item's properties.
                self.text.push(' ');
                let at = self.text.len();
                self.events[start].span = at..at;
                self.generate_scalar(place.least_indent());
                self.end_line();
            } else {
                self.generate_value(place);
            }
        }
        self.push_event(YamlEventKind::CollectionEnd, NO_SPAN);
        self.complete.extend(anchor);
    }

    fn push_event(&mut self, kind: YamlEventKind<'static>, span: Range<usize>) {
        self.events.push(YamlEvent { kind, span });
    }

    fn push_random_spaces(&mut self) {
        let gap = self.rng.choose_str(&[" ", " ", "  "]);
        self.text.push_str(gap);
    }

    fn indent(&mut self, column: usize) {
        self.text.push_str(&" ".repeat(column));
    }

    /// Continues a node on a new line.
    fn break_line(&mut self, indent: usize) {
        self.text.push_str(self.newline);
        let deeper = self.rng.next_below(3);
        self.indent(indent + deeper);
    }

    fn end_line(&mut self) {
        let end = self
            .rng
            .choose_str(&["", "", "", "  ", " # why", " # it's: [x"]);
        self.text.push_str(end);
        self.text.push_str(self.newline);
        self.generate_filler();
    }

    /// Sometimes generates a line without meaning: a blank line or a comment.
    fn generate_filler(&mut self) {
        if self.rng.one_in(8) {
            let line = self.rng.choose_str(&["", "# c", "   # - c: d", "  "]);
            self.text.push_str(line);
            self.text.push_str(self.newline);
        }
    }
}
