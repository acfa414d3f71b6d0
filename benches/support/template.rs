//! A template of many files, generated with the same content in the syntax of every tool that is measured.

use std::fmt::Write;
use std::io;
use std::path::Path;

/// The number of files in the wide template; together they are about 3.7 MB.
const FILES: usize = 2_000;
/// The number of lines in each file.
const LINES: usize = 38;

/// The tool whose template syntax is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Idp,
    Copier,
    Cookiecutter,
}

impl Dialect {
    fn name(self) -> &'static str {
        match self {
            Dialect::Idp => "{{name}}",
            Dialect::Copier => "{{ name }}",
            Dialect::Cookiecutter => "{{ cookiecutter.name }}",
        }
    }

    fn owner(self) -> &'static str {
        match self {
            Dialect::Idp => "{{owner.name}}",
            Dialect::Copier => "{{ owner }}",
            Dialect::Cookiecutter => "{{ cookiecutter.owner }}",
        }
    }

    fn choice(self) -> &'static str {
        match self {
            Dialect::Idp => "{{#if fast}}\nfast\n{{else}}\nslow\n{{/if}}\n",
            Dialect::Copier => "{% if fast %}\nfast\n{% else %}\nslow\n{% endif %}\n",
            Dialect::Cookiecutter => {
                "{% if cookiecutter.fast %}\nfast\n{% else %}\nslow\n{% endif %}\n"
            }
        }
    }
}

/// One of `FILES`: its path in the new repository, whether it has anything to render, and its text.
/// 15% are static, 5% have a condition.
fn file(number: usize, dialect: Dialect) -> (String, bool, String) {
    let is_static = number % 20 < 3;
    let mut text = String::new();
    for line in 0..LINES {
        let what = match (is_static, line % 4) {
            (false, 0) => dialect.name(),
            (false, 2) => dialect.owner(),
            _ => "plain",
        };
        let _ = writeln!(
            text,
            "line {line} of file {number} is about {what}, and so on"
        );
    }
    if number % 20 == 3 {
        text.push_str(dialect.choice());
    }
    let path = format!("folder-{}/file-{number}.txt", number / 50);
    (path, !is_static, text)
}

/// The manifest of the wide template for `idp`.
const MANIFEST: &str = "apiVersion: idp.dev/v1
kind: Template
metadata: {name: wide, title: Many files, description: Generated, version: 1.0.0}
inputs:
  - {name: fast, type: boolean, title: Fast?, default: true}
";

/// Writes the wide template to `folder`.
pub(crate) fn write(folder: &Path, dialect: Dialect) -> io::Result<()> {
    let (manifest, root, suffix) = match dialect {
        Dialect::Idp => (("wide/template.yaml", MANIFEST), "wide/files", ".hbs"),
        Dialect::Copier => (
            (
                "copier.yml",
                "_subdirectory: files\nname: {type: str}\nowner: {type: str}\nfast: {type: bool, default: true}\n",
            ),
            "files",
            ".jinja",
        ),
        Dialect::Cookiecutter => (
            (
                "cookiecutter.json",
                r#"{"name": "x", "owner": "payments", "fast": true}"#,
            ),
            "{{cookiecutter.name}}",
            "",
        ),
    };
    put(&folder.join(manifest.0), manifest.1)?;
    for number in 0..FILES {
        let (path, rendered, text) = file(number, dialect);
        let suffix = if rendered { suffix } else { "" };
        put(&folder.join(root).join(path + suffix), &text)?;
    }
    Ok(())
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    std::fs::create_dir_all(path.parent().unwrap_or(path))?;
    std::fs::write(path, text)
}
