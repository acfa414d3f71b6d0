//! A pattern with groups as an NFA whose states are advanced in parallel, so no pattern causes backtracking.

use std::rc::Rc;

use super::budget::{GlobBudget, GlobTooComplex};
use super::class::CharClass;
use super::node::{ExtglobKind, GlobNode};

/// The index of the end state.
const END_NODE: usize = 0;

#[derive(Debug)]
enum NfaNode {
    End,
    Split(Vec<usize>),
    Literal(char, usize),
    AnyChar(usize),
    Star(usize),
    Class(CharClass, usize),
    /// Any text that `inside` doesn't match, then `next`.
    Not {
        inside: usize,
        next: usize,
    },
}

#[derive(Debug)]
pub(super) struct Nfa {
    nodes: Vec<NfaNode>,
    start: usize,
}

/// The current state of the match.
#[derive(Debug, Default)]
struct NfaState {
    /// Sorted once the state is complete.
    threads: Vec<usize>,
    matched: bool,
    /// The active negations.
    runs: Vec<NegatedExtglobState>,
    seen: Vec<usize>,
}

/// The progress of a negation.
#[derive(Clone, Debug)]
struct NegatedExtglobState {
    node: usize,
    state: Rc<NfaState>,
}

impl NfaState {
    fn is_dead_state(&self) -> bool {
        self.threads.is_empty() && !self.matched && self.runs.is_empty()
    }

    fn is_same(&self, other: &NfaState, budget: &mut GlobBudget) -> Result<bool, GlobTooComplex> {
        budget.spend_steps(1 + self.threads.len())?;
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
    pub(super) fn new(items: &[GlobNode]) -> Nfa {
        let mut nfa = Nfa {
            nodes: vec![NfaNode::End],
            start: END_NODE,
        };
        nfa.start = nfa.compile_sequence(items, END_NODE);
        nfa
    }

    fn push_node(&mut self, node: NfaNode) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn compile_sequence(&mut self, items: &[GlobNode], next: usize) -> usize {
        items
            .iter()
            .rev()
            .fold(next, |next, item| self.compile_node(item, next))
    }

    fn compile_node(&mut self, item: &GlobNode, next: usize) -> usize {
        match item {
            GlobNode::Literal(char) => self.push_node(NfaNode::Literal(*char, next)),
            GlobNode::AnyChar => self.push_node(NfaNode::AnyChar(next)),
            GlobNode::Star => self.push_node(NfaNode::Star(next)),
            GlobNode::Class(class) => self.push_node(NfaNode::Class(class.clone(), next)),
            GlobNode::Group(repeat, alternatives) => {
                self.compile_extglob_group(*repeat, alternatives, next)
            }
        }
    }

    fn compile_alternatives(&mut self, alternatives: &[Vec<GlobNode>], next: usize) -> Vec<usize> {
        let each = alternatives.iter();
        each.map(|items| self.compile_sequence(items, next))
            .collect()
    }

    fn compile_extglob_group(
        &mut self,
        repeat: ExtglobKind,
        alternatives: &[Vec<GlobNode>],
        next: usize,
    ) -> usize {
        match repeat {
            ExtglobKind::Once => {
                let out = self.compile_alternatives(alternatives, next);
                self.push_node(NfaNode::Split(out))
            }
            ExtglobKind::Optional => {
                let mut out = self.compile_alternatives(alternatives, next);
                out.push(next);
                self.push_node(NfaNode::Split(out))
            }
            ExtglobKind::Not => {
                let out = self.compile_alternatives(alternatives, END_NODE);
                let inside = self.push_node(NfaNode::Split(out));
                self.push_node(NfaNode::Not { inside, next })
            }
            ExtglobKind::ZeroOrMore | ExtglobKind::OneOrMore => {
                let after = self.push_node(NfaNode::Split(Vec::new()));
                let out = self.compile_alternatives(alternatives, after);
                let entry = self.push_node(NfaNode::Split(out));
                self.nodes[after] = NfaNode::Split(vec![next, entry]);
                match repeat {
                    ExtglobKind::ZeroOrMore => after,
                    _ => entry,
                }
            }
        }
    }

    /// Whether all of `text` matches.
    pub(super) fn matches(
        &self,
        text: &str,
        budget: &mut GlobBudget,
    ) -> Result<bool, GlobTooComplex> {
        let mut walk = NfaSimulation {
            nodes: &self.nodes,
            // Only a literal dot matches the leading dot of a dot file.
            at_leading_dot: text.starts_with('.'),
            budget,
        };
        let mut state = NfaState::default();
        walk.add_thread(&mut state, self.start, true)?;
        for char in text.chars() {
            if state.is_dead_state() {
                return Ok(false);
            }
            state.threads.sort_unstable();
            state = walk.step(&state, char, true)?;
            walk.at_leading_dot = false;
        }
        Ok(state.matched)
    }
}

struct NfaSimulation<'n, 'b> {
    nodes: &'n [NfaNode],
    /// Whether the next character is the leading dot of a dot file.
    at_leading_dot: bool,
    budget: &'b mut GlobBudget,
}

impl NfaSimulation<'_, '_> {
    /// Within a negation the dot has no special meaning: the negation itself doesn't match a dot file.
    fn blocks_wildcards(&self, top: bool) -> bool {
        top && self.at_leading_dot
    }

