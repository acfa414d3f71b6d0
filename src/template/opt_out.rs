//! A feature left out: why, since when, until when.

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
use crate::printable::{Printable, escape_and_truncate, find_forbidden_char};
use crate::similar_names::{find_similar_names, format_did_you_mean};

/// An opt-out that somebody gave a reason for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptOut {
    /// The feature.
    pub feature: String,
    /// Why, in ten characters or more.
    pub reason: String,
    /// The day it was recorded.
    #[schemars(with = "String")]
    pub since: Date,
    /// The day it ends.
    #[schemars(with = "String")]
    pub until: Date,
}

/// What stands for every feature.
pub(super) const ALL_FEATURES_KEYWORD: &str = "observability";
/// Longer ones belong in a document that the reason names.
const MAX_OPT_OUT_REASON_LENGTH: usize = 500;
/// How long it lasts by default.
const DEFAULT_OPT_OUT_DAYS: i64 = 90;

impl OptOut {
    /// Checks the reason and the dates; `until` is 90 days on by default.
    ///
    /// # Errors
    /// Usage (2) for a reason that says nothing, or an end that is past or more than a year away.
    pub fn new(feature: &str, reason: &str, since: Date, until: Option<Date>) -> Result<OptOut> {
        let reason = reason.trim();
        let length = reason.chars().count();
        if !(MIN_OPT_OUT_REASON_LENGTH..=MAX_OPT_OUT_REASON_LENGTH).contains(&length)
            || reason.contains(['\n', '\t'])
            || find_forbidden_char(reason).is_some()
        {
            return Err(Error::usage(format!(
                "`{}` is no reason to leave out {feature}",
                escape_and_truncate(reason)
            ))
            .with_hint(format!(
                "say it in one line of {MIN_OPT_OUT_REASON_LENGTH} to {MAX_OPT_OUT_REASON_LENGTH} characters"
            )));
        }
        let out_of_range = |_| Error::usage("the date is out of range");
        let year = since.checked_add(1.year()).map_err(out_of_range)?;
        let until = until.map_or_else(
            || {
                since
                    .checked_add(DEFAULT_OPT_OUT_DAYS.days())
                    .map_err(out_of_range)
            },
            Ok,
        )?;
        if until <= since || until > year {
            return Err(
                Error::usage(format!("leaving out {feature} cannot end on {until}"))
                    .with_hint(format!("say a day after {since}, up to {year}")),
            );
        }
        Ok(OptOut {
            feature: feature.to_owned(),
            reason: reason.to_owned(),
            since,
            until,
        })
    }
}

impl Template {
    /// Each feature that is there, and whether it is on.
    pub(super) fn build_feature_states(&self, left_out: &[OptOut]) -> Json {
        let is_on = |feature: &Feature| !left_out.iter().any(|out| out.feature == feature.name);
        let features = self.features.iter();
        let switched = features.map(|feature| (feature.name.clone(), Json::Bool(is_on(feature))));
        Json::Object(switched.collect())
    }

    /// Completes `values`, which have all but what follows from them: which features and layers are on.
    pub(super) fn complete_template_values(&self, mut values: Json, left_out: &[OptOut]) -> Json {
        values["features"] = self.build_feature_states(left_out);
        let on = self
            .layers
            .resolve_enabled_layers(&mut values, Condition::is_met);
        for feature in self
            .features
            .iter()
            .filter(|feature| !Template::is_manifest_item_active(&feature.declared_at, &on))
        {
            values["features"][&feature.name] = Json::Bool(false);
        }
        values
    }

    /// The features that are called so, sorted; `observability` is all of them.
    ///
    /// # Errors
    /// Usage (2) where none is, with the nearest.
    pub fn resolve_feature_names(&self, wanted: &[String]) -> Result<Vec<&str>> {
        let features = self.features().iter();
        let known: Vec<&str> = features.map(|feature| feature.name.as_str()).collect();
        let mut chosen = Vec::new();
        for wanted in wanted {
            match known.iter().find(|feature| *feature == wanted) {
                Some(feature) => chosen.push(*feature),
                None if wanted == ALL_FEATURES_KEYWORD && !known.is_empty() => {
                    chosen.extend(&known)
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
            "there are: {}, and {ALL_FEATURES_KEYWORD} for all of them",
            known.join(", ")
        ),
    };
    Error::usage(format!("no feature is called `{}`", Printable(wanted)))
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
