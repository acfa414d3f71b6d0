//! `idp catalog`, one file per verb.

mod list;
mod validate;

use super::End;
use crate::cli::CatalogCommand;
use crate::context::Context;
use crate::error::Result;

pub(super) fn catalog(context: &Context, command: &CatalogCommand) -> Result<End> {
    match command {
        CatalogCommand::List(args) => list::list(context, args),
        CatalogCommand::Validate(args) => validate::validate(context, args),
    }
}
