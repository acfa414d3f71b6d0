//! Inputs that nobody would write, made from inputs that people did: no parser may panic, hang or contradict itself.
//!
//! `IDP_FUZZ_RUNS` sets the number of inputs of each kind (default: 500, which takes seconds); `IDP_FUZZ_SEED` sets the
//! first seed. A failing input is printed with its seed, so that you can run it again.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/mutated_texts.rs"]
mod mutated_texts;
#[path = "support/test_rng.rs"]
mod test_rng;

use idp::catalog::{
    Assignment, Catalog, Codeowners, EntityRef, FileDraft, GithubHosts, MemoryFiles, Ownership,
    WebLocation,
};
use idp::rules::{self, RuleSettings};
use idp::source::SourceFile;
use idp::yaml;
use mutated_texts::run_fuzz;

#[test]
fn a_tree_covers_its_text() {
    run_fuzz(|text| {
        for chunk in yaml::split_yaml_documents(text) {
            assert!(text.get(chunk.offset..chunk.offset + chunk.text.len()) == Some(chunk.text));
            let Ok((tree, faults)) = chunk.parse() else {
                continue;
            };
            for fault in faults {
                assert!(chunk.text.get(fault.span).is_some());
            }
            let Some(root) = tree.root() else { continue };
            assert!(chunk.text.get(root.span()).is_some());
            root.to_json();
        }
    });
}

#[test]
fn a_ref_is_read_back_from_its_own_words() {
    run_fuzz(|text| {
        for line in text.lines() {
            if let Ok(reference) = EntityRef::parse(line, Some("component"), "default") {
                let canonical = reference.to_string();
                // A colon after a slash is part of the name; in the canonical form, a name always comes after a slash.
                let again = EntityRef::parse(&canonical, None, "other").unwrap();
                assert_eq!(again.to_string(), canonical);
            }
        }
    });
}

#[test]
fn a_whole_catalog_is_read_checked_and_answered_for() {
    run_fuzz(|text| {
        let files = MemoryFiles::from_iter([("root.yaml", text), ("a.yaml", text)]);
        let catalog = Catalog::read(&files, &["root.yaml".to_owned()]).unwrap();
        let findings =
            rules::check_catalog(&catalog, &RuleSettings::new("2026-11-23".parse().unwrap()));
        for place in findings.iter().filter_map(|finding| finding.place.as_ref()) {
            assert!(place.start() <= place.end() && place.start().line > 0);
        }
        for entity in &catalog.entities {
            Ownership::find_entity_ownership(&catalog, entity);
            catalog.derive_relations(entity);
        }
    });
}

#[test]
fn an_edit_is_made_in_place_or_refused() {
    run_fuzz(|text| {
        let files = MemoryFiles::from_iter([("root.yaml", text)]);
        let catalog = Catalog::read(&files, &["root.yaml".to_owned()]).unwrap();
        for entity in &catalog.entities {
            for typed in [
                "owner=a: b",
                "title=x",
                "annotation:a/b=#",
                "system=",
                "tags+=a",
                "tags=a,b",
                "dependsOn-=resource:x",
                "links+=https://a.example|A",
                "spec.x+=1",
            ] {
                let mut draft = FileDraft::for_file_of_entity(entity);
                let assignment = Assignment::parse(typed).unwrap();
                // `finish` itself checks whether the result is what was meant.
                let _ = draft
                    .apply_assignment(entity, &assignment)
                    .and_then(|_| draft.finish());
            }
            let mut draft = FileDraft::for_file_of_entity(entity);
            draft.remove_entity(entity);
            let _ = draft.finish();
        }
    });
}

#[test]
fn any_text_is_a_list_of_owners() {
    run_fuzz(|text| {
        let owners = Codeowners::parse(&SourceFile::new("CODEOWNERS", text));
        for path in ["a/b.ts", "/", "..", "docs"] {
            owners.find_path_owners(path, false);
        }
    });
}

#[test]
fn any_text_is_an_address_or_none() {
    let hosts = GithubHosts::new(["git.acme.example"]);
    run_fuzz(|text| {
        for text in [
            text,
            &format!("https://github.com/{text}"),
            &format!("git@{text}"),
        ] {
            let _ = WebLocation::parse_pasted_url_candidates(text, &hosts);
            let location = WebLocation::parse(text);
            let folders = location.iter().flat_map(WebLocation::possible_paths);
            assert!(folders.count() <= 8, "{text}");
        }
    });
}
