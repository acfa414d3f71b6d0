//! Makes the changes of `idp catalog add`, `set`, `rename` and `remove`, or shows them on a dry run.

use clap::Args;

use crate::cli::parse_non_empty;
use crate::commands::verb::CommandOutcome;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::git::{GitIdentity, find_work_tree};
use crate::ops::{
    self, AppliedEdit, CatalogEdit, CatalogEditContext, CatalogEditTarget, EditProposal,
    EditValidationOptions,
};
use crate::platform::{Platform, PlatformSnapshot, RegistrationMode, UpstreamPlatform};
use crate::prompt::Prompter;
use crate::run;
use crate::view::{CatalogEditReport, CloneInShell, EditConfirmationPrompt, PlatformInfo};

/// How a change to the catalog is made.
#[derive(Clone, Debug, Args)]
pub struct SharedCatalogEditArgs {
    /// Show the change without making it
    #[arg(long)]
    pub dry_run: bool,
    /// In a clone: write the files without committing
    #[arg(long)]
    pub no_commit: bool,
    /// Open a pull request (default with `registration: pull-request`, except in a clone)
    #[arg(long, conflicts_with_all = ["no_commit", "push"])]
    pub pr: bool,
    /// Push to the default branch, even from a clone
    #[arg(long, visible_alias = "no-pr", conflicts_with = "no_commit")]
    pub push: bool,
    /// Reject changes that introduce warnings
    #[arg(long)]
    pub strict: bool,
    /// Commit message subject
    #[arg(short, long, value_name = "TEXT", value_parser = parse_non_empty)]
    pub message: Option<String>,
}

/// An edit, and what its commit and its pull request explain below the subject.
#[derive(Clone, Copy)]
pub(super) struct DescribedEdit<'a> {
    pub(super) edit: &'a CatalogEdit,
    /// Markdown.
    pub(super) description: Option<&'a str>,
}

/// Applies `edit` to the catalog, or shows it on a dry run.
pub(super) fn apply_or_preview_catalog_edit(
    context: &Context,
    edit: &CatalogEdit,
    args: &SharedCatalogEditArgs,
) -> Result<CommandOutcome<CatalogEditReport>> {
    let platform = context.find_and_announce_platform()?;
    let current = platform.read_current_snapshot()?;
    let edit = DescribedEdit {
        edit,
        description: None,
    };
    Ok(apply_or_preview_described_edit(context, &platform, &current, edit, args)?.into())
}

/// Applies an edit to the catalog of `platform`, whose files are now those of `current`, or shows it on a dry run.
pub(super) fn apply_or_preview_described_edit(
    context: &Context,
    platform: &Platform,
    current: &PlatformSnapshot,
    described: DescribedEdit<'_>,
    args: &SharedCatalogEditArgs,
) -> Result<CatalogEditReport> {
    let edit = described.edit;
    let stamp = PlatformInfo::new(platform, current);
    if args.dry_run {
        let proposal = build_dry_run_proposal(context, platform, current, edit, args)?;
        return Ok(CatalogEditReport::from_planned_edit(stamp, &proposal));
    }
    let is_uncommitted = |root| find_work_tree(root).is_none();
    let identity = if args.no_commit
        || args
            .find_edit_directory(current)
            .is_some_and(is_uncommitted)
    {
        None
    } else {
        Some(GitIdentity::resolve_git_identity(
            &context.directory,
            platform.is_practice(),
        )?)
    };
    let agree = |proposal: &EditProposal, base: &str, branch: Option<&str>| {
        let confirmation = EditConfirmationPrompt::new(proposal, base, branch);
        confirm_edit(context, platform, edit, &confirmation)
    };
    let edit_context = CatalogEditContext {
        clock: context.clock,
        identity: identity.as_ref(),
        message: args.message.as_deref(),
        description: described.description,
        stop: context.cancellation_token(),
        say: &|line| context.ui.print_status(line),
        fail_point: context.configured_fail_point(),
        strict: args.strict,
        confirm: &agree,
    };
    let applied = match args.find_edit_directory(current) {
        Some(root) => {
            context.enable_graceful_stop();
            ops::apply_catalog_edit(
                edit,
                CatalogEditTarget::Directory(current, root),
                &edit_context,
            )?
        }
        None => apply_edit_remotely(context, platform, edit, args, &edit_context)?,
    };
    let next = find_next_command(context, platform, current, &applied);
    Ok(CatalogEditReport::from_applied_edit(
        stamp, &applied, platform, next,
    ))
}

