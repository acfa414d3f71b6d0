//! `idp init`: the platform repository, rendered from its golden template.
//!
//! [`complete_platform_request`] turns flags and answers into a [`PlatformRequest`]. In a new directory, [`plan_platform`] and
//! [`apply_platform_plan`] create the repository as a run; in an existing repository, [`plan_platform_additions`] finds what is
//! missing, and only that is added.

mod additions;
mod apply;
mod existing_catalog;
mod plan;
mod render;
mod request;
mod target;

pub use additions::{
    AdditionContext, AdditionStatus, AppliedAdditions, PlatformAdditions, plan_platform_additions,
};
pub use apply::{CreatedPlatform, PlatformRunContext, apply_platform_plan, resume_platform_run};
pub use plan::{
    PlatformPlan, find_unfinished_platform_run, plan_platform, read_config_of_platform_run,
    resolve_new_platform_config, validate_same_platform_request,
};
pub use request::{
    InitialCatalog, PartialPlatformRequest, PlatformRequest, complete_platform_request,
    needs_platform_interview,
};
pub use target::{ExistingRepository, InitTarget, find_init_target};
