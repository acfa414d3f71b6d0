//! A pattern with groups as a machine whose states are walked side by side: no pattern makes it go back.

use std::rc::Rc;

use super::budget::{Budget, TooComplex};
use super::class::Class;
use super::item::{Item, Repeat};

/// The number of the end.
const END: usize = 0;

#[derive(Debug)]
enum Node {
    End,
    Split(Vec<usize>),
    Literal(char, usize),
    One(usize),
    Star(usize),
    Class(Class, usize),
    /// Everything that `inside` does not match, then `next`.
    Not {
        inside: usize,
        next: usize,
    },
}

#[derive(Debug)]
pub(super) struct Nfa {
    nodes: Vec<Node>,
    start: usize,
}

/// Where a walk stands.
#[derive(Debug, Default)]
struct State {
    /// Sorted once the state is whole.
    threads: Vec<usize>,
    matched: bool,
    /// Negations that are under way.
    runs: Vec<Run>,
    seen: Vec<usize>,
}

/// What a negation has read.
#[derive(Clone, Debug)]
struct Run {
    node: usize,
    state: Rc<State>,
}

impl State {
    fn is_dead(&self) -> bool {
        self.threads.is_empty() && !self.matched && self.runs.is_empty()
    }

    fn is_same(&self, other: &State, budget: &mut Budget) -> Result<bool, TooComplex> {
        budget.spend(1 + self.threads.len())?;
        if self.matched != other.matched
            || self.threads != other.threads
            || self.runs.len() != other.runs.len()
        {
            return Ok(false);
        }
        for run in &self.runs {
            let mut found = false;
            for candidate in &other.runs {
                if run.node == candidate.node && run.state.is_same(&candidate.state, budget)? {
                    found = true;
                    break;
                }
            }
            if !found {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Nfa {
    pub(super) fn new(items: &[Item]) -> Nfa {
        let mut nfa = Nfa {
            nodes: vec![Node::End],
            start: END,
        };
        nfa.start = nfa.sequence(items, END);
        nfa
    }

    fn push(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn sequence(&mut self, items: &[Item], next: usize) -> usize {
        items
            .iter()
            .rev()
            .fold(next, |next, item| self.item(item, next))
    }

    fn item(&mut self, item: &Item, next: usize) -> usize {
        match item {
            Item::Literal(char) => self.push(Node::Literal(*char, next)),
            Item::One => self.push(Node::One(next)),
            Item::Star => self.push(Node::Star(next)),
            Item::Class(class) => self.push(Node::Class(class.clone(), next)),
            Item::Group(repeat, alternatives) => self.group(*repeat, alternatives, next),
        }
    }

    fn alternatives(&mut self, alternatives: &[Vec<Item>], next: usize) -> Vec<usize> {
        let each = alternatives.iter();
        each.map(|items| self.sequence(items, next)).collect()
    }

    fn group(&mut self, repeat: Repeat, alternatives: &[Vec<Item>], next: usize) -> usize {
        match repeat {
            Repeat::Once => {
                let out = self.alternatives(alternatives, next);
                self.push(Node::Split(out))
            }
            Repeat::Optional => {
                let mut out = self.alternatives(alternatives, next);
                out.push(next);
                self.push(Node::Split(out))
            }
            Repeat::Not => {
                let out = self.alternatives(alternatives, END);
                let inside = self.push(Node::Split(out));
                self.push(Node::Not { inside, next })
            }
            Repeat::Any | Repeat::Some => {
                let after = self.push(Node::Split(Vec::new()));
                let out = self.alternatives(alternatives, after);
                let entry = self.push(Node::Split(out));
                self.nodes[after] = Node::Split(vec![next, entry]);
                match repeat {
                    Repeat::Any => after,
                    _ => entry,
                }
            }
        }
    }

    /// Whether all of `text` matches.
    pub(super) fn matches(&self, text: &str, budget: &mut Budget) -> Result<bool, TooComplex> {
        let mut walk = Walk {
            nodes: &self.nodes,
            // Nothing but a literal dot matches the first of a dot file.
            wary: text.starts_with('.'),
            budget,
        };
        let mut state = State::default();
        walk.add(&mut state, self.start, true)?;
        for char in text.chars() {
            if state.is_dead() {
                return Ok(false);
            }
            state.threads.sort_unstable();
            state = walk.step(&state, char, true)?;
            walk.wary = false;
        }
        Ok(state.matched)
    }
}

struct Walk<'n, 'b> {
    nodes: &'n [Node],
    /// Whether what comes is the first dot of a dot file.
    wary: bool,
    budget: &'b mut Budget,
}

impl Walk<'_, '_> {
    /// Inside of a negation the dot has no say: the negation itself does not match one.
    fn is_barred(&self, top: bool) -> bool {
        top && self.wary
    }

    fn add(&mut self, state: &mut State, start: usize, top: bool) -> Result<(), TooComplex> {
        let mut open = vec![start];
        while let Some(number) = open.pop() {
            self.budget.spend(1 + state.seen.len() / 4)?;
            if number == END {
                state.matched = true;
                continue;
            }
            if matches!(&self.nodes[number], Node::Star(_)) && self.is_barred(top) {
                continue;
            }
            if state.seen.contains(&number) {
                continue;
            }
            state.seen.push(number);
            match &self.nodes[number] {
                Node::End => {}
                Node::Split(out) => open.extend(out),
                Node::Star(next) => {
                    state.threads.push(number);
                    open.push(*next);
                }
                Node::Not { inside, .. } => {
                    let mut inner = State::default();
                    self.add(&mut inner, *inside, false)?;
                    inner.threads.sort_unstable();
                    let run = Run {
                        node: number,
                        state: Rc::new(inner),
                    };
                    self.add_run(state, run, top)?;
                }
                Node::Literal(..) | Node::One(_) | Node::Class(..) => state.threads.push(number),
            }
        }
        Ok(())
    }

    fn add_run(&mut self, state: &mut State, run: Run, top: bool) -> Result<(), TooComplex> {
        for known in &state.runs {
            if known.node == run.node && known.state.is_same(&run.state, self.budget)? {
                return Ok(());
            }
        }
        let (node, matched) = (run.node, run.state.matched);
        state.runs.push(run);
        match &self.nodes[node] {
            Node::Not { next, .. } if !matched => self.add(state, *next, top),
            _ => Ok(()),
        }
    }

    /// The state after `char`.
    fn step(&mut self, state: &State, char: char, top: bool) -> Result<State, TooComplex> {
        let barred = self.is_barred(top);
        let was_wary = std::mem::replace(&mut self.wary, false);
        let mut next = State::default();
        for &number in &state.threads {
            self.budget.spend(1)?;
            let found = match &self.nodes[number] {
                Node::Literal(wanted, next) if *wanted == char => Some(*next),
                Node::One(next) if !barred => Some(*next),
                Node::Class(class, next) if !barred && class.has(char) => Some(*next),
                Node::Star(_) if !barred => Some(number),
                _ => None,
            };
            if let Some(found) = found {
                self.add(&mut next, found, top)?;
            }
        }
        if !barred {
            for run in &state.runs {
                let after = match run.state.is_dead() {
                    true => Rc::clone(&run.state),
                    false => Rc::new(self.step(&run.state, char, false)?),
                };
                let run = Run {
                    node: run.node,
                    state: after,
                };
                self.add_run(&mut next, run, top)?;
            }
        }
        next.threads.sort_unstable();
        self.wary = was_wary;
        Ok(next)
    }
}