/// The command that publishes the commit in a clone, shows the changed files, or fetches what was pushed.
fn find_next_command(
    context: &Context,
    platform: &Platform,
    current: &PlatformSnapshot,
    applied: &AppliedEdit,
) -> Option<String> {
    let clone = CloneInShell {
        clone: platform.directory()?,
        shell_directory: &context.shell_directory,
    };
    match (&applied.branch, &applied.commit) {
        (Some(branch), _) if applied.published => clone.format_pull_command(branch),
        (Some(_), _) => None,
        (None, Some(_)) => {
            let registration = current.config.registration;
            clone.format_push_command(registration == RegistrationMode::PullRequest)
        }
        (None, None) => clone.format_review_command(applied.proposal.creates_or_removes_files()),
    }
}

/// The state of the platform that an edit will be based on.
pub(super) enum EditBase {
    /// The files that a query reads.
    Current(Box<PlatformSnapshot>),
    /// The tip of the remote, where the edit will be made.
    Upstream(Box<UpstreamPlatform>),
}

impl EditBase {
    /// Reads the state that an edit with `args` will be based on.
    pub(super) fn read(
        context: &Context,
        platform: &Platform,
        args: &SharedCatalogEditArgs,
    ) -> Result<EditBase> {
        let current = platform.read_current_snapshot()?;
        let is_here = args.find_edit_directory(&current).is_some();
        let is_preview_of_remote = args.dry_run && current.root().is_none();
        if is_here || is_preview_of_remote {
            return Ok(EditBase::Current(Box::new(current)));
        }
        let upstream = fetch_platform_upstream(context, platform)?;
        Ok(EditBase::Upstream(Box::new(upstream)))
    }

    /// The files.
    pub(super) fn snapshot(&self) -> &PlatformSnapshot {
        match self {
            EditBase::Current(snapshot) => snapshot,
            EditBase::Upstream(upstream) => &upstream.snapshot,
        }
    }
}

impl SharedCatalogEditArgs {
    /// The directory to edit, unless the change is made on the remote.
    fn find_edit_directory<'s>(
        &self,
        current: &'s PlatformSnapshot,
    ) -> Option<&'s std::path::Path> {
        current.root().filter(|_| !self.pr && !self.push)
    }
}

fn build_dry_run_proposal(
    context: &Context,
    platform: &Platform,
    current: &PlatformSnapshot,
    edit: &CatalogEdit,
    args: &SharedCatalogEditArgs,
) -> Result<EditProposal> {
    let options = EditValidationOptions {
        today: context.clock.today(),
        strict: args.strict,
    };
    if args.find_edit_directory(current).is_some() || current.root().is_none() {
        ops::plan_catalog_edit(edit, current, !args.no_commit, options)
    } else {
        let upstream = fetch_platform_upstream(context, platform)?;
        ops::build_edit_proposal(&upstream.snapshot, edit, options)
    }
}

/// Applies the edit to the platform's own repository, by push or by pull request.
fn apply_edit_remotely(
    context: &Context,
    platform: &Platform,
    edit: &CatalogEdit,
    args: &SharedCatalogEditArgs,
    edit_context: &CatalogEditContext<'_>,
) -> Result<AppliedEdit> {
    let mut fresh = fetch_platform_upstream(context, platform)?;
    let config = &fresh.snapshot.config;
    let proposes = args.pr || (!args.push && config.registration == RegistrationMode::PullRequest);
    if !proposes || args.no_commit {
        return ops::apply_catalog_edit(edit, CatalogEditTarget::Remote(&mut fresh), edit_context);
    }
    let forge = platform.open_forge(
        config,
        context.cancellation_token(),
        context.build_request_observer(),
    )?;
    ops::apply_catalog_edit(
        edit,
        CatalogEditTarget::PullRequest(&mut fresh, &*forge),
        edit_context,
    )
}

fn fetch_platform_upstream(context: &Context, platform: &Platform) -> Result<UpstreamPlatform> {
    platform.fetch_upstream("change the catalog", &run::generate_run_id(context.clock))
}

/// Shows the change and asks for confirmation, since others will see it; nobody else sees the practice platform.
fn confirm_edit(
    context: &Context,
    platform: &Platform,
    edit: &CatalogEdit,
    plan: &EditConfirmationPrompt<'_>,
) -> Result<()> {
    let prompter = context.open_terminal_prompter().filter(|_| !context.yes);
    let width = context.ui.stderr_width;
    match prompter {
        _ if platform.is_practice() => {}
        None => context
            .ui
            .print_status(plan.format_platform_line(platform, width)),
        Some(mut prompter) => {
            let summary = plan.render_text(platform, edit, width);
            context.ui.print_status(summary.trim_end());
            // A removal isn't confirmed by pressing Enter.
            let default = !matches!(edit, CatalogEdit::Remove { .. });
            if !prompter.ask_confirmation(plan.confirmation_question(), default)? {
                return Err(Error::new(ErrorKind::Interrupted, "nothing was changed"));
            }
        }
    }
    context.enable_graceful_stop();
    Ok(())
}
