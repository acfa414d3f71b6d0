//! A number of things, with the right grammar.

use std::fmt;

/// `1 error`, `2 errors`, `2 entities`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(pub usize, pub &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Count(count, thing) = *self;
        match thing.strip_suffix("ty") {
            _ if count == 1 => write!(f, "1 {thing}"),
            Some(stem) => write!(f, "{count} {stem}ties"),
            None => write!(f, "{count} {thing}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn one_is_singular() {
        assert_eq!(Count(0, "error").to_string(), "0 errors");
        assert_eq!(Count(1, "error").to_string(), "1 error");
        assert_eq!(Count(2, "entity").to_string(), "2 entities");
    }
}
