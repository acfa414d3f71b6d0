//! Reading a catalog: from its roots along every Location, each file once, files side by side.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::check::Checker;
use super::location::{Target, resolve};
use super::{Catalog, Entity, Files};
use crate::diagnostic::{Diagnostic, Tier};
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::source::{Place, Source};
use crate::yaml::{self, Chunk, Fault, FaultKind};

/// What one file holds.
#[derive(Default)]
struct Read {
    entities: Vec<Entity>,
    findings: Vec<Diagnostic>,
    documents: usize,
}

impl Catalog {
    /// Reads `roots` of `files` and everything their Locations lead to. Faults become diagnostics.
    ///
    /// # Errors
    /// Usage (2) when a root is not there; links are not followed, so one that is a link is not.
    pub fn read(files: &Files, roots: &[String]) -> Result<Catalog> {
        for root in roots {
            if !files.has(root) {
                return Err(
                    Error::usage(format!("the catalog has no file {}", Printable(root)))
                        .hint("symbolic links are not followed"),
                );
            }
        }
        let mut catalog = Catalog::default();
        let mut known: BTreeSet<String> = roots.iter().cloned().collect();
        let mut next: Vec<String> = known.iter().cloned().collect();
        while !next.is_empty() {
            let read: Vec<Read> = next.par_iter().map(|path| file(files, path)).collect();
            let mut found = BTreeSet::new();
            for (path, read) in next.iter().zip(read) {
                catalog.files += 1;
                catalog.documents += read.documents;
                catalog.diagnostics.extend(read.findings);
                for entity in &read.entities {
                    follow(files, path, entity, &mut found, &mut catalog.diagnostics);
                }
                catalog.entities.extend(read.entities);
            }
            next = found
                .into_iter()
                .filter(|path| known.insert(path.clone()))
                .collect();
        }
        catalog.index();
        Ok(catalog)
    }
}

fn file(files: &Files, path: &str) -> Read {
    let unreadable = |message: String| {
        let place = Place::new(&Source::new(path, ""), 0..0);
        let finding = Diagnostic::new("unreadable-file", Tier::Format, message).at(place);
        Read {
            findings: vec![finding],
            ..Read::default()
        }
    };
    match (files.read)(path) {
        Ok(Some(bytes)) => match String::from_utf8(bytes) {
            Ok(text) => source(&Source::new(path, text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                unreadable(format!(
                    "{} is not UTF-8 from byte {at} on",
                    Printable(path)
                ))
            }
        },
        Ok(None) => unreadable(format!("{} is not there", Printable(path))),
        Err(error) => unreadable(error.to_string()),
    }
}

fn source(source: &Arc<Source>) -> Read {
    let chunks = yaml::documents(&source.text);
    let mut whole = Read::default();
    let parts: Vec<Read> = match chunks.len() {
        0..64 => chunks
            .iter()
            .map(|chunk| document(source, *chunk))
            .collect(),
        _ => chunks
            .par_iter()
            .map(|chunk| document(source, *chunk))
            .collect(),
    };
    for part in parts {
        whole.entities.extend(part.entities);
        whole.findings.extend(part.findings);
        whole.documents += part.documents;
    }
    whole
}

fn document(source: &Arc<Source>, chunk: Chunk<'_>) -> Read {
    let mut checker = Checker::new(source, chunk.offset);
    let (entity, faults) = match yaml::parse(chunk.text) {
        Ok((tree, faults)) => {
            let Some(root) = tree.root().filter(|root| !root.is_null()) else {
                return Read::default();
            };
            // As in Backstage, a document with a fault of syntax or a duplicate key is not an entity at all.
            let entity = faults.is_empty().then(|| checker.document(root)).flatten();
            (entity, faults)
        }
        Err(fault) => (None, vec![fault]),
    };
    let mut findings = checker.findings;
    findings.extend(
        faults
            .into_iter()
            .map(|fault| finding(source, chunk, fault)),
    );
    Read {
        entities: entity.into_iter().collect(),
        findings,
        documents: 1,
    }
}

fn finding(source: &Arc<Source>, chunk: Chunk<'_>, fault: Fault) -> Diagnostic {
    let code = match fault.kind {
        FaultKind::Syntax => "yaml-syntax",
        FaultKind::DuplicateKey => "duplicate-key",
        FaultKind::AliasBomb => "alias-bomb",
    };
    let span = chunk.offset + fault.span.start..chunk.offset + fault.span.end;
    Diagnostic::new(code, Tier::Format, fault.message).at(Place::new(source, span))
}

/// Adds the files that a Location leads to; what it names in vain is a finding.
fn follow(
    files: &Files,
    from: &str,
    entity: &Entity,
    found: &mut BTreeSet<String>,
    findings: &mut Vec<Diagnostic>,
) {
    for (target, place) in &entity.targets.targets {
        let complaint = match resolve(files, from, target) {
            Target::Files(paths) => {
                found.extend(paths);
                continue;
            }
            Target::Elsewhere => continue,
            Target::Missing if entity.targets.optional => continue,
            Target::Missing => format!("there is no file `{}`", Printable(target)),
            Target::Outside => format!("`{}` lies outside the repository", Printable(target)),
        };
        findings.push(
            Diagnostic::new("location-target-missing", Tier::Graph, complaint)
                .at(place.clone())
                .entity(entity.reference().to_string()),
        );
    }
}
