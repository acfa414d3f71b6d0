//! Strings of `idp.yaml` that are validated when they are read, so that a cluster or registry never gets an invalid one.

use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::printable::escape_and_truncate;

/// Declares a string type validated against a pattern. Error messages use `$what` as its name and `$rule` as the rule.
macro_rules! validated_string {
    ($(#[$documentation:meta])* $name:ident, $pattern:literal, $what:literal, $rule:literal) => {
        $(#[$documentation])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String")]
        pub struct $name(#[schemars(regex(pattern = $pattern))] String);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                if Regex::new($pattern).is_ok_and(|pattern| pattern.is_match(&text)) { Ok($name(text)) } else { Err(format!(
                        concat!("invalid ", $what, " `{}`: use ", $rule),
                        escape_and_truncate(&text)
                    )) }
            }
        }
    };
}

/// Replaces each `{name}` in `pattern` with the name of the service.
pub(super) fn expand_name_placeholder(pattern: &impl std::fmt::Display, name: &str) -> String {
    pattern.to_string().replace("{name}", name)
}

validated_string!(
    /// The ID of an AWS account.
    AwsAccount, "^[0-9]{12}$", "AWS account", "12 digits, in quotes"
);
validated_string!(
    /// An AWS region.
    AwsRegion, "^[a-z]{2}(-[a-z]+)+-[0-9]$", "AWS region", "a region such as eu-central-1"
);
validated_string!(
    /// The ID of a Google Cloud project.
    GoogleProject,
    "^[a-z][a-z0-9-]{4,28}[a-z0-9]$",
    "Google Cloud project",
    "6 to 30 lower-case letters, digits and `-`"
);
validated_string!(
    /// A Google Cloud region or multi-region.
    GoogleLocation, "^[a-z]+(-[a-z]+[0-9]+)?$", "location", "a location such as europe-west1 or europe"
);
validated_string!(
    /// The name of an Artifact Registry repository.
    GoogleRepository,
    "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$",
    "repository",
    "lower-case letters, digits and `-`"
);
validated_string!(
    /// The name of an Azure container registry, without `.azurecr.io`.
    AzureRegistry,
    "^[a-z0-9]{5,50}$",
    "Azure container registry",
    "5 to 50 lower-case letters and digits, without .azurecr.io"
);
validated_string!(
    /// The host of a registry, optionally with a path for the images.
    RegistryHost,
    "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[a-z0-9._-]+)*$",
    "registry",
    "a host such as registry.acme.dev or registry.acme.dev/services, without https://"
);
validated_string!(
    /// The name of a Kubernetes object.
    KubernetesName,
    "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$",
    "name of a Kubernetes object",
    "lower-case letters, digits, `-` and `.`"
);
validated_string!(
    /// The name of a Secret; `{name}` is the name of the service.
    SecretName,
    r"^([a-z0-9]|\{name\})(([a-z0-9.-]|\{name\})*([a-z0-9]|\{name\}))?$",
    "name of a Secret",
    "lower-case letters, digits, `-` and `.`; {{name}} is the service"
);
validated_string!(
    /// The name of a Kubernetes namespace; `{name}` is the name of the service.
    NamespaceName,
    r"^([a-z0-9]|\{name\})(([a-z0-9-]|\{name\})*([a-z0-9]|\{name\}))?$",
    "namespace",
    "lower-case letters, digits and `-`; {{name}} is the service"
);
validated_string!(
    /// The host name of a service. It must contain `{name}`, the name of the service, so that no two services share a host.
    RouteHost,
    r"^([a-z0-9-]+\.)*([a-z0-9]([a-z0-9-]*[a-z0-9])?-)?\{name\}(-[a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$",
    "host",
    "a DNS name that contains {{name}}, such as {{name}}.acme.dev"
);
validated_string!(
    /// The key of an annotation.
    AnnotationKey,
    "^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$",
    "annotation",
    "a key such as example.com/key"
);
validated_string!(
    /// A runner label.
    RunnerLabel,
    "^[A-Za-z0-9][A-Za-z0-9._-]*$",
    "runner label",
    "letters, digits, `.`, `_` and `-`"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_contains_the_service() {
        let host = |text: &str| RouteHost::try_from(text.to_owned());
        for good in [
            "{name}.acme.dev",
            "api.{name}.acme.dev",
            "staging-{name}-eu.acme.dev",
        ] {
            assert_eq!(
                expand_name_placeholder(&host(good).unwrap(), "cart"),
                good.replace("{name}", "cart")
            );
        }
        for bad in [
            "acme.dev",
            "{name}",
            "https://{name}.acme.dev",
            "{name}.Acme.dev",
            "{name}_x.acme.dev",
            "{name}.acme.dev/x",
            "{nme}.acme.dev",
        ] {
            assert!(host(bad).unwrap_err().contains("{name}.acme.dev"), "{bad}");
        }
    }

    #[test]
    fn a_namespace_is_a_label() {
        for (text, good) in [
            ("{name}", true),
            ("{name}-staging", true),
            ("shops", true),
            ("-x", false),
            ("{x}", false),
            ("a.b", false),
            ("", false),
        ] {
            assert_eq!(
                NamespaceName::try_from(text.to_owned()).is_ok(),
                good,
                "{text}"
            );
        }
    }
}
