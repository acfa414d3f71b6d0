//! `[kind:][namespace/]name`: how entities are called.

use std::fmt;

use crate::error::{Error, Result};
use crate::printable::Printable;

/// A complete entity ref, as written. Two refs are the same whatever their case, as in Backstage.
#[derive(Clone, Debug)]
pub struct EntityRef {
    /// Such as `component`.
    pub kind: String,
    /// `default` unless said.
    pub namespace: String,
    /// Such as `checkout`.
    pub name: String,
}

impl EntityRef {
    /// Reads `text` as Backstage's `parseEntityRef` does: the first `:` and the first `/` split, and a `/` before the
    /// `:` makes the colon part of the name. The parts are not checked against the rules for names.
    ///
    /// # Errors
    /// Usage (2) for an empty part, or where there is neither a kind nor a `default_kind`.
    pub fn parse(
        text: &str,
        default_kind: Option<&str>,
        default_namespace: &str,
    ) -> Result<EntityRef> {
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
        let shown = Printable(text);
        if name.is_empty()
            || namespace.is_some_and(str::is_empty)
            || kind.is_some_and(str::is_empty)
        {
            return Err(
                Error::usage(format!("`{shown}` is no entity ref: a part of it is empty"))
                    .hint("write it as kind:namespace/name"),
            );
        }
        let Some(kind) = kind.or(default_kind) else {
            return Err(Error::usage(format!("`{shown}` needs a kind"))
                .hint(format!("such as component:{shown}")));
        };
        Ok(EntityRef {
            kind: kind.to_owned(),
            namespace: namespace.unwrap_or(default_namespace).to_owned(),
            name: name.to_owned(),
        })
    }
}

impl fmt::Display for EntityRef {
    /// The canonical form, all in lower case: `component:default/checkout`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EntityRef {
            kind,
            namespace,
            name,
        } = self;
        write!(
            f,
            "{}:{}/{}",
            kind.to_lowercase(),
            namespace.to_lowercase(),
            name.to_lowercase()
        )
    }
}

impl PartialEq for EntityRef {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for EntityRef {}

impl PartialOrd for EntityRef {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EntityRef {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.to_string().cmp(&other.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> String {
        match EntityRef::parse(text, Some("Component"), "default") {
            Ok(reference) => reference.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn parts_that_are_not_said_have_defaults() {
        assert_eq!(parse("Orders"), "component:default/orders");
        assert_eq!(parse("group:Payments"), "group:default/payments");
        assert_eq!(parse("shop/cart"), "component:shop/cart");
        assert_eq!(parse("a/b:c"), "component:a/b:c");
        assert_eq!(parse("group:a/b/c"), "group:a/b/c");
    }

    #[test]
    fn empty_parts_and_missing_kinds_are_refused() {
        for text in ["", ":x", "a:", "/x", "a/", "k:/x"] {
            assert!(parse(text).contains("a part of it is empty"), "{text}");
        }
        assert!(EntityRef::parse("db", None, "default").is_err());
    }

    proptest! {
        #[test]
        fn the_canonical_form_reads_back_as_itself(kind in "[a-z]{1,5}", namespace in "[a-z0-9]{1,5}", name in "[A-Za-z0-9._-]{1,8}") {
            let text = format!("{kind}:{namespace}/{name}");
            let reference = EntityRef::parse(&text, None, "default").unwrap();
            let again = EntityRef::parse(&reference.to_string(), None, "other").unwrap();
            prop_assert_eq!(reference, again);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = EntityRef::parse(&text, Some("group"), "default");
        }
    }
}
