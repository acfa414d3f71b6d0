//! Lints a template by rendering it: with every choice, and with values that would escape their context wherever they
//! aren't encoded.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value as Json;

use super::answers::{Answers, RawAnswer};
use super::backup::BackupConfig;
use super::built_in_values::{BuiltInValues, OwnerTemplateValues};
use super::delivery::ImageDeliveryConfig;
use super::environment::{
    DatabaseConfig, DeploymentApprovalPolicy, DeploymentEnvironments, Environment, SecretStoreScope,
};
use super::file_format::FileFormat;
use super::file_tree::{RenderedFile, RenderedFileTree};
use super::input::{InputKind, InputValue, TemplateInput};
use super::line_endings;
use super::opt_out::OptOut;
use super::pack::TemplatePack;
use super::pattern_sample::build_pattern_sample;
use super::render::{
    NewRepositoryDirectory, compile_template_file, render_next_steps, render_template,
    validate_rendered_tree,
};
use super::template::Template;
use crate::catalog::EntityRefBuf;
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::error::Error;
use crate::source::{Place, SourceFile};
use crate::yaml;

/// Two strings with special characters of every supported language. Two renders must differ only in these strings.
const INJECTION_TEXTS: [&str; 2] = [
    "O'Brien & Sons: \"50%\" #1 ${{ secrets.X }} {{x}} $(touch x) `id` <b> */ --> \\ - [y](z) | yes",
    "no: {\"a\": 'b'} ${HOME} {{{y}}} `rm` </script> // \\\\ # ~ * _ > 1e3",
];

/// The maximum number of combinations that are tried.
const MAX_LINT_CASES: usize = 96;

/// Every error in the template `name` of `pack`.
pub fn lint_template(pack: &TemplatePack, name: &str) -> Vec<Diagnostic> {
    let template = match pack.load_template(name) {
        Ok(template) => template,
        Err(error) => return diagnostics_from_error(name, error),
    };
    let faults = check_all_template_files(&template);
    if !faults.is_empty() {
        return faults;
    }
    let mut seen = BTreeSet::new();
    let mut found = line_endings::check_template_file_line_endings(&template);
    for case in build_lint_cases(&template) {
        for finding in lint_template_with_combination(&template, &case) {
            let finding = name_rendering_template(finding, name);
            if seen.insert((
                finding.message.clone(),
                finding.place.as_ref().map(ToString::to_string),
            )) {
                found.push(finding);
            }
        }
    }
    found
}

/// Says which template rendered the file that a finding is in.
fn name_rendering_template(finding: Diagnostic, name: &str) -> Diagnostic {
    let is_in_rendered_file = finding.code == "template-output";
    if is_in_rendered_file && finding.help.is_none() {
        finding.with_help(format!(
            "this is the file that the template `{name}` renders"
        ))
    } else {
        finding
    }
}

/// The errors of every file, including files that no case renders.
fn check_all_template_files(template: &Template) -> Vec<Diagnostic> {
    let rendered = template.files.iter().filter(|file| file.rendered);
    rendered
        .filter_map(|file| compile_template_file(file, &template.build_file_scope()).err())
        .flatten()
        .collect()
}

/// One combination: a value for each input that is a choice, and the features to opt out of.
#[derive(Clone, Debug, Default)]
struct LintedCombination {
    choices: BTreeMap<String, RawAnswer>,
    without: Vec<String>,
    approval: DeploymentApprovalPolicy,
}

