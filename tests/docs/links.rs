//! Relative links point to existing files.

use std::path::Path;

use regex::Regex;
use walkdir::WalkDir;

use crate::project_path;

#[test]
fn every_relative_link_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)#:]+)(?:#[^)]*)?\)").unwrap();
    let pages = WalkDir::new(project_path("docs"))
        .into_iter()
        .map(Result::unwrap);
    let mut pages: Vec<_> = pages.map(|entry| entry.into_path()).collect();
    pages.extend(["README.md", "CHANGELOG.md", "CONTRIBUTING.md"].map(project_path));
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for found in link.captures_iter(&text) {
            let target = page.parent().unwrap_or(Path::new("")).join(&found[1]);
            assert!(target.exists(), "{}: {}", page.display(), &found[1]);
        }
    }
}

#[test]
fn every_embedded_layer_is_described() {
    let page = std::fs::read_to_string(project_path("docs/reference/template.md")).unwrap();
    let table = page.split("| layer | adds |").nth(1).unwrap();
    let mut described: Vec<&str> = table
        .lines()
        .skip(2)
        .map_while(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    described.sort_unstable();
    let shared = std::fs::read_dir(project_path("golden-templates/_shared")).unwrap();
    let mut layers: Vec<String> = shared
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    layers.sort_unstable();
    assert_eq!(described, layers);
}
