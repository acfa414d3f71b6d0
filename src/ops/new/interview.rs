//! Completes a partial request: asks for missing values, or lists them in one error.

use std::path::PathBuf;

use jiff::civil::Date;

use super::entity_lookup;
use super::partial_request::PartialServiceRequest;
use crate::catalog::{Catalog, Entity, EntityRef, EntityRefBuf};
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::prompt::{PromptChoice, PromptQuestion, Prompter};
use crate::remedy::{MissingRequiredAnswer, Remedy};
use crate::source::Place;
use crate::template::{
    self, AnswerError, Answers, InputKind, InputValue, OptOut, ServiceDescriptionText, ServiceName,
    Template, TemplateInput,
};
use crate::yaml;

/// A complete and valid request for a new service.
#[derive(Clone, Debug)]
pub struct ServiceRequest {
    /// Its name.
    pub name: ServiceName,
    /// One sentence about it.
    pub description: ServiceDescriptionText,
    /// The group that owns it; exists in the catalog.
    pub owner: EntityRefBuf,
    /// The system it is part of; exists in the catalog.
    pub system: Option<EntityRefBuf>,
    /// The template's inputs, typed and complete.
    pub answers: Answers,
    /// The features to leave out, with the reason and the end date.
    pub opt_outs: Vec<OptOut>,
    /// The target directory, absolute; `None` means a folder named after the service.
    pub directory: Option<PathBuf>,
}

