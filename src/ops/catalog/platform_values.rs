//! `idp catalog export platform-values`: what the platform chart takes from the catalog and `idp.yaml`.
//!
//! Unlike for Backstage, entities with errors count: a namespace that left the values would lose its permissions.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{
    Catalog, Entity, EntityRef, Ownership, TEMPLATE_ANNOTATION, is_dns_label, is_valid_entity_name,
};
use crate::count::CountedNoun;
use crate::error::{Error, ErrorKind, Result};
use crate::platform::PlatformConfig;
use crate::printable::escape_and_truncate;
use crate::template::{DatabaseConfig, Environment, NAMESPACE_VARIABLE, SecretStoreScope};

/// The maximum length of a Slack channel's name.
const MAX_CHANNEL_LENGTH: usize = 80;

/// The values of the platform chart that come from the catalog and `idp.yaml`.
#[derive(Debug)]
pub struct PlatformValues {
    /// The environment that the cluster runs; `None` if it runs all of them.
    pub environment: Option<String>,
    /// The Kubernetes namespaces of components, by name.
    pub namespaces: BTreeMap<String, ServiceNamespace>,
    /// The owners of components, by the value of the label `team`.
    pub teams: BTreeMap<String, TeamContacts>,
    /// The Secrets that every namespace needs to pull images.
    pub pull_secrets: Vec<String>,
    /// The ClusterSecretStore that databases use, if there is exactly one.
    pub secret_store: Option<String>,
    /// What the values lack, or what was decided for lack of information; one sentence each, sorted.
    pub notes: BTreeSet<String>,
}

/// A Kubernetes namespace of components.
#[derive(Debug)]
pub struct ServiceNamespace {
    /// The name of the owner, as in the label `team`.
    pub owner: String,
    /// The names of the components that run there.
    pub services: BTreeSet<String>,
}

/// How to notify the owner of components.
#[derive(Debug, Default)]
pub struct TeamContacts {
    /// The full ref.
    pub reference: String,
    /// The name of a Slack channel, without `#`.
    pub slack: Option<String>,
    /// An email address.
    pub email: Option<String>,
    /// The name or ID of an on-call schedule or service.
    pub on_call: Option<String>,
}

impl PlatformValues {
    /// The values for a cluster that runs `environment`, or all environments.
    ///
    /// # Errors
    /// Findings (1) if a catalog file can't be parsed: its namespaces would be missing.
    pub fn collect(
        catalog: &Catalog,
        config: &PlatformConfig,
        environment: Option<String>,
    ) -> Result<PlatformValues> {
        if let unparsable @ 1.. = catalog.unparsable_file_count() {
            let files = CountedNoun(unparsable, "catalog file");
            let message = format!("{files} can't be parsed, so namespaces may be missing");
            return Err(Error::new(ErrorKind::Findings, message));
        }
        let mut values = PlatformValues {
            pull_secrets: config
                .pull_secrets
                .iter()
                .map(ToString::to_string)
                .collect(),
            secret_store: find_secret_store(config, environment.as_deref()),
            environment,
            namespaces: BTreeMap::new(),
            teams: BTreeMap::new(),
            notes: BTreeSet::new(),
        };
        let mut components: Vec<&Entity> = catalog.entities_of_kind("component").collect();
        components.sort_by_cached_key(|component| component.entity_ref().to_string());
        for component in components {
            values.add_component(catalog, config, component);
        }
        Ok(values)
    }

    fn add_component(&mut self, catalog: &Catalog, config: &PlatformConfig, component: &Entity) {
        let ownership = Ownership::find_entity_ownership(catalog, component);
        let owner = ownership.owner_ref.as_ref().map(|owner| {
            let written = owner.as_entity_ref().name;
            ownership.owner.map_or(written, Entity::name).to_owned()
        });
        let owner = owner.filter(|owner| is_valid_entity_name(owner));
        let namespaces = self.find_namespaces(config, component);
        let (Some(owner), true) = (owner, is_valid_entity_name(component.name())) else {
            if !namespaces.is_empty() {
                self.notes.insert(format!(
                    "left out the namespaces of {}: its name or its owner isn't valid",
                    escape_and_truncate(&component.entity_ref().to_string())
                ));
            }
            return;
        };
        for namespace in namespaces {
            self.add_namespace(namespace, &owner, component);
        }
        if let Some(entity) = ownership.owner {
            self.add_team(&owner, entity.entity_ref(), &ownership);
        }
    }

