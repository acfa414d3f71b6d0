//! The index of a large catalog: never to be seen but by the clock.

use std::path::PathBuf;

use crate::support::Idp;

/// A platform of 2,100 services in a file each.
fn large() -> Idp {
    let idp = Idp::new();
    idp.write("idp.yaml", "organisation: acme\nforge: local\n");
    idp.write("catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: ['./catalog/**/*.yaml']}\n");
    let group = |name: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\nspec: {{type: team, children: []}}\n"
        )
    };
    idp.write(
        "catalog/groups.yaml",
        &[
            group("a"),
            group("b"),
            group("d").replace("[]", "[a, b]"),
            "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: ada}\nspec: {memberOf: [a], profile: {email: ada@acme.example}}\n".to_owned(),
        ]
        .join("---\n"),
    );
    for number in 0..2_100 {
        idp.write(
            &format!("catalog/services/{}.yaml", number / 10),
            &services(number / 10, "a"),
        );
    }
    std::thread::sleep(std::time::Duration::from_millis(50));
    idp
}

/// Ten services of one owner.
fn services(file: usize, owner: &str) -> String {
    let service = |number: usize| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: s{number}\n  annotations:\n    github.com/project-slug: acme/s{number}\n    backstage.io/kubernetes-namespace: s{number}, s{number}-prod\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
        )
    };
    let services: Vec<String> = (file * 10..file * 10 + 10).map(service).collect();
    services.join("---\n")
}

/// The indices there are.
fn indices(idp: &Idp) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(idp.home().join("cache/index"))
        .into_iter()
        .flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

const HANDLES: &str = "s1234 group:a b group:d ada ada@acme.example @acme/a acme/s7 namespace/s8";

fn ask(idp: &Idp) -> String {
    let handles = HANDLES.split(' ');
    let question = ["who-owns", "-o", "json"].into_iter().chain(handles);
    idp.run(question).success().stdout
}

/// The same without the index.
fn ask_anew(idp: &Idp) -> String {
    let path = env!("CARGO_BIN_EXE_idp");
    let line = format!("rm -rf ../anew; IDP_HOME=../anew {path} who-owns -o json {HANDLES}");
    idp.shell(&line).success().stdout
}

#[test]
fn it_answers_as_the_catalog_does_and_sees_what_changes() {
    let idp = large();
    let first = ask(&idp);
    assert_eq!(indices(&idp).len(), 1);
    assert_eq!(ask(&idp), first);
    idp.write("catalog/services/123.yaml", &services(123, "b"));
    let changed = ask(&idp);
    assert!(changed.contains("\"owner\": \"group:default/b\"") && changed != first);
    if cfg!(unix) {
        assert_eq!(changed, ask_anew(&idp));
    }
    let json: serde_json::Value = serde_json::from_str(&changed).unwrap();
    let owns = |result: usize| json["results"][result]["owns"].to_string();
    assert_eq!(owns(1), r#"{"direct":2090,"withTeams":2090}"#);
    assert_eq!(owns(3), r#"{"direct":0,"withTeams":2100}"#);
    idp.run(["who-owns", "s12345"]).failure(3);
    let near = idp.run(["who-owns", "s21o1"]).failure(3);
    assert!(near.stderr.contains("did you mean"), "{near}");
}

#[test]
fn a_commit_has_one_too_and_the_past_is_not_the_present() {
    let idp = large();
    let commit = "git init -q -b main && git add --all && git -c user.name=a -c user.email=a@b.c commit -qm x && git clone -q --bare . ../bare.git";
    assert_eq!(idp.shell(commit).code, Some(0));
    let bare = ["--platform", "../bare.git", "who-owns", "s1234"];
    let first = idp.run(bare).success().stdout;
    assert_eq!(idp.run(bare).success().stdout, first);
    idp.write("catalog/services/123.yaml", &services(123, "b"));
    let commit = "git add --all && git -c user.name=a -c user.email=a@b.c commit -qm y && git push -q ../bare.git main";
    assert_eq!(idp.shell(commit).code, Some(0));
    let now = idp.run(bare).success().stdout;
    assert!(now.contains("owner      b"), "{now}");
    let past: Vec<&str> = bare.into_iter().chain(["--at", "HEAD~1"]).collect();
    assert_eq!(idp.run(past).success().stdout, first);
}

#[test]
fn a_damaged_one_is_made_anew_and_one_that_cannot_be_written_is_no_failure() {
    let idp = large();
    let first = ask(&idp);
    let index = indices(&idp).remove(0);
    let whole = std::fs::read(&index).unwrap();
    for damage in [&b""[..], b"idp index 1\n", &whole[..whole.len() / 2]] {
        std::fs::write(&index, damage).unwrap();
        assert_eq!(ask(&idp), first);
        assert_eq!(std::fs::read(&index).unwrap().len(), whole.len());
    }
    std::fs::remove_dir_all(idp.home().join("cache/index")).unwrap();
    std::fs::write(idp.home().join("cache/index"), "in the way").unwrap();
    assert_eq!(ask(&idp), first);
}

#[test]
fn many_may_make_it_at_once() {
    let idp = large();
    let answers: Vec<String> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..4).map(|_| scope.spawn(|| ask(&idp))).collect();
        asking
            .into_iter()
            .map(|asked| asked.join().unwrap())
            .collect()
    });
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(indices(&idp).len(), 1);
}

#[test]
fn a_small_catalog_needs_none() {
    let idp = Idp::new();
    idp.run(["who-owns", "ledger"]).success();
    assert!(indices(&idp).is_empty());
}
