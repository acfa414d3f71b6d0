//! `idp`: an internal developer platform whose only state is git.
//!
//! The modules are layers, lowest first. Each may use only modules of earlier groups, which `tests/layers.rs` enforces.
//! `docs/architecture.md` describes the purpose of each layer.

pub mod cancellation;
pub mod clock;
pub mod count;
pub mod idp_version;
pub mod printable;
pub mod random;
pub mod remedy;
pub mod text_layout;
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

pub mod site;

pub mod server;

pub mod cli;

pub mod context;

pub mod commands;
