//! `idp catalog`: what is asked of the catalog, and what is changed in it.

mod diff;
mod edit;
mod file_rewrite;
mod filter;
mod fix;
mod fmt;
mod graph;
mod input_paths;
mod new_findings;
mod relaxations;
mod resolve;
mod search;
mod stray_files;
mod text_overrides;
mod unowned;
mod validate;
mod validate_staged;
mod walk_notes;

pub use diff::{CatalogDiff, EntityChange, FieldChange, diff_catalogs};
pub use edit::{
    AppliedEdit, CatalogEdit, CatalogEditContext, CatalogEditTarget, ConfirmEditCallback,
    EditProposal, EditProposalOptions, Set, apply_catalog_edit, build_edit_proposal,
    parse_field_assignments, parse_field_conditions, plan_catalog_edit, read_new_documents,
};
pub use file_rewrite::{FileRewrite, reject_symlinks, write_file_rewrites};
pub use filter::{EntityFilter, ResolvedEntityFilter, parse_relation_name};
pub use fix::{FileFix, plan_fixes};
pub use fmt::{FormattingPlan, SkippedFile, plan_catalog_formatting, plan_paths_formatting};
pub use graph::{
    GraphLimits, GraphNode, GraphTraversal, RelationGraph, build_relation_graph,
    find_top_level_entities,
};
pub use input_paths::find_catalog_root_folder;
pub(super) use resolve::{find_entities_by_name, find_entities_by_ref};
pub use resolve::{format_not_found_hint, resolve_entities};
pub use search::search_entities;
pub use text_overrides::FileTextOverrides;
pub use unowned::{UnownedReason, find_unowned_entities};
pub use validate::{
    CatalogValidation, ValidateOptions, validate_deleted_platform, validate_files_at_paths,
    validate_loose_catalog_file, validate_platform,
};
pub use validate_staged::validate_staged;