    /// The namespaces that `component` has in this cluster: those that it lists, or else, if `idp new` created it, those that
    /// `idp.yaml` sets.
    fn find_namespaces(&mut self, config: &PlatformConfig, component: &Entity) -> BTreeSet<String> {
        let environments = config.environments.named_environments();
        let configured = environments.into_iter().filter_map(|(name, environment)| {
            Some((name, configured_namespace(environment, component.name())?))
        });
        let configured: Vec<(&str, String)> = configured.collect();
        let mut namespaces: BTreeSet<String> = component
            .kubernetes_namespaces()
            .filter(|namespace| !namespace.is_empty())
            .map(str::to_owned)
            .collect();
        if namespaces.is_empty() && component.annotation(TEMPLATE_ANNOTATION).is_some() {
            namespaces.extend(configured.iter().map(|(_, namespace)| namespace.clone()));
        }
        namespaces.retain(|namespace| {
            self.accept_namespace(namespace, component)
                && self.is_in_environment(namespace, component, &configured)
        });
        namespaces
    }

    /// Whether a cluster can have this namespace for services.
    fn accept_namespace(&mut self, namespace: &str, component: &Entity) -> bool {
        let reason = if namespace == "default" || namespace.starts_with("kube-") {
            "Kubernetes reserves the name"
        } else if is_dns_label(namespace) {
            return true;
        } else {
            "a namespace consists of lower-case letters, digits and `-`"
        };
        self.notes.insert(format!(
            "left out namespace `{}` of {}: {reason}",
            escape_and_truncate(namespace),
            component.entity_ref(),
        ));
        false
    }

    /// Whether this cluster has a namespace of `component`; `configured` are those that `idp.yaml` sets, by environment.
    fn is_in_environment(
        &mut self,
        namespace: &str,
        component: &Entity,
        configured: &[(&str, String)],
    ) -> bool {
        let Some(environment) = self.environment.as_deref() else {
            return true;
        };
        let environments = configured.iter().filter(|(_, one)| one == namespace);
        let environments: Vec<&str> = environments.map(|(name, _)| *name).collect();
        if environments.is_empty() && !configured.is_empty() {
            self.notes.insert(format!(
                "namespace `{namespace}` of {} belongs to no environment in idp.yaml, so it's in the values of each",
                component.entity_ref()
            ));
        }
        environments.is_empty() || environments.contains(&environment)
    }

    fn add_namespace(&mut self, namespace: String, owner: &str, component: &Entity) {
        let known = self.namespaces.entry(namespace.clone());
        let known = known.or_insert_with(|| ServiceNamespace {
            owner: owner.to_owned(),
            services: BTreeSet::new(),
        });
        known.services.insert(component.name().to_owned());
        if known.owner != owner {
            let first = &known.owner;
            self.notes.insert(format!(
                "namespace `{namespace}` has components of {first} and of {owner}; its owner is {first}"
            ));
        }
    }

