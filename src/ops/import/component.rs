//! Proposes an entity for a service that a file describes, or for a repository that nothing describes.

use super::description::{FoundText, ServiceDescription};
use super::facts::ImportedRepository;
use super::missing_field::MissingFieldPrompt;
use super::owner::{NewTeam, OwnerSearch, short_owner_ref};
use super::proposed_entity::{Confidence, LeftOutEntity, ProposedEntity, ProposedField};
use super::team_directory::{TeamDirectory, to_entity_name};
use crate::catalog::{
    Assignment, Catalog, EntityDraft, EntityRef, EntityRefBuf, Field, FieldValue, is_valid_tag,
};
use crate::error::Result;
use crate::ops::additions::NewDocument;
use crate::printable::escape_and_truncate;

/// The annotation that `who-owns` and Backstage's GitHub plugins use.
pub(super) const PROJECT_SLUG: &str = "github.com/project-slug";
/// The annotation with the folder that contains the code.
pub(super) const SOURCE_LOCATION: &str = "backstage.io/source-location";

/// The fields that are lists, with one proposed value for each item.
const LIST_FIELDS: [&str; 2] = ["tags", "members"];

/// What a proposal needs besides the facts.
pub(super) struct ProposalContext<'a, 'p> {
    pub(super) catalog: &'a Catalog,
    pub(super) directory: &'a TeamDirectory<'a>,
    /// The lifecycle of components for which none is found.
    pub(super) default_lifecycle: &'a str,
    pub(super) prompt: MissingFieldPrompt<'p>,
}

/// A proposal, with the team to add before it, or the reason why there is none.
pub(super) enum ProposalOutcome {
    Proposed(Box<ProposedEntity>, Option<(NewTeam, String)>),
    LeftOut(LeftOutEntity),
}

/// Proposes the entity of `descriptions`, which are about the same service; if there are none, of the whole repository.
pub(super) fn propose_entity(
    repository: &ImportedRepository,
    descriptions: &[&ServiceDescription],
    context: &mut ProposalContext<'_, '_>,
) -> Result<ProposalOutcome> {
    let kind = descriptions.first().map_or("Component", |one| one.kind);
    let folder = descriptions.first().map_or("", |one| one.folder());
    let mut draft = FieldCollector {
        repository,
        descriptions,
        fields: Vec::new(),
    };
    let Some(name) = draft.collect_name() else {
        return Ok(left_out(
            repository,
            None,
            "its name can't be the name of an entity",
        ));
    };
    let reference = EntityRef {
        kind,
        namespace: "default",
        name: &name,
    };
    let reference = reference.to_owned_ref();
    draft.collect_metadata(folder);
    let search = draft.collect_spec(kind, folder, context);
    let missing = draft.ask_for_missing_fields(kind, &reference, context)?;
    if !missing.is_empty() {
        return Ok(ProposalOutcome::LeftOut(LeftOutEntity {
            reason: format_missing_reason(&missing, &search),
            missing,
            ..empty_left_out(repository, Some(reference))
        }));
    }
    let fields = draft.fields;
    let document = match build_document(kind, &name, &fields) {
        Ok(document) => document,
        Err(error) => return Ok(left_out(repository, Some(reference), error.message())),
    };
    let owner = fields.iter().find(|field| field.field == "owner");
    let candidate = search.candidates.into_iter().next();
    let team = candidate
        .filter(|_| owner.is_some_and(|owner| owner.confidence > Confidence::Low))
        .and_then(|candidate| Some((candidate.new_team?, candidate.evidence)));
    let proposed = ProposedEntity {
        reference,
        repository: repository.name.clone(),
        file: None,
        fields,
        document,
    };
    Ok(ProposalOutcome::Proposed(Box::new(proposed), team))
}

/// The reason why an entity with missing fields is left out.
fn format_missing_reason(missing: &[&'static str], search: &OwnerSearch) -> String {
    let mut reason = format!("unknown {}", missing.join(", "));
    if missing.contains(&"owner")
        && let Some(why) = search.unresolved.first()
    {
        reason = format!("{reason} ({why})");
    }
    reason
}

pub(super) fn empty_left_out(
    repository: &ImportedRepository,
    entity: Option<EntityRefBuf>,
) -> LeftOutEntity {
    LeftOutEntity {
        repository: repository.name.clone(),
        entity,
        ..LeftOutEntity::default()
    }
}

fn left_out(
    repository: &ImportedRepository,
    entity: Option<EntityRefBuf>,
    reason: &str,
) -> ProposalOutcome {
    ProposalOutcome::LeftOut(LeftOutEntity {
        reason: reason.to_owned(),
        ..empty_left_out(repository, entity)
    })
}

/// Collects the fields of one entity.
struct FieldCollector<'r> {
    repository: &'r ImportedRepository,
    descriptions: &'r [&'r ServiceDescription],
    fields: Vec<ProposedField>,
}

impl<'r> FieldCollector<'r> {
    fn add(
        &mut self,
        field: &str,
        value: impl Into<String>,
        confidence: Confidence,
        evidence: impl Into<String>,
    ) {
        self.fields
            .push(ProposedField::new(field, value, confidence, evidence));
    }

    fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|known| known.field == field)
    }

    /// The first text that `get` finds in the descriptions, with its evidence.
    fn find_described(
        &self,
        get: impl Fn(&'r ServiceDescription) -> Option<&'r FoundText>,
    ) -> Option<(&'r FoundText, String)> {
        self.descriptions.iter().find_map(|one| {
            let found = get(one)?;
            Some((found, found.format_evidence(&one.file)))
        })
    }

    fn collect_name(&mut self) -> Option<String> {
        if let Some((found, evidence)) = self.find_described(|one| one.name.as_ref()) {
            let name = to_entity_name(&found.text)?;
            if name != found.text {
                self.add("title", &found.text, Confidence::High, evidence.clone());
            }
            self.add("name", &name, Confidence::High, evidence);
            return Some(name);
        }
        let name = to_entity_name(self.repository.base_name())?;
        self.add("name", &name, Confidence::High, "name of the repository");
        Some(name)
    }

    fn collect_metadata(&mut self, folder: &str) {
        if let Some((found, evidence)) = self.find_described(|one| one.title.as_ref())
            && !self.has("title")
        {
            self.add("title", &found.text, Confidence::High, evidence);
        }
        match self.find_described(|one| one.description.as_ref()) {
            Some((found, evidence)) => {
                self.add("description", &found.text, Confidence::High, evidence);
            }
            None if folder.is_empty() => {
                let described = self.repository.description.as_deref();
                if let Some(text) = described.filter(|text| !text.trim().is_empty()) {
                    let evidence = "description of the repository";
                    self.add("description", text.trim(), Confidence::High, evidence);
                }
            }
            None => {}
        }
        if let Some(address) = &self.repository.address {
            if let Some(slug) = &address.github_slug {
                let field = format!("annotation:{PROJECT_SLUG}");
                self.add(&field, slug, Confidence::High, "address of the repository");
            }
            if let Some(location) = address.source_location(folder) {
                let field = format!("annotation:{SOURCE_LOCATION}");
                self.add(
                    &field,
                    location,
                    Confidence::High,
                    "address of the repository",
                );
            }
        }
        self.collect_tags(folder);
        for one in self.descriptions {
            for (title, url) in &one.links {
                let is_web = url.text.starts_with("https://") || url.text.starts_with("http://");
                if is_web && url::Url::parse(&url.text).is_ok() {
                    let title = if title.is_empty() { &url.text } else { title };
                    let evidence = url.format_evidence(&one.file);
                    let field = format!("link:{title}");
                    self.add(&field, &url.text, Confidence::High, evidence);
                }
            }
        }
    }

    /// The tags that files, the forge and the build files suggest, without duplicates.
    fn collect_tags(&mut self, folder: &str) {
        let mut tags: Vec<(String, Confidence, String)> = Vec::new();
        for one in self.descriptions {
            let found = one.tags.iter().map(|tag| {
                let evidence = tag.format_evidence(&one.file);
                (tag.text.clone(), Confidence::High, evidence)
            });
            tags.extend(found);
        }
        if folder.is_empty() {
            let topics = self.repository.topics.iter();
            tags.extend(topics.map(|topic| {
                (
                    topic.clone(),
                    Confidence::High,
                    "topic of the repository".to_owned(),
                )
            }));
        }
        let built = self.repository.build_files.get(folder);
        match (
            &self.repository.language,
            built.and_then(|one| one.language),
        ) {
            (Some(language), _) if folder.is_empty() => {
                let evidence = "language of the repository".to_owned();
                tags.push((language.clone(), Confidence::High, evidence));
            }
            (_, Some((file, language))) => {
                tags.push((language.to_owned(), Confidence::Medium, file.to_owned()));
            }
            _ => {}
        }
        let mut known: Vec<String> = Vec::new();
        for (text, confidence, evidence) in tags {
            let tag = to_tag(&text);
            if let Some(tag) = tag.filter(|tag| !known.contains(tag)) {
                self.add("tags", &tag, confidence, evidence);
                known.push(tag);
            }
        }
    }

    fn collect_spec(
        &mut self,
        kind: &str,
        folder: &str,
        context: &ProposalContext<'_, '_>,
    ) -> OwnerSearch {
        if kind == "Group" {
            self.add("type", "team", Confidence::High, "kind of the entity");
            return OwnerSearch::default();
        }
        if kind != "System" {
            self.collect_type(kind, folder);
        }
        if matches!(kind, "Component" | "API") {
            match self.find_described(|one| one.lifecycle.as_ref()) {
                Some((found, evidence)) => {
                    self.add("lifecycle", &found.text, Confidence::High, evidence);
                }
                None => {
                    let value = context.default_lifecycle;
                    self.add("lifecycle", value, Confidence::Low, "default");
                }
            }
        }
        if kind != "System"
            && let Some((found, evidence)) = self.find_described(|one| one.system.as_ref())
            && let Some(system) = to_entity_name(&found.text)
        {
            let reference = EntityRef {
                kind: "system",
                namespace: "default",
                name: &system,
            };
            if context.catalog.get(reference).is_some() {
                self.add("system", &system, Confidence::High, evidence);
            }
        }
        let mut owners = self.descriptions.iter();
        let described = owners.find_map(|one| Some((one.owner.as_ref()?, one.file.as_str())));
        let search = OwnerSearch::search(self.repository, folder, described, context.directory);
        if let Some(first) = search.candidates.first() {
            self.fields.push(ProposedField {
                field: "owner".to_owned(),
                value: short_owner_ref(&first.owner),
                confidence: first.confidence,
                evidence: search.collect_evidence(),
            });
        }
        search
    }

    fn collect_type(&mut self, kind: &str, folder: &str) {
        if let Some((found, evidence)) = self.find_described(|one| one.entity_type.as_ref()) {
            self.add("type", &found.text, Confidence::High, evidence);
            return;
        }
        let built = self.repository.build_files.get(folder);
        let guess = built.and_then(|built| built.guess_component_type());
        if let Some((text, evidence, is_certain)) = guess.filter(|_| kind == "Component") {
            let confidence = if is_certain {
                Confidence::Medium
            } else {
                Confidence::Low
            };
            self.add("type", text, confidence, evidence);
        }
    }

    /// Asks for required fields without a value; returns those that remain.
    fn ask_for_missing_fields(
        &mut self,
        kind: &str,
        reference: &EntityRefBuf,
        context: &mut ProposalContext<'_, '_>,
    ) -> Result<Vec<&'static str>> {
        let required: &[&'static str] = match kind {
            "Group" => &["type"],
            "System" => &["owner"],
            "Resource" => &["type", "owner"],
            // No other catalog keeps the definition of an API in its own file.
            "API" => &["type", "lifecycle", "owner", "definition"],
            _ => &["type", "lifecycle", "owner"],
        };
        let mut missing: Vec<&'static str> = required
            .iter()
            .copied()
            .filter(|field| !self.has(field))
            .collect();
        if missing.contains(&"definition") {
            return Ok(missing);
        }
        let what = format!(
            "{reference}, in {}",
            escape_and_truncate(&self.repository.name)
        );
        for field in std::mem::take(&mut missing) {
            // After one answer is missing, the others would be of no use.
            let answer = if missing.is_empty() {
                context.prompt.ask(field, &what)?
            } else {
                None
            };
            match answer {
                Some(answer) => self.add(field, answer, Confidence::High, "your answer"),
                None => missing.push(field),
            }
        }
        Ok(missing)
    }
}

