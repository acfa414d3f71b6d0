//! "Did you mean": the known names nearest to one that is not known.

use crate::printable::Printable;

/// At most three of `known`, nearest first, close enough to `wanted` to be a slip of the fingers.
///
/// One edit is allowed for every three characters, at least one: the limit cargo and rustc use
/// (`max(len / 3, 1)`), counted by optimal string alignment so that a swap of two letters costs one.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = wanted.to_lowercase();
    let mut close: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|name| Some((slips(&wanted, name)?, name)))
        .collect();
    close.sort_unstable();
    close.dedup();
    close.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Whether `wanted` is close enough to `name` to be a slip of the fingers.
pub fn is_near(wanted: &str, name: &str) -> bool {
    slips(&wanted.to_lowercase(), name).is_some()
}

/// How many slips lie between the two, if few enough; the case of letters is none.
fn slips(wanted: &str, name: &str) -> Option<usize> {
    let length = wanted.chars().count();
    let limit = (length / 3).max(1);
    if length.abs_diff(name.chars().count()) > limit {
        return None;
    }
    let distance = strsim::osa_distance(wanted, &name.to_lowercase());
    (distance <= limit).then_some(distance)
}

/// ``did you mean `a`, `b` or `c`?``, or nothing when nothing is near.
pub fn did_you_mean(names: &[&str]) -> Option<String> {
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
            nearest("paymnets", ["payments", "storefront", "platform"]),
            ["payments"]
        );
    }

    #[test]
    fn nothing_near_is_nothing() {
        assert!(nearest("warehouse", ["payments", "storefront"]).is_empty());
        assert_eq!(did_you_mean(&[]), None);
    }

    #[test]
    fn suggestions_read_as_a_sentence() {
        assert_eq!(did_you_mean(&["a"]).as_deref(), Some("did you mean `a`?"));
        assert_eq!(
            did_you_mean(&["a", "b", "c"]).as_deref(),
            Some("did you mean `a`, `b` or `c`?")
        );
    }
}
