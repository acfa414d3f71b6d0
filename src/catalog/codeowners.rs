//! CODEOWNERS: who owns a path of a repository, as GitHub reads the file.
//!
//! Source: <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners>

use std::ops::Range;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::source::{Place, Source};

/// A CODEOWNERS file.
#[derive(Debug)]
pub struct Codeowners {
    source: Arc<Source>,
    lines: Vec<Line>,
}

/// One pattern and who owns what it matches.
#[derive(Debug)]
struct Line {
    pattern: Gitignore,
    /// Whether it reaches no deeper than the folder it names: `docs/*`.
    shallow: bool,
    owners: Vec<Range<usize>>,
}

/// Somebody a line names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeOwner {
    /// `@organisation/team`.
    Team {
        /// Such as `acme/payments`.
        slug: String,
    },
    /// `@user`.
    User {
        /// Their name on GitHub.
        login: String,
    },
    /// An address.
    Email {
        /// As it is written.
        address: String,
    },
}

impl Codeowners {
    /// Where GitHub looks for the file, in this order.
    pub const PLACES: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

    /// Reads the text of a CODEOWNERS file. As on GitHub, a line that cannot be read is left out.
    pub fn parse(source: &Arc<Source>) -> Codeowners {
        let mut lines = Vec::new();
        let mut at = 0;
        for text in source.text.split_inclusive('\n') {
            lines.extend(line(text, at));
            at += text.len();
        }
        Codeowners {
            source: Arc::clone(source),
            lines,
        }
    }

    /// The owners of `path`, from the root of the repository, and where each is named: those of the last line that
    /// matches. Empty where none does, or where that line names nobody.
    pub fn owners(&self, path: &str, is_dir: bool) -> Vec<(CodeOwner, Place)> {
        let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
        let path = parts.collect::<Vec<_>>().join("/");
        let matching = self
            .lines
            .iter()
            .rev()
            .find(|line| line.matches(&path, is_dir));
        let owners = matching.into_iter().flat_map(|line| &line.owners);
        owners
            .filter_map(|span| {
                let owner = CodeOwner::parse(&self.source.text[span.clone()])?;
                Some((owner, Place::new(&self.source, span.clone())))
            })
            .collect()
    }
}

impl Line {
    fn matches(&self, path: &str, is_dir: bool) -> bool {
        match self.shallow {
            true => self.pattern.matched(path, is_dir).is_ignore(),
            false => self
                .pattern
                .matched_path_or_any_parents(path, is_dir)
                .is_ignore(),
        }
    }
}

impl CodeOwner {
    fn parse(text: &str) -> Option<CodeOwner> {
        match text.strip_prefix('@') {
            Some(name) if name.contains('/') => Some(CodeOwner::Team {
                slug: name.to_owned(),
            }),
            Some(name) if !name.is_empty() => Some(CodeOwner::User {
                login: name.to_owned(),
            }),
            None if text.contains('@') => Some(CodeOwner::Email {
                address: text.to_owned(),
            }),
            _ => None,
        }
    }
}

fn line(text: &str, at: usize) -> Option<Line> {
    let mut words = words(text);
    let pattern = &text[words.next()?];
    // GitHub has neither, though git does.
    if pattern.starts_with('!') || pattern.contains(['[', ']']) {
        return None;
    }
    let mut builder = GitignoreBuilder::new("");
    builder.add_line(None, pattern).ok()?;
    Some(Line {
        shallow: pattern.ends_with("/*"),
        pattern: builder.build().ok()?,
        owners: words.map(|word| at + word.start..at + word.end).collect(),
    })
}

/// The words before a comment; a blank behind a backslash is part of a word.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut words = Vec::new();
    let (mut start, mut escaped) = (None, false);
    for (at, character) in text.char_indices() {
        match (character, start) {
            (character, Some(begin)) if character.is_whitespace() && !escaped => {
                words.push(begin..at);
                start = None;
            }
            ('#', None) => break,
            (character, None) if !character.is_whitespace() => start = Some(at),
            _ => {}
        }
        escaped = character == '\\' && !escaped;
    }
    words.extend(start.map(|begin| begin..text.len()));
    words.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# who owns what
*            @acme/platform
*.js         @js-owner # of the front end
/build/logs/ @doctocat
docs/*       docs@example.com
apps/        @acme/apps @octocat
/apps/github
with\\ blank @acme/blank
!*.js        @nobody
";

    fn owners(path: &str) -> String {
        let file = Codeowners::parse(&Source::new("CODEOWNERS", FILE));
        let owners = file.owners(path, false);
        let shown = owners.iter().map(|(owner, place)| match owner {
            CodeOwner::Team { slug } => format!("{slug} {}", place.start().line),
            CodeOwner::User { login } => format!("{login} {}", place.start().line),
            CodeOwner::Email { address } => format!("{address} {}", place.start().line),
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn the_last_line_that_matches_decides() {
        for (path, owner) in [
            ("README.md", "acme/platform 2"),
            ("src/a.js", "js-owner 3"),
            ("build/logs/deep/x", "doctocat 4"),
            ("src/build/logs/x", "acme/platform 2"),
            ("docs/start.md", "docs@example.com 5"),
            ("docs/build/start.md", "acme/platform 2"),
            ("src/apps/x.js", "acme/apps 6, octocat 6"),
            ("apps/github/x", ""),
            ("with blank", "acme/blank 8"),
        ] {
            assert_eq!(owners(path), owner, "{path}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[ -~\n\t\\\\é]{0,80}", path in "[a-z/.]{1,20}") {
            Codeowners::parse(&Source::new("CODEOWNERS", text)).owners(&path, false);
        }
    }
}
