//! Input that is too large, endless, or not a file: refused or bounded, and never waited for.

use std::time::{Duration, Instant};

use crate::support::{CommandOutput, Idp};

const PLATFORM: &str = "organisation: acme\nforge: local\n";
const GROUP: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n";

fn component_yaml(name: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: production, owner: web{spec}}}\n"
    )
}

/// Runs `idp` with limits on memory and time: the system ends a process that hangs or grows.
fn run_with_limits(idp: &Idp, arguments: &str) -> CommandOutput {
    let began = Instant::now();
    let run = idp.run_shell(&format!(
        "ulimit -v 3000000; exec timeout 120 {} {arguments}",
        env!("CARGO_BIN_EXE_idp")
    ));
    assert!(matches!(run.code, Some(0..=7)), "{arguments}: {run}");
    assert!(began.elapsed() < Duration::from_secs(120), "{arguments}");
    run
}

fn make_named_pipe(path: &std::path::Path) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

#[test]
fn a_graph_in_which_everything_depends_on_everything_is_refused() {
    let idp = Idp::new();
    let names: Vec<String> = (0..300).map(|number| format!("c{number}")).collect();
    let all = format!(
        ", dependsOn: [{}]",
        names
            .iter()
            .map(|name| format!("component:{name}"))
            .collect::<Vec<_>>()
            .join(", ")
    );
    let components: String = names
        .iter()
        .map(|name| component_yaml(name, &all))
        .collect();
    idp.write_file(
        "idp.yaml",
        &format!("{PLATFORM}catalog: {{file: all.yaml}}\n"),
    );
    idp.write_file("all.yaml", &format!("{GROUP}{components}"));
    let run = run_with_limits(&idp, "catalog graph c1");
    assert!(
        run.stderr
            .contains("more than 2000 entities or 20000 relations"),
        "{run}"
    );
    let near = run_with_limits(&idp, "catalog graph c1 --depth 1");
    assert_eq!(near.stdout.lines().count(), 301, "{near}");
}

#[test]
fn a_deep_graph_is_cut_off_and_says_so() {
    let idp = Idp::new();
    // A chain of components, each of which also depends on nine earlier ones.
    let components: String = (0..900)
        .map(|number| {
            let back =
                (1..10).map(|step| format!("component:c{}", (number + 900 - step * 7) % 900));
            let next = format!("component:c{}", (number + 1) % 900);
            let all: Vec<String> = [next].into_iter().chain(back).collect();
            component_yaml(
                &format!("c{number}"),
                &format!(", dependsOn: [{}]", all.join(", ")),
            )
        })
        .collect();
    idp.write_file(
        "idp.yaml",
        &format!("{PLATFORM}catalog: {{file: all.yaml}}\n"),
    );
    idp.write_file("all.yaml", &format!("{GROUP}{components}"));
    let run = run_with_limits(&idp, "catalog graph c0");
    assert!(run.stdout.len() < 5_000_000, "{} bytes", run.stdout.len());
    assert!(
        run.stdout.trim_end().ends_with("or use -o json"),
        "no word about the rest"
    );
}

#[test]
fn thousands_of_findings_are_counted_and_not_all_shown() {
    let idp = Idp::new();
    idp.write_file("catalog-info.yaml", &"--- a\n".repeat(30_000));
    let run = run_with_limits(&idp, "catalog validate");
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.len() < 1_000_000, "{} bytes", run.stdout.len());
    assert!(
        run.stdout.contains("… and 9001 more; -o json lists them"),
        "{}",
        &run.stdout[run.stdout.len() - 500..]
    );
    let json = idp
        .run(["catalog", "validate", "-o", "json"])
        .assert_exit_code(1)
        .stdout_json();
    assert_eq!(json["diagnostics"].as_array().unwrap().len(), 10_001);
    assert_eq!(json["summary"]["errors"], 10_000);
    let text = json.to_string();
    assert!(
        text.contains("20000 more findings not shown"),
        "nothing of the rest"
    );
    idp.write_file(
        "catalog-info.yaml",
        &(0..30_000).map(|_| "a: b\n").collect::<String>(),
    );
    let run = run_with_limits(&idp, "catalog validate -o github");
    assert!(
        run.stdout.lines().count() < 1_010,
        "{}",
        run.stdout.lines().count()
    );
}