    fn add_thread(
        &mut self,
        state: &mut NfaState,
        start: usize,
        top: bool,
    ) -> Result<(), GlobTooComplex> {
        let mut open = vec![start];
        while let Some(number) = open.pop() {
            self.budget.spend_steps(1 + state.seen.len() / 4)?;
            if number == END_NODE {
                state.matched = true;
                continue;
            }
            if matches!(&self.nodes[number], NfaNode::Star(_)) && self.blocks_wildcards(top) {
                continue;
            }
            if state.seen.contains(&number) {
                continue;
            }
            state.seen.push(number);
            match &self.nodes[number] {
                NfaNode::End => {}
                NfaNode::Split(out) => open.extend(out),
                NfaNode::Star(next) => {
                    state.threads.push(number);
                    open.push(*next);
                }
                NfaNode::Not { inside, .. } => {
                    let mut inner = NfaState::default();
                    self.add_thread(&mut inner, *inside, false)?;
                    inner.threads.sort_unstable();
                    let run = NegatedExtglobState {
                        node: number,
                        state: Rc::new(inner),
                    };
                    self.add_negation_run(state, run, top)?;
                }
                NfaNode::Literal(..) | NfaNode::AnyChar(_) | NfaNode::Class(..) => {
                    state.threads.push(number)
                }
            }
        }
        Ok(())
    }

    fn add_negation_run(
        &mut self,
        state: &mut NfaState,
        run: NegatedExtglobState,
        top: bool,
    ) -> Result<(), GlobTooComplex> {
        for known in &state.runs {
            if known.node == run.node && known.state.is_same(&run.state, self.budget)? {
                return Ok(());
            }
        }
        let (node, matched) = (run.node, run.state.matched);
        state.runs.push(run);
        match &self.nodes[node] {
            NfaNode::Not { next, .. } if !matched => self.add_thread(state, *next, top),
            _ => Ok(()),
        }
    }

    /// The state after `char`.
    fn step(
        &mut self,
        state: &NfaState,
        char: char,
        top: bool,
    ) -> Result<NfaState, GlobTooComplex> {
        let barred = self.blocks_wildcards(top);
        let was_wary = std::mem::replace(&mut self.at_leading_dot, false);
        let mut next = NfaState::default();
        for &number in &state.threads {
            self.budget.spend_steps(1)?;
            let found = match &self.nodes[number] {
                NfaNode::Literal(wanted, next) if *wanted == char => Some(*next),
                NfaNode::AnyChar(next) if !barred => Some(*next),
                NfaNode::Class(class, next) if !barred && class.contains(char) => Some(*next),
                NfaNode::Star(_) if !barred => Some(number),
                _ => None,
            };
            if let Some(found) = found {
                self.add_thread(&mut next, found, top)?;
            }
        }
        if !barred {
            for run in &state.runs {
                let after = if run.state.is_dead_state() {
                    Rc::clone(&run.state)
                } else {
                    Rc::new(self.step(&run.state, char, false)?)
                };
                let run = NegatedExtglobState {
                    node: run.node,
                    state: after,
                };
                self.add_negation_run(&mut next, run, top)?;
            }
        }
        next.threads.sort_unstable();
        self.at_leading_dot = was_wary;
        Ok(next)
    }
}
