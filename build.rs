//! Embeds `golden-templates/` as a table of path, mode and bytes: dotfiles and executable bits survive, and a file
//! that is added is noticed.

use std::fmt::Write;
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default())
        .join("golden-templates");
    let mut files = Vec::new();
    collect(&root, &root, &mut files)?;
    files.sort();
    let mut table = String::from(
        "/// Path, executable bit and content of every file, sorted by path.\npub(super) const FILES: &[(&str, bool, &[u8])] = &[\n",
    );
    for path in &files {
        let name = path
            .strip_prefix(&root)
            .unwrap_or(path)
            .to_string_lossy()
            .replace('\\', "/");
        let _ = writeln!(
            table,
            "    ({name:?}, {}, include_bytes!({:?})),",
            is_executable(path)?,
            path.display().to_string()
        );
    }
    table.push_str("];\n");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("embedded.rs");
    std::fs::write(out, table)
}

/// Every regular file below `folder`; cargo is told of folders too, so that it sees files come and go.
fn collect(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            // A template can render another one, whose tests are files like any other.
            let is_template = folder.parent() == Some(root);
            let cases = entry.file_name() == "tests" && is_template;
            if cases {
                collect_test_cases(&entry.path(), files)?;
            } else {
                collect(root, &entry.path(), files)?;
            }
        } else if kind.is_file() {
            println!("cargo::rerun-if-changed={}", entry.path().display());
            files.push(entry.path());
        }
    }
    Ok(())
}

/// The `case.yaml` of every test case. A copy of the template renders its expected files anew.
fn collect_test_cases(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in std::fs::read_dir(folder)? {
        let case = entry?.path().join("case.yaml");
        println!("cargo::rerun-if-changed={}", case.display());
        if case.is_file() {
            files.push(case);
        }
    }
    Ok(())
}

#[cfg(unix)]
fn is_executable(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(path.metadata()?.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> std::io::Result<bool> {
    Ok(false)
}
