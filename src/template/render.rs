//! Template, facts and answers in; a tree of files out.

use std::borrow::Cow;
use std::sync::Arc;

use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason, no_escape,
};
use serde_json::Value as Json;

use super::answers::Answers;
use super::check::{VALUE, compile};
use super::encode;
use super::facts::Facts;
use super::format::Format;
use super::golden::{Template, TemplateFile};
use super::scope::Scope;
use super::tree::{File, Tree};
use crate::diagnostic::{Diagnostic, Tier};
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::source::{Place, Source};
use crate::yaml;

/// Renders every file whose condition holds. The same input gives the same bytes.
///
/// # Errors
/// Usage (2) with every fault of every template file, before anything is rendered.
pub fn render(template: &Template, facts: &Facts, answers: &Answers) -> Result<Tree> {
    let values = values(template, facts, answers);
    let present = |file: &&TemplateFile| file.when.as_ref().is_none_or(|when| when.holds(&values));
    let wanted: Vec<&TemplateFile> = template.sources.iter().filter(present).collect();
    let mut engine = engine();
    let mut faults = Vec::new();
    for file in wanted.iter().filter(|file| file.rendered) {
        faults.extend(register(&mut engine, file, &template.scope()));
    }
    if !faults.is_empty() {
        let count = faults.len();
        return Err(Error::usage(format!(
            "template {} has {count} faults; nothing was rendered",
            template.name()
        ))
        .at(faults));
    }
    let context =
        Context::wraps(&values).map_err(|error| Error::usage(format!("cannot render: {error}")))?;
    let files = wanted
        .into_iter()
        .map(|file| rendered(&engine, &context, file));
    Tree::new(files.collect::<Result<_>>()?)
}

/// Checks what was rendered with the parsers of its languages: YAML (Helm's own templates are not YAML yet) and JSON.
///
/// # Errors
/// Usage (2) with the places.
pub fn check_render(tree: &Tree) -> Result<()> {
    let faults: Vec<Diagnostic> = tree
        .files()
        .iter()
        .filter(|file| file.rendered)
        .flat_map(check_file)
        .collect();
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Error::usage("the template rendered files that cannot be read").at(faults)),
    }
}

/// Where a repository was just made; known to nothing but `next`.
#[derive(Clone, Copy, Debug)]
pub struct Birthplace<'a> {
    /// `directory`, as one would type it after `cd`.
    pub directory: &'a str,
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
    values["directory"] =
        Json::from(encode::whole(Format::Shell, &Json::from(place.directory)).unwrap_or_default());
    values["practice"] = Json::from(place.practice);
    let scope = template.next_scope();
    let mut steps = Vec::new();
    for next in template
        .next
        .iter()
        .filter(|next| next.when.as_ref().is_none_or(|when| when.holds(&values)))
    {
        let source = Source::new("template.yaml, next", next.text.as_str());
        let compiled = compile(&source, Format::Plain, &scope)
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

/// Every name a template may use, with its value.
pub(super) fn values(template: &Template, facts: &Facts, answers: &Answers) -> Json {
    let mut values = facts.to_json(template);
    for (name, value) in answers.iter() {
        values[name] = value.to_json();
    }
    values
}

fn engine() -> Handlebars<'static> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(no_escape);
    engine.register_helper(VALUE, Box::new(write_value));
    engine
}

/// Compiles a file into the engine; its faults, if it has some.
fn register(
    engine: &mut Handlebars<'static>,
    file: &TemplateFile,
    scope: &Scope,
) -> Vec<Diagnostic> {
    match compiled(file, scope) {
        Ok(template) => {
            engine.register_template(file.path.as_str(), template);
            Vec::new()
        }
        Err(faults) => faults,
    }
}

/// The compiled template of a file that is to be rendered.
pub(super) fn compiled(
    file: &TemplateFile,
    scope: &Scope,
) -> std::result::Result<handlebars::Template, Vec<Diagnostic>> {
    let Ok(text) = std::str::from_utf8(&file.bytes) else {
        return Err(vec![Diagnostic::new(
            "template-syntax",
            Tier::Template,
            format!("{} is not UTF-8", file.origin),
        )]);
    };
    let source: Arc<Source> = Source::new(file.origin.as_str(), text);
    compile(&source, Format::of(file.path.as_str()), scope)
}

fn rendered(engine: &Handlebars<'_>, context: &Context, file: &TemplateFile) -> Result<File> {
    let bytes = match file.rendered {
        false => file.bytes.clone(),
        true => {
            let text = engine
                .render_with_context(file.path.as_str(), context)
                .map_err(|error| {
                    Error::usage(format!(
                        "cannot render {}: {}",
                        file.origin,
                        Printable(&error.reason().to_string())
                    ))
                })?;
            Cow::Owned(text.into_bytes())
        }
    };
    let TemplateFile {
        path,
        executable,
        class,
        rendered,
        ..
    } = file;
    Ok(File {
        path: path.clone(),
        executable: *executable,
        class: *class,
        rendered: *rendered,
        bytes,
    })
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

/// Files in the `templates` folder of a chart are Helm's.
fn is_helm(path: &str) -> bool {
    path.starts_with("templates/") || path.contains("/templates/")
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
