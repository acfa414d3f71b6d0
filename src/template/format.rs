//! The language of a file, by its name: it decides how values are written.

/// A language that values can be encoded for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Yaml,
    /// YAML in which `${{ }}` is code: only tame values may stand there.
    Workflow,
    Json,
    /// TypeScript and JavaScript.
    Script,
    Shell,
    Dockerfile,
    Markdown,
    /// Anything else: only tame values may stand there.
    Plain,
}

impl Format {
    /// The format of the file at `path`, whose `.hbs` is gone.
    pub(super) fn of(path: &str) -> Format {
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            _ if name == "Dockerfile" || name.starts_with("Dockerfile.") => Format::Dockerfile,
            "yaml" | "yml" if path.starts_with(".github/workflows/") => Format::Workflow,
            "yaml" | "yml" => Format::Yaml,
            "json" => Format::Json,
            "ts" | "tsx" | "js" | "jsx" | "mjs" | "cjs" | "mts" | "cts" => Format::Script,
            "sh" | "bash" => Format::Shell,
            "md" => Format::Markdown,
            _ => Format::Plain,
        }
    }

    /// The name errors and the value helper use.
    pub(super) fn name(self) -> &'static str {
        match self {
            Format::Yaml => "YAML",
            Format::Workflow => "workflow",
            Format::Json => "JSON",
            Format::Script => "TypeScript",
            Format::Shell => "shell",
            Format::Dockerfile => "Dockerfile",
            Format::Markdown => "Markdown",
            Format::Plain => "text",
        }
    }

    /// The format of this name.
    pub(super) fn named(name: &str) -> Option<Format> {
        use Format::{Dockerfile, Json, Markdown, Plain, Script, Shell, Workflow, Yaml};
        let all = [
            Yaml, Workflow, Json, Script, Shell, Dockerfile, Markdown, Plain,
        ];
        all.into_iter().find(|format| format.name() == name)
    }
}
