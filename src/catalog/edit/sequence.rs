//! Removes and inserts items of a list in the text of a document, in the style of the list.

use std::ops::Range;

use super::document_editor::{EditRefusal, EditResult, YamlDocumentEditor};
use super::list_edit::EditedListItem;
use super::value::FieldValue;
use crate::diagnostic::TextEdit;
use crate::yaml::{MappingEntry, YamlNode, quote_like};

/// The layout of a list in the text.
struct SequenceEdit<'w, 'd> {
    writer: &'w YamlDocumentEditor<'d>,
    span: Range<usize>,
    /// The range of each item. In a block, it starts at the dash.
    items: Vec<Range<usize>>,
    /// The insertions after each kept item; the first are those before all items.
    new: Vec<(Option<usize>, Vec<&'w FieldValue>)>,
    kept: Vec<bool>,
}

impl YamlDocumentEditor<'_> {
    /// Changes the list of `entry` to `slots`.
    pub(super) fn rewrite_list(
        &self,
        entry: MappingEntry<'_, '_>,
        slots: &[EditedListItem],
    ) -> EditResult {
        let node = entry.value;
        let span = self.node_span(node);
        if self.node_text(node).starts_with('*') {
            return Err(self.build_edit_refusal(node, "the value is an alias"));
        }
        let flow = self.is_flow_collection(node);
        let mut items = Vec::new();
        let mut from = self.offset_after_key(entry);
        for item in node.items() {
            let range = if flow {
                self.flow_item_range(item)
            } else {
                self.block_item_range(item, from)?
            };
            from = range.end;
            items.push(range);
        }
        let mut kept = vec![false; items.len()];
        let mut new: Vec<(Option<usize>, Vec<&FieldValue>)> = Vec::new();
        let mut last = None;
        for slot in slots {
            match slot {
                EditedListItem::Kept(index) => {
                    kept[*index] = true;
                    last = Some(*index);
                }
                EditedListItem::New(value) => match new.last_mut() {
                    Some((after, values)) if *after == last => values.push(value),
                    _ => new.push((last, vec![value])),
                },
            }
        }
        let sequence = SequenceEdit {
            writer: self,
            span,
            items,
            new,
            kept,
        };
        if flow {
            sequence.edit_flow_sequence()
        } else {
            sequence.edit_block_sequence()
        }
    }

    /// An item between brackets, with its anchor or tag.
    fn flow_item_range(&self, item: YamlNode<'_, '_>) -> Range<usize> {
        let span = self.node_span(item);
        let mut start = span.start;
        loop {
            let before = self.text[..start].trim_end_matches(' ');
            let word = before.rfind([' ', '[', ',', '\n']).map_or(0, |at| at + 1);
            if !before[word..].starts_with(['&', '!']) {
                return start..span.end;
            }
            start = word;
        }
    }

    /// A block item from its dash on; `from` is the end of the previous item.
    fn block_item_range(
        &self,
        item: YamlNode<'_, '_>,
        from: usize,
    ) -> Result<Range<usize>, EditRefusal> {
        let Some(dash) = self.find_list_dash(from) else {
            return Err(self.build_edit_refusal(item, "the line has other content before it"));
        };
        let line = self.line_start(dash);
        let own_line = self.text[line..dash].bytes().all(|byte| byte == b' ');
        if !own_line {
            return Err(self.build_edit_refusal(item, "the line has other content before it"));
        }
        let end = self.node_span(item).end.max(dash + 1);
        Ok(dash..dash + self.text[dash..end].trim_end().len())
    }
}

impl SequenceEdit<'_, '_> {
    fn edit_block_sequence(&self) -> EditResult {
        let mut edits = Vec::new();
        for (after, values) in &self.new {
            let sibling = after.unwrap_or(0);
            let dash = self.items[sibling].start;
            let indent = dash - self.writer.line_start(dash);
            let lines = values
                .iter()
                .map(|value| self.render_block_item(value, sibling, indent));
            let ending = self.writer.style.ending;
            edits.push(match after {
                Some(after) => {
                    let lines = lines.map(|line| format!("{ending}{line}"));
                    TextEdit::insertion(
                        self.writer.line_end(self.items[*after].end),
                        lines.collect::<String>(),
                    )
                }
                None => {
                    let lines = lines.map(|line| format!("{line}{ending}"));
                    TextEdit::insertion(self.writer.line_start(dash), lines.collect::<String>())
                }
            });
        }
        for item in self.removed_item_ranges() {
            let range = self.writer.line_start(item.start)..self.writer.next_line_start(item.end);
            edits.push(TextEdit::new_replacement(range, ""));
        }
        Ok(edits)
    }

    /// A new line of a block, in the style of item `sibling`.
    fn render_block_item(&self, value: &FieldValue, sibling: usize, indent: usize) -> String {
        let item = &self.writer.text[self.items[sibling].clone()];
        let inner = item[1..].trim_start_matches(' ');
        let gap = item.len() - 1 - inner.len();
        let gap = if inner.starts_with(['\r', '\n', '#']) || gap == 0 {
            1
        } else {
            gap
        };
        let text = match value {
            FieldValue::Text(text) => quote_like(inner, text),
            FieldValue::Object(_) if inner.starts_with('{') => value.to_flow_yaml(),
            FieldValue::Object(_) => value.to_block_list_item(indent, gap, self.writer.style),
        };
        format!("{:indent$}-{:gap$}{text}", "", "")
    }

