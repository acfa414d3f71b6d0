//! Everything that the text of a handle may mean, before any catalog is asked.

use super::Handle;
use super::image::Image;
use super::located::nearest_files;
use super::path;
use super::place::FilePlace;
use super::query_origin::QueryOrigin;
use crate::catalog::{BranchParts, CodeOwner, EntityRef, WebTarget, without_punctuation};
use crate::index::{
    Key, of_channel, of_code_owner, of_file, of_location, of_name, of_namespace, of_owned, of_ref,
    of_repository_name,
};

/// A handle, read in every way.
pub(super) struct Reading<'q> {
    /// As it was typed.
    pub(super) text: &'q str,
    /// Without what is copied along with it.
    pub(super) bare: &'q str,
    /// What it names if it is a URL.
    pub(super) web: Vec<WebTarget>,
    /// Whether it may as well be a name or a path: `acme/checkout`.
    pub(super) is_shorthand: bool,
    /// The team or user of `@…`.
    pub(super) mention: Option<CodeOwner>,
    pub(super) email: Option<&'q str>,
    pub(super) namespace: Option<&'q str>,
    pub(super) channel: Option<&'q str>,
    pub(super) image: Option<Image<'q>>,
    pub(super) place: Option<FilePlace>,
}

impl<'q> Reading<'q> {
    /// Reads `text` as `only` says, or in every way.
    pub(super) fn new(
        query_origin: &QueryOrigin,
        text: &'q str,
        only: Option<Handle>,
    ) -> Reading<'q> {
        let may_be = |handle: Handle| only.is_none_or(|only| only == handle);
        let bare = without_punctuation(text);
        let web = if may_be(Handle::Url) {
            query_origin.targets(text)
        } else {
            Vec::new()
        };
        let namespace = ["namespace/", "namespaces/", "ns/"]
            .iter()
            .find_map(|one| bare.strip_prefix(one))
            .or((only == Some(Handle::Namespace)).then_some(bare));
        Reading {
            text,
            bare,
            is_shorthand: !web.is_empty() && !is_explicit(bare),
            web,
            mention: mention_in(bare, only),
            email: address_in(text),
            namespace: namespace.filter(|namespace| !namespace.is_empty()),
            channel: bare
                .strip_prefix('#')
                .or((only == Some(Handle::Channel)).then_some(bare))
                .filter(|channel| !channel.is_empty()),
            image: Image::parse(bare).filter(|image| image.is_certain),
            place: may_be(Handle::Path)
                .then(|| FilePlace::find(query_origin, text))
                .flatten(),
        }
    }

    /// The ref with its kind that it may be.
    pub(super) fn reference(&self) -> Option<EntityRef<'q>> {
        EntityRef::parse(self.bare, None, "default").ok()
    }

    /// The paths that it may mean in the repository of the catalog.
    pub(super) fn paths(&self, query_origin: &QueryOrigin) -> Vec<String> {
        let locations = self.web.iter().filter_map(|target| match target {
            WebTarget::Repository(location) => query_origin.path_in_catalog(location),
            WebTarget::Account(_) => None,
        });
        let place = self.place.as_ref();
        let places = place.map_or_else(Vec::new, |place| path::in_catalog(query_origin, place));
        locations.chain(places).collect()
    }

    /// What the index must be asked for, so that everything it may mean is in the excerpt.
    pub(super) fn keys(&self, query_origin: &QueryOrigin) -> Vec<Key> {
        let mut keys = Vec::new();
        for target in &self.web {
            match target {
                WebTarget::Account(owner) => keys.extend(of_code_owner(owner)),
                WebTarget::Repository(location) => {
                    keys.extend(of_location(location));
                    if location.branch_parts() == BranchParts::Unknown {
                        // It may begin with the login of its author.
                        let author = CodeOwner::parse(&format!("@{}", location.branch_start()));
                        keys.extend(author.iter().flat_map(of_code_owner));
                    }
                }
            }
        }
        let paths = self.paths(query_origin);
        let files = paths.iter().flat_map(|path| nearest_files(path));
        keys.extend(files.map(|file| of_file(&file)));
        if let Some(reference) = self.reference() {
            keys.extend([of_ref(reference), of_owned(reference)]);
        }
        keys.extend(self.mention.iter().flat_map(of_code_owner));
        let email = self.email.and_then(CodeOwner::email);
        keys.extend(email.iter().flat_map(of_code_owner));
        keys.extend(self.namespace.map(of_namespace));
        keys.extend(self.channel.map(of_channel));
        let last = |text: &'q str| text.rsplit('/').next().unwrap_or(text);
        keys.extend([self.text, self.bare].map(|name| of_name(last(name))));
        if let Some(image) = self.image {
            keys.extend([
                of_name(last(image.path)),
                of_repository_name(last(image.path)),
            ]);
        }
        if let Some(place) = &self.place {
            keys.extend(path::keys(query_origin, place));
        }
        keys
    }
}

/// Whether it names a host or a scheme, so that it is no name.
fn is_explicit(text: &str) -> bool {
    let first = text.split('/').next().unwrap_or(text);
    text.contains("://") || first.contains(['.', ':', '@'])
}

/// The team or user that `text` mentions; the `@` may be missing where `only` says what it is.
fn mention_in(text: &str, only: Option<Handle>) -> Option<CodeOwner> {
    if text.starts_with('@') {
        return CodeOwner::parse(text);
    }
    match only {
        Some(Handle::Team | Handle::User) => CodeOwner::parse(&format!("@{text}")),
        _ => None,
    }
}

/// The e-mail address that `text` is, also as git and mail programs write it: `Ada <ada@acme.example>`.
fn address_in(text: &str) -> Option<&str> {
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let inner = text
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    let bare = inner.map_or_else(|| without_punctuation(text), |(inner, _)| inner);
    CodeOwner::email(bare).map(|_| bare)
}
