//! `idp catalog import`: proposes entities for repositories that the catalog lacks.
//!
//! - A **source** reads repositories and states facts about each ([`ImportedRepository`]): its address, the services that its files
//!   describe, CODEOWNERS, the authors of its last commits, its build files. A file that can't be read is an [`ImportProblem`] of
//!   its repository; the others are still read.
//! - A **proposal** ([`ProposedEntity`]) is made from the facts and the catalog alone. Each field has its evidence and a
//!   [`Confidence`]. An entity that lacks a required field is left out and listed ([`LeftOutEntity`]), unless the user
//!   answers.
//! - The **plan** ([`ImportPlan`]) contains only what `idp catalog add` would accept, and is applied as one [`CatalogEdit`]. What
//!   exists is never changed, so an import can be repeated.
//!
//! `--check` compares the same organisation with the catalog and reports what changed ([`check_catalog_against_organisation`]).
//!
//! [`CatalogEdit`]: crate::ops::CatalogEdit

mod backstage_document;
mod build_files;
mod clone_folder;
mod compass;
mod component;
mod cortex;
mod datadog;
mod description;
mod facts;
mod forge_team;
mod known_repositories;
mod missing_field;
mod opslevel;
mod organisation;
mod outside_change;
mod owner;
mod plan;
mod planner;
mod problem;
mod proposed_entity;
mod read_files;
mod resume_cache;
mod review_text;
mod team_directory;

pub use clone_folder::read_local_repositories;
pub use facts::ImportedRepository;
pub use organisation::{ImportedOrganisation, OrganisationReader, SkippedRepositories};
pub use outside_change::check_catalog_against_organisation;
pub use plan::{ImportContext, ImportPlan};
pub use planner::{ImportSource, plan_import};
pub use problem::ImportProblem;
pub use proposed_entity::{Confidence, LeftOutEntity, ProposedEntity, ProposedField};
pub use resume_cache::find_import_cache_file;
