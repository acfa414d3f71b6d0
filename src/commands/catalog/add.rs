//! `idp catalog add`.

use clap::Args;

use super::edit::{SharedCatalogEditArgs, apply_or_preview_catalog_edit};
use crate::catalog::{Assignment, EntityDraft, is_builtin_kind, unknown_kind_error};
use crate::cli::parse_non_empty;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, CatalogEdit, NewDocument};
use crate::printable::Printable;
use crate::template::shell_quote;
use crate::view::CatalogEditReport;

/// Add an entity: a team, system, API, resource, …
///
/// For entities that `idp new` doesn't create: teams, people, systems, resources, and existing components. The entity gets its own file,
/// or its sorted position in a single-file catalog.
#[derive(Debug, Args)]
#[command(
    after_help = "Accepts the same fields as `idp catalog set`. Separate list items with commas.

Examples:
  idp catalog add web --kind group type=team members=ada,bruno
  idp catalog add billing type=service lifecycle=production owner=payments
  idp catalog add web-shop --kind system owner=storefront
  idp catalog add db --dry-run --kind resource type=database owner=payments

In a clone of the platform:
  idp catalog add cart-api --kind api type=openapi lifecycle=production \\
    owner=storefront definition=@openapi.yaml
  idp catalog add -f team.yaml"
)]
pub struct CatalogAddArgs {
    /// Name of the entity, or its ref, such as group:web
    #[arg(
        value_name = "NAME",
        required_unless_present = "file",
        conflicts_with = "file",
        value_parser = parse_non_empty
    )]
    pub name: Option<String>,
    /// Fields to set: type, owner, system, tags, spec.KEY, …
    #[arg(value_name = "FIELD=VALUE")]
    pub values: Vec<String>,
    /// Kind of the entity, such as group, system or api [default: component]
    #[arg(long, value_name = "KIND", conflicts_with = "file")]
    pub kind: Option<String>,
    /// Add all documents of a YAML file; `-` reads from stdin
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: Option<String>,
    /// How the change is made.
    #[command(flatten)]
    pub edit: SharedCatalogEditArgs,
}

impl Verb for CatalogAddArgs {
    type Report = CatalogEditReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogEditReport>> {
        let documents = match &self.file {
            Some(file) => {
                ops::read_new_documents(file, &context.directory, &mut std::io::stdin().lock())?
            }
            None => {
                let name = self.name.as_deref().unwrap_or_default();
                // First, or its folder would be taken for a namespace.
                reject_file_as_name(name)?;
                let (kind, name) = self.split_kind_from_name(name)?;
                let (namespace, name) = match name.split_once('/') {
                    Some((namespace, name)) => (Some(format!("namespace={namespace}")), name),
                    None => (None, name),
                };
                self.reject_kind_as_name(name)?;
                ops::reject_unquoted_value(&self.values)?;
                let values: Vec<String> = namespace
                    .filter(|namespace| namespace != "namespace=default")
                    .into_iter()
                    .chain(self.values.iter().cloned())
                    .collect();
                let values = ops::parse_field_assignments(&values, &context.directory)?;
                let draft = EntityDraft::new(kind, name, &values)?;
                vec![NewDocument::from_entity_draft(&draft)]
            }
        };
        apply_or_preview_catalog_edit(context, &CatalogEdit::Add(documents), &self.edit)
    }
}

/// Rejects `catalog add team.yaml`: a file is an option.
fn reject_file_as_name(name: &str) -> Result<()> {
    let is_file = [".yaml", ".yml"].iter().any(|end| name.ends_with(end));
    if !is_file {
        return Ok(());
    }
    let file = shell_quote(name);
    Err(
        Error::usage(format!("`{}` is a file, not a name", Printable(name)))
            .with_hint(format!("idp catalog add -f {}", Printable(&file))),
    )
}

impl CatalogAddArgs {
    /// The kind and the name: `group:web` has both.
    fn split_kind_from_name<'n>(&'n self, name: &'n str) -> Result<(&'n str, &'n str)> {
        let (kind, bare) = match name.split_once(':') {
            Some((kind, bare)) if is_builtin_kind(kind) && !bare.is_empty() => (Some(kind), bare),
            Some((kind, bare)) if !bare.is_empty() => return Err(unknown_kind_error(kind)),
            _ => (None, name),
        };
        match (self.kind.as_deref(), kind) {
            (Some(option), Some(kind)) if !option.eq_ignore_ascii_case(kind) => {
                Err(Error::usage(format!(
                    "`{}` has the kind {}, but `--kind` says {}",
                    Printable(name),
                    Printable(kind),
                    Printable(option)
                ))
                .with_hint("leave one of them out"))
            }
            (option, kind) => Ok((option.or(kind).unwrap_or("component"), bare)),
        }
    }

    /// Rejects `catalog add group web` and `catalog add kind=group web`: the kind is an option.
    fn reject_kind_as_name(&self, name: &str) -> Result<()> {
        let (kind, bare) = match (name.split_once([':', '=']), self.values.first()) {
            (Some(("kind", kind)), Some(bare)) => (kind, bare.as_str()),
            (Some((kind, bare)), _) => (kind, bare),
            (None, Some(bare)) if !Assignment::looks_like_assignment(bare) => (name, bare.as_str()),
            _ => return Ok(()),
        };
        if !is_builtin_kind(kind) || Assignment::looks_like_assignment(bare) {
            return Ok(());
        }
        let bare = shell_quote(bare);
        let (kind, bare) = (Printable(kind), Printable(&bare));
        Err(Error::usage(format!(
            "`{}` is not a name; the kind is an option",
            Printable(name)
        ))
        .with_hint(format!("write `{bare} --kind {kind}` instead")))
    }
}
