//! Names that a user can type: entities, templates and their inputs. For completions, which must be fast, work without the
//! network and create nothing.

use std::collections::BTreeSet;

use crate::catalog::Entity;
use crate::error::Result;
use crate::index::read_indexed_entity_refs;
use crate::platform::Platform;
use crate::template::{InputKind, Template};

/// Which entities a command line can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameableEntities {
    /// Every entity.
    All,
    /// Groups.
    Groups,
    /// Groups and users.
    Owners,
    /// Systems.
    Systems,
}

impl NameableEntities {
    fn includes_kind(self, kind: &str) -> bool {
        match self {
            NameableEntities::All => true,
            NameableEntities::Groups => kind == "group",
            NameableEntities::Owners => kind == "group" || kind == "user",
            NameableEntities::Systems => kind == "system",
        }
    }
}

/// At most `limit` names of `entities` that begin with `typed`, sorted: bare names, or refs with a kind if `typed` has one.
///
/// Large catalogs are read from the index, so an entity that was added since the last query may be missing.
///
/// # Errors
/// If the catalog can't be read.
pub fn complete_entity_name(
    platform: &Platform,
    entities: NameableEntities,
    typed: &str,
    limit: usize,
) -> Result<Vec<String>> {
    let refs = read_entity_lines(platform)?;
    let found = refs
        .lines()
        .filter_map(|line| spell_as_typed(line, entities, typed));
    Ok(sort_candidates(found, limit))
}

/// The ref of every entity, with its kind in lower case, each on one line.
fn read_entity_lines(platform: &Platform) -> Result<String> {
    if let Some(refs) = read_indexed_entity_refs(platform) {
        return Ok(refs);
    }
    let catalog = platform.read_current_snapshot()?.read_catalog()?;
    Ok(catalog.entities.iter().map(format_entity_line).collect())
}

fn sort_candidates(found: impl Iterator<Item = String>, limit: usize) -> Vec<String> {
    let mut names: Vec<String> = found.filter(|name| is_plain_word(name)).collect();
    names.sort_unstable();
    names.dedup();
    names.truncate(limit);
    names
}

fn format_entity_line(entity: &Entity) -> String {
    let kind = entity.kind().to_lowercase();
    format!("{kind}:{}/{}\n", entity.namespace(), entity.name())
}

/// The ref `line` in the form that `typed` uses; `None` if it doesn't match.
fn spell_as_typed(line: &str, entities: NameableEntities, typed: &str) -> Option<String> {
    let (kind, path) = line.split_once(':')?;
    let short = path.strip_prefix("default/").unwrap_or(path);
    let forms = match typed.split_once(':') {
        Some((_, path)) if path.contains('/') => [Some(line.to_owned()), None],
        Some(_) => [Some(format!("{kind}:{short}")), None],
        None => [Some(short.to_owned()), Some(path.to_owned())],
    };
    let fitting = entities.includes_kind(kind);
    let mut forms = forms.into_iter().flatten().filter(|_| fitting);
    forms.find(|form| begins_ignoring_case(form, typed))
}