impl ServiceRequest {
    /// The request as a values file that reproduces it elsewhere with the same template.
    pub fn to_values_file(&self) -> String {
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

/// Whether a value without a default is missing.
pub fn needs_interview(given: &PartialServiceRequest, template: &Template) -> bool {
    !find_missing_answers(given, template).is_empty()
}

/// Completes `given` for `template`, asking `prompter` for missing values; without a prompter, one error lists them.
///
/// # Errors
/// Usage (2) for invalid or missing values, not found (3) for an unknown owner or system.
pub fn complete_new_service_request(
    mut given: PartialServiceRequest,
    template: &Template,
    catalog: &Catalog,
    today: Date,
    mut prompter: Option<&mut dyn Prompter>,
) -> Result<ServiceRequest> {
    // Report invalid values before asking anything, so that the user doesn't answer questions in vain.
    validate_partial_service_request(&given, template, catalog)?;
    if let Some(prompter) = prompter.as_deref_mut() {
        ask_opt_out_reason(&mut given, template, today, prompter)?;
    }
    let opt_outs = parse_feature_opt_outs(&given, template, today)?;
    let missing = find_missing_answers(&given, template);
    match prompter {
        Some(prompter) if !missing.is_empty() => {
            InterviewSession {
                prompter,
                template,
                catalog,
                left_out: &opt_outs,
            }
            .ask_missing_answers(&mut given)?;
        }
        _ if !missing.is_empty() => return Err(missing_answers_error(missing, catalog)),
        _ => {}
    }
    let name = ServiceName::parse(given.name.as_deref().unwrap_or_default())?;
    let answers = Answers::resolve(template, &given.inputs)
        .map_err(|problems| invalid_answers_error(&problems, template, &given))?;
    validate_answers_name_known_entities(&answers, template, catalog)?;
    let opt_outs = retain_applicable_opt_outs(opt_outs, &given.without, template, &answers)?;
    let owner =
        entity_lookup::resolve_group_entity(catalog, given.owner.as_deref().unwrap_or_default())?;
    let owner = owner.entity_ref().to_owned_ref();
    let system = given
        .system
        .as_deref()
        .map(|system| {
            Ok(entity_lookup::resolve_system_entity(catalog, system)?
                .entity_ref()
                .to_owned_ref())
        })
        .transpose()?;
    let description = match &given.description {
        Some(text) => ServiceDescriptionText::parse(text)?,
        None => ServiceDescriptionText::build_default_description(&name, template)?,
    };
    Ok(ServiceRequest {
        name,
        description,
        owner,
        system,
        answers,
        opt_outs,
        directory: given.directory,
    })
}

/// Asks why features are left out, if the user hasn't said so.
fn ask_opt_out_reason(
    given: &mut PartialServiceRequest,
    template: &Template,
    today: Date,
    prompter: &mut dyn Prompter,
) -> Result<()> {
    let features = template.resolve_requested_feature_names(&given.without)?;
    let Some(feature) = features.first().filter(|_| given.because.is_none()) else {
        return Ok(());
    };
    let until = given.until.as_deref().map(parse_date).transpose()?;
    OptOut::resolve_end_date(feature, today, until)?;
    let check = |reason: &str| OptOut::validate_reason(reason).map_err(|error| error.to_string());
    let text = format!("Why opt out of {}?", features.join(", "));
    let question = PromptQuestion {
        text: &text,
        help: Some(
            "One line of at least 10 characters, recorded in the repository and the catalog",
        ),
    };
    given.because = Some(prompter.ask_text(question, None, &check)?);
    Ok(())
}

/// The requested opt-outs; `observability` stands for every feature.
fn parse_feature_opt_outs(
    given: &PartialServiceRequest,
    template: &Template,
    today: Date,
) -> Result<Vec<OptOut>> {
    if given.without.is_empty() {
        return if given.because.is_some() || given.until.is_some() {
            Err(
                Error::usage("a reason or an end date requires a feature to opt out of")
                    .with_hint(Remedy::NameOptOut),
            )
        } else {
            Ok(Vec::new())
        };
    }
    let features = template.resolve_requested_feature_names(&given.without)?;
    let Some(reason) = &given.because else {
        return Err(Error::usage(format!(
            "opting out of {} requires a reason",
            given.without.join(", ")
        ))
        .with_hint(Remedy::GiveOptOutReason));
    };
    let until = given.until.as_deref().map(parse_date).transpose()?;
    features
        .into_iter()
        .map(|feature| OptOut::new(feature, reason, today, until))
        .collect()
}

/// The opt-outs that apply with these answers: a layer that is off has no features to leave out.
fn retain_applicable_opt_outs(
    mut opt_outs: Vec<OptOut>,
    without: &[String],
    template: &Template,
    answers: &Answers,
) -> Result<Vec<OptOut>> {
    let there: Vec<&str> = template
        .available_features(answers)
        .map(|feature| feature.name.as_str())
        .collect();
    match without.iter().find(|name| {
        let is_feature = opt_outs.iter().any(|out| out.feature == **name);
        is_feature && !there.contains(&name.as_str())
    }) {
        Some(name) => Err(Error::usage(format!(
            "with these answers, {} has no feature `{name}` to opt out of",
            template.name()
        ))
        .with_hint(Remedy::KeepFeature(name.clone()))),
        None => {
            opt_outs.retain(|out| there.contains(&out.feature.as_str()));
            Ok(opt_outs)
        }
    }
}

fn parse_date(text: &str) -> Result<Date> {
    text.parse().map_err(|_| {
        Error::usage(format!(
            "invalid date `{}`",
            crate::printable::Printable(text)
        ))
        .with_hint("use YYYY-MM-DD, for example 2027-01-31")
    })
}

/// Validates the given values, even if others are missing.
///
/// # Errors
/// As [`complete_new_service_request`], except for missing values.
pub fn validate_partial_service_request(
    given: &PartialServiceRequest,
    template: &Template,
    catalog: &Catalog,
) -> Result<()> {
    if let Some(name) = &given.name {
        ServiceName::parse(name)?;
    }
    if let Some(text) = &given.description {
        ServiceDescriptionText::parse(text)?;
    }
    if let Some(text) = &given.owner {
        entity_lookup::resolve_group_entity(catalog, text)?;
    }
    if let Some(text) = &given.system {
        entity_lookup::resolve_system_entity(catalog, text)?;
    }
    match Answers::resolve(template, &given.inputs) {
        Err(problems)
            if problems
                .iter()
                .any(|problem| !is_missing_answer_error(problem)) =>
        {
            Err(invalid_answers_error(&problems, template, given))
        }
        Err(_) => Ok(()),
        Ok(answers) => validate_answers_name_known_entities(&answers, template, catalog),
    }
}

/// Inputs that name a group or a system must name one in the catalog.
fn validate_answers_name_known_entities(
    answers: &Answers,
    template: &Template,
    catalog: &Catalog,
) -> Result<()> {
    for (input, (_, value)) in template.inputs().iter().zip(answers.iter()) {
        let found = match (&input.kind, value) {
            (InputKind::Group, InputValue::Text(text)) => {
                entity_lookup::resolve_group_entity(catalog, text)
            }
            (InputKind::System, InputValue::Text(text)) => {
                entity_lookup::resolve_system_entity(catalog, text)
            }
            _ => continue,
        };
        found.map_err(|error| error.with_hint(Remedy::CorrectAnswer(input.name.clone())))?;
    }
    Ok(())
}

fn is_missing_answer_error(problem: &AnswerError) -> bool {
    matches!(problem, AnswerError::Missing { .. })
}

/// All invalid answers in one error; those of the values file with their places.
fn invalid_answers_error(
    problems: &[AnswerError],
    template: &Template,
    given: &PartialServiceRequest,
) -> Error {
    let is_feature = |name: &str| {
        template
            .features()
            .iter()
            .any(|feature| feature.name == name)
    };
    let (mut lines, mut findings, mut remedies) = (Vec::new(), Vec::new(), Vec::new());
    for problem in problems {
        match find_place_in_values_file(problem, given) {
            Some(place) => findings.push(
                Diagnostic::new("values-file", RuleTier::Policy, problem.to_string())
                    .with_place(place),
            ),
            None => lines.push(problem.to_string()),
        }
        if let AnswerError::Unknown { input, .. } = problem
            && is_feature(input)
        {
            remedies.push(Remedy::OptOut(input.clone()));
        }
    }
    if let Some(source) = given
        .values_source
        .as_ref()
        .filter(|_| !findings.is_empty())
    {
        lines.push(format!("{} has invalid inputs", Printable(&source.name)));
    }
    Error::usage(lines.join("; "))
        .with_diagnostics(findings)
        .with_hints(remedies)
}

/// The place of the input in the values file; `None` if it was given in another way.
fn find_place_in_values_file(
    problem: &AnswerError,
    given: &PartialServiceRequest,
) -> Option<Place> {
    let source = given.values_source.as_ref()?;
    let is_from_file =
        |input: &String| matches!(given.inputs.get(input), Some(template::RawAnswer::Value(_)));
    match problem {
        AnswerError::Unknown { input, .. } if is_from_file(input) => {
            Some(yaml::find_key_place(source, input))
        }
        AnswerError::Invalid { input, .. } if is_from_file(input) => {
            Some(yaml::find_value_place(source, input))
        }
        _ => None,
    }
}

/// The values without an answer and without a default.
fn find_missing_answers(
    given: &PartialServiceRequest,
    template: &Template,
) -> Vec<MissingRequiredAnswer> {
    let name = given.name.is_none().then_some(MissingRequiredAnswer::Name);
    let owner = given
        .owner
        .is_none()
        .then_some(MissingRequiredAnswer::Owner);
    let problems = Answers::resolve(template, &given.inputs).err();
    let inputs = problems
        .into_iter()
        .flatten()
        .filter_map(|problem| match problem {
            AnswerError::Missing { input } => Some(MissingRequiredAnswer::Input(input)),
            _ => None,
        });
    name.into_iter().chain(owner).chain(inputs).collect()
}

fn missing_answers_error(missing: Vec<MissingRequiredAnswer>, catalog: &Catalog) -> Error {
    let names: Vec<&str> = missing.iter().map(MissingRequiredAnswer::name).collect();
    let message = format!(
        "required values are missing, and idp can't prompt for them here: {}",
        names.join(", ")
    );
    let groups = missing
        .contains(&MissingRequiredAnswer::Owner)
        .then(|| entity_lookup::format_entity_choices_hint(catalog, "group"));
    Error::usage(message)
        .with_hint(Remedy::GiveAnswers(missing))
        .with_optional_hint(groups.flatten())
}

/// The choice for a service that isn't part of a system; a name can't contain brackets.
const NO_SYSTEM: &str = "(none)";

/// Asks questions: those without a default and, once any question has to be asked, those whose default may not fit.
struct InterviewSession<'a> {
    prompter: &'a mut dyn Prompter,
    template: &'a Template,
    catalog: &'a Catalog,
    left_out: &'a [OptOut],
}

impl InterviewSession<'_> {
    fn ask_missing_answers(&mut self, given: &mut PartialServiceRequest) -> Result<()> {
        if given.name.is_none() {
            let check = |text: &str| validate_unused_service_name(text, self.catalog);
            given.name = Some(self.prompter.ask_text("Name".into(), None, &check)?);
        } else if let Some(name) = &given.name {
            // Check it before asking anything, so that the user doesn't answer questions in vain.
            validate_unused_service_name(name, self.catalog).map_err(|taken| {
                Error::conflict(taken)
                    .with_hint("choose another name")
                    .with_hint("check whether one of your runs created it: idp runs list")
            })?;
        }
        if given.owner.is_none() {
            given.owner = Some(self.ask_catalog_entity("Owner".into(), "group", None)?);
        }
        if given.system.is_none() && !given.yes {
            given.system = self.ask_system()?;
        }
        if given.description.is_none() && !given.yes {
            let name = ServiceName::parse(given.name.as_deref().unwrap_or_default())?;
            let default = ServiceDescriptionText::build_default_description(&name, self.template)?
                .to_string();
            given.description = Some(self.prompter.ask_text(
                "What does it do?".into(),
                Some(&default),
                &validate_service_description,
            )?);
        }
        for input in self.template.inputs() {
            let open = !given.inputs.contains_key(&input.name)
                && (input.default.is_none() || (input.ask && !given.yes));
            if open
                && self
                    .template
                    .should_ask_input(input, &given.inputs, self.left_out)
            {
                let answer = self.ask_template_input(input)?;
                given
                    .inputs
                    .insert(input.name.clone(), template::RawAnswer::Text(answer));
            }
        }
        Ok(())
    }

