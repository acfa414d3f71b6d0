//! Which names a template may use, and how tame their values are.

use std::collections::BTreeMap;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::backup::Backup;
use super::environment;
use super::feature::Feature;
use super::input::{Input, InputKind, TextBounds};
use super::route;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Letters, digits and `. _ - / :` only: harmless wherever it stands.
    Identifier,
    /// Any text.
    Text,
    /// A number.
    Integer,
    /// True or false.
    Boolean,
    /// A list of identifiers.
    Identifiers,
    /// A list of any texts.
    Texts,
    /// An identifier, or a list of them.
    Labels,
    /// A list of annotations: keys that are identifiers, values that are any text.
    Annotations,
    /// The list of opt-outs.
    OptOuts,
}

impl Meaning {
    /// Whether it may stand in the middle of other text as it is.
    pub(super) fn is_tame(self) -> bool {
        matches!(
            self,
            Meaning::Identifier | Meaning::Integer | Meaning::Boolean
        )
    }
}

/// The names that are known at some place of a template.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    names: BTreeMap<String, Meaning>,
}

impl Scope {
    /// The built-in names, the inputs, the features and the layers.
    pub(super) fn new<'t>(
        inputs: impl IntoIterator<Item = &'t Input>,
        features: impl IntoIterator<Item = &'t Feature>,
        layers: impl IntoIterator<Item = &'t String>,
    ) -> Scope {
        use Meaning::{Identifier, Identifiers, Labels, OptOuts, Text};
        let built_in = [
            ("name", Identifier),
            ("description", Text),
            ("owner.ref", Identifier),
            ("owner.name", Identifier),
            ("owner.team", Identifier),
            ("owner.title", Text),
            ("system", Identifier),
            ("org", Identifier),
            ("repository.slug", Identifier),
            ("repository.url", Text),
            ("imageName", Identifier),
            ("registry.kind", Identifier),
            ("registry.host", Identifier),
            ("registry.region", Identifier),
            ("registry.name", Identifier),
            ("pullSecrets", Identifiers),
            ("runner", Labels),
            ("architecture", Identifier),
            ("defaultBranch", Identifier),
            ("template.name", Identifier),
            ("template.version", Identifier),
            ("optOuts", OptOuts),
        ];
        let mut names: BTreeMap<String, Meaning> = built_in
            .map(|(name, meaning)| (name.to_owned(), meaning))
            .into();
        names.extend(environment::NAMES.into_iter().flat_map(of_environment));
        for environment in environment::NAMES {
            names.extend(Backup::NAMES.map(|key| {
                let name = format!("environments.{environment}.database.backup.{key}");
                (name, Text)
            }));
        }
        let switch = |name: String| (name, Meaning::Boolean);
        let features = features.into_iter();
        names.extend(features.map(|feature| switch(format!("features.{}", feature.name))));
        let layers = layers.into_iter();
        names.extend(layers.map(|layer| switch(format!("layers.{layer}"))));
        let inputs = inputs.into_iter();
        names.extend(inputs.map(|input| (input.name.clone(), meaning(&input.kind))));
        Scope { names }
    }

    /// The same, with one more name.
    pub(super) fn and(mut self, name: &str, meaning: Meaning) -> Scope {
        self.names.insert(name.to_owned(), meaning);
        self
    }

    /// What is known inside `{{#each <list> as |<item>|}}`; nothing when it is no list.
    pub(super) fn each(&self, list: &str, item: &str) -> Option<Scope> {
        let names: Vec<(String, Meaning)> = match self.meaning(list)? {
            Meaning::OptOuts => vec![
                (format!("{item}.feature"), Meaning::Identifier),
                (format!("{item}.reason"), Meaning::Text),
                (format!("{item}.since"), Meaning::Identifier),
                (format!("{item}.until"), Meaning::Identifier),
            ],
            Meaning::Annotations => vec![
                (format!("{item}.key"), Meaning::Identifier),
                (format!("{item}.value"), Meaning::Text),
            ],
            Meaning::Identifiers => vec![(item.to_owned(), Meaning::Identifier)],
            Meaning::Texts => vec![(item.to_owned(), Meaning::Text)],
            _ => return None,
        };
        Some(Scope {
            names: names.into_iter().collect(),
        })
    }

    /// What `name` stands for, if it is known.
    pub(super) fn meaning(&self, name: &str) -> Option<Meaning> {
        self.names.get(name).copied()
    }

    /// Every known name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}

