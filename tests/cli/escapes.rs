//! Untrusted text in output: whatever a catalog, a file name, a template or an argument contains, no command prints
//! anything that could control a terminal or a CI runner, in any output format, with or without colours.

use std::collections::BTreeSet;

use regex::Regex;

#[cfg(unix)]
use crate::serve::Server;
use crate::support::{CommandOutput, Idp};
use crate::terminal::record_terminal_output;

/// Clipboard, screen, line, backspace, C1 colour, text direction, line separator, both forms of a workflow command.
const HOSTILE: &str = "\x1b]52;c;ZXZpbA==\x07\x1b[2J\x1b[8m\r\x08\u{9b}31m\u{202e}\u{2028}\n::error::pwned ##[set-output name=x;]pwned\n::set-output name=x::y";

/// A platform with hostile text in every field and in several file names.
fn create_hostile_platform() -> Idp {
    let idp = Idp::new();
    idp.run_git("", ["init", "--quiet"]);
    idp.write_file(
        "idp.yaml",
        "organisation: acme\nforge: local\ncatalog: {components: catalog}\n",
    );
    idp.write_file("catalog-info.yaml", &location_yaml());
    idp.write_file("catalog/groups.yaml", &hostile_group_yaml());
    for (number, kind) in ["Component", "System", HOSTILE].into_iter().enumerate() {
        idp.write_file(
            &format!("catalog/{number}.yaml"),
            &hostile_entity_yaml(kind, &format!("e{number}"), "web"),
        );
        // A file name is a single part of a path, so it can't contain slashes.
        let file = format!("catalog/{number} {}.yaml", HOSTILE.replace('/', ""));
        idp.write_file(
            &file,
            &hostile_entity_yaml(kind, &format!("f{number}"), HOSTILE),
        );
        idp.write_file(
            &format!("catalog/g{number}.yaml"),
            &hostile_entity_yaml(kind, HOSTILE, "web"),
        );
    }
    idp.write_file("catalog/broken \x1b[2J\n::error::pwned.yaml", "a: [\n");
    idp.run_git("", ["add", "."]);
    idp.run_git("", ["commit", "--quiet", "-m", "all"]);
    idp
}

