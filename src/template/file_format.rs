//! The language of a file, detected from its name. It decides how values are encoded.

/// A language that values can be encoded for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileFormat {
    Yaml,
    /// YAML in which `${{ }}` is code, so only safe values are allowed.
    Workflow,
    Json,
    /// TypeScript and JavaScript.
    Script,
    Shell,
    Dockerfile,
    Markdown,
    /// Anything else; only safe values are allowed.
    Plain,
}

impl FileFormat {
    /// The format of the file at `path`, given without `.hbs`.
    pub(super) fn from_path(path: &str) -> FileFormat {
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            _ if name == "Dockerfile" || name.starts_with("Dockerfile.") => FileFormat::Dockerfile,
            "yaml" | "yml" if path.starts_with(".github/workflows/") => FileFormat::Workflow,
            "yaml" | "yml" => FileFormat::Yaml,
            "json" => FileFormat::Json,
            "ts" | "tsx" | "js" | "jsx" | "mjs" | "cjs" | "mts" | "cts" => FileFormat::Script,
            "sh" | "bash" => FileFormat::Shell,
            "md" => FileFormat::Markdown,
            _ => FileFormat::Plain,
        }
    }

    /// The name that error messages and the value helper use.
    pub(super) fn name(self) -> &'static str {
        match self {
            FileFormat::Yaml => "YAML",
            FileFormat::Workflow => "workflow",
            FileFormat::Json => "JSON",
            FileFormat::Script => "TypeScript",
            FileFormat::Shell => "shell",
            FileFormat::Dockerfile => "Dockerfile",
            FileFormat::Markdown => "Markdown",
            FileFormat::Plain => "text",
        }
    }

    /// The format of this name.
    pub(super) fn from_name(name: &str) -> Option<FileFormat> {
        use FileFormat::{Dockerfile, Json, Markdown, Plain, Script, Shell, Workflow, Yaml};
        let all = [
            Yaml, Workflow, Json, Script, Shell, Dockerfile, Markdown, Plain,
        ];
        all.into_iter().find(|format| format.name() == name)
    }
}
