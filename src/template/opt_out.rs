//! Opting out of a feature: the reason, the start and the end.

use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::condition::Condition;
use super::feature::Feature;
use super::template::Template;
use crate::catalog::MIN_OPT_OUT_REASON_LENGTH;
use crate::error::{Error, Result};
use crate::printable::{Printable, escape_and_truncate, find_control_or_bidi_char};
use crate::remedy::Remedy;
use crate::similar_names::{find_similar_names, format_did_you_mean};

/// An opt-out from a feature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptOut {
    /// The name of the feature.
    pub feature: String,
    /// The reason; at least ten characters.
    pub reason: String,
    /// The day on which it was recorded.
    #[schemars(with = "String")]
    pub since: Date,
    /// The day on which it expires.
    #[schemars(with = "String")]
    pub until: Date,
}

/// The keyword for all features.
pub(super) const ALL_FEATURES_KEYWORD: &str = "observability";
/// Longer explanations belong in a document that the reason refers to.
const MAX_OPT_OUT_REASON_LENGTH: usize = 500;
/// The default duration of an opt-out.
const DEFAULT_OPT_OUT_DAYS: i64 = 90;

impl OptOut {
    /// Validates the reason and the dates; `until` defaults to 90 days after `since`.
    ///
    /// # Errors
    /// Usage (2) if the reason is too short or too long, or if the end is in the past or more than a year away.
    pub fn new(feature: &str, reason: &str, since: Date, until: Option<Date>) -> Result<OptOut> {
        OptOut::validate_reason(reason)?;
        let until = OptOut::resolve_end_date(feature, since, until)?;
        Ok(OptOut {
            feature: feature.to_owned(),
            reason: reason.trim().to_owned(),
            since,
            until,
        })
    }

    /// Checks that `reason` is one line of reasonable length.
    ///
    /// # Errors
    /// Usage (2).
    pub fn validate_reason(reason: &str) -> Result<()> {
        let reason = reason.trim();
        let length = reason.chars().count();
        if (MIN_OPT_OUT_REASON_LENGTH..=MAX_OPT_OUT_REASON_LENGTH).contains(&length)
            && !reason.contains(['\n', '\t'])
            && find_control_or_bidi_char(reason).is_none()
        {
            return Ok(());
        }
        Err(Error::usage(format!(
            "invalid reason for an opt-out: `{}`",
            escape_and_truncate(reason)
        ))
        .with_hint(format!(
            "write one line of {MIN_OPT_OUT_REASON_LENGTH} to {MAX_OPT_OUT_REASON_LENGTH} characters"
        )))
    }

    /// The last day of an opt-out that begins on `since`: `until`, or 90 days later.
    ///
    /// # Errors
    /// Usage (2) if `until` is in the past or more than a year away.
    pub fn resolve_end_date(feature: &str, since: Date, until: Option<Date>) -> Result<Date> {
        let out_of_range = |_| Error::usage("the date is out of range");
        let latest = since.checked_add(1.year()).map_err(out_of_range)?;
        let until = match until {
            Some(until) => until,
            None => since
                .checked_add(DEFAULT_OPT_OUT_DAYS.days())
                .map_err(out_of_range)?,
        };
        if until > since && until <= latest {
            return Ok(until);
        }
        Err(Error::usage(format!(
            "invalid end date for the opt-out from {feature}: {until}"
        ))
        .with_hint(format!("choose a day after {since}, up to {latest}")))
    }
}

impl Template {
    /// Each feature, and whether it is enabled.
    pub(super) fn build_feature_states(&self, left_out: &[OptOut]) -> Json {
        let is_on = |feature: &Feature| !left_out.iter().any(|out| out.feature == feature.name);
        let features = self.features.iter();
        let switched = features.map(|feature| (feature.name.clone(), Json::Bool(is_on(feature))));
        Json::Object(switched.collect())
    }

    /// Adds to `values` which features and layers are enabled.
    pub(super) fn add_feature_and_layer_states(
        &self,
        mut values: Json,
        left_out: &[OptOut],
    ) -> Json {
        values["features"] = self.build_feature_states(left_out);
        let on = self
            .layers
            .resolve_enabled_layers(&mut values, Condition::is_met);
        for feature in self
            .features
            .iter()
            .filter(|feature| !Template::is_declaring_layer_enabled(&feature.declared_at, &on))
        {
            values["features"][&feature.name] = Json::Bool(false);
        }
        values
    }

    /// Resolves feature names, sorted; `observability` means all features.
    ///
    /// # Errors
    /// Usage (2) for an unknown name, with similar names as a hint.
    pub fn resolve_requested_feature_names(&self, wanted: &[String]) -> Result<Vec<&str>> {
        let features = self.features().iter();
        let known: Vec<&str> = features.map(|feature| feature.name.as_str()).collect();
        let mut chosen = Vec::new();
        for wanted in wanted {
            match known.iter().find(|feature| *feature == wanted) {
                Some(feature) => chosen.push(*feature),
                None if wanted == ALL_FEATURES_KEYWORD && !known.is_empty() => {
                    chosen.extend(&known)
                }
                None if self.inputs().iter().any(|input| input.name == *wanted) => {
                    let message = format!("no feature named `{}`", Printable(wanted));
                    return Err(Error::usage(message).with_hint(Remedy::SetInput(wanted.clone())));
                }
                None => return Err(build_unknown_feature_error(wanted, &known)),
            }
        }
        chosen.sort_unstable();
        chosen.dedup();
        Ok(chosen)
    }
}

fn build_unknown_feature_error(wanted: &str, known: &[&str]) -> Error {
    let near = find_similar_names(wanted, known.iter().copied().chain([ALL_FEATURES_KEYWORD]));
    let all = match known {
        [] => "the template has no features".to_owned(),
        _ => format!(
            "use one of {}, or {ALL_FEATURES_KEYWORD} for all of them",
            known.join(", ")
        ),
    };
    Error::usage(format!("no feature named `{}`", Printable(wanted)))
        .with_hint(format_did_you_mean(&near).unwrap_or(all))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn it_ends_after_ninety_days_unless_said() {
        let since = date(2026, 11, 23);
        let opt_out = OptOut::new("alerts", " load test, gone soon ", since, None).unwrap();
        assert_eq!(
            (opt_out.until, opt_out.reason.as_str()),
            (date(2027, 2, 21), "load test, gone soon")
        );
    }

    #[test]
    fn a_shrug_and_an_endless_one_are_refused() {
        let since = date(2026, 11, 23);
        assert!(OptOut::new("alerts", "because", since, None).is_err());
        assert!(OptOut::new("alerts", "two\nlines of it", since, None).is_err());
        assert!(OptOut::new("alerts", "load test, gone soon", since, Some(since)).is_err());
        assert!(
            OptOut::new(
                "alerts",
                "load test, gone soon",
                since,
                Some(date(2027, 11, 24))
            )
            .is_err()
        );
    }
}
