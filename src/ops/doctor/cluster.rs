//! What the cluster that `kubectl` leads to has ready for the Datadog objects of services.

use std::process::{Command, Stdio};

use serde::Deserialize;

use super::Check;
use crate::error::{Error, Kind, Result};
use crate::printable::{Printable, shortened};

/// The kind that dashboards and monitors of services are objects of.
const RESOURCE: &str = "datadoggenericresources.datadoghq.com";

/// A list of objects, as far as it matters here.
#[derive(Debug, Deserialize)]
struct List {
    items: Vec<Workload>,
}

/// Something that runs pods.
#[derive(Debug, Deserialize)]
struct Workload {
    spec: WorkloadSpec,
}

#[derive(Debug, Deserialize)]
struct WorkloadSpec {
    template: PodTemplate,
}

#[derive(Debug, Deserialize)]
struct PodTemplate {
    spec: PodSpec,
}

#[derive(Debug, Deserialize)]
struct PodSpec {
    containers: Vec<Container>,
}

#[derive(Debug, Deserialize)]
struct Container {
    image: String,
}

/// Looks at the cluster; one line that says so where there is none.
pub(super) fn checks() -> Vec<Check> {
    let context = match kubectl(&["config", "current-context"]) {
        Ok(context) => context,
        Err(error) if error.kind() == Kind::NotFound => {
            return vec![Check::unseen("cluster", "kubectl is not installed")];
        }
        Err(_) => return vec![Check::unseen("cluster", "kubectl leads to none")],
    };
    let reached =
        kubectl(&["get", "--raw", "/version"]).map(|_| Printable(context.trim()).to_string());
    if reached.is_err() {
        return vec![Check::of("cluster", reached)];
    }
    let resource = kubectl(&["get", "crd", RESOURCE, "-o", "name"])
        .map(|_| RESOURCE.to_owned())
        .map_err(|_| {
            Error::not_found(format!("the cluster has no {RESOURCE}"))
                .hint("install the Datadog Operator 1.12 or newer, with datadogGenericResourceEnabled; or set datadog.delivery: api in the services' values")
        });
    vec![
        Check::of("cluster", reached),
        Check::of("datadog", resource),
        Check::of(
            "operator",
            image("deployments", "app.kubernetes.io/name=datadog-operator").ok_or_else(|| {
                Error::not_found("no deployment of the Datadog Operator is to be seen")
                    .hint("helm install datadog-operator datadog/datadog-operator")
            }),
        ),
        Check::of(
            "agent",
            image("daemonsets", "app.kubernetes.io/component=agent").ok_or_else(|| {
                Error::not_found("no Datadog agent is to be seen")
                    .hint("traces and logs of services go to the agent of their node")
            }),
        ),
    ]
}

/// The first image of the workloads with `label`.
fn image(kind: &str, label: &str) -> Option<String> {
    let json = kubectl(&["get", kind, "-A", "-l", label, "-o", "json"]).ok()?;
    let list: List = serde_json::from_str(&json).ok()?;
    let first = list.items.first()?.spec.template.spec.containers.first()?;
    Some(shortened(&Printable(&first.image).to_string(), 100))
}

fn kubectl(arguments: &[&str]) -> Result<String> {
    let output = Command::new("kubectl")
        .args(["--request-timeout=5s"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|_| Error::not_found("kubectl is not installed"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = shortened(&Printable(said.trim()).to_string(), 200);
            Err(Error::remote(format!("kubectl: {said}")).hint("kubectl cluster-info"))
        }
    }
}