/// A YAML string with hostile characters as numeric escapes, because a YAML file can't contain them directly.
fn quote_yaml(text: &str) -> String {
    let escaped = text.chars().map(|character| match character {
        ' '..='~' if !matches!(character, '"' | '\\') => character.to_string(),
        character => format!("\\u{:04x}", character as u32),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn location_yaml() -> String {
    "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec:\n  targets: ['./catalog/*.yaml']\n"
        .to_owned()
}

fn hostile_group_yaml() -> String {
    let hostile = quote_yaml(HOSTILE);
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: web\n  title: {hostile}\n  annotations: {{slack.com/channel: {hostile}}}\nspec:\n  type: team\n  profile: {{email: {hostile}, displayName: {hostile}}}\n  children: []\n  members: [{hostile}]\n"
    )
}

fn hostile_entity_yaml(kind: &str, name: &str, owner: &str) -> String {
    let [kind, name, owner] = [kind, name, owner].map(quote_yaml);
    let hostile = quote_yaml(HOSTILE);
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\n  title: {hostile}\n  description: {hostile}\n  tags: [{hostile}]\n  labels: {{{hostile}: {hostile}}}\n  annotations: {{{hostile}: {hostile}, 'idp.dev/opt-out.tracing': {hostile}}}\n  links: [{{url: {hostile}, title: {hostile}, type: {hostile}}}]\nspec:\n  type: {hostile}\n  lifecycle: {hostile}\n  owner: {owner}\n  system: {hostile}\n  dependsOn: ['component:e0', 'system:e1', {hostile}]\n  {hostile}: {hostile}\n"
    )
}

/// Every command that reads a catalog, and every command that changes one, as a dry run.
const VERBS: &[&str] = &[
    "catalog list",
    "catalog list -o csv",
    "catalog list -o json --relations",
    "catalog search e",
    "catalog search e -o csv",
    "catalog show e0",
    "catalog show f0",
    "catalog show e0 -o json",
    "catalog show web",
    "catalog graph e0",
    "catalog graph e0 -o dot",
    "catalog graph e0 -o mermaid",
    "catalog graph e0 -o json",
    "catalog export platform-values",
    "catalog export platform-values -o json",
    "catalog unowned",
    "catalog unowned -o csv",
    "catalog serve --port 0",
    "catalog serve --port 0 -o json",
    "catalog validate",
    "catalog validate -o github",
    "catalog validate -o sarif",
    "catalog validate -o json",
    "catalog validate --fix --dry-run",
    "catalog validate catalog",
    "catalog fmt --check",
    "catalog fmt --dry-run",
    "catalog diff first",
    "catalog diff first -o json",
    "who-owns e0",
    "who-owns f0",
    "who-owns e0 -o csv",
    "who-owns e0 -o json",
    "who-owns e0 --why",
    "who-owns web",
    "catalog set e0 description=x --dry-run",
    "catalog rename component:e0 e9 --dry-run",
    "catalog remove component:e0 --dry-run",
    "catalog import --from clone --dry-run",
    "catalog import --from clone --dry-run -o json",
];

/// Commands to which hostile text is added as an argument.
const WITH_ARGUMENT: &[&str] = &[
    "who-owns",
    "catalog show",
    "catalog search",
    "catalog graph",
    "catalog list --owner",
    "catalog list --kind",
    "catalog diff",
    "catalog validate",
    "catalog fmt --check",
    "catalog list --at",
    "catalog list --platform",
    "catalog remove",
    "catalog serve --address",
    "catalog serve --port 0 --platform",
    "catalog set e0",
    "catalog validate --changed-since",
    "connect",
    "init",
    "init nosuch --sample --organisation",
    "init nosuch --organisation acme --owner",
    "explain",
    "runs show",
    "template show",
    "template lint",
    "new",
    "new service",
    "new service x --owner",
    "new service x --owner web --values",
    "no-such-verb",
];

fn split_words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

/// The parts of `output` that could control a terminal or a runner.
fn find_active_text(output: &str) -> BTreeSet<String> {
    let colours = Regex::new("\x1b\\[[0-9;]*m").unwrap();
    assert!(!output.contains("\x1b[8m"), "hidden text");
    // CSV lines end with CRLF, and a terminal adds its own carriage returns.
    let line_ends = Regex::new("\r+\n").unwrap();
    let plain = colours.replace_all(output, "");
    let plain = line_ends.replace_all(&plain, "\n");
    let acts = |character: &char| {
        *character != '\n'
            && (character.is_control() || ('\u{2028}'..='\u{202e}').contains(character))
    };
    let characters = plain
        .chars()
        .filter(acts)
        .map(|character| character.escape_unicode().to_string());
    let obeyed = |line: &&str| {
        let line = line.trim_start();
        line.contains("##[") || (line.starts_with("::") && !line.contains("title="))
    };
    let lines = plain.lines().filter(obeyed).map(str::to_owned);
    characters.chain(lines).collect()
}

fn assert_harmless(run: &CommandOutput, arguments: &[&str]) {
    for output in [&run.stdout, &run.stderr] {
        assert_eq!(
            find_active_text(output),
            BTreeSet::new(),
            "{arguments:?}:\n{output:?}"
        );
    }
}

fn with_colour_flag<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [arguments, &["--color", "always"]].concat()
}

