//! The names that completions offer: those of the platform that the typed words would use, without network access.

use std::ffi::OsString;
use std::path::Path;

use crate::catalog::{self, builtin_kind_names};
use crate::cli::GlobalArgs;
use crate::context::{Context, InterruptState, ProcessEnvironment};
use crate::error::Result;
use crate::ops::{self, NameableEntities};
use crate::platform::Platform;
use crate::rules;
use crate::template::{PLATFORM_TEMPLATE, Template, TemplatePack};
use crate::view::{ColourMode, OutputFormat, Ui};

/// More candidates aren't useful in a shell; typing another letter narrows them down.
const MAX_CANDIDATES: usize = 500;

/// The names that can be typed in one command line.
pub(super) struct CompletionSource {
    context: Context,
    words: Vec<String>,
}

impl CompletionSource {
    /// The names that complete `words`; the first word is the name of the program.
    ///
    /// # Errors
    /// If the directory or the environment is invalid.
    pub(super) fn new(environment: ProcessEnvironment, words: &[OsString]) -> Result<Self> {
        let words = words.iter().skip(1);
        let words: Vec<String> = words
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        let global = GlobalArgs {
            directory: find_option_value(&words, "-C").map(Into::into),
            platform: find_option_value(&words, "--platform")
                .or_else(|| environment.platform.clone()),
            output: None,
            quiet: true,
            verbose: 0,
            color: ColourMode::Never,
            offline: true,
            yes: true,
        };
        let mut ui = Ui::new(OutputFormat::Text, ColourMode::Never, true);
        ui.quiet = true;
        let context = Context::new(&global, environment, ui, InterruptState::default())?;
        Ok(CompletionSource { context, words })
    }

    /// The working directory.
    pub(super) fn directory(&self) -> &Path {
        &self.context.directory
    }

    /// The names of entities.
    pub(super) fn entity_names(
        &self,
        entities: NameableEntities,
        typed: &str,
    ) -> Result<Vec<String>> {
        ops::complete_entity_name(&self.platform()?, entities, typed, MAX_CANDIDATES)
    }

    /// The entities and fields of `catalog set`, and the values of a field.
    pub(super) fn entities_and_fields(&self, typed: &str) -> Result<Vec<String>> {
        if typed.contains('=') {
            return self.field_assignments(typed);
        }
        let names = self.entity_names(NameableEntities::All, typed);
        let mut names = names.unwrap_or_default();
        names.extend(self.field_assignments(typed)?);
        Ok(names)
    }

    /// `owner=`, then `owner=payments`.
    pub(super) fn field_assignments(&self, typed: &str) -> Result<Vec<String>> {
        let Some((field, value)) = typed.split_once('=') else {
            let fields = catalog::field_short_names().map(|field| format!("{field}="));
            return Ok(fields.filter(|field| field.starts_with(typed)).collect());
        };
        let name = field.trim_end_matches(['+', '-']);
        let values = match name {
            "kind" => self.kind_names(value)?,
            _ => self.field_values(name, value)?,
        };
        Ok(values
            .iter()
            .map(|value| format!("{field}={value}"))
            .collect())
    }

    /// The values of a field, such as the types of entities.
    pub(super) fn field_values(&self, field: &str, typed: &str) -> Result<Vec<String>> {
        ops::complete_field_value(&self.platform()?, field, typed, MAX_CANDIDATES)
    }

    /// The golden templates.
    /// The templates that `idp new` accepts: all but the one that `idp init` renders.
    pub(super) fn service_template_names(&self, typed: &str) -> Result<Vec<String>> {
        let mut names = self.template_names(typed)?;
        names.retain(|name| name != PLATFORM_TEMPLATE);
        Ok(names)
    }

    pub(super) fn template_names(&self, typed: &str) -> Result<Vec<String>> {
        let pack = self.template_pack()?;
        Ok(keep_beginning(pack.template_names(), typed))
    }

    /// The features of the selected template.
    pub(super) fn feature_names(&self, typed: &str) -> Result<Vec<String>> {
        let template = self.template()?;
        let features = template
            .features()
            .iter()
            .map(|feature| feature.name.as_str());
        Ok(keep_beginning(features.chain(["observability"]), typed))
    }

    /// The inputs of the selected template, and their values.
    pub(super) fn template_inputs(&self, typed: &str) -> Result<Vec<String>> {
        let platform = self.platform().ok();
        ops::complete_template_input(&self.template()?, platform.as_ref(), typed, MAX_CANDIDATES)
    }

    /// The kinds of entities.
    pub(super) fn kind_names(&self, typed: &str) -> Result<Vec<String>> {
        let kinds: Vec<String> = builtin_kind_names().map(str::to_lowercase).collect();
        Ok(keep_beginning(kinds.iter().map(String::as_str), typed))
    }

    /// The relations of entities.
    pub(super) fn relation_names(&self, typed: &str) -> Result<Vec<String>> {
        Ok(keep_beginning(catalog::RELATIONS.iter().copied(), typed))
    }

    /// The codes of findings.
    pub(super) fn rule_codes(&self, typed: &str) -> Result<Vec<String>> {
        Ok(keep_beginning(
            rules::ALL_RULES.iter().map(|rule| rule.code),
            typed,
        ))
    }

    /// The runs on this machine.
    pub(super) fn run_names(&self, typed: &str) -> Result<Vec<String>> {
        let runs = self.context.open_run_store()?.list_runs()?;
        Ok(keep_beginning(
            runs.iter().map(|run| run.run.as_str()),
            typed,
        ))
    }

    /// The runs on this machine that can be resumed or abandoned.
    pub(super) fn unfinished_run_names(&self, typed: &str) -> Result<Vec<String>> {
        let runs = self.context.open_run_store()?.list_runs()?;
        let unfinished = runs.iter().filter(|run| run.is_unfinished());
        Ok(keep_beginning(
            unfinished.map(|run| run.run.as_str()),
            typed,
        ))
    }

    /// The platform. Pressing Tab doesn't create the practice platform if it doesn't exist yet.
    fn platform(&self) -> Result<Platform> {
        self.context.find_existing_platform()
    }

    fn template_pack(&self) -> Result<TemplatePack> {
        if let Some(path) = find_option_value(&self.words, "--template") {
            return TemplatePack::from_directory(&self.context.resolve_path(path.as_ref()));
        }
        match self.platform() {
            Ok(platform) => platform.read_current_snapshot()?.load_templates(),
            Err(_) => Ok(TemplatePack::from_embedded()),
        }
    }

    /// The template after `idp new`.
    fn template(&self) -> Result<Template> {
        let after_new = self.words.iter().skip_while(|word| *word != "new").skip(1);
        let template = after_new
            .map(String::as_str)
            .find(|word| !word.starts_with('-'));
        self.template_pack()?
            .load_template(template.unwrap_or_default())
    }
}

/// The value of `option` in `words`: the next word, or the text after `=`.
fn find_option_value(words: &[String], option: &str) -> Option<String> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == option {
            return words.next().cloned();
        }
        if let Some(value) = word.strip_prefix(option) {
            let value = value.strip_prefix('=').unwrap_or(value);
            return Some(value.to_owned());
        }
    }
    None
}

fn keep_beginning<'n>(names: impl IntoIterator<Item = &'n str>, typed: &str) -> Vec<String> {
    let fitting = names.into_iter().filter(|name| name.starts_with(typed));
    fitting.map(str::to_owned).collect()
}
