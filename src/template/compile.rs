//! Compiles and checks a template before anything is rendered: every name must be known, every construct allowed, and
//! every value used only where its language can encode it. Values are then rewritten to the typed helper `value`, because
//! an escape function alone knows neither the type of a value nor its position.

use std::ops::Range;
use std::sync::Arc;

use handlebars::template::{BlockParam, HelperTemplate, Parameter, Subexpression, TemplateElement};
use handlebars::{Path, Template, TemplateErrorReason};
use serde_json::Value as Json;

use super::file_format::FileFormat;
use super::placement::{TemplateValuePlacement, describe_unsafe_context};
use super::scope::{TemplateVariableScope, ValueType};
use super::unclosed_tag::{UnclosedTag, find_unclosed_tag};
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::printable::Printable;
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::source::{Place, SourceFile};

/// The helper that writes a value. Parameters: value, format, placement.
pub(super) const VALUE_HELPER: &str = "value";
/// The helper that template authors call for text in double quotes.
const IN_STRING_HELPER: &str = "in-string";
/// The helpers that are allowed in the condition of a block.
const CONDITION_HELPERS: [&str; 5] = ["eq", "ne", "and", "or", "not"];

/// Compiles `source` for rendering as `format`.
///
/// # Errors
/// Every error, each with its place.
pub(super) fn compile_handlebars_template(
    source: &Arc<SourceFile>,
    format: FileFormat,
    scope: &TemplateVariableScope,
) -> Result<Template, Vec<Diagnostic>> {
    if measure_tag_nesting(&source.text) > MAX_NESTING {
        let message = format!("tags are nested more than {MAX_NESTING} levels deep");
        return Err(vec![
            Diagnostic::new("template-syntax", RuleTier::Template, message)
                .with_place(Place::new(source, 0..0)),
        ]);
    }
    let escaped = EscapedTemplateText::new(&source.text, format);
    let mut template = Template::compile(&escaped.text)
        .map_err(|error| vec![build_syntax_diagnostic(source, &escaped, &error)])?;
    let mut walk = HandlebarsTemplateChecker {
        source,
        escaped: &escaped,
        format,
        faults: Vec::new(),
    };
    walk.check_template(&mut template, scope, 0);
    if walk.faults.is_empty() {
        Ok(template)
    } else {
        Err(walk.faults)
    }
}

/// Deeper nesting of blocks or parentheses would eventually overflow the stack of the Handlebars parser.
const MAX_NESTING: usize = 64;

