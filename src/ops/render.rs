//! Renders the whole repository of a service from exactly what its lock records: a new service from the user's request, an upgrade
//! from the existing lock.

use crate::error::Result;
use crate::template::{
    Answers, BuiltInValues, FileClass, LockFile, RelPath, RenderedFile, RenderedFileTree, Template,
    render_template, validate_rendered_tree,
};

/// Renders and checks the files of a service, including its lock, for the platform at the address `platform`. The same input gives
/// the same bytes.
///
/// # Errors
/// Usage (2) if the template is invalid.
pub fn render_repository_tree(
    template: &Template,
    values: &BuiltInValues,
    answers: &Answers,
    platform: &str,
) -> Result<RenderedFileTree> {
    let mut tree = render_template(template, values, answers)?;
    validate_rendered_tree(template, values, answers, &tree)?;
    let lock = LockFile::new(template, values, answers, &tree, platform)?;
    tree.insert(RenderedFile {
        path: RelPath::parse(LockFile::LOCK_FILE_PATH)?,
        executable: false,
        class: FileClass::Generated,
        rendered: true,
        bytes: lock.to_yaml()?.into_bytes().into(),
    })?;
    Ok(tree)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{CurrentOrLegacyLockFile, TemplatePack, TemplateTestCase};

    /// Everything from `idp.yaml` and from the request that can end up in a file.
    const RICH_CASE: &str = r#"
name: checkout
description: 'Takes "money": #1, é & so on'
owner: payments
ownerTitle: 'Payments: "we" take # money'
system: shop
organisation: Acme
inputs: {cloud: gke}
environments:
  staging:
    database: {mode: externalSecret, store: vault, key: 'kv/{name}', property: url}
    variables: {CLUSTER: staging-1, OWNER: '{name}: x'}
    namespace: '{name}-staging'
    route: {kind: ingress, host: '{name}.staging.acme.dev', className: nginx, annotations: {acme.dev/why: 'a: b'}}
  production:
    approval: pull-request
    database:
      mode: cloudNativePG
      instances: 2
      backup: {destination: 's3://acme-backups/{name}', credentials: {identity: 'arn:aws:iam::1:role/{name}'}}
    route: {kind: httproute, host: '{name}.acme.dev', gateway: {name: public, namespace: gateways}}
registry: {ecr: {account: '111111111111', region: eu-central-1}}
pullSecrets: [registry]
runner: [self-hosted, linux]
architectures: [arm64, amd64]
without: {features: [tracing], because: 'load test: gone in "two" weeks', since: 2026-11-23}
"#;

    /// Renders `case`, and renders it again from nothing but the lock and the template.
    fn render_twice(template: &Template, case: &str) -> (RenderedFileTree, RenderedFileTree) {
        let TemplateTestCase {
            built_in_values: values,
            answers,
            ..
        } = TemplateTestCase::parse("case.yaml", case, template).unwrap();
        let address = "https://git.acme.dev/platform";
        let first = render_repository_tree(template, &values, &answers, address).unwrap();
        let is_lock = |file: &&RenderedFile| file.path.as_str() == LockFile::LOCK_FILE_PATH;
        let lock = first.files().iter().find(is_lock).unwrap();
        let text = std::str::from_utf8(&lock.bytes).unwrap();
        let CurrentOrLegacyLockFile::Current(lock) =
            CurrentOrLegacyLockFile::parse(LockFile::LOCK_FILE_PATH, text).unwrap()
        else {
            panic!("an old lock: {text}");
        };
        let answers = lock.resolve_answers(template).unwrap();
        let values = lock.built_in_values();
        let second = render_repository_tree(
            template,
            &values,
            &answers,
            lock.platform.as_deref().unwrap(),
        )
        .unwrap();
        (first, second)
    }

    #[test]
    fn a_lock_has_everything_that_a_render_needs() {
        let template = TemplatePack::from_embedded()
            .load_template("service")
            .unwrap();
        for case in [
            RICH_CASE,
            include_str!("../../golden-templates/service/tests/default/case.yaml"),
            include_str!("../../golden-templates/service/tests/no-database/case.yaml"),
            include_str!("../../golden-templates/service/tests/without-observability/case.yaml"),
        ] {
            let (first, second) = render_twice(&template, case);
            assert!(first.files().len() > 40, "{}", first.files().len());
            for (one, other) in first.files().iter().zip(second.files()) {
                assert_eq!(one, other, "{}", one.path);
            }
            assert_eq!(first, second);
        }
    }
}