/// Every combination of choices with all features enabled; then, with default choices, each feature disabled, all
/// features disabled, and each kind of approval.
fn build_lint_cases(template: &Template) -> Vec<LintedCombination> {
    let mut cases = vec![LintedCombination::default()];
    for input in template.inputs() {
        let options: Vec<RawAnswer> = match &input.kind {
            InputKind::Enum { values } => values
                .iter()
                .map(|value| RawAnswer::Text(value.clone()))
                .collect(),
            InputKind::Boolean => [true, false]
                .map(|value| RawAnswer::Value(value.into()))
                .to_vec(),
            _ => continue,
        };
        let with = |case: &LintedCombination| {
            let case = case.clone();
            let name = input.name.clone();
            options
                .clone()
                .into_iter()
                .map(move |option| {
                    let mut case = case.clone();
                    case.choices.insert(name.clone(), option);
                    case
                })
                .collect::<Vec<_>>()
        };
        cases = cases.iter().flat_map(with).take(MAX_LINT_CASES).collect();
    }
    let names: Vec<String> = template
        .features()
        .iter()
        .map(|feature| feature.name.clone())
        .collect();
    let single = names.iter().map(|name| LintedCombination {
        without: vec![name.clone()],
        ..LintedCombination::default()
    });
    cases.extend(single);
    cases.push(LintedCombination {
        without: names,
        ..LintedCombination::default()
    });
    let approved = [
        DeploymentApprovalPolicy::Reviewers,
        DeploymentApprovalPolicy::PullRequest,
    ]
    .map(|approval| LintedCombination {
        approval,
        ..LintedCombination::default()
    });
    cases.extend(approved);
    cases
}

fn lint_template_with_combination(
    template: &Template,
    case: &LintedCombination,
) -> Vec<Diagnostic> {
    let render = |probe: usize| -> Result<RenderedFileTree, Error> {
        let (facts, answers) = (
            build_lint_values(template, case, INJECTION_TEXTS[probe])?,
            build_lint_answers(template, case, INJECTION_TEXTS[probe])?,
        );
        let tree = render_template(template, &facts, &answers)?;
        validate_rendered_tree(template, &facts, &answers, &tree)?;
        for practice in [true, false] {
            let place = NewRepositoryDirectory {
                directory: Path::new("/probe"),
                practice,
            };
            render_next_steps(template, &facts, &answers, place)?;
        }
        Ok(tree)
    };
    match (render(0), render(1)) {
        (Ok(first), Ok(second)) => {
            let mut found = find_injections_by_comparing_trees(&first, &second);
            found.extend(line_endings::find_unrunnable_rendered_scripts(
                template, &first,
            ));
            found
        }
        (Err(error), _) | (_, Err(error)) => diagnostics_from_error(template.name(), error),
    }
}

fn build_lint_values(
    template: &Template,
    case: &LintedCombination,
    probe: &str,
) -> Result<BuiltInValues, Error> {
    let since = jiff::civil::date(2026, 1, 1);
    let opt_outs = case
        .without
        .iter()
        .map(|feature| OptOut::new(feature, probe, since, None));
    Ok(BuiltInValues {
        name: "probe".to_owned(),
        description: probe.to_owned(),
        owner: OwnerTemplateValues {
            reference: EntityRefBuf::try_from("group:default/probes".to_owned())?,
            name: "probes".to_owned(),
            team: "probes".to_owned(),
            title: probe.to_owned(),
        },
        system: template.inputs().is_empty().then(|| "system".to_owned()),
        organisation: "acme".to_owned(),
        repository_slug: "acme/probe".to_owned(),
        repository_url: "https://github.com/acme/probe".to_owned(),
        default_branch: "main".to_owned(),
        delivery: ImageDeliveryConfig::default(),
        environments: build_lint_environments(probe, case.approval),
        opt_outs: opt_outs.collect::<Result<_, _>>()?,
    })
}

/// Environments that together use every database setting that takes text.
fn build_lint_environments(
    probe: &str,
    approval: DeploymentApprovalPolicy,
) -> DeploymentEnvironments {
    let text = || probe.to_owned();
    let database = |database| Environment {
        database,
        approval,
        ..Environment::default()
    };
    DeploymentEnvironments {
        staging: database(DatabaseConfig::ExternalSecret {
            store: text(),
            store_kind: SecretStoreScope::SecretStore,
            key: text(),
            property: text(),
        }),
        production: database(DatabaseConfig::CloudNativePg {
            instances: std::num::NonZeroU8::MIN,
            size: text(),
            backup: Some(BackupConfig::from_lint_probe_text(probe)),
        }),
    }
}

fn build_lint_answers(
    template: &Template,
    case: &LintedCombination,
    probe: &str,
) -> Result<Answers, Error> {
    let mut given = case.choices.clone();
    for input in template
        .inputs()
        .iter()
        .filter(|input| !case.choices.contains_key(&input.name))
    {
        given.insert(
            input.name.clone(),
            RawAnswer::Value(choose_lint_value_for_input(input, probe).to_json()),
        );
    }
    Answers::resolve(template, &given).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Error::usage(format!(
            "cannot be linted: {}; give the input a default",
            lines.join("; ")
        ))
    })
}

