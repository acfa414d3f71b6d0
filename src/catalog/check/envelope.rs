//! What every entity must have before anything else is asked of it: apiVersion, kind, a name.

use super::Checker;
use crate::catalog::entity::Entity;
use crate::catalog::kind::{KINDS, Kind};
use crate::catalog::name;
use crate::diagnostic::Diagnostic;
use crate::nearest::{did_you_mean, is_near, nearest};
use crate::printable::brief;
use crate::yaml::{Entry, Node};

/// The fields of an entity.
const ROOT: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];

/// A field with a rule for its text: its name, the code of a breach, the test, and what to say.
type NameRule = (&'static str, &'static str, fn(&str) -> bool, &'static str);

const ROOT_NAMES: [NameRule; 2] = [
    (
        "apiVersion",
        "invalid-api-version",
        name::is_api_version,
        "is no apiVersion, such as backstage.io/v1alpha1",
    ),
    (
        "kind",
        "invalid-kind",
        name::is_kind,
        "is no kind: letters and digits, at most 63",
    ),
];

const METADATA_NAMES: [NameRule; 2] = [
    (
        "name",
        "invalid-name",
        name::is_name,
        "is no name: letters, digits, `-`, `_` and `.`, at most 63, a letter or digit at both ends",
    ),
    (
        "namespace",
        "invalid-namespace",
        name::is_dns_label,
        "is no namespace: lower-case letters, digits and `-`, at most 63",
    ),
];

/// What to do about a kind that is not Backstage's own.
const OWN_KIND: &str = "if your Backstage has this kind, list its model layer under `catalog.models` in idp.yaml, or turn the rule off: `rules: {unknown-kind: off}`";

/// Whether Backstage itself has kinds in this `apiVersion`.
fn is_of_backstage(version: &str) -> bool {
    let group = version.split('/').next().unwrap_or_default();
    matches!(group, "backstage.io" | "scaffolder.backstage.io")
}

impl Checker<'_> {
    /// An entity with nothing but its ref, and its metadata.
    pub(super) fn envelope<'a, 't>(
        &mut self,
        root: Node<'a, 't>,
    ) -> Option<(Entity, Node<'a, 't>)> {
        if self.is_no_entity(root) {
            return None;
        }
        let metadata = self.object(root, "metadata");
        let kind = self.text(root, root, "kind");
        self.text(root, root, "apiVersion");
        let metadata = metadata?;
        let name = self.text(metadata, root, "name");
        let namespace = self.optional_text(metadata, "namespace");
        self.names(root, &ROOT_NAMES);
        self.names(metadata, &METADATA_NAMES);
        let (kind, name) = (kind?, name?);
        let entity = Entity {
            source: self.source.clone(),
            kind: self.text_of(kind),
            name: self.text_of(name),
            namespace: namespace.map(|namespace| self.text_of(namespace)),
            place: self.span(metadata.get("name").unwrap_or(metadata)),
            document: self.span(root),
            title: None,
            description: None,
            type_: None,
            lifecycle: None,
            labels: Box::default(),
            annotations: Box::default(),
            tags: Box::default(),
            links: Box::default(),
            references: Box::default(),
            more: None,
            rejected: false,
        };
        Some((entity, metadata))
    }

    /// A document with nothing of an entity, not even a slip of it, is one finding.
    fn is_no_entity(&mut self, root: Node<'_, '_>) -> bool {
        const PARTS: [&str; 3] = ["apiVersion", "kind", "metadata"];
        // Nearly every document has them; the distance of words is for the others.
        if PARTS.iter().any(|part| root.get(part).is_some()) {
            return false;
        }
        let like = |key: &str| PARTS.iter().any(|part| is_near(key, part));
        let mut keys = root.entries().map(|entry| entry.key);
        let first = keys.next();
        let mut keys = first.into_iter().chain(keys).filter_map(Node::key_text);
        if keys.any(like) {
            return false;
        }
        let message = "not a Backstage entity: `apiVersion`, `kind` and `metadata` are missing";
        self.find("missing-field", first.unwrap_or(root), message);
        true
    }

    fn names(&mut self, object: Node<'_, '_>, rules: &[NameRule]) {
        for &(key, code, fits, complaint) in rules {
            if let Some(value) = object.get(key)
                && let Some(text) = value.as_str()
                && !text.is_empty()
                && !fits(text)
            {
                self.find(code, value, format!("`{}` {complaint}", brief(text)));
            }
        }
    }

    pub(super) fn root_fields(&mut self, root: Node<'_, '_>) {
        for Entry { key, .. } in root.entries() {
            let text = key.key_text().unwrap_or_default();
            if !ROOT.contains(&text) {
                let near = did_you_mean(&nearest(text, ROOT));
                let message = format!("an entity has no field `{}`", brief(text));
                let finding = self.finding("unknown-root-field", key, message);
                self.findings.push(finding.label(near));
            }
        }
    }

    /// The kind, if Backstage would know it.
    pub(super) fn kind(&mut self, root: Node<'_, '_>) -> Option<&'static Kind> {
        let version = root.get("apiVersion")?.as_str()?;
        let value = root.get("kind")?;
        let text = value.as_str()?;
        if !name::is_kind(text) || !name::is_api_version(version) {
            return None;
        }
        let type_ = root.get("spec").and_then(|spec| spec.get("type")?.as_str());
        let Some(kind) = Kind::find_in(self.model, text, type_, version) else {
            let finding = self.unknown_kind(value, text, version);
            self.findings.push(finding);
            return None;
        };
        if !kind.versions.contains(&version) {
            let value = root.get("apiVersion").unwrap_or(root);
            let shown = brief(version);
            let message = format!("kind {} does not come in apiVersion `{shown}`", kind.name);
            let finding = self.finding("unknown-kind", value, message);
            self.findings
                .push(finding.label(did_you_mean(&kind.versions[..1])));
            return None;
        }
        Some(kind)
    }

    fn unknown_kind(&self, value: Node<'_, '_>, text: &str, version: &str) -> Diagnostic {
        let near = nearest(text, self.model.names());
        let message = format!("no kind is called `{}`", brief(text));
        let label = match Kind::is_for_ai(text) {
            true => Some("`catalog.aiKinds: true` in idp.yaml lets it in".to_owned()),
            false => did_you_mean(&near),
        };
        let mut finding = self.finding("unknown-kind", value, message).label(label);
        if !is_of_backstage(version) {
            finding = finding.help(OWN_KIND);
        }
        let meant = KINDS
            .iter()
            .find(|kind| kind.name.eq_ignore_ascii_case(text));
        match meant {
            Some(kind) => finding.fix(self.respelt(value, kind.name)),
            None => finding,
        }
    }
}
