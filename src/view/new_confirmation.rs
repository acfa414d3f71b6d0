//! What `idp new` shows before it asks whether to create anything.

use std::fmt::Write;

use super::{LineWidth, TextStyle};
use crate::ops::NewServicePlan;
use crate::printable::Printable;
use crate::text_layout::wrap_value;

/// The column of the values.
const VALUE_COLUMN: usize = 14;

/// Repository, visibility, owner, catalog change, checks and deploy; `branch` is the platform's.
pub fn render_new_service_confirmation(
    plan: &NewServicePlan,
    branch: &str,
    width: LineWidth,
) -> String {
    let service = &plan.service;
    let visibility = plan
        .visibility
        .map_or_else(String::new, |visibility| format!("{visibility} "));
    let catalog = if plan.uses_pull_request {
        format!("{} in a pull request", plan.change.path)
    } else {
        format!("{}, pushed to {branch}", plan.change.path)
    };
    let urls: Vec<&str> = service
        .entity
        .links
        .iter()
        .map(|link| link.url.as_str())
        .collect();
    let checks = match &*service.wanted.checks {
        [] => format!("none: template {} doesn't list any", service.template.0),
        checks => checks.join(" · "),
    };
    let mut lines = vec![
        ("repository", format!("{visibility}{}", service.place)),
        (
            "owner",
            format!("{} (team {})", service.owner, service.wanted.team),
        ),
        ("catalog", catalog),
        ("checks", checks),
        ("deploy", describe_deployments(plan)),
    ];
    if !urls.is_empty() {
        lines.push(("address", urls.join(", ")));
    }
    let mut text = String::new();
    for (title, words) in lines {
        let head = format!(
            "  {}  ",
            TextStyle::Faint.paint(format_args!("{title:<10}"))
        );
        let words = Printable(&words).to_string();
        let _ = writeln!(text, "{}", wrap_value(&head, &words, VALUE_COLUMN, width));
    }
    text
}

/// What is deployed automatically, and what is deployed after a merge.
fn describe_deployments(plan: &NewServicePlan) -> String {
    let service = &plan.service;
    let environments: Vec<&str> = service
        .wanted
        .environments
        .iter()
        .map(|environment| environment.name.as_str())
        .collect();
    match (service.wanted.can_start_first_deploy(), &*environments) {
        (true, [first, later @ ..]) => {
            let later = later
                .iter()
                .map(|environment| format!("; {environment}, once you merge a change"));
            format!(
                "{first}, as soon as the repository is set up{}",
                later.collect::<String>()
            )
        }
        _ if service.wanted.deploy.is_none() => {
            format!(
                "none: template {} has no deploy workflow",
                service.template.0
            )
        }
        _ => "none yet".to_owned(),
    }
}
