//! Everything that a handle may refer to, before looking it up in a catalog.

use url::Url;

use super::OwnershipHandleKind;
use super::image::ContainerImageReference;
use super::local_path::LocalPath;
use super::locate::possible_catalog_file_paths_above;
use super::path;
use super::query_origin::QueryOrigin;
use crate::catalog::{
    BranchPartCount, CodeOwner, EntityRef, RepositoryOrAccount, builtin_kind_names,
    is_builtin_kind, trim_punctuation,
};
use crate::index::{
    IndexKey, index_key_for_catalog_file, index_key_for_chat_channel, index_key_for_entity_name,
    index_key_for_entity_ref, index_key_for_kubernetes_namespace, index_key_for_link_host,
    index_key_for_owner, index_key_for_repository_name, index_key_for_title,
    index_keys_for_code_owner, index_keys_for_web_location,
};
use crate::similar_names::find_similar_names;

/// Whether `text` is rather the tag of an image than a name: `1.4`, `v2`, `latest`.
fn looks_like_image_tag(text: &str) -> bool {
    let number = text.strip_prefix('v').unwrap_or(text);
    text == "latest" || number.starts_with(|first: char| first.is_ascii_digit())
}

/// What people write for a kind.
const KIND_SYNONYMS: [&str; 8] = [
    "team", "owner", "service", "app", "website", "library", "person", "database",
];

/// A handle, parsed in every possible way.
pub(super) struct ParsedWhoOwnsHandle<'q> {
    /// The text, as typed.
    pub(super) text: &'q str,
    /// The text without surrounding punctuation.
    pub(super) bare: &'q str,
    /// What it refers to if it's a URL.
    pub(super) web_targets: Vec<RepositoryOrAccount>,
    /// Whether it may also be a name or a path: `acme/checkout`.
    pub(super) is_shorthand: bool,
    /// The team or user after `@`.
    pub(super) mention: Option<CodeOwner>,
    pub(super) email: Option<&'q str>,
    pub(super) namespace: Option<&'q str>,
    pub(super) channel: Option<&'q str>,
    pub(super) image: Option<ContainerImageReference<'q>>,
    pub(super) local_path: Option<LocalPath>,
}

