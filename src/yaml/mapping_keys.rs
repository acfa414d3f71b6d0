//! The keys of a mapping, compared as in npm `yaml`.

use std::borrow::Cow;

use hashbrown::HashSet;

use super::scalar::{YamlScalar, parse_plain_scalar};
use super::tree::NodeContent;

/// The keys of a mapping under construction.
pub(super) struct DuplicateKeyDetector<'t> {
    seen: HashSet<ComparableKey<'t>>,
    /// Keys and values alternate.
    is_key_next: bool,
}

/// `1` and `1.0` are the same key, `1` and `"1"` are not.
#[derive(PartialEq, Eq, Hash)]
enum ComparableKey<'t> {
    Text(Cow<'t, str>),
    Number(u64),
    Bool(bool),
    Null,
}

impl<'t> DuplicateKeyDetector<'t> {
    pub(super) fn new() -> Self {
        DuplicateKeyDetector {
            seen: HashSet::new(),
            is_key_next: true,
        }
    }

    /// Adds the next child of the mapping; returns whether it's a duplicate key. Keys that aren't scalars are never
    /// equal, and neither are aliases: npm `yaml` compares them by identity.
    pub(super) fn track_duplicate_key(&mut self, content: &NodeContent<'t>) -> bool {
        let is_key = self.is_key_next;
        self.is_key_next = !is_key;
        let NodeContent::Scalar { text, plain } = content else {
            return false;
        };
        if !is_key {
            return false;
        }
        let key = to_comparable_key(text, *plain);
        // In JavaScript nothing equals NaN.
        key != ComparableKey::Number(f64::NAN.to_bits()) && !self.seen.insert(key)
    }
}

fn to_comparable_key<'t>(text: &Cow<'t, str>, plain: bool) -> ComparableKey<'t> {
    match plain.then(|| parse_plain_scalar(text)) {
        Some(YamlScalar::Null) => ComparableKey::Null,
        Some(YamlScalar::Bool(value)) => ComparableKey::Bool(value),
        // -0 is 0.
        Some(YamlScalar::Number(value)) => ComparableKey::Number((value + 0.0).to_bits()),
        Some(YamlScalar::Text(_)) | None => ComparableKey::Text(text.clone()),
    }
}
