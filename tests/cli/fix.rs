//! `idp catalog validate --fix`: a fix never makes anything worse, and after Ctrl-C it reports how far it got.

use insta::assert_snapshot;

use crate::support::Idp;

fn component_yaml(spec: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: a}}\nspec:\n  type: service\n  lifecycle: production\n  owner: team-a\n{spec}"
    )
}

#[test]
fn what_backstage_accepts_it_still_accepts() {
    let idp = Idp::new();
    let accepted = [
        "  dependson: [orders]\n",
        "  depedencyOf: [system-a-backend]\n",
        "  Domain: {a: b}\n",
        "  subcomponentof: [x]\n",
        "  providesApi: {name: x}\n",
    ];
    for spec in accepted {
        idp.write_file("c.yaml", &component_yaml(spec));
        idp.run(["catalog", "validate", "--tier", "format", "c.yaml"])
            .assert_success();
        let _ = idp.run(["catalog", "validate", "--fix", "c.yaml"]);
        let left = idp.run(["catalog", "validate", "--tier", "format", "c.yaml"]);
        assert_eq!(left.code, Some(0), "{spec}: {left}");
        assert_eq!(idp.read_file("c.yaml"), component_yaml(spec));
    }
}

#[test]
fn one_text_in_the_place_of_a_list_becomes_a_list() {
    let idp = Idp::new();
    idp.write_file("c.yaml", &component_yaml("  providesApi: orders # ours\n"));
    let fixed = idp.run(["catalog", "validate", "--fix", "c.yaml"]);
    assert!(fixed.code == Some(0), "{fixed}");
    assert_eq!(
        idp.read_file("c.yaml"),
        component_yaml("  providesApis: [orders] # ours\n")
    );
}

#[test]
fn a_fix_may_reveal_what_a_rejected_document_has_besides() {
    let idp = Idp::new();
    let accepted = component_yaml("").replace("name: a", "name: b");
    let rejected = component_yaml("")
        .replace("Component", "component")
        .replace("  lifecycle: production\n", "");
    idp.write_file("c.yaml", &format!("{accepted}---\n{rejected}"));
    let fixed = idp
        .run(["catalog", "validate", "--fix", "c.yaml"])
        .assert_exit_code(1);
    assert_snapshot!(fixed.stdout.rsplit_once(" (").unwrap().0, @r#"
    fixed 1 finding in 1 file: c.yaml
    note[owner-not-found]: no valid Group in the catalog, so references to this kind aren't checked
     |
     = help: if they are defined elsewhere, add them to `external.refs` in idp.yaml, such as "group:*/*"
     = more: idp explain owner-not-found

    error[missing-field]: missing `lifecycle`
      --> c.yaml:13:3
       |
    13 |   type: service
       |   ^^^^
       |
       = more: idp explain missing-field

    1 error, 0 warnings
    "#);
    let twin = accepted.replace("{name: b}", "\n  name: b\n  description: our: shop");
    idp.write_file("c.yaml", &format!("{accepted}---\n{twin}"));
    let kept = idp
        .run(["catalog", "validate", "--fix", "c.yaml"])
        .assert_exit_code(1);
    let kept = kept.stdout.lines().filter(|line| !line.contains(" ms)"));
    assert_snapshot!(kept.collect::<Vec<_>>().join("\n"), @r#"
    note[owner-not-found]: no valid Group in the catalog, so references to this kind aren't checked
     |
     = help: if they are defined elsewhere, add them to `external.refs` in idp.yaml, such as "group:*/*"
     = more: idp explain owner-not-found

    error[yaml-syntax]: ": " inside a value
      --> c.yaml:13:19
       |
    13 |   description: our: shop
       |                   ^ put the value in quotes: "our: shop"
       |
       = more: idp explain yaml-syntax

    1 fix left: run --fix again; idp skips a fix that would cause a new finding
    "#);
}

#[test]
fn a_bad_fix_does_not_keep_a_good_one_from_being_made() {
    let idp = Idp::new();
    for number in 0..10 {
        let good = component_yaml("  system: s\n").replace("Component", "component");
        let spec = match number % 3 {
            0 => component_yaml("  dependson: [orders]\n").replace("name: a", "name: Bad"),
            _ => good,
        };
        let named = spec.replace("{name: a}", &format!("{{name: a{number}}}"));
        idp.write_file(&format!("{number}.yaml"), &named);
    }
    let fixed = idp.run(["catalog", "validate", "--fix", "."]);
    for number in 0..10 {
        let text = idp.read_file(&format!("{number}.yaml"));
        assert_eq!(text.contains("dependson"), number % 3 == 0, "{fixed}");
        assert!(!text.contains("kind: component"), "{fixed}");
    }
}

/// A platform with many untidy files.
#[cfg(unix)]
fn create_untidy_files(files: usize) -> Idp {
    let idp = Idp::new();
    for number in 0..files {
        let text = component_yaml("").replace("{name: a}", &format!("{{name: a{number}}}"));
        // A lifecycle to fix, in quotes that `fmt` removes.
        idp.write_file(
            &format!("{number}.yaml"),
            &text.replace("production", "'Production'"),
        );
    }
    idp
}

/// Interrupts `idp` as soon as a file has changed. Returns its output and the number of changed files.
#[cfg(unix)]
fn interrupt_after_first_change(
    idp: &Idp,
    arguments: &[&str],
    files: usize,
) -> (crate::support::CommandOutput, usize) {
    let before: Vec<String> = (0..files)
        .map(|number| idp.read_file(&format!("{number}.yaml")))
        .collect();
    let changed = || {
        let now = (0..files).map(|number| idp.read_file(&format!("{number}.yaml")));
        now.zip(&before)
            .filter(|(now, before)| now != *before)
            .count()
    };
    let mut command = idp.command(env!("CARGO_BIN_EXE_idp"));
    command
        .args(arguments)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let id = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    while changed() == 0 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_micros(200));
    }
    let _ = rustix::process::kill_process(id, rustix::process::Signal::INT);
    (
        idp.to_command_output(child.wait_with_output().unwrap()),
        changed(),
    )
}

