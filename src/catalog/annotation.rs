//! Our own annotations, and the syntax of the one that records an opt-out: `idp.dev/opt-out.<feature>`, with `until
//! <date>: <reason>` as its value.

use std::fmt;

use jiff::civil::Date;

/// The repository URL for `git clone`. Only one run at a time may use a repository.
pub const REPOSITORY_ANNOTATION: &str = "idp.dev/repository";
/// The template and its version, as `service@1.0.0`.
pub const TEMPLATE_ANNOTATION: &str = "idp.dev/template";
/// The namespaces that a service runs in, if they differ by environment.
pub const NAMESPACES_ANNOTATION: &str = "idp.dev/namespaces";
/// The identity that a cloud uses for the workflows of an entity's repository.
pub const OIDC_SUBJECT_ANNOTATION: &str = "idp.dev/oidc-subject";

/// The minimum length of a reason: a shorter one explains nothing.
pub const MIN_OPT_OUT_REASON_LENGTH: usize = 10;

/// The prefix of the feature in the key of an opt-out.
const OPT_OUT_PREFIX: &str = "idp.dev/opt-out.";

/// The value of the annotation that records an opt-out; as text, `until 2027-01-31: a load test`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureOptOutRecord<'a> {
    /// The end date.
    pub until: Date,
    /// The reason.
    pub reason: &'a str,
}

/// The key of the annotation that records that `feature` is left out.
pub fn feature_opt_out_annotation_key(feature: &str) -> String {
    format!("{OPT_OUT_PREFIX}{feature}")
}

/// The feature that an annotation with this key records as left out.
pub fn parse_opt_out_annotation_key(key: &str) -> Option<&str> {
    key.strip_prefix(OPT_OUT_PREFIX)
}

impl<'a> FeatureOptOutRecord<'a> {
    /// Parses `value`; `None` if it lacks an end date or a reason.
    pub fn parse(value: &'a str) -> Option<FeatureOptOutRecord<'a>> {
        let (until, reason) = value.strip_prefix("until ")?.split_once(": ")?;
        let reason = reason.trim();
        (reason.chars().count() >= MIN_OPT_OUT_REASON_LENGTH).then_some(FeatureOptOutRecord {
            until: until.parse().ok()?,
            reason,
        })
    }
}

impl fmt::Display for FeatureOptOutRecord<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "until {}: {}", self.until, self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opt_out_reads_back_as_it_was_written() {
        let record = FeatureOptOutRecord {
            until: jiff::civil::date(2027, 1, 31),
            reason: "a load test: one day",
        };
        assert_eq!(
            FeatureOptOutRecord::parse(&record.to_string()),
            Some(record)
        );
        let key = feature_opt_out_annotation_key("alerts");
        assert_eq!(parse_opt_out_annotation_key(&key), Some("alerts"));
        for shrug in [
            "until 2027-01-31: no time ",
            "until tomorrow: a load test",
            "2027-01-31: a load test",
        ] {
            assert_eq!(FeatureOptOutRecord::parse(shrug), None, "{shrug}");
        }
    }
}