/// `text` as a tag: in lower case, with hyphens; `None` if nothing is left.
fn to_tag(text: &str) -> Option<String> {
    let is_kept =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ':' | '+' | '#');
    let text = text.to_lowercase();
    let words: Vec<&str> = text
        .split(|letter| !is_kept(letter))
        .filter(|word| !word.is_empty())
        .collect();
    let tag = words.join("-");
    is_valid_tag(&tag).then_some(tag)
}

/// The document of a new entity.
pub(super) fn build_document(
    kind: &str,
    name: &str,
    fields: &[ProposedField],
) -> Result<NewDocument> {
    let mut assignments = Vec::new();
    for ProposedField { field, value, .. } in fields {
        if field == "name" {
            continue;
        }
        assignments.push(match field.strip_prefix("link:") {
            Some(title) => {
                let link = [("url", value.as_str()), ("title", title)];
                let link = link.map(|(key, text)| (key.to_owned(), text.to_owned()));
                let link = FieldValue::Object(link.to_vec());
                Assignment::adding_item(Field::parse("links")?, link)
            }
            None if LIST_FIELDS.contains(&field.as_str()) => {
                let item = FieldValue::Text(value.clone());
                Assignment::adding_item(Field::parse(field)?, item)
            }
            None => Assignment::from_field_and_text(Field::parse(field)?, value),
        });
    }
    let draft = EntityDraft::new(kind, name, &assignments)?;
    Ok(NewDocument::from_entity_draft(&draft))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_tags_become_tags() {
        for (text, tag) in [
            ("Java", Some("java")),
            ("C++", Some("c++")),
            ("tier:1", Some("tier:1")),
            ("on call", Some("on-call")),
            ("…", None),
        ] {
            assert_eq!(to_tag(text).as_deref(), tag, "{text}");
        }
    }

    #[test]
    fn links_and_tags_keep_hostile_text() {
        let field =
            |field: &str, value: &str| ProposedField::new(field, value, Confidence::High, "a file");
        let fields = [
            field("type", "service"),
            field("lifecycle", "production"),
            field("owner", "payments"),
            field("description", "a: b\n- c # d"),
            field("link:a=b, c|d", "https://x.example/?a=b,c"),
            field("tags", "java"),
            field("tags", "tier:1"),
        ];
        let document = build_document("Component", "a", &fields).unwrap();
        insta::assert_snapshot!(document.text(), @r#"
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: a
          description: |-
            a: b
            - c # d
          tags:
            - java
            - tier:1
          links:
            - url: "https://x.example/?a=b,c"
              title: "a=b, c|d"
        spec:
          type: service
          lifecycle: production
          owner: payments
        "#);
    }
}
