//! The shared part of `lifecycle-unknown` and `type-unknown`: a value that the organisation doesn't use.

use std::collections::HashMap;

use super::entity_finding::build_entity_finding;
use crate::catalog::{Entity, EntityFieldText};
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::printable::{Printable, escape_and_truncate};
use crate::similar_names::{find_similar_names, format_did_you_mean};

/// The rules whose findings are merged by message, however many entities have them.
const MERGED_RULE_CODES: [&str; 3] = ["lifecycle-unknown", "owner-is-user", "type-unknown"];

/// A list of allowed values in `idp.yaml`.
pub(super) struct AllowedValues<'s> {
    /// The rule.
    pub(super) code: &'static str,
    /// What the values are, such as `lifecycle`.
    pub(super) what: String,
    /// The key of the list in `idp.yaml`.
    pub(super) key: String,
    /// The allowed values.
    pub(super) known: Vec<&'s str>,
}

impl AllowedValues<'_> {
    /// Returns a finding if `word` isn't allowed.
    pub(super) fn check_allowed_value(
        &self,
        entity: &Entity,
        word: EntityFieldText<'_>,
    ) -> Option<Diagnostic> {
        if self.known.contains(&word.text) {
            return None;
        }
        let message = format!("unknown {} `{}`", self.what, escape_and_truncate(word.text));
        let near = find_similar_names(word.text, self.known.iter().copied());
        let label = format_did_you_mean(&near).unwrap_or_else(|| {
            let known = self.known.join(", ");
            format!(
                "known: {}; to allow it, add it to `{}` in idp.yaml",
                Printable(&known),
                self.key
            )
        });
        let finding =
            build_entity_finding(self.code, entity, word.place(), message).with_label(Some(label));
        let mut known = self.known.iter();
        let meant = known.find(|known| known.eq_ignore_ascii_case(word.text));
        Some(match (meant, word.text_span()) {
            (Some(meant), Some(span)) => finding.with_fix(TextEdit::new_replacement(span, *meant)),
            _ => finding,
        })
    }
}

/// Merges findings with the same message into one at the first place, with the number of entities: hundreds of them
/// have the same fix. Findings that `--fix` can fix stay separate.
pub fn merge_repeated_findings(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts: Vec<usize> = Vec::with_capacity(findings.len());
    let mut first: HashMap<(&str, &str), usize> = HashMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let is_counted = MERGED_RULE_CODES.contains(&finding.code) && finding.fix.is_none();
        let key = (finding.code, finding.message.as_str());
        let counted_at = if is_counted {
            *first.entry(key).or_insert(at)
        } else {
            at
        };
        counts.push(0);
        counts[counted_at] += 1;
    }
    let counted = findings.into_iter().zip(counts);
    counted
        .filter(|(_, count)| *count > 0)
        .map(with_entity_count)
        .collect()
}

fn with_entity_count((finding, count): (Diagnostic, usize)) -> Diagnostic {
    match count {
        1 => finding,
        count => Diagnostic {
            message: format!("{} in {}", finding.message, CountedNoun(count, "entity")),
            entity: None,
            ..finding
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, MemoryFiles};
    use crate::rules::{RuleSettings, check_catalog};

    #[test]
    fn each_word_is_one_finding_with_a_number() {
        let component = |name: &str, lifecycle: &str| {
            format!(
                "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: {lifecycle}, owner: a}}\n---\n"
            )
        };
        let text = [
            component("a", "active"),
            component("b", "active").replace(
                "spec",
                "# idp: allow lifecycle-unknown -- on its way out\nspec",
            ),
            component("c", "prodcution"),
            component("d", "active"),
            component("e", "Production"),
        ];
        let files = MemoryFiles::from_iter([("catalog-info.yaml", text.concat())]);
        let catalog = Catalog::read(&files, &["catalog-info.yaml".to_owned()]).unwrap();
        let settings = RuleSettings::new("2026-11-28".parse().unwrap());
        let found = check_catalog(&catalog, &settings);
        let found = merge_repeated_findings(found);
        let found = found.iter().filter(|finding| finding.place.is_some());
        let shown: Vec<String> = found
            .map(|finding| {
                let place = finding.place.as_ref().unwrap();
                let label = finding.label.clone().unwrap_or_default();
                format!("{place}: {} · {label}", finding.message)
            })
            .collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        catalog-info.yaml:4:34: unknown lifecycle `active` in 2 entities · known: experimental, production, deprecated; to allow it, add it to `taxonomy.lifecycles` in idp.yaml
        catalog-info.yaml:15:34: unknown lifecycle `prodcution` · did you mean `production`?
        catalog-info.yaml:25:34: unknown lifecycle `Production` · did you mean `production`?
        "#);
    }
}
