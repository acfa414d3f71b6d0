//! A number of things, with the right grammar.

use std::fmt;

/// `1 error`, `2 errors`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(pub usize, pub &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.0, self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn one_is_singular() {
        assert_eq!(Count(0, "error").to_string(), "0 errors");
        assert_eq!(Count(1, "error").to_string(), "1 error");
    }
}
