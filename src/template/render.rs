//! Template, facts and answers in; a tree of files out.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderError,
    RenderErrorReason, no_escape,
};
use rayon::prelude::*;
use serde_json::Value as Json;

use super::answers::Answers;
use super::check::{VALUE, compile};
use super::encode;
use super::facts::Facts;
use super::forge::RepositoryNeeds;
use super::format::Format;
use super::merged;
use super::requires;
use super::scope::Scope;
use super::sources::{TemplateFile, is_helm};
use super::template::{Next, Template};
use super::tree::{Class, File, Tree};
use crate::diagnostic::{Diagnostic, Tier};
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::source::{MARK, Place, Source, not_utf8};
use crate::yaml;

/// Renders every file whose condition holds. The same input gives the same bytes.
///
/// # Errors
/// Usage (2) with every fault of every template file; nothing is given then, whatever could be rendered.
pub fn render(template: &Template, facts: &Facts, answers: &Answers) -> Result<Tree> {
    let values = values(template, facts, answers);
    let unmet = requires::unmet(template, &values);
    if !unmet.is_empty() {
        return Err(template.faulty(unmet));
    }
    let wanted: Vec<&TemplateFile> = template.present(&values).collect();
    let scope = template.scope();
    let context =
        Context::wraps(&values).map_err(|error| Error::usage(format!("cannot render: {error}")))?;
    let outcomes: Vec<std::result::Result<File, Fault>> = wanted
        .par_iter()
        .map_init(engine, |engine, file| {
            rendered(engine, &context, &scope, file)
        })
        .collect();
    let (mut files, mut faults, mut failed) = (Vec::new(), Vec::new(), None);
    for outcome in outcomes {
        match outcome {
            Ok(file) => files.push(file),
            Err(Fault::Template(found)) => faults.extend(found),
            Err(Fault::Value(error)) => failed = failed.or(Some(error)),
        }
    }
    match (faults.is_empty(), failed) {
        (false, _) => Err(template.faulty(faults)),
        (true, Some(error)) => Err(error),
        (true, None) => Tree::new(files),
    }
}

/// Why a file could not be rendered.
enum Fault {
    /// The template file itself is wrong, in all these places.
    Template(Vec<Diagnostic>),
    /// A value cannot be written where it stands.
    Value(Error),
}

/// Checks what was rendered with the parsers of its languages: YAML (Helm's own templates are not YAML yet) and JSON; and
/// that its workflows are those which the template tells the forge of.
///
/// # Errors
/// Usage (2) with the places.
pub fn check_render(
    template: &Template,
    facts: &Facts,
    answers: &Answers,
    tree: &Tree,
) -> Result<()> {
    let files = tree.files().iter().filter(|file| file.rendered);
    let mut faults: Vec<Diagnostic> = files.flat_map(check_file).collect();
    if !faults.is_empty() {
        return Err(Error::usage("the template rendered files that cannot be read").at(faults));
    }
    faults.extend(tree.files().iter().filter_map(check_merged));
    let values = values(template, facts, answers);
    faults.extend(template.forge.check(&values, tree));
    match faults.is_empty() {
        true => Ok(()),
        false => Err(template.faulty(faults)),
    }
}

/// What the forge must know of the repository.
pub fn needs(template: &Template, facts: &Facts, answers: &Answers) -> RepositoryNeeds {
    template.forge.of(&values(template, facts, answers))
}

/// A file that is to be merged by its keys must have keys to merge by.
fn check_merged(file: &File) -> Option<Diagnostic> {
    if file.class != Class::Merged {
        return None;
    }
    let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
    let fault = merged::fault(file.path.as_str(), text)?;
    let source = Source::new(file.path.as_str(), text);
    let message = format!(
        "a file of the class `merged` can't be merged: {}",
        fault.message
    );
    Some(unreadable(Place::new(&source, fault.span), message))
}

/// Where a repository was just made; known to nothing but `next`.
#[derive(Clone, Copy, Debug)]
pub struct Birthplace<'a> {
    /// `directory`, absolute; as one would type it after `cd`.
    pub directory: &'a Path,
    /// `practice`: whether it is on the practice platform.
    pub practice: bool,
}

/// What to tell the user in the end: title and text.
pub fn next_steps(
    template: &Template,
    facts: &Facts,
    answers: &Answers,
    place: Birthplace<'_>,
) -> Result<Vec<(String, String)>> {
    let mut values = values(template, facts, answers);
    values["directory"] = Json::from(encode::typed(place.directory));
    values["practice"] = Json::from(place.practice);
    let scope = template.next_scope();
    let mut steps = Vec::new();
    let is_told = |next: &&Next| {
        template.has_layer(next.origin.layer, &values)
            && next.when.as_ref().is_none_or(|when| when.holds(&values))
    };
    for next in template.next.iter().filter(is_told) {
        let compiled = compiled_next(next, &scope)
            .map_err(|faults| Error::usage("the template's next steps are not valid").at(faults))?;
        let mut engine = engine();
        engine.register_template("next", compiled);
        let text = engine
            .render("next", &values)
            .map_err(|error| Error::usage(format!("cannot render: {error}")))?;
        steps.push((next.title.clone(), text));
    }
    Ok(steps)
}