impl<'q> ParsedWhoOwnsHandle<'q> {
    /// Parses `text` as `only`, or in every way.
    pub(super) fn parse(
        query_origin: &QueryOrigin,
        text: &'q str,
        only: Option<OwnershipHandleKind>,
    ) -> ParsedWhoOwnsHandle<'q> {
        let may_be = |handle: OwnershipHandleKind| only.is_none_or(|only| only == handle);
        let bare = trim_punctuation(text);
        let web_targets = if may_be(OwnershipHandleKind::Url) {
            query_origin.list_repository_or_account_candidates(text)
        } else {
            Vec::new()
        };
        let namespace = ["namespace/", "namespaces/", "ns/"]
            .iter()
            .find_map(|one| bare.strip_prefix(one))
            .or((only == Some(OwnershipHandleKind::Namespace)).then_some(bare));
        ParsedWhoOwnsHandle {
            text,
            bare,
            is_shorthand: !web_targets.is_empty() && !has_host_or_scheme(bare),
            web_targets,
            mention: parse_mention(bare, only),
            email: parse_email(text),
            namespace: namespace.filter(|namespace| !namespace.is_empty()),
            channel: bare
                .strip_prefix('#')
                .or((only == Some(OwnershipHandleKind::Channel)).then_some(bare))
                .filter(|channel| !channel.is_empty()),
            image: ContainerImageReference::parse(bare).filter(|image| image.is_certain),
            local_path: may_be(OwnershipHandleKind::Path)
                .then(|| LocalPath::resolve(query_origin, text, only))
                .flatten(),
        }
    }

    /// The full ref, if it is one.
    pub(super) fn entity_ref(&self) -> Option<EntityRef<'q>> {
        EntityRef::parse(self.bare, None, "default").ok()
    }

    /// The page that it names, if it's a URL with a scheme.
    pub(super) fn page_url(&self) -> Option<Url> {
        let url = Url::parse(self.bare).ok();
        url.filter(|url| matches!(url.scheme(), "http" | "https"))
    }

    /// The part of it that is most likely the name of an entity, for suggestions: the last segment of a URL or an image, the local
    /// part of an email address. `None` for a path on this machine.
    pub(super) fn likely_entity_name(&self) -> Option<&str> {
        if let Some(email) = self.email {
            return email.split('@').next();
        }
        if let Some(name) = self.namespace.or(self.channel) {
            return Some(name);
        }
        let is_ref = |(kind, _): (&str, &str)| is_builtin_kind(kind);
        if self.bare.split_once(':').is_some_and(is_ref) || self.has_misspelt_kind() {
            return Some(self.bare);
        }
        if let Some(image) = self.image {
            return image.path.rsplit('/').next();
        }
        match self.web_targets.first() {
            Some(RepositoryOrAccount::Repository(location)) if !self.is_shorthand => {
                location.repository.rsplit('/').next()
            }
            Some(RepositoryOrAccount::Account(_)) => None,
            _ if self.local_path.as_ref().is_some_and(|path| path.exists) => None,
            _ => Some(self.bare),
        }
    }

    /// The handles that a bare word may be without its prefix; none for anything else.
    pub(super) fn prefixed_handles(&self) -> Vec<String> {
        let has_prefix = self.mention.is_some()
            || self.email.is_some()
            || self.namespace.is_some()
            || self.channel.is_some()
            || self.bare.contains([':', ' ']);
        if has_prefix {
            return Vec::new();
        }
        let prefixes = ["namespace/", "@", "#"].iter();
        let handles = prefixes.map(|prefix| format!("{prefix}{}", self.bare));
        handles.collect()
    }

    /// Whether it begins with something like a kind: `compnent:cart`.
    pub(super) fn has_misspelt_kind(&self) -> bool {
        let parts = self.bare.split_once(':');
        let kind = parts.filter(|(_, name)| !looks_like_image_tag(name));
        let kind = kind.map(|(kind, _)| kind);
        let kinds = builtin_kind_names().map(str::to_lowercase);
        let kinds: Vec<String> = kinds.collect();
        kind.is_some_and(|kind| {
            let near = find_similar_names(kind, kinds.iter().map(String::as_str));
            !near.is_empty() || KIND_SYNONYMS.contains(&kind.to_lowercase().as_str())
        })
    }

    /// The paths that it may refer to in the repository of the catalog.
    pub(super) fn possible_catalog_paths(&self, query_origin: &QueryOrigin) -> Vec<String> {
        let locations = self.web_targets.iter().filter_map(|target| match target {
            RepositoryOrAccount::Repository(location) => {
                query_origin.catalog_path_of_web_location(location)
            }
            RepositoryOrAccount::Account(_) => None,
        });
        let place = self.local_path.as_ref();
        let places = place.map_or_else(Vec::new, |place| {
            path::map_local_path_to_catalog_paths(query_origin, place)
        });
        locations.chain(places).collect()
    }

    /// The index keys for everything that it may refer to.
    pub(super) fn catalog_index_keys(&self, query_origin: &QueryOrigin) -> Vec<IndexKey> {
        let mut keys = Vec::new();
        for target in &self.web_targets {
            match target {
                RepositoryOrAccount::Account(owner) => {
                    keys.extend(index_keys_for_code_owner(owner))
                }
                RepositoryOrAccount::Repository(location) => {
                    keys.extend(index_keys_for_web_location(location));
                    if location.branch_part_count() == BranchPartCount::Unknown {
                        // The branch may start with the login of its author.
                        let author =
                            CodeOwner::parse(&format!("@{}", location.first_branch_part()));
                        keys.extend(author.iter().flat_map(index_keys_for_code_owner));
                    }
                }
            }
        }
        let paths = self.possible_catalog_paths(query_origin);
        let files = paths
            .iter()
            .flat_map(|path| possible_catalog_file_paths_above(path));
        keys.extend(files.map(|file| index_key_for_catalog_file(&file)));
        if let Some(reference) = self.entity_ref() {
            keys.extend([
                index_key_for_entity_ref(reference),
                index_key_for_owner(reference),
            ]);
        }
        keys.extend(self.mention.iter().flat_map(index_keys_for_code_owner));
        let email = self.email.and_then(CodeOwner::parse_email);
        keys.extend(email.iter().flat_map(index_keys_for_code_owner));
        keys.extend(self.namespace.map(index_key_for_kubernetes_namespace));
        keys.extend(self.channel.map(index_key_for_chat_channel));
        let last = |text: &'q str| text.rsplit('/').next().unwrap_or(text);
        keys.extend([self.text, self.bare].map(|name| index_key_for_entity_name(last(name))));
        if let Some(image) = self.image {
            keys.extend([
                index_key_for_entity_name(last(image.path)),
                index_key_for_repository_name(last(image.path)),
            ]);
        }
        let page = self.page_url();
        let host = page.as_ref().and_then(Url::host_str);
        keys.extend(host.map(index_key_for_link_host));
        // For "did you mean".
        if !self.prefixed_handles().is_empty() {
            keys.extend([
                index_key_for_kubernetes_namespace(self.bare),
                index_key_for_chat_channel(self.bare),
            ]);
            let account = CodeOwner::parse(&format!("@{}", self.bare));
            keys.extend(account.iter().flat_map(index_keys_for_code_owner));
        }
        keys.push(index_key_for_title(self.text.trim()));
        if let Some(place) = &self.local_path {
            keys.extend(path::index_keys_for_local_path(query_origin, place));
        }
        keys
    }
}

/// Whether `text` has a host or a scheme, so that it can't be a name.
fn has_host_or_scheme(text: &str) -> bool {
    let first = text.split('/').next().unwrap_or(text);
    text.contains("://") || first.contains(['.', ':', '@'])
}

/// The team or user that `text` mentions; the `@` is optional if `only` gives the kind.
fn parse_mention(text: &str, only: Option<OwnershipHandleKind>) -> Option<CodeOwner> {
    if text.starts_with('@') {
        return CodeOwner::parse(text);
    }
    match only {
        Some(OwnershipHandleKind::Team | OwnershipHandleKind::User) => {
            CodeOwner::parse(&format!("@{text}"))
        }
        _ => None,
    }
}

/// Parses an email address, also in the format of git and mail programs: `Ada <ada@acme.example>`.
fn parse_email(text: &str) -> Option<&str> {
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let inner = text
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    let bare = inner.map_or_else(|| trim_punctuation(text), |(inner, _)| inner);
    CodeOwner::parse_email(bare).map(|_| bare)
}
