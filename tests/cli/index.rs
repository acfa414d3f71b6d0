//! The index of a large catalog: its only visible effect is speed.

use std::path::PathBuf;

use crate::support::Idp;

/// A platform of 2,100 services, ten in each file.
fn create_large_platform() -> Idp {
    let idp = Idp::new();
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file("catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: ['./catalog/**/*.yaml']}\n");
    let group = |name: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\nspec: {{type: team, children: []}}\n"
        )
    };
    idp.write_file(
        "catalog/groups.yaml",
        &[
            group("a"),
            group("b"),
            group("d").replace("[]", "[a, b]"),
            "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: ada, annotations: {github.com/user-login: ada-o}}\nspec: {memberOf: [a], profile: {displayName: Ada Okafor, email: ada@acme.example}}\n".to_owned(),
        ]
        .join("---\n"),
    );
    for number in 0..2_100 {
        idp.write_file(
            &format!("catalog/services/{}.yaml", number / 10),
            &services_yaml(number / 10, "a"),
        );
    }
    std::thread::sleep(std::time::Duration::from_millis(50));
    idp
}

/// Ten services of one owner.
fn services_yaml(file: usize, owner: &str) -> String {
    let service = |number: usize| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: s{number}\n  annotations:\n    github.com/project-slug: acme/s{number}\n    backstage.io/kubernetes-namespace: s{number}, s{number}-prod\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
        )
    };
    let services: Vec<String> = (file * 10..file * 10 + 10).map(service).collect();
    services.join("---\n")
}

/// The existing index files.
fn list_index_files(idp: &Idp) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(idp.idp_home().join("cache/index"))
        .into_iter()
        .flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

const HANDLES: &str = "s1234 group:a b group:d ada ada@acme.example @acme/a acme/s7 namespace/s8";

fn run_who_owns(idp: &Idp) -> String {
    let handles = HANDLES.split(' ');
    let question = ["who-owns", "-o", "json"].into_iter().chain(handles);
    idp.run(question).assert_success().stdout
}

/// The same as [`run_who_owns`], without the index.
fn run_who_owns_unindexed(idp: &Idp) -> String {
    let path = env!("CARGO_BIN_EXE_idp");
    let line = format!("rm -rf ../anew; IDP_HOME=../anew {path} who-owns -o json {HANDLES}");
    idp.run_shell(&line).assert_success().stdout
}

#[test]
fn it_answers_as_the_catalog_does_and_sees_what_changes() {
    let idp = create_large_platform();
    let first = run_who_owns(&idp);
    assert_eq!(list_index_files(&idp).len(), 1);
    assert_eq!(run_who_owns(&idp), first);
    idp.write_file("catalog/services/123.yaml", &services_yaml(123, "b"));
    let changed = run_who_owns(&idp);
    assert!(changed.contains("\"owner\": \"group:default/b\"") && changed != first);
    if cfg!(unix) {
        assert_eq!(changed, run_who_owns_unindexed(&idp));
    }
    let json: serde_json::Value = serde_json::from_str(&changed).unwrap();
    let owns = |result: usize| json["results"][result]["owns"].to_string();
    assert_eq!(owns(1), r#"{"direct":2090,"withTeams":2090}"#);
    assert_eq!(owns(3), r#"{"direct":0,"withTeams":2100}"#);
    idp.run(["who-owns", "s12345"]).assert_exit_code(3);
    let near = idp.run(["who-owns", "s21o1"]).assert_exit_code(3);
    assert!(near.stderr.contains("did you mean"), "{near}");
    let suggestions = [
        ("s7-prod", "namespace/s7-prod"),
        ("ada-o", "@ada-o"),
        ("ada okafor", "user:default/ada"),
    ];
    for (handle, meant) in suggestions {
        let error = idp.run(["who-owns", handle]).assert_exit_code(3);
        let suggestion = format!("did you mean `{meant}`");
        assert!(error.stderr.contains(&suggestion), "{error}");
    }
}

#[test]
fn a_commit_has_one_too_and_the_past_is_not_the_present() {
    let idp = create_large_platform();
    let commit = "git init -q -b main && git add --all && git -c user.name=a -c user.email=a@b.c commit -qm x && git clone -q --bare . ../bare.git";
    assert_eq!(idp.run_shell(commit).code, Some(0));
    let bare = ["--platform", "../bare.git", "who-owns", "s1234"];
    let first = idp.run(bare).assert_success().stdout;
    assert_eq!(idp.run(bare).assert_success().stdout, first);
    idp.write_file("catalog/services/123.yaml", &services_yaml(123, "b"));
    let commit = "git add --all && git -c user.name=a -c user.email=a@b.c commit -qm y && git push -q ../bare.git main";
    assert_eq!(idp.run_shell(commit).code, Some(0));
    let now = idp.run(bare).assert_success().stdout;
    assert!(now.contains("owner      b"), "{now}");
    let past: Vec<&str> = bare.into_iter().chain(["--at", "HEAD~1"]).collect();
    assert_eq!(idp.run(past).assert_success().stdout, first);
}

#[test]
fn a_damaged_one_is_made_anew_and_one_that_cannot_be_written_is_no_failure() {
    let idp = create_large_platform();
    let first = run_who_owns(&idp);
    let index = list_index_files(&idp).remove(0);
    let whole = std::fs::read(&index).unwrap();
    for damage in [&b""[..], b"idp index 1\n", &whole[..whole.len() / 2]] {
        std::fs::write(&index, damage).unwrap();
        assert_eq!(run_who_owns(&idp), first);
        assert_eq!(std::fs::read(&index).unwrap().len(), whole.len());
    }
    std::fs::remove_dir_all(idp.idp_home().join("cache/index")).unwrap();
    std::fs::write(idp.idp_home().join("cache/index"), "in the way").unwrap();
    assert_eq!(run_who_owns(&idp), first);
}

#[test]
fn many_may_make_it_at_once() {
    let idp = create_large_platform();
    let answers: Vec<String> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..4).map(|_| scope.spawn(|| run_who_owns(&idp))).collect();
        asking
            .into_iter()
            .map(|asked| asked.join().unwrap())
            .collect()
    });
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(list_index_files(&idp).len(), 1);
}

#[test]
fn a_small_catalog_needs_none() {
    let idp = Idp::new();
    idp.run(["who-owns", "ledger"]).assert_success();
    assert!(list_index_files(&idp).is_empty());
}
