//! How a service is exposed outside the cluster.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::validated_strings::{
    AnnotationKey, KubernetesName, RouteHost, SecretName, expand_name_placeholder,
};

/// How a service is exposed outside the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum ServiceRoute {
    /// An Ingress for the AWS Load Balancer Controller, which creates an Application Load Balancer that sends requests
    /// directly to the pods.
    Alb {
        /// The host name; `{name}` is the name of the service.
        host: RouteHost,
        /// Whether clients use HTTPS, with the ACM certificate that covers the host. Default: true.
        #[serde(default = "is_tls_enabled_by_default")]
        tls: bool,
        /// Additional annotations for the Ingress, such as `alb.ingress.kubernetes.io/scheme: internet-facing`.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        annotations: BTreeMap<AnnotationKey, String>,
    },
    /// An Ingress for the application routing add-on for AKS.
    AppRouting {
        /// The host name; `{name}` is the name of the service.
        host: RouteHost,
        /// Whether clients use HTTPS. Default: true.
        #[serde(default = "is_tls_enabled_by_default")]
        tls: bool,
        /// The Secret with the certificate, if the controller doesn't provide one; `{name}` is the name of the service.
        #[serde(skip_serializing_if = "Option::is_none")]
        tls_secret: Option<SecretName>,
        /// Additional annotations for the Ingress.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        annotations: BTreeMap<AnnotationKey, String>,
    },
    /// An Ingress for any controller.
    Ingress {
        /// The host name; `{name}` is the name of the service.
        host: RouteHost,
        /// The class of the Ingress, such as `nginx`.
        class_name: KubernetesName,
        /// Whether clients use HTTPS. Default: true.
        #[serde(default = "is_tls_enabled_by_default")]
        tls: bool,
        /// The Secret with the certificate, if the controller doesn't provide one; `{name}` is the name of the service.
        #[serde(skip_serializing_if = "Option::is_none")]
        tls_secret: Option<SecretName>,
        /// Additional annotations for the Ingress.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        annotations: BTreeMap<AnnotationKey, String>,
    },
    /// An HTTPRoute of the Gateway API; on GKE, with a health check for the load balancer.
    Httproute {
        /// The host name; `{name}` is the name of the service.
        host: RouteHost,
        /// The parent Gateway.
        gateway: Gateway,
        /// Whether clients use HTTPS, with the certificate of the Gateway. Default: true.
        #[serde(default = "is_tls_enabled_by_default")]
        tls: bool,
        /// Annotations for the HTTPRoute.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        annotations: BTreeMap<AnnotationKey, String>,
    },
}

/// A Gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Gateway {
    /// The name of the Gateway.
    pub name: KubernetesName,
    /// The namespace of the Gateway. Default: the namespace of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<KubernetesName>,
}

fn is_tls_enabled_by_default() -> bool {
    true
}

/// Annotations that the AWS Load Balancer Controller needs to reach pods behind a ClusterIP Service.
const ALB_ANNOTATIONS: [(&str, &str); 2] = [
    ("alb.ingress.kubernetes.io/healthcheck-path", "/readyz"),
    ("alb.ingress.kubernetes.io/target-type", "ip"),
];
/// Annotations that make it listen on HTTPS and redirect HTTP requests.
const ALB_TLS_ANNOTATIONS: [(&str, &str); 2] = [
    (
        "alb.ingress.kubernetes.io/listen-ports",
        r#"[{"HTTP": 80}, {"HTTPS": 443}]"#,
    ),
    ("alb.ingress.kubernetes.io/ssl-redirect", "443"),
];
/// The Ingress class of the AKS application routing add-on.
const APP_ROUTING_CLASS: &str = "webapprouting.kubernetes.azure.com";

/// The route fields that templates see, except annotations; empty if they don't apply.
pub(super) const ROUTE_FIELDS: [&str; 8] = [
    "kind",
    "host",
    "className",
    "gateway",
    "gatewayNamespace",
    "tlsSecretName",
    "url",
    "tls",
];

impl ServiceRoute {
    /// The URL of the service `name`.
    pub fn url(&self, name: &str) -> String {
        let scheme = if self.is_tls_enabled() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}", expand_name_placeholder(self.host(), name))
    }

    /// Whether a TLS Secret is set although TLS is off.
    pub fn has_unused_tls_secret(&self) -> bool {
        let (ServiceRoute::AppRouting { tls_secret, .. }
        | ServiceRoute::Ingress { tls_secret, .. }) = self
        else {
            return false;
        };
        tls_secret.is_some() && !self.is_tls_enabled()
    }

    fn host(&self) -> &RouteHost {
        let (ServiceRoute::Alb { host, .. }
        | ServiceRoute::AppRouting { host, .. }
        | ServiceRoute::Ingress { host, .. }
        | ServiceRoute::Httproute { host, .. }) = self;
        host
    }

    fn is_tls_enabled(&self) -> bool {
        let (ServiceRoute::Alb { tls, .. }
        | ServiceRoute::AppRouting { tls, .. }
        | ServiceRoute::Ingress { tls, .. }
        | ServiceRoute::Httproute { tls, .. }) = self;
        *tls
    }

    /// The annotations, including those of the preset; explicit ones take precedence.
    fn build_route_annotations(&self, name: &str) -> BTreeMap<String, String> {
        let (ServiceRoute::Alb { annotations, .. }
        | ServiceRoute::AppRouting { annotations, .. }
        | ServiceRoute::Ingress { annotations, .. }
        | ServiceRoute::Httproute { annotations, .. }) = self;
        let preset: &[_] = match self {
            ServiceRoute::Alb { tls: true, .. } => &[ALB_ANNOTATIONS, ALB_TLS_ANNOTATIONS].concat(),
            ServiceRoute::Alb { tls: false, .. } => &ALB_ANNOTATIONS,
            _ => &[],
        };
        let preset = preset
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let said = annotations.iter().map(|(key, value)| {
            (
                expand_name_placeholder(key, name),
                value.replace("{name}", name),
            )
        });
        preset.chain(said).collect()
    }
}

