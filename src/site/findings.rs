//! What needs attention: the findings of `idp catalog validate`, and features that services opted out of.

use jiff::civil::Date;
use serde::Serialize;

use super::model::{FileLine, SiteModel};
use super::page_link::PageLink;
use super::text::clean_text;
use crate::catalog::{Entity, EntityRef, FeatureOptOutRecord, parse_opt_out_annotation_key};
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, Severity};

/// The number of findings on the page of an entity; a page of its own lists all.
const MAX_SHOWN_FINDINGS: usize = 20;

/// A finding of `idp catalog validate`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FindingItem {
    /// `error`, `warning` or `note`.
    pub(super) severity: &'static str,
    /// `bad`, `warn` or nothing.
    pub(super) style: &'static str,
    pub(super) entity: Option<PageLink>,
    pub(super) message: Vec<MessagePart>,
    pub(super) line: Option<FileLine>,
    pub(super) code: &'static str,
}

/// A part of a message: text, or what stands between backticks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MessagePart {
    pub(super) text: String,
    is_code: bool,
}

/// A feature that a service opted out of.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OptOutItem {
    pub(super) service: PageLink,
    pub(super) feature: String,
    pub(super) reason: String,
    /// `2027-01-31`; `None` if it isn't recorded as `idp` does.
    pub(super) until: Option<String>,
    pub(super) is_expired: bool,
    /// `in 64 days`.
    pub(super) time_left: Option<String>,
}

impl FindingItem {
    /// About how many bytes it takes on a page.
    pub(super) fn size(&self) -> usize {
        let entity = self.entity.as_ref().map_or(0, PageLink::size);
        let line = self.line.as_ref();
        let line = line.map_or(0, |line| {
            2 * line.place.len() + line.url.as_ref().map_or(0, String::len)
        });
        let message = self.message.iter().map(|part| part.text.len() + 24);
        200 + entity + message.sum::<usize>() + line
    }
}

impl OptOutItem {
    /// About how many bytes it takes on a page.
    pub(super) fn size(&self) -> usize {
        250 + self.service.size() + self.feature.len() + self.reason.len()
    }
}

impl SiteModel<'_> {
    /// The number of findings about `entities`, as text, and the worst ones.
    pub(super) fn first_findings<'e>(
        &self,
        entities: impl IntoIterator<Item = &'e Entity>,
    ) -> (String, Vec<FindingItem>) {
        let names: Vec<String> = entities
            .into_iter()
            .map(|entity| entity.entity_ref().to_string())
            .collect();
        let found = names
            .iter()
            .filter_map(|name| self.findings.get(name.as_str()));
        let mut found: Vec<&Diagnostic> = found.flatten().copied().collect();
        found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let count = count_findings(&found);
        let names_entity = names.len() > 1;
        let worst = found.into_iter().take(MAX_SHOWN_FINDINGS);
        let worst = worst.map(|finding| self.finding_item(finding, names_entity));
        (count, worst.collect())
    }

    pub(super) fn finding_item(&self, finding: &Diagnostic, names_entity: bool) -> FindingItem {
        let entity = finding.entity.as_deref().filter(|_| names_entity);
        let entity = entity.and_then(|entity| EntityRef::parse(entity, None, "default").ok());
        FindingItem {
            severity: finding.severity.as_str(),
            style: severity_style(finding),
            entity: entity.map(|entity| self.ref_link(entity)),
            message: split_message(&clean_text(&finding.message)),
            line: finding.place.as_ref().map(|place| self.file_line(place)),
            code: finding.code,
        }
    }

    /// The opt-outs that `entity` records.
    pub(super) fn opt_outs(&self, entity: &Entity) -> Vec<OptOutItem> {
        let annotations = entity.annotations();
        let records = annotations.filter_map(|annotation| {
            let feature = parse_opt_out_annotation_key(annotation.key)?;
            Some((feature, annotation.value.text))
        });
        records
            .map(|(feature, value)| self.opt_out_item(entity, feature, value))
            .collect()
    }

    fn opt_out_item(&self, entity: &Entity, feature: &str, value: &str) -> OptOutItem {
        let record = FeatureOptOutRecord::parse(value);
        let until = record.map(|record| record.until);
        OptOutItem {
            service: self.page_link(entity),
            feature: clean_text(feature),
            reason: clean_text(record.map_or(value, |record| record.reason)),
            until: until.map(|until| until.to_string()),
            is_expired: until.is_some_and(|until| until < self.source.today),
            time_left: until.and_then(|until| describe_time_left(self.source.today, until)),
        }
    }
}

/// The parts of `message`. A backtick without another one after it is text.
fn split_message(message: &str) -> Vec<MessagePart> {
    let part = |text: &str, is_code| MessagePart {
        text: text.to_owned(),
        is_code,
    };
    let (mut parts, mut rest) = (Vec::new(), message);
    while let Some((before, code, after)) = split_at_code(rest) {
        parts.extend([part(before, false), part(code, true)]);
        rest = after;
    }
    parts.push(part(rest, false));
    parts.retain(|part| !part.text.is_empty());
    parts
}

/// What is before, between and after the first two backticks of `text`.
fn split_at_code(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    Some((before, code, after))
}

/// `in 64 days`; `None` if it's over.
fn describe_time_left(today: Date, until: Date) -> Option<String> {
    let days = today.until(until).ok()?.get_days();
    match days {
        ..0 => None,
        0 => Some("today".to_owned()),
        1 => Some("tomorrow".to_owned()),
        days => Some(format!("in {days} days")),
    }
}

/// `1 error, 2 warnings`.
pub(super) fn count_findings(findings: &[&Diagnostic]) -> String {
    let severities = [Severity::Error, Severity::Warning, Severity::Note].into_iter();
    let counts = severities.filter_map(|severity| {
        let alike = findings
            .iter()
            .filter(|finding| finding.severity == severity);
        let count = alike.count();
        (count > 0).then(|| CountedNoun(count, severity.as_str()).to_string())
    });
    counts.collect::<Vec<_>>().join(", ")
}

/// `opt_outs` with the expired ones first, then by the day on which they end.
pub(super) fn sort_opt_outs(mut opt_outs: Vec<OptOutItem>) -> Vec<OptOutItem> {
    opt_outs.sort_by(|a, b| (!a.is_expired, &a.until).cmp(&(!b.is_expired, &b.until)));
    opt_outs
}

fn severity_style(finding: &Diagnostic) -> &'static str {
    match finding.severity {
        Severity::Error => "bad",
        Severity::Warning => "warn",
        Severity::Note => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        let show = |message: &str| {
            let parts = split_message(message).into_iter();
            let parts = parts.map(|part| {
                if part.is_code {
                    format!("<{}>", part.text)
                } else {
                    part.text
                }
            });
            parts.collect::<String>()
        };
        assert_eq!(show("no `a` in `b`"), "no <a> in <b>");
        assert_eq!(show("`a` and ` alone"), "<a> and ` alone");
        assert_eq!(show("``"), "");
        assert_eq!(show("plain"), "plain");
    }
}
