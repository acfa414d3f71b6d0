//! Enforces the layers of `src/lib.rs`: a module uses only earlier modules, the files of a folder don't use each other
//! in a cycle, and only views print.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Lowest first, as in `src/lib.rs`; modules on one line don't use each other.
const LAYERS: &[&[&str]] = &[
    &[
        "cancellation",
        "clock",
        "count",
        "idp_version",
        "printable",
        "random",
        "remedy",
        "text_layout",
        "write_file",
    ],
    &["similar_names"],
    &["source"],
    &["diagnostic"],
    &["error"],
    &["effect", "input_file", "walk"],
    &["yaml"],
    &["catalog"],
    &["template"],
    &["rules"],
    &["git"],
    &["forge", "prompt"],
    &["run"],
    &["platform"],
    &["index"],
    &["ops"],
    &["view"],
    &["site"],
    &["server"],
    &["cli"],
    &["context"],
    &["commands"],
];

fn list_source_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(list_source_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The layer a file of `src` belongs to; none for `lib.rs` and `main.rs`.
fn layer_of(path: &Path) -> Option<usize> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let first = path
        .strip_prefix(root)
        .unwrap()
        .iter()
        .next()
        .unwrap()
        .to_str()
        .unwrap();
    let module = first.trim_end_matches(".rs");
    match module {
        "lib" | "main" => None,
        _ => Some(layer_of_module(module).unwrap_or_else(|| panic!("{module} is in no layer"))),
    }
}

