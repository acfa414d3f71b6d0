//! Many short texts in one buffer: a text each would need more memory for its administration than for its bytes.

use std::mem;

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

/// Texts, numbered from 0. A number that it doesn't have is an empty text.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TextTable {
    text: String,
    /// Where each text ends in `text`.
    ends: Vec<u32>,
}

/// Numbers texts in the order in which they first occur.
#[derive(Debug, Default)]
pub(super) struct TextNumbers(HashMap<Box<str>, u32>);

impl TextTable {
    /// Adds a text.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// The text with this number.
    pub(super) fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let end_of = |number: usize| self.ends.get(number).map(|end| *end as usize);
        let start = number.checked_sub(1).map_or(Some(0), end_of);
        let range = start.zip(end_of(number));
        range
            .and_then(|(start, end)| self.text.get(start..end))
            .unwrap_or_default()
    }

    /// The number of texts.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// The number of texts at the start for which `is_before` holds; it must not hold for any after them.
    pub(super) fn partition_point(&self, is_before: impl Fn(&str) -> bool) -> u32 {
        let (mut start, mut end) = (0, self.len());
        while start < end {
            let middle = start + (end - start) / 2;
            if is_before(self.get(middle)) {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        start
    }

    /// The number of a text, if the texts are sorted.
    pub(super) fn find_sorted(&self, text: &str) -> Option<u32> {
        let number = self.partition_point(|known| known < text);
        (number < self.len() && self.get(number) == text).then_some(number)
    }

    /// Frees the memory that further texts would need.
    pub(super) fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

impl<'t> FromIterator<&'t str> for TextTable {
    fn from_iter<I: IntoIterator<Item = &'t str>>(texts: I) -> TextTable {
        let mut table = TextTable::default();
        for text in texts {
            table.push(text);
        }
        table.shrink_to_fit();
        table
    }
}

impl TextNumbers {
    /// The number of `text`, a new one if it's unknown.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.0.get(text) {
            return *number;
        }
        let number = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.insert(text.into(), number);
        number
    }

    /// All texts by their numbers. Forgets them.
    pub(super) fn take_texts(&mut self) -> Vec<Box<str>> {
        let mut texts = vec![Box::default(); self.0.len()];
        for (text, number) in mem::take(&mut self.0) {
            if let Some(slot) = texts.get_mut(number as usize) {
                *slot = text;
            }
        }
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_number_and_sorted_texts_by_their_content() {
        let table = TextTable::from_iter(["", "a", "é", "é"]);
        let texts: Vec<&str> = (0..table.len()).map(|number| table.get(number)).collect();
        assert_eq!(texts, ["", "a", "é", "é"]);
        assert_eq!(table.get(4), "");
        assert_eq!(table.find_sorted("é"), Some(2));
        assert_eq!(table.find_sorted("b"), None);
        assert_eq!(TextTable::default().find_sorted(""), None);
    }

    #[test]
    fn a_text_keeps_its_number() {
        let mut numbers = TextNumbers::default();
        let found = ["b", "a", "b", ""].map(|text| numbers.number(text));
        assert_eq!(found, [0, 1, 0, 2]);
        assert_eq!(numbers.take_texts(), ["b", "a", ""].map(Box::from));
    }
}
