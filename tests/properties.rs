//! What `--fix`, `fmt` and edits must never do, checked on generated catalogs: make something worse, or change more
//! than they were asked to.
//!
//! `IDP_PROPERTY_RUNS` sets the number of generated catalogs for each property (default: 60, each with 12 files);
//! `IDP_PROPERTY_SEED` sets the first seed. Each prints how many cases it ran.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "tests print their case counts")]

#[path = "support/test_rng.rs"]
mod test_rng;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use idp::catalog::{
    Assignment, Catalog, CatalogModel, CatalogReader, DirectoryFiles, EntityDraft,
    format_catalog_text,
};
use idp::diagnostic::{Diagnostic, RuleTier, Severity};
use idp::ops::{
    self, CatalogEdit, CatalogValidation, CatalogValidationOptions, EditValidationOptions,
    FileTextOverrides, NewDocument, Set,
};
use idp::platform::PlatformSnapshot;
use idp::yaml;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use tempfile::TempDir;
use test_rng::TestRng;

const TODAY: Date = date(2026, 11, 23);
const JUDGEMENT: EditValidationOptions = EditValidationOptions {
    today: TODAY,
    strict: false,
};

/// `text` as a scalar in one of the ways people write one.
fn random_scalar_style(rng: &mut TestRng, text: &str) -> String {
    match rng.next_below(4) {
        0 => format!("'{text}'"),
        1 => format!("\"{text}\""),
        _ => text.to_owned(),
    }
}

/// The end of a line, with or without a comment.
fn random_line_end(rng: &mut TestRng) -> &'static str {
    rng.choose_str(&["\n", "\n", "\n", "  # why\n", " # it's: [odd\n"])
}

/// Keys of `spec` as people write them, right and nearly right.
const KEYS: [&str; 16] = [
    "system",
    "System",
    "dependsOn",
    "dependson",
    "depends_on",
    "providesApis",
    "providesApi",
    "consumesApis",
    "consumesApi",
    "subcomponentOf",
    "dependencyOf",
    "depedencyOf",
    "domain",
    "profile",
    "parent",
    "tier",
];

/// Refs to entities that exist and that don't, right and nearly right.
const REFS: [&str; 14] = [
    "web",
    "group:web",
    "group:default/web",
    "Group:Default/Web",
    "user:ada",
    "c1",
    "component:c2",
    "api:a3",
    "resource:r4",
    "system:s5",
    "a3",
    "nowhere",
    "component:none/x",
    "a:b:c",
];

fn random_value(rng: &mut TestRng) -> String {
    let reference = rng.choose_str(&REFS);
    match rng.next_below(6) {
        0 => format!("[{reference}]"),
        1 => format!("[{reference}, {}]", rng.choose_str(&REFS)),
        2 => format!("\n    - {reference}\n    - {}", rng.choose_str(&REFS)),
        3 => rng
            .choose_str(&["{}", "[]", "", "7", "true", "null"])
            .to_owned(),
        _ => random_scalar_style(rng, reference),
    }
}

/// An entity in any state that people might leave it in.
fn random_document(rng: &mut TestRng, number: usize) -> String {
    let kinds = [
        ("Component", "c"),
        ("API", "a"),
        ("Resource", "r"),
        ("System", "s"),
        ("Group", "g"),
        ("User", "u"),
    ];
    let (kind, letter) = kinds[rng.next_below(kinds.len())];
    let name = format!("{letter}{number}");
    let kind = if rng.one_in(8) {
        rng.choose_str(&["component", "Api", "group", "Sytem", "resource"])
    } else {
        kind
    };
    let version = random_scalar_style(rng, "backstage.io/v1alpha1");
    let mut text = format!(
        "kind: {kind}{}apiVersion: {version}\n",
        random_line_end(rng)
    );
    text += &format!(
        "metadata:{}  name: {}\n",
        random_line_end(rng),
        random_scalar_style(rng, &name)
    );
    if rng.one_in(3) {
        let tag = rng.choose_str(&["go", "Go", "a b", "7", "true"]);
        text += &format!("  tags: [{tag}]{}", random_line_end(rng));
    }
    if rng.one_in(3) {
        let place = rng.choose_str(&[
            "url:https://github.com/a/b",
            "https://github.com/a/b/",
            "dir:.",
        ]);
        text +=
            &format!("  annotations:\n    # where\n    backstage.io/source-location: {place}\n");
    }
    text += "spec:\n";
    for line in random_spec(rng, kind, number) {
        if rng.one_in(5) {
            text += "  # about this\n";
        }
        text += &format!("  {line}{}", random_line_end(rng));
    }
    if rng.one_in(6) {
        text.replace('\n', "\r\n")
    } else {
        text
    }
}

