//! Findings as SARIF 2.1.0, for code scanning and editors: types for the subset that we write.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; each type names its section.
//! Fields are in alphabetical order, so that the output stays stable. Items for each finding are generated while they are
//! written: together they would take several times the memory of the findings.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, Serializer};

use super::diagnostic_item::{DiagnosticItem, FixItem};
use crate::diagnostic::Diagnostic;
use crate::idp_version::IDP_VERSION;
use crate::rules::{self, Rule};

/// The characters that don't need to be encoded in the path of a URI: RFC 3986, section 3.3.
const URI_PATH_SET: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// 3.13: the log of one run.
#[derive(Serialize)]
pub(super) struct SarifLog<'f> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [SarifRun<'f>; 1],
    version: &'static str,
}

impl<'f> SarifLog<'f> {
    /// The log of these findings. File names are relative to `folder` in the repository, which ends with `/` or is empty.
    pub(super) fn new(findings: &'f [Diagnostic], folder: &'f str) -> SarifLog<'f> {
        SarifLog {
            schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            runs: [SarifRun {
                column_kind: "unicodeCodePoints",
                invocations: [SarifInvocation {
                    execution_successful: true,
                    tool_execution_notifications: SarifNotifications(findings),
                }],
                results: SarifResults { findings, folder },
                tool: SarifTool {
                    driver: SarifDriver {
                        name: "idp",
                        rules: collect_rule_descriptors(findings),
                        semantic_version: IDP_VERSION,
                    },
                },
            }],
            version: "2.1.0",
        }
    }
}

/// 3.14.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRun<'f> {
    column_kind: &'static str,
    invocations: [SarifInvocation<'f>; 1],
    results: SarifResults<'f>,
    tool: SarifTool,
}

/// 3.18.
#[derive(Serialize)]
struct SarifTool {
    driver: SarifDriver,
}

/// 3.19.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifDriver {
    name: &'static str,
    rules: Vec<SarifRule>,
    semantic_version: &'static str,
}

/// 3.49: the rules that the results name.
fn collect_rule_descriptors(findings: &[Diagnostic]) -> Vec<SarifRule> {
    let placed = findings.iter().filter(|finding| finding.place.is_some());
    let codes: BTreeSet<&str> = placed.map(|finding| finding.code).collect();
    let rules = codes.into_iter().filter_map(rules::find_rule);
    rules.map(SarifRule::new).collect()
}

/// 3.49.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRule {
    help: SarifHelp,
    id: &'static str,
    properties: SarifProperties,
    short_description: SarifText<&'static str>,
}

impl SarifRule {
    fn new(rule: &'static Rule) -> SarifRule {
        SarifRule {
            help: SarifHelp {
                markdown: rule.page,
                text: rule.page,
            },
            id: rule.code,
            properties: SarifProperties {
                tags: [rule.tier.as_str()],
            },
            short_description: SarifText {
                text: rule.rule_summary(),
            },
        }
    }
}

/// 3.12, with Markdown.
#[derive(Serialize)]
struct SarifHelp {
    markdown: &'static str,
    text: &'static str,
}

/// 3.8.
#[derive(Serialize)]
struct SarifProperties {
    tags: [&'static str; 1],
}

/// 3.3, 3.11 and 3.12: text and nothing else.
#[derive(Serialize)]
struct SarifText<T> {
    text: T,
}

impl SarifText<String> {
    fn from_message_and_help(message: String, help: Option<String>) -> SarifText<String> {
        let text = match help {
            Some(help) => format!("{message}; {help}"),
            None => message,
        };
        SarifText { text }
    }
}

/// 3.20.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifInvocation<'f> {
    execution_successful: bool,
    tool_execution_notifications: SarifNotifications<'f>,
}

/// The findings without a place.
struct SarifNotifications<'f>(&'f [Diagnostic]);

impl Serialize for SarifNotifications<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let unplaced = self.0.iter().filter(|finding| finding.place.is_none());
        serializer.collect_seq(unplaced.map(SarifNotification::new))
    }
}

/// 3.58.
#[derive(Serialize)]
struct SarifNotification {
    descriptor: SarifDescriptorReference,
    level: &'static str,
    message: SarifText<String>,
}

/// 3.52.
#[derive(Serialize)]
struct SarifDescriptorReference {
    id: &'static str,
}

impl SarifNotification {
    fn new(finding: &Diagnostic) -> SarifNotification {
        let item = DiagnosticItem::from(finding);
        SarifNotification {
            descriptor: SarifDescriptorReference { id: item.code },
            level: item.severity,
            message: SarifText::from_message_and_help(item.message, item.help),
        }
    }
}

/// The findings with a place.
struct SarifResults<'f> {
    findings: &'f [Diagnostic],
    folder: &'f str,
}

impl Serialize for SarifResults<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let placed = self
            .findings
            .iter()
            .filter(|finding| finding.place.is_some());
        serializer.collect_seq(placed.map(|finding| SarifResult::new(finding, self.folder)))
    }
}

/// 3.27.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<[SarifFix; 1]>,
    level: &'static str,
    locations: [SarifLocation; 1],
    message: SarifText<String>,
    rule_id: &'static str,
}

