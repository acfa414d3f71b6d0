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
    AppliedEdit, CatalogDiff, CatalogEdit, CatalogEditContext, CatalogEditTarget,
    CatalogValidation, ConfirmEditCallback, EditProposal, EditProposalOptions, EntityChange,
    EntityFilter, FieldChange, FileFix, FileRewrite, FileTextOverrides, FormattingPlan,
    GraphLimits, GraphNode, GraphTraversal, RelationGraph, ResolvedEntityFilter, Set, SkippedFile,
    UnownedReason, ValidateOptions, apply_catalog_edit, build_edit_proposal, build_relation_graph,
    diff_catalogs, find_catalog_root_folder, find_top_level_entities, find_unowned_entities,
    format_not_found_hint, parse_field_assignments, parse_field_conditions, parse_relation_name,
    plan_catalog_edit, plan_catalog_formatting, plan_fixes, plan_paths_formatting,
    read_new_documents, reject_symlinks, resolve_entities as find_entities, search_entities,
    validate_deleted_platform, validate_files_at_paths, validate_loose_catalog_file,
    validate_platform, validate_staged, write_file_rewrites,
};
pub use doctor::{
    DoctorCheck, DoctorCheckStatus, RepositoryMismatches, check_container_image_access,
    check_deployment_approvals, check_forge, check_kubernetes_cluster, check_machine,
    check_platform, compare_catalog_with_repositories,
};
pub use new::{
    AbandonedRun, CreatedService, NewPlan, PartialServiceRequest, PlanContext, ProgressCallback,
    RunContext, RunDecision, ServiceRequest, TemplateInputAssignment, abandon_run,
    apply_new_service_plan, can_resume_run, complete_new_service_request, decide_run,
    dispatch_plan_to_workflow, load_platform_template, plan_new_service, resume_run,
    validate_partial_service_request,
};
pub use publish::FileChange;
pub use rebase_pr::{RebaseOutcome, rebase_pr};
pub use register::RegisteredEntity;
pub use render::render_repository;
pub use staging::LockWaitOptions;
pub use template::{
    CreatedTemplate, FileMismatch, TestCaseResult, TestFileContent, create_template,
    resolve_templates_folder, test_templates,
};
pub use who_owns::{
    HandleKind, MatchedBy, OwnershipAnswer, OwnershipHit, OwnershipLookup, OwnershipPeriod,
    OwnershipQuestion, OwnershipReason, explain_ownership_hit, find_common_clone,
    read_ownership_history,
};