fn layer_of_module(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Every module that the text names as `crate::<module>`.
fn used_modules(text: &str) -> Vec<String> {
    let rest = text.split("crate::").skip(1);
    rest.map(|rest| {
        rest.chars()
            .take_while(|character| character.is_alphanumeric() || *character == '_')
            .collect()
    })
    .collect()
}

fn read_sources() -> Vec<(PathBuf, String)> {
    let files = list_source_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    files
        .into_iter()
        .map(|path| (path.clone(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

#[test]
fn a_module_uses_only_what_stands_before_it() {
    let mut breaches = Vec::new();
    for (path, text) in read_sources() {
        let Some(own) = layer_of(&path) else { continue };
        let module = path
            .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
            .unwrap()
            .to_owned();
        let name = module
            .iter()
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs")
            .to_owned();
        for other in used_modules(&text)
            .into_iter()
            .filter(|other| *other != name)
        {
            if layer_of_module(&other).is_some_and(|other| other >= own) {
                breaches.push(format!("{} uses {other}", module.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn the_library_lists_its_modules_in_this_order() {
    let text = include_str!("../src/lib.rs");
    let (_, modules) = text.split_once("\n\npub mod ").unwrap();
    let groups = modules.split("\n\n").map(|group| {
        let names = group
            .lines()
            .map(|line| line.trim_start_matches("pub mod ").trim_end_matches(';'));
        names.collect::<Vec<_>>()
    });
    assert_eq!(groups.collect::<Vec<_>>(), LAYERS);
}

/// What reads the environment of the process; `env!` is evaluated by the compiler.
const ENVIRONMENT_READERS: [&str; 3] = ["env::", "BaseDirs", "ProjectDirs"];
/// The one file that may read it, and the places that only pass it on.
const ENVIRONMENT_EXCEPTIONS: [(&str, &str); 4] = [
    ("src/context/environment.rs", ""),
    ("src/main.rs", "std::env::args_os()"),
    // The shells of clap_complete; `context` reads which of them is asking.
    ("src/commands/completion.rs", "clap_complete::env::"),
    // Used if a folder can't be locked; never on Unix.
    ("src/ops/staging/mod.rs", "&std::env::temp_dir()"),
];

#[test]
fn one_file_reads_the_environment_and_only_views_write() {
    let mut breaches = Vec::new();
    for (path, text) in read_sources() {
        let name = path.display().to_string().replace('\\', "/");
        let mut code = text
            .split("#[cfg(test)]\nmod tests")
            .next()
            .unwrap()
            .to_owned();
        if (code.contains("io::stdout()") || code.contains("io::stderr()"))
            && !(name.contains("/view/")
                || name.contains("/prompt/")
                || name.contains("src/context/"))
        {
            breaches.push(format!("{name} touches a stream"));
        }
        for (file, excepted) in ENVIRONMENT_EXCEPTIONS {
            if name.ends_with(file) {
                code = if excepted.is_empty() {
                    String::new()
                } else {
                    code.replace(excepted, "")
                };
            }
        }
        if ENVIRONMENT_READERS
            .iter()
            .any(|reader| code.contains(reader))
        {
            breaches.push(format!("{name} reads the environment"));
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

/// Mutable statics. Three cache answers that never change; `OFFLINE` is a setting, and the only one.
const CHANGING_STATICS: [&str; 4] = [
    "src/catalog/kind.rs: KNOWN",
    "src/catalog/model_layer.rs: COMPILED_LAYERS",
    "src/git/open_repository.rs: ACCEPTED_GIT_DIRS",
    "src/git/partial_clone.rs: OFFLINE",
];

/// The name of the static that a line defines, if its value can change.
fn changing_static(line: &str) -> Option<&str> {
    let (name, holds) = line.split_once("static ")?.1.split_once(": ")?;
    let is_name = name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let changes = ["Atomic", "Mutex", "RwLock", "Once", "Cell"];
    (is_name && changes.iter().any(|kind| holds.contains(kind))).then_some(name)
}

#[test]
fn nothing_of_a_process_is_kept_in_statics() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for (path, text) in read_sources() {
        if path.ends_with("tests.rs") {
            continue;
        }
        let file = path.strip_prefix(root).unwrap().display().to_string();
        let file = file.replace('\\', "/");
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let names = code.lines().filter_map(changing_static);
        found.extend(names.map(|name| format!("{file}: {name}")));
    }
    found.sort();
    assert_eq!(found, CHANGING_STATICS);
    assert_eq!(
        changing_static("    static SAID: Once = Once::new();"),
        Some("SAID")
    );
    assert_eq!(changing_static("static RANGE: LazyLock<Regex> = x;"), None);
    assert_eq!(
        changing_static("fn open(stop: &'static AtomicBool) {"),
        None
    );
}

/// What the code before the tests of a file imports or refers to by path, such as `super::client::CommandOutcome`.
fn imported_paths(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let code: String = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, " "])
        .collect();
    let mut paths = Vec::new();
    for (at, _) in code
        .match_indices("super::")
        .chain(code.match_indices("crate::"))
    {
        let before = code[..at].chars().next_back();
        if !before.is_some_and(|before| before == ':' || before.is_alphanumeric()) {
            expand_use_tree("", &code[at..], &mut paths);
        }
    }
    paths
}

/// Adds every path of the use tree at the start of `text`, as in `super::{client::{Answer, Client}, problem}`. Returns
/// the rest of the text.
fn expand_use_tree<'t>(prefix: &str, text: &'t str, paths: &mut Vec<String>) -> &'t str {
    let is_name = |character: char| character.is_alphanumeric() || "_:".contains(character);
    let end = text
        .find(|character| !is_name(character))
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let path = format!("{prefix}{name}");
    let Some(mut rest) = rest.strip_prefix('{').filter(|_| path.ends_with("::")) else {
        paths.push(path);
        return rest;
    };
    while !rest.starts_with('}') && !rest.is_empty() {
        rest = expand_use_tree(&path, rest.trim_start(), paths);
        let after = rest.find([',', '}']).unwrap_or(rest.len());
        rest = rest[after..].trim_start_matches(',').trim_start();
    }
    rest.strip_prefix('}').unwrap_or(rest)
}

/// The members of a folder and which of each other they use; using a re-export of `mod.rs` counts as using its source.
fn build_use_graph(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let module = folder.strip_prefix(root).unwrap().display().to_string();
    let here = format!("crate::{}::", module.replace(['/', '\\'], "::"));
    let member = |path: &Path| {
        let first = path.strip_prefix(folder).unwrap().iter().next().unwrap();
        first.to_str().unwrap().trim_end_matches(".rs").to_owned()
    };
    let files = list_source_files(folder);
    let members: BTreeSet<String> = files.iter().map(|file| member(file)).collect();
    let given_on = re_exports(
        &std::fs::read_to_string(folder.join("mod.rs")).unwrap(),
        &members,
    );
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
        let own = member(file);
        let is_module = usize::from(file.ends_with("mod.rs"));
        let up = file.strip_prefix(folder).unwrap().iter().count() - is_module;
        let above = "super::".repeat(up);
        for path in imported_paths(&std::fs::read_to_string(file).unwrap()) {
            let within = path
                .strip_prefix(&above)
                .or_else(|| path.strip_prefix(&here));
            let Some(first) = within.and_then(|within| within.split("::").next()) else {
                continue;
            };
            let other = members.get(first).or_else(|| given_on.get(first));
            let others = uses.entry(own.clone()).or_default();
            others.extend(
                other
                    .filter(|other| **other != own && own != "mod")
                    .cloned(),
            );
        }
    }
    uses
}

/// The names that a `mod.rs` re-exports from its members, each with its member.
fn re_exports(text: &str, members: &BTreeSet<String>) -> BTreeMap<String, String> {
    let mut given_on = BTreeMap::new();
    for statement in text.split(';') {
        let Some((_, tree)) = statement.rsplit_once("use ") else {
            continue;
        };
        let mut paths = Vec::new();
        expand_use_tree(
            "",
            &tree.split_whitespace().collect::<Vec<_>>().join(" "),
            &mut paths,
        );
        for path in paths {
            let path = path.trim_start_matches("self::");
            if let (Some((member, _)), Some((_, name))) =
                (path.split_once("::"), path.rsplit_once("::"))
                && members.contains(member)
            {
                given_on.insert(name.to_owned(), member.to_owned());
            }
        }
    }
    given_on
}

/// A path from `from` back to itself, if there is one.
fn find_cycle(uses: &BTreeMap<String, BTreeSet<String>>, from: &str) -> Option<Vec<String>> {
    let mut ways = vec![vec![from.to_owned()]];
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop() {
        for next in uses.get(way.last().unwrap()).into_iter().flatten() {
            let longer: Vec<String> = way.iter().chain([next]).cloned().collect();
            if next == from {
                return Some(longer);
            }
            if seen.insert(next.clone()) {
                ways.push(longer);
            }
        }
    }
    None
}

#[test]
fn the_files_of_a_folder_do_not_use_each_other_in_a_circle() {
    let mut circles = Vec::new();
    for (path, _) in read_sources()
        .iter()
        .filter(|(path, _)| path.ends_with("mod.rs"))
    {
        let folder = path.parent().unwrap();
        let uses = build_use_graph(folder);
        circles.extend(
            uses.keys()
                .find_map(|member| find_cycle(&uses, member))
                .map(|circle| format!("{}: {}", folder.display(), circle.join(" -> "))),
        );
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn a_circle_is_seen() {
    let mut paths = Vec::new();
    expand_use_tree("", "super::{b::{C, d::E}, F} ", &mut paths);
    assert_eq!(paths, ["super::b::C", "super::b::d::E", "super::F"]);
    let members = BTreeSet::from(["b".to_owned()]);
    let names = re_exports("mod b;\npub use b::{C as Other, D};", &members);
    assert_eq!(names.keys().collect::<Vec<_>>(), ["C", "D"]);
    let uses = |from: &str, to: &str| (from.to_owned(), BTreeSet::from([to.to_owned()]));
    let circular = BTreeMap::from([uses("a", "b"), uses("b", "c"), uses("c", "a")]);
    assert_eq!(find_cycle(&circular, "a").unwrap(), ["a", "b", "c", "a"]);
    let straight = BTreeMap::from([uses("a", "b"), uses("b", "c")]);
    assert_eq!(find_cycle(&straight, "a"), None);
}

/// The long options of every verb.
fn list_long_options(command: &clap::Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter_map(clap::Arg::get_long);
    let mut options: BTreeSet<String> = own.map(|long| format!("--{long}")).collect();
    options.extend(command.get_subcommands().flat_map(list_long_options));
    options
}

/// The caller of an operation may not have flags: what to do is a `Remedy`, which the view turns into a flag. A whole
/// command to type is the same for every caller.
#[test]
fn operations_know_no_flag() {
    let options = list_long_options(&<idp::commands::Cli as clap::CommandFactory>::command());
    let mut known = Vec::new();
    for (path, text) in read_sources() {
        let layer = layer_of(&path).filter(|layer| *layer < layer_of_module("view").unwrap());
        let code = text.split("#[cfg(test)]").next().unwrap();
        let lines = code.lines().filter(|line| {
            let is_command = ["idp ", "git ", "gh ", "helm ", "\"--"].iter();
            !line.trim_start().starts_with("//")
                && !is_command.clone().any(|word| line.contains(word))
        });
        for line in lines.filter(|_| layer.is_some()) {
            let words = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
            let flags = words.filter(|word| options.contains(*word));
            known.extend(flags.map(|flag| format!("{}: {flag}", path.display())));
        }
    }
    // The help of this finding appears only in reports of `idp catalog validate`.
    known.retain(|known| !known.ends_with("relaxations.rs: --allow-relaxed"));
    assert!(known.is_empty(), "{known:#?}");
}
