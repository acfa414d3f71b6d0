//! The compiled template, walked before anything is rendered: every name must be known, every construct allowed, and
//! every value must stand where its language can take it. Values then become the typed helper `value`, because an
//! escape function alone knows neither the type of a value nor its place.

use std::ops::Range;
use std::sync::Arc;

use handlebars::template::{BlockParam, HelperTemplate, Parameter, Subexpression, TemplateElement};
use handlebars::{Path, Template, TemplateErrorReason};
use serde_json::Value as Json;

use super::format::Format;
use super::placement::{Placement, enclosure};
use super::scope::{Meaning, Scope};
use crate::diagnostic::{Diagnostic, Tier};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::Printable;
use crate::source::{Place, Source};

/// The helper that writes a value: the value, the format, the placement.
pub(super) const VALUE: &str = "value";
/// The helper template authors call for text in double quotes.
const IN_STRING: &str = "in-string";
/// What may stand in the condition of a block.
const TESTS: [&str; 5] = ["eq", "ne", "and", "or", "not"];

/// Compiles `source` for rendering as `format`.
///
/// # Errors
/// Every fault, each with its place.
pub(super) fn compile(
    source: &Arc<Source>,
    format: Format,
    scope: &Scope,
) -> Result<Template, Vec<Diagnostic>> {
    if nesting(&source.text) > DEEPEST {
        let message = format!("tags stand more than {DEEPEST} deep in each other");
        return Err(vec![
            Diagnostic::new("template-syntax", Tier::Template, message)
                .at(Place::new(source, 0..0)),
        ]);
    }
    let escaped = Escaped::new(&source.text, format);
    let mut template =
        Template::compile(&escaped.text).map_err(|error| vec![syntax(source, &escaped, &error)])?;
    let mut walk = Walk {
        source,
        escaped: &escaped,
        format,
        faults: Vec::new(),
    };
    walk.template(&mut template, scope, 0);
    match walk.faults.is_empty() {
        true => Ok(template),
        false => Err(walk.faults),
    }
}

/// More than this, in blocks or in parentheses, would overflow the stack of handlebars' parser at some point.
const DEEPEST: usize = 64;

/// How deep blocks and parentheses of tags can stand in each other at most.
fn nesting(text: &str) -> usize {
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
struct Escaped {
    text: String,
}

/// What GitHub evaluates, and how handlebars is told to print it.
const EXPRESSION: (&str, &str) = ("${{", "$\\{{");

impl Escaped {
    fn new(text: &str, format: Format) -> Escaped {
        match format {
            Format::Workflow => Escaped {
                text: text.replace(EXPRESSION.0, EXPRESSION.1),
            },
            _ => Escaped {
                text: text.to_owned(),
            },
        }
    }

    /// The offset in the text as it was written; `line` and `column` are of the escaped text.
    fn offset(&self, line: usize, column: usize) -> usize {
        let at = offset(&self.text, line, column);
        at - self.text[..at].matches(EXPRESSION.1).count()
    }
}

fn syntax(
    source: &Arc<Source>,
    escaped: &Escaped,
    error: &handlebars::TemplateError,
) -> Diagnostic {
    let at = error
        .pos()
        .map_or(0, |(line, column)| escaped.offset(line, column));
    let message = match error.reason() {
        TemplateErrorReason::InvalidSyntax(_) => "this is no template".to_owned(),
        reason => reason.to_string(),
    };
    Diagnostic::new("template-syntax", Tier::Template, message).at(Place::new(source, at..at + 1))
}

struct Walk<'s> {
    source: &'s Arc<Source>,
    escaped: &'s Escaped,
    format: Format,
    faults: Vec<Diagnostic>,
}