    fn edit_flow_sequence(&self) -> EditResult {
        if !self.kept.contains(&true) {
            let values = self.new.iter().flat_map(|(_, values)| values);
            let values: Vec<String> = values.map(|value| self.render_flow_item(value)).collect();
            return Ok(vec![TextEdit::new_replacement(
                self.span.clone(),
                format!("[{}]", values.join(", ")),
            )]);
        }
        let mut edits = Vec::new();
        for (after, values) in &self.new {
            let texts = values.iter().map(|value| self.render_flow_item(value));
            match after {
                None => {
                    let first = self.kept.iter().position(|kept| *kept).unwrap_or(0);
                    let separator = self.flow_item_separator();
                    let texts: String = texts.map(|text| format!("{text}{separator}")).collect();
                    edits.push(TextEdit::insertion(self.items[first].start, texts));
                }
                Some(after) => self.insert_flow_items_after(*after, texts, &mut edits),
            }
        }
        self.remove_flow_items(&mut edits)?;
        Ok(edits)
    }

    fn insert_flow_items_after(
        &self,
        after: usize,
        texts: impl Iterator<Item = String>,
        edits: &mut Vec<TextEdit>,
    ) {
        let item = &self.items[after];
        let Some(comma) = self.own_line_item_has_comma(after) else {
            let separator = self.flow_item_separator();
            let texts: String = texts.map(|text| format!("{separator}{text}")).collect();
            return edits.push(TextEdit::insertion(item.end, texts));
        };
        let line = self.writer.line_start(item.start);
        let indent = &self.writer.text[line..item.start];
        let ending = self.writer.style.ending;
        if comma {
            let texts: String = texts
                .map(|text| format!("{ending}{indent}{text},"))
                .collect();
            edits.push(TextEdit::insertion(self.writer.line_end(item.end), texts));
        } else {
            edits.push(TextEdit::insertion(item.end, ","));
            let texts: Vec<String> = texts
                .map(|text| format!("{ending}{indent}{text}"))
                .collect();
            edits.push(TextEdit::insertion(
                self.writer.line_end(item.end),
                texts.join(","),
            ));
        }
    }

    /// The separator between two items on one line.
    fn flow_item_separator(&self) -> &str {
        let between = match self.items.as_slice() {
            [first, second, ..] => &self.writer.text[first.end..second.start],
            _ => "",
        };
        if between.trim_matches(' ') == "," {
            between
        } else {
            ", "
        }
    }

    fn remove_flow_items(&self, edits: &mut Vec<TextEdit>) -> Result<(), EditRefusal> {
        let text = self.writer.text;
        // If no comma follows the last items, the comma before them is removed with them.
        let last = self.items.len() - 1;
        let mut end = self.items.len();
        if !self.kept[last]
            && self.own_line_item_has_comma(last).is_none()
            && self.find_comma_end_after_item(last).is_none()
        {
            end = self
                .kept
                .iter()
                .rposition(|kept| *kept)
                .map_or(0, |kept| kept + 1);
            let range = self.items[end - 1].end..self.items[last].end;
            if text[range.clone()].contains('#') {
                return Err(EditRefusal {
                    at: range,
                    why: "there is a comment between the items",
                });
            }
            edits.push(TextEdit::new_replacement(range, ""));
        }
        for index in (0..end).filter(|index| !self.kept[*index]) {
            let item = &self.items[index];
            let range = match (
                self.own_line_item_has_comma(index),
                self.find_comma_end_after_item(index),
            ) {
                (Some(_), _) => {
                    self.writer.line_start(item.start)..self.writer.next_line_start(item.end)
                }
                (None, Some(comma)) => {
                    let rest = &text[comma..];
                    item.start..comma + rest.len() - rest.trim_start_matches(' ').len()
                }
                (None, None) => item.clone(),
            };
            edits.push(TextEdit::new_replacement(range, ""));
        }
        Ok(())
    }

    /// Whether an item has its own line, and if so whether a comma follows it there.
    fn own_line_item_has_comma(&self, index: usize) -> Option<bool> {
        let item = &self.items[index];
        let before = &self.writer.text[self.writer.line_start(item.start)..item.start];
        let after = self.writer.text[item.end..self.writer.line_end(item.end)].trim_start();
        let rest = after.strip_prefix(',').unwrap_or(after).trim_start();
        let ended = self.writer.next_line_start(item.end) < self.span.end;
        let own = before.trim().is_empty() && (rest.is_empty() || rest.starts_with('#')) && ended;
        own.then(|| after.starts_with(','))
    }

    /// The end of the comma after an item.
    fn find_comma_end_after_item(&self, index: usize) -> Option<usize> {
        let end = self.items[index].end;
        let after = &self.writer.text[end..];
        let rest = after.trim_start();
        rest.starts_with(',')
            .then(|| end + after.len() - rest.len() + 1)
    }

    /// A new item in the style of its neighbours.
    fn render_flow_item(&self, value: &FieldValue) -> String {
        match (value, self.items.last()) {
            (FieldValue::Text(text), Some(item)) => {
                quote_like(&self.writer.text[item.clone()], text)
            }
            _ if self.writer.style.is_json => value.to_json_text(),
            _ => value.to_flow_yaml(),
        }
    }

    fn removed_item_ranges(&self) -> impl Iterator<Item = &std::ops::Range<usize>> {
        let both = self.items.iter().zip(&self.kept);
        both.filter(|(_, kept)| !**kept).map(|(item, _)| item)
    }
}