#[test]
fn endless_and_oversized_input_is_refused() {
    let idp = Idp::new();
    let run = run_with_limits(&idp, "new service x --owner payments --values /dev/zero");
    assert!(
        run.stderr.contains("/dev/zero is larger than 1 MiB"),
        "{run}"
    );
    run_with_limits(&idp, "who-owns - < /dev/zero").assert_exit_code(2);
    idp.write_file(
        "idp.yaml",
        &format!("{PLATFORM}#{}\n", "x".repeat(2 * 1024 * 1024)),
    );
    let run = run_with_limits(&idp, "catalog list").assert_exit_code(2);
    assert!(
        run.stderr.contains("idp.yaml is larger than 1 MiB"),
        "{run}"
    );
    idp.write_file("idp.yaml", PLATFORM);
    idp.write_file("big/template.yaml", &"#".repeat(2 * 1024 * 1024));
    let run = run_with_limits(&idp, "template lint big").assert_exit_code(2);
    assert!(
        run.stderr.contains("template.yaml is larger than 1 MiB"),
        "{run}"
    );
    std::fs::create_dir_all(idp.idp_home()).unwrap();
    std::fs::write(
        idp.idp_home().join("config.yaml"),
        "#".repeat(2 * 1024 * 1024),
    )
    .unwrap();
    let run = run_with_limits(&idp, "catalog list").assert_exit_code(2);
    assert!(
        run.stderr.contains("config.yaml is larger than 1 MiB"),
        "{run}"
    );
}

#[test]
fn a_platform_that_is_a_link_is_not_followed_and_not_shown() {
    let idp = Idp::new();
    idp.write_file("secret", "TOPSECRET: hunter2\n");
    std::os::unix::fs::symlink("secret", idp.path("idp.yaml")).unwrap();
    for verb in [
        "catalog validate",
        "catalog list",
        "who-owns x",
        "catalog fmt --check",
    ] {
        let run = run_with_limits(&idp, verb).assert_exit_code(2);
        assert!(
            run.stderr.contains("idp.yaml is a symbolic link"),
            "{verb}: {run}"
        );
        assert!(
            !format!("{}{}", run.stdout, run.stderr).contains("hunter2"),
            "{verb}: {run}"
        );
    }
    std::fs::remove_file(idp.path("idp.yaml")).unwrap();
    std::fs::create_dir(idp.path(".idp")).unwrap();
    std::os::unix::fs::symlink("../secret", idp.path(".idp/lock.yaml")).unwrap();
    let run = run_with_limits(&idp, "catalog list").assert_exit_code(2);
    assert!(
        run.stderr.contains("is a symbolic link") && !run.stderr.contains("TOPSECRET"),
        "{run}"
    );
}

#[test]
fn nobody_waits_for_a_pipe() {
    let idp = Idp::new();
    make_named_pipe(&idp.path(".idp/lock.yaml"));
    let run = run_with_limits(&idp, "catalog list").assert_exit_code(2);
    assert!(run.stderr.contains("is not a regular file"), "{run}");
    std::fs::remove_dir_all(idp.path(".idp")).unwrap();
    make_named_pipe(&idp.path("named.yaml"));
    for verb in ["catalog validate", "catalog fmt"] {
        let run = run_with_limits(&idp, &format!("{verb} named.yaml")).assert_exit_code(2);
        assert!(
            run.stderr
                .contains("named.yaml is neither a file nor a directory"),
            "{run}"
        );
    }
    // Creates the practice platform, and with it the folder of runs.
    idp.run(["new", "service", "first", "--owner", "payments"])
        .assert_success();
    let lock = idp.idp_home().join("runs/lock");
    std::fs::remove_file(&lock).unwrap();
    make_named_pipe(&lock);
    let run = run_with_limits(&idp, "new service second --owner payments").assert_exit_code(7);
    assert!(
        run.stderr.contains("runs/lock was not created by idp"),
        "{run}"
    );
    std::fs::remove_file(&lock).unwrap();
    make_named_pipe(&idp.idp_home().join("config.yaml"));
    run_with_limits(&idp, "catalog list").assert_exit_code(2);
}

