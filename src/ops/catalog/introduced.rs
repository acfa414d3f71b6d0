//! What a change introduced: the findings that were not there before it.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;

/// Those of `now` that are not among `before`. Lines move, so a finding is known by what it says and of whom; one that
/// was there once and is there twice was introduced once.
pub(super) fn introduced(before: &[Diagnostic], now: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut known: HashMap<Key<'_>, usize> = HashMap::new();
    for finding in before {
        *known.entry(key(finding)).or_default() += 1;
    }
    let mut news = Vec::with_capacity(now.len());
    for finding in &now {
        news.push(match known.get_mut(&key(finding)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        });
    }
    let both = now.into_iter().zip(news);
    both.filter_map(|(finding, new)| new.then_some(finding))
        .collect()
}

/// Code, entity or else file, message.
type Key<'f> = (&'static str, Option<&'f str>, &'f str);

fn key(finding: &Diagnostic) -> Key<'_> {
    let file = finding.place.as_ref().map(|place| place.file());
    let subject = finding.entity.as_deref().or(file);
    (finding.code, subject, &finding.message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Tier;
    use crate::source::{Place, Source};

    #[test]
    fn what_moved_was_there_and_what_doubled_is_new_once() {
        let at = |offset: usize, message: &str| {
            let source = Source::new("a.yaml", "0123456789");
            Diagnostic::new("x", Tier::Graph, message).at(Place::new(&source, offset..offset + 1))
        };
        let before = [at(0, "one"), at(1, "two")];
        let now = vec![at(3, "one"), at(4, "three"), at(5, "two"), at(6, "two")];
        let new = introduced(&before, now);
        assert_eq!(new, [at(4, "three"), at(6, "two")]);
    }
}
