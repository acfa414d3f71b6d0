//! Findings as SARIF 2.1.0, which code scanning and editors read.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; the section of each part is named below.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::diagnostic_item::DiagnosticItem;
use crate::rules::{self, Rule};

/// What may stand in a path of a URI as it is: RFC 3986, section 3.3.
const URI_PATH_SET: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The log of one run; `folder` is where in the repository the files are named from, with `/` at its end, or empty.
pub(super) fn render_sarif(findings: &[DiagnosticItem], folder: &str) -> String {
    let (placed, unplaced): (Vec<&DiagnosticItem>, Vec<&DiagnosticItem>) =
        findings.iter().partition(|finding| finding.file.is_some());
    let results: Vec<Value> = placed
        .iter()
        .map(|finding| build_result(finding, folder))
        .collect();
    let notifications: Vec<Value> = unplaced.into_iter().map(build_notification).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "idp",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": collect_rule_descriptors(&placed),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

/// 3.49: the rules that the results name.
fn collect_rule_descriptors(findings: &[&DiagnosticItem]) -> Vec<Value> {
    let codes: BTreeSet<&str> = findings.iter().map(|finding| finding.code).collect();
    let rules = codes.into_iter().filter_map(rules::find_rule);
    rules.map(build_rule_descriptor).collect()
}

fn build_rule_descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": {"text": rule.summary()},
        "help": {"text": rule.page, "markdown": rule.page},
        "properties": {"tags": [rule.tier.as_str()]},
    })
}

/// 3.27.
fn build_result(finding: &DiagnosticItem, folder: &str) -> Value {
    let mut result = json!({
        "ruleId": finding.code,
        "level": finding.severity,
        "message": {"text": format_message(finding)},
        "locations": [build_location(finding, folder)],
    });
    if let (Some(fix), Value::Object(result)) = (&finding.fix, &mut result) {
        let region = build_region(
            Some(fix.line),
            Some(fix.column),
            Some(fix.end_line),
            Some(fix.end_column),
        );
        let replacement = json!({"deletedRegion": region, "insertedContent": {"text": fix.text}});
        let change = json!({"artifactLocation": build_artifact_location(finding, folder), "replacements": [replacement]});
        result.insert("fixes".to_owned(), json!([{"artifactChanges": [change]}]));
    }
    result
}

/// 3.58: what is about the whole has no place to show it at.
fn build_notification(finding: &DiagnosticItem) -> Value {
    json!({
        "descriptor": {"id": finding.code},
        "level": finding.severity,
        "message": {"text": format_message(finding)},
    })
}

fn format_message(finding: &DiagnosticItem) -> String {
    match &finding.help {
        Some(help) => format!("{}; {help}", finding.message),
        None => finding.message.clone(),
    }
}

/// 3.28.
fn build_location(finding: &DiagnosticItem, folder: &str) -> Value {
    let mut location = json!({"physicalLocation": {
        "artifactLocation": build_artifact_location(finding, folder),
        "region": build_region(finding.line, finding.column, finding.end_line, finding.end_column),
    }});
    if let (Some(entity), Value::Object(location)) = (&finding.entity, &mut location) {
        let entity = json!([{"fullyQualifiedName": entity, "kind": "object"}]);
        location.insert("logicalLocations".to_owned(), entity);
    }
    location
}

fn build_artifact_location(finding: &DiagnosticItem, folder: &str) -> Value {
    let file = format!("{folder}{}", finding.file.as_deref().unwrap_or_default());
    json!({"uri": utf8_percent_encode(&file, URI_PATH_SET).to_string(), "uriBaseId": "%SRCROOT%"})
}

/// 3.30.
fn build_region(
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
) -> Value {
    let all = [
        ("startLine", line),
        ("startColumn", column),
        ("endLine", end_line),
        ("endColumn", end_column),
    ];
    let known = all
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), json!(value?))));
    Value::Object(known.collect::<Map<String, Value>>())
}
