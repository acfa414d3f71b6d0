//! CODEOWNERS: who owns a path of a repository, as GitHub reads the file.
//!
//! Source: <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners>

use std::ops::Range;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::source::{Place, SourceFile};

/// A CODEOWNERS file.
#[derive(Debug)]
pub struct Codeowners {
    source: Arc<SourceFile>,
    lines: Vec<CodeownersLine>,
}

/// A pattern and the owners of the paths it matches.
#[derive(Debug)]
struct CodeownersLine {
    pattern: Gitignore,
    /// Whether it matches only direct children of the folder: `docs/*`.
    is_direct_only: bool,
    owners: Vec<Range<usize>>,
    pattern_span: Range<usize>,
}

/// An owner on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeOwner {
    /// `@organisation/team`.
    Team {
        /// The team, such as `acme/payments`.
        slug: String,
    },
    /// `@user`.
    User {
        /// The login on GitHub.
        login: String,
    },
    /// An email address.
    Email {
        /// The address as written.
        address: String,
    },
}

/// The line of CODEOWNERS that applies to a path.
#[derive(Clone, Debug)]
pub struct CodeownersMatch {
    /// The owners on the line, with their places; empty if the line removes ownership.
    pub owners: Vec<(CodeOwner, Place)>,
    /// The place of its pattern.
    pub pattern_place: Place,
}

impl CodeownersMatch {
    /// Whether its pattern starts with this folder, so it was written for the folder's content.
    pub fn is_pattern_under_folder(&self, folder: &str) -> bool {
        let text = self
            .pattern_place
            .source
            .text
            .get(self.pattern_place.span.clone());
        let pattern = text.unwrap_or_default().replace('\\', "");
        let pattern = pattern.trim_start_matches('/');
        pattern
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    }
}

impl Codeowners {
    /// Where GitHub looks for the file, in this order.
    pub const CODEOWNERS_PATHS: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

    /// GitHub doesn't load a file of this many bytes or more.
    pub const MAX_CODEOWNERS_SIZE: u64 = 3 * 1024 * 1024;

    /// Reads the text of a CODEOWNERS file. As on GitHub, a line with a pattern or an owner that GitHub can't read is
    /// skipped as a whole.
    pub fn parse(source: &Arc<SourceFile>) -> Codeowners {
        let mut lines = Vec::new();
        let mut at = 0;
        for text in source.text.split_inclusive('\n') {
            let mark = if at == 0 && text.starts_with('\u{feff}') {
                '\u{feff}'.len_utf8()
            } else {
                0
            };
            lines.extend(parse_codeowners_line(&text[mark..], at + mark));
            at += text.len();
        }
        Codeowners {
            source: Arc::clone(source),
            lines,
        }
    }

    /// Finds the last line that matches `path`, relative to the root of the repository; `None` if no line matches.
    pub fn find_path_owners(&self, path: &str, is_dir: bool) -> Option<CodeownersMatch> {
        let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
        let path = parts.collect::<Vec<_>>().join("/");
        let mut lines = self.lines.iter().rev();
        let line = lines.find(|line| line.matches(&path, is_dir))?;
        let owner = |span: &Range<usize>| {
            let owner = CodeOwner::parse(&self.source.text[span.clone()])?;
            Some((owner, Place::new(&self.source, span.clone())))
        };
        Some(CodeownersMatch {
            owners: line.owners.iter().filter_map(owner).collect(),
            pattern_place: Place::new(&self.source, line.pattern_span.clone()),
        })
    }
}

impl CodeownersLine {
    fn matches(&self, path: &str, is_dir: bool) -> bool {
        let is_match = |path, is_dir| self.pattern.matched(path, is_dir).is_ignore();
        // No pattern matches the root itself, though `/*/` would.
        let mut folders = path.rmatch_indices('/').map(|(slash, _)| &path[..slash]);
        is_match(path, is_dir)
            || !self.is_direct_only && folders.any(|folder| is_match(folder, true))
    }
}

impl CodeOwner {
    /// Parses `@user`, `@organisation/team` or an email address; `None` for an owner that GitHub calls invalid.
    pub fn parse(text: &str) -> Option<CodeOwner> {
        let fits = |text: &str, more: &[u8]| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || more.contains(&byte);
            text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
                && text.bytes().all(fits)
        };
        let Some(name) = text.strip_prefix('@') else {
            return CodeOwner::parse_email(text);
        };
        match name.split_once('/') {
            Some((organisation, team)) => {
                let fits = fits(organisation, b"-_") && fits(team, b"-_.");
                fits.then(|| CodeOwner::Team {
                    slug: name.to_owned(),
                })
            }
            None => fits(name, b"-_").then(|| CodeOwner::User {
                login: name.to_owned(),
            }),
        }
    }

    /// Parses an email address.
    pub fn parse_email(text: &str) -> Option<CodeOwner> {
        let (name, domain) = text.split_once('@')?;
        let fits = |text: &str| {
            let fits = |character: char| {
                !character.is_whitespace() && !"@/:\\<>()[],;\"".contains(character)
            };
            !text.is_empty() && !text.starts_with('.') && text.chars().all(fits)
        };
        (fits(name) && fits(domain)).then(|| CodeOwner::Email {
            address: text.to_owned(),
        })
    }
}