/// The values that templates of the service `name` see; kind `none` if there is no route.
pub(super) fn service_route_to_template_values(route: Option<&ServiceRoute>, name: &str) -> Json {
    let empty = ROUTE_FIELDS.map(|key| (key.to_owned(), Json::from("")));
    let mut values: serde_json::Map<String, Json> = empty.into_iter().collect();
    values.insert("kind".to_owned(), "none".into());
    values.insert("tls".to_owned(), false.into());
    values.insert("annotations".to_owned(), json!([]));
    let Some(route) = route else {
        return values.into();
    };
    let secret = |secret: &Option<SecretName>| {
        secret
            .as_ref()
            .map(|secret| expand_name_placeholder(secret, name))
    };
    let said = match route {
        ServiceRoute::Alb { .. } => json!({"kind": "ingress", "className": "alb"}),
        ServiceRoute::AppRouting { tls_secret, .. } => {
            json!({"kind": "ingress", "className": APP_ROUTING_CLASS, "tlsSecretName": secret(tls_secret).unwrap_or_default()})
        }
        ServiceRoute::Ingress {
            class_name,
            tls_secret,
            ..
        } => {
            json!({"kind": "ingress", "className": expand_name_placeholder(class_name, name), "tlsSecretName": secret(tls_secret).unwrap_or_default()})
        }
        ServiceRoute::Httproute { gateway, .. } => {
            let namespace = gateway.namespace.as_ref();
            let namespace = namespace.map(|namespace| expand_name_placeholder(namespace, name));
            json!({"kind": "httproute", "gateway": expand_name_placeholder(&gateway.name, name), "gatewayNamespace": namespace.unwrap_or_default()})
        }
    };
    let annotations = route.build_route_annotations(name).into_iter();
    let annotations = annotations.map(|(key, value)| json!({"key": key, "value": value}));
    let common = json!({
        "host": expand_name_placeholder(route.host(), name),
        "url": route.url(name),
        "tls": route.is_tls_enabled(),
        "annotations": annotations.collect::<Vec<_>>(),
    });
    for part in [said, common] {
        if let Json::Object(part) = part {
            values.extend(part);
        }
    }
    values.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_to_json(route: &str) -> Json {
        let route: ServiceRoute = serde_yaml::from_str(route).unwrap();
        service_route_to_template_values(Some(&route), "checkout")
    }

    #[test]
    fn a_load_balancer_reaches_pods_and_asks_whether_they_are_ready() {
        let seen = parse_to_json(
            "{kind: alb, host: '{name}.acme.dev', annotations: {alb.ingress.kubernetes.io/healthcheck-path: /up, alb.ingress.kubernetes.io/group.name: '{name}'}}",
        );
        assert_eq!(seen["url"], "https://checkout.acme.dev");
        let annotations: Vec<String> = seen["annotations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                format!(
                    "{}: {}",
                    one["key"].as_str().unwrap(),
                    one["value"].as_str().unwrap()
                )
            })
            .collect();
        insta::assert_snapshot!(annotations.join("\n"), @r#"
        alb.ingress.kubernetes.io/group.name: checkout
        alb.ingress.kubernetes.io/healthcheck-path: /up
        alb.ingress.kubernetes.io/listen-ports: [{"HTTP": 80}, {"HTTPS": 443}]
        alb.ingress.kubernetes.io/ssl-redirect: 443
        alb.ingress.kubernetes.io/target-type: ip
        "#);
    }

    #[test]
    fn presets_know_their_class_and_plain_http_is_said() {
        let aks =
            parse_to_json("{kind: app-routing, host: '{name}.acme.dev', tlsSecret: '{name}-tls'}");
        assert_eq!(aks["className"], APP_ROUTING_CLASS);
        assert_eq!(aks["tlsSecretName"], "checkout-tls");
        let plain = parse_to_json(
            "{kind: httproute, host: '{name}.acme.dev', gateway: {name: internal}, tls: false}",
        );
        assert_eq!(plain["url"], "http://checkout.acme.dev");
        assert_eq!(plain["gatewayNamespace"], "");
    }
}
