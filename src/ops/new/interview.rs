//! From what was said to a complete request: what is missing is asked for, or listed in one error.

use std::path::PathBuf;

use jiff::civil::Date;

use super::given::Given;
use super::owner;
use crate::catalog::{Catalog, Entity, EntityRef, EntityRefBuf};
use crate::error::{Error, Result};
use crate::prompt::{Choice, Prompter};
use crate::template::{
    self, Answers, Description, Input, InputKind, OptOut, Problem, ServiceName, Template, Value,
};

/// Everything a new service needs to be told, valid in itself.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its name.
    pub name: ServiceName,
    /// One sentence about it.
    pub description: Description,
    /// The group that owns it; in the catalog.
    pub owner: EntityRefBuf,
    /// The system it is part of; in the catalog.
    pub system: Option<EntityRefBuf>,
    /// The template's inputs, typed and complete.
    pub answers: Answers,
    /// What is left out, why and until when.
    pub opt_outs: Vec<OptOut>,
    /// Where to write, absolute; `None` is a folder of the service's name.
    pub directory: Option<PathBuf>,
}

impl Request {
    /// As a values file, which makes the same request of the same template elsewhere.
    pub fn to_values(&self) -> String {
        let mut values = serde_json::Map::new();
        for (input, value) in self.answers.iter() {
            values.insert(input.to_owned(), value.to_json());
        }
        let mut say = |key: &str, value: Option<String>| {
            values.extend(value.map(|value| (key.to_owned(), value.into())));
        };
        say("name", Some(self.name.to_string()));
        say("owner", Some(self.owner.to_string()));
        say("system", self.system.as_ref().map(ToString::to_string));
        say("description", Some(self.description.to_string()));
        if let Some(first) = self.opt_outs.first() {
            say("because", Some(first.reason.clone()));
            say("until", Some(first.until.to_string()));
            let features = self.opt_outs.iter().map(|out| out.feature.clone());
            values.insert("without".to_owned(), features.collect::<Vec<_>>().into());
        }
        serde_json::Value::Object(values).to_string()
    }
}

/// Completes `given` for `template`, asking `prompter` for what is missing; without one, everything missing is one error.
///
/// # Errors
/// Usage (2) for wrong or missing answers, not found (3) for an unknown owner or system.
pub fn interview(
    mut given: Given,
    template: &Template,
    catalog: &Catalog,
    today: Date,
    prompter: Option<&mut dyn Prompter>,
) -> Result<Request> {
    // What is wrong in what was said comes first: nobody should answer questions for nothing.
    let opt_outs = opt_outs(&given, template, today)?;
    check_given(&given, template, catalog)?;
    let missing = missing(&given, template)?;
    match prompter {
        Some(prompter) if !missing.is_empty() => {
            Conversation {
                prompter,
                template,
                catalog,
                left_out: &opt_outs,
            }
            .complete(&mut given)?;
        }
        _ if !missing.is_empty() => return Err(not_enough(&missing, catalog)),
        _ => {}
    }
    let name = ServiceName::parse(given.name.as_deref().unwrap_or_default())?;
    let answers =
        Answers::resolve(template, &given.inputs).map_err(|problems| wrong_answers(&problems))?;
    check_catalog_answers(&answers, template, catalog)?;
    let opt_outs = possible(opt_outs, &given.without, template, &answers)?;
    let owner = owner::group(catalog, given.owner.as_deref().unwrap_or_default())?;
    let owner = owner.reference().to_buf();
    let system = given
        .system
        .as_deref()
        .map(|system| Ok(owner::system(catalog, system)?.reference().to_buf()))
        .transpose()?;
    let description = match &given.description {
        Some(text) => Description::parse(text)?,
        None => Description::of_new(&name, template)?,
    };
    Ok(Request {
        name,
        description,
        owner,
        system,
        answers,
        opt_outs,
        directory: given.directory,
    })
}

/// The opt-outs asked for; `observability` stands for every feature.
fn opt_outs(given: &Given, template: &Template, today: Date) -> Result<Vec<OptOut>> {
    if given.without.is_empty() {
        return match given.because.is_some() || given.until.is_some() {
            true => Err(Error::usage(
                "--because and --until belong to --without <FEATURE>",
            )),
            false => Ok(Vec::new()),
        };
    }
    let features = template.features_called(&given.without)?;
    let Some(reason) = &given.because else {
        return Err(Error::usage(format!(
            "leaving out {} needs a reason",
            given.without.join(", ")
        ))
        .hint("add --because \"load test, gone in two weeks\"    (ends after 90 days; --until)"));
    };
    let until = given.until.as_deref().map(parse_date).transpose()?;
    features
        .into_iter()
        .map(|feature| OptOut::new(feature, reason, today, until))
        .collect()
}

