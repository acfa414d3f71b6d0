//! `idp catalog add`, `set`, `rename` and `remove`.

use crate::catalog::{Assignment, Outline};
use crate::cli::{AddArgs, EditArgs, RemoveArgs, RenameArgs, SetArgs};
use crate::commands::End;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::git::Identity;
use crate::ops::{
    self, Applied, CatalogEdit, EditContext, EditTarget, Judgement, NewDocument, Proposal, Set,
};
use crate::platform::{Platform, Registration, Upstream};
use crate::prompt::Prompter;
use crate::run;
use crate::view::{EditPlan, EditReport, PlatformStamp};

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
    let edit = CatalogEdit::Set(Set {
        what,
        wanted: ops::conditions(&args.where_)?,
        values: ops::assignments(&values, &context.directory)?,
    });
    run_edit(context, &edit, &args.edit)
}

pub(super) fn add(context: &Context, args: &AddArgs) -> Result<End> {
    let documents = match (&args.file, &args.name) {
        (Some(file), _) => ops::documents(file, &context.directory, &mut std::io::stdin().lock())?,
        (None, name) => {
            let values = ops::assignments(&args.values, &context.directory)?;
            let name = name.as_deref().unwrap_or_default();
            vec![NewDocument::typed(&Outline::new(
                &args.kind, name, &values,
            )?)]
        }
    };
    run_edit(context, &CatalogEdit::Add(documents), &args.edit)
}

pub(super) fn rename(context: &Context, args: &RenameArgs) -> Result<End> {
    let edit = CatalogEdit::Rename {
        what: args.name.clone(),
        name: args.new_name.clone(),
    };
    run_edit(context, &edit, &args.edit)
}

pub(super) fn remove(context: &Context, args: &RemoveArgs) -> Result<End> {
    let edit = CatalogEdit::Remove {
        what: args.names.clone(),
    };
    run_edit(context, &edit, &args.edit)
}

fn run_edit(context: &Context, edit: &CatalogEdit, args: &EditArgs) -> Result<End> {
    let platform = context.platform_aloud()?;
    let current = platform.current()?;
    let stamp = PlatformStamp::new(&platform, &current);
    let in_directory = current.root().filter(|_| !args.pr && !args.push);
    if args.dry_run {
        let judgement = Judgement {
            today: context.clock.today(),
            strict: args.strict,
        };
        let commits = !args.no_commit;
        let proposal = if in_directory.is_some() || current.root().is_none() {
            ops::plan_edit(edit, &current, commits, judgement)?
        } else {
            ops::propose(&fresh(context, &platform)?.snapshot, edit, judgement)?
        };
        let report = EditReport::planned(stamp, &proposal);
        context.ui.show(&report, EditReport::text)?;
        return Ok(End::Done);
    }
    let identity = match args.no_commit {
        true => None,
        false => Some(Identity::find(&context.directory, platform.is_practice())?),
    };
    let agree = |proposal: &Proposal, base: &str, branch: Option<&str>| {
        agree(
            context,
            &platform,
            edit,
            &EditPlan::new(proposal, base, branch),
        )
    };
    let site = EditContext {
        clock: context.clock,
        identity: identity.as_ref(),
        message: args.message.as_deref(),
        stop: context.stop(),
        say: &|line| context.ui.say(line),
        kill: context.kill(),
        strict: args.strict,
        agree: &agree,
    };
    let applied = match in_directory {
        Some(root) => {
            context.stop_between_steps();
            ops::apply_edit(edit, EditTarget::Directory(&current, root), &site)?
        }
        None => elsewhere(context, &platform, edit, args, &site)?,
    };
    let report = EditReport::done(stamp, &applied, &platform);
    context.ui.show(&report, EditReport::text)?;
    Ok(End::Done)
}

/// On the platform's own repository, by push or by pull request.
fn elsewhere(
    context: &Context,
    platform: &Platform,
    edit: &CatalogEdit,
    args: &EditArgs,
    site: &EditContext<'_>,
) -> Result<Applied> {
    let mut fresh = fresh(context, platform)?;
    let config = &fresh.snapshot.config;
    let proposes = args.pr || (!args.push && config.registration == Registration::PullRequest);
    if !proposes || args.no_commit {
        return ops::apply_edit(edit, EditTarget::Remote(&mut fresh), site);
    }
    let forge = platform.forge(config, context.stop(), context.tell())?;
    ops::apply_edit(edit, EditTarget::PullRequest(&mut fresh, &*forge), site)
}

fn fresh(context: &Context, platform: &Platform) -> Result<Upstream> {
    platform.fresh("change the catalog", &run::run_id(context.clock))
}

/// Shows what others will get, and asks a person; the practice platform has no others.
fn agree(
    context: &Context,
    platform: &Platform,
    edit: &CatalogEdit,
    plan: &EditPlan<'_>,
) -> Result<()> {
    let prompter = context.prompter().filter(|_| !context.yes);
    match prompter {
        _ if platform.is_practice() => {}
        None => context.ui.say(plan.line(platform)),
        Some(mut prompter) => {
            context.ui.say(plan.text(platform, edit).trim_end());
            if !prompter.confirm(plan.question(), true)? {
                return Err(Error::new(Kind::Interrupted, "nothing was changed"));
            }
        }
    }
    context.stop_between_steps();
    Ok(())
}
