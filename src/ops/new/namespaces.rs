//! The Kubernetes namespaces of a new service. Its entity lists them, so that `who-owns namespace/…` finds it.
//!
//! They are checked before anything is created. A cluster would reject them only after everything else exists.

use crate::catalog::NAMESPACES_ANNOTATION;
use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;
use crate::template::{DeploymentEnvironments, NAMESPACE_VARIABLE};

/// The maximum length of a namespace, which is an RFC 1123 label.
const MAX_NAMESPACE_LENGTH: usize = 63;

/// The annotations for the namespaces of the service `name`. Backstage reads only one, so it gets that of production.
///
/// # Errors
/// Usage (2) for an invalid namespace.
pub(super) fn build_kubernetes_namespace_annotations(
    name: &str,
    environments: &DeploymentEnvironments,
) -> Result<Vec<(String, String)>> {
    let mut all = Vec::new();
    for (called, environment) in environments.named_environments() {
        let namespace = environment
            .workflow_variables(name)
            .remove(NAMESPACE_VARIABLE);
        if let Some(namespace) = namespace.filter(|namespace| !namespace.is_empty()) {
            let key = match environment.namespace {
                Some(_) => "namespace".to_owned(),
                None => format!("variables.{NAMESPACE_VARIABLE}"),
            };
            validate_kubernetes_namespace(called, &key, &namespace)?;
            all.push(namespace);
        }
    }
    let (Some(first), Some(last)) = (all.first(), all.last()) else {
        return Ok(Vec::new());
    };
    let mut annotations = vec![("backstage.io/kubernetes-namespace".to_owned(), last.clone())];
    if first != last {
        annotations.push((NAMESPACES_ANNOTATION.to_owned(), all.join(",")));
    }
    Ok(annotations)
}

/// Checks that `namespace`, set by `key` of the environment, is valid in Kubernetes: an RFC 1123 label.
fn validate_kubernetes_namespace(environment: &str, key: &str, namespace: &str) -> Result<()> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let length = namespace.chars().count();
    let rule = if length > MAX_NAMESPACE_LENGTH {
        format!(
            "a namespace can have at most {MAX_NAMESPACE_LENGTH} characters, and this one has {length}"
        )
    } else if !namespace.bytes().all(fits) || namespace.starts_with('-') || namespace.ends_with('-')
    {
        "a namespace can contain only lower-case letters, digits and `-`, and must start and end with a letter or digit".to_owned()
    } else {
        return Ok(());
    };
    let message = format!(
        "invalid Kubernetes namespace `{}` for {environment}: {rule}",
        escape_and_truncate(namespace)
    );
    let help = format!("change `environments.{environment}.{key}` in idp.yaml");
    Err(
        Error::usage(message).with_hint(if length > MAX_NAMESPACE_LENGTH {
            format!("choose a shorter name, or {help}")
        } else {
            help
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn namespace_error(namespace: &str) -> Option<String> {
        validate_kubernetes_namespace("staging", "namespace", namespace)
            .err()
            .map(|error| error.to_string())
    }

    #[test]
    fn a_namespace_is_a_label_of_rfc_1123() {
        for good in ["a", "0-shop", &"x".repeat(63)] {
            assert_eq!(namespace_error(good), None, "{good}");
        }
        for bad in [
            "Shop", "shop_x", "shop.x", "-shop", "shop-", "shöp", "{x}", " shop",
        ] {
            assert!(
                namespace_error(bad).unwrap().contains("lower-case letters"),
                "{bad}"
            );
        }
        assert!(
            namespace_error(&"x".repeat(64))
                .unwrap()
                .contains("this one has 64")
        );
    }
}
