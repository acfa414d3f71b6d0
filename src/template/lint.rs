//! A template proved by rendering it: with every choice, and with values that would break out of a place where they
//! are not encoded.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value as Json;

use super::answers::{Answers, Given};
use super::backup::Backup;
use super::delivery::Delivery;
use super::environment::{Approval, Database, Environment, Environments, StoreKind};
use super::facts::{Facts, OwnerFacts};
use super::format::Format;
use super::input::{Input, InputKind, Value};
use super::line_endings;
use super::opt_out::OptOut;
use super::pack::Pack;
use super::render::{Birthplace, check_render, compiled, next_steps, render};
use super::template::Template;
use super::tree::{File, Tree};
use crate::diagnostic::{Diagnostic, Tier};
use crate::error::Error;
use crate::source::{Place, Source};
use crate::yaml;

/// Two texts that mean something in every language there is; what differs between them must be all that differs
/// between two renders.
const PROBES: [&str; 2] = [
    "O'Brien & Sons: \"50%\" #1 ${{ secrets.X }} {{x}} $(touch x) `id` <b> */ --> \\ - [y](z) | yes",
    "no: {\"a\": 'b'} ${HOME} {{{y}}} `rm` </script> // \\\\ # ~ * _ > 1e3",
];

/// More combinations of choices than these are not tried.
const MOST_CASES: usize = 96;

