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
    #[serde(default)]
    env: Vec<Variable>,
}

/// A variable of a container; without a value it comes from elsewhere, such as the pod's own namespace.
#[derive(Debug, Deserialize)]
struct Variable {
    name: String,
    value: Option<String>,
}

/// The variables that say which namespaces the operator watches, the one that counts first.
const WATCHED: [&str; 2] = ["DD_GENERIC_RESOURCE_WATCH_NAMESPACE", "WATCH_NAMESPACE"];
/// How the operator is told to do what services need.
const INSTALL: &str = "helm upgrade datadog-operator datadog/datadog-operator --install --set datadogCRDs.crds.datadogGenericResources=true --set datadogGenericResource.enabled=true --set 'watchNamespaces={\"\"}'";

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
                .hint(INSTALL)
                .hint("or set datadog.delivery: api in the values of services")
        });
    let operator = workload("deployments", "app.kubernetes.io/name=datadog-operator");
    let agent = workload("daemonsets", "app.kubernetes.io/component=agent");
    vec![
        Check::of("cluster", reached),
        Check::of("datadog", resource),
        Check::of("operator", watching(operator)),
        Check::of(
            "agent",
            agent.map(|agent| shown(&agent.image)).ok_or_else(|| {
                Error::not_found("no Datadog agent is to be seen")
                    .hint("traces and logs of services go to the agent of their node")
            }),
        ),
    ]
}

/// The operator's image, if it sees the objects of services: by itself it watches its own namespace only.
fn watching(operator: Option<Container>) -> Result<String> {
    let Some(operator) = operator else {
        return Err(Error::not_found("no Datadog Operator is to be seen").hint(INSTALL));
    };
    let said = WATCHED
        .iter()
        .find_map(|name| operator.env.iter().find(|variable| variable.name == *name));
    let everywhere = said.is_none_or(|said| said.value.as_deref() == Some(""));
    let named = said.and_then(|said| said.value.clone());
    match (everywhere, named) {
        (true, _) => Ok(format!(
            "{}, watches every namespace",
            shown(&operator.image)
        )),
        (false, Some(namespaces)) => Ok(format!(
            "{}, watches {}",
            shown(&operator.image),
            shown(&namespaces)
        )),
        (false, None) => Err(Error::usage(format!(
            "{} watches its own namespace only",
            shown(&operator.image)
        ))
        .hint(INSTALL)),
    }
}

fn shown(text: &str) -> String {
    shortened(&Printable(text).to_string(), 100)
}

/// The first container of the workloads with `label`.
fn workload(kind: &str, label: &str) -> Option<Container> {
    let json = kubectl(&["get", kind, "-A", "-l", label, "-o", "json"]).ok()?;
    let list: List = serde_json::from_str(&json).ok()?;
    let first = list.items.into_iter().next()?;
    first.spec.template.spec.containers.into_iter().next()
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