/// The opt-outs from what is there with these answers: a layer that is off has nothing to leave out.
fn possible(
    mut opt_outs: Vec<OptOut>,
    without: &[String],
    template: &Template,
    answers: &Answers,
) -> Result<Vec<OptOut>> {
    let there: Vec<&str> = template
        .features_for(answers)
        .map(|feature| feature.name.as_str())
        .collect();
    match without.iter().find(|name| {
        let is_feature = opt_outs.iter().any(|out| out.feature == **name);
        is_feature && !there.contains(&name.as_str())
    }) {
        Some(name) => Err(Error::usage(format!(
            "with these answers, {} has no feature `{name}` to leave out",
            template.name()
        ))
        .hint(format!("remove --without {name}"))),
        None => {
            opt_outs.retain(|out| there.contains(&out.feature.as_str()));
            Ok(opt_outs)
        }
    }
}

fn parse_date(text: &str) -> Result<Date> {
    text.parse().map_err(|_| {
        Error::usage(format!(
            "`{}` is not a date",
            crate::printable::Printable(text)
        ))
        .hint("write it as 2027-01-31")
    })
}

/// Finds what is wrong in what was said, whatever else is missing.
///
/// # Errors
/// As [`interview`], but for what is missing.
pub fn check_given(given: &Given, template: &Template, catalog: &Catalog) -> Result<()> {
    if let Some(name) = &given.name {
        ServiceName::parse(name)?;
    }
    if let Some(text) = &given.description {
        Description::parse(text)?;
    }
    if let Some(text) = &given.owner {
        owner::group(catalog, text)?;
    }
    if let Some(text) = &given.system {
        owner::system(catalog, text)?;
    }
    match Answers::resolve(template, &given.inputs) {
        Err(problems) if problems.iter().any(|problem| !is_missing(problem)) => {
            Err(wrong_answers(&problems))
        }
        Err(_) => Ok(()),
        Ok(answers) => check_catalog_answers(&answers, template, catalog),
    }
}

/// Inputs that name a group or a system must name one of the catalog.
fn check_catalog_answers(answers: &Answers, template: &Template, catalog: &Catalog) -> Result<()> {
    for (input, (_, value)) in template.inputs().iter().zip(answers.iter()) {
        let found = match (&input.kind, value) {
            (InputKind::Group, Value::Text(text)) => owner::group(catalog, text),
            (InputKind::System, Value::Text(text)) => owner::system(catalog, text),
            _ => continue,
        };
        found.map_err(|error| error.hint(format!("it is the answer to --set {}=…", input.name)))?;
    }
    Ok(())
}

fn is_missing(problem: &Problem) -> bool {
    matches!(problem, Problem::Missing { .. })
}

/// Every answer at fault, in one error.
fn wrong_answers(problems: &[Problem]) -> Error {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    Error::usage(lines.join("; "))
}

const OWNER: &str = "--owner GROUP";

/// What has no answer and no default, as the flags that would give it.
fn missing(given: &Given, template: &Template) -> Result<Vec<String>> {
    let mut missing = Vec::new();
    if given.name.is_none() {
        missing.push("NAME".to_owned());
    }
    if given.owner.is_none() {
        missing.push(OWNER.to_owned());
    }
    if let Err(problems) = Answers::resolve(template, &given.inputs) {
        missing.extend(problems.iter().filter_map(|problem| match problem {
            Problem::Missing { input } => Some(format!("--set {input}=…")),
            _ => None,
        }));
    }
    Ok(missing)
}

fn not_enough(missing: &[String], catalog: &Catalog) -> Error {
    let owned = !missing.iter().any(|flag| flag == OWNER);
    let groups = owner::few(catalog, "group").filter(|_| !owned);
    Error::usage(format!(
        "there is nobody to ask, and answers are missing: {}",
        missing.join(", ")
    ))
    .hint(format!("add {} to the command", missing.join(" ")))
    .hint_if(groups)
}

/// The questions, once one has to be asked: those without a default, and those whose default may not fit.
struct Conversation<'a> {
    prompter: &'a mut dyn Prompter,
    template: &'a Template,
    catalog: &'a Catalog,
    left_out: &'a [OptOut],
}

