//! Measures rendering within one process, from a template to a tree in memory.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on must stop")]

mod support {
    #[expect(dead_code, reason = "it measures idp alone")]
    pub(crate) mod template;
}

use std::collections::BTreeMap;

use divan::{Bencher, black_box};
use idp::catalog::EntityRefBuf;
use idp::template::{
    Answers, BuiltInValues, DeploymentEnvironments, OwnerTemplateValues, Template, TemplatePack,
    lint_template, render_template, validate_rendered_tree,
};
use support::template::{Dialect, write};
use tempfile::TempDir;

fn main() {
    divan::main();
}

fn facts() -> BuiltInValues {
    BuiltInValues {
        name: "checkout".to_owned(),
        description: "Takes money".to_owned(),
        owner: OwnerTemplateValues {
            reference: EntityRefBuf::try_from("group:default/payments".to_owned()).unwrap(),
            name: "payments".to_owned(),
            team: "payments".to_owned(),
            title: "Payments".to_owned(),
        },
        system: None,
        organisation: "acme".to_owned(),
        repository_slug: "acme/checkout".to_owned(),
        repository_url: "https://github.com/acme/checkout".to_owned(),
        default_branch: "main".to_owned(),
        delivery: Default::default(),
        environments: DeploymentEnvironments::default(),
        opt_outs: Vec::new(),
    }
}

fn render_all(template: &Template) {
    let answers = Answers::resolve(template, &BTreeMap::new()).unwrap();
    let facts = facts();
    let tree = render_template(template, &facts, &answers).unwrap();
    validate_rendered_tree(template, &facts, &answers, &tree).unwrap();
    black_box(tree);
}

#[divan::bench]
fn service(bencher: Bencher<'_, '_>) {
    bencher.bench(|| {
        render_all(
            &TemplatePack::from_embedded()
                .load_template("service")
                .unwrap(),
        )
    });
}

#[divan::bench]
fn service_linted(bencher: Bencher<'_, '_>) {
    let pack = TemplatePack::from_embedded();
    bencher.bench(|| assert!(lint_template(&pack, "service").is_empty()));
}

#[divan::bench(sample_count = 10)]
fn two_thousand_files(bencher: Bencher<'_, '_>) {
    let folder = TempDir::new().unwrap();
    write(folder.path(), Dialect::Idp).unwrap();
    let pack = TemplatePack::from_directory(folder.path()).unwrap();
    bencher.bench(|| render_all(&pack.load_template("wide").unwrap()));
}
