//! `idp who-owns`.

use std::io::Read;

use super::{CommandOutcome, load_snapshot};
use crate::catalog::OwnerSource;
use crate::cli::WhoOwnsArgs;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, HandleKind, OwnershipAnswer, QueryOrigin};
use crate::platform::{Platform, PlatformSnapshot};
use crate::printable::{Printable, escape_and_truncate};
use crate::source::decode_utf8_text;
use crate::view::{OutputFormat, PlatformInfo, WhoOwnsReport};

/// More is no list of handles.
const MAX_STDIN_BYTES: u64 = 16 * 1024 * 1024;

pub(super) fn who_owns(context: &Context, args: &WhoOwnsArgs) -> Result<CommandOutcome> {
    let handles = read_handles(&args.handles)?;
    let platform = match ops::find_common_clone(&handles, &context.directory) {
        Some(clone) if !context.has_requested_platform() => context.find_platform_in(&clone)?,
        _ => context.find_and_announce_platform()?,
    };
    let mut snapshot = load_snapshot(context, &platform, &args.at)?;
    let only = args.as_.map(HandleKind::from);
    // What is missing in a mirror may have come since.
    if snapshot.is_from_mirror()
        && !has_hits_for_all(context, &platform, &snapshot, &handles, only)?
    {
        snapshot = load_snapshot(context, &platform.clone().require_newest(), &args.at)?;
    }
    let query_origin = build_query_origin(context, &platform, &snapshot);
    let snapshot = ops::add_nearest_files(snapshot, &query_origin, &handles);
    let excerpt = ops::load_catalog_subset(
        &platform,
        &snapshot,
        args.at.at.is_some(),
        &query_origin,
        &handles,
    )?;
    let answer = |handle: &String| ops::who_owns(&excerpt, &query_origin, handle, only);
    let answers: Vec<OwnershipAnswer<'_>> = handles.iter().map(answer).collect();
    let stamp = PlatformInfo::new(&platform, &snapshot);
    let mut report = WhoOwnsReport::new(stamp, &excerpt, &answers);
    if args.all {
        report.show_all_people();
    }
    if args.why {
        report.add_reasons(&answers);
    }
    if args.history {
        add_ownership_history(&mut report, &platform, args, &answers)?;
    }
    match context.ui.format {
        OutputFormat::Csv => context.ui.write_data(&report.render_csv())?,
        _ => context
            .ui
            .write_report(&report, WhoOwnsReport::render_text)?,
    }
    match unanswered_handles_error(&answers) {
        Some(error) if excerpt.has_diagnostics() => {
            Err(error.with_hint("some of the catalog has faults: idp catalog validate"))
        }
        Some(error) => Err(error),
        None => Ok(CommandOutcome::Done),
    }
}

fn build_query_origin(
    context: &Context,
    platform: &Platform,
    snapshot: &PlatformSnapshot,
) -> QueryOrigin {
    QueryOrigin::new(
        &context.directory,
        context.home.as_deref(),
        platform,
        snapshot,
    )
}

/// Whether every handle leads somewhere.
fn has_hits_for_all(
    context: &Context,
    platform: &Platform,
    snapshot: &PlatformSnapshot,
    handles: &[String],
    only: Option<HandleKind>,
) -> Result<bool> {
    let query_origin = build_query_origin(context, platform, snapshot);
    let excerpt = ops::load_catalog_subset(platform, snapshot, false, &query_origin, handles)?;
    let known = |handle: &String| {
        !ops::who_owns(&excerpt, &query_origin, handle, only)
            .hits
            .is_empty()
    };
    Ok(handles.iter().all(known))
}

/// The handles that were typed, `-` replaced by those of standard input: one a line, blank lines and comments left out.
fn read_handles(typed: &[String]) -> Result<Vec<String>> {
    let mut handles = Vec::new();
    for handle in typed {
        match handle.as_str() {
            "-" => handles.extend(read_stdin_handles()?),
            handle => handles.push(handle.to_owned()),
        }
    }
    Ok(handles)
}

fn read_stdin_handles() -> Result<Vec<String>> {
    let mut bytes = Vec::new();
    let mut input = std::io::stdin().lock().take(MAX_STDIN_BYTES + 1);
    input
        .read_to_end(&mut bytes)
        .map_err(|error| Error::io("read standard input", error))?;
    if bytes.len() as u64 > MAX_STDIN_BYTES {
        return Err(Error::usage("standard input is larger than 16 MiB"));
    }
    let text =
        decode_utf8_text(bytes).map_err(|is| Error::usage(format!("standard input {is}")))?;
    let lines = text.lines().map(str::trim);
    let handles = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(handles.map(str::to_owned).collect())
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
        report.add_history(
            entity,
            &ops::read_ownership_history(platform, when, entity)?,
        );
    }
    Ok(())
}

/// The error for every handle that leads nowhere, or to something that nobody owns.
fn unanswered_handles_error(answers: &[OwnershipAnswer<'_>]) -> Option<Error> {
    let unknown: Vec<&OwnershipAnswer<'_>> = answers
        .iter()
        .filter(|answer| answer.hits.is_empty())
        .collect();
    if let Some(first) = unknown.first() {
        let near: Vec<&str> = first.suggestions.iter().map(String::as_str).collect();
        let hint = ops::format_not_found_hint(&near);
        if let [only] = unknown.as_slice() {
            return Some(Error::not_found(only.missing.as_str()).with_hint(hint));
        }
        let names: Vec<String> = unknown
            .iter()
            .map(|answer| format!("`{}`", escape_and_truncate(&answer.query)))
            .collect();
        return Some(Error::not_found(format!("not found: {}", names.join(", "))).with_hint(hint));
    }
    let unowned = answers.iter().find(|answer| {
        let mut hits = answer.hits.iter();
        hits.all(|hit| hit.ownership.owner_ref.is_none())
    })?;
    let query = escape_and_truncate(&unowned.query);
    let ruling = unowned.hits.iter().find_map(|hit| {
        let place = hit.ownership.place.as_ref();
        place.filter(|_| hit.ownership.via == OwnerSource::Codeowners)
    });
    Some(match ruling {
        Some(place) => {
            let (file, line) = (Printable(place.file()), place.start().line);
            Error::not_found(format!(
                "`{query}` has no owner: {file}:{line} names nobody"
            ))
        }
        None => Error::not_found(format!("`{query}` has no owner"))
            .with_hint("to list everything without an owner: idp catalog unowned"),
    })
}