#[cfg(unix)]
#[test]
fn an_interrupt_tells_how_many_files_were_written() {
    let files = 400;
    let commands: [(&[&str], &str); 2] = [
        (&["catalog", "fmt", "."], "formatted"),
        (&["catalog", "validate", "--fix", "."], "fixed"),
    ];
    for (arguments, verb) in commands {
        let idp = create_untidy_files(files);
        let (run, changed) = interrupt_after_first_change(&idp, arguments, files);
        if run.code == Some(130) {
            let told = format!(
                "interrupted: {verb} {changed} of {files} files; {} left",
                files - changed
            );
            assert!(run.stderr.contains(&told), "{changed}: {run}");
        }
        let again = idp.run(arguments);
        assert!(again.code == Some(0) || verb == "fixed", "{again}");
        assert_eq!(idp.run_shell("find . -name '.idp*'").stdout, "");
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_rewritten_through_a_link() {
    let idp = Idp::new();
    let before = component_yaml("").replace("production", "'Production'");
    idp.write_file("../outside/x.yaml", &before);
    assert_eq!(
        idp.run_shell("ln -s ../outside way && ln -s ../outside/x.yaml x.yaml")
            .code,
        Some(0)
    );
    idp.write_file("y.yaml", &before);
    let _ = idp.run(["catalog", "fmt", "."]);
    let _ = idp.run(["catalog", "validate", "--fix", "."]);
    assert_ne!(idp.read_file("y.yaml"), before);
    assert_eq!(idp.read_file("../outside/x.yaml"), before);
    assert_eq!(
        idp.run_shell("ls -l x.yaml | cut -c1; ls ../outside")
            .stdout,
        "l\nx.yaml\n"
    );
}

/// A pull request may turn a folder that a workflow names into a link.
#[cfg(unix)]
#[test]
fn nothing_is_rewritten_through_a_link_that_was_named() {
    let idp = Idp::new();
    let untidy = component_yaml("").replace("production", "'Production'");
    idp.write_file("../outside/x.yaml", &untidy);
    idp.write_file("catalog/y.yaml", &untidy);
    let links = "git init -q && ln -s ../../outside catalog/way && ln -s ../../outside/x.yaml catalog/x.yaml";
    assert_eq!(idp.run_shell(links).code, Some(0));
    for path in [
        "catalog/way",
        "catalog/way/x.yaml",
        "catalog/x.yaml",
        "./catalog/../catalog/x.yaml",
    ] {
        for verb in ["fmt", "validate --fix"] {
            let arguments = format!("catalog {verb} {path}");
            let run = idp.run(arguments.split(' ')).assert_exit_code(6);
            assert!(run.stderr.contains("is a symbolic link"), "{run}");
            assert_eq!(idp.read_file("../outside/x.yaml"), untidy, "{arguments}");
        }
    }
    // Reading through a link is harmless, and so is changing a file next to one.
    idp.run(["catalog", "fmt", "--check", "catalog/way"])
        .assert_exit_code(1);
    idp.run(["catalog", "fmt", "catalog/y.yaml"])
        .assert_success();
    assert_ne!(idp.read_file("catalog/y.yaml"), untidy);
}

/// The entities that the entity `a` refers to.
fn create_referenced_entities() -> Idp {
    let idp = Idp::new();
    let component = component_yaml("").replace("{name: a}", "{name: b}");
    let api = component
        .replace("Component", "API")
        .replace("{name: b}", "{name: api}");
    let team = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: team-a}\nspec: {type: team, children: []}\n";
    idp.write_file(
        "others.yaml",
        &format!("{component}---\n{api}  definition: x\n---\n{team}"),
    );
    idp
}

#[test]
fn json_stays_json() {
    let idp = create_referenced_entities();
    let json = "{\n  \"apiVersion\": \"backstage.io/v1alpha1\",\n  \"kind\": \"Component\",\n  \"metadata\": {\"name\": \"a\"},\n  \"spec\": {\n    \"type\": \"service\", \"lifecycle\": \"production\", \"owner\": \"team-a\",\n    \"dependson\": [\"component:b\"], \"consumesApi\":\"api\"\n  }\n}\n";
    let fixed = json
        .replace("dependson", "dependsOn")
        .replace("\"consumesApi\":\"api\"", "\"consumesApis\":[\"api\"]");
    idp.write_file("all.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: [./c.json]}\n");
    let user = "{\n  \"apiVersion\": \"backstage.io/v1alpha1\",\n  \"kind\": \"User\",\n  \"metadata\": {\"name\": \"ada\"},\n  \"spec\": {\n    \"profile\": {}\n  }\n}\n";
    idp.write_file("user.yaml", user);
    for file in ["c.json", "c.yaml"] {
        idp.write_file(file, json);
        let _ = idp.run([
            "catalog",
            "validate",
            "--fix",
            "others.yaml",
            "all.yaml",
            "user.yaml",
            file,
        ]);
        let text = idp.read_file(file);
        assert_eq!(text, fixed, "{file}");
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }
    let user = user.replace("\"profile\"", "\"memberOf\": [],\n    \"profile\"");
    assert_eq!(idp.read_file("user.yaml"), user);
}

#[test]
fn keys_and_kinds_keep_their_quotes() {
    let idp = create_referenced_entities();
    let spec = component_yaml("  'providesApi': 'api'\n  \"dependson\": [component:b]\n");
    idp.write_file("c.yaml", &spec);
    let other = component_yaml("").replace("kind: Component", "'kind': 'component'");
    idp.write_file("d.yaml", &other.replace("{name: a}", "{name: d}"));
    let other = component_yaml("").replace("apiVersion", "\"apiversion\"");
    idp.write_file("e.yaml", &other.replace("{name: a}", "{name: e}"));
    let _ = idp.run([
        "catalog",
        "validate",
        "--fix",
        "others.yaml",
        "c.yaml",
        "d.yaml",
        "e.yaml",
    ]);
    assert!(idp.read_file("d.yaml").contains("'kind': 'Component'\n"));
    assert!(idp.read_file("e.yaml").starts_with("\"apiVersion\": back"));
    let fixed = spec
        .replace("'providesApi': 'api'", "'providesApis': ['api']")
        .replace("dependson", "dependsOn");
    assert_eq!(idp.read_file("c.yaml"), fixed);
}

/// A field that Backstage sets itself, or a key that already exists, can't be what the user meant.
#[test]
fn what_cannot_be_meant_is_not_proposed() {
    let idp = Idp::new();
    for (metadata, meant) in [
        ("tag: [go], tags: [go]", None),
        ("tag: [go]", Some("tags")),
        ("uuid: x", None),
        ("etagg: x", None),
    ] {
        let text = component_yaml("").replace("{name: a}", &format!("{{name: a, {metadata}}}"));
        idp.write_file("c.yaml", &text);
        let run = idp.run(["catalog", "validate", "c.yaml"]);
        match meant {
            Some(meant) => {
                let meant = format!("did you mean `{meant}`?");
                assert!(run.stdout.contains(&meant), "{run}");
            }
            None => assert!(
                !run.to_string().contains("did you mean"),
                "{metadata}: {run}"
            ),
        }
    }
}