    fn add_team(&mut self, name: &str, reference: EntityRef<'_>, ownership: &Ownership<'_>) {
        let known = self.teams.get(name);
        // Datadog ignores the case of tags.
        let mut others = self.teams.iter();
        let mut find_same_tag = || others.find(|(known, _)| known.eq_ignore_ascii_case(name));
        if let Some(known) = known.or_else(|| find_same_tag().map(|(_, team)| team)) {
            let known = &known.reference;
            if *known != reference.to_string() {
                self.notes.insert(format!(
                    "left out the contacts of {reference}: alerts can't tell it from {known}"
                ));
            }
            return;
        }
        let contacts = &ownership.contacts;
        let mut accept = |contact: &Option<String>, what, parse: fn(&str) -> Option<&str>| {
            let contact = contact.as_deref()?;
            let accepted = parse(contact).map(str::to_owned);
            if accepted.is_none() {
                self.notes.insert(format!(
                    "left out `{}` of {reference}: it isn't {what}",
                    escape_and_truncate(contact)
                ));
            }
            accepted
        };
        let team = TeamContacts {
            reference: reference.to_string(),
            slack: accept(
                &contacts.slack,
                "the name of a Slack channel",
                parse_channel,
            ),
            email: accept(&contacts.email, "an email address", parse_email),
            on_call: accept(
                &contacts.on_call,
                "the name of an on-call schedule",
                parse_on_call,
            ),
        };
        self.teams.insert(name.to_owned(), team);
    }
}

/// The namespace that `idp.yaml` gives the service `name`.
fn configured_namespace(environment: &Environment, name: &str) -> Option<String> {
    let mut variables = environment.workflow_variables(name);
    variables
        .remove(NAMESPACE_VARIABLE)
        .filter(|namespace| !namespace.is_empty())
}

fn find_secret_store(config: &PlatformConfig, environment: Option<&str>) -> Option<String> {
    let environments = config.environments.named_environments().into_iter();
    let chosen = environments.filter(|(name, _)| environment.is_none_or(|chosen| chosen == *name));
    let stores: BTreeSet<&String> = chosen
        .filter_map(|(_, environment)| match &environment.database {
            DatabaseConfig::ExternalSecret {
                store,
                store_kind: SecretStoreScope::ClusterSecretStore,
                ..
            } => Some(store),
            _ => None,
        })
        .collect();
    let only = (stores.len() == 1).then(|| stores.first().copied())?;
    only.cloned()
}

/// The channel's name, without `#`. The ID of a channel in its URL isn't its name.
fn parse_channel(text: &str) -> Option<&str> {
    let name = text.strip_prefix('#').unwrap_or(text);
    let fits = |char: char| (char.is_alphanumeric() && !char.is_uppercase()) || "-_".contains(char);
    let length = name.chars().count();
    ((1..=MAX_CHANNEL_LENGTH).contains(&length) && name.chars().all(fits)).then_some(name)
}

fn parse_email(text: &str) -> Option<&str> {
    let (user, domain) = text.split_once('@')?;
    let is_address = !user.is_empty() && domain.contains('.') && !domain.contains('@');
    (is_address && is_handle(text)).then_some(text)
}

fn parse_on_call(text: &str) -> Option<&str> {
    (is_handle(text) && !text.contains(['@', '/'])).then_some(text)
}

/// Whether a Datadog handle can contain `text`. The chart replaces braces.
fn is_handle(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && !b"{}".contains(&byte);
    !text.is_empty() && !text.starts_with('@') && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_a_name_and_not_a_url() {
        assert_eq!(parse_channel("#payments"), Some("payments"));
        assert_eq!(
            parse_channel("zahlungen-münchen"),
            Some("zahlungen-münchen")
        );
        for other in [
            "",
            "#",
            "Payments",
            "two words",
            "https://acme.slack.com/archives/C1",
            "{team}",
            &"x".repeat(81),
        ] {
            assert_eq!(parse_channel(other), None, "{other}");
        }
    }

    #[test]
    fn an_address_and_a_schedule_are_single_words() {
        assert_eq!(parse_email("a@acme.example"), Some("a@acme.example"));
        for other in [
            "a",
            "@acme.example",
            "a@b",
            "a b@acme.example",
            "a@b.c@d.e",
            "{a}@b.c",
            "a@b.c\n",
        ] {
            assert_eq!(parse_email(other), None, "{other}");
        }
        assert_eq!(parse_on_call("PK2J7YQ"), Some("PK2J7YQ"));
        for other in [
            "",
            "https://acme.pagerduty.com/PK2J7YQ",
            "@payments",
            "{team}",
            "a b",
        ] {
            assert_eq!(parse_on_call(other), None, "{other}");
        }
    }
}
