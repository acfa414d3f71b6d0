//! `idp new`: from a request to a registered repository, in named steps.
//!
//! [`complete_new_service_request`] turns flags and answers into a [`ServiceRequest`], [`plan_new_service`] turns that into a
//! [`NewServicePlan`] without any effect, and [`apply_new_service_plan`] applies the plan. `--dry-run` ends after the plan.

mod abandon;
mod apply;
mod commit_message;
mod context;
mod decision;
mod dispatch;
mod entity_lookup;
mod interview;
mod namespaces;
mod partial_request;
mod plan;
mod register_service;
mod template_choice;

pub use abandon::{AbandonedRun, abandon_run};
pub(super) use apply::has_begun_repository_creation;
pub use apply::{apply_new_service_plan, can_resume_run, resume_run};
pub use context::{CreatedService, ProgressCallback, RunContext};
pub use decision::{RunDecision, decide_run};
pub use dispatch::dispatch_plan_to_workflow;
pub use interview::{
    ServiceRequest, complete_new_service_request, needs_interview, validate_partial_service_request,
};
pub use partial_request::{PartialServiceRequest, TemplateInputAssignment};
pub use plan::{NewServicePlan, NewServicePlanContext, plan_new_service};
pub use template_choice::load_platform_template;