    /// Asks for one of the catalog's systems, or none.
    fn ask_system(&mut self) -> Result<Option<String>> {
        let systems = entity_lookup::list_entity_names(self.catalog, "system");
        if systems.is_empty() {
            return Ok(None);
        }
        let systems = systems.iter().map(|name| PromptChoice {
            value: (*name).to_owned(),
            note: self.find_entity_title_in_catalog("system", name),
        });
        let none = PromptChoice {
            value: NO_SYSTEM.to_owned(),
            note: String::new(),
        };
        let choices = std::iter::once(none).chain(systems).collect();
        let chosen = self.ask_choice("System".into(), choices, None)?;
        Ok(Some(chosen).filter(|chosen| chosen != NO_SYSTEM))
    }

    fn ask_template_input(&mut self, input: &TemplateInput) -> Result<String> {
        let default = input.default.as_ref().map(InputValue::to_string);
        let question = PromptQuestion {
            text: &input.title,
            help: input.help.as_deref(),
        };
        match &input.kind {
            InputKind::Enum { values } => {
                self.ask_choice(question, to_prompt_choices(values), default.as_deref())
            }
            InputKind::Boolean => {
                let default = match input.default {
                    Some(InputValue::Boolean(false)) => "no",
                    _ => "yes",
                };
                self.ask_choice(question, to_prompt_choices(&["yes", "no"]), Some(default))
            }
            InputKind::Group => self.ask_catalog_entity(question, "group", default.as_deref()),
            InputKind::System => self.ask_catalog_entity(question, "system", default.as_deref()),
            _ => {
                let check = |text: &str| input.parse_answer_text(text).map(drop);
                self.prompter.ask_text(question, default.as_deref(), &check)
            }
        }
    }

