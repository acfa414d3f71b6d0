//! How a service is reached from outside the cluster.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::validated_strings::{AnnotationKey, KubernetesName, RouteHost, SecretName};

/// How a service is reached from outside the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum ServiceRoute {
    /// An Ingress that the AWS Load Balancer Controller turns into an Application Load Balancer, which sends requests to the
    /// pods themselves.
    Alb {
        /// The host name; `{name}` is the service.
        host: RouteHost,
        /// Whether clients use HTTPS; the certificate is the one in ACM that covers the host.
        #[serde(default = "default_tls")]
        tls: bool,
        /// More annotations of the Ingress, such as `alb.ingress.kubernetes.io/scheme: internet-facing`.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        annotations: BTreeMap<AnnotationKey, String>,
    },
    /// An Ingress of the application routing add-on of AKS.
    AppRouting {
        /// The host name; `{name}` is the service.
        host: RouteHost,
        /// Whether clients use HTTPS.
        #[serde(default = "default_tls")]
        tls: bool,
        /// The Secret with the certificate, where the controller has none of its own; `{name}` is the service.
        #[serde(skip_serializing_if = "Option::is_none")]
        tls_secret: Option<SecretName>,
        /// More annotations of the Ingress.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        annotations: BTreeMap<AnnotationKey, String>,
    },
    /// An Ingress of any controller.
    Ingress {
        /// The host name; `{name}` is the service.
        host: RouteHost,
        /// The class of the Ingress, such as `nginx`.
        class_name: KubernetesName,
        /// Whether clients use HTTPS.
        #[serde(default = "default_tls")]
        tls: bool,
        /// The Secret with the certificate, where the controller has none of its own; `{name}` is the service.
        #[serde(skip_serializing_if = "Option::is_none")]
        tls_secret: Option<SecretName>,
        /// More annotations of the Ingress.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        annotations: BTreeMap<AnnotationKey, String>,
    },
    /// An HTTPRoute of the Gateway API; on GKE, with a health check of the load balancer.
    Httproute {
        /// The host name; `{name}` is the service.
        host: RouteHost,
        /// The Gateway that it belongs to.
        gateway: Gateway,
        /// Whether clients use HTTPS; the Gateway has the certificate.
        #[serde(default = "default_tls")]
        tls: bool,
        /// Annotations of the HTTPRoute.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        annotations: BTreeMap<AnnotationKey, String>,
    },
}

/// A Gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Gateway {
    /// Its name.
    pub name: KubernetesName,
    /// Its namespace; that of the service if omitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<KubernetesName>,
}

fn default_tls() -> bool {
    true
}

/// What the AWS Load Balancer Controller needs to reach pods behind a ClusterIP Service.
const ALB_ANNOTATIONS: [(&str, &str); 2] = [
    ("alb.ingress.kubernetes.io/healthcheck-path", "/readyz"),
    ("alb.ingress.kubernetes.io/target-type", "ip"),
];
/// What makes it listen on HTTPS, and redirect to it.
const ALB_TLS_ANNOTATIONS: [(&str, &str); 2] = [
    (
        "alb.ingress.kubernetes.io/listen-ports",
        r#"[{"HTTP": 80}, {"HTTPS": 443}]"#,
    ),
    ("alb.ingress.kubernetes.io/ssl-redirect", "443"),
];
/// The class of AKS's application routing add-on.
const APP_ROUTING_CLASS: &str = "webapprouting.kubernetes.azure.com";

/// What templates know of a route, but for its annotations; empty where it does not apply.
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
        let scheme = if self.tls() { "https" } else { "http" };
        format!("{scheme}://{}", self.host().of(name))
    }

    /// A Secret with a certificate that nobody would use.
    pub fn has_unused_tls_secret(&self) -> bool {
        let (ServiceRoute::AppRouting { tls_secret, .. }
        | ServiceRoute::Ingress { tls_secret, .. }) = self
        else {
            return false;
        };
        tls_secret.is_some() && !self.tls()
    }

    fn host(&self) -> &RouteHost {
        let (ServiceRoute::Alb { host, .. }
        | ServiceRoute::AppRouting { host, .. }
        | ServiceRoute::Ingress { host, .. }
        | ServiceRoute::Httproute { host, .. }) = self;
        host
    }

    fn tls(&self) -> bool {
        let (ServiceRoute::Alb { tls, .. }
        | ServiceRoute::AppRouting { tls, .. }
        | ServiceRoute::Ingress { tls, .. }
        | ServiceRoute::Httproute { tls, .. }) = self;
        *tls
    }

    /// The annotations, those of the preset included; what is said outright wins.
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
        let said = annotations
            .iter()
            .map(|(key, value)| (key.of(name), value.replace("{name}", name)));
        preset.chain(said).collect()
    }
}

/// A route as templates of the service `name` see it; of kind `none` where there is none.
pub(super) fn route_to_json(route: Option<&ServiceRoute>, name: &str) -> Json {
    let empty = ROUTE_FIELDS.map(|key| (key.to_owned(), Json::from("")));
    let mut values: serde_json::Map<String, Json> = empty.into_iter().collect();
    values.insert("kind".to_owned(), "none".into());
    values.insert("tls".to_owned(), false.into());
    values.insert("annotations".to_owned(), json!([]));
    let Some(route) = route else {
        return values.into();
    };
    let secret = |secret: &Option<SecretName>| secret.as_ref().map(|secret| secret.of(name));
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
            json!({"kind": "ingress", "className": class_name.of(name), "tlsSecretName": secret(tls_secret).unwrap_or_default()})
        }
        ServiceRoute::Httproute { gateway, .. } => {
            let namespace = gateway.namespace.as_ref();
            let namespace = namespace.map(|namespace| namespace.of(name));
            json!({"kind": "httproute", "gateway": gateway.name.of(name), "gatewayNamespace": namespace.unwrap_or_default()})
        }
    };
    let annotations = route.build_route_annotations(name).into_iter();
    let annotations = annotations.map(|(key, value)| json!({"key": key, "value": value}));
    let common = json!({
        "host": route.host().of(name),
        "url": route.url(name),
        "tls": route.tls(),
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
        route_to_json(Some(&route), "checkout")
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
