//! `idp catalog add`, `set`, `rename` and `remove`.

use crate::catalog::{Field, Outline};
use crate::cli::{AddArgs, EditArgs, RemoveArgs, RenameArgs, SetArgs};
use crate::commands::End;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::git::Identity;
use crate::ops::{self, Deed, EditOn, EditSite, Set};
use crate::printable::brief;
use crate::view::EditReport;

pub(super) fn set(context: &Context, args: &SetArgs) -> Result<End> {
    let (values, what): (Vec<&String>, Vec<&String>) =
        args.what.iter().partition(|what| what.contains('='));
    let values: Vec<(Field, String)> = values
        .iter()
        .map(|text| assignment(text))
        .collect::<Result<_>>()?;
    let wanted = args
        .where_
        .iter()
        .map(|text| assignment(text))
        .collect::<Result<Vec<_>>>()?;
    if values.is_empty() {
        return Err(Error::usage("nothing is to be set")
            .hint("say a field and its new value, such as owner=payments"));
    }
    if what.is_empty() && wanted.is_empty() {
        return Err(Error::usage("it is not said of what")
            .hint("name an entity, or add --where owner=team-a"));
    }
    let given =
        |(field, value): (Field, String)| (field, Some(value).filter(|value| !value.is_empty()));
    let deed = Deed::Set(Set {
        what: what.into_iter().cloned().collect(),
        wanted,
        values: values.into_iter().map(given).collect(),
    });
    edit(context, &deed, &args.edit)
}

pub(super) fn add(context: &Context, args: &AddArgs) -> Result<End> {
    let values = args
        .values
        .iter()
        .map(|text| assignment(text))
        .collect::<Result<Vec<_>>>()?;
    let outline = Outline::new(&args.kind, &args.name, &values)?;
    edit(context, &Deed::Add(outline), &args.edit)
}

pub(super) fn rename(context: &Context, args: &RenameArgs) -> Result<End> {
    let deed = Deed::Rename {
        what: args.name.clone(),
        name: args.new_name.clone(),
    };
    edit(context, &deed, &args.edit)
}

pub(super) fn remove(context: &Context, args: &RemoveArgs) -> Result<End> {
    let deed = Deed::Remove {
        what: args.names.clone(),
    };
    edit(context, &deed, &args.edit)
}

fn assignment(text: &str) -> Result<(Field, String)> {
    let Some((field, value)) = text.split_once('=') else {
        let message = format!("`{}` says no value", brief(text));
        return Err(Error::usage(message).hint("write it as owner=team-a"));
    };
    Ok((Field::parse(field)?, value.to_owned()))
}

fn edit(context: &Context, deed: &Deed, args: &EditArgs) -> Result<End> {
    let platform = context.platform_aloud()?;
    let current = platform.current()?;
    if args.dry_run {
        let proposal = ops::plan_edit(deed, &current, !args.no_commit, context.clock.today())?;
        context
            .ui
            .show(&EditReport::planned(&proposal), EditReport::text)?;
        return Ok(End::Done);
    }
    let identity = match args.no_commit {
        true => None,
        false => Some(Identity::find(&context.directory, platform.is_practice())?),
    };
    let site = EditSite {
        clock: context.clock,
        identity: identity.as_ref(),
        message: args.message.as_deref(),
        stop: context.stop_between_steps(),
        say: &|line| context.ui.say(line),
        kill: context.kill(),
    };
    let applied = match current.root() {
        Some(root) => ops::apply_edit(deed, EditOn::Directory(&current, root), &site)?,
        None => {
            let mut fresh = platform.fresh(&ops::run_id(context.clock))?;
            ops::apply_edit(deed, EditOn::Remote(&mut fresh), &site)?
        }
    };
    context
        .ui
        .show(&EditReport::done(&applied), EditReport::text)?;
    Ok(End::Done)
}
