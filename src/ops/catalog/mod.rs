//! `idp catalog`: queries and changes the catalog.

mod diff;
mod edit;
mod export;
mod file_rewrite;
mod filter;
mod fix;
mod fmt;
mod graph;
mod input_paths;
mod new_findings;
mod platform_values;
mod readable_catalog;
mod relaxations;
mod resolve;
mod search;
mod stray_files;
mod text_overrides;
mod unowned;
mod validate;
mod validate_staged;
mod walk_notes;

pub use diff::{CatalogDiff, EntityChange, FieldChange, diff_catalogs, list_other_fields};
pub use edit::{
    AppliedEdit, CatalogEdit, CatalogEditContext, CatalogEditTarget, ConfirmEditCallback,
    EditProposal, EditValidationOptions, Set, apply_catalog_edit, build_edit_proposal,
    parse_field_assignments, parse_field_conditions, plan_catalog_edit, read_new_documents,
    reject_unquoted_value,
};
pub use export::CatalogExport;
pub use file_rewrite::{FileRewrite, reject_paths_through_symlinks, write_file_rewrites};
pub use filter::{EntityFilter, ResolvedEntityFilter, parse_relation_name};
pub use fix::{FileFix, plan_fixes};
pub use fmt::{FormattingPlan, UnformattableFile, plan_catalog_formatting, plan_paths_formatting};
pub use graph::{
    GraphNode, GraphSizeLimits, GraphTraversalOptions, RelationGraph,
    build_relation_graph_from_roots, count_entities_outside_graph, find_top_level_entities,
};
pub use input_paths::find_platform_or_repository_root;
pub use platform_values::{PlatformValues, ServiceNamespace, TeamContacts};
pub use readable_catalog::{
    LastReadableCatalog, ReadableCatalog, list_catalog_errors, read_parsable_catalog,
};
pub(super) use resolve::format_unknown_name_hint;
pub use resolve::resolve_entities;
pub(super) use resolve::{find_entities_by_name, find_entities_by_ref};
pub use search::search_entities;
pub use text_overrides::FileTextOverrides;
pub use unowned::{UnownedReason, find_unowned_entities};
pub use validate::{
    CatalogValidation, CatalogValidationOptions, validate_after_platform_config_removal,
    validate_discovered_catalog_file, validate_files_at_paths, validate_platform_catalog,
};
pub use validate_staged::validate_staged;