    /// Lets the user choose one of the catalog's entities of `kind`.
    fn ask_catalog_entity(
        &mut self,
        question: PromptQuestion<'_>,
        kind: &str,
        default: Option<&str>,
    ) -> Result<String> {
        let entities = entity_lookup::list_entity_names(self.catalog, kind);
        if entities.is_empty() {
            return Err(Error::not_found(format!(
                "the catalog has no {kind} to choose from"
            )));
        }
        let choices = entities.iter().map(|name| PromptChoice {
            value: (*name).to_owned(),
            note: self.find_entity_title_in_catalog(kind, name),
        });
        self.ask_choice(question, choices.collect(), default)
    }

    fn find_entity_title_in_catalog(&self, kind: &str, name: &str) -> String {
        let reference = EntityRef::parse(name, Some(kind), "default").ok();
        let entity = reference.and_then(|reference| self.catalog.get(reference));
        entity
            .and_then(Entity::title)
            .unwrap_or_default()
            .to_owned()
    }

    fn ask_choice(
        &mut self,
        question: PromptQuestion<'_>,
        choices: Vec<PromptChoice>,
        default: Option<&str>,
    ) -> Result<String> {
        let start = choices
            .iter()
            .position(|choice| Some(choice.value.as_str()) == default)
            .unwrap_or(0);
        let index = self.prompter.ask_choice(question, &choices, start)?;
        Ok(choices
            .into_iter()
            .nth(index)
            .map(|choice| choice.value)
            .unwrap_or_default())
    }
}

