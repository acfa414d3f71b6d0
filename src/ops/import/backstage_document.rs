//! Takes over the documents of a `catalog-info.yaml`. Their text stays as it is; only what depends on where the file was is added:
//! Backstage derives the address of the code from the file's own address, and a path in the file refers to the file's repository.

use super::component::{PROJECT_SLUG, SOURCE_LOCATION, empty_left_out};
use super::facts::ImportedRepository;
use super::owner::NewTeam;
use super::proposed_entity::{Confidence, LeftOutEntity, ProposedEntity, ProposedField};
use crate::catalog::{
    Assignment, Catalog, Entity, Field, FileDraft, MemoryFiles, TECHDOCS_REF_ANNOTATION,
    join_repository_path,
};
use crate::error::Result;
use crate::ops::additions::NewDocument;
use crate::yaml::parse_yaml_document;

/// The kinds that have code.
pub(super) const KINDS_WITH_CODE: [&str; 4] = ["component", "api", "resource", "template"];

/// An entity to add unchanged, or the reason why it can't be added.
pub(super) fn propose_document(
    repository: &ImportedRepository,
    entity: &Entity,
) -> std::result::Result<ProposedEntity, Box<LeftOutEntity>> {
    let reference = entity.entity_ref().to_owned_ref();
    let left_out = |reason: &str| {
        Box::new(LeftOutEntity {
            reason: reason.to_owned(),
            ..empty_left_out(repository, Some(reference.clone()))
        })
    };
    if let Some(file) = find_definition_file(entity) {
        let reason =
            "its definition is in another file, which Backstage reads only in the same repository";
        return Err(Box::new(LeftOutEntity {
            definition_file: Some(file),
            stated_fields: list_stated_assignments(repository, entity),
            ..*left_out(reason)
        }));
    }
    let mut fields = list_stated_fields(entity);
    let added = list_relocated_fields(repository, entity);
    let document = write_fields(entity, &added).map_err(|error| left_out(error.message()))?;
    if !is_valid_alone(&document) {
        return Err(left_out("the document is invalid"));
    }
    let moved = added.into_iter().map(|(field, value)| {
        ProposedField::new(&field, value, Confidence::High, "address of the repository")
    });
    fields.extend(moved);
    Ok(ProposedEntity {
        reference,
        repository: repository.name.clone(),
        file: Some(entity.file_path().to_owned()),
        fields,
        document,
    })
}

/// The team that owns `entity` according to its file, with the evidence, as far as it can become a group.
pub(super) fn find_owning_team(entity: &Entity) -> Option<(NewTeam, String)> {
    let owner = entity.owner()?;
    let target = owner.target;
    let is_team = target.is_of_kind("group") && target.namespace == "default";
    let place = owner.place();
    let evidence = format!("{} line {}", place.file_path(), place.start().line);
    is_team.then(|| {
        let team = NewTeam {
            name: target.name.to_owned(),
            title: None,
            github_slug: None,
        };
        (team, evidence)
    })
}

/// The fields that a reviewer looks at, as the file states them.
fn list_stated_fields(entity: &Entity) -> Vec<ProposedField> {
    let evidence =
        |place: crate::source::Place| format!("{} line {}", place.file_path(), place.start().line);
    let mut fields = vec![ProposedField::new(
        "name",
        entity.name(),
        Confidence::High,
        evidence(entity.name_place()),
    )];
    let texts = [("type", entity.type_()), ("lifecycle", entity.lifecycle())];
    for (field, text) in texts {
        if let Some(text) = text {
            let evidence = evidence(text.place());
            fields.push(ProposedField::new(
                field,
                text.text,
                Confidence::High,
                evidence,
            ));
        }
    }
    if let Some(owner) = entity.owner() {
        let value = super::owner::short_owner_ref(&owner.target.to_owned_ref());
        let evidence = evidence(owner.place());
        fields.push(ProposedField::new(
            "owner",
            value,
            Confidence::High,
            evidence,
        ));
    }
    fields
}

