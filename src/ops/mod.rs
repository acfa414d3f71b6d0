//! What `idp` does, one operation to a file. Nothing here prints, reads the environment or knows a flag;
//! people are asked through [`Prompter`](crate::prompt::Prompter), progress goes to a callback.

mod additions;
mod approval;
mod catalog;
mod doctor;
mod new;
mod own_branch;
mod publish;
mod rebase_pr;
mod register;
mod render;
mod staging;
mod template;
mod who_owns;

pub use additions::NewDocument;
pub use catalog::{
    AppliedEdit, CatalogDiff, CatalogEdit, ConfirmEdit, EditContext, EditProposal, EditTarget,
    EntityChange, EntityFilter, FieldChange, FileFix, FileRewrite, FormattingPlan, GraphLimits,
    GraphNode, GraphTraversal, ProposalOptions, RelationGraph, ResolvedEntityFilter, Set,
    SkippedFile, TextOverrides, UnownedReason, ValidateOptions, Validation, apply_edit,
    build_relation_graph, diff_catalogs, find_catalog_home, find_top_level_entities,
    find_unowned_entities, format_not_found_hint, parse_assignments, parse_conditions,
    parse_relation_name, plan_edit, plan_fixes, plan_paths_formatting, plan_platform_formatting,
    propose_edit, read_new_documents, reject_symlinks, resolve_entities as find_entities,
    search_entities, validate_deleted_platform, validate_loose_file, validate_paths,
    validate_platform, validate_staged, write_rewrites,
};
pub use doctor::{
    CheckStatus, DoctorCheck, Orphans, check_approvals, check_cluster, check_forge,
    check_image_access, check_machine, check_platform, find_orphans,
};
pub use new::{
    AbandonedRun, CreatedService, InputAssignment, NewPlan, PartialServiceRequest, PlanContext,
    ProgressCallback, RunContext, RunDecision, ServiceRequest, abandon_run, apply_plan, can_resume,
    complete_request, decide_run, dispatch_plan, load_platform_template, plan_new_service,
    resume_run, validate_partial_request,
};
pub use publish::FileChange;
pub use rebase_pr::{RebaseOutcome, rebase_pr};
pub use register::RegisteredEntity;
pub use render::render_repository;
pub use staging::WaitOptions;
pub use template::{
    CreatedTemplate, FileMismatch, TestCaseResult, TestFileContent, create_template,
    resolve_templates_folder, test_templates,
};
pub use who_owns::{
    HandleKind, MatchKind, OwnershipAnswer, OwnershipHit, OwnershipLookup, OwnershipPeriod,
    OwnershipQuestion, OwnershipReason, explain_hit, find_common_clone, read_ownership_history,
};
