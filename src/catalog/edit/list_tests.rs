//! Random edits of random lists, held against a model that knows how each list was written.

#![allow(clippy::print_stdout, reason = "tests print their case counts")]

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{Assignment, Draft};
use crate::catalog::{Catalog, Memory};

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Style {
    /// How far in its dashes are, and how far behind them the items.
    Block(usize, usize),
    /// What is between two items, and inside of the brackets.
    Inline(&'static str, &'static str),
    /// A line for each item, and whether a comma follows the last.
    Lines(bool),
}

/// A line of a list: an item, or a comment above one.
#[derive(Clone, Debug)]
enum Line {
    Comment(usize),
    /// The number of a user, how it is spelt, and what follows on the line.
    Item(usize, String, &'static str),
}

#[derive(Clone, Debug)]
struct List {
    style: Style,
    quote: &'static str,
    lines: Vec<Line>,
    head: &'static str,
    tail: &'static str,
    ending: &'static str,
    open: bool,
}

fn name(number: usize) -> String {
    format!("user-{number}")
}

impl List {
    fn item(&self, number: usize) -> Line {
        let text = format!("{0}{1}{0}", self.quote, name(number));
        Line::Item(number, text, "")
    }

    fn numbers(&self) -> Vec<usize> {
        let number = |line: &Line| match line {
            Line::Item(number, ..) => Some(*number),
            Line::Comment(_) => None,
        };
        self.lines.iter().filter_map(number).collect()
    }

    fn last(&self) -> usize {
        let items = |line: &Line| matches!(line, Line::Item(..));
        self.lines.iter().rposition(items).map_or(0, |at| at + 1)
    }

    /// After the last item, or at line `first` where there is none.
    fn add(&mut self, numbers: &[usize], first: usize) {
        for number in numbers {
            if !self.numbers().contains(number) {
                let line = self.item(*number);
                let place = if self.numbers().is_empty() {
                    first
                } else {
                    self.last()
                };
                self.lines.insert(place, line);
            }
        }
    }

    fn remove(&mut self, numbers: &[usize]) {
        self.lines
            .retain(|line| !matches!(line, Line::Item(number, ..) if numbers.contains(number)));
    }

    fn written(&self, comma: bool) -> String {
        let Style::Block(indent, gap) = self.style else {
            return self.between_brackets(comma);
        };
        let line = |line: &Line| match line {
            Line::Comment(number) => format!("\n{:indent$}# about {number}", ""),
            Line::Item(_, text, after) => format!("\n{:indent$}-{:gap$}{text}{after}", "", ""),
        };
        self.lines.iter().map(line).collect()
    }

    fn between_brackets(&self, comma: bool) -> String {
        let last = self.last();
        let mut text = String::from(" [");
        for (at, line) in self.lines.iter().enumerate() {
            let follows = at + 1 < last || comma;
            match (line, self.style) {
                (Line::Item(_, item, after), Style::Lines(_)) => {
                    let comma = if follows { "," } else { "" };
                    text.push_str(&format!("\n    {item}{comma}{after}"));
                }
                (Line::Comment(number), _) => text.push_str(&format!("\n    # about {number}")),
                (Line::Item(_, item, _), Style::Inline(between, inside)) => {
                    let before = if at == 0 { inside } else { between };
                    text.push_str(&format!("{before}{item}"));
                }
                (Line::Item(..), Style::Block(..)) => {}
            }
        }
        text + match self.style {
            Style::Inline(_, inside) => inside,
            _ => "\n  ",
        } + "]"
    }

    /// The document; `comma` says whether one follows the last item of a list in lines.
    fn document(&self, comma: bool) -> String {
        let key = if self.numbers().is_empty() {
            String::new()
        } else {
            format!("  members:{}{}\n", self.head, self.written(comma))
        };
        let text = format!(
            "# ours\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: a}} # short\nspec:\n  type: team\n  children: []\n{key}{}",
            self.tail
        );
        let text = if self.open { text.trim_end() } else { &text };
        text.replace('\n', self.ending)
    }
}

fn lists() -> impl Strategy<Value = List> {
    let style = prop_oneof![
        (prop_oneof![Just(2usize), Just(4), Just(5)], 1usize..4)
            .prop_map(|(a, b)| Style::Block(a, b)),
        (
            prop_oneof![Just(", "), Just(","), Just(" ,  ")],
            prop_oneof![Just(""), Just(" ")]
        )
            .prop_map(|(a, b)| Style::Inline(a, b)),
        any::<bool>().prop_map(Style::Lines),
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
            let block = matches!(style, Style::Block(..));
            let flow_head = if head.contains('#') { "" } else { head };
            List {
                style,
                quote,
                lines: lines(style, quote, numbers, &spelt),
                head: if block { head } else { flow_head },
                tail,
                ending,
                open,
            }
        })
}