/// The fields whose value depends on where the file was, with the value that means the same in the platform's catalog.
fn list_relocated_fields(
    repository: &ImportedRepository,
    entity: &Entity,
) -> Vec<(String, String)> {
    let has_code = KINDS_WITH_CODE.iter().any(|kind| entity.is_of_kind(kind));
    let Some(address) = repository.address.as_ref().filter(|_| has_code) else {
        return Vec::new();
    };
    let folder = entity
        .file_path()
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let mut fields = Vec::new();
    let mut add_annotation = |key: &str, text: String| {
        fields.push((format!("annotation:{key}"), text));
    };
    if let Some(slug) = &address.github_slug
        && entity.annotation(PROJECT_SLUG).is_none()
    {
        add_annotation(PROJECT_SLUG, slug.clone());
    }
    if let Some(location) = address.source_location(folder)
        && entity.annotation(SOURCE_LOCATION).is_none()
    {
        add_annotation(SOURCE_LOCATION, location);
    }
    let Some(page) = &address.page else {
        return fields;
    };
    if let Some(documents) = entity.annotation(TECHDOCS_REF_ANNOTATION)
        && let Some(path) = documents.strip_prefix("dir:")
        && let Some(path) = join_repository_path(folder, path)
    {
        let url = format!("url:{page}/tree/HEAD/{path}");
        let key = format!("annotation:{TECHDOCS_REF_ANNOTATION}");
        fields.push((key, url));
    }
    fields
}

/// The fields of an API and the address of its code, as `idp catalog add` takes them.
fn list_stated_assignments(repository: &ImportedRepository, entity: &Entity) -> Vec<String> {
    let mut fields: Vec<String> = list_stated_fields(entity)
        .into_iter()
        .filter(|field| field.field != "name")
        .map(|field| format!("{}={}", field.field, field.value))
        .collect();
    let folder = entity.file_path().rsplit_once('/');
    let folder = folder.map_or("", |(folder, _)| folder);
    let address = repository.address.as_ref();
    let location = address.and_then(|address| address.source_location(folder));
    fields.extend(location.map(|url| format!("annotation:{SOURCE_LOCATION}={url}")));
    fields
}

/// The file beside the document from which a placeholder reads the definition of an API.
fn find_definition_file(entity: &Entity) -> Option<String> {
    let (tree, _) = parse_yaml_document(entity.document_text()).ok()?;
    let definition = tree.root()?.get("spec")?.get("definition")?;
    let entry = definition.entries().next()?;
    let (key, path) = (entry.key.as_str()?, entry.value.as_str()?);
    let is_local = key.starts_with('$') && url::Url::parse(path).is_err();
    let folder = entity
        .file_path()
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    is_local.then(|| join_repository_path(folder, path).unwrap_or_else(|| path.to_owned()))
}

/// Whether Backstage accepts the document where nothing is beside it.
fn is_valid_alone(document: &NewDocument) -> bool {
    let files = MemoryFiles::from_iter([("catalog-info.yaml", document.text())]);
    let read = Catalog::read(&files, &["catalog-info.yaml".to_owned()]);
    read.is_ok_and(|catalog| {
        let found = catalog.get(document.reference.as_entity_ref());
        found.is_some_and(|entity| !entity.is_rejected_by_backstage())
    })
}

/// The comment lines directly above a document.
fn find_leading_comment(entity: &Entity) -> &str {
    let place = entity.document_place();
    let before = &entity.source_file().text[..place.span.start];
    let is_comment = |line: &&str| line.trim_start().starts_with('#');
    let lines = before.split_inclusive('\n').rev().take_while(is_comment);
    let length: usize = lines.map(str::len).sum();
    &before[before.len() - length..]
}

/// The document of `entity` with these fields, and every other byte unchanged.
fn write_fields(entity: &Entity, fields: &[(String, String)]) -> Result<NewDocument> {
    let document = NewDocument::from_entity(entity);
    let comment = find_leading_comment(entity);
    let document = NewDocument::new(
        entity.entity_ref(),
        &format!("{comment}{}", document.text()),
    );
    if fields.is_empty() {
        return Ok(document);
    }
    // The file may contain other documents; the draft needs a file with this one alone.
    let files = MemoryFiles::from_iter([("catalog-info.yaml", document.text())]);
    let catalog = Catalog::read(&files, &["catalog-info.yaml".to_owned()])?;
    let Some(alone) = catalog.get(entity.entity_ref()) else {
        return Ok(document);
    };
    let mut draft = FileDraft::for_file_of_entity(alone);
    for (field, value) in fields {
        let assignment = Assignment::from_field_and_text(Field::parse(field)?, value);
        draft.apply_assignment(alone, &assignment)?;
    }
    let text = draft.finish()?.unwrap_or_default();
    Ok(NewDocument::new(entity.entity_ref(), &text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_repository() {
        for (folder, path, joined) in [
            ("", ".", Some("")),
            ("", "./openapi.yaml", Some("openapi.yaml")),
            (
                "services/cart",
                "../api/cart.yaml",
                Some("services/api/cart.yaml"),
            ),
            ("services", "../../x", None),
        ] {
            assert_eq!(
                join_repository_path(folder, path).as_deref(),
                joined,
                "{folder} {path}"
            );
        }
    }
}