impl SarifResult {
    fn new(finding: &Diagnostic, folder: &str) -> SarifResult {
        let item = DiagnosticItem::from(finding);
        let file = format!("{folder}{}", item.file.as_deref().unwrap_or_default());
        let artifact = SarifArtifactLocation {
            uri: utf8_percent_encode(&file, URI_PATH_SET).to_string(),
            uri_base_id: "%SRCROOT%",
        };
        let region = SarifRegion {
            end_column: item.end_column,
            end_line: item.end_line,
            start_column: item.column,
            start_line: item.line,
        };
        SarifResult {
            fixes: item.fix.map(|fix| [SarifFix::new(fix, artifact.clone())]),
            level: item.severity,
            locations: [SarifLocation {
                logical_locations: item.entity.map(|name| {
                    [SarifLogicalLocation {
                        fully_qualified_name: name,
                        kind: "object",
                    }]
                }),
                physical_location: SarifPhysicalLocation {
                    artifact_location: artifact,
                    region,
                },
            }],
            message: SarifText::from_message_and_help(item.message, item.help),
            rule_id: item.code,
        }
    }
}

/// 3.28.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifLocation {
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_locations: Option<[SarifLogicalLocation; 1]>,
    physical_location: SarifPhysicalLocation,
}

/// 3.33.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifLogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

/// 3.29.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifPhysicalLocation {
    artifact_location: SarifArtifactLocation,
    region: SarifRegion,
}

/// 3.4.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

/// 3.30.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRegion {
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_line: Option<usize>,
}

/// 3.55.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix {
    artifact_changes: [SarifArtifactChange; 1],
}

impl SarifFix {
    fn new(fix: FixItem, artifact: SarifArtifactLocation) -> SarifFix {
        let region = SarifRegion {
            end_column: Some(fix.end_column),
            end_line: Some(fix.end_line),
            start_column: Some(fix.column),
            start_line: Some(fix.line),
        };
        SarifFix {
            artifact_changes: [SarifArtifactChange {
                artifact_location: artifact,
                replacements: [SarifReplacement {
                    deleted_region: region,
                    inserted_content: SarifText { text: fix.text },
                }],
            }],
        }
    }
}

/// 3.56.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifArtifactChange {
    artifact_location: SarifArtifactLocation,
    replacements: [SarifReplacement; 1],
}

/// 3.57.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifReplacement {
    deleted_region: SarifRegion,
    inserted_content: SarifText<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{RuleTier, TextEdit};
    use crate::source::{Place, SourceFile};

    #[test]
    #[allow(clippy::too_many_lines, reason = "one log, written out")]
    fn a_log_is_written_as_it_always_was() {
        let source = SourceFile::new("a b.yaml", "x: y\n");
        let placed = Diagnostic::new("example", RuleTier::Graph, "wrong")
            .with_place(Place::new(&source, 3..4))
            .with_help("write z")
            .with_fix(TextEdit::new_replacement(3..4, "z"));
        let named = Diagnostic {
            entity: Some("component:default/a".to_owned()),
            help: None,
            fix: None,
            ..placed.clone()
        };
        let unplaced = Diagnostic::new("example", RuleTier::Graph, "about it all");
        let findings = [placed, named, unplaced];
        let log = SarifLog::new(&findings, "sub/");
        let log = serde_json::to_string_pretty(&log).unwrap();
        let log = log.replace(IDP_VERSION, "[VERSION]");
        insta::assert_snapshot!(log, @r#"
        {
          "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
          "runs": [
            {
              "columnKind": "unicodeCodePoints",
              "invocations": [
                {
                  "executionSuccessful": true,
                  "toolExecutionNotifications": [
                    {
                      "descriptor": {
                        "id": "example"
                      },
                      "level": "error",
                      "message": {
                        "text": "about it all"
                      }
                    }
                  ]
                }
              ],
              "results": [
                {
                  "fixes": [
                    {
                      "artifactChanges": [
                        {
                          "artifactLocation": {
                            "uri": "sub/a%20b.yaml",
                            "uriBaseId": "%SRCROOT%"
                          },
                          "replacements": [
                            {
                              "deletedRegion": {
                                "endColumn": 5,
                                "endLine": 1,
                                "startColumn": 4,
                                "startLine": 1
                              },
                              "insertedContent": {
                                "text": "z"
                              }
                            }
                          ]
                        }
                      ]
                    }
                  ],
                  "level": "error",
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "sub/a%20b.yaml",
                          "uriBaseId": "%SRCROOT%"
                        },
                        "region": {
                          "endColumn": 5,
                          "endLine": 1,
                          "startColumn": 4,
                          "startLine": 1
                        }
                      }
                    }
                  ],
                  "message": {
                    "text": "wrong; write z"
                  },
                  "ruleId": "example"
                },
                {
                  "level": "error",
                  "locations": [
                    {
                      "logicalLocations": [
                        {
                          "fullyQualifiedName": "component:default/a",
                          "kind": "object"
                        }
                      ],
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "sub/a%20b.yaml",
                          "uriBaseId": "%SRCROOT%"
                        },
                        "region": {
                          "endColumn": 5,
                          "endLine": 1,
                          "startColumn": 4,
                          "startLine": 1
                        }
                      }
                    }
                  ],
                  "message": {
                    "text": "wrong"
                  },
                  "ruleId": "example"
                }
              ],
              "tool": {
                "driver": {
                  "name": "idp",
                  "rules": [],
                  "semanticVersion": "[VERSION]"
                }
              }
            }
          ],
          "version": "2.1.0"
        }
        "#);
    }
}
