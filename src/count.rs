//! Counts with the correct plural.

use std::fmt;

/// `1 error`, `2 errors`, `2 entities`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedNoun(pub usize, pub &'static str);

impl fmt::Display for CountedNoun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CountedNoun(count, thing) = *self;
        let stem = thing
            .strip_suffix('y')
            .filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
        match stem {
            _ if count == 1 => write!(f, "1 {thing}"),
            Some(stem) => write!(f, "{count} {stem}ies"),
            None => write!(f, "{count} {thing}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CountedNoun;

    #[test]
    fn one_is_singular() {
        assert_eq!(CountedNoun(0, "error").to_string(), "0 errors");
        assert_eq!(CountedNoun(1, "error").to_string(), "1 error");
        assert_eq!(CountedNoun(2, "entity").to_string(), "2 entities");
        assert_eq!(
            CountedNoun(2, "service repository").to_string(),
            "2 service repositories"
        );
        assert_eq!(CountedNoun(2, "day").to_string(), "2 days");
    }
}
