//! A change of the catalog as a pull request: a branch that is named after the change, so that the same command finds
//! its own branch and its own pull request again.

use std::fmt::Write;
use std::time::Duration;

use git2::{ObjectType, Oid};
use similar::{ChangeTag, TextDiff};

use super::context::{Applied, EditContext, message, needs_identity};
use super::{CatalogEdit, Proposal, propose};
use crate::error::{Error, Result};
use crate::forge::{self, Forge};
use crate::git::Pushed;
use crate::ops::publish::{PublishOptions, build};
use crate::platform::{Snapshot, Upstream};
use crate::printable::Printable;

/// How often a push whose answer was lost is tried again.
const LOST: u32 = 3;
/// So many entities and files are named in the description of a pull request.
const NAMED: usize = 50;

/// Opens a pull request with what `edit` comes to, or finds the one that the same command opened.
///
/// # Errors
/// As [`propose`]; usage (2) where the forge has no pull requests; conflict (6) where the branch holds something else.
pub(super) fn open(
    edit: &CatalogEdit,
    fresh: &mut Upstream,
    forge: &dyn Forge,
    context: &EditContext<'_>,
) -> Result<Applied> {
    let identity = needs_identity(context)?;
    if !forge.takes_proposals_for(fresh.mirror.url()) {
        return Err(
            Error::usage("the platform's forge has no pull requests").hint("leave out --pr")
        );
    }
    fresh.mirror.sign_in(forge.credentials());
    let proposal = propose(&fresh.snapshot, edit, context.judgement())?;
    if proposal.changes.is_empty() {
        return Ok(Applied::nothing(proposal));
    }
    let branch = branch_of(edit, &proposal);
    (context.agree)(&proposal, &fresh.tip.branch, Some(&branch))?;
    let message = message(edit, context, &proposal.entities);
    let effort = PublishOptions {
        what: "propose the change",
        message: &message,
        identity,
        clock: context.clock,
        stop: context.stop,
    };
    let commit = pushed(edit, fresh, effort, &proposal, &branch, context)?;
    let opened = forge.propose(&forge::Proposal {
        url: fresh.mirror.url(),
        branch: &branch,
        commit: &commit.to_string(),
        base: &fresh.tip.branch,
        title: message.lines().next().unwrap_or_default(),
        body: &body(&proposal),
    })?;
    Ok(Applied {
        commit: Some(commit.to_string()),
        branch: Some(branch),
        pull_request: Some(opened.url),
        ..Applied::nothing(proposal)
    })
}

/// `idp/edit/<what it does>-<hash of the whole change>`.
fn branch_of(edit: &CatalogEdit, proposal: &Proposal) -> String {
    let subject = edit.subject(&proposal.entities);
    let words = subject.trim_start_matches("catalog: ").to_lowercase();
    let words = words.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).take(6).collect();
    let slug: String = words.join("-").chars().take(40).collect();
    let text = format!("{edit:?}");
    let hash = Oid::hash_object(ObjectType::Blob, text.as_bytes());
    let hash = hash.map(|hash| hash.to_string()).unwrap_or_default();
    let short = hash.get(..8).unwrap_or_default();
    format!("idp/edit/{}-{short}", slug.trim_end_matches('-'))
}

/// Brings the change to its branch. A branch that holds this very change is its own.
fn pushed(
    edit: &CatalogEdit,
    fresh: &mut Upstream,
    effort: PublishOptions<'_>,
    proposal: &Proposal,
    branch: &str,
    context: &EditContext<'_>,
) -> Result<Oid> {
    let changes: Vec<_> = proposal
        .changes
        .iter()
        .map(|(change, _)| change.clone())
        .collect();
    let mut lost = 0;
    loop {
        let id = build(fresh, &changes, effort, &[])?;
        match fresh.push(effort.what, id, branch)? {
            Pushed::Done => return Ok(id),
            Pushed::Moved(_) => {
                let (there, theirs) = fresh.branch(branch)?;
                if holds_change(edit, fresh, (there, &theirs), context)? {
                    return Ok(there);
                }
                let message = format!("the branch {branch} holds another change");
                return Err(Error::conflict(message).hint(format!(
                    "delete it if nobody needs it: git push origin --delete {branch}"
                )));
            }
            Pushed::Lost(_) if lost < LOST => {
                lost += 1;
                std::thread::sleep(Duration::from_millis(500 << lost));
            }
            Pushed::Lost(error) | Pushed::Declined(error) => return Err(error),
        }
    }
}

/// Whether a branch holds what `edit` comes to where the branch left the platform's.
fn holds_change(
    edit: &CatalogEdit,
    fresh: &Upstream,
    (there, theirs): (Oid, &Snapshot),
    context: &EditContext<'_>,
) -> Result<bool> {
    let (base, _) = fresh.mirror.parted(fresh.tip.commit, there)?;
    let before = Snapshot::revision(fresh.mirror.revision(base)?)?;
    let Ok(proposal) = propose(&before, edit, context.judgement()) else {
        return Ok(false);
    };
    let files = theirs.files();
    for (change, _) in &proposal.changes {
        let held = files.read(&change.path)?;
        if held.as_deref() != change.text.as_deref().map(str::as_bytes) {
            return Ok(false);
        }
    }
    Ok(!proposal.changes.is_empty())
}

/// What reviewers read.
fn body(proposal: &Proposal) -> String {
    let mut body = String::new();
    let more = |count: usize| match count.saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("- and {more} more\n"),
    };
    for (change, before) in proposal.changes.iter().take(NAMED) {
        let after = change.text.as_deref().unwrap_or_default();
        let diff = TextDiff::from_lines(before.as_str(), after);
        let count = |tag| {
            diff.iter_all_changes()
                .filter(|line| line.tag() == tag)
                .count()
        };
        let (added, removed) = (count(ChangeTag::Insert), count(ChangeTag::Delete));
        let _ = writeln!(
            body,
            "- `{}` (+{added} -{removed})",
            Printable(&change.path)
        );
    }
    body.push_str(&more(proposal.changes.len()));
    body.push_str("\nEntities:\n\n");
    for entity in proposal.entities.iter().take(NAMED) {
        let _ = writeln!(body, "- `{}`", Printable(&entity.to_string()));
    }
    body.push_str(&more(proposal.entities.len()));
    for (number, finding) in proposal.findings.iter().take(NAMED).enumerate() {
        let head = if number == 0 {
            "\nNew findings:\n\n"
        } else {
            ""
        };
        let (severity, code) = (finding.severity.name(), finding.code);
        let message = Printable(&finding.message).to_string().replace('`', "'");
        let _ = writeln!(body, "{head}- {severity} `{code}`: `{message}`");
    }
    body
}
