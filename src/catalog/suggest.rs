//! "Did you mean" for entities.

use super::{EntityRef, is_builtin_kind};
use crate::similar_names::suggest_names;

/// How many entities are suggested.
const MAX_SUGGESTIONS: usize = 3;

/// The names in `refs` most similar to `text`, which names none of them. If `text` has a kind, the suggestions have theirs, those with
/// that kind first: whoever asks to remove `system:cart` doesn't mean the component.
pub(crate) fn suggest_refs(text: &str, refs: &[EntityRef<'_>]) -> Vec<String> {
    let bare = text.rsplit([':', '/']).next().unwrap_or(text);
    let near = suggest_names(bare, refs.iter().map(|one| one.name));
    let kind = text.split_once(':').map(|(kind, _)| kind);
    let Some(kind) = kind.filter(|kind| is_builtin_kind(kind)) else {
        return near.into_iter().map(str::to_owned).collect();
    };
    let mut found: Vec<EntityRef<'_>> = near
        .iter()
        .flat_map(|name| refs.iter().filter(move |one| one.name == *name).copied())
        .collect();
    found.sort_by_key(|one| !one.is_of_kind(kind));
    found.truncate(MAX_SUGGESTIONS);
    found.into_iter().map(format_with_kind).collect()
}

/// `component:cart`, and with the namespace if it isn't the default one.
fn format_with_kind(reference: EntityRef<'_>) -> String {
    let kind = reference.kind.to_lowercase();
    match reference.namespace {
        "default" => format!("{kind}:{}", reference.name),
        namespace => format!("{kind}:{namespace}/{}", reference.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_have_a_kind_if_the_text_has_one() {
        let refs = [
            "component:default/cart",
            "group:web/carts",
            "api:default/shop",
        ];
        let refs = refs.map(|text| EntityRef::parse(text, None, "default").unwrap());
        for (text, suggested) in [
            ("crat", vec!["cart"]),
            ("system:cart", vec!["component:cart", "group:web/carts"]),
            ("group:cart", vec!["group:web/carts", "component:cart"]),
            ("api:shp", vec!["api:shop"]),
            ("user:nobody", vec![]),
        ] {
            assert_eq!(suggest_refs(text, &refs), suggested, "{text}");
        }
    }
}