#[test]
fn values_come_from_a_pipe_that_somebody_writes_to() {
    let idp = Idp::new();
    let new = "new service till --dry-run -q --values";
    make_named_pipe(&idp.path("named.yaml"));
    let began = Instant::now();
    let run = run_with_limits(&idp, &format!("{new} named.yaml")).assert_exit_code(2);
    assert!(began.elapsed() < Duration::from_secs(30), "{run}");
    assert!(run.stderr.contains("no data from"), "{run}");
    let idp_new = format!("{} {new}", env!("CARGO_BIN_EXE_idp"));
    let written = format!("(sleep 1; echo owner: payments > named.yaml) & {idp_new} named.yaml");
    idp.run_shell(&written).assert_success();
    let piped = format!("(sleep 1; echo owner: payments) | {idp_new} /dev/stdin");
    idp.run_shell(&piped).assert_success();
    // A bash process substitution: <(echo owner: payments).
    let substituted = format!("bash -c '{idp_new} <(sleep 1; echo owner: payments)'");
    if idp.run_shell("command -v bash").code == Some(0) {
        idp.run_shell(&substituted).assert_success();
    }
}

#[test]
fn nobody_waits_for_a_pipe_in_place_of_an_index() {
    let idp = Idp::new();
    let components: String = (0..2_100)
        .map(|number| component_yaml(&format!("c{number}"), ""))
        .collect();
    idp.write_file(
        "idp.yaml",
        &format!("{PLATFORM}catalog: {{file: all.yaml}}\n"),
    );
    idp.write_file("all.yaml", &format!("{GROUP}{components}"));
    idp.run(["who-owns", "c7"]).assert_success();
    let cache = idp.idp_home().join("cache");
    let indexes: Vec<_> = walkdir::WalkDir::new(&cache)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_file())
        .collect();
    assert!(!indexes.is_empty(), "no index in {}", cache.display());
    for index in indexes {
        std::fs::remove_file(&index).unwrap();
        make_named_pipe(&index);
    }
    let run = run_with_limits(&idp, "who-owns c7").assert_success();
    assert!(run.stdout.contains("web"), "{run}");
}

#[test]
fn a_home_that_everybody_may_write_to_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let idp = Idp::new();
    idp.run(["catalog", "list"]).assert_success();
    let mode = |mode| {
        std::fs::set_permissions(idp.idp_home(), std::fs::Permissions::from_mode(mode)).unwrap()
    };
    mode(0o777);
    let run = idp.run(["catalog", "list"]).assert_exit_code(7);
    assert!(run.stderr.contains("is writable by everyone"), "{run}");
    let hint = "help: if everything in it is yours: chmod o-w ";
    assert!(run.stderr.contains(hint), "{run}");
    mode(0o755);
    idp.run(["catalog", "list"]).assert_success();
}

#[test]
fn a_home_that_is_no_directory_of_ones_own_is_not_opened_up() {
    let idp = Idp::new();
    let with = |home: &std::path::Path| {
        let mut command = idp.command(env!("CARGO_BIN_EXE_idp"));
        let output = command.env("IDP_HOME", home).args(["catalog", "list"]);
        String::from_utf8(output.output().unwrap().stderr).unwrap()
    };
    let own = "help: set IDP_HOME to a directory of your own";
    let told = with("/dev/null".as_ref());
    assert!(told.contains("/dev/null is not a directory"), "{told}");
    assert!(told.contains(own) && !told.contains("chmod"), "{told}");
    idp.run_shell("mkdir sticky && chmod 1777 sticky")
        .assert_success();
    let told = with(&idp.path("sticky"));
    assert!(told.contains("is writable by everyone"), "{told}");
    assert!(told.contains(own) && !told.contains("chmod"), "{told}");
}

#[test]
fn what_is_neither_file_nor_directory_is_not_validated() {
    let idp = Idp::new();
    make_named_pipe(&idp.path("pipe"));
    for path in ["/dev/null", "pipe"] {
        let run = run_with_limits(&idp, &format!("catalog validate {path}")).assert_exit_code(2);
        let words = format!("error: {path} is neither a file nor a directory");
        assert!(run.stderr.contains(&words), "{run}");
    }
}

#[test]
fn however_many_threads_are_asked_for_there_are_few() {
    let idp = Idp::new().with_env("RAYON_NUM_THREADS", "100000");
    for number in 0..20 {
        idp.write_file(
            &format!("catalog/{number}.yaml"),
            &component_yaml(&format!("c{number}"), ""),
        );
    }
    let began = Instant::now();
    let run = run_with_limits(&idp, "catalog fmt --check catalog").assert_success();
    assert!(run.stdout.contains("20 files"), "{run}");
    assert!(began.elapsed() < Duration::from_secs(60));
}
