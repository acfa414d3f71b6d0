//! `idp catalog add`, `set`, `rename` and `remove`.

use crate::catalog::{Assignment, Outline};
use crate::cli::{AddArgs, EditArgs, RemoveArgs, RenameArgs, SetArgs};
use crate::commands::End;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::git::Identity;
use crate::ops::{self, Deed, EditOn, EditSite, Judgement, Set};
use crate::view::{EditReport, PlatformStamp};

pub(super) fn set(context: &Context, args: &SetArgs) -> Result<End> {
    let (values, what): (Vec<String>, Vec<String>) = args
        .what
        .iter()
        .cloned()
        .partition(|what| Assignment::is_one(what));
    if values.is_empty() {
        return Err(Error::usage("no FIELD=VALUE given").hint("such as owner=payments"));
    }
    if what.is_empty() && args.where_.is_empty() {
        return Err(
            Error::usage("no entity given").hint("name an entity, or add --where owner=team-a")
        );
    }
    let deed = Deed::Set(Set {
        what,
        wanted: ops::conditions(&args.where_)?,
        values: ops::assignments(&values, &context.directory)?,
    });
    edit(context, &deed, &args.edit)
}

pub(super) fn add(context: &Context, args: &AddArgs) -> Result<End> {
    let values = ops::assignments(&args.values, &context.directory)?;
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

fn edit(context: &Context, deed: &Deed, args: &EditArgs) -> Result<End> {
    let platform = context.platform_aloud()?;
    let current = platform.current()?;
    let stamp = PlatformStamp::new(&platform, &current);
    if args.dry_run {
        let judgement = Judgement {
            today: context.clock.today(),
            strict: args.strict,
        };
        let proposal = ops::plan_edit(deed, &current, !args.no_commit, judgement)?;
        context
            .ui
            .show(&EditReport::planned(stamp, &proposal), EditReport::text)?;
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
        strict: args.strict,
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
        .show(&EditReport::done(stamp, &applied), EditReport::text)?;
    Ok(End::Done)
}
