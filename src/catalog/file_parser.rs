//! Parses a file of a catalog into entities, findings and counts.

use std::sync::Arc;

use rayon::prelude::*;

use super::allow_comment::{AllowComment, find_allow_comments};
use super::check::EntityChecker;
use super::placeholder::{
    DefinitionContent, PlaceholderBudget, PlaceholderFailure, PlaceholderResolver,
};
use super::skipped_document::{
    SkipReason, find_document_skip_reason, find_unparsable_document_skip_reason,
};
use super::{CatalogModel, Entity, Files};
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS, RuleTier, TextEdit};
use crate::printable::Printable;
use crate::source::{Place, SourceFile};
use crate::yaml::{self, YamlDocumentText, YamlError, YamlErrorKind, YamlNode};

/// The number of files or documents to parse in parallel before their results are merged, which limits memory.
pub(super) const PARSE_BATCH_SIZE: usize = 4096;

/// The parsed content of a catalog file.
#[derive(Default)]
pub(super) struct ParsedCatalogFile {
    pub(super) entities: Vec<Entity>,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) unlisted: UnlistedFindings,
    pub(super) allow_comments: Vec<AllowComment>,
    pub(super) documents: usize,
    pub(super) skeletons: usize,
    pub(super) non_entities: usize,
    /// Whether its content depends on other files.
    pub(super) has_placeholders: bool,
}

impl ParsedCatalogFile {
    /// Adds findings up to the limit, because even two bytes can cause one.
    pub(super) fn add_findings(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.unlisted
            .add_or_count_findings(&mut self.findings, findings);
    }
}

/// The number of findings beyond the limit.
#[derive(Default)]
pub(super) struct UnlistedFindings {
    listed: usize,
    errors_listed: usize,
    pub(super) count: usize,
}

impl UnlistedFindings {
    /// Moves `new` findings to `findings` up to the limit. Format findings have a limit of their own.
    pub(super) fn add_or_count_findings(
        &mut self,
        findings: &mut Vec<Diagnostic>,
        new: impl IntoIterator<Item = Diagnostic>,
    ) {
        for finding in new {
            let listed = match finding.tier {
                RuleTier::Format => &mut self.errors_listed,
                _ => &mut self.listed,
            };
            if *listed < MAX_DIAGNOSTICS {
                *listed += 1;
                findings.push(finding);
            } else {
                self.count += 1;
            }
        }
    }
}

/// Which documents of a file count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YamlDocumentFilter {
    /// The file was named explicitly, so all documents count.
    All,
    /// The file was discovered, so only entities count.
    EntitiesOnly,
}

/// The origin of a document, and how to interpret it.
#[derive(Clone, Copy)]
pub(super) struct CatalogFileParser<'f> {
    pub(super) files: &'f dyn Files,
    pub(super) path: &'f str,
    pub(super) model: CatalogModel,
    pub(super) documents: YamlDocumentFilter,
    pub(super) budget: &'f PlaceholderBudget,
}

impl CatalogFileParser<'_> {
    pub(super) fn read_and_parse_file(self) -> ParsedCatalogFile {
        let shown = self.files.display_path(self.path);
        match self.files.read(self.path) {
            Ok(Some(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => self.parse_source_file(&SourceFile::new(shown, text)),
                Err(error) => {
                    report_unreadable_file(&shown, format_not_utf8_message(&shown, &error))
                }
            },
            Ok(None) => report_unreadable_file(&shown, format!("{} not found", Printable(&shown))),
            Err(error) => report_unreadable_file(&shown, error.to_string()),
        }
    }

    pub(super) fn parse_source_file(self, source: &Arc<SourceFile>) -> ParsedCatalogFile {
        let chunks = yaml::split_yaml_documents(&source.text);
        let several = |chunks: &[YamlDocumentText<'_>]| {
            let mut read = ParsedCatalogFile::default();
            for chunk in chunks {
                parse_catalog_document(source, *chunk, self, &mut read);
            }
            read
        };
        let mut whole = ParsedCatalogFile {
            allow_comments: find_allow_comments(source),
            ..ParsedCatalogFile::default()
        };
        whole.entities.reserve_exact(chunks.len());
        for chunks in chunks.chunks(PARSE_BATCH_SIZE) {
            let parts: Vec<ParsedCatalogFile> = chunks.par_chunks(64).map(several).collect();
            for part in parts {
                whole.entities.extend(part.entities);
                whole.unlisted.count += part.unlisted.count;
                whole.add_findings(part.findings);
                whole.documents += part.documents;
                whole.skeletons += part.skeletons;
                whole.non_entities += part.non_entities;
                whole.has_placeholders |= part.has_placeholders;
            }
        }
        whole
    }

    /// The reason why a document doesn't count; `None` if it does. `parsed` is its root or its error.
    fn document_skip_reason(
        self,
        chunk: YamlDocumentText<'_>,
        parsed: std::result::Result<YamlNode<'_, '_>, &YamlError>,
    ) -> Option<SkipReason> {
        if self.documents == YamlDocumentFilter::All {
            return None;
        }
        match parsed {
            Ok(root) => find_document_skip_reason(self.path, chunk.text, root),
            Err(fault) => find_unparsable_document_skip_reason(self.path, chunk.text, fault),
        }
    }
}