/// The probe if the input accepts it, otherwise its default, otherwise another valid value.
fn choose_lint_value_for_input(input: &TemplateInput, probe: &str) -> InputValue {
    let wanted = match &input.kind {
        InputKind::String(_) => InputValue::Text(probe.to_owned()),
        InputKind::List(_) => InputValue::List(vec![probe.to_owned(), "second".to_owned()]),
        InputKind::Integer { minimum, maximum } => {
            InputValue::Integer(minimum.or(*maximum).unwrap_or(1))
        }
        InputKind::Boolean => InputValue::Boolean(true),
        InputKind::Enum { values } => InputValue::Text(values.first().cloned().unwrap_or_default()),
        InputKind::Group | InputKind::System => InputValue::Text("probes".to_owned()),
    };
    let fits = input.input_value_from_json(&wanted.to_json()).is_ok();
    if fits {
        return wanted;
    }
    let sample = || match &input.kind {
        InputKind::String(rules) => {
            let sample = build_pattern_sample(rules.pattern.as_ref()?.as_str())?;
            Some(InputValue::Text(sample))
        }
        _ => None,
    };
    input.default.clone().or_else(sample).unwrap_or(wanted)
}

/// Finds the files in which two renders differ in more than the probe.
fn find_injections_by_comparing_trees(
    first: &RenderedFileTree,
    second: &RenderedFileTree,
) -> Vec<Diagnostic> {
    let pairs = first.files().iter().zip(second.files());
    pairs
        .filter(|(a, b)| a.rendered && a.bytes != b.bytes)
        .filter_map(|(a, b)| find_injection_by_comparing_files(a, b))
        .collect()
}

fn find_injection_by_comparing_files(
    first: &RenderedFile,
    second: &RenderedFile,
) -> Option<Diagnostic> {
    let (a, b) = (
        parse_rendered_documents(first)?,
        parse_rendered_documents(second)?,
    );
    let expected: Vec<Json> = a
        .iter()
        .map(|value| replace_in_json_strings(value, INJECTION_TEXTS[0], INJECTION_TEXTS[1]))
        .collect();
    (expected != b).then(|| {
        let source = SourceFile::new(
            first.path.as_str(),
            String::from_utf8_lossy(&first.bytes).into_owned(),
        );
        let message = "a value escapes its context: two renders differ in more than the value";
        Diagnostic::new("template-leak", RuleTier::Template, message)
            .with_place(Place::new(&source, 0..0))
    })
}

/// The documents of a YAML or JSON file; `None` for other languages.
fn parse_rendered_documents(file: &RenderedFile) -> Option<Vec<Json>> {
    let text = std::str::from_utf8(&file.bytes).ok()?;
    match FileFormat::from_path(file.path.as_str()) {
        FileFormat::Yaml | FileFormat::Workflow => {
            let value = |chunk: yaml::YamlDocumentText<'_>| {
                yaml::parse_yaml_document(chunk.text)
                    .ok()
                    .and_then(|(tree, _)| Some(tree.root()?.to_json()))
            };
            yaml::split_yaml_documents(text)
                .into_iter()
                .map(value)
                .collect()
        }
        FileFormat::Json => Some(vec![serde_json::from_str(text).ok()?]),
        _ => None,
    }
}

fn replace_in_json_strings(value: &Json, from: &str, to: &str) -> Json {
    match value {
        Json::String(text) => Json::String(text.replace(from, to)),
        Json::Array(items) => items
            .iter()
            .map(|item| replace_in_json_strings(item, from, to))
            .collect(),
        Json::Object(fields) => fields
            .iter()
            .map(|(key, value)| {
                (
                    key.replace(from, to),
                    replace_in_json_strings(value, from, to),
                )
            })
            .collect(),
        other => other.clone(),
    }
}

fn diagnostics_from_error(name: &str, error: Error) -> Vec<Diagnostic> {
    if error.diagnostics().is_empty() {
        vec![Diagnostic::new(
            "template-invalid",
            RuleTier::Template,
            format!("template {name}: {error}"),
        )]
    } else {
        error.diagnostics().to_vec()
    }
}