fn to_prompt_choices<S: AsRef<str>>(values: &[S]) -> Vec<PromptChoice> {
    values
        .iter()
        .map(|value| PromptChoice {
            value: value.as_ref().to_owned(),
            note: String::new(),
        })
        .collect()
}

fn validate_unused_service_name(text: &str, catalog: &Catalog) -> std::result::Result<(), String> {
    if text.is_empty() {
        return Err("a service needs a name".to_owned());
    }
    ServiceName::parse(text).map_err(|error| error.to_string())?;
    let reference = EntityRef {
        kind: "component",
        namespace: "default",
        name: text,
    };
    match catalog.get(reference) {
        Some(_) => Err(format!("{reference} already exists in the catalog")),
        None => Ok(()),
    }
}

fn validate_service_description(text: &str) -> std::result::Result<(), String> {
    ServiceDescriptionText::parse(text)
        .map(drop)
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::MemoryFiles;
    use crate::error::ErrorKind;
    use crate::prompt::ScriptedPrompter;
    use crate::template::TemplatePack;

    /// A catalog with one team and one service.
    fn sample_catalog() -> Catalog {
        let text = b"apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: payments}\nspec: {type: team, children: []}\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ledger}\nspec: {type: service, lifecycle: production, owner: payments}\n";
        let files = MemoryFiles::from_iter([("a.yaml", text.to_vec())]);
        Catalog::read(&files, &["a.yaml".to_owned()]).unwrap()
    }

    fn run_interview(
        given: PartialServiceRequest,
        answers: &[&str],
    ) -> (Result<ServiceRequest>, Vec<String>) {
        let template = TemplatePack::from_embedded()
            .load_template("service")
            .unwrap();
        let mut person = ScriptedPrompter::new(answers.iter().copied());
        let today = jiff::civil::date(2026, 11, 23);
        let request = complete_new_service_request(
            given,
            &template,
            &sample_catalog(),
            today,
            Some(&mut person),
        );
        (request, person.questions)
    }

    #[test]
    fn only_what_is_missing_is_asked_and_an_empty_answer_takes_the_default() {
        let (request, asked) = run_interview(
            PartialServiceRequest::default(),
            &["checkout", "payments", "", "none", ""],
        );
        let request = request.unwrap();
        assert_eq!(request.owner.to_string(), "group:default/payments");
        assert_eq!(request.description.to_string(), "The checkout service");
        insta::assert_snapshot!(asked.join(" | "), @"Name | Owner | What does it do? | Which database does it use? | Where does the cluster run?");
        let given = PartialServiceRequest {
            name: Some("checkout".to_owned()),
            owner: Some("payments".to_owned()),
            ..PartialServiceRequest::default()
        };
        assert_eq!(self::run_interview(given, &[]).1, [""; 0]);
    }

    #[test]
    fn an_opt_out_without_a_reason_asks_for_one() {
        let given = PartialServiceRequest {
            name: Some("checkout".to_owned()),
            owner: Some("payments".to_owned()),
            without: vec!["alerts".to_owned()],
            ..PartialServiceRequest::default()
        };
        let (request, asked) = run_interview(given.clone(), &["load test, gone soon"]);
        assert_eq!(asked, ["Why opt out of alerts?"]);
        assert_eq!(request.unwrap().opt_outs[0].reason, "load test, gone soon");
        let (request, _) = run_interview(given.clone(), &["because"]);
        assert!(request.is_err());
        // A wrong date is reported before the question.
        let given = PartialServiceRequest {
            until: Some("2020-01-01".to_owned()),
            ..given
        };
        assert_eq!(run_interview(given, &[]).1, [""; 0]);
    }

    #[test]
    fn a_name_that_is_taken_is_refused_where_it_is_typed() {
        let (request, asked) = run_interview(PartialServiceRequest::default(), &["ledger"]);
        let error = request.unwrap_err().to_string();
        assert_eq!(
            error,
            "component:default/ledger already exists in the catalog"
        );
        assert_eq!(asked, ["Name"]);
        let given = PartialServiceRequest {
            name: Some("ledger".to_owned()),
            ..PartialServiceRequest::default()
        };
        let (request, asked) = self::run_interview(given, &[]);
        assert_eq!(request.unwrap_err().kind(), ErrorKind::Conflict);
        assert_eq!(asked, [""; 0]);
    }
}
