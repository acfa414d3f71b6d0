//! `--fix`: the changes that findings carry with them, made in the files they point at.

use std::sync::Arc;

use super::Rewrite;
use crate::diagnostic::{Diagnostic, Edit};
use crate::source::Source;

/// A file with what is to be mended in it.
#[derive(Clone, Debug)]
pub struct Fix {
    /// The file, and its text without them.
    pub file: Rewrite,
    /// How many findings that mends.
    pub findings: usize,
}

/// What mends `findings`, file by file. Of two changes that overlap the first is made; the other comes up again.
pub fn fixes(findings: &[Diagnostic]) -> Vec<Fix> {
    let mut by_file: Vec<(&Arc<Source>, Vec<&Edit>)> = Vec::new();
    for finding in findings {
        let (Some(place), Some(edit)) = (&finding.place, &finding.fix) else {
            continue;
        };
        match by_file.last_mut() {
            // Findings are sorted by file.
            Some((source, edits)) if Arc::ptr_eq(source, &place.source) => edits.push(edit),
            _ => by_file.push((&place.source, vec![edit])),
        }
    }
    by_file
        .into_iter()
        .map(|(source, edits)| fix(source, edits))
        .collect()
}

fn fix(source: &Arc<Source>, mut edits: Vec<&Edit>) -> Fix {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut text = String::with_capacity(source.text.len());
    let (mut at, mut findings) = (0, 0);
    for edit in edits {
        if let Some(kept) = source.text.get(at..edit.span.start) {
            text.push_str(kept);
            text.push_str(&edit.text);
            at = edit.span.end;
            findings += 1;
        }
    }
    text.push_str(&source.text[at..]);
    Fix {
        file: Rewrite {
            source: Arc::clone(source),
            text,
        },
        findings,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Tier;
    use crate::source::Place;

    #[test]
    fn every_other_byte_stays_and_what_overlaps_waits() {
        let source = Source::new("a.yaml", "one: two\r\n# three\n");
        let finding = |span: std::ops::Range<usize>, text: &str| {
            Diagnostic::new("x", Tier::Graph, "x")
                .at(Place::new(&source, span.clone()))
                .fix(Edit::replace(span, text))
        };
        let found = fixes(&[finding(5..8, "2"), finding(0..3, "1"), finding(6..7, "w")]);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].file.text.as_str(), found[0].findings),
            ("1: 2\r\n# three\n", 2)
        );
    }
}
