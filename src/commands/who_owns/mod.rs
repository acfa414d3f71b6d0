//! `idp who-owns`.

mod args;
mod handles;

pub(super) use args::WhoOwnsArgs;

use std::path::PathBuf;

use self::handles::expand_handle_args_from_stdin;
use super::loading::load_platform_snapshot;
use super::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::{
    self, OwnershipAnswer, OwnershipHandleKind, OwnershipQuestion, OwnershipResolver,
};
use crate::platform::Platform;
use crate::view::{PlatformInfo, WhoOwnsReport};

impl Verb for WhoOwnsArgs {
    type Report = WhoOwnsReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<WhoOwnsReport>> {
        let handles = expand_handle_args_from_stdin(&self.handles)?;
        let platform = match find_clone_to_ask(&handles, context) {
            Some(clone) => context.find_platform_in_folder(&clone)?,
            None => context.find_and_announce_platform()?,
        };
        let question = OwnershipQuestion {
            handles: &handles,
            only: self.as_.map(OwnershipHandleKind::from),
            is_past: self.at.at.is_some(),
            working_directory: &context.directory,
            home: context.home.as_deref(),
        };
        let load = |platform: &Platform| load_platform_snapshot(context, platform, &self.at);
        let lookup = OwnershipResolver::load(&question, &platform, &load)?;
        let answers = lookup.answer(&question);
        if lookup.may_lack_owner(&answers) {
            context.ui.print_warning(format_args!(
                "parts of the catalog are invalid, so the owner may be missing from it; {} catalog validate",
                context.format_program()
            ));
        }
        let stamp = PlatformInfo::new(&platform, &lookup.snapshot);
        let mut report = WhoOwnsReport::new(stamp, &lookup.subset, &answers);
        if self.all {
            report.show_all_people();
        }
        if self.why {
            report.add_ownership_reasons(&answers);
        }
        if self.history {
            add_ownership_history(&mut report, &platform, &self, &answers)?;
        }
        Ok(CommandOutcome::from(report).with_failure(lookup.unanswered_error(&answers)))
    }
}

/// The clone whose platform answers. The bare name of a clone is an entity of the platform that the user chose, but if there's only the
/// practice platform, an answer from there would be about another service.
fn find_clone_to_ask(handles: &[String], context: &Context) -> Option<PathBuf> {
    if context.has_requested_platform() {
        return None;
    }
    let find = |reads_names| ops::find_common_clone(handles, &context.directory, reads_names);
    find(false).or_else(|| find(true).filter(|_| !context.has_chosen_platform()))
}

fn add_ownership_history(
    report: &mut WhoOwnsReport,
    platform: &Platform,
    args: &WhoOwnsArgs,
    answers: &[OwnershipAnswer<'_>],
) -> Result<()> {
    let when = args.at.at.as_deref();
    let hits = answers.iter().flat_map(|answer| &answer.hits);
    for entity in hits.filter_map(|hit| hit.entity) {
        report.add_ownership_history(
            entity,
            &ops::read_ownership_history(platform, when, entity)?,
        );
    }
    Ok(())
}