impl ParsedCatalogFile {
    fn count_skipped_document(&mut self, document: SkipReason) {
        match document {
            SkipReason::Skeleton => self.skeletons += 1,
            SkipReason::NotAnEntity => self.non_entities += 1,
        }
    }
}

fn format_not_utf8_message(shown: &str, error: &std::string::FromUtf8Error) -> String {
    let shown = Printable(shown);
    match error.as_bytes() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            format!("{shown} is UTF-16; a catalog file must be UTF-8")
        }
        _ => {
            let at = error.utf8_error().valid_up_to();
            format!("{shown} is not valid UTF-8 at byte {at}")
        }
    }
}

fn report_unreadable_file(shown: &str, message: String) -> ParsedCatalogFile {
    let place = Place::new(&SourceFile::new(shown, ""), 0..0);
    let finding = Diagnostic::new("unreadable-file", RuleTier::Format, message).with_place(place);
    ParsedCatalogFile {
        findings: vec![finding],
        ..ParsedCatalogFile::default()
    }
}

fn parse_catalog_document(
    source: &Arc<SourceFile>,
    chunk: YamlDocumentText<'_>,
    from: CatalogFileParser<'_>,
    read: &mut ParsedCatalogFile,
) {
    let (mut tree, faults) = match chunk.parse() {
        Ok(parsed) => parsed,
        Err(fault) => {
            if let Some(out) = from.document_skip_reason(chunk, Err(&fault)) {
                return read.count_skipped_document(out);
            }
            read.documents += 1;
            return read.add_findings([yaml_error_to_diagnostic(source, chunk, fault)]);
        }
    };
    let Some(root) = tree.root().filter(|root| !root.is_null()) else {
        return;
    };
    if let Some(out) = from.document_skip_reason(chunk, Ok(root)) {
        return read.count_skipped_document(out);
    }
    read.documents += 1;
    let mut checker = EntityChecker::new(source, chunk.offset, from.model);
    let filler = PlaceholderResolver {
        files: from.files,
        document_path: from.path,
        model: from.model,
        budget: from.budget,
        definitions: DefinitionContent::Prefix,
    };
    let placeholders = filler.resolve_placeholders(&mut tree);
    read.has_placeholders |= placeholders.found_any;
    for (substitute, why) in placeholders.unresolved {
        checker.record_unresolved_placeholder(&substitute);
        let (code, why) = match why {
            PlaceholderFailure::Unknown => continue,
            PlaceholderFailure::OtherRepository(why) => ("placeholder-elsewhere", why),
            PlaceholderFailure::Unreadable(why) => ("placeholder-unreadable", why),
        };
        let place = document_span_to_place(source, chunk, substitute.span);
        let finding = Diagnostic::new(code, RuleTier::Format, why);
        checker.findings.push(finding.with_place(place));
    }
    // As in Backstage, a document with a syntax error or a duplicate key isn't an entity at all.
    if faults.is_empty() {
        let root = tree.root();
        let mut entity = root.and_then(|root| checker.check_entity_document(root));
        if let Some(entity) = &mut entity {
            let mut findings = checker.findings.iter();
            entity.rejected = findings.any(|finding| finding.tier == RuleTier::Format);
        }
        read.entities.extend(entity);
    }
    read.add_findings(checker.findings);
    let faults = faults.into_iter();
    read.add_findings(faults.map(|fault| yaml_error_to_diagnostic(source, chunk, fault)));
}

fn yaml_error_to_diagnostic(
    source: &Arc<SourceFile>,
    chunk: YamlDocumentText<'_>,
    fault: YamlError,
) -> Diagnostic {
    let code = match fault.kind {
        YamlErrorKind::Syntax => "yaml-syntax",
        YamlErrorKind::MergeMarker => "merge-marker",
        YamlErrorKind::DuplicateKey => "duplicate-key",
        YamlErrorKind::AliasBomb => "alias-bomb",
    };
    let finding = Diagnostic::new(code, RuleTier::Format, fault.message)
        .with_place(document_span_to_place(source, chunk, fault.span))
        .with_label(fault.help);
    // Without this, a README that is named on the command line would be rewritten until it is YAML.
    match fault.fix.filter(|_| resembles_entity(chunk.text)) {
        Some((span, text)) => {
            let span = document_span_to_place(source, chunk, span).span;
            finding.with_fix(TextEdit::new_replacement(span, text))
        }
        None => finding,
    }
}

/// Whether a line of `text` starts with one of the keys that every entity has.
fn resembles_entity(text: &str) -> bool {
    let keys = ["apiVersion", "kind", "metadata"];
    text.lines().any(|line| {
        let line = line.trim_start_matches([' ', '{', '"', '\'']);
        keys.iter().any(|key| line.starts_with(key))
    })
}

fn document_span_to_place(
    source: &Arc<SourceFile>,
    chunk: YamlDocumentText<'_>,
    span: std::ops::Range<usize>,
) -> Place {
    Place::new(source, chunk.offset + span.start..chunk.offset + span.end)
}