impl Conversation<'_> {
    fn complete(&mut self, given: &mut Given) -> Result<()> {
        if given.name.is_none() {
            let check = |text: &str| valid_name(text, self.catalog);
            given.name = Some(self.prompter.text("Name", None, &check)?);
        } else if let Some(name) = &given.name {
            // Nobody should answer questions for nothing.
            valid_name(name, self.catalog).map_err(|taken| {
                Error::conflict(taken)
                    .hint("choose another name")
                    .hint("where a run of yours has made it: idp runs list")
            })?;
        }
        if given.owner.is_none() {
            given.owner = Some(self.pick("Owner", "group", None)?);
        }
        if given.description.is_none() && !given.yes {
            let name = ServiceName::parse(given.name.as_deref().unwrap_or_default())?;
            let default = Description::of_new(&name, self.template)?.to_string();
            given.description = Some(self.prompter.text(
                "What does it do?",
                Some(&default),
                &valid_description,
            )?);
        }
        for input in self.template.inputs() {
            let open = !given.inputs.contains_key(&input.name)
                && (input.default.is_none() || (input.ask && !given.yes));
            if open && self.template.asks(input, &given.inputs, self.left_out) {
                let answer = self.answer(input)?;
                given
                    .inputs
                    .insert(input.name.clone(), template::Given::Text(answer));
            }
        }
        Ok(())
    }

    fn answer(&mut self, input: &Input) -> Result<String> {
        let default = input.default.as_ref().map(Value::to_string);
        match &input.kind {
            InputKind::Enum { values } => {
                self.choose(&input.title, plain(values), default.as_deref())
            }
            InputKind::Boolean => {
                let default = match input.default {
                    Some(Value::Boolean(false)) => "no",
                    _ => "yes",
                };
                self.choose(&input.title, plain(&["yes", "no"]), Some(default))
            }
            InputKind::Group => self.pick(&input.title, "group", default.as_deref()),
            InputKind::System => self.pick(&input.title, "system", default.as_deref()),
            _ => {
                let check = |text: &str| input.parse(text).map(drop);
                self.prompter.text(&input.title, default.as_deref(), &check)
            }
        }
    }

    /// One of the catalog's entities of `kind`; a line of text where it has none.
    fn pick(&mut self, question: &str, kind: &str, default: Option<&str>) -> Result<String> {
        let entities = owner::names(self.catalog, kind);
        if entities.is_empty() {
            return Err(Error::not_found(format!(
                "the catalog has no {kind} to choose from"
            )));
        }
        let choices = entities.iter().map(|name| Choice {
            value: (*name).to_owned(),
            note: self.title(kind, name),
        });
        self.choose(question, choices.collect(), default)
    }

    fn title(&self, kind: &str, name: &str) -> String {
        let reference = EntityRef::parse(name, Some(kind), "default").ok();
        let entity = reference.and_then(|reference| self.catalog.get(reference));
        entity
            .and_then(Entity::title)
            .unwrap_or_default()
            .to_owned()
    }

    fn choose(
        &mut self,
        question: &str,
        choices: Vec<Choice>,
        default: Option<&str>,
    ) -> Result<String> {
        let start = choices
            .iter()
            .position(|choice| Some(choice.value.as_str()) == default)
            .unwrap_or(0);
        let index = self.prompter.choose(question, &choices, start)?;
        Ok(choices
            .into_iter()
            .nth(index)
            .map(|choice| choice.value)
            .unwrap_or_default())
    }
}

fn plain<S: AsRef<str>>(values: &[S]) -> Vec<Choice> {
    values
        .iter()
        .map(|value| Choice {
            value: value.as_ref().to_owned(),
            note: String::new(),
        })
        .collect()
}

fn valid_name(text: &str, catalog: &Catalog) -> std::result::Result<(), String> {
    ServiceName::parse(text).map_err(|error| error.to_string())?;
    let reference = EntityRef {
        kind: "component",
        namespace: "default",
        name: text,
    };
    match catalog.get(reference) {
        Some(_) => Err(format!("{reference} is already in the catalog")),
        None => Ok(()),
    }
}

fn valid_description(text: &str) -> std::result::Result<(), String> {
    Description::parse(text)
        .map(drop)
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Memory;
    use crate::error::Kind;
    use crate::prompt::Scripted;
    use crate::template::Pack;

    /// A catalog with one team and one service.
    fn catalog() -> Catalog {
        let text = b"apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: payments}\nspec: {type: team, children: []}\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ledger}\nspec: {type: service, lifecycle: production, owner: payments}\n";
        let files = Memory::from_iter([("a.yaml", text.to_vec())]);
        Catalog::read(&files, &["a.yaml".to_owned()]).unwrap()
    }

    fn asked(given: Given, answers: &[&str]) -> (Result<Request>, Vec<String>) {
        let template = Pack::embedded().template("service").unwrap();
        let mut person = Scripted::new(answers.iter().copied());
        let today = jiff::civil::date(2026, 11, 23);
        let request = interview(given, &template, &catalog(), today, Some(&mut person));
        (request, person.asked)
    }

    #[test]
    fn only_what_is_missing_is_asked_and_an_empty_answer_takes_the_default() {
        let (request, asked) = asked(Given::default(), &["checkout", "payments", "", "none", ""]);
        let request = request.unwrap();
        assert_eq!(request.owner.to_string(), "group:default/payments");
        assert_eq!(request.description.to_string(), "The checkout service");
        insta::assert_snapshot!(asked.join(" | "), @"Name | Owner | What does it do? | Which database does it use? | Where does the cluster run?");
        let given = Given {
            name: Some("checkout".to_owned()),
            owner: Some("payments".to_owned()),
            ..Given::default()
        };
        assert_eq!(self::asked(given, &[]).1, [""; 0]);
    }

    #[test]
    fn a_name_that_is_taken_is_refused_where_it_is_typed() {
        let (request, asked) = asked(Given::default(), &["ledger"]);
        let error = request.unwrap_err().to_string();
        assert_eq!(error, "component:default/ledger is already in the catalog");
        assert_eq!(asked, ["Name"]);
        let given = Given {
            name: Some("ledger".to_owned()),
            ..Given::default()
        };
        let (request, asked) = self::asked(given, &[]);
        assert_eq!(request.unwrap_err().kind(), Kind::Conflict);
        assert_eq!(asked, [""; 0]);
    }
}
