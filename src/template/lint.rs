//! A template proved by rendering it: with every choice, and with values that would break out of a place where they
//! are not encoded.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value as Json;

use super::answers::{Answers, RawAnswer};
use super::backup::BackupConfig;
use super::built_in_values::{BuiltInValues, OwnerValues};
use super::delivery::DeliveryConfig;
use super::environment::{Approval, DatabaseConfig, Environment, Environments, SecretStoreKind};
use super::file_format::FileFormat;
use super::file_tree::{FileTree, RenderedFile};
use super::input::{Input, InputKind, InputValue};
use super::line_endings;
use super::opt_out::OptOut;
use super::pack::TemplatePack;
use super::render::{
    NewRepositoryLocation, compile_file, render_next_steps, render_template, validate_rendered_tree,
};
use super::template::Template;
use crate::catalog::EntityRefBuf;
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::error::Error;
use crate::source::{Place, SourceFile};
use crate::yaml;

/// Two texts that mean something in every language there is; what differs between them must be all that differs
/// between two renders.
const PROBES: [&str; 2] = [
    "O'Brien & Sons: \"50%\" #1 ${{ secrets.X }} {{x}} $(touch x) `id` <b> */ --> \\ - [y](z) | yes",
    "no: {\"a\": 'b'} ${HOME} {{{y}}} `rm` </script> // \\\\ # ~ * _ > 1e3",
];

/// More combinations of choices than these are not tried.
const MAX_CASES: usize = 96;

/// Everything that is wrong with the template `name` of `pack`.
pub fn lint_template(pack: &TemplatePack, name: &str) -> Vec<Diagnostic> {
    let template = match pack.load_template(name) {
        Ok(template) => template,
        Err(error) => return diagnostics_from_error(name, error),
    };
    let faults = check_all_files(&template);
    if !faults.is_empty() {
        return faults;
    }
    let mut seen = BTreeSet::new();
    let mut found = line_endings::check_stored_files(&template);
    for case in build_probe_cases(&template) {
        for finding in check_probe_case(&template, &case) {
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

/// The faults of every file, also of those that no case renders.
fn check_all_files(template: &Template) -> Vec<Diagnostic> {
    let rendered = template.files.iter().filter(|file| file.rendered);
    rendered
        .filter_map(|file| compile_file(file, &template.build_file_scope()).err())
        .flatten()
        .collect()
}

/// One combination: an answer for each input that is a choice, and the features left out.
#[derive(Clone, Debug, Default)]
struct ProbeCase {
    choices: BTreeMap<String, RawAnswer>,
    without: Vec<String>,
    approval: Approval,
}

/// Every combination of choices with every feature on; each choice of features, and each way to approve, with every
/// default.
fn build_probe_cases(template: &Template) -> Vec<ProbeCase> {
    let mut cases = vec![ProbeCase::default()];
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
        let with = |case: &ProbeCase| {
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
        cases = cases.iter().flat_map(with).take(MAX_CASES).collect();
    }
    let names: Vec<String> = template
        .features()
        .iter()
        .map(|feature| feature.name.clone())
        .collect();
    let single = names.iter().map(|name| ProbeCase {
        without: vec![name.clone()],
        ..ProbeCase::default()
    });
    cases.extend(single);
    cases.push(ProbeCase {
        without: names,
        ..ProbeCase::default()
    });
    let approved = [Approval::Reviewers, Approval::PullRequest].map(|approval| ProbeCase {
        approval,
        ..ProbeCase::default()
    });
    cases.extend(approved);
    cases
}

fn check_probe_case(template: &Template, case: &ProbeCase) -> Vec<Diagnostic> {
    let render = |probe: usize| -> Result<FileTree, Error> {
        let (facts, answers) = (
            build_probe_values(template, case, PROBES[probe])?,
            build_probe_answers(template, case, PROBES[probe])?,
        );
        let tree = render_template(template, &facts, &answers)?;
        validate_rendered_tree(template, &facts, &answers, &tree)?;
        for practice in [true, false] {
            let place = NewRepositoryLocation {
                directory: Path::new("/probe"),
                practice,
            };
            render_next_steps(template, &facts, &answers, place)?;
        }
        Ok(tree)
    };
    match (render(0), render(1)) {
        (Ok(first), Ok(second)) => {
            let mut found = find_leaks(&first, &second);
            found.extend(line_endings::check_rendered_files(template, &first));
            found
        }
        (Err(error), _) | (_, Err(error)) => diagnostics_from_error(template.name(), error),
    }
}

fn build_probe_values(
    template: &Template,
    case: &ProbeCase,
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
        owner: OwnerValues {
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
        delivery: DeliveryConfig::default(),
        environments: build_probe_environments(probe, case.approval),
        opt_outs: opt_outs.collect::<Result<_, _>>()?,
    })
}

/// Each way to a database that has something to say.
fn build_probe_environments(probe: &str, approval: Approval) -> Environments {
    let text = || probe.to_owned();
    let database = |database| Environment {
        database,
        approval,
        ..Environment::default()
    };
    Environments {
        staging: database(DatabaseConfig::ExternalSecret {
            store: text(),
            store_kind: SecretStoreKind::SecretStore,
            key: text(),
            property: text(),
        }),
        production: database(DatabaseConfig::CloudNativePg {
            instances: std::num::NonZeroU8::MIN,
            size: text(),
            backup: Some(BackupConfig::from_probe_text(probe)),
        }),
    }
}

fn build_probe_answers(
    template: &Template,
    case: &ProbeCase,
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
            RawAnswer::Value(choose_probe_value(input, probe).to_json()),
        );
    }
    Answers::resolve(template, &given).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Error::usage(format!(
            "cannot be probed: {}; give the input a default",
            lines.join("; ")
        ))
    })
}

