//! `idp`, as its users run it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "../support/github/mod.rs"]
mod fake;
#[path = "../support/mod.rs"]
mod support;

#[cfg(unix)]
mod bounds;
mod catalog;
mod clipboard;
mod connect;
#[cfg(all(debug_assertions, unix))]
mod crash;
mod crowd;
mod doctor;
mod edit;
#[cfg(unix)]
mod escapes;
mod findings;
mod fix;
mod format;
#[cfg(unix)]
mod gate;
mod git;
mod github;
mod handles;
mod hostile;
mod index;
mod json;
mod layers;
mod loose;
mod network;
mod new;
mod past;
mod platform;
mod proxy;
mod reading;
mod refusal;
mod register;
mod runs;
mod safe_edit;
mod seeded;
mod settings;
mod template;
#[cfg(unix)]
mod terminal;
mod usage;
mod validate;
mod views;
mod walk;
mod who_owns;