/// Everything that is wrong with the template `name` of `pack`.
pub fn lint(pack: &Pack, name: &str) -> Vec<Diagnostic> {
    let template = match pack.template(name) {
        Ok(template) => template,
        Err(error) => return findings(name, error),
    };
    let faults = undefined(&template);
    if !faults.is_empty() {
        return faults;
    }
    let mut seen = BTreeSet::new();
    let mut found = line_endings::check(&template);
    for case in cases(&template) {
        for finding in case_findings(&template, &case) {
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
fn undefined(template: &Template) -> Vec<Diagnostic> {
    let rendered = template.sources.iter().filter(|file| file.rendered);
    rendered
        .filter_map(|file| compiled(file, &template.scope()).err())
        .flatten()
        .collect()
}

/// One combination: an answer for each input that is a choice, and the features left out.
#[derive(Clone, Debug, Default)]
struct Case {
    choices: BTreeMap<String, Given>,
    without: Vec<String>,
    approval: Approval,
}

/// Every combination of choices with every feature on; each choice of features, and each way to approve, with every
/// default.
fn cases(template: &Template) -> Vec<Case> {
    let mut cases = vec![Case::default()];
    for input in template.inputs() {
        let options: Vec<Given> = match &input.kind {
            InputKind::Enum { values } => values
                .iter()
                .map(|value| Given::Text(value.clone()))
                .collect(),
            InputKind::Boolean => [true, false]
                .map(|value| Given::Value(value.into()))
                .to_vec(),
            _ => continue,
        };
        let with = |case: &Case| {
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
        cases = cases.iter().flat_map(with).take(MOST_CASES).collect();
    }
    let names: Vec<String> = template
        .features()
        .iter()
        .map(|feature| feature.name.clone())
        .collect();
    let single = names.iter().map(|name| Case {
        without: vec![name.clone()],
        ..Case::default()
    });
    cases.extend(single);
    cases.push(Case {
        without: names,
        ..Case::default()
    });
    let approved = [Approval::Reviewers, Approval::PullRequest].map(|approval| Case {
        approval,
        ..Case::default()
    });
    cases.extend(approved);
    cases
}

fn case_findings(template: &Template, case: &Case) -> Vec<Diagnostic> {
    let render = |probe: usize| -> Result<Tree, Error> {
        let (facts, answers) = (
            facts(template, case, PROBES[probe])?,
            answers(template, case, PROBES[probe])?,
        );
        let tree = render(template, &facts, &answers)?;
        check_render(template, &facts, &answers, &tree)?;
        for practice in [true, false] {
            let place = Birthplace {
                directory: Path::new("/probe"),
                practice,
            };
            next_steps(template, &facts, &answers, place)?;
        }
        Ok(tree)
    };
    match (render(0), render(1)) {
        (Ok(first), Ok(second)) => {
            let mut found = differences(&first, &second);
            found.extend(line_endings::check_rendered(template, &first));
            found
        }
        (Err(error), _) | (_, Err(error)) => findings(template.name(), error),
    }
}

fn facts(template: &Template, case: &Case, probe: &str) -> Result<Facts, Error> {
    let since = jiff::civil::date(2026, 1, 1);
    let opt_outs = case
        .without
        .iter()
        .map(|feature| OptOut::new(feature, probe, since, None));
    Ok(Facts {
        name: "probe".to_owned(),
        description: probe.to_owned(),
        owner: OwnerFacts {
            reference: "group:default/probes".to_owned(),
            name: "probes".to_owned(),
            team: "probes".to_owned(),
            title: probe.to_owned(),
        },
        system: template.inputs().is_empty().then(|| "system".to_owned()),
        organisation: "acme".to_owned(),
        repository_slug: "acme/probe".to_owned(),
        repository_url: "https://github.com/acme/probe".to_owned(),
        default_branch: "main".to_owned(),
        delivery: Delivery::default(),
        environments: environments(probe, case.approval),
        opt_outs: opt_outs.collect::<Result<_, _>>()?,
    })
}

/// Each way to a database that has something to say.
fn environments(probe: &str, approval: Approval) -> Environments {
    let text = || probe.to_owned();
    let database = |database| Environment {
        database,
        approval,
        ..Environment::default()
    };
    Environments {
        staging: database(Database::ExternalSecret {
            store: text(),
            store_kind: StoreKind::SecretStore,
            key: text(),
            property: text(),
        }),
        production: database(Database::CloudNativePg {
            instances: std::num::NonZeroU8::MIN,
            size: text(),
            backup: Some(Backup::probe(probe)),
        }),
    }
}

fn answers(template: &Template, case: &Case, probe: &str) -> Result<Answers, Error> {
    let mut given = case.choices.clone();
    for input in template
        .inputs()
        .iter()
        .filter(|input| !case.choices.contains_key(&input.name))
    {
        given.insert(
            input.name.clone(),
            Given::Value(probe_for(input, probe).to_json()),
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
fn probe_for(input: &Input, probe: &str) -> Value {
    let wanted = match &input.kind {
        InputKind::String(_) => Value::Text(probe.to_owned()),
        InputKind::List(_) => Value::List(vec![probe.to_owned(), "second".to_owned()]),
        InputKind::Integer { minimum, maximum } => {
            Value::Integer(minimum.or(*maximum).unwrap_or(1))
        }
        InputKind::Boolean => Value::Boolean(true),
        InputKind::Enum { values } => Value::Text(values.first().cloned().unwrap_or_default()),
        InputKind::Group | InputKind::System => Value::Text("probes".to_owned()),
    };
    let fits = input.accept(&wanted.to_json()).is_ok();
    if fits {
        wanted
    } else {
        input.default.clone().unwrap_or(wanted)
    }
}

/// Where two renders differ in more than the probe.
fn differences(first: &Tree, second: &Tree) -> Vec<Diagnostic> {
    let pairs = first.files().iter().zip(second.files());
    pairs
        .filter(|(a, b)| a.rendered && a.bytes != b.bytes)
        .filter_map(|(a, b)| difference(a, b))
        .collect()
}

fn difference(first: &File, second: &File) -> Option<Diagnostic> {
    let (a, b) = (parsed(first)?, parsed(second)?);
    let expected: Vec<Json> = a
        .iter()
        .map(|value| replaced(value, PROBES[0], PROBES[1]))
        .collect();
    (expected != b).then(|| {
        let source = Source::new(
            first.path.as_str(),
            String::from_utf8_lossy(&first.bytes).into_owned(),
        );
        let message = "a value breaks out of its place: two renders differ in more than the value";
        Diagnostic::new("template-leak", Tier::Template, message).at(Place::new(&source, 0..0))
    })
}

/// The documents of a YAML or JSON file; `None` for other languages.
fn parsed(file: &File) -> Option<Vec<Json>> {
    let text = std::str::from_utf8(&file.bytes).ok()?;
    match Format::of(file.path.as_str()) {
        Format::Yaml | Format::Workflow => {
            let value = |chunk: yaml::Chunk<'_>| {
                yaml::parse(chunk.text)
                    .ok()
                    .and_then(|(tree, _)| Some(tree.root()?.to_json()))
            };
            yaml::documents(text).into_iter().map(value).collect()
        }
        Format::Json => Some(vec![serde_json::from_str(text).ok()?]),
        _ => None,
    }
}

fn replaced(value: &Json, from: &str, to: &str) -> Json {
    match value {
        Json::String(text) => Json::String(text.replace(from, to)),
        Json::Array(items) => items.iter().map(|item| replaced(item, from, to)).collect(),
        Json::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.replace(from, to), replaced(value, from, to)))
            .collect(),
        other => other.clone(),
    }
}

fn findings(name: &str, error: Error) -> Vec<Diagnostic> {
    match error.diagnostics().is_empty() {
        true => vec![Diagnostic::new(
            "template-invalid",
            Tier::Template,
            format!("template {name}: {error}"),
        )],
        false => error.diagnostics().to_vec(),
    }
}
