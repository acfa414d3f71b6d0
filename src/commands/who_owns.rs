//! `idp who-owns`.

use std::io::Read;

use super::{End, at};
use crate::catalog::Via;
use crate::cli::WhoOwnsArgs;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, Answer, Handle, QueryOrigin};
use crate::platform::{Platform, Snapshot};
use crate::printable::{Printable, brief};
use crate::source::decoded;
use crate::view::{Format, PlatformStamp, WhoOwnsReport};

/// More is no list of handles.
const MOST: u64 = 16 * 1024 * 1024;

pub(super) fn who_owns(context: &Context, args: &WhoOwnsArgs) -> Result<End> {
    let handles = handles(&args.handles)?;
    let platform = match ops::clone_of(&handles, &context.directory) {
        Some(clone) if !context.asked_for_platform() => context.platform_of(&clone)?,
        _ => context.platform_aloud()?,
    };
    let mut snapshot = at(context, &platform, &args.at)?;
    let only = args.as_.map(Handle::from);
    // What is missing in a mirror may have come since.
    if snapshot.is_from_mirror() && !knows_all(context, &platform, &snapshot, &handles, only)? {
        snapshot = at(context, &platform.clone().newest(), &args.at)?;
    }
    let query_origin = query_origin(context, &platform, &snapshot);
    let snapshot = ops::with_nearest(snapshot, &query_origin, &handles);
    let excerpt = ops::excerpt(
        &platform,
        &snapshot,
        args.at.at.is_some(),
        &query_origin,
        &handles,
    )?;
    let answer = |handle: &String| ops::who_owns(&excerpt, &query_origin, handle, only);
    let answers: Vec<Answer<'_>> = handles.iter().map(answer).collect();
    let stamp = PlatformStamp::new(&platform, &snapshot);
    let mut report = WhoOwnsReport::new(stamp, &excerpt, &answers);
    if args.all {
        report.show_all_people();
    }
    if args.why {
        report.explain(&answers);
    }
    if args.history {
        remember(&mut report, &platform, args, &answers)?;
    }
    match context.ui.format {
        Format::Csv => context.ui.give(&report.csv())?,
        _ => context.ui.show(&report, WhoOwnsReport::text)?,
    }
    match unanswered(&answers) {
        Some(error) if excerpt.is_faulty() => {
            Err(error.hint("some of the catalog has faults: idp catalog validate"))
        }
        Some(error) => Err(error),
        None => Ok(End::Done),
    }
}

fn query_origin(context: &Context, platform: &Platform, snapshot: &Snapshot) -> QueryOrigin {
    QueryOrigin::new(
        &context.directory,
        context.home.as_deref(),
        platform,
        snapshot,
    )
}

/// Whether every handle leads somewhere.
fn knows_all(
    context: &Context,
    platform: &Platform,
    snapshot: &Snapshot,
    handles: &[String],
    only: Option<Handle>,
) -> Result<bool> {
    let query_origin = query_origin(context, platform, snapshot);
    let excerpt = ops::excerpt(platform, snapshot, false, &query_origin, handles)?;
    let known = |handle: &String| {
        !ops::who_owns(&excerpt, &query_origin, handle, only)
            .hits
            .is_empty()
    };
    Ok(handles.iter().all(known))
}

/// The handles that were typed, `-` replaced by those of standard input: one a line, blank lines and comments left out.
fn handles(typed: &[String]) -> Result<Vec<String>> {
    let mut handles = Vec::new();
    for handle in typed {
        match handle.as_str() {
            "-" => handles.extend(listed()?),
            handle => handles.push(handle.to_owned()),
        }
    }
    Ok(handles)
}

fn listed() -> Result<Vec<String>> {
    let mut bytes = Vec::new();
    let mut input = std::io::stdin().lock().take(MOST + 1);
    input
        .read_to_end(&mut bytes)
        .map_err(|error| Error::io("read standard input", error))?;
    if bytes.len() as u64 > MOST {
        return Err(Error::usage("standard input is larger than 16 MiB"));
    }
    let text = decoded(bytes).map_err(|is| Error::usage(format!("standard input {is}")))?;
    let lines = text.lines().map(str::trim);
    let handles = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(handles.map(str::to_owned).collect())
}

fn remember(
    report: &mut WhoOwnsReport,
    platform: &Platform,
    args: &WhoOwnsArgs,
    answers: &[Answer<'_>],
) -> Result<()> {
    let when = args.at.at.as_deref();
    let hits = answers.iter().flat_map(|answer| &answer.hits);
    for entity in hits.filter_map(|hit| hit.entity) {
        report.remember(entity, &ops::history(platform, when, entity)?);
    }
    Ok(())
}

/// The error for every handle that leads nowhere, or to something that nobody owns.
fn unanswered(answers: &[Answer<'_>]) -> Option<Error> {
    let unknown: Vec<&Answer<'_>> = answers
        .iter()
        .filter(|answer| answer.hits.is_empty())
        .collect();
    if let Some(first) = unknown.first() {
        let near: Vec<&str> = first.suggestions.iter().map(String::as_str).collect();
        let hint = ops::what_to_try(&near);
        if let [only] = unknown.as_slice() {
            return Some(Error::not_found(only.missing.as_str()).hint(hint));
        }
        let names: Vec<String> = unknown
            .iter()
            .map(|answer| format!("`{}`", brief(&answer.query)))
            .collect();
        return Some(Error::not_found(format!("not found: {}", names.join(", "))).hint(hint));
    }
    let unowned = answers.iter().find(|answer| {
        let mut hits = answer.hits.iter();
        hits.all(|hit| hit.ownership.owner_ref.is_none())
    })?;
    let query = brief(&unowned.query);
    let ruling = unowned.hits.iter().find_map(|hit| {
        let place = hit.ownership.place.as_ref();
        place.filter(|_| hit.ownership.via == Via::Codeowners)
    });
    Some(match ruling {
        Some(place) => {
            let (file, line) = (Printable(place.file()), place.start().line);
            Error::not_found(format!(
                "`{query}` has no owner: {file}:{line} names nobody"
            ))
        }
        None => Error::not_found(format!("`{query}` has no owner"))
            .hint("to list everything without an owner: idp catalog unowned"),
    })
}
