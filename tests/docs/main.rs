//! The documentation is true: what is generated is current, what is shown was printed, what is linked is there.
//!
//! `UPDATE=1 cargo test --test docs` writes what this compares.

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

/// A path of the project.
fn project_path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Compares a file of the project with what it should be, or writes it.
///
/// Two texts are equal when `essence` makes them so; a file that is equal in essence is not written again.
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
