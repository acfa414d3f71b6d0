//! Which names a template may use, and how tame their values are.

use std::collections::BTreeMap;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::backup::BackupConfig;
use super::environment;
use super::feature::Feature;
use super::input::{Input, InputKind, TextConstraints};
use super::service_route;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueType {
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
    IdentifierOrList,
    /// A list of annotations: keys that are identifiers, values that are any text.
    Annotations,
    /// The list of opt-outs.
    OptOuts,
}

impl ValueType {
    /// Whether it may stand in the middle of other text as it is.
    pub(super) fn is_safe_unquoted(self) -> bool {
        matches!(
            self,
            ValueType::Identifier | ValueType::Integer | ValueType::Boolean
        )
    }
}

/// The names that are known at some place of a template.
#[derive(Clone, Debug)]
pub(super) struct NameScope {
    names: BTreeMap<String, ValueType>,
}

impl NameScope {
    /// The built-in names, the inputs, the features and the layers.
    pub(super) fn new<'t>(
        inputs: impl IntoIterator<Item = &'t Input>,
        features: impl IntoIterator<Item = &'t Feature>,
        layers: impl IntoIterator<Item = &'t String>,
    ) -> NameScope {
        use ValueType::{Identifier, IdentifierOrList, Identifiers, OptOuts, Text};
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
            ("runner", IdentifierOrList),
            ("architecture", Identifier),
            ("defaultBranch", Identifier),
            ("template.name", Identifier),
            ("template.version", Identifier),
            ("optOuts", OptOuts),
        ];
        let mut names: BTreeMap<String, ValueType> = built_in
            .map(|(name, meaning)| (name.to_owned(), meaning))
            .into();
        names.extend(
            environment::ENVIRONMENT_NAMES
                .into_iter()
                .flat_map(build_environment_scope_names),
        );
        for environment in environment::ENVIRONMENT_NAMES {
            names.extend(BackupConfig::BACKUP_FIELDS.map(|key| {
                let name = format!("environments.{environment}.database.backup.{key}");
                (name, Text)
            }));
        }
        let switch = |name: String| (name, ValueType::Boolean);
        let features = features.into_iter();
        names.extend(features.map(|feature| switch(format!("features.{}", feature.name))));
        let layers = layers.into_iter();
        names.extend(layers.map(|layer| switch(format!("layers.{layer}"))));
        let inputs = inputs.into_iter();
        names.extend(inputs.map(|input| (input.name.clone(), type_of_input(&input.kind))));
        NameScope { names }
    }

    /// The same, with one more name.
    pub(super) fn with_name(mut self, name: &str, meaning: ValueType) -> NameScope {
        self.names.insert(name.to_owned(), meaning);
        self
    }

    /// What is known inside `{{#each <list> as |<item>|}}`; nothing when it is no list.
    pub(super) fn enter_each_block(&self, list: &str, item: &str) -> Option<NameScope> {
        let names: Vec<(String, ValueType)> = match self.lookup_type(list)? {
            ValueType::OptOuts => vec![
                (format!("{item}.feature"), ValueType::Identifier),
                (format!("{item}.reason"), ValueType::Text),
                (format!("{item}.since"), ValueType::Identifier),
                (format!("{item}.until"), ValueType::Identifier),
            ],
            ValueType::Annotations => vec![
                (format!("{item}.key"), ValueType::Identifier),
                (format!("{item}.value"), ValueType::Text),
            ],
            ValueType::Identifiers => vec![(item.to_owned(), ValueType::Identifier)],
            ValueType::Texts => vec![(item.to_owned(), ValueType::Text)],
            _ => return None,
        };
        Some(NameScope {
            names: names.into_iter().collect(),
        })
    }

    /// What `name` stands for, if it is known.
    pub(super) fn lookup_type(&self, name: &str) -> Option<ValueType> {
        self.names.get(name).copied()
    }

    /// Every known name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}

/// What is known of an environment.
fn build_environment_scope_names(environment: &str) -> Vec<(String, ValueType)> {
    use ValueType::{Annotations, Boolean, Identifier, Integer, Text};
    let database = environment::DATABASE_FIELDS.map(|key| {
        let meaning = match key {
            "mode" | "storeKind" => Identifier,
            "instances" => Integer,
            _ => Text,
        };
        (format!("database.{key}"), meaning)
    });
    let route = service_route::ROUTE_FIELDS.map(|key| {
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

fn type_of_input(kind: &InputKind) -> ValueType {
    match kind {
        InputKind::Integer { .. } => ValueType::Integer,
        InputKind::Boolean => ValueType::Boolean,
        InputKind::Enum { values }
            if values
                .iter()
                .all(|value| value.chars().all(is_safe_character)) =>
        {
            ValueType::Identifier
        }
        InputKind::Enum { .. } => ValueType::Text,
        InputKind::String(bounds) if is_safe_pattern(bounds) => ValueType::Identifier,
        InputKind::String(_) => ValueType::Text,
        InputKind::List(bounds) if is_safe_pattern(bounds) => ValueType::Identifiers,
        InputKind::List(_) => ValueType::Texts,
        InputKind::Group | InputKind::System => ValueType::Identifier,
    }
}

fn is_safe_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-')
}

/// Whether no text that the pattern lets through has anything but tame characters: proved on the pattern itself.
fn is_safe_pattern(bounds: &TextConstraints) -> bool {
    let Some(pattern) = &bounds.pattern else {
        return false;
    };
    regex_syntax::parse(pattern.as_str()).is_ok_and(|hir| matches_only_safe_characters(&hir))
}

/// Patterns are anchored at both ends when they are read, so looking at what they consume is enough.
fn matches_only_safe_characters(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty => true,
        HirKind::Look(look) => !matches!(
            look,
            Look::StartLF | Look::EndLF | Look::StartCRLF | Look::EndCRLF
        ),
        HirKind::Literal(literal) => literal
            .0
            .iter()
            .all(|byte| is_safe_character(char::from(*byte))),
        HirKind::Class(Class::Unicode(class)) => class
            .iter()
            .all(|range| (range.start()..=range.end()).all(is_safe_character)),
        HirKind::Class(Class::Bytes(class)) => class.iter().all(|range| {
            (range.start()..=range.end()).all(|byte| is_safe_character(char::from(byte)))
        }),
        HirKind::Repetition(repetition) => matches_only_safe_characters(&repetition.sub),
        HirKind::Capture(capture) => matches_only_safe_characters(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().all(matches_only_safe_characters)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_proves_an_identifier_or_it_does_not() {
        let tame = |pattern: &str| {
            let pattern = regex::Regex::new(&format!("^(?:{pattern})$")).unwrap();
            is_safe_pattern(&TextConstraints {
                pattern: Some(pattern),
                ..TextConstraints::default()
            })
        };
        assert!(tame("[a-z][a-z0-9-]*") && tame("a|b_c") && tame("(v[0-9]+)?"));
        assert!(
            !tame(".*") && !tame("[^/]+") && !tame(r"\w+") && !tame("a b") && !tame("(?m)a$\nb")
        );
    }
}
