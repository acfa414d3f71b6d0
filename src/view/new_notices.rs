//! What `idp new` prints before it makes changes: the platform, the template, and notices about the plan.

use super::Ui;
use super::remedy::format_error_hints;
use crate::error::Error;
use crate::git::find_work_tree;
use crate::ops::{NewServicePlan, ServiceRequest};
use crate::platform::Platform;
use crate::printable::Printable;
use crate::template::{DeploymentApprovalPolicy, Template};

impl Ui {
    /// Prints the platform, with `counts` of the entities in its catalog.
    pub fn print_chosen_platform(&self, platform: &Platform, counts: &str) {
        let line = if platform.is_practice() {
            format!("practice (local, {counts}) · nothing leaves this machine")
        } else {
            let platform = platform.to_string();
            format!("{} ({counts}) · from its repository", Printable(&platform))
        };
        self.print_labelled_status("platform", line);
    }

    /// Prints the template, and which of its features are on and off.
    pub fn print_chosen_template(&self, template: &Template, request: &ServiceRequest) {
        let (name, version, title) = (template.name(), template.version(), template.title());
        let off: Vec<&str> = request
            .opt_outs
            .iter()
            .map(|opt_out| opt_out.feature.as_str())
            .collect();
        let on: Vec<&str> = template
            .available_features(&request.answers)
            .map(|feature| feature.name.as_str())
            .filter(|feature| !off.contains(feature))
            .collect();
        let mut line = format!("{name} {version} · {}", Printable(title));
        for (names, state) in [(on, "on"), (off, "off")] {
            if !names.is_empty() {
                line.push_str(&format!(" · {}: {state}", names.join(", ")));
            }
        }
        self.print_labelled_status("template", line);
    }

    /// Warns about something unexpected, with hints.
    pub fn warn_about_error(&self, unexpected: &Error) {
        let hints = format_error_hints(unexpected).join("; ");
        self.print_warning(format_args!("{}; {hints}", unexpected.message()));
    }

    /// Prints what the user should know before `plan` is executed.
    pub fn print_plan_notices(&self, plan: &NewServicePlan) {
        if let Some(why) = &plan.no_deploy_reason {
            self.print_warning(format_args!("nothing can be deployed: {}", Printable(why)));
        }
        // Without requests to the forge, there are no forge settings that could be missing.
        if !plan.requests.is_empty() {
            self.print_unset_template_forge_settings(plan);
        }
        for (environment, approval) in &plan.approvals {
            self.print_deployment_approval_rule(plan, environment, *approval);
        }
        if let Some(outer) = find_work_tree(&plan.service.directory) {
            self.print_warning(format_args!(
                "{} is inside the repository {}; to create it elsewhere, add --dir",
                plan.service.directory.display(),
                outer.display()
            ));
        }
    }

    fn print_unset_template_forge_settings(&self, plan: &NewServicePlan) {
        let (template, wanted) = (&plan.service.template.0, &plan.service.wanted);
        if wanted.checks.is_empty() {
            let line = format!("none required: `forge` in template {template} doesn't list any");
            self.print_labelled_status("checks", line);
        }
        if wanted.deploy.is_none() {
            let line =
                format!("none: `forge` in template {template} doesn't set a deploy workflow");
            self.print_labelled_status("deploy", line);
        }
    }

    fn print_deployment_approval_rule(
        &self,
        plan: &NewServicePlan,
        environment: &str,
        approval: DeploymentApprovalPolicy,
    ) {
        let team = &plan.service.wanted.team;
        let line = match (approval, &plan.missing_reviewers_reason) {
            (DeploymentApprovalPolicy::None, _) => return,
            (DeploymentApprovalPolicy::PullRequest, Some(why)) => format!(
                "{team} merges a pull request before each deployment to {environment} · no reviewers: {}",
                Printable(why)
            ),
            (DeploymentApprovalPolicy::PullRequest, None) => {
                format!("{team} merges a pull request before each deployment to {environment}")
            }
            (DeploymentApprovalPolicy::Reviewers | DeploymentApprovalPolicy::Owner, _) => {
                format!("{team} reviews each deployment to {environment}")
            }
        };
        self.print_labelled_status("approval", line);
    }
}
