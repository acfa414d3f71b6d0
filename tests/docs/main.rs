//! The documentation is true: generated files are current, the output shown is real, and linked files exist.
//!
//! `UPDATE=1 cargo test --test docs` updates the files that these tests compare.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "shells type here; the harness does more")]
mod support;

mod console;
mod generated;
mod help;
mod idp_yaml;
mod links;
mod picture;
mod troubleshooting;

use std::path::{Path, PathBuf};

/// A path in the project.
fn project_path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Compares a file of the project with its expected text, or updates it.
///
/// Two texts are equal if `essence` returns the same for both; a file that is equal in this sense isn't rewritten.
fn assert_current(path: &str, wanted: &str, essence: impl Fn(&str) -> String) {
    let file = project_path(path);
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    let (old, new) = (essence(&there), essence(wanted));
    if old != new && std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, wanted).unwrap();
        return;
    }
    let differs = old.lines().zip(new.lines()).find(|(old, new)| old != new);
    assert!(
        old == new,
        "{path} is out of date: {differs:?}; UPDATE=1 cargo test --test docs"
    );
}
