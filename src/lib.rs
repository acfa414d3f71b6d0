//! `idp`: an internal developer platform whose only state is git.
//!
//! The modules are layers; each may use only those listed before it, which `tests/layers.rs` holds.
//! `docs/architecture.md` draws the same list with what each layer is for.

pub mod catalog;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod context;
pub mod count;
pub mod diagnostic;
pub mod error;
pub mod forge;
pub mod git;
pub mod index;
pub mod input_file;
pub mod nearest;
pub mod ops;
pub mod platform;
pub mod printable;
pub mod prompt;
pub mod random;
pub mod rules;
pub mod run;
pub mod source;
pub mod template;
pub mod view;
pub mod walk;
pub mod write_file;
pub mod yaml;