/// The compiled text of a step, whose faults are those of the manifest that says it.
fn compiled_next(
    next: &Next,
    scope: &Scope,
) -> std::result::Result<handlebars::Template, Vec<Diagnostic>> {
    let spot = next.origin.spot.below("text");
    let source = Source::new(spot.file(), next.text.as_str());
    let placed = |fault: Diagnostic| fault.at(spot.place());
    compile(&source, Format::Plain, scope)
        .map_err(|faults| faults.into_iter().map(placed).collect())
}

/// Every name a template may use, with its value.
pub(super) fn values(template: &Template, facts: &Facts, answers: &Answers) -> Json {
    let mut values = facts.to_json(template);
    for (name, value) in answers.iter() {
        values[name] = value.to_json();
    }
    template.settle(values, &facts.opt_outs)
}

fn engine() -> Handlebars<'static> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(no_escape);
    engine.register_helper(VALUE, Box::new(write_value));
    engine
}

/// The compiled template of a file that is to be rendered.
pub(super) fn compiled(
    file: &TemplateFile,
    scope: &Scope,
) -> std::result::Result<handlebars::Template, Vec<Diagnostic>> {
    let text = std::str::from_utf8(&file.bytes).map_err(|_| {
        let message = format!("{} {}", file.origin, not_utf8(&file.bytes));
        vec![Diagnostic::new("template-syntax", Tier::Template, message)]
    })?;
    let source: Arc<Source> = Source::new(file.origin.as_str(), text);
    compile(&source, Format::of(file.path.as_str()), scope)
}

/// One file as it will be written. Its compiled template, many times its size, lives no longer than this.
fn rendered(
    engine: &mut Handlebars<'_>,
    context: &Context,
    scope: &Scope,
    file: &TemplateFile,
) -> std::result::Result<File, Fault> {
    const CURRENT: &str = "file";
    let bytes = match file.rendered {
        false => file.bytes.clone(),
        true => {
            let compiled = compiled(file, scope).map_err(Fault::Template)?;
            engine.register_template(CURRENT, compiled);
            let text = engine.render_with_context(CURRENT, context);
            Cow::Owned(text.map_err(|error| unwritable(file, &error))?.into_bytes())
        }
    };
    Ok(File {
        path: file.path.clone(),
        executable: file.executable,
        class: file.class,
        rendered: file.rendered,
        bytes,
    })
}

fn unwritable(file: &TemplateFile, error: &RenderError) -> Fault {
    let reason = error.reason().to_string();
    Fault::Value(Error::usage(format!(
        "cannot render {}: {}",
        file.origin,
        Printable(&reason)
    )))
}

/// The helper behind every value: `{{x}}` was rewritten to call it with its format and placement.
fn write_value(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let param = |index: usize| helper.param(index).map(handlebars::PathAndJson::value);
    let (Some(value), Some(format), Some(placement)) = (param(0), param(1), param(2)) else {
        return Err(RenderErrorReason::ParamNotFoundForIndex(VALUE, 2).into());
    };
    let format = format
        .as_str()
        .and_then(Format::named)
        .unwrap_or(Format::Plain);
    let text = match placement.as_str() {
        Some("whole") => encode::whole(format, value),
        Some("quoted") => encode::in_string(format, value),
        _ => Ok(encode::plain(value)),
    };
    out.write(&text.map_err(RenderErrorReason::Other)?)?;
    Ok(())
}

fn check_file(file: &File) -> Vec<Diagnostic> {
    let Ok(text) = std::str::from_utf8(&file.bytes) else {
        return Vec::new();
    };
    let source = Source::new(file.path.as_str(), text);
    match Format::of(file.path.as_str()) {
        Format::Yaml | Format::Workflow if !is_helm(file.path.as_str()) => yaml::documents(text)
            .into_iter()
            .flat_map(|chunk| yaml_faults(&source, chunk))
            .collect(),
        Format::Json if text.starts_with('\u{feff}') => {
            let place = Place::new(&source, 0..MARK.len());
            let found = unreadable(place, "JSON can't start with a byte order mark".to_owned());
            vec![found.help("save the file as UTF-8 without a byte order mark")]
        }
        Format::Json => serde_json::from_str::<serde::de::IgnoredAny>(text)
            .err()
            .into_iter()
            .map(|error| {
                let line = text
                    .lines()
                    .take(error.line().saturating_sub(1))
                    .map(|line| line.len() + 1)
                    .sum::<usize>();
                unreadable(
                    Place::new(&source, line..line + error.column()),
                    error.to_string(),
                )
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn yaml_faults(source: &Arc<Source>, chunk: yaml::Chunk<'_>) -> Vec<Diagnostic> {
    let faults = match yaml::parse(chunk.text) {
        Ok((_, faults)) => faults,
        Err(fault) => vec![fault],
    };
    let place = |fault: &yaml::Fault| {
        Place::new(
            source,
            chunk.offset + fault.span.start..chunk.offset + fault.span.end,
        )
    };
    faults
        .into_iter()
        .map(|fault| unreadable(place(&fault), fault.message))
        .collect()
}

fn unreadable(place: Place, message: String) -> Diagnostic {
    Diagnostic::new("template-output", Tier::Template, message).at(place)
}
