//! The code of a rule, as used in settings.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{ALL_RULES, Rule};
use crate::printable::escape_and_truncate;
use crate::similar_names::{find_similar_names, format_did_you_mean};

/// The code of a catalog rule, stored as its index in [`ALL_RULES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct RuleCode(usize);

impl RuleCode {
    /// Finds the rule with this code.
    fn find(text: &str) -> Option<RuleCode> {
        let found = ALL_RULES
            .binary_search_by(|rule| rule.code.cmp(text))
            .ok()?;
        ALL_RULES[found]
            .is_catalog_rule()
            .then_some(RuleCode(found))
    }

    /// The rule.
    pub fn rule(self) -> &'static Rule {
        &ALL_RULES[self.0]
    }
}

impl TryFrom<String> for RuleCode {
    type Error = String;

    fn try_from(text: String) -> Result<RuleCode, String> {
        RuleCode::find(&text).ok_or_else(|| {
            let near = find_similar_names(&text, catalog_rule_codes());
            let question = format_did_you_mean(&near).map(|question| format!("; {question}"));
            let question = question.unwrap_or_default();
            format!("unknown rule `{}`{question}", escape_and_truncate(&text))
        })
    }
}

impl JsonSchema for RuleCode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<&str> = catalog_rule_codes().collect();
        json_schema!({"type": "string", "enum": codes})
    }
}

/// Every code that settings may use.
fn catalog_rule_codes() -> impl Iterator<Item = &'static str> {
    let rules = ALL_RULES.iter().filter(|rule| rule.is_catalog_rule());
    rules.map(|rule| rule.code)
}
