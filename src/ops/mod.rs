//! The operations of `idp`, one per file. Nothing here prints, reads the environment or knows a flag. Questions go through
//! [`Prompter`](crate::prompt::Prompter); progress goes to a callback.

mod additions;
mod approval;
mod catalog;
mod doctor;
mod import;
mod init;
mod known_names;
mod new;
mod new_repository;
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
    AppliedEdit, CatalogDiff, CatalogEdit, CatalogEditContext, CatalogEditTarget, CatalogExport,
    CatalogValidation, CatalogValidationOptions, ConfirmEditCallback, EditProposal,
    EditValidationOptions, EntityChange, EntityFilter, FieldChange, FileFix, FileRewrite,
    FileTextOverrides, FormattingPlan, GraphNode, GraphSizeLimits, GraphTraversalOptions,
    LastReadableCatalog, PlatformValues, ReadableCatalog, RelationGraph, ResolvedEntityFilter,
    ServiceNamespace, Set, TeamContacts, UnformattableFile, UnownedReason, apply_catalog_edit,
    build_edit_proposal, build_relation_graph_from_roots, count_entities_outside_graph,
    diff_catalogs, find_platform_or_repository_root, find_top_level_entities,
    find_unowned_entities, list_catalog_errors, list_other_fields, parse_field_assignments,
    parse_field_conditions, parse_relation_name, plan_catalog_edit, plan_catalog_formatting,
    plan_fixes, plan_paths_formatting, read_new_documents, read_parsable_catalog,
    reject_paths_through_symlinks, reject_unquoted_value, resolve_entities as find_entities,
    search_entities, validate_after_platform_config_removal, validate_discovered_catalog_file,
    validate_files_at_paths, validate_platform_catalog, validate_staged, write_file_rewrites,
};
pub use doctor::{
    DoctorCheck, DoctorCheckStatus, RepositoryMismatches, check_cluster_datadog_setup,
    check_deployment_approval_support, check_forge, check_git_and_runs,
    check_image_pull_secret_settings, check_organisation, compare_catalog_with_repositories,
    run_platform_health_checks,
};
pub use import::{
    Confidence, ImportContext, ImportPlan, ImportProblem, ImportSource, ImportedOrganisation,
    ImportedRepository, LeftOutEntity, OrganisationReader, ProposedEntity, ProposedField,
    SkippedRepositories, check_catalog_against_organisation, find_import_cache_file, plan_import,
    read_local_repositories,
};
pub use init::{
    AdditionContext, AdditionStatus, AppliedAdditions, CreatedPlatform, ExistingRepository,
    InitTarget, InitialCatalog, PartialPlatformRequest, PlatformAdditions, PlatformPlan,
    PlatformRequest, PlatformRunContext, apply_platform_plan, complete_platform_request,
    find_init_target, find_unfinished_platform_run, needs_platform_interview, plan_platform,
    plan_platform_additions, read_config_of_platform_run, resolve_new_platform_config,
    resume_platform_run, validate_same_platform_request,
};
pub use known_names::{
    NameableEntities, complete_entity_name, complete_field_value, complete_template_input,
};
pub use new::{
    AbandonedRun, CreatedService, NewServicePlan, NewServicePlanContext, PartialServiceRequest,
    ProgressCallback, RunContext, RunDecision, ServiceRequest, TemplateInputAssignment,
    abandon_run, apply_new_service_plan, can_resume_run, complete_new_service_request, decide_run,
    dispatch_plan_to_workflow, load_platform_template, needs_interview, plan_new_service,
    resume_run, validate_partial_service_request,
};
pub use publish::FileChange;
pub use rebase_pr::{PullRequestRebaseOutcome, rebase_registration_pull_request};
pub use register::EntityRegistrationOutcome;
pub use render::render_repository_tree;
pub use staging::LockWaitOptions;
pub use template::{
    CreatedTemplate, FileMismatch, LocalTemplates, TestCaseResult, TestFileContent, copy_template,
    create_template, has_templates, resolve_templates_folder, test_templates,
};
pub use who_owns::{
    MatchedBy, OwnershipAnswer, OwnershipHandleKind, OwnershipHit, OwnershipPeriod,
    OwnershipQuestion, OwnershipReason, OwnershipResolver, explain_ownership_hit,
    find_common_clone, find_owner_changes, read_ownership_history,
};
