//! What a change introduced: the findings that were not there before it.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;

/// An entity that has another name now.
#[derive(Clone, Copy, Debug)]
pub(super) struct RenamedEntity<'n> {
    pub(super) old: &'n str,
    pub(super) new: &'n str,
}

/// Those of `now` that are not among `before`. Lines move, so a finding is known by what it says and of whom; one that
/// was there once and is there twice was introduced once. A finding about a renamed
/// entity isn't new if it was reported under the old name.
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
            || renamed.is_some_and(|renamed| was_there(&renamed.restore_old_name_in_key(&key))))
    });
    now
}

/// Code, entity or else file, message.
type FindingKey = (&'static str, String, String);

fn finding_key(finding: &Diagnostic) -> FindingKey {
    let file = finding.place.as_ref().map(|place| place.file());
    let subject = finding.entity.as_deref().or(file).unwrap_or_default();
    (finding.code, subject.to_owned(), finding.message.clone())
}

impl RenamedEntity<'_> {
    /// `key` as it was under the old name.
    fn restore_old_name_in_key(self, (code, subject, message): &FindingKey) -> FindingKey {
        (
            code,
            self.restore_old_name(subject),
            self.restore_old_name(message),
        )
    }

    /// `text` with the old name wherever the new one stands by itself.
    fn restore_old_name(self, text: &str) -> String {
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

/// Whether a name may go on with `letter`; the `.` of a file ending ends it.
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