/// The maximum nesting depth of blocks and parentheses in tags.
fn measure_tag_nesting(text: &str) -> usize {
    let mut deepest = 0;
    for (open, close) in [("{{#", "{{/"), ("(", ")")] {
        let mut depth = 0usize;
        let mut borders: Vec<(usize, bool)> = Vec::new();
        borders.extend(text.match_indices(open).map(|(at, _)| (at, true)));
        borders.extend(text.match_indices(close).map(|(at, _)| (at, false)));
        borders.sort_unstable();
        for (_, opens) in borders {
            depth = if opens {
                depth + 1
            } else {
                depth.saturating_sub(1)
            };
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// Template text in which a workflow's own `${{ }}` is escaped for Handlebars.
struct EscapedTemplateText {
    text: String,
}

/// The start of a GitHub expression, and its escaped form for Handlebars.
const EXPRESSION_ESCAPE: (&str, &str) = ("${{", "$\\{{");

impl EscapedTemplateText {
    fn new(text: &str, format: FileFormat) -> EscapedTemplateText {
        match format {
            FileFormat::Workflow => EscapedTemplateText {
                text: text.replace(EXPRESSION_ESCAPE.0, EXPRESSION_ESCAPE.1),
            },
            _ => EscapedTemplateText {
                text: text.to_owned(),
            },
        }
    }

    /// The offset in the original text; `line` and `column` refer to the escaped text.
    fn original_offset(&self, line: usize, column: usize) -> usize {
        let at = to_byte_offset(&self.text, line, column);
        at - self.text[..at].matches(EXPRESSION_ESCAPE.1).count()
    }
}

fn build_syntax_diagnostic(
    source: &Arc<SourceFile>,
    escaped: &EscapedTemplateText,
    error: &handlebars::TemplateError,
) -> Diagnostic {
    let at = error
        .pos()
        .map_or(0, |(line, column)| escaped.original_offset(line, column));
    let message = match error.reason() {
        TemplateErrorReason::InvalidSyntax(_) => match find_unclosed_tag(&source.text) {
            Some(tag) => return build_unclosed_tag_diagnostic(source, &tag),
            None => "invalid template syntax".to_owned(),
        },
        reason => reason.to_string(),
    };
    Diagnostic::new("template-syntax", RuleTier::Template, message)
        .with_place(Place::new(source, at..at + 1))
}

fn build_unclosed_tag_diagnostic(source: &Arc<SourceFile>, tag: &UnclosedTag) -> Diagnostic {
    let message = format!(
        "this tag is never closed: `{}` is missing",
        Printable(&tag.missing)
    );
    Diagnostic::new("template-syntax", RuleTier::Template, message)
        .with_place(Place::new(source, tag.start..tag.start + 2))
}

struct HandlebarsTemplateChecker<'s> {
    source: &'s Arc<SourceFile>,
    escaped: &'s EscapedTemplateText,
    format: FileFormat,
    faults: Vec<Diagnostic>,
}

impl HandlebarsTemplateChecker<'_> {
    /// `from` is the position of the enclosing tag: an `else if` has no position of its own.
    fn check_template(
        &mut self,
        template: &mut Template,
        scope: &TemplateVariableScope,
        from: usize,
    ) {
        for (index, element) in template.elements.iter_mut().enumerate() {
            let mapping = template.mapping.get(index);
            let at = mapping.map_or(from, |mapping| {
                self.escaped.original_offset(mapping.0, mapping.1)
            });
            match element {
                TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
                TemplateElement::Expression(helper) => {
                    self.check_and_rewrite_expression(helper, scope, at)
                }
                TemplateElement::HelperBlock(block) => self.check_block_helper(block, scope, at),
                TemplateElement::HtmlExpression(_) => {
                    self.report_forbidden_construct(at, "`{{{…}}}` would write an unescaped value")
                }
                TemplateElement::PartialExpression(_) | TemplateElement::PartialBlock(_) => {
                    self.report_forbidden_construct(at, "partials are not supported")
                }
                _ => self.report_forbidden_construct(at, "decorators are not supported"),
            }
        }
    }

    /// `{{x}}` or `{{in-string x}}`.
    fn check_and_rewrite_expression(
        &mut self,
        helper: &mut HelperTemplate,
        scope: &TemplateVariableScope,
        at: usize,
    ) {
        let name = helper.name.as_name().unwrap_or_default().to_owned();
        let bare = helper.params.is_empty() && helper.hash.is_empty();
        let (path, placement) = match (name.as_str(), &helper.params[..]) {
            (IN_STRING_HELPER, [Parameter::Path(path)]) if helper.hash.is_empty() => {
                (path.clone(), TemplateValuePlacement::Quoted)
            }
            (_, _) if bare => match &helper.name {
                Parameter::Path(path) => (path.clone(), self.detect_value_quoting_context(at)),
                _ => match Path::parse(&name) {
                    Ok(path) => (path, self.detect_value_quoting_context(at)),
                    Err(_) => {
                        return self
                            .report_forbidden_construct(at, "only names are supported here");
                    }
                },
            },
            _ => {
                return self.report_forbidden_construct(
                    at,
                    format!("unknown helper `{}`", Printable(&name)),
                );
            }
        };
        let name = handlebars_path_to_string(&path);
        let Some(meaning) = self.resolve_name_type(&name, scope, at) else {
            return;
        };
        let explicit = !bare;
        if let Some(fault) = self.check_value_placement(&name, meaning, placement, explicit, at) {
            return self.report_diagnostic("template-placement", at, &name, fault);
        }
        helper.name = Parameter::Name(VALUE_HELPER.to_owned());
        let placement = match placement {
            TemplateValuePlacement::Whole => "whole",
            TemplateValuePlacement::Quoted if explicit => "quoted",
            _ => "text",
        };
        helper.params = vec![
            Parameter::Path(path),
            Parameter::Literal(Json::from(self.format.name())),
            Parameter::Literal(Json::from(placement)),
        ];
    }

    /// Why a value of this type isn't allowed here; `explicit` is whether the author wrote `in-string`.
    fn check_value_placement(
        &self,
        name: &str,
        meaning: ValueType,
        placement: TemplateValuePlacement,
        explicit: bool,
        at: usize,
    ) -> Option<String> {
        if matches!(meaning, ValueType::OptOuts | ValueType::Annotations) {
            return Some(format!("`{name}` is a list: use #each"));
        }
        if meaning == ValueType::IdentifierOrList {
            let fits = placement == TemplateValuePlacement::Whole
                && matches!(self.format, FileFormat::Yaml | FileFormat::Workflow);
            return (!fits)
                .then(|| format!("`{name}` may be a list: use it only as a whole YAML value"));
        }
        if matches!(self.format, FileFormat::Workflow | FileFormat::Plain)
            && !meaning.is_safe_unquoted()
        {
            return Some(match self.format {
                FileFormat::Workflow => format!(
                    "`{name}` may contain `${{{{ }}}}`, which a workflow would run; pass it through an environment variable or a file"
                ),
                _ => format!(
                    "`{name}` can contain any text, which can't be quoted in this file type"
                ),
            });
        }
        if !meaning.is_safe_unquoted()
            && let Some(enclosure) = describe_unsafe_context(self.format, &self.source.text[..at])
        {
            return Some(format!(
                "`{name}` can contain any text, so it is not allowed {enclosure}"
            ));
        }
        match placement {
            TemplateValuePlacement::Whole => None,
            TemplateValuePlacement::Quoted if explicit => {
                match self.detect_value_quoting_context(at) {
                    TemplateValuePlacement::Quoted => None,
                    _ => Some("`in-string` must be between double quotes".to_owned()),
                }
            }
            _ if meaning.is_safe_unquoted() => None,
            TemplateValuePlacement::Quoted => Some(format!(
                "`{name}` can contain any text: write `{{{{in-string {name}}}}}`, or the whole value without quotes"
            )),
            TemplateValuePlacement::Text => Some(format!(
                "`{name}` can contain any text: use it here only as a whole value, or between double quotes with in-string"
            )),
        }
    }

    fn check_block_helper(
        &mut self,
        block: &mut HelperTemplate,
        scope: &TemplateVariableScope,
        at: usize,
    ) {
        let name = block.name.as_name().unwrap_or_default().to_owned();
        let inner = match name.as_str() {
            "if" | "unless" => {
                self.check_block_condition(&block.params, scope, at);
                Some(scope.clone())
            }
            "each" => self.check_each_block(block, scope, at),
            _ => {
                self.report_forbidden_construct(
                    at,
                    format!("unknown block `{}`", Printable(&name)),
                );
                None
            }
        };
        if let (Some(template), Some(inner)) = (&mut block.template, &inner) {
            self.check_template(template, inner, at);
        }
        if let Some(inverse) = &mut block.inverse {
            self.check_template(inverse, scope, at);
        }
    }

    /// `{{#each list as |item|}}`; only the item is in scope inside the block.
    fn check_each_block(
        &mut self,
        block: &HelperTemplate,
        scope: &TemplateVariableScope,
        at: usize,
    ) -> Option<TemplateVariableScope> {
        let item = match &block.block_param {
            Some(BlockParam::Single(item)) => item.as_name().map(str::to_owned),
            _ => None,
        };
        let ([Parameter::Path(list)], Some(item)) = (&block.params[..], item) else {
            self.report_forbidden_construct(at, "write it as `{{#each list as |item|}}`");
            return None;
        };
        let list = handlebars_path_to_string(list);
        self.resolve_name_type(&list, scope, at)?;
        let inner = scope.scope_inside_each_block(&list, &item);
        if inner.is_none() {
            self.report_diagnostic(
                "template-placement",
                at,
                &list,
                format!("`{list}` is not a list"),
            );
        }
        inner
    }

    fn check_block_condition(
        &mut self,
        params: &[Parameter],
        scope: &TemplateVariableScope,
        at: usize,
    ) {
        for param in params {
            match param {
                Parameter::Path(path) => {
                    self.resolve_name_type(&handlebars_path_to_string(path), scope, at);
                }
                Parameter::Name(name) => {
                    self.resolve_name_type(name, scope, at);
                }
                Parameter::Subexpression(test) => self.check_condition_helper(test, scope, at),
                _ => {}
            }
        }
    }

    fn check_condition_helper(
        &mut self,
        test: &Subexpression,
        scope: &TemplateVariableScope,
        at: usize,
    ) {
        if !CONDITION_HELPERS.contains(&test.name()) {
            let message = format!(
                "unknown helper `{}` in a condition: use {}",
                Printable(test.name()),
                CONDITION_HELPERS.join(", ")
            );
            self.report_diagnostic("template-forbidden", at, test.name(), message);
        }
        if let Some(params) = test.params() {
            self.check_block_condition(params, scope, at);
        }
    }

    fn resolve_name_type(
        &mut self,
        name: &str,
        scope: &TemplateVariableScope,
        at: usize,
    ) -> Option<ValueType> {
        let meaning = scope.lookup_type(name);
        // An object such as `features`, or an opt-out in `#each`, isn't a value: templates can write only its fields.
        if meaning.is_none() {
            let near = find_similar_names(name, scope.names());
            let message = format!("unknown name `{}`", Printable(name));
            let finding = self
                .build_diagnostic("template-undefined-name", at, name, message)
                .with_label(format_did_you_mean(&near));
            self.faults.push(finding);
        }
        meaning
    }

    fn detect_value_quoting_context(&self, at: usize) -> TemplateValuePlacement {
        let text = &self.source.text;
        let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let tag_end = text[at..].find("}}").map_or(text.len(), |end| at + end + 2);
        let line_end = text[tag_end..]
            .find('\n')
            .map_or(text.len(), |newline| tag_end + newline);
        TemplateValuePlacement::detect(self.format, &text[line_start..at], &text[tag_end..line_end])
    }

    fn report_forbidden_construct(&mut self, at: usize, message: impl Into<String>) {
        self.report_diagnostic("template-forbidden", at, "", message);
    }

    fn report_diagnostic(
        &mut self,
        code: &'static str,
        at: usize,
        name: &str,
        message: impl Into<String>,
    ) {
        let finding = self.build_diagnostic(code, at, name, message);
        self.faults.push(finding);
    }

    fn build_diagnostic(
        &self,
        code: &'static str,
        at: usize,
        name: &str,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, RuleTier::Template, message)
            .with_place(Place::new(self.source, self.find_name_span(at, name)))
    }

    /// The span of `name` in the tag that starts at `at` (for an `else if`, the `if` it belongs to), or the span of the tag.
    fn find_name_span(&self, at: usize, name: &str) -> Range<usize> {
        let text = &self.source.text;
        let part = |character: char| {
            character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-')
        };
        let mut from = at;
        while let Some(found) = text
            .get(from..)
            .and_then(|rest| rest.find(name))
            .filter(|_| !name.is_empty())
        {
            let (start, end) = (from + found, from + found + name.len());
            if !text[..start].ends_with(part) && !text[end..].starts_with(part) {
                return start..end;
            }
            from = end;
        }
        at..text[at..].find("}}").map_or(text.len(), |end| at + end + 2)
    }
}