/// What is known of an environment.
fn of_environment(environment: &str) -> Vec<(String, Meaning)> {
    use Meaning::{Annotations, Boolean, Identifier, Integer, Text};
    let database = environment::DATABASE.map(|key| {
        let meaning = match key {
            "mode" | "storeKind" => Identifier,
            "instances" => Integer,
            _ => Text,
        };
        (format!("database.{key}"), meaning)
    });
    let route = route::FIELDS.map(|key| {
        let meaning = match key {
            "tls" => Boolean,
            _ => Identifier,
        };
        (format!("route.{key}"), meaning)
    });
    let others = [("approval", Identifier), ("route.annotations", Annotations)];
    let others = others.map(|(key, meaning)| (key.to_owned(), meaning));
    let all = database.into_iter().chain(route).chain(others);
    all.map(|(key, meaning)| (format!("environments.{environment}.{key}"), meaning))
        .collect()
}

fn meaning(kind: &InputKind) -> Meaning {
    match kind {
        InputKind::Integer { .. } => Meaning::Integer,
        InputKind::Boolean => Meaning::Boolean,
        InputKind::Enum { values } if values.iter().all(|value| value.chars().all(is_tame)) => {
            Meaning::Identifier
        }
        InputKind::Enum { .. } => Meaning::Text,
        InputKind::String(bounds) if is_tame_pattern(bounds) => Meaning::Identifier,
        InputKind::String(_) => Meaning::Text,
        InputKind::List(bounds) if is_tame_pattern(bounds) => Meaning::Identifiers,
        InputKind::List(_) => Meaning::Texts,
        InputKind::Group | InputKind::System => Meaning::Identifier,
    }
}

fn is_tame(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-')
}

/// Whether no text that the pattern lets through has anything but tame characters: proved on the pattern itself.
fn is_tame_pattern(bounds: &TextBounds) -> bool {
    let Some(pattern) = &bounds.pattern else {
        return false;
    };
    regex_syntax::parse(pattern.as_str()).is_ok_and(|hir| admits_only_tame(&hir))
}

/// Patterns are anchored at both ends when they are read, so looking at what they consume is enough.
fn admits_only_tame(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty => true,
        HirKind::Look(look) => !matches!(
            look,
            Look::StartLF | Look::EndLF | Look::StartCRLF | Look::EndCRLF
        ),
        HirKind::Literal(literal) => literal.0.iter().all(|byte| is_tame(char::from(*byte))),
        HirKind::Class(Class::Unicode(class)) => class
            .iter()
            .all(|range| (range.start()..=range.end()).all(is_tame)),
        HirKind::Class(Class::Bytes(class)) => class
            .iter()
            .all(|range| (range.start()..=range.end()).all(|byte| is_tame(char::from(byte)))),
        HirKind::Repetition(repetition) => admits_only_tame(&repetition.sub),
        HirKind::Capture(capture) => admits_only_tame(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(admits_only_tame),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_proves_an_identifier_or_it_does_not() {
        let tame = |pattern: &str| {
            let pattern = regex::Regex::new(&format!("^(?:{pattern})$")).unwrap();
            is_tame_pattern(&TextBounds {
                pattern: Some(pattern),
                ..TextBounds::default()
            })
        };
        assert!(tame("[a-z][a-z0-9-]*") && tame("a|b_c") && tame("(v[0-9]+)?"));
        assert!(
            !tame(".*") && !tame("[^/]+") && !tame(r"\w+") && !tame("a b") && !tame("(?m)a$\nb")
        );
    }
}
