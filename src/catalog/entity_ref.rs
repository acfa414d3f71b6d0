//! Entity refs: `[kind:][namespace/]name`.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::printable::Printable;

/// A complete entity ref, as written. Refs are compared ignoring case, as in Backstage.
#[derive(Clone, Copy, Debug)]
pub struct EntityRef<'a> {
    /// Such as `component`.
    pub kind: &'a str,
    /// `default` when none is given.
    pub namespace: &'a str,
    /// Such as `checkout`.
    pub name: &'a str,
}

/// An [`EntityRef`] that owns its parts; serialized as a full ref.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct EntityRefBuf {
    kind: String,
    namespace: String,
    name: String,
}

/// The namespace of an entity without one.
pub(super) const DEFAULT_NAMESPACE: &str = "default";

impl From<EntityRefBuf> for String {
    fn from(reference: EntityRefBuf) -> String {
        reference.to_string()
    }
}

impl TryFrom<String> for EntityRefBuf {
    type Error = Error;

    fn try_from(text: String) -> Result<EntityRefBuf> {
        Ok(EntityRef::parse(&text, None, DEFAULT_NAMESPACE)?.to_owned_ref())
    }
}

impl<'a> EntityRef<'a> {
    /// Parses `text` as Backstage's `parseEntityRef` does: it splits at the first `:` and the first `/`; after a `/`, a
    /// `:` is part of the name. The parts are not validated as names.
    ///
    /// # Errors
    /// Usage (2) for an empty part, or if there is neither a kind nor a `default_kind`.
    pub fn parse(
        text: &'a str,
        default_kind: Option<&'a str>,
        default_namespace: &'a str,
    ) -> Result<EntityRef<'a>> {
        let colon = text.find(':');
        let slash = text.find('/');
        let colon = colon.filter(|colon| slash.is_none_or(|slash| *colon < slash));
        let (kind, rest) = match colon {
            Some(colon) => (Some(&text[..colon]), &text[colon + 1..]),
            None => (None, text),
        };
        let (namespace, name) = match rest.split_once('/') {
            Some((namespace, name)) => (Some(namespace), name),
            None => (None, rest),
        };
        if [Some(name), namespace, kind].contains(&Some("")) {
            return Err(empty_ref_part_error(text));
        }
        Ok(EntityRef {
            kind: kind
                .or(default_kind)
                .ok_or_else(|| missing_ref_kind_error(text))?,
            namespace: namespace.unwrap_or(default_namespace),
            name,
        })
    }

    /// The same ref with owned parts.
    pub fn to_owned_ref(self) -> EntityRefBuf {
        EntityRefBuf {
            kind: self.kind.to_owned(),
            namespace: self.namespace.to_owned(),
            name: self.name.to_owned(),
        }
    }

    /// Whether the kind matches, ignoring case.
    pub fn is_of_kind(self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }

    fn kind_namespace_name(self) -> [&'a str; 3] {
        [self.kind, self.namespace, self.name]
    }
}

fn empty_ref_part_error(text: &str) -> Error {
    let shown = Printable(text);
    Error::usage(format!("invalid entity ref `{shown}`: a part is empty"))
        .with_hint("use kind:namespace/name")
}

fn missing_ref_kind_error(text: &str) -> Error {
    let shown = Printable(text);
    Error::usage(format!("invalid entity ref `{shown}`: missing kind"))
        .with_hint(format!("add the kind, such as component:{shown}"))
}

impl EntityRefBuf {
    /// The ref.
    pub fn as_entity_ref(&self) -> EntityRef<'_> {
        EntityRef {
            kind: &self.kind,
            namespace: &self.namespace,
            name: &self.name,
        }
    }
}

impl fmt::Display for EntityRefBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_entity_ref().fmt(f)
    }
}

impl PartialEq for EntityRefBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_entity_ref() == other.as_entity_ref()
    }
}

impl Eq for EntityRefBuf {}

impl fmt::Display for EntityRef<'_> {
    /// The canonical form, all in lower case: `component:default/checkout`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (part, end) in self.kind_namespace_name().into_iter().zip([":", "/", ""]) {
            let is_canonical = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
            if part.bytes().all(is_canonical) {
                f.write_str(part)?
            } else if part.is_ascii() {
                f.write_str(&part.to_ascii_lowercase())?
            } else {
                f.write_str(&part.to_lowercase())?
            }
            f.write_str(end)?;
        }
        Ok(())
    }
}

impl PartialEq for EntityRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, other): (&str, &str)| {
            if one.is_ascii() && other.is_ascii() {
                one.eq_ignore_ascii_case(other)
            } else {
                one.to_lowercase() == other.to_lowercase()
            }
        };
        self.kind_namespace_name()
            .into_iter()
            .zip(other.kind_namespace_name())
            .all(same)
    }
}

impl Eq for EntityRef<'_> {}

impl Hash for EntityRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for part in self.kind_namespace_name() {
            if part.is_ascii() {
                hash_lowercase(part.as_bytes(), state)
            } else {
                state.write(part.to_lowercase().as_bytes())
            }
            state.write_u8(0xff);
        }
    }
}

/// Writes in pieces, because a ref is hashed for every mention of it and most are already lower case.
fn hash_lowercase<H: Hasher>(bytes: &[u8], state: &mut H) {
    let mut piece = [0; 64];
    for bytes in bytes.chunks(piece.len()) {
        let piece = &mut piece[..bytes.len()];
        piece.copy_from_slice(bytes);
        piece.make_ascii_lowercase();
        state.write(piece);
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher;

    use super::*;
    use proptest::prelude::*;

    fn parse_to_string(text: &str) -> String {
        match EntityRef::parse(text, Some("Component"), "default") {
            Ok(reference) => reference.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn parts_that_are_not_said_have_defaults() {
        assert_eq!(parse_to_string("Orders"), "component:default/orders");
        assert_eq!(parse_to_string("group:Payments"), "group:default/payments");
        assert_eq!(parse_to_string("shop/cart"), "component:shop/cart");
        assert_eq!(parse_to_string("a/b:c"), "component:a/b:c");
        assert_eq!(parse_to_string("group:a/b/c"), "group:a/b/c");
    }

    #[test]
    fn empty_parts_and_missing_kinds_are_refused() {
        for text in ["", ":x", "a:", "/x", "a/", "k:/x"] {
            assert!(parse_to_string(text).contains("a part is empty"), "{text}");
        }
        assert!(EntityRef::parse("db", None, "default").is_err());
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_the_same_ref(kind in "[a-zÄß]{1,5}", namespace in "[A-Za-z0-9]{1,5}", name in "[A-Za-z0-9._ÉİΣ-]{1,70}") {
            let text = format!("{kind}:{namespace}/{name}");
            let reference = EntityRef::parse(&text, None, "default").unwrap();
            let canonical = reference.to_string();
            let again = EntityRef::parse(&canonical, None, "other").unwrap();
            let hashes = std::hash::RandomState::new();
            prop_assert_eq!(reference, again);
            prop_assert_eq!(hashes.hash_one(reference), hashes.hash_one(again));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = EntityRef::parse(&text, Some("group"), "default");
        }
    }
}
