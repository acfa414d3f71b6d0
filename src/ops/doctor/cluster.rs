//! Checks whether `kubectl`'s current cluster is ready for the Datadog resources of services.

use std::process::{Command, Stdio};

use serde::Deserialize;

use super::DoctorCheck;
use crate::error::{Error, ErrorKind, Result};
use crate::printable::{Printable, truncate_chars};

/// The resource kind of the services' dashboards and monitors.
const DATADOG_RESOURCE: &str = "datadoggenericresources.datadoghq.com";

/// A list of objects, with only the fields used here.
#[derive(Debug, Deserialize)]
struct WorkloadList {
    items: Vec<KubernetesWorkload>,
}

/// A workload that runs pods.
#[derive(Debug, Deserialize)]
struct KubernetesWorkload {
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
    env: Vec<EnvVar>,
}

/// An environment variable of a container; without a value it comes from elsewhere, such as the pod's own namespace.
#[derive(Debug, Deserialize)]
struct EnvVar {
    name: String,
    value: Option<String>,
}

/// The variables that define which namespaces the operator watches, in order of precedence.
const WATCH_NAMESPACE_VARIABLES: [&str; 2] =
    ["DD_GENERIC_RESOURCE_WATCH_NAMESPACE", "WATCH_NAMESPACE"];
/// The command that installs the operator, or reconfigures it, the way services need it.
const DATADOG_OPERATOR_INSTALL_COMMAND: &str = "helm upgrade datadog-operator datadog/datadog-operator --install --set datadogCRDs.crds.datadogGenericResources=true --set datadogGenericResource.enabled=true --set 'watchNamespaces={\"\"}'";

/// Checks the cluster. Without one, returns a single skipped check.
pub(super) fn run_datadog_setup_checks() -> Vec<DoctorCheck> {
    let context = match run_kubectl(&["config", "current-context"]) {
        Ok(context) => context,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return vec![DoctorCheck::new_skipped_check(
                "cluster",
                "kubectl is not installed",
            )];
        }
        Err(_) => {
            return vec![DoctorCheck::new_skipped_check(
                "cluster",
                "kubectl has no current context",
            )];
        }
    };
    let reached =
        run_kubectl(&["get", "--raw", "/version"]).map(|_| Printable(context.trim()).to_string());
    if reached.is_err() {
        return vec![DoctorCheck::from_result("cluster", reached)];
    }
    let resource = run_kubectl(&["get", "crd", DATADOG_RESOURCE, "-o", "name"])
        .map(|_| DATADOG_RESOURCE.to_owned())
        .map_err(|_| {
            Error::not_found(format!(
                "{DATADOG_RESOURCE} is not installed in the cluster"
            ))
            .with_hint(DATADOG_OPERATOR_INSTALL_COMMAND)
            .with_hint("or set `datadog.delivery: api` in the values of your services")
        });
    let operator = fetch_first_container("deployments", "app.kubernetes.io/name=datadog-operator");
    let agent = fetch_first_container("daemonsets", "app.kubernetes.io/component=agent");
    vec![
        DoctorCheck::from_result("cluster", reached),
        DoctorCheck::from_result("datadog", resource),
        DoctorCheck::from_result(
            "operator",
            check_datadog_operator_watched_namespaces(operator),
        ),
        DoctorCheck::from_result(
            "agent",
            agent
                .map(|agent| shorten_printable(&agent.image))
                .ok_or_else(|| {
                    Error::not_found("no Datadog Agent found")
                        .with_hint("services send traces and logs to the Agent on their node")
                }),
        ),
    ]
}

/// The operator's image, if it watches the namespaces of services. By default it watches only its own namespace.
fn check_datadog_operator_watched_namespaces(operator: Option<Container>) -> Result<String> {
    let Some(operator) = operator else {
        return Err(Error::not_found("no Datadog Operator found")
            .with_hint(DATADOG_OPERATOR_INSTALL_COMMAND));
    };
    let said = WATCH_NAMESPACE_VARIABLES
        .iter()
        .find_map(|name| operator.env.iter().find(|variable| variable.name == *name));
    let everywhere = said.is_none_or(|said| said.value.as_deref() == Some(""));
    let named = said.and_then(|said| said.value.clone());
    match (everywhere, named) {
        (true, _) => Ok(format!(
            "{}, watches every namespace",
            shorten_printable(&operator.image)
        )),
        (false, Some(namespaces)) => Ok(format!(
            "{}, watches {}",
            shorten_printable(&operator.image),
            shorten_printable(&namespaces)
        )),
        (false, None) => Err(Error::usage(format!(
            "{} watches only its own namespace",
            shorten_printable(&operator.image)
        ))
        .with_hint(DATADOG_OPERATOR_INSTALL_COMMAND)),
    }
}

fn shorten_printable(text: &str) -> String {
    truncate_chars(&Printable(text).to_string(), 100)
}

/// The first container of the workloads with `label`.
fn fetch_first_container(kind: &str, label: &str) -> Option<Container> {
    let json = run_kubectl(&["get", kind, "-A", "-l", label, "-o", "json"]).ok()?;
    let list: WorkloadList = serde_json::from_str(&json).ok()?;
    let first = list.items.into_iter().next()?;
    first.spec.template.spec.containers.into_iter().next()
}

fn run_kubectl(arguments: &[&str]) -> Result<String> {
    let output = Command::new("kubectl")
        .args(["--request-timeout=5s"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|_| Error::not_found("kubectl is not installed"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = truncate_chars(&Printable(said.trim()).to_string(), 200);
        Err(Error::remote(format!("kubectl: {said}")).with_hint("kubectl cluster-info"))
    }
}
