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
use super::built_in_values::BuiltInValues;
use super::compile::{VALUE_HELPER, compile_template};
use super::encode;
use super::file_format::FileFormat;
use super::file_tree::{FileClass, FileTree, RenderedFile};
use super::forge_requirements::RepositoryRequirements;
use super::layer_requirements;
use super::merged;
use super::scope::NameScope;
use super::template::{NextStep, Template};
use super::template_files::{TemplateFile, is_helm_template};
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::source::{BYTE_ORDER_MARK, Place, SourceFile, describe_non_utf8};
use crate::yaml;

/// Renders every file whose condition holds. The same input gives the same bytes.
///
/// # Errors
/// Usage (2) with every fault of every template file; nothing is given then, whatever could be rendered.
pub fn render_template(
    template: &Template,
    facts: &BuiltInValues,
    answers: &Answers,
) -> Result<FileTree> {
    let values = build_template_values(template, facts, answers);
    let unmet = layer_requirements::find_unmet_layer_requirements(template, &values);
    if !unmet.is_empty() {
        return Err(template.error_from_diagnostics(unmet));
    }
    let wanted: Vec<&TemplateFile> = template.included_files(&values).collect();
    let scope = template.build_file_scope();
    let context =
        Context::wraps(&values).map_err(|error| Error::usage(format!("cannot render: {error}")))?;
    let outcomes: Vec<std::result::Result<RenderedFile, RenderFailure>> = wanted
        .par_iter()
        .map_init(build_handlebars_engine, |engine, file| {
            render_template_file(engine, &context, &scope, file)
        })
        .collect();
    let (mut files, mut faults, mut failed) = (Vec::new(), Vec::new(), None);
    for outcome in outcomes {
        match outcome {
            Ok(file) => files.push(file),
            Err(RenderFailure::Template(found)) => faults.extend(found),
            Err(RenderFailure::Value(error)) => failed = failed.or(Some(error)),
        }
    }
    match (faults.is_empty(), failed) {
        (false, _) => Err(template.error_from_diagnostics(faults)),
        (true, Some(error)) => Err(error),
        (true, None) => FileTree::new(files),
    }
}

/// Why a file could not be rendered.
enum RenderFailure {
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
pub fn validate_rendered_tree(
    template: &Template,
    facts: &BuiltInValues,
    answers: &Answers,
    tree: &FileTree,
) -> Result<()> {
    let files = tree.files().iter().filter(|file| file.rendered);
    let mut faults: Vec<Diagnostic> = files.flat_map(check_file_syntax).collect();
    if !faults.is_empty() {
        return Err(
            Error::usage("the template rendered files that cannot be read")
                .with_diagnostics(faults),
        );
    }
    faults.extend(tree.files().iter().filter_map(check_file_mergeable));
    let values = build_template_values(template, facts, answers);
    faults.extend(template.forge.check_workflows(&values, tree));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(template.error_from_diagnostics(faults))
    }
}

/// What the forge must know of the repository.
pub fn evaluate_forge_requirements(
    template: &Template,
    facts: &BuiltInValues,
    answers: &Answers,
) -> RepositoryRequirements {
    template
        .forge
        .resolve_for_values(&build_template_values(template, facts, answers))
}

/// A file that is to be merged by its keys must have keys to merge by.
fn check_file_mergeable(file: &RenderedFile) -> Option<Diagnostic> {
    if file.class != FileClass::Merged {
        return None;
    }
    let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
    let fault = merged::check_mergeable(file.path.as_str(), text)?;
    let source = SourceFile::new(file.path.as_str(), text);
    let message = format!(
        "a file of the class `merged` can't be merged: {}",
        fault.message
    );
    Some(build_output_diagnostic(
        Place::new(&source, fault.span),
        message,
    ))
}

/// Where a repository was just made; known to nothing but `next`.
#[derive(Clone, Copy, Debug)]
pub struct NewRepositoryLocation<'a> {
    /// `directory`, absolute; as one would type it after `cd`.
    pub directory: &'a Path,
    /// `practice`: whether it is on the practice platform.
    pub practice: bool,
}

/// What to tell the user in the end: title and text.
pub fn render_next_steps(
    template: &Template,
    facts: &BuiltInValues,
    answers: &Answers,
    place: NewRepositoryLocation<'_>,
) -> Result<Vec<(String, String)>> {
    let mut values = build_template_values(template, facts, answers);
    values["directory"] = Json::from(encode::shell_quote_path(place.directory));
    values["practice"] = Json::from(place.practice);
    let scope = template.build_next_step_scope();
    let mut steps = Vec::new();
    let is_told = |next: &&NextStep| {
        template.is_layer_enabled(next.declared_at.layer, &values)
            && next.when.as_ref().is_none_or(|when| when.is_met(&values))
    };
    for next in template.next_steps.iter().filter(is_told) {
        let compiled = compile_next_step(next, &scope).map_err(|faults| {
            Error::usage("the template's next steps are not valid").with_diagnostics(faults)
        })?;
        let mut engine = build_handlebars_engine();
        engine.register_template("next", compiled);
        let text = engine
            .render("next", &values)
            .map_err(|error| Error::usage(format!("cannot render: {error}")))?;
        steps.push((next.title.clone(), text));
    }
    Ok(steps)
}

/// The compiled text of a step, whose faults are those of the manifest that says it.
fn compile_next_step(
    next: &NextStep,
    scope: &NameScope,
) -> std::result::Result<handlebars::Template, Vec<Diagnostic>> {
    let spot = next.declared_at.location.child_location("text");
    let source = SourceFile::new(spot.file_name(), next.text.as_str());
    let placed = |fault: Diagnostic| fault.with_place(spot.resolve_place());
    compile_template(&source, FileFormat::Plain, scope)
        .map_err(|faults| faults.into_iter().map(placed).collect())
}

