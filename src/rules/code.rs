//! The code of a rule, as settings name it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{ALL, Rule};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::brief;

/// The code of a rule of the catalog: its number in [`ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Code(usize);

impl Code {
    /// The rule of this code, if there is one.
    fn find(text: &str) -> Option<Code> {
        let found = ALL.binary_search_by(|rule| rule.code.cmp(text)).ok()?;
        ALL[found].is_of_the_catalog().then_some(Code(found))
    }

    /// The rule.
    pub fn rule(self) -> &'static Rule {
        &ALL[self.0]
    }
}

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(text: String) -> Result<Code, String> {
        Code::find(&text).ok_or_else(|| {
            let near = nearest(&text, codes());
            let question = did_you_mean(&near).map(|question| format!("; {question}"));
            let question = question.unwrap_or_default();
            format!("no rule has the code `{}`{question}", brief(&text))
        })
    }
}

impl JsonSchema for Code {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let codes: Vec<&str> = codes().collect();
        json_schema!({"type": "string", "enum": codes})
    }
}

/// Every code that settings may name.
fn codes() -> impl Iterator<Item = &'static str> {
    let rules = ALL.iter().filter(|rule| rule.is_of_the_catalog());
    rules.map(|rule| rule.code)
}
