//! Renders a tree of files from a template, built-in values and input values.

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
use super::compile::{VALUE_HELPER, compile_handlebars_template};
use super::encode;
use super::file_format::FileFormat;
use super::file_tree::{FileClass, RenderedFile, RenderedFileTree};
use super::forge_requirements::RequiredRepositorySettings;
use super::layer_requirements;
use super::merged;
use super::scope::TemplateVariableScope;
use super::template::{NextStep, Template};
use super::template_files::{TemplateFile, is_helm_template};
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::source::{BYTE_ORDER_MARK, Place, SourceFile, describe_non_utf8};
use crate::yaml;

/// Renders every file whose condition is met. The same input always gives the same bytes.
///
/// # Errors
/// Usage (2) with all errors of all template files. Nothing is returned then, even if some files could be rendered.
pub fn render_template(
    template: &Template,
    facts: &BuiltInValues,
    answers: &Answers,
) -> Result<RenderedFileTree> {
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
        (true, None) => RenderedFileTree::new(files),
    }
}

/// Why a file couldn't be rendered.
enum RenderFailure {
    /// The template file itself has these errors.
    Template(Vec<Diagnostic>),
    /// A value can't be encoded at its position.
    Value(Error),
}

/// Checks the rendered files with the parsers of their languages, YAML (except Helm templates, which aren't YAML yet) and
/// JSON, and checks that the workflows match the `forge` block of the template.
///
/// # Errors
/// Usage (2) with the places.
pub fn validate_rendered_tree(
    template: &Template,
    facts: &BuiltInValues,
    answers: &Answers,
    tree: &RenderedFileTree,
) -> Result<()> {
    let files = tree.files().iter().filter(|file| file.rendered);
    let mut faults: Vec<Diagnostic> = files.flat_map(check_file_syntax).collect();
    if !faults.is_empty() {
        return Err(
            Error::usage("the template rendered files that can't be parsed")
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

/// The forge settings of the repository.
pub fn resolve_required_repository_settings(
    template: &Template,
    facts: &BuiltInValues,
    answers: &Answers,
) -> RequiredRepositorySettings {
    template
        .forge
        .resolve_for_values(&build_template_values(template, facts, answers))
}

/// A file that is merged by its keys must have keys.
fn check_file_mergeable(file: &RenderedFile) -> Option<Diagnostic> {
    if file.class != FileClass::Merged {
        return None;
    }
    let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
    let fault = merged::find_file_merge_fault(file.path.as_str(), text)?;
    let source = SourceFile::new(file.path.as_str(), text);
    let message = format!(
        "a file with the class `merged` can't be merged: {}",
        fault.message
    );
    Some(build_template_output_diagnostic(
        Place::new(&source, fault.span),
        message,
    ))
}

/// The directory of the new repository. Only `next` can use it.
#[derive(Clone, Copy, Debug)]
pub struct NewRepositoryDirectory<'a> {
    /// `directory`: an absolute path, quoted for `cd`.
    pub directory: &'a Path,
    /// `practice`: whether nothing can be deployed, as on the practice platform or with a local forge.
    pub practice: bool,
}

/// The next steps to show to the user: title and text.
pub fn render_next_steps(
    template: &Template,
    facts: &BuiltInValues,
    answers: &Answers,
    place: NewRepositoryDirectory<'_>,
) -> Result<Vec<(String, String)>> {
    let mut values = build_template_values(template, facts, answers);
    values["directory"] = Json::from(encode::shell_quote_path(place.directory));
    values["practice"] = Json::from(place.practice);
    let scope = template.build_next_steps_message_scope();
    let mut steps = Vec::new();
    let is_told = |next: &&NextStep| {
        template.is_layer_enabled(next.declared_at.layer, &values)
            && next.when.as_ref().is_none_or(|when| when.is_met(&values))
    };
    for next in template.next_steps.iter().filter(is_told) {
        let compiled = compile_next_step(next, &scope).map_err(|faults| {
            Error::usage("the template's next steps are invalid").with_diagnostics(faults)
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

/// Compiles the text of a step; errors are reported in the manifest that declares it.
fn compile_next_step(
    next: &NextStep,
    scope: &TemplateVariableScope,
) -> std::result::Result<handlebars::Template, Vec<Diagnostic>> {
    let spot = next.declared_at.location.join_key_or_index("text");
    let source = SourceFile::new(spot.file_name(), next.text.as_str());
    let placed = |fault: Diagnostic| fault.with_place(spot.resolve_place());
    compile_handlebars_template(&source, FileFormat::Plain, scope)
        .map_err(|faults| faults.into_iter().map(placed).collect())
}

/// Every name that a template can use, with its value.
pub(super) fn build_template_values(
    template: &Template,
    facts: &BuiltInValues,
    answers: &Answers,
) -> Json {
    let mut values = facts.to_template_values(template);
    for (name, value) in answers.iter() {
        values[name] = value.to_json();
    }
    template.add_feature_and_layer_states(values, &facts.opt_outs)
}

fn build_handlebars_engine() -> Handlebars<'static> {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(no_escape);
    engine.register_helper(VALUE_HELPER, Box::new(handlebars_value_encoding_helper));
    engine
}

/// Compiles the template of a file.
pub(super) fn compile_template_file(
    file: &TemplateFile,
    scope: &TemplateVariableScope,
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
    compile_handlebars_template(&source, FileFormat::from_path(file.path.as_str()), scope)
}

/// Renders one file. Its compiled template is many times its size, so it is dropped at the end of this function.
fn render_template_file(
    engine: &mut Handlebars<'_>,
    context: &Context,
    scope: &TemplateVariableScope,
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

/// The helper that writes values: every `{{x}}` is rewritten to call it with format and placement.
fn handlebars_value_encoding_helper(
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
        Some("whole") => encode::encode_value_for_file_format(format, value),
        Some("quoted") => encode::encode_for_double_quoted_string(format, value),
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
            let found = build_template_output_diagnostic(
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
                build_template_output_diagnostic(
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
        .map(|fault| build_template_output_diagnostic(place(&fault), fault.message))
        .collect()
}

fn build_template_output_diagnostic(place: Place, message: String) -> Diagnostic {
    Diagnostic::new("template-output", RuleTier::Template, message).with_place(place)
}