fn parse_codeowners_line(text: &str, at: usize) -> Option<CodeownersLine> {
    let mut words = codeowners_word_ranges(text);
    let first = words.next()?;
    let pattern = &text[first.clone()];
    // GitHub doesn't support these, though git does: `!`, `[ ]`, a `#` after a backslash, and the root alone.
    if pattern.starts_with('!')
        || pattern.starts_with(r"\#")
        || find_unescaped_chars(pattern, ['[', ']']).next().is_some()
        || pattern == "/"
    {
        return None;
    }
    let owners: Vec<Range<usize>> = words.collect();
    if owners
        .iter()
        .any(|owner| CodeOwner::parse(&text[owner.clone()]).is_none())
    {
        return None;
    }
    let mut builder = GitignoreBuilder::new("");
    builder.add_line(None, &escape_glob_braces(pattern)).ok()?;
    let moved = |span: Range<usize>| at + span.start..at + span.end;
    Some(CodeownersLine {
        is_direct_only: pattern.ends_with("/*"),
        pattern: builder.build().ok()?,
        owners: owners.into_iter().map(moved).collect(),
        pattern_span: moved(first),
    })
}

/// The position of one of these characters in `pattern` without a backslash before it.
fn find_unescaped_chars(pattern: &str, wanted: [char; 2]) -> impl Iterator<Item = usize> {
    let mut escaped = false;
    let places = pattern.char_indices().filter(move |(_, character)| {
        let is_literal = escaped;
        escaped = *character == '\\' && !is_literal;
        !is_literal && wanted.contains(character)
    });
    places.map(|(at, _)| at)
}

/// `{a,b}` is literal in git, but means alternatives in the globs that match the pattern.
fn escape_glob_braces(pattern: &str) -> String {
    let mut escaped = pattern.to_owned();
    let braces: Vec<usize> = find_unescaped_chars(pattern, ['{', '}']).collect();
    for at in braces.into_iter().rev() {
        escaped.insert(at, '\\');
    }
    escaped
}

/// Splits the words before a comment; a space after a backslash is part of a word.
fn codeowners_word_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
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

    const CODEOWNERS: &str = "\
# who owns what
*            @acme/platform
*.js         @js-owner # of the front end
/build/logs/ @doctocat
docs/*       docs@example.com
apps/        @acme/apps @octocat
/apps/github
with\\ blank @acme/blank
!*.js        @nobody
/build/[ab]/ @nobody
\\#hash      @nobody
*.go         payments
*.go         @acme/web @acme/web@acme/payments
*.go         @acme/web payments
/            @nobody
/C#/         @acme/sharp
/app/\\[id\\]/ @acme/route
/app/\\[id]/ @nobody
/app/\\\\[x\\] @nobody
*.{ts,js}    @nobody
/{{name}}/   @acme/templates
/\\{a}/      @acme/brace
";

    fn format_match(path: &str) -> String {
        let file = Codeowners::parse(&SourceFile::new("CODEOWNERS", CODEOWNERS));
        let Some(ruling) = file.find_path_owners(path, false) else {
            return "no line".to_owned();
        };
        if ruling.owners.is_empty() {
            return format!("nobody {}", ruling.pattern_place.start().line);
        }
        let shown = ruling.owners.iter().map(|(owner, place)| match owner {
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
            ("apps/github/x", "nobody 7"),
            ("with blank", "acme/blank 8"),
            ("C#/x", "acme/sharp 16"),
            ("app/[id]/page.tsx", "acme/route 17"),
            ("a.ts", "acme/platform 2"),
            ("a.{ts,js}", "nobody 20"),
            ("{{name}}/a", "acme/templates 21"),
            ("{a}/b", "acme/brace 22"),
        ] {
            assert_eq!(format_match(path), owner, "{path}");
        }
    }

    #[test]
    fn a_line_that_github_calls_invalid_is_skipped_as_a_whole() {
        for path in ["main.go", "build/a/x", "#hash", "app/i/x", "app/x/y"] {
            assert_eq!(format_match(path), "acme/platform 2", "{path}");
        }
    }

    #[test]
    fn a_pattern_of_folders_matches_no_file_in_the_root() {
        for pattern in ["/*/", "*/", "**/", "/**/"] {
            let text = format!("{pattern} @acme/web\n");
            let file = Codeowners::parse(&SourceFile::new("CODEOWNERS", text));
            let is_owned = |path: &str, is_dir| file.find_path_owners(path, is_dir).is_some();
            assert!(!is_owned("a.yml", false), "{pattern}");
            assert!(is_owned("a", true) && is_owned("a/b", false), "{pattern}");
        }
    }

    #[test]
    fn owners_are_users_teams_and_addresses() {
        for text in [
            "",
            "@",
            "payments",
            "@acme/",
            "@/web",
            "@acme/web/x",
            "@a b",
            "@acme/web@acme/x",
            "a@",
            "@x,",
            "a@b@c",
            "-@x y",
        ] {
            assert_eq!(CodeOwner::parse(text), None, "{text}");
        }
        for text in [
            "@octocat",
            "@acme/web",
            "@acme/a.b_c",
            "@mona_acme",
            "docs@example.com",
        ] {
            assert!(CodeOwner::parse(text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_byte_order_mark_belongs_to_no_pattern() {
        let file = Codeowners::parse(&SourceFile::new("CODEOWNERS", "\u{feff}/a @acme/web\n"));
        let ruling = file.find_path_owners("a", false).unwrap();
        assert_eq!(ruling.owners.len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[ -~\n\t\\\\é]{0,80}", path in "[a-z/.]{1,20}") {
            Codeowners::parse(&SourceFile::new("CODEOWNERS", text)).find_path_owners(&path, false);
        }
    }
}
