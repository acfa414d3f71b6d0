//! "Did you mean": finds known names that are similar to an unknown one.

use crate::printable::Printable;

/// At most three of `known`, nearest first, that are close enough to `wanted` for it to be a typo.
///
/// One edit is allowed for every three characters, at least one: the limit cargo and rustc use
/// (`max(len / 3, 1)`), counted by optimal string alignment so that a swap of two letters costs one.
pub fn find_similar_names<'a>(
    wanted: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Vec<&'a str> {
    let wanted = wanted.to_lowercase();
    let mut close: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|name| Some((bounded_edit_distance(&wanted, name)?, name)))
        .collect();
    close.sort_unstable();
    close.dedup();
    close.into_iter().take(3).map(|(_, name)| name).collect()
}

/// At most three suggestions from `known` for a search for `wanted`: typos first, as in [`find_similar_names`], then names that
/// start with it, that have a part starting with it, or that it starts with.
pub fn suggest_names<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = wanted.to_lowercase();
    let mut close: Vec<(usize, usize, &str)> = known
        .into_iter()
        .filter_map(|name| {
            let (rank, distance) = match bounded_edit_distance(&wanted, name) {
                Some(slips) => (0, slips),
                None => (
                    rank_name_overlap(&wanted, &name.to_lowercase())?,
                    name.len(),
                ),
            };
            Some((rank, distance, name))
        })
        .collect();
    close.sort_unstable();
    close.dedup();
    close.into_iter().take(3).map(|(.., name)| name).collect()
}

/// Ranks the overlap of the two; lower is better. Short words are ignored, because they are part of too many names.
fn rank_name_overlap(wanted: &str, name: &str) -> Option<usize> {
    const MIN_WORD_LENGTH: usize = 3;
    let parts = |text: &str| {
        text.split(['-', '_', '.'])
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    if wanted.len() < MIN_WORD_LENGTH {
        None
    } else if name.starts_with(wanted) {
        Some(1)
    } else if parts(name).iter().any(|part| part.starts_with(wanted)) {
        Some(2)
    } else if name.len() >= MIN_WORD_LENGTH
        && wanted
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(['-', '_', '.']))
    {
        Some(3)
    } else {
        None
    }
}

/// Whether `wanted` is close enough to `name` to be a typo.
pub fn is_similar_name(wanted: &str, name: &str) -> bool {
    bounded_edit_distance(&wanted.to_lowercase(), name).is_some()
}

/// The edit distance of the two, ignoring case, if it's within the limit.
fn bounded_edit_distance(wanted: &str, name: &str) -> Option<usize> {
    let length = wanted.chars().count();
    let limit = (length / 3).max(1);
    if length.abs_diff(name.chars().count()) > limit {
        return None;
    }
    let distance = strsim::osa_distance(wanted, &name.to_lowercase());
    (distance <= limit).then_some(distance)
}

/// The text ``did you mean `a`, `b` or `c`?``; `None` without names.
pub fn format_did_you_mean(names: &[&str]) -> Option<String> {
    let ticked: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", Printable(name)))
        .collect();
    let (last, rest) = ticked.split_last()?;
    Some(match rest {
        [] => format!("did you mean {last}?"),
        _ => format!("did you mean {} or {last}?", rest.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_is_one_slip() {
        assert_eq!(
            find_similar_names("paymnets", ["payments", "storefront", "platform"]),
            ["payments"]
        );
    }

    #[test]
    fn the_beginning_of_a_name_or_of_a_part_is_enough() {
        let known = [
            "service",
            "feature-flags",
            "worker",
            "checkout",
            "services-api",
        ];
        assert_eq!(suggest_names("serv", known), ["service", "services-api"]);
        assert_eq!(suggest_names("flags", known), ["feature-flags"]);
        assert_eq!(suggest_names("Feature", known), ["feature-flags"]);
        assert_eq!(suggest_names("checkout-api", known), ["checkout"]);
        assert_eq!(suggest_names("wroker", known), ["worker"]);
        assert!(suggest_names("se", known).is_empty() && suggest_names("lag", known).is_empty());
        // A rule must not treat a part of a name as a typo.
        assert!(find_similar_names("serv", known).is_empty());
    }

    #[test]
    fn nothing_near_is_nothing() {
        assert!(find_similar_names("warehouse", ["payments", "storefront"]).is_empty());
        assert_eq!(format_did_you_mean(&[]), None);
    }

    #[test]
    fn suggestions_read_as_a_sentence() {
        assert_eq!(
            format_did_you_mean(&["a"]).as_deref(),
            Some("did you mean `a`?")
        );
        assert_eq!(
            format_did_you_mean(&["a", "b", "c"]).as_deref(),
            Some("did you mean `a`, `b` or `c`?")
        );
    }
}
