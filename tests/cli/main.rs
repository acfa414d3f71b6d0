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

mod catalog;
mod catalog_sources;
#[cfg(unix)]
mod changed_since;
mod completion;
mod concurrent_new;
mod connect;
#[cfg(all(debug_assertions, unix))]
mod crash;
mod dead_ends;
mod doctor;
mod edit;
#[cfg(unix)]
mod escapes;
mod exit_codes;
mod export;
mod file_discovery;
mod findings;
mod first_hour;
mod fix;
mod fmt;
mod git;
mod git_refusals;
mod github;
mod handles;
mod help;
mod history;
mod import;
mod import_conflicts;
mod import_organisation;
mod index;
mod init;
mod init_github;
#[cfg(unix)]
mod input_limits;
mod invalid_input;
mod json;
mod lock;
mod loose;
mod network;
mod new;
mod next_commands;
mod pasted_handles;
mod platform;
mod proxy;
mod register;
mod runs;
mod safe_edit;
mod seeded_faults;
mod serve;
#[cfg(unix)]
mod serve_replay;
mod settings;
mod site;
mod site_last_good;
mod site_systems;
mod template;
mod template_layers;
#[cfg(unix)]
mod terminal;
mod terminal_width;
mod usage;
mod validate;
mod views;
mod who_owns;
mod wrong_steps;
