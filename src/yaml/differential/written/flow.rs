//! Generates flow collections: lists in brackets and mappings in braces.

use super::{DEEPEST, RandomYamlGenerator};
use crate::yaml::event::{AnchorId, CollectionStyle, NO_SPAN, ScalarStyle, YamlEventKind};

impl RandomYamlGenerator<'_> {
    pub(super) fn generate_flow_node_in_one_line(&mut self) {
        let (text, events) = (self.text.len(), self.events.len());
        let complete = self.complete.len();
        self.generate_flow_node(0, DEEPEST);
        if self.text[text..].contains('\n') {
            self.text.truncate(text);
            self.events.truncate(events);
            self.complete.truncate(complete);
            // Anchors continue from those in the text that remains.
            self.anchors = self.count_anchors();
            self.generate_single_line_scalar();
        }
    }

    /// Generates a flow collection, a scalar or an alias; further lines are indented by at least `indent`.
    pub(super) fn generate_flow_node(&mut self, indent: usize, depth: usize) {
        match self.rng.next_below(if depth <= DEEPEST { 4 } else { 2 }) {
            2 => self.generate_flow_sequence(indent, depth),
            3 => self.generate_flow_mapping(indent, depth),
            _ => self.generate_scalar(indent),
        }
    }

    pub(super) fn generate_flow_sequence(&mut self, indent: usize, depth: usize) {
        let (_, anchor) = self.generate_tag_and_anchor(false);
        let (at, style) = (self.text.len(), CollectionStyle::Flow);
        self.text.push('[');
        self.push_event(YamlEventKind::SequenceStart { style, anchor }, at..at + 1);
        for index in 0..self.rng.next_below(4) {
            if index > 0 {
                self.generate_item_separator(indent);
            }
            if self.rng.one_in(4) {
                let (at, anchor) = (self.text.len(), None);
                self.push_event(YamlEventKind::MappingStart { style, anchor }, at..at);
                self.generate_single_line_scalar();
                self.text.push_str(": ");
                self.generate_flow_node(indent, depth + 1);
                self.push_event(YamlEventKind::CollectionEnd, NO_SPAN);
            } else {
                self.generate_flow_node(indent, depth + 1);
            }
        }
        self.end_flow_collection("]", anchor);
    }

    pub(super) fn generate_flow_mapping(&mut self, indent: usize, depth: usize) {
        let (_, anchor) = self.generate_tag_and_anchor(false);
        let (at, style) = (self.text.len(), CollectionStyle::Flow);
        self.text.push('{');
        self.push_event(YamlEventKind::MappingStart { style, anchor }, at..at + 1);
        for index in 0..self.rng.next_below(4) {
            if index > 0 {
                self.generate_item_separator(indent);
            }
            self.generate_single_line_scalar();
            let end = self.text.len();
            match self.rng.next_below(5) {
                0 => self.push_scalar_event("~", ScalarStyle::Plain, (None, None), end..end),
                1 => {
                    self.text.push_str(": ");
                    self.push_scalar_event("~", ScalarStyle::Plain, (None, None), end..end);
                }
                _ => {
                    self.text.push_str(": ");
                    self.generate_flow_node(indent, depth + 1);
                }
            }
        }
        self.end_flow_collection("}", anchor);
    }

    pub(super) fn end_flow_collection(&mut self, closing: &str, anchor: Option<AnchorId>) {
        let at = self.text.len();
        self.text.push_str(closing);
        self.push_event(YamlEventKind::CollectionEnd, at..at + 1);
        self.complete.extend(anchor);
    }

    /// Generates the separator between two nodes in brackets.
    pub(super) fn generate_item_separator(&mut self, indent: usize) {
        self.text.push(',');
        if self.rng.one_in(6) {
            self.break_line(indent);
        } else {
            self.text.push(' ');
        }
    }

    pub(super) fn count_anchors(&self) -> usize {
        let anchored = self.events.iter().filter(|event| match event.kind {
            YamlEventKind::Scalar { anchor, .. }
            | YamlEventKind::SequenceStart { anchor, .. }
            | YamlEventKind::MappingStart { anchor, .. } => anchor.is_some(),
            _ => false,
        });
        anchored.count()
    }
}
