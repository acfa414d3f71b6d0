//! The names that a template can use, and how safe their values are.

use std::collections::BTreeMap;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::backup::BackupConfig;
use super::environment;
use super::feature::Feature;
use super::input::{InputKind, TemplateInput, TextConstraints};
use super::service_route;

/// The type of the value behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueType {
    /// Only letters, digits and `. _ - / :`, so safe in every position.
    Identifier,
    /// Any text.
    Text,
    /// A number.
    Integer,
    /// True or false.
    Boolean,
    /// A list of identifiers.
    Identifiers,
    /// A list of arbitrary strings.
    Texts,
    /// An identifier, or a list of them.
    IdentifierOrList,
    /// A list of annotations: the keys are identifiers, the values arbitrary text.
    Annotations,
    /// The list of opt-outs.
    OptOuts,
}

impl ValueType {
    /// Whether it is safe without quotes in the middle of other text.
    pub(super) fn is_safe_unquoted(self) -> bool {
        matches!(
            self,
            ValueType::Identifier | ValueType::Integer | ValueType::Boolean
        )
    }
}

/// The names that are in scope at a position in a template.
#[derive(Clone, Debug)]
pub(super) struct TemplateVariableScope {
    names: BTreeMap<String, ValueType>,
}

impl TemplateVariableScope {
    /// The built-in values, the inputs, the features and the layers.
    pub(super) fn new<'t>(
        inputs: impl IntoIterator<Item = &'t TemplateInput>,
        features: impl IntoIterator<Item = &'t Feature>,
        layers: impl IntoIterator<Item = &'t String>,
    ) -> TemplateVariableScope {
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
                .flat_map(environment_template_variable_types),
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
        TemplateVariableScope { names }
    }

    /// The same, with one more name.
    pub(super) fn with_name(mut self, name: &str, meaning: ValueType) -> TemplateVariableScope {
        self.names.insert(name.to_owned(), meaning);
        self
    }

    /// The scope inside `{{#each <list> as |<item>|}}`; `None` if `list` isn't a list.
    pub(super) fn scope_inside_each_block(
        &self,
        list: &str,
        item: &str,
    ) -> Option<TemplateVariableScope> {
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
        Some(TemplateVariableScope {
            names: names.into_iter().collect(),
        })
    }

    /// The type of `name`, if it is known.
    pub(super) fn lookup_type(&self, name: &str) -> Option<ValueType> {
        self.names.get(name).copied()
    }

    /// Every known name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}

/// The names and types for an environment.
fn environment_template_variable_types(environment: &str) -> Vec<(String, ValueType)> {
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
                .all(|value| value.chars().all(is_safe_without_quoting)) =>
        {
            ValueType::Identifier
        }
        InputKind::Enum { .. } => ValueType::Text,
        InputKind::String(bounds) if pattern_allows_only_safe_characters(bounds) => {
            ValueType::Identifier
        }
        InputKind::String(_) => ValueType::Text,
        InputKind::List(bounds) if pattern_allows_only_safe_characters(bounds) => {
            ValueType::Identifiers
        }
        InputKind::List(_) => ValueType::Texts,
        InputKind::Group | InputKind::System => ValueType::Identifier,
    }
}

fn is_safe_without_quoting(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-')
}

/// Whether every string that matches the pattern contains only safe characters, proved from the pattern itself.
fn pattern_allows_only_safe_characters(bounds: &TextConstraints) -> bool {
    let Some(pattern) = &bounds.pattern else {
        return false;
    };
    regex_syntax::parse(pattern.as_str()).is_ok_and(|hir| regex_allows_only_safe_characters(&hir))
}

/// Patterns are anchored at both ends when they are compiled, so it is enough to check what they consume.
fn regex_allows_only_safe_characters(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty => true,
        HirKind::Look(look) => !matches!(
            look,
            Look::StartLF | Look::EndLF | Look::StartCRLF | Look::EndCRLF
        ),
        HirKind::Literal(literal) => literal
            .0
            .iter()
            .all(|byte| is_safe_without_quoting(char::from(*byte))),
        HirKind::Class(Class::Unicode(class)) => class
            .iter()
            .all(|range| (range.start()..=range.end()).all(is_safe_without_quoting)),
        HirKind::Class(Class::Bytes(class)) => class.iter().all(|range| {
            (range.start()..=range.end()).all(|byte| is_safe_without_quoting(char::from(byte)))
        }),
        HirKind::Repetition(repetition) => regex_allows_only_safe_characters(&repetition.sub),
        HirKind::Capture(capture) => regex_allows_only_safe_characters(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().all(regex_allows_only_safe_characters)
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
            pattern_allows_only_safe_characters(&TextConstraints {
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
