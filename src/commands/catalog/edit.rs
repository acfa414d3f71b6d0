//! `idp catalog add`, `set`, `rename` and `remove`.

use crate::catalog::{Assignment, EntityDraft};
use crate::cli::{AddArgs, EditArgs, RemoveArgs, RenameArgs, SetArgs};
use crate::commands::CommandOutcome;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::git::Identity;
use crate::ops::{
    self, AppliedEdit, CatalogEdit, EditContext, EditProposal, EditTarget, NewDocument,
    ProposalOptions, Set,
};
use crate::platform::{Platform, RegistrationMode, Upstream};
use crate::prompt::Prompter;
use crate::run;
use crate::view::{EditConfirmation, EditReport, PlatformInfo};

pub(super) fn set(context: &Context, args: &SetArgs) -> Result<CommandOutcome> {
    let (values, what): (Vec<String>, Vec<String>) = args
        .what
        .iter()
        .cloned()
        .partition(|what| Assignment::contains_operator(what));
    if values.is_empty() {
        return Err(Error::usage("no FIELD=VALUE given").with_hint("such as owner=payments"));
    }
    if what.is_empty() && args.where_.is_empty() {
        return Err(Error::usage("no entity given")
            .with_hint("name an entity, or add --where owner=team-a"));
    }
    let edit = CatalogEdit::Set(Set {
        what,
        wanted: ops::parse_conditions(&args.where_)?,
        values: ops::parse_assignments(&values, &context.directory)?,
    });
    run_edit(context, &edit, &args.edit)
}

pub(super) fn add(context: &Context, args: &AddArgs) -> Result<CommandOutcome> {
    let documents = match (&args.file, &args.name) {
        (Some(file), _) => {
            ops::read_new_documents(file, &context.directory, &mut std::io::stdin().lock())?
        }
        (None, name) => {
            let values = ops::parse_assignments(&args.values, &context.directory)?;
            let name = name.as_deref().unwrap_or_default();
            vec![NewDocument::from_outline(&EntityDraft::new(
                &args.kind, name, &values,
            )?)]
        }
    };
    run_edit(context, &CatalogEdit::Add(documents), &args.edit)
}

pub(super) fn rename(context: &Context, args: &RenameArgs) -> Result<CommandOutcome> {
    let edit = CatalogEdit::Rename {
        what: args.name.clone(),
        name: args.new_name.clone(),
    };
    run_edit(context, &edit, &args.edit)
}

pub(super) fn remove(context: &Context, args: &RemoveArgs) -> Result<CommandOutcome> {
    let edit = CatalogEdit::Remove {
        what: args.names.clone(),
    };
    run_edit(context, &edit, &args.edit)
}

fn run_edit(context: &Context, edit: &CatalogEdit, args: &EditArgs) -> Result<CommandOutcome> {
    let platform = context.find_and_announce_platform()?;
    let current = platform.read_current_snapshot()?;
    let stamp = PlatformInfo::new(&platform, &current);
    let in_directory = current.root().filter(|_| !args.pr && !args.push);
    if args.dry_run {
        let judgement = ProposalOptions {
            today: context.clock.today(),
            strict: args.strict,
        };
        let commits = !args.no_commit;
        let proposal = if in_directory.is_some() || current.root().is_none() {
            ops::plan_edit(edit, &current, commits, judgement)?
        } else {
            ops::propose_edit(
                &fetch_upstream(context, &platform)?.snapshot,
                edit,
                judgement,
            )?
        };
        let report = EditReport::from_proposal(stamp, &proposal);
        context.ui.write_report(&report, EditReport::render_text)?;
        return Ok(CommandOutcome::Done);
    }
    let identity = if args.no_commit {
        None
    } else {
        Some(Identity::resolve(
            &context.directory,
            platform.is_practice(),
        )?)
    };
    let agree = |proposal: &EditProposal, base: &str, branch: Option<&str>| {
        confirm_edit(
            context,
            &platform,
            edit,
            &EditConfirmation::new(proposal, base, branch),
        )
    };
    let edit_context = EditContext {
        clock: context.clock,
        identity: identity.as_ref(),
        message: args.message.as_deref(),
        stop: context.cancellation_token(),
        say: &|line| context.ui.print_status(line),
        fail_point: context.fail_point(),
        strict: args.strict,
        confirm: &agree,
    };
    let applied = match in_directory {
        Some(root) => {
            context.enable_graceful_stop();
            ops::apply_edit(edit, EditTarget::Directory(&current, root), &edit_context)?
        }
        None => apply_edit_remotely(context, &platform, edit, args, &edit_context)?,
    };
    let report = EditReport::from_applied(stamp, &applied, &platform);
    context.ui.write_report(&report, EditReport::render_text)?;
    Ok(CommandOutcome::Done)
}

/// On the platform's own repository, by push or by pull request.
fn apply_edit_remotely(
    context: &Context,
    platform: &Platform,
    edit: &CatalogEdit,
    args: &EditArgs,
    edit_context: &EditContext<'_>,
) -> Result<AppliedEdit> {
    let mut fresh = fetch_upstream(context, platform)?;
    let config = &fresh.snapshot.config;
    let proposes = args.pr || (!args.push && config.registration == RegistrationMode::PullRequest);
    if !proposes || args.no_commit {
        return ops::apply_edit(edit, EditTarget::Remote(&mut fresh), edit_context);
    }
    let forge = platform.open_forge(
        config,
        context.cancellation_token(),
        context.build_request_observer(),
    )?;
    ops::apply_edit(
        edit,
        EditTarget::PullRequest(&mut fresh, &*forge),
        edit_context,
    )
}

fn fetch_upstream(context: &Context, platform: &Platform) -> Result<Upstream> {
    platform.fetch_upstream("change the catalog", &run::generate_run_id(context.clock))
}

/// Shows what others will get, and asks a person; the practice platform has no others.
fn confirm_edit(
    context: &Context,
    platform: &Platform,
    edit: &CatalogEdit,
    plan: &EditConfirmation<'_>,
) -> Result<()> {
    let prompter = context.open_terminal_prompter().filter(|_| !context.yes);
    match prompter {
        _ if platform.is_practice() => {}
        None => context.ui.print_status(plan.format_platform_line(platform)),
        Some(mut prompter) => {
            context
                .ui
                .print_status(plan.render_text(platform, edit).trim_end());
            if !prompter.ask_confirmation(plan.question(), true)? {
                return Err(Error::new(ErrorKind::Interrupted, "nothing was changed"));
            }
        }
    }
    context.enable_graceful_stop();
    Ok(())
}