/// Every name a template may use, with its value.
pub(super) fn build_template_values(
    template: &Template,
    facts: &BuiltInValues,
    answers: &Answers,
) -> Json {
    let mut values = facts.to_json(template);
    for (name, value) in answers.iter() {
        values[name] = value.to_json();
    }
    template.complete_template_values(values, &facts.opt_outs)
}

fn build_handlebars_engine() -> Handlebars<'static> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(no_escape);
    engine.register_helper(VALUE_HELPER, Box::new(write_encoded_value));
    engine
}

/// The compiled template of a file that is to be rendered.
pub(super) fn compile_template_file(
    file: &TemplateFile,
    scope: &NameScope,
) -> std::result::Result<handlebars::Template, Vec<Diagnostic>> {
    let text = std::str::from_utf8(&file.bytes).map_err(|_| {
        let message = format!("{} {}", file.stored_path, describe_non_utf8(&file.bytes));
        vec![Diagnostic::new(
            "template-syntax",
            RuleTier::Template,
            message,
        )]
    })?;
    let source: Arc<SourceFile> = SourceFile::new(file.stored_path.as_str(), text);
    compile_template(&source, FileFormat::from_path(file.path.as_str()), scope)
}

/// One file as it will be written. Its compiled template, many times its size, lives no longer than this.
fn render_template_file(
    engine: &mut Handlebars<'_>,
    context: &Context,
    scope: &NameScope,
    file: &TemplateFile,
) -> std::result::Result<RenderedFile, RenderFailure> {
    const CURRENT_TEMPLATE_NAME: &str = "file";
    let bytes = if file.rendered {
        let compiled = compile_template_file(file, scope).map_err(RenderFailure::Template)?;
        engine.register_template(CURRENT_TEMPLATE_NAME, compiled);
        let text = engine.render_with_context(CURRENT_TEMPLATE_NAME, context);
        Cow::Owned(
            text.map_err(|error| build_render_failure(file, &error))?
                .into_bytes(),
        )
    } else {
        file.bytes.clone()
    };
    Ok(RenderedFile {
        path: file.path.clone(),
        executable: file.executable,
        class: file.class,
        rendered: file.rendered,
        bytes,
    })
}

fn build_render_failure(file: &TemplateFile, error: &RenderError) -> RenderFailure {
    let reason = error.reason().to_string();
    RenderFailure::Value(Error::usage(format!(
        "cannot render {}: {}",
        file.stored_path,
        Printable(&reason)
    )))
}

/// The helper behind every value: `{{x}}` was rewritten to call it with its format and placement.
fn write_encoded_value(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let param = |index: usize| helper.param(index).map(handlebars::PathAndJson::value);
    let (Some(value), Some(format), Some(placement)) = (param(0), param(1), param(2)) else {
        return Err(RenderErrorReason::ParamNotFoundForIndex(VALUE_HELPER, 2).into());
    };
    let format = format
        .as_str()
        .and_then(FileFormat::from_name)
        .unwrap_or(FileFormat::Plain);
    let text = match placement.as_str() {
        Some("whole") => encode::encode_whole_value(format, value),
        Some("quoted") => encode::encode_in_string(format, value),
        _ => Ok(encode::json_to_plain_text(value)),
    };
    out.write(&text.map_err(RenderErrorReason::Other)?)?;
    Ok(())
}

fn check_file_syntax(file: &RenderedFile) -> Vec<Diagnostic> {
    let Ok(text) = std::str::from_utf8(&file.bytes) else {
        return Vec::new();
    };
    let source = SourceFile::new(file.path.as_str(), text);
    match FileFormat::from_path(file.path.as_str()) {
        FileFormat::Yaml | FileFormat::Workflow if !is_helm_template(file.path.as_str()) => {
            yaml::split_yaml_documents(text)
                .into_iter()
                .flat_map(|chunk| check_rendered_yaml(&source, chunk))
                .collect()
        }
        FileFormat::Json if text.starts_with('\u{feff}') => {
            let place = Place::new(&source, 0..BYTE_ORDER_MARK.len());
            let found = build_output_diagnostic(
                place,
                "JSON can't start with a byte order mark".to_owned(),
            );
            vec![found.with_help("save the file as UTF-8 without a byte order mark")]
        }
        FileFormat::Json => serde_json::from_str::<serde::de::IgnoredAny>(text)
            .err()
            .into_iter()
            .map(|error| {
                let line = text
                    .lines()
                    .take(error.line().saturating_sub(1))
                    .map(|line| line.len() + 1)
                    .sum::<usize>();
                build_output_diagnostic(
                    Place::new(&source, line..line + error.column()),
                    error.to_string(),
                )
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn check_rendered_yaml(
    source: &Arc<SourceFile>,
    chunk: yaml::YamlDocumentText<'_>,
) -> Vec<Diagnostic> {
    let faults = match yaml::parse_yaml_document(chunk.text) {
        Ok((_, faults)) => faults,
        Err(fault) => vec![fault],
    };
    let place = |fault: &yaml::YamlError| {
        Place::new(
            source,
            chunk.offset + fault.span.start..chunk.offset + fault.span.end,
        )
    };
    faults
        .into_iter()
        .map(|fault| build_output_diagnostic(place(&fault), fault.message))
        .collect()
}

fn build_output_diagnostic(place: Place, message: String) -> Diagnostic {
    Diagnostic::new("template-output", RuleTier::Template, message).with_place(place)
}
