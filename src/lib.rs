//! `idp`: an internal developer platform whose only state is git.
//!
//! The modules are layers, lowest first; each may use only those of the groups before its own, which `tests/layers.rs` holds.
//! `docs/architecture.md` draws the same list with what each layer is for.

pub mod cancellation;
pub mod clock;
pub mod count;
pub mod idp_version;
pub mod printable;
pub mod random;
pub mod remedy;
pub mod write_file;

pub mod similar_names;

pub mod source;

pub mod diagnostic;

pub mod error;

pub mod effect;
pub mod input_file;
pub mod walk;

pub mod yaml;

pub mod catalog;

pub mod template;

pub mod rules;

pub mod git;

pub mod forge;
pub mod prompt;

pub mod run;

pub mod platform;

pub mod index;

pub mod ops;

pub mod view;

pub mod cli;

pub mod context;

pub mod commands;