/// A line for each number, as `spelt` has it: form, comment behind it, comment before it.
fn lines(
    style: Style,
    quote: &str,
    numbers: Vec<usize>,
    spelt: &[(usize, usize, bool)],
) -> Vec<Line> {
    let inline = matches!(style, Style::Inline(..));
    let mut lines = Vec::new();
    for (number, (form, after, comment)) in numbers.into_iter().zip(spelt) {
        let name = match form {
            0 => format!("User:default/User-{number}"),
            1 => format!("default/{}", name(number)),
            _ => name(number),
        };
        if *comment && !inline {
            lines.push(Line::Comment(number));
        }
        // New items take the quotes of their neighbour, and an anchor hides them.
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
        lines.push(Line::Item(number, text, after));
    }
    lines
}

/// What is typed, and the numbers in it.
fn edits() -> impl Strategy<Value = (&'static str, Vec<usize>)> {
    let operator = prop_oneof![Just("="), Just("+="), Just("-=")];
    let numbers =
        proptest::sample::subsequence((0usize..7).collect::<Vec<_>>(), 1..4).prop_shuffle();
    (operator, numbers)
}

/// The text that is expected, by the model.
fn expected(mut list: List, operator: &str, numbers: &[usize]) -> String {
    let before = list.numbers();
    let mut comma = list.style == Style::Lines(true);
    if let (Style::Inline(_, inside), 1) = (list.style, before.len()) {
        list.style = Style::Inline(", ", inside);
    }
    match operator {
        "+=" => list.add(numbers, 0),
        "-=" => list.remove(numbers),
        _ => {
            let gone: Vec<usize> = before
                .iter()
                .copied()
                .filter(|n| !numbers.contains(n))
                .collect();
            let item = |line: &Line| matches!(line, Line::Item(..));
            let mut first = list.lines.iter().position(item).unwrap_or_default();
            list.remove(&gone);
            if list.numbers().is_empty() && !matches!(list.style, Style::Block(..)) {
                // Nothing of the list is left but its place.
                list.lines.clear();
                first = 0;
                list.style = Style::Inline(", ", "");
            }
            list.add(numbers, first);
        }
    }
    // The comma before the last line stays when that line goes.
    let last = before.last().copied().unwrap_or_default();
    if list.style == Style::Lines(false) && !list.numbers().contains(&last) {
        comma = true;
    }
    list.document(comma)
}

#[test]
fn lists_change_item_by_item() {
    let cases = Cell::new(0u32);
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(4_000)
    });
    let run = runner.run(&(lists(), edits()), |(list, (operator, numbers))| {
        cases.set(cases.get() + 1);
        let text = list.document(list.style == Style::Lines(true));
        let names: Vec<String> = numbers.iter().map(|number| name(*number)).collect();
        let typed = format!("members{operator}{}", names.join(","));
        let files = Memory::from_iter([("a.yaml", text.as_str())]);
        let catalog = Catalog::read(&files, &["a.yaml".to_owned()]).unwrap();
        prop_assert_eq!(catalog.diagnostics.len(), 0, "{}", text);
        let entity = &catalog.entities[0];
        let mut draft = Draft::of(entity);
        let assigned = draft.assign(entity, &Assignment::parse(&typed).unwrap());
        prop_assert!(assigned.is_ok(), "{:?}\n{}", assigned, text);
        let changed = draft.finish().map(Option::unwrap_or_default);
        let wanted = expected(list, operator, &numbers);
        prop_assert_eq!(changed.ok(), Some(wanted), "{} in\n{}", typed, text);
        Ok(())
    });
    println!("edits of lists: {} cases", cases.get());
    run.unwrap();
}
