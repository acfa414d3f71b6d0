//! The compiled template, walked before anything is rendered: every name must be known, every construct allowed, and
//! every value must stand where its language can take it. Values then become the typed helper `value`, because an
//! escape function alone knows neither the type of a value nor its place.

use std::ops::Range;
use std::sync::Arc;

use handlebars::template::{BlockParam, HelperTemplate, Parameter, Subexpression, TemplateElement};
use handlebars::{Path, Template, TemplateErrorReason};
use serde_json::Value as Json;

use super::file_format::FileFormat;
use super::placement::{ValuePlacement, find_unsafe_context};
use super::scope::{NameScope, ValueType};
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::printable::Printable;
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::source::{Place, SourceFile};

/// The helper that writes a value: the value, the format, the placement.
pub(super) const VALUE_HELPER: &str = "value";
/// The helper template authors call for text in double quotes.
const IN_STRING_HELPER: &str = "in-string";
/// What may stand in the condition of a block.
const CONDITION_HELPERS: [&str; 5] = ["eq", "ne", "and", "or", "not"];

/// Compiles `source` for rendering as `format`.
///
/// # Errors
/// Every fault, each with its place.
pub(super) fn compile_template(
    source: &Arc<SourceFile>,
    format: FileFormat,
    scope: &NameScope,
) -> Result<Template, Vec<Diagnostic>> {
    if measure_tag_nesting(&source.text) > MAX_NESTING {
        let message = format!("tags stand more than {MAX_NESTING} deep in each other");
        return Err(vec![
            Diagnostic::new("template-syntax", RuleTier::Template, message)
                .with_place(Place::new(source, 0..0)),
        ]);
    }
    let escaped = EscapedTemplateText::new(&source.text, format);
    let mut template = Template::compile(&escaped.text)
        .map_err(|error| vec![build_syntax_diagnostic(source, &escaped, &error)])?;
    let mut walk = TemplateChecker {
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

/// More than this, in blocks or in parentheses, would overflow the stack of handlebars' parser at some point.
const MAX_NESTING: usize = 64;

/// How deep blocks and parentheses of tags can stand in each other at most.
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

/// A workflow's own `${{ }}` with the backslash that makes handlebars leave it alone.
struct EscapedTemplateText {
    text: String,
}

/// What GitHub evaluates, and how handlebars is told to print it.
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

    /// The offset in the text as it was written; `line` and `column` are of the escaped text.
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
        TemplateErrorReason::InvalidSyntax(_) => "this is no template".to_owned(),
        reason => reason.to_string(),
    };
    Diagnostic::new("template-syntax", RuleTier::Template, message)
        .with_place(Place::new(source, at..at + 1))
}

struct TemplateChecker<'s> {
    source: &'s Arc<SourceFile>,
    escaped: &'s EscapedTemplateText,
    format: FileFormat,
    faults: Vec<Diagnostic>,
}