/// The path as written in the template.
fn handlebars_path_to_string(path: &Path) -> String {
    match path {
        Path::Relative((_, raw)) | Path::Local((_, _, raw)) => raw.clone(),
    }
}

/// The byte offset of a line and column. Both count from 1, the column in characters.
fn to_byte_offset(text: &str, line: usize, column: usize) -> usize {
    let start = match line {
        0 | 1 => 0,
        _ => text
            .match_indices('\n')
            .nth(line - 2)
            .map_or(text.len(), |(newline, _)| newline + 1),
    };
    let rest = &text[start..];
    start
        + rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(offset, _)| offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render_diagnostics(path: &str, text: &str) -> String {
        let source = SourceFile::new(format!("{path}.hbs"), text);
        match compile_handlebars_template(
            &source,
            FileFormat::from_path(path),
            &TemplateVariableScope::new([], [], []),
        ) {
            Ok(_) => "none".to_owned(),
            Err(faults) => {
                let lines: Vec<String> = faults
                    .iter()
                    .map(|fault| {
                        format!(
                            "{} {}: {}",
                            fault.code,
                            fault.place.as_ref().unwrap(),
                            fault.message
                        )
                    })
                    .collect();
                lines.join("\n")
            }
        }
    }

    #[test]
    fn every_unknown_name_is_found_in_conditions_too() {
        let text = "a: {{nmae}}\n{{#if foo}}\nb: {{owner.nam}}\n{{else if (eq bar \"x\")}}\nc: {{name}}\n{{/if}}\n";
        insta::assert_snapshot!(render_diagnostics("a.yaml", text), @"
        template-undefined-name a.yaml.hbs:1:6: unknown name `nmae`
        template-undefined-name a.yaml.hbs:2:7: unknown name `foo`
        template-undefined-name a.yaml.hbs:3:6: unknown name `owner.nam`
        template-undefined-name a.yaml.hbs:4:15: unknown name `bar`
        ");
    }

    #[test]
    fn what_could_do_more_than_write_a_value_is_forbidden() {
        for text in [
            "{{{name}}}",
            "{{&name}}",
            "{{> other}}",
            "{{lookup a b}}",
            "{{log name}}",
            "{{#with name}}x{{/with}}",
            "{{*inline \"x\"}}",
            "{{#each optOuts}}x{{/each}}",
        ] {
            let found = render_diagnostics("a.txt", text);
            assert!(
                found.contains("template-forbidden") || found.contains("template-syntax"),
                "{text}: {found}"
            );
        }
    }

    #[test]
    fn what_no_line_shows_is_seen_all_the_same() {
        for (path, text) in [
            ("a.ts", "const a = `\n${x}\n{{description}}\n`;\n"),
            ("a.sh", "cat <<EOF\n{{description}}\nEOF\n"),
            ("a.md", "```\n{{description}}\n```\n"),
            ("Dockerfile", "RUN echo {{description}}\n"),
            ("a.sh", "echo 'say \"{{in-string description}}\"'\n"),
        ] {
            let found = render_diagnostics(path, text);
            assert!(found.contains("template-placement"), "{path}: {found}");
            assert_eq!(
                render_diagnostics(
                    path,
                    &text
                        .replace("in-string description", "name")
                        .replace("description", "name")
                ),
                "none"
            );
        }
        assert_eq!(
            render_diagnostics("Dockerfile", "LABEL a={{description}}\n"),
            "none"
        );
        assert_eq!(
            render_diagnostics("a.ts", "// see `x`\nconst a = {{description}};\n"),
            "none"
        );
    }

    #[test]
    fn depth_is_bounded() {
        for deep in ["{{#if name}}", "{{#if (not ", "((("] {
            assert!(render_diagnostics("a.yaml", &deep.repeat(6000)).contains("template-syntax"));
        }
    }

    #[test]
    fn any_text_stands_only_where_it_can_be_quoted() {
        insta::assert_snapshot!(render_diagnostics("a.yaml", "a: {{description}}\nb: \"{{in-string description}}!\"\n{{#each optOuts as |o|}}\n- {{o.reason}}\n{{/each}}\n"), @"none");
        insta::assert_snapshot!(render_diagnostics("a.yaml", "a: x {{description}}\nb: \"{{description}}\"\nc: {{in-string description}}\n"), @"
        template-placement a.yaml.hbs:1:8: `description` can contain any text: use it here only as a whole value, or between double quotes with in-string
        template-placement a.yaml.hbs:2:7: `description` can contain any text: write `{{in-string description}}`, or the whole value without quotes
        template-placement a.yaml.hbs:3:16: `in-string` must be between double quotes
        ");
        insta::assert_snapshot!(render_diagnostics(".github/workflows/ci.yml", "a: ${{ github.ref }} {{nmae}}\nname: {{description}}\nx: {{name}}\n"), @"
        template-undefined-name .github/workflows/ci.yml.hbs:1:24: unknown name `nmae`
        template-placement .github/workflows/ci.yml.hbs:2:9: `description` may contain `${{ }}`, which a workflow would run; pass it through an environment variable or a file
        ");
        insta::assert_snapshot!(render_diagnostics("CODEOWNERS", "* {{description}} @{{org}}/{{owner.name}}\n"), @"template-placement CODEOWNERS.hbs:1:5: `description` can contain any text, which can't be quoted in this file type");
    }
}
