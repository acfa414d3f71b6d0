//! Random edits of random lists, compared with a model that knows how each list was written.

#![allow(clippy::print_stdout, reason = "tests print their case counts")]

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{Assignment, FileDraft};
use crate::catalog::{Catalog, MemoryFiles};

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum ListStyle {
    /// The indentation of the dashes, and the number of spaces after each dash.
    Block(usize, usize),
    /// The text between two items, and between the brackets and the items.
    Inline(&'static str, &'static str),
    /// One line per item; the flag tells whether a comma follows the last item.
    Lines(bool),
}

/// A line of a list: an item, or a comment above one.
#[derive(Clone, Debug)]
enum ListLine {
    Comment(usize),
    /// The number of a user, its spelling, and the rest of the line.
    Item(usize, String, &'static str),
}

#[derive(Clone, Debug)]
struct GeneratedYamlList {
    style: ListStyle,
    quote: &'static str,
    lines: Vec<ListLine>,
    head: &'static str,
    tail: &'static str,
    ending: &'static str,
    open: bool,
}

fn user_name(number: usize) -> String {
    format!("user-{number}")
}

impl GeneratedYamlList {
    fn new_item_line(&self, number: usize) -> ListLine {
        let text = format!("{0}{1}{0}", self.quote, user_name(number));
        ListLine::Item(number, text, "")
    }

    fn item_numbers(&self) -> Vec<usize> {
        let number = |line: &ListLine| match line {
            ListLine::Item(number, ..) => Some(*number),
            ListLine::Comment(_) => None,
        };
        self.lines.iter().filter_map(number).collect()
    }

    fn line_after_last_item(&self) -> usize {
        let items = |line: &ListLine| matches!(line, ListLine::Item(..));
        self.lines.iter().rposition(items).map_or(0, |at| at + 1)
    }

    /// Adds missing items after the last item, or at line `first` if there are no items.
    fn add_items(&mut self, numbers: &[usize], first: usize) {
        for number in numbers {
            if !self.item_numbers().contains(number) {
                let line = self.new_item_line(*number);
                let place = if self.item_numbers().is_empty() {
                    first
                } else {
                    self.line_after_last_item()
                };
                self.lines.insert(place, line);
            }
        }
    }

    fn remove_items(&mut self, numbers: &[usize]) {
        self.lines
            .retain(|line| !matches!(line, ListLine::Item(number, ..) if numbers.contains(number)));
    }

    fn render_items(&self, comma: bool) -> String {
        let ListStyle::Block(indent, gap) = self.style else {
            return self.render_flow_items(comma);
        };
        let line = |line: &ListLine| match line {
            ListLine::Comment(number) => format!("\n{:indent$}# about {number}", ""),
            ListLine::Item(_, text, after) => format!("\n{:indent$}-{:gap$}{text}{after}", "", ""),
        };
        self.lines.iter().map(line).collect()
    }

    fn render_flow_items(&self, comma: bool) -> String {
        let last = self.line_after_last_item();
        let mut text = String::from(" [");
        for (at, line) in self.lines.iter().enumerate() {
            let follows = at + 1 < last || comma;
            match (line, self.style) {
                (ListLine::Item(_, item, after), ListStyle::Lines(_)) => {
                    let comma = if follows { "," } else { "" };
                    text.push_str(&format!("\n    {item}{comma}{after}"));
                }
                (ListLine::Comment(number), _) => text.push_str(&format!("\n    # about {number}")),
                (ListLine::Item(_, item, _), ListStyle::Inline(between, inside)) => {
                    let before = if at == 0 { inside } else { between };
                    text.push_str(&format!("{before}{item}"));
                }
                (ListLine::Item(..), ListStyle::Block(..)) => {}
            }
        }
        text + match self.style {
            ListStyle::Inline(_, inside) => inside,
            _ => "\n  ",
        } + "]"
    }

