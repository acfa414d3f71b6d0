//! What `idp new` says before it does anything: where it works, with which template, and what people should know of the plan.

use super::Ui;
use super::remedy::format_error_hints;
use crate::error::Error;
use crate::git::find_work_tree;
use crate::ops::{NewPlan, ServiceRequest};
use crate::platform::Platform;
use crate::printable::Printable;
use crate::template::{DeploymentApproval, Template};

impl Ui {
    /// Says which platform it is, with `counts` of what is in its catalog.
    pub fn print_chosen_platform(&self, platform: &Platform, counts: &str) {
        let line = if platform.is_practice() {
            format!("practice (local, {counts}) · nothing leaves this machine")
        } else {
            let platform = platform.to_string();
            format!(
                "{} ({counts}) · as its repository has it",
                Printable(&platform)
            )
        };
        self.print_status(format_args!("platform  {line}"));
    }

    /// Says which template it is, and which of its features are on and off.
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
        let mut line = format!("template  {name} {version} · {}", Printable(title));
        for (names, state) in [(on, "on"), (off, "off")] {
            if !names.is_empty() {
                line.push_str(&format!(" · {}: {state}", names.join(", ")));
            }
        }
        self.print_status(line);
    }

    /// Says what is not as the user may expect, and what to do about it.
    pub fn warn_about_error(&self, unexpected: &Error) {
        let hints = format_error_hints(unexpected).join("; ");
        self.print_warning(format_args!("{}; {hints}", unexpected.message()));
    }

    /// Says what people should know before `plan` is carried out.
    pub fn print_plan_notices(&self, plan: &NewPlan) {
        if let Some(why) = &plan.no_deploy_reason {
            self.print_warning(format_args!("nothing can be deployed: {}", Printable(why)));
        }
        // Where the forge is told nothing, nothing is lost.
        if !plan.requests.is_empty() {
            self.print_missing_forge_settings(plan);
        }
        for (environment, approval) in &plan.approvals {
            self.print_deployment_approval(plan, environment, *approval);
        }
        if let Some(outer) = find_work_tree(&plan.service.directory) {
            self.print_warning(format_args!(
                "{} lies inside the repository {}",
                plan.service.directory.display(),
                outer.display()
            ));
        }
    }

    fn print_missing_forge_settings(&self, plan: &NewPlan) {
        let (template, wanted) = (&plan.service.template.0, &plan.service.wanted);
        if wanted.checks.is_empty() {
            self.print_status(format_args!(
                "checks    none is required: `forge` of the template {template} names none"
            ));
        }
        if wanted.deploy.is_none() {
            self.print_status(format_args!(
                "deploy    nothing: `forge` of the template {template} names no workflow for it"
            ));
        }
    }

    fn print_deployment_approval(
        &self,
        plan: &NewPlan,
        environment: &str,
        approval: DeploymentApproval,
    ) {
        let team = &plan.service.wanted.team;
        match (approval, &plan.missing_reviewers_reason) {
            (DeploymentApproval::PullRequest, Some(why)) => self.print_status(format_args!(
                "approval  {team} merges a pull request before a deployment to {environment} · no reviewers: {}",
                Printable(why)
            )),
            (DeploymentApproval::PullRequest, None) => self.print_status(format_args!(
                "approval  {team} merges a pull request before a deployment to {environment}"
            )),
            (DeploymentApproval::Reviewers | DeploymentApproval::Owner, _) => self.print_status(format_args!(
                "approval  {team} reviews each deployment to {environment}"
            )),
            (DeploymentApproval::None, _) => {}
        }
    }
}