impl TemplateChecker<'_> {
    /// `from` is where the tag stands that this belongs to: an `else if` has no place of its own.
    fn check_template(&mut self, template: &mut Template, scope: &NameScope, from: usize) {
        for (index, element) in template.elements.iter_mut().enumerate() {
            let mapping = template.mapping.get(index);
            let at = mapping.map_or(from, |mapping| {
                self.escaped.original_offset(mapping.0, mapping.1)
            });
            match element {
                TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
                TemplateElement::Expression(helper) => self.compile_expression(helper, scope, at),
                TemplateElement::HelperBlock(block) => self.check_block_helper(block, scope, at),
                TemplateElement::HtmlExpression(_) => {
                    self.report_forbidden_construct(at, "`{{{…}}}` would write a value as it is")
                }
                TemplateElement::PartialExpression(_) | TemplateElement::PartialBlock(_) => {
                    self.report_forbidden_construct(at, "templates have no partials")
                }
                _ => self.report_forbidden_construct(at, "templates have no decorators"),
            }
        }
    }

    /// `{{x}}` or `{{in-string x}}`.
    fn compile_expression(&mut self, helper: &mut HelperTemplate, scope: &NameScope, at: usize) {
        let name = helper.name.as_name().unwrap_or_default().to_owned();
        let bare = helper.params.is_empty() && helper.hash.is_empty();
        let (path, placement) = match (name.as_str(), &helper.params[..]) {
            (IN_STRING_HELPER, [Parameter::Path(path)]) if helper.hash.is_empty() => {
                (path.clone(), ValuePlacement::Quoted)
            }
            (_, _) if bare => match &helper.name {
                Parameter::Path(path) => (path.clone(), self.detect_value_placement(at)),
                _ => match Path::parse(&name) {
                    Ok(path) => (path, self.detect_value_placement(at)),
                    Err(_) => {
                        return self.report_forbidden_construct(at, "only names can be written");
                    }
                },
            },
            _ => {
                return self.report_forbidden_construct(
                    at,
                    format!("templates have no helper `{}`", Printable(&name)),
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
            ValuePlacement::Whole => "whole",
            ValuePlacement::Quoted if explicit => "quoted",
            _ => "text",
        };
        helper.params = vec![
            Parameter::Path(path),
            Parameter::Literal(Json::from(self.format.name())),
            Parameter::Literal(Json::from(placement)),
        ];
    }

    /// Why a value of this meaning cannot stand here; `explicit` is whether the author wrote `in-string`.
    fn check_value_placement(
        &self,
        name: &str,
        meaning: ValueType,
        placement: ValuePlacement,
        explicit: bool,
        at: usize,
    ) -> Option<String> {
        if matches!(meaning, ValueType::OptOuts | ValueType::Annotations) {
            return Some(format!("`{name}` is a list: write it with #each"));
        }
        if meaning == ValueType::IdentifierOrList {
            let fits = placement == ValuePlacement::Whole
                && matches!(self.format, FileFormat::Yaml | FileFormat::Workflow);
            return (!fits).then(|| {
                format!("`{name}` may be a list: it can stand only as a whole value of YAML")
            });
        }
        if matches!(self.format, FileFormat::Workflow | FileFormat::Plain)
            && !meaning.is_safe_unquoted()
        {
            return Some(match self.format {
                FileFormat::Workflow => format!(
                    "`{name}` may hold `${{{{ }}}}`, which a workflow would run; pass it through an environment variable or a file"
                ),
                _ => format!("`{name}` may be any text, and this file has no way to quote it"),
            });
        }
        if !meaning.is_safe_unquoted()
            && let Some(enclosure) = find_unsafe_context(self.format, &self.source.text[..at])
        {
            return Some(format!(
                "`{name}` may be any text: it cannot stand {enclosure}"
            ));
        }
        match placement {
            ValuePlacement::Whole => None,
            ValuePlacement::Quoted if explicit => match self.detect_value_placement(at) {
                ValuePlacement::Quoted => None,
                _ => Some("`in-string` must stand between double quotes".to_owned()),
            },
            _ if meaning.is_safe_unquoted() => None,
            ValuePlacement::Quoted => Some(format!(
                "`{name}` may be any text: write `{{{{in-string {name}}}}}`, or the whole value without quotes"
            )),
            ValuePlacement::Text => Some(format!(
                "`{name}` may be any text: it can stand here only as a whole value or between double quotes with in-string"
            )),
        }
    }

    fn check_block_helper(&mut self, block: &mut HelperTemplate, scope: &NameScope, at: usize) {
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
                    format!("templates have no block `{}`", Printable(&name)),
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

    /// `{{#each list as |item|}}`; inside, only the item is known.
    fn check_each_block(
        &mut self,
        block: &HelperTemplate,
        scope: &NameScope,
        at: usize,
    ) -> Option<NameScope> {
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
        let inner = scope.enter_each_block(&list, &item);
        if inner.is_none() {
            self.report_diagnostic(
                "template-placement",
                at,
                &list,
                format!("`{list}` is no list"),
            );
        }
        inner
    }

    fn check_block_condition(&mut self, params: &[Parameter], scope: &NameScope, at: usize) {
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

    fn check_condition_helper(&mut self, test: &Subexpression, scope: &NameScope, at: usize) {
        if !CONDITION_HELPERS.contains(&test.name()) {
            let message = format!(
                "a condition knows {}, and not `{}`",
                CONDITION_HELPERS.join(", "),
                Printable(test.name())
            );
            self.report_diagnostic("template-forbidden", at, test.name(), message);
        }
        if let Some(params) = test.params() {
            self.check_block_condition(params, scope, at);
        }
    }

    fn resolve_name_type(&mut self, name: &str, scope: &NameScope, at: usize) -> Option<ValueType> {
        let meaning = scope.lookup_type(name);
        // A feature or an opt-out's field also exists as the object above it, for nobody to write.
        if meaning.is_none() {
            let near = find_similar_names(name, scope.names());
            let message = format!("nothing is called `{}`", Printable(name));
            let finding = self
                .build_diagnostic("template-undefined-name", at, name, message)
                .with_label(format_did_you_mean(&near));
            self.faults.push(finding);
        }
        meaning
    }

    fn detect_value_placement(&self, at: usize) -> ValuePlacement {
        let text = &self.source.text;
        let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let tag_end = text[at..].find("}}").map_or(text.len(), |end| at + end + 2);
        let line_end = text[tag_end..]
            .find('\n')
            .map_or(text.len(), |newline| tag_end + newline);
        ValuePlacement::detect(self.format, &text[line_start..at], &text[tag_end..line_end])
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

    /// `name` in the tag that starts at `at` (an `else if` is found from the `if` it belongs to); else the tag.
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

/// The path as it was written.
fn handlebars_path_to_string(path: &Path) -> String {
    match path {
        Path::Relative((_, raw)) | Path::Local((_, _, raw)) => raw.clone(),
    }
}

/// Byte offset of a line and a column in characters, both from 1.
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
        match compile_template(
            &source,
            FileFormat::from_path(path),
            &NameScope::new([], [], []),
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
        template-undefined-name a.yaml.hbs:1:6: nothing is called `nmae`
        template-undefined-name a.yaml.hbs:2:7: nothing is called `foo`
        template-undefined-name a.yaml.hbs:3:6: nothing is called `owner.nam`
        template-undefined-name a.yaml.hbs:4:15: nothing is called `bar`
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
        template-placement a.yaml.hbs:1:8: `description` may be any text: it can stand here only as a whole value or between double quotes with in-string
        template-placement a.yaml.hbs:2:7: `description` may be any text: write `{{in-string description}}`, or the whole value without quotes
        template-placement a.yaml.hbs:3:16: `in-string` must stand between double quotes
        ");
        insta::assert_snapshot!(render_diagnostics(".github/workflows/ci.yml", "a: ${{ github.ref }} {{nmae}}\nname: {{description}}\nx: {{name}}\n"), @"
        template-undefined-name .github/workflows/ci.yml.hbs:1:24: nothing is called `nmae`
        template-placement .github/workflows/ci.yml.hbs:2:9: `description` may hold `${{ }}`, which a workflow would run; pass it through an environment variable or a file
        ");
        insta::assert_snapshot!(render_diagnostics("CODEOWNERS", "* {{description}} @{{org}}/{{owner.name}}\n"), @"template-placement CODEOWNERS.hbs:1:5: `description` may be any text, and this file has no way to quote it");
    }
}
