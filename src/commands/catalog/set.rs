//! `idp catalog set`.

use clap::Args;

use super::edit::{SharedCatalogEditArgs, apply_or_preview_catalog_edit};
use crate::catalog::{Assignment, Field};
use crate::cli::parse_non_empty;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, CatalogEdit, Set};
use crate::printable::Printable;
use crate::template::shell_quote;
use crate::view::CatalogEditReport;

/// Set or clear fields of entities
///
/// Comments and formatting are kept. In a clone of the platform, the change is a commit on your branch that you push yourself;
/// elsewhere, it's a commit on the platform's default branch.
#[derive(Debug, Args)]
#[command(after_help = "Fields:
  owner, type, lifecycle, system, domain, parent, subcomponentOf, subdomainOf, title, description, namespace,
  email, displayName, picture, definition, target, annotation:KEY, label:KEY, link:TITLE
Lists:
  tags, links, members, memberOf, children, dependsOn, dependencyOf, providesApis, consumesApis, targets
Any other field by its path: spec.KEY, metadata.KEY

Operators:
  FIELD=VALUE    Set a field; for a list, all its items. An empty value removes the field.
  LIST+=VALUE    Add items to a list
  LIST-=VALUE    Remove items from a list
Separate items with commas (members=ada,bruno); write a comma inside an item as `\\,`.
A link is URL or 'URL|TITLE'. For `definition` and `description`, @FILE reads the value from a file,
and '$text:PATH' writes a placeholder that Backstage reads.

Examples:
  idp catalog set cart lifecycle=deprecated
  idp catalog set group:payments members+=chiara members-=bruno
  idp catalog set cart tags=go,http dependsOn+=component:search
  idp catalog set cart link:Runbook=https://wiki.acme.example/cart
  idp catalog set --where owner=payments owner=storefront
  idp catalog set --where system=shop lifecycle=deprecated
  idp catalog set cart --dry-run annotation:backstage.io/techdocs-ref=dir:.
  idp catalog set cart system=")]
pub struct CatalogSetArgs {
    /// Entities to change, and fields with their new values: owner, lifecycle, tags, spec.KEY, …
    #[arg(required = true, value_name = "NAME|FIELD=VALUE", value_parser = parse_non_empty)]
    pub what: Vec<String>,
    /// Change every entity that has this field value (repeatable; all must match)
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub where_: Vec<String>,
    /// How the change is made.
    #[command(flatten)]
    pub edit: SharedCatalogEditArgs,
}

impl Verb for CatalogSetArgs {
    type Report = CatalogEditReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogEditReport>> {
        ops::reject_unquoted_value(&self.what)?;
        let (values, what): (Vec<String>, Vec<String>) = self
            .what
            .into_iter()
            .partition(|what| Assignment::looks_like_assignment(what));
        if values.is_empty() {
            let example = find_assignment_without_sign(&what);
            let example = example.unwrap_or_else(|| "owner=payments".to_owned());
            return Err(Error::usage("no FIELD=VALUE given").with_hint(format!(
                "add a field and its value, such as {}",
                Printable(&example)
            )));
        }
        if what.is_empty() && self.where_.is_empty() {
            return Err(Error::usage("no entity given")
                .with_hint("name an entity, or select several: --where FIELD=VALUE"));
        }
        let edit = CatalogEdit::Set(Set {
            what,
            wanted: ops::parse_field_conditions(&self.where_)?,
            values: ops::parse_field_assignments(&values, &context.directory)?,
        });
        apply_or_preview_catalog_edit(context, &edit, &self.edit)
    }
}

/// `lifecycle=deprecated` in `lifecycle deprecated`.
fn find_assignment_without_sign(words: &[String]) -> Option<String> {
    let mut pairs = words.windows(2);
    pairs.find_map(|pair| {
        let [field, value] = pair else { return None };
        Field::parse(field).ok()?;
        Some(shell_quote(&format!("{field}={value}")))
    })
}
