//! The findings that a change introduces.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;

/// A renamed entity.
#[derive(Clone, Copy, Debug)]
pub(super) struct RenamedEntity<'n> {
    pub(super) old: &'n str,
    pub(super) new: &'n str,
}

/// Keeps the findings of `now` that aren't in `before`. Lines move, so a finding is identified by its message and its entity; if it
/// occurred once before and occurs twice now, one is new. A finding about a renamed entity isn't new if it was reported under the
/// old name.
pub(super) fn retain_new_findings(
    before: &[Diagnostic],
    now: Vec<Diagnostic>,
    renamed: Option<RenamedEntity<'_>>,
) -> Vec<Diagnostic> {
    let mut known: HashMap<FindingKey, usize> = HashMap::new();
    for finding in before {
        *known.entry(finding_key(finding)).or_default() += 1;
    }
    let mut was_there = |key: &FindingKey| match known.get_mut(key) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    };
    let mut now = now;
    now.retain(|finding| {
        let key = finding_key(finding);
        !(was_there(&key)
            || renamed
                .is_some_and(|renamed| was_there(&renamed.revert_rename_in_finding_key(&key))))
    });
    now
}

/// Code, entity (or file if there is none), message.
type FindingKey = (&'static str, String, String);

fn finding_key(finding: &Diagnostic) -> FindingKey {
    let file = finding.place.as_ref().map(|place| place.file_path());
    let subject = finding.entity.as_deref().or(file).unwrap_or_default();
    (finding.code, subject.to_owned(), finding.message.clone())
}

impl RenamedEntity<'_> {
    /// `key` with the old name.
    fn revert_rename_in_finding_key(self, (code, subject, message): &FindingKey) -> FindingKey {
        (
            code,
            self.revert_rename_in_text(subject),
            self.revert_rename_in_text(message),
        )
    }

    /// `text` with the old name in place of the new one, as a whole word.
    fn revert_rename_in_text(self, text: &str) -> String {
        let mut undone = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(self.new) {
            let (before, found) = rest.split_at(at);
            let after = &found[self.new.len()..];
            let is_whole = !before.ends_with(is_name_char) && !after.starts_with(is_name_char);
            undone.push_str(before);
            undone.push_str(if is_whole { self.old } else { self.new });
            rest = after;
        }
        undone + rest
    }
}

/// Whether `letter` can be part of a name; a `.` can't, because it starts a file extension.
fn is_name_char(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::RuleTier;
    use crate::source::{Place, SourceFile};

    #[test]
    fn what_moved_was_there_and_what_doubled_is_new_once() {
        let at = |offset: usize, message: &str| {
            let source = SourceFile::new("a.yaml", "0123456789");
            Diagnostic::new("x", RuleTier::Graph, message)
                .with_place(Place::new(&source, offset..offset + 1))
        };
        let before = [at(0, "one"), at(1, "two")];
        let now = vec![at(3, "one"), at(4, "three"), at(5, "two"), at(6, "two")];
        let new = retain_new_findings(&before, now, None);
        assert_eq!(new, [at(4, "three"), at(6, "two")]);
    }
    #[test]
    fn what_was_found_under_the_old_name_is_nothing_new() {
        let of = |entity: &str, message: &str| {
            let mut finding = Diagnostic::new("x", RuleTier::Graph, message);
            finding.entity = Some(entity.to_owned());
            finding
        };
        let before = [of("group:default/web", "`web` has no members")];
        let now = vec![
            of("group:default/shop", "`shop` has no members"),
            of("group:default/shop-2", "`shop-2` has no members"),
        ];
        let renamed = RenamedEntity {
            old: "web",
            new: "shop",
        };
        let new = retain_new_findings(&before, now, Some(renamed));
        assert_eq!(new, [of("group:default/shop-2", "`shop-2` has no members")]);
    }
}
