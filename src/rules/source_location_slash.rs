//! `source-location-slash`: a folder in `backstage.io/source-location` without the `/` that Backstage resolves from.

use super::breach::breach;
use super::scope::Scope;
use crate::diagnostic::{Diagnostic, Edit};
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.entities() {
        let mut annotations = entity.annotations();
        let Some(location) = annotations.find(|one| one.key == "backstage.io/source-location")
        else {
            continue;
        };
        if is_folder_without_slash(location.value.text) {
            let message = format!("`{}` does not end in `/`", brief(location.value.text));
            let place = location.value.place();
            let finding = breach("source-location-slash", entity, place, message);
            findings.push(match location.value.text_span() {
                Some(span) => finding.fix(Edit::insert(span.end, "/")),
                None => finding,
            });
        }
    }
    findings
}

/// What has a dot in its last part is taken for a file.
fn is_folder_without_slash(location: &str) -> bool {
    let last = location.rsplit('/').next().unwrap_or_default();
    location.starts_with("url:") && !last.is_empty() && !last.contains('.')
}