/// The probe where the input takes it, else its default, else something that fits.
fn choose_probe_value(input: &Input, probe: &str) -> InputValue {
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
    let fits = input.parse_json_value(&wanted.to_json()).is_ok();
    if fits {
        wanted
    } else {
        input.default.clone().unwrap_or(wanted)
    }
}

/// Where two renders differ in more than the probe.
fn find_leaks(first: &FileTree, second: &FileTree) -> Vec<Diagnostic> {
    let pairs = first.files().iter().zip(second.files());
    pairs
        .filter(|(a, b)| a.rendered && a.bytes != b.bytes)
        .filter_map(|(a, b)| find_leak(a, b))
        .collect()
}

fn find_leak(first: &RenderedFile, second: &RenderedFile) -> Option<Diagnostic> {
    let (a, b) = (parse_documents(first)?, parse_documents(second)?);
    let expected: Vec<Json> = a
        .iter()
        .map(|value| replace_in_strings(value, PROBES[0], PROBES[1]))
        .collect();
    (expected != b).then(|| {
        let source = SourceFile::new(
            first.path.as_str(),
            String::from_utf8_lossy(&first.bytes).into_owned(),
        );
        let message = "a value breaks out of its place: two renders differ in more than the value";
        Diagnostic::new("template-leak", RuleTier::Template, message)
            .with_place(Place::new(&source, 0..0))
    })
}

/// The documents of a YAML or JSON file; `None` for other languages.
fn parse_documents(file: &RenderedFile) -> Option<Vec<Json>> {
    let text = std::str::from_utf8(&file.bytes).ok()?;
    match FileFormat::from_path(file.path.as_str()) {
        FileFormat::Yaml | FileFormat::Workflow => {
            let value = |chunk: yaml::DocumentText<'_>| {
                yaml::parse_document(chunk.text)
                    .ok()
                    .and_then(|(tree, _)| Some(tree.root()?.to_json()))
            };
            yaml::split_documents(text).into_iter().map(value).collect()
        }
        FileFormat::Json => Some(vec![serde_json::from_str(text).ok()?]),
        _ => None,
    }
}

fn replace_in_strings(value: &Json, from: &str, to: &str) -> Json {
    match value {
        Json::String(text) => Json::String(text.replace(from, to)),
        Json::Array(items) => items
            .iter()
            .map(|item| replace_in_strings(item, from, to))
            .collect(),
        Json::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.replace(from, to), replace_in_strings(value, from, to)))
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