impl Walk<'_> {
    /// `from` is where the tag stands that this belongs to: an `else if` has no place of its own.
    fn template(&mut self, template: &mut Template, scope: &Scope, from: usize) {
        for (index, element) in template.elements.iter_mut().enumerate() {
            let mapping = template.mapping.get(index);
            let at = mapping.map_or(from, |mapping| self.escaped.offset(mapping.0, mapping.1));
            match element {
                TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
                TemplateElement::Expression(helper) => self.expression(helper, scope, at),
                TemplateElement::HelperBlock(block) => self.block(block, scope, at),
                TemplateElement::HtmlExpression(_) => {
                    self.forbid(at, "`{{{…}}}` would write a value as it is")
                }
                TemplateElement::PartialExpression(_) | TemplateElement::PartialBlock(_) => {
                    self.forbid(at, "templates have no partials")
                }
                _ => self.forbid(at, "templates have no decorators"),
            }
        }
    }

    /// `{{x}}` or `{{in-string x}}`.
    fn expression(&mut self, helper: &mut HelperTemplate, scope: &Scope, at: usize) {
        let name = helper.name.as_name().unwrap_or_default().to_owned();
        let bare = helper.params.is_empty() && helper.hash.is_empty();
        let (path, placement) = match (name.as_str(), &helper.params[..]) {
            (IN_STRING, [Parameter::Path(path)]) if helper.hash.is_empty() => {
                (path.clone(), Placement::Quoted)
            }
            (_, _) if bare => match &helper.name {
                Parameter::Path(path) => (path.clone(), self.placement(at)),
                _ => match Path::parse(&name) {
                    Ok(path) => (path, self.placement(at)),
                    Err(_) => return self.forbid(at, "only names can be written"),
                },
            },
            _ => {
                return self.forbid(
                    at,
                    format!("templates have no helper `{}`", Printable(&name)),
                );
            }
        };
        let name = text_of(&path);
        let Some(meaning) = self.known(&name, scope, at) else {
            return;
        };
        let explicit = !bare;
        if let Some(fault) = self.misplaced(&name, meaning, placement, explicit, at) {
            return self.fault("template-placement", at, &name, fault);
        }
        helper.name = Parameter::Name(VALUE.to_owned());
        let placement = match placement {
            Placement::Whole => "whole",
            Placement::Quoted if explicit => "quoted",
            _ => "text",
        };
        helper.params = vec![
            Parameter::Path(path),
            Parameter::Literal(Json::from(self.format.name())),
            Parameter::Literal(Json::from(placement)),
        ];
    }

    /// Why a value of this meaning cannot stand here; `explicit` is whether the author wrote `in-string`.
    fn misplaced(
        &self,
        name: &str,
        meaning: Meaning,
        placement: Placement,
        explicit: bool,
        at: usize,
    ) -> Option<String> {
        if matches!(meaning, Meaning::OptOuts | Meaning::Annotations) {
            return Some(format!("`{name}` is a list: write it with #each"));
        }
        if meaning == Meaning::Labels {
            let fits = placement == Placement::Whole
                && matches!(self.format, Format::Yaml | Format::Workflow);
            return (!fits).then(|| {
                format!("`{name}` may be a list: it can stand only as a whole value of YAML")
            });
        }
        if matches!(self.format, Format::Workflow | Format::Plain) && !meaning.is_tame() {
            return Some(match self.format {
                Format::Workflow => format!(
                    "`{name}` may hold `${{{{ }}}}`, which a workflow would run; pass it through an environment variable or a file"
                ),
                _ => format!("`{name}` may be any text, and this file has no way to quote it"),
            });
        }
        if !meaning.is_tame()
            && let Some(enclosure) = enclosure(self.format, &self.source.text[..at])
        {
            return Some(format!(
                "`{name}` may be any text: it cannot stand {enclosure}"
            ));
        }
        match placement {
            Placement::Whole => None,
            Placement::Quoted if explicit => match self.placement(at) {
                Placement::Quoted => None,
                _ => Some("`in-string` must stand between double quotes".to_owned()),
            },
            _ if meaning.is_tame() => None,
            Placement::Quoted => Some(format!(
                "`{name}` may be any text: write `{{{{in-string {name}}}}}`, or the whole value without quotes"
            )),
            Placement::Text => Some(format!(
                "`{name}` may be any text: it can stand here only as a whole value or between double quotes with in-string"
            )),
        }
    }

    fn block(&mut self, block: &mut HelperTemplate, scope: &Scope, at: usize) {
        let name = block.name.as_name().unwrap_or_default().to_owned();
        let inner = match name.as_str() {
            "if" | "unless" => {
                self.condition(&block.params, scope, at);
                Some(scope.clone())
            }
            "each" => self.each(block, scope, at),
            _ => {
                self.forbid(
                    at,
                    format!("templates have no block `{}`", Printable(&name)),
                );
                None
            }
        };
        if let (Some(template), Some(inner)) = (&mut block.template, &inner) {
            self.template(template, inner, at);
        }
        if let Some(inverse) = &mut block.inverse {
            self.template(inverse, scope, at);
        }
    }

    /// `{{#each list as |item|}}`; inside, only the item is known.
    fn each(&mut self, block: &HelperTemplate, scope: &Scope, at: usize) -> Option<Scope> {
        let item = match &block.block_param {
            Some(BlockParam::Single(item)) => item.as_name().map(str::to_owned),
            _ => None,
        };
        let ([Parameter::Path(list)], Some(item)) = (&block.params[..], item) else {
            self.forbid(at, "write it as `{{#each list as |item|}}`");
            return None;
        };
        let list = text_of(list);
        self.known(&list, scope, at)?;
        let inner = scope.each(&list, &item);
        if inner.is_none() {
            self.fault(
                "template-placement",
                at,
                &list,
                format!("`{list}` is no list"),
            );
        }
        inner
    }

    fn condition(&mut self, params: &[Parameter], scope: &Scope, at: usize) {
        for param in params {
            match param {
                Parameter::Path(path) => drop(self.known(&text_of(path), scope, at)),
                Parameter::Name(name) => drop(self.known(name, scope, at)),
                Parameter::Subexpression(test) => self.test(test, scope, at),
                _ => {}
            }
        }
    }

    fn test(&mut self, test: &Subexpression, scope: &Scope, at: usize) {
        if !TESTS.contains(&test.name()) {
            let message = format!(
                "a condition knows {}, and not `{}`",
                TESTS.join(", "),
                Printable(test.name())
            );
            self.fault("template-forbidden", at, test.name(), message);
        }
        if let Some(params) = test.params() {
            self.condition(params, scope, at);
        }
    }

    fn known(&mut self, name: &str, scope: &Scope, at: usize) -> Option<Meaning> {
        let meaning = scope.meaning(name);
        // A feature or an opt-out's field also exists as the object above it, for nobody to write.
        if meaning.is_none() {
            let near = nearest(name, scope.names());
            let message = format!("nothing is called `{}`", Printable(name));
            let finding = self
                .finding("template-undefined-name", at, name, message)
                .label(did_you_mean(&near));
            self.faults.push(finding);
        }
        meaning
    }

    fn placement(&self, at: usize) -> Placement {
        let text = &self.source.text;
        let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let tag_end = text[at..].find("}}").map_or(text.len(), |end| at + end + 2);
        let line_end = text[tag_end..]
            .find('\n')
            .map_or(text.len(), |newline| tag_end + newline);
        Placement::of(self.format, &text[line_start..at], &text[tag_end..line_end])
    }

    fn forbid(&mut self, at: usize, message: impl Into<String>) {
        self.fault("template-forbidden", at, "", message);
    }

    fn fault(&mut self, code: &'static str, at: usize, name: &str, message: impl Into<String>) {
        let finding = self.finding(code, at, name, message);
        self.faults.push(finding);
    }

    fn finding(
        &self,
        code: &'static str,
        at: usize,
        name: &str,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, Tier::Template, message)
            .at(Place::new(self.source, self.span(at, name)))
    }

    /// `name` in the tag that starts at `at` (an `else if` is found from the `if` it belongs to); else the tag.
    fn span(&self, at: usize, name: &str) -> Range<usize> {
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
fn text_of(path: &Path) -> String {
    match path {
        Path::Relative((_, raw)) | Path::Local((_, _, raw)) => raw.clone(),
    }
}

/// Byte offset of a line and a column in characters, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
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

    fn faults(path: &str, text: &str) -> String {
        let source = Source::new(format!("{path}.hbs"), text);
        match compile(&source, Format::of(path), &Scope::new([], [], [])) {
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
        insta::assert_snapshot!(faults("a.yaml", text), @"
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
            let found = faults("a.txt", text);
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
            let found = faults(path, text);
            assert!(found.contains("template-placement"), "{path}: {found}");
            assert_eq!(
                faults(
                    path,
                    &text
                        .replace("in-string description", "name")
                        .replace("description", "name")
                ),
                "none"
            );
        }
        assert_eq!(faults("Dockerfile", "LABEL a={{description}}\n"), "none");
        assert_eq!(
            faults("a.ts", "// see `x`\nconst a = {{description}};\n"),
            "none"
        );
    }

    #[test]
    fn depth_is_bounded() {
        for deep in ["{{#if name}}", "{{#if (not ", "((("] {
            assert!(faults("a.yaml", &deep.repeat(6000)).contains("template-syntax"));
        }
    }

    #[test]
    fn any_text_stands_only_where_it_can_be_quoted() {
        insta::assert_snapshot!(faults("a.yaml", "a: {{description}}\nb: \"{{in-string description}}!\"\n{{#each optOuts as |o|}}\n- {{o.reason}}\n{{/each}}\n"), @"none");
        insta::assert_snapshot!(faults("a.yaml", "a: x {{description}}\nb: \"{{description}}\"\nc: {{in-string description}}\n"), @"
        template-placement a.yaml.hbs:1:8: `description` may be any text: it can stand here only as a whole value or between double quotes with in-string
        template-placement a.yaml.hbs:2:7: `description` may be any text: write `{{in-string description}}`, or the whole value without quotes
        template-placement a.yaml.hbs:3:16: `in-string` must stand between double quotes
        ");
        insta::assert_snapshot!(faults(".github/workflows/ci.yml", "a: ${{ github.ref }} {{nmae}}\nname: {{description}}\nx: {{name}}\n"), @"
        template-undefined-name .github/workflows/ci.yml.hbs:1:24: nothing is called `nmae`
        template-placement .github/workflows/ci.yml.hbs:2:9: `description` may hold `${{ }}`, which a workflow would run; pass it through an environment variable or a file
        ");
        insta::assert_snapshot!(faults("CODEOWNERS", "* {{description}} @{{org}}/{{owner.name}}\n"), @"template-placement CODEOWNERS.hbs:1:5: `description` may be any text, and this file has no way to quote it");
    }
}
