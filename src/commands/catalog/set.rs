//! `idp catalog set`.

use clap::Args;

use super::edit::{CatalogEditArgs, run_catalog_edit};
use crate::catalog::Assignment;
use crate::cli::parse_non_empty;
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, CatalogEdit, Set};
use crate::view::CatalogEditReport;

/// `idp catalog set`.
///
/// Comments and every other byte stay. In a clone of the platform the change is one commit on your branch, for you to
/// push; elsewhere it is one commit on the platform's default branch.
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
Separate items by commas (members=ada,bruno); write a comma inside an item as `\\,`.
A link is URL or 'URL|TITLE'. For `definition` and `description`, @FILE reads the value from a file,
and '$text:PATH' writes a placeholder that Backstage reads.

Examples:
  idp catalog set checkout lifecycle=deprecated
  idp catalog set group:payments members+=ada,bruno members-=zoe
  idp catalog set checkout tags=go,http dependsOn+=resource:orders-db
  idp catalog set checkout link:Runbook=https://wiki.acme.example/checkout
  idp catalog set --where owner=team-a owner=team-b
  idp catalog set --where kind=component --where system=shop lifecycle=deprecated
  idp catalog set checkout cart annotation:backstage.io/techdocs-ref=dir:. --dry-run
  idp catalog set checkout system=")]
pub struct CatalogSetArgs {
    /// Names or refs, and fields with their new values
    #[arg(required = true, value_name = "NAME|FIELD=VALUE", value_parser = parse_non_empty)]
    pub what: Vec<String>,
    /// Every entity in which this field has this value (repeatable: all of them)
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub where_: Vec<String>,
    /// How to change.
    #[command(flatten)]
    pub edit: CatalogEditArgs,
}

impl Verb for CatalogSetArgs {
    type Report = CatalogEditReport;

    fn run(self, context: &Context) -> Result<Answer<CatalogEditReport>> {
        let (values, what): (Vec<String>, Vec<String>) = self
            .what
            .into_iter()
            .partition(|what| Assignment::looks_like_assignment(what));
        if values.is_empty() {
            return Err(Error::usage("no FIELD=VALUE given").with_hint("such as owner=payments"));
        }
        if what.is_empty() && self.where_.is_empty() {
            return Err(Error::usage("no entity given")
                .with_hint("name an entity, or add --where owner=team-a"));
        }
        let edit = CatalogEdit::Set(Set {
            what,
            wanted: ops::parse_field_conditions(&self.where_)?,
            values: ops::parse_field_assignments(&values, &context.directory)?,
        });
        run_catalog_edit(context, &edit, &self.edit)
    }
}
