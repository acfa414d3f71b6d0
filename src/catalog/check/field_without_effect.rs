//! `field-without-effect`: a field that Backstage ignores for this kind, although another field does what was meant.

use std::collections::HashMap;

use super::EntityChecker;
use crate::catalog::kind::EntityKind;
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::yaml::{MappingEntry, YamlNode};

/// A key of `spec`, the kinds that ignore it, and what to write instead.
type BackstageIgnoredField = (&'static str, &'static [&'static str], &'static str);

const KINDS_WITH_OWNER: &[&str] = &[
    "Component",
    "API",
    "Resource",
    "System",
    "Domain",
    "Template",
];
const NON_COMPONENT_KINDS: &[&str] = &["API", "Resource", "System", "Domain"];

/// Names of relations and fields of other kinds. Any other key may be a custom field of the organisation. Source:
/// `BuiltinKindsEntityProcessor` of catalog-backend 4.0.5, which reads none of them.
const IGNORED_FIELDS: &[BackstageIgnoredField] = &[
    (
        "owners",
        KINDS_WITH_OWNER,
        "`owner` takes one group or user",
    ),
    ("ownedBy", KINDS_WITH_OWNER, "use `owner`"),
    (
        "ownerOf",
        &["Group", "User"],
        "set `owner` on the entities it owns",
    ),
    (
        "partOf",
        &["Component"],
        "use `system`, or `subcomponentOf` for a part of a component",
    ),
    ("partOf", &["API", "Resource"], "use `system`"),
    ("partOf", &["System"], "use `domain`"),
    ("partOf", &["Domain"], "use `subdomainOf`"),
    ("partOf", &["Group"], "use `parent`"),
    ("partOf", &["User"], "use `memberOf`"),
    (
        "hasPart",
        &["Component"],
        "set `subcomponentOf` on each part",
    ),
    ("hasPart", &["System"], "set `system` on each part"),
    ("hasPart", &["Domain"], "set `domain` on each system"),
    ("hasPart", &["Group"], "use `children`"),
    ("providesApi", &["Component"], "use `providesApis`, a list"),
    ("consumesApi", &["Component"], "use `consumesApis`, a list"),
    (
        "apiProvidedBy",
        &["Component"],
        "list the APIs in `providesApis`",
    ),
    (
        "apiConsumedBy",
        &["Component"],
        "list the APIs in `consumesApis`",
    ),
    (
        "apiProvidedBy",
        &["API"],
        "list the API in `providesApis` of the component",
    ),
    (
        "apiConsumedBy",
        &["API"],
        "list the API in `consumesApis` of the component",
    ),
    (
        "providesApis",
        NON_COMPONENT_KINDS,
        "only a Component has `providesApis`",
    ),
    (
        "consumesApis",
        NON_COMPONENT_KINDS,
        "only a Component has `consumesApis`",
    ),
    (
        "subcomponentOf",
        NON_COMPONENT_KINDS,
        "only a Component has `subcomponentOf`",
    ),
    (
        "dependsOn",
        &["API"],
        "list the API in `dependencyOf` of each entity it depends on",
    ),
    (
        "dependencyOf",
        &["API"],
        "list the API in `dependsOn` of each entity that depends on it",
    ),
    (
        "dependsOn",
        &["System", "Domain"],
        "set `dependsOn` on its components and resources",
    ),
    (
        "dependencyOf",
        &["System", "Domain"],
        "set `dependencyOf` on its components and resources",
    ),
    (
        "domain",
        &["Component", "API", "Resource"],
        "use `system`, and set `domain` on the System",
    ),
    ("subdomainOf", &["System"], "use `domain`"),
    (
        "system",
        &["System"],
        "use `domain`; a System can't have a parent System",
    ),
    ("childOf", &["Group"], "use `parent`"),
    ("parentOf", &["Group"], "use `children`"),
    ("hasMember", &["Group"], "use `members`"),
    ("memberOf", &["Group"], "use `parent`"),
    ("members", &["User"], "use `memberOf`"),
    ("parent", &["User"], "use `memberOf`"),
];

impl EntityChecker<'_> {
    /// Checks the keys of `spec` if the kind is known, and checks for merge keys everywhere.
    pub(super) fn check_fields_without_effect(
        &mut self,
        root: YamlNode<'_, '_>,
        kind: Option<&'static EntityKind>,
    ) {
        if let Some((kind, spec)) = kind.zip(root.get("spec")) {
            for MappingEntry { key, .. } in spec.entries() {
                self.check_ignored_field(key, kind);
            }
        }
        self.check_merge_keys(root);
    }

    /// If a merge key is already reported as an error, the explanation is added to that finding.
    fn check_merge_keys(&mut self, root: YamlNode<'_, '_>) {
        const MERGE_KEY_HELP: &str = "write out the merged fields";
        let keys = root.find_merge_keys();
        if keys.is_empty() {
            return;
        }
        let places = self
            .findings
            .iter()
            .enumerate()
            .filter_map(|(number, found)| {
                let place = found.place.as_ref()?;
                Some((place.span.start, number))
            });
        let reported: HashMap<usize, usize> = places.collect();
        for key in keys {
            match reported.get(&self.node_span(key).to_range().start) {
                Some(number) => {
                    let finding = &mut self.findings[*number];
                    finding.label = Some(format!("Backstage doesn't merge `<<`; {MERGE_KEY_HELP}"));
                    finding.fix = None;
                }
                None => {
                    self.report_field_without_effect(
                        key,
                        "Backstage doesn't merge `<<`".to_owned(),
                        MERGE_KEY_HELP,
                    );
                }
            }
        }
    }

    fn check_ignored_field(&mut self, key: YamlNode<'_, '_>, kind: &'static EntityKind) {
        let text = key.text_as_key().unwrap_or_default();
        if kind.fields.iter().any(|field| field.name == text) {
            return;
        }
        if let (Some((name, instead)), false) = (
            find_ignored_field_replacement(text, kind.name),
            self.has_finding_for_key(key),
        ) {
            let article = if kind.name == "API" { "an" } else { "a" };
            let message = format!("Backstage ignores `{name}` on {article} {}", kind.name);
            self.report_field_without_effect(key, message, instead);
        }
    }

    fn report_field_without_effect(
        &mut self,
        key: YamlNode<'_, '_>,
        message: String,
        instead: &str,
    ) {
        let finding = Diagnostic::new("field-without-effect", RuleTier::Graph, message)
            .with_place(self.node_place(key))
            .with_label(Some(instead.to_owned()));
        self.findings.push(finding);
    }

    /// Whether this key already has a finding, for example as a misspelled required field.
    fn has_finding_for_key(&self, key: YamlNode<'_, '_>) -> bool {
        let range = self.node_span(key).to_range();
        let places = self
            .findings
            .iter()
            .filter_map(|found| found.place.as_ref());
        places.into_iter().any(|place| place.span == range)
    }
}

fn find_ignored_field_replacement(key: &str, kind: &str) -> Option<(&'static str, &'static str)> {
    let mut ignored = IGNORED_FIELDS.iter();
    let (name, _, instead) =
        ignored.find(|(name, kinds, _)| *name == key && kinds.contains(&kind))?;
    Some((name, instead))
}