    /// The document. `comma` adds a comma after the last item of a list with one item per line.
    fn render_document(&self, comma: bool) -> String {
        let key = if self.item_numbers().is_empty() {
            String::new()
        } else {
            format!("  members:{}{}\n", self.head, self.render_items(comma))
        };
        let text = format!(
            "# ours\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: a}} # short\nspec:\n  type: team\n  children: []\n{key}{}",
            self.tail
        );
        let text = if self.open { text.trim_end() } else { &text };
        text.replace('\n', self.ending)
    }
}

fn list_strategy() -> impl Strategy<Value = GeneratedYamlList> {
    let style = prop_oneof![
        (prop_oneof![Just(2usize), Just(4), Just(5)], 1usize..4)
            .prop_map(|(a, b)| ListStyle::Block(a, b)),
        (
            prop_oneof![Just(", "), Just(","), Just(" ,  ")],
            prop_oneof![Just(""), Just(" ")]
        )
            .prop_map(|(a, b)| ListStyle::Inline(a, b)),
        any::<bool>().prop_map(ListStyle::Lines),
    ];
    let quote = prop_oneof![Just(""), Just("'"), Just("\"")];
    let numbers =
        proptest::sample::subsequence((0usize..7).collect::<Vec<_>>(), 1..5).prop_shuffle();
    let spelt = proptest::collection::vec((0usize..4, 0usize..3, any::<bool>()), 7);
    let head = prop_oneof![Just(""), Just(" &everybody"), Just("  # who: [we] are")];
    let tail = prop_oneof![Just(""), Just("  x: 1 # end\n"), Just("    # last word\n")];
    let ending = prop_oneof![Just("\n"), Just("\r\n")];
    (
        style,
        quote,
        numbers,
        spelt,
        head,
        tail,
        ending,
        any::<bool>(),
    )
        .prop_map(|(style, quote, numbers, spelt, head, tail, ending, open)| {
            let block = matches!(style, ListStyle::Block(..));
            let flow_head = if head.contains('#') { "" } else { head };
            GeneratedYamlList {
                style,
                quote,
                lines: build_lines(style, quote, numbers, &spelt),
                head: if block { head } else { flow_head },
                tail,
                ending,
                open,
            }
        })
}

/// A line for each number; `spelt` has its form, the comment after it, and whether a comment precedes it.
fn build_lines(
    style: ListStyle,
    quote: &str,
    numbers: Vec<usize>,
    spelt: &[(usize, usize, bool)],
) -> Vec<ListLine> {
    let inline = matches!(style, ListStyle::Inline(..));
    let mut lines = Vec::new();
    for (number, (form, after, comment)) in numbers.into_iter().zip(spelt) {
        let name = match form {
            0 => format!("User:default/User-{number}"),
            1 => format!("default/{}", user_name(number)),
            _ => user_name(number),
        };
        if *comment && !inline {
            lines.push(ListLine::Comment(number));
        }
        // New items copy their neighbour's quotes, which an anchor hides, so only unquoted items get an anchor.
        let anchor = match form {
            3 if quote.is_empty() => format!("&n{number} "),
            _ => String::new(),
        };
        let text = format!("{anchor}{quote}{name}{quote}");
        let after = if inline {
            ""
        } else {
            ["", " # it's", "   # [x, y]"][*after]
        };
        lines.push(ListLine::Item(number, text, after));
    }
    lines
}

/// The typed operator, and the numbers of the typed items.
fn edit_strategy() -> impl Strategy<Value = (&'static str, Vec<usize>)> {
    let operator = prop_oneof![Just("="), Just("+="), Just("-=")];
    let numbers =
        proptest::sample::subsequence((0usize..7).collect::<Vec<_>>(), 1..4).prop_shuffle();
    (operator, numbers)
}

/// The expected document, according to the model.
fn expected_document(mut list: GeneratedYamlList, operator: &str, numbers: &[usize]) -> String {
    let before = list.item_numbers();
    let mut comma = list.style == ListStyle::Lines(true);
    if let (ListStyle::Inline(_, inside), 1) = (list.style, before.len()) {
        list.style = ListStyle::Inline(", ", inside);
    }
    match operator {
        "+=" => list.add_items(numbers, 0),
        "-=" => list.remove_items(numbers),
        _ => {
            let gone: Vec<usize> = before
                .iter()
                .copied()
                .filter(|n| !numbers.contains(n))
                .collect();
            let item = |line: &ListLine| matches!(line, ListLine::Item(..));
            let mut first = list.lines.iter().position(item).unwrap_or_default();
            list.remove_items(&gone);
            if list.item_numbers().is_empty() && !matches!(list.style, ListStyle::Block(..)) {
                // No items are left, so the list is rewritten on the line of its key.
                list.lines.clear();
                first = 0;
                list.style = ListStyle::Inline(", ", "");
            }
            list.add_items(numbers, first);
        }
    }
    // The comma before the last line stays when that line is removed.
    let last = before.last().copied().unwrap_or_default();
    if list.style == ListStyle::Lines(false) && !list.item_numbers().contains(&last) {
        comma = true;
    }
    list.render_document(comma)
}

#[test]
fn lists_change_item_by_item() {
    let cases = Cell::new(0u32);
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(4_000)
    });
    let run = runner.run(
        &(list_strategy(), edit_strategy()),
        |(list, (operator, numbers))| {
            cases.set(cases.get() + 1);
            let text = list.render_document(list.style == ListStyle::Lines(true));
            let names: Vec<String> = numbers.iter().map(|number| user_name(*number)).collect();
            let typed = format!("members{operator}{}", names.join(","));
            let files = MemoryFiles::from_iter([("a.yaml", text.as_str())]);
            let catalog = Catalog::read(&files, &["a.yaml".to_owned()]).unwrap();
            prop_assert_eq!(catalog.diagnostics.len(), 0, "{}", text);
            let entity = &catalog.entities[0];
            let mut draft = FileDraft::for_file_of_entity(entity);
            let assigned = draft.apply_assignment(entity, &Assignment::parse(&typed).unwrap());
            prop_assert!(assigned.is_ok(), "{:?}\n{}", assigned, text);
            let changed = draft.finish().map(Option::unwrap_or_default);
            let wanted = expected_document(list, operator, &numbers);
            prop_assert_eq!(changed.ok(), Some(wanted), "{} in\n{}", typed, text);
            Ok(())
        },
    );
    println!("edits of lists: {} cases", cases.get());
    run.unwrap();
}