#[test]
fn no_verb_passes_on_what_would_act() {
    let idp = create_hostile_platform();
    idp.run_git("", ["tag", "first"]);
    idp.write_file(
        "catalog/0.yaml",
        &hostile_entity_yaml("Component", "e0", HOSTILE),
    );
    let hostile = quote_yaml(HOSTILE);
    idp.write_file(
        "clone/opslevel.yml",
        &format!("service: {{name: x, description: {hostile}, owner: web, type: {hostile}, tier: {hostile}, tags: {hostile}}}\n"),
    );
    idp.write_file("clone/compass.yml", &format!("{hostile}: [{hostile}\n"));
    for line in VERBS {
        let arguments = split_words(line);
        let plain = idp.run(&arguments);
        // Each command did its work: a usage error would prove nothing.
        assert!(matches!(plain.code, Some(0 | 1 | 3 | 6)), "{line}: {plain}");
        assert_harmless(&plain, &arguments);
        assert_harmless(&idp.run(with_colour_flag(&arguments)), &arguments);
        let seen = String::from_utf8(record_terminal_output(&idp, &arguments)).unwrap();
        assert_eq!(
            find_active_text(&seen),
            BTreeSet::new(),
            "{line} on a terminal:\n{seen:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn no_server_passes_on_what_would_act() {
    let idp = Idp::new();
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("catalog-info.yaml", &location_yaml());
    idp.write_file("catalog/groups.yaml", &hostile_group_yaml());
    let broken = idp.path("catalog/broken \x1b[2J\n::error::pwned.yaml");
    let server = Server::start_for_people(&idp);
    std::fs::write(&broken, format!("a: [{}\n", quote_yaml(HOSTILE))).unwrap();
    server.wait_for("/", |response| response.body.contains("class=\"notice\""));
    std::fs::remove_file(&broken).unwrap();
    server.wait_for("/", |response| !response.body.contains("class=\"notice\""));
    let (code, stderr) = server.stop();
    assert_eq!(code, Some(0));
    assert!(stderr.contains("the catalog can't be read"), "{stderr}");
    assert!(stderr.contains("pwned.yaml:1: "), "{stderr}");
    assert_eq!(find_active_text(&stderr), BTreeSet::new(), "{stderr:?}");
}

#[test]
fn no_refusal_passes_on_what_was_typed() {
    let idp = create_hostile_platform();
    for line in WITH_ARGUMENT {
        for hostile in [HOSTILE.to_owned(), format!("--{HOSTILE}")] {
            let arguments = [split_words(line), vec![&hostile]].concat();
            for arguments in [
                with_colour_flag(&arguments),
                [&arguments[..], &["-o", "json"]].concat(),
            ] {
                let run = idp.run(&arguments);
                assert!(matches!(run.code, Some(0..=7)), "{line}: {run}");
                assert_harmless(&run, &arguments);
            }
        }
    }
}

#[test]
fn no_template_passes_on_what_it_holds() {
    let idp = Idp::new();
    let hostile = quote_yaml(HOSTILE);
    idp.write_file(
        "tools/tool/template.yaml",
        &format!("apiVersion: idp.dev/v1\nkind: Template\nmetadata: {{name: tool, title: {hostile}, description: {hostile}, version: 0.1.0}}\nentity: {{type: tool, lifecycle: production}}\ninputs:\n  - {{name: kind, title: {hostile}, type: string, default: {hostile}, help: {hostile}}}\n"),
    );
    idp.write_file(
        &format!("tools/tool/files/{}", HOSTILE.replace('/', "")),
        "x",
    );
    for line in [
        "template show tool --template tools",
        "template lint tools -o json",
        "template lint tools",
        "template test tools/tool",
        "new tool x --owner payments --template tools --dry-run",
        "new tool x --owner payments --template tools --dry-run -o json",
        "new tool x --owner payments --template tools",
    ] {
        let arguments = split_words(line);
        assert_harmless(&idp.run(&arguments), &arguments);
        assert_harmless(&idp.run(with_colour_flag(&arguments)), &arguments);
    }
    // A file name that a template can contain, but that can't be seen in full.
    idp.write_file(
        "good/tool/template.yaml",
        "apiVersion: idp.dev/v1\nkind: Template\nmetadata: {name: tool, title: A tool, description: A tool, version: 0.1.0}\nentity: {type: tool, lifecycle: production}\n",
    );
    idp.write_file("good/tool/files/\u{202e}x\u{2028}##[error]y", "x");
    let dry = [
        "new",
        "tool",
        "x",
        "--owner",
        "payments",
        "--template",
        "good",
        "--dry-run",
    ];
    assert_harmless(&idp.run(dry), &dry);
}

#[test]
fn a_command_behind_a_colour_is_no_command() {
    let idp = Idp::new().with_env("GITHUB_ACTIONS", "true");
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file(
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: x, title: '::error::t', description: '::notice::d'}\nspec: {type: '::warning::y', lifecycle: '::debug::z', owner: '::error::o'}\n",
    );
    for arguments in [
        &["catalog", "show", "x"][..],
        &["catalog", "list"],
        &["catalog", "search", "x"],
        &["catalog", "show", "::error::pwn"],
        &["who-owns", "x"],
        &["who-owns", "::error::pwn"],
        &["who-owns", "::error::pwn", "x"],
        &["explain", "::error::pwn"],
    ] {
        assert_harmless(&idp.run(arguments), arguments);
        assert_harmless(&idp.run(with_colour_flag(arguments)), arguments);
    }
}

#[test]
fn data_is_the_same_data_in_json() {
    let idp = create_hostile_platform();
    let page = idp
        .run(["catalog", "show", "e0", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(page["entities"][0]["description"], HOSTILE);
}