fn begins_ignoring_case(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// Whether `name` is a single shell word that needs no quotes; other names aren't offered.
fn is_plain_word(name: &str) -> bool {
    name.chars()
        .all(|character| character.is_alphanumeric() || "-_.:/".contains(character))
}

/// At most `limit` values of `field` that begin with `typed`: entities for a field with refs, with their kind where the field needs it, allowed lifecycles, and the types,
/// lifecycles and tags that the catalog already has, unless it is too large to read for a completion.
///
/// # Errors
/// As [`complete_entity_name`].
pub fn complete_field_value(
    platform: &Platform,
    field: &str,
    typed: &str,
    limit: usize,
) -> Result<Vec<String>> {
    let (default_kind, kinds): (&str, &[&str]) = match field {
        "type" | "lifecycle" | "tags" => return complete_used_value(platform, field, typed, limit),
        "owner" => ("group", &["group", "user"]),
        "system" => ("system", &["system"]),
        "parent" | "children" | "memberOf" => ("group", &["group"]),
        "members" => ("user", &["user"]),
        "domain" | "subdomainOf" => ("domain", &["domain"]),
        "providesApis" | "consumesApis" => ("api", &["api"]),
        "subcomponentOf" => ("component", &["component"]),
        "dependsOn" | "dependencyOf" => ("", &["component", "resource", "api", "system"]),
        _ => return Ok(Vec::new()),
    };
    let refs = read_entity_lines(platform)?;
    let of_kinds = refs.lines().filter_map(|line| {
        let (kind, path) = line.split_once(':')?;
        kinds.contains(&kind).then_some((kind, path))
    });
    let spelled = of_kinds.filter_map(|(kind, path)| {
        let short = path.strip_prefix("default/").unwrap_or(path);
        let full = format!("{kind}:{short}");
        let needs_kind = kind != default_kind || typed.contains(':');
        let spelled = if needs_kind { &full } else { short };
        let fits = [short, &full].map(|form| begins_ignoring_case(form, typed));
        fits.contains(&true).then(|| spelled.to_owned())
    });
    Ok(sort_candidates(spelled, limit))
}

fn complete_used_value(
    platform: &Platform,
    field: &str,
    typed: &str,
    limit: usize,
) -> Result<Vec<String>> {
    let snapshot = platform.read_current_snapshot()?;
    let mut used = BTreeSet::new();
    if read_indexed_entity_refs(platform).is_none() {
        for entity in &snapshot.read_catalog()?.entities {
            match field {
                "type" => used.extend(entity.type_().map(|value| value.text.to_owned())),
                "lifecycle" => used.extend(entity.lifecycle().map(|value| value.text.to_owned())),
                _ => used.extend(entity.tags().map(str::to_owned)),
            }
        }
    }
    if field == "lifecycle" {
        let allowed = snapshot.config.taxonomy.lifecycles();
        used.extend(allowed.into_iter().map(str::to_owned));
    }
    let fitting = used
        .into_iter()
        .filter(|value| begins_ignoring_case(value, typed) && is_plain_word(value));
    Ok(fitting.take(limit).collect())
}

/// What can follow `--set` for an input of `template`: `database=`, then `database=none`.
///
/// # Errors
/// As [`complete_entity_name`], for an input that is a group or a system.
pub fn complete_template_input(
    template: &Template,
    platform: Option<&Platform>,
    typed: &str,
    limit: usize,
) -> Result<Vec<String>> {
    let Some((name, value)) = typed.split_once('=') else {
        let names = template
            .inputs()
            .iter()
            .map(|input| format!("{}=", input.name));
        return Ok(names.filter(|name| name.starts_with(typed)).collect());
    };
    let Some(input) = template.inputs().iter().find(|input| input.name == name) else {
        return Ok(Vec::new());
    };
    let entities = |entities| match platform {
        Some(platform) => complete_entity_name(platform, entities, value, limit),
        None => Ok(Vec::new()),
    };
    let values = match &input.kind {
        InputKind::Enum { values } => values.clone(),
        InputKind::Boolean => vec!["true".to_owned(), "false".to_owned()],
        InputKind::Group => entities(NameableEntities::Groups)?,
        InputKind::System => entities(NameableEntities::Systems)?,
        _ => Vec::new(),
    };
    let fitting = values.into_iter().filter(|known| known.starts_with(value));
    Ok(fitting.map(|known| format!("{name}={known}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_completed_in_the_form_that_was_begun() {
        let spell = |line, typed| spell_as_typed(line, NameableEntities::All, typed);
        let cart = "component:default/cart";
        assert_eq!(spell(cart, "ca").as_deref(), Some("cart"));
        assert_eq!(spell(cart, "Ca").as_deref(), Some("cart"));
        assert_eq!(spell(cart, "default/c").as_deref(), Some("default/cart"));
        assert_eq!(
            spell(cart, "component:c").as_deref(),
            Some("component:cart")
        );
        assert_eq!(spell(cart, "component:default/c").as_deref(), Some(cart));
        assert_eq!(spell("api:shop/cart", "sh").as_deref(), Some("shop/cart"));
        assert_eq!(spell(cart, "art"), None);
        assert_eq!(spell_as_typed(cart, NameableEntities::Owners, ""), None);
    }

    #[test]
    fn what_a_shell_would_split_or_run_is_not_offered() {
        assert!(is_plain_word("component:default/feature-flags"));
        assert!(!is_plain_word("a b") && !is_plain_word("a;b") && !is_plain_word("$(id)"));
    }
}