/// The lines of its `spec`.
fn random_spec(rng: &mut TestRng, kind: &str, number: usize) -> Vec<String> {
    let mut lines = vec![
        format!(
            "type: {}",
            rng.choose_str(&["service", "'team'", "Service", "1"])
        ),
        format!(
            "lifecycle: {}",
            rng.choose_str(&["production", "Production", "'experimental'", "prodction"])
        ),
        format!("owner: {}", random_scalar_style(rng, owner_ref(number))),
    ];
    if kind.eq_ignore_ascii_case("group") {
        lines.push(
            rng.choose_str(&["children: []", "childrn: []", "children: [web]"])
                .to_owned(),
        );
    }
    for _ in 0..rng.next_below(3) {
        lines.push(format!("{}: {}", rng.choose_str(&KEYS), random_value(rng)));
    }
    while lines.len() > 2 && rng.one_in(4) {
        let at = rng.next_below(lines.len());
        lines.remove(at);
    }
    lines
}

fn owner_ref(number: usize) -> &'static str {
    REFS[number % 5]
}

/// A platform of twelve files, some of which hold several documents.
fn random_platform(seed: u64) -> TempDir {
    let mut rng = TestRng(seed);
    let root = tempfile::tempdir().unwrap();
    let write = |path: String, text: &str| {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("idp.yaml".to_owned(), "organisation: acme\nforge: local\n");
    write(
        "catalog-info.yaml".to_owned(),
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: all\nspec:\n  targets:\n    - ./catalog/*.yaml\n",
    );
    write(
        "catalog/web.yaml".to_owned(),
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: web\nspec:\n  type: team\n  children: []\n",
    );
    for file in 0..12 {
        let documents: Vec<String> = (0..=rng.next_below(3))
            .map(|number| random_document(&mut rng, 3 * file + number))
            .collect();
        write(format!("catalog/f{file:02}.yaml"), &documents.join("---\n"));
    }
    root
}

fn env_number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

/// Runs `property` on many catalogs and adds up the cases that each says it ran.
fn check_property(what: &str, property: impl Fn(&TempDir, &mut TestRng) -> usize) {
    let first = env_number("IDP_PROPERTY_SEED", 1);
    let mut cases = 0;
    for seed in first..first + env_number("IDP_PROPERTY_RUNS", 60) {
        let root = random_platform(seed);
        println!("IDP_PROPERTY_SEED={seed} IDP_PROPERTY_RUNS=1");
        cases += property(&root, &mut TestRng(!seed));
    }
    println!("{what}: {cases} cases, 0 failed");
    assert!(cases > 0);
}

fn validate_root(root: &TempDir, texts: Option<&FileTextOverrides>) -> CatalogValidation {
    let asked = CatalogValidationOptions {
        today: TODAY,
        strict: false,
        tiers: &[],
        allow_relaxed: false,
        changed_since: None,
        texts,
    };
    let directory = root.path().canonicalize().unwrap();
    ops::validate_files_at_paths(&directory, &[PathBuf::from("catalog-info.yaml")], asked).unwrap()
}

/// The file and the number of the document of a finding.
fn find_document(finding: &Diagnostic) -> (String, usize) {
    let place = finding.place.as_ref().unwrap();
    let before = &place.source.text[..place.span.start];
    (
        place.file_path().to_owned(),
        before.matches("\n---").count(),
    )
}

/// The documents that Backstage rejects.
fn rejected_documents(findings: &[Diagnostic]) -> BTreeSet<(String, usize)> {
    let errors = findings
        .iter()
        .filter(|found| found.severity == Severity::Error);
    let rejections = errors.filter(|found| found.tier == RuleTier::Format);
    rejections.map(find_document).collect()
}

/// The number of findings in each file, by rule. What a document of `hidden` has, its error hid before; a duplicate is another's loss, too.
fn count_by_file(
    findings: &[Diagnostic],
    hidden: &BTreeSet<(String, usize)>,
) -> BTreeMap<(String, &'static str), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings
        .iter()
        .filter(|found| found.severity > Severity::Note)
        .filter(|found| found.code == "duplicate-entity" || !hidden.contains(&find_document(found)))
    {
        let file = finding.place.as_ref().unwrap().file_path().to_owned();
        *counts.entry((file, finding.code)).or_default() += 1;
    }
    counts
}

fn rejected_files(findings: &[Diagnostic]) -> Vec<String> {
    let format = findings
        .iter()
        .filter(|found| found.tier == RuleTier::Format);
    let mut files: Vec<String> = format
        .map(|found| found.place.as_ref().unwrap().file_path().to_owned())
        .collect();
    files.dedup();
    files
}

#[test]
fn a_fix_makes_nothing_worse() {
    let fixed = std::cell::Cell::new(0);
    check_property("--fix", |root, _| {
        let before = validate_root(root, None);
        let check = |texts: &FileTextOverrides| Ok(validate_root(root, Some(texts)));
        let (fixes, _) = ops::plan_fixes(&before.findings, &before.findings, &check).unwrap();
        for fix in &fixes {
            let path = root.path().join(&fix.file.source.name);
            std::fs::write(path, &fix.file.text).unwrap();
            fixed.set(fixed.get() + fix.findings);
        }
        let after = validate_root(root, None);
        let was = count_by_file(&before.findings, &BTreeSet::new());
        let hidden = rejected_documents(&before.findings);
        for (key, count) in count_by_file(&after.findings, &hidden) {
            assert!(count <= was.get(&key).copied().unwrap_or(0), "{key:?}");
        }
        let were = rejected_files(&before.findings);
        for file in rejected_files(&after.findings) {
            assert!(were.contains(&file), "{file} was valid");
        }
        before.catalog.document_count
    });
    println!("{} findings fixed", fixed.get());
    assert!(fixed.get() > 50);
}

/// Every comment of a text, sorted.
fn sorted_comments(text: &str) -> Vec<String> {
    let comment = |line: &str| Some(line[line.find('#')?..].trim_end().to_owned());
    let mut comments: Vec<String> = text.lines().filter_map(comment).collect();
    comments.sort();
    comments
}

fn parse_documents(text: &str) -> Vec<Option<Value>> {
    let meaning = |chunk: &yaml::YamlDocumentText<'_>| {
        let (tree, faults) = chunk.parse().ok()?;
        let root = tree.root().map(yaml::YamlNode::to_json);
        root.filter(|_| faults.is_empty())
    };
    yaml::split_yaml_documents(text)
        .iter()
        .map(meaning)
        .collect()
}

#[test]
fn fmt_keeps_meaning_verdict_and_comments() {
    check_property("fmt", |root, _| {
        let before = validate_root(root, None);
        let mut texts = FileTextOverrides::new();
        for entity in &before.catalog.entities {
            let source = entity.source_file();
            let once = format_catalog_text(&source.text);
            assert_eq!(format_catalog_text(&once), once);
            assert_eq!(parse_documents(&once), parse_documents(&source.text));
            assert_eq!(sorted_comments(&once), sorted_comments(&source.text));
            texts.insert(source.name.clone(), once);
        }
        let after = validate_root(root, Some(&texts));
        let all = |validation: &CatalogValidation| {
            let findings = validation.findings.iter();
            let mut found: Vec<_> = findings
                .map(|found| (found.code, found.message.clone(), found.entity.clone()))
                .collect();
            found.sort();
            found
        };
        assert_eq!(all(&after), all(&before));
        before.catalog.document_count
    });
}

/// The entities of a catalog by their refs, as JSON.
fn entity_documents(catalog: &Catalog) -> Vec<(String, Value)> {
    let of = |entity: &idp::catalog::Entity| {
        let text = &entity.source_file().text;
        let start = entity.document_text().as_ptr().addr() - text.as_ptr().addr();
        let chunks = yaml::split_yaml_documents(text);
        let mut before = chunks.iter().rev().filter(|chunk| chunk.offset <= start);
        let (tree, _) = before.next().unwrap().parse().unwrap();
        let document = tree.root().unwrap().to_json();
        (entity.entity_ref().to_string(), document)
    };
    catalog.entities.iter().map(of).collect()
}

/// The catalog of `root` after `edit`; `None` if the edit is rejected.
fn apply_edit(root: &TempDir, edit: &CatalogEdit) -> Option<Vec<(String, Value)>> {
    let snapshot = PlatformSnapshot::from_directory(root.path()).unwrap();
    let proposal = ops::build_edit_proposal(&snapshot, edit, JUDGEMENT).ok()?;
    for (change, _) in &proposal.changes {
        let path = root.path().join(&change.path);
        match &change.text {
            Some(text) => {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
            }
            None => std::fs::remove_file(path).unwrap(),
        }
    }
    Some(entity_documents(&snapshot.read_catalog().unwrap()))
}

#[test]
fn an_edit_changes_what_it_says_and_nothing_else() {
    let done = std::cell::Cell::new(0);
    check_property("edits", |root, rng| {
        let mut before = entity_documents(
            &PlatformSnapshot::from_directory(root.path())
                .unwrap()
                .read_catalog()
                .unwrap(),
        );
        for round in 0..10 {
            let (reference, _) = before[rng.next_below(before.len())].clone();
            let new = format!("new-{round}");
            let edit = match rng.next_below(3) {
                0 => CatalogEdit::Set(Set {
                    what: vec![reference.clone()],
                    values: vec![Assignment::parse(&format!("title={new}")).unwrap()],
                    ..Set::default()
                }),
                1 => CatalogEdit::Rename {
                    what: reference.clone(),
                    name: new.clone(),
                },
                _ => {
                    let type_ = Assignment::parse("type=team").unwrap();
                    let outline = EntityDraft::new("group", &new, &[type_]).unwrap();
                    CatalogEdit::Add(vec![NewDocument::from_entity_draft(&outline)])
                }
            };
            let Some(after) = apply_edit(root, &edit) else {
                continue;
            };
            done.set(done.get() + 1);
            assert_only_edit(&before, &after, &edit, &reference, &new);
            before = after;
        }
        10
    });
    println!("{} of them were possible", done.get());
    assert!(done.get() > 100);
}

/// Asserts that only what `edit` specifies has changed.
fn assert_only_edit(
    before: &[(String, Value)],
    after: &[(String, Value)],
    edit: &CatalogEdit,
    reference: &str,
    new: &str,
) {
    match edit {
        CatalogEdit::Set(_) => {
            let mut wanted = before.to_vec();
            let of = wanted.iter_mut().filter(|(other, _)| other == reference);
            for (_, document) in of {
                document["metadata"]["title"] = json!(new);
            }
            assert_eq!(after, wanted);
        }
        CatalogEdit::Rename { .. } => {
            assert_eq!(after.len(), before.len());
            let renamed = |(name, _): &&(String, Value)| name.ends_with(&format!("/{new}"));
            assert_eq!(after.iter().filter(renamed).count(), 1);
            // Entities differ only in the name.
            let old = reference.rsplit('/').next().unwrap();
            let neutral = |all: &[(String, Value)]| {
                let mut all: Vec<String> = all
                    .iter()
                    .map(|(_, document)| document.to_string().to_lowercase())
                    .map(|text| text.replace(new, "?").replace(&old.to_lowercase(), "?"))
                    .collect();
                all.sort();
                all
            };
            assert_eq!(neutral(after), neutral(before));
        }
        _ => {
            let rest: Vec<_> = after
                .iter()
                .filter(|(name, _)| !name.ends_with(new))
                .collect();
            assert_eq!(rest, before.iter().collect::<Vec<_>>());
            assert_eq!(after.len(), before.len() + 1);
        }
    }
}

/// Changes some files of a platform: new text, added and removed files, another Location. Returns the changed paths.
fn change_files(root: &TempDir, rng: &mut TestRng) -> HashSet<String> {
    let mut changed = HashSet::new();
    let mut write = |path: String, text: Option<String>| {
        let file = root.path().join(&path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        match text {
            Some(text) => std::fs::write(file, text).unwrap(),
            None => drop(std::fs::remove_file(file)),
        }
        changed.insert(path);
    };
    for _ in 0..=rng.next_below(3) {
        let number = rng.next_below(15);
        let text = (!rng.one_in(4)).then(|| random_document(rng, number));
        write(format!("catalog/f{number:02}.yaml"), text);
    }
    if rng.one_in(3) {
        let text = rng.choose_str(&["one text", "another"]).to_owned();
        write("catalog/text.md".to_owned(), Some(text));
        let document = random_document(rng, 40)
            .replace("spec:\n", "spec:\n  definition:\n    $text: ./text.md\n");
        write("catalog/f20.yaml".to_owned(), Some(document));
    }
    if rng.one_in(4) {
        let target = rng.choose_str(&[
            "./catalog/*.yaml",
            "./catalog/f0?.yaml",
            "./catalog/f1*.yaml",
        ]);
        let text = format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: all\nspec:\n  targets:\n    - {target}\n"
        );
        write("catalog-info.yaml".to_owned(), Some(text));
    }
    changed
}

/// Everything that reading a catalog returns.
fn describe_catalog(catalog: &Catalog) -> String {
    format!(
        "{:#?}\n{:#?}\n{:#?}\n{} {} {:?}",
        catalog.entities,
        catalog.diagnostics,
        catalog.allow_comments,
        catalog.file_count,
        catalog.document_count,
        catalog.scan_summary
    )
}

#[test]
fn a_catalog_read_again_is_the_catalog_read_afresh() {
    let taken_over = std::cell::Cell::new(0);
    check_property("reading again", |root, rng| {
        let files = DirectoryFiles::new(root.path());
        let read = |earlier| {
            let mut reader =
                CatalogReader::new(CatalogModel::BUILTIN).with_earlier_catalog(earlier);
            reader
                .read_catalog_from_root_files(&files, &["catalog-info.yaml".to_owned()])
                .unwrap();
            reader.finish()
        };
        let mut catalog = Arc::new(read(None));
        for _ in 0..4 {
            let changed = change_files(root, rng);
            let again = read(Some((Arc::clone(&catalog), changed)));
            assert_eq!(describe_catalog(&again), describe_catalog(&read(None)));
            let kept = again.entities.iter().filter(|entity| {
                let same = catalog.get(entity.entity_ref());
                same.is_some_and(|same| Arc::ptr_eq(entity.source_file(), same.source_file()))
            });
            taken_over.set(taken_over.get() + kept.count());
            catalog = Arc::new(again);
        }
        4
    });
    println!("{} entities taken over", taken_over.get());
    assert!(taken_over.get() > 100);
}
