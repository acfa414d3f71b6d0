//! Many register at once, and none is lost.

use crate::support::Idp;

#[test]
fn runs_at_the_same_moment_all_get_into_the_catalog() {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).success();
    let children: Vec<_> = (0..8)
        .map(|number| {
            idp.command(env!("CARGO_BIN_EXE_idp"))
                .args([
                    "new",
                    "service",
                    &format!("s{number}"),
                    "--owner",
                    "payments",
                    "-q",
                ])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    for number in 0..8 {
        idp.run(["who-owns", &format!("s{number}")]).success();
    }
    idp.run(["catalog", "validate"]).success();
}

#[test]
fn of_two_runs_for_one_name_one_wins_and_the_other_leaves_nothing() {
    let idp = Idp::new();
    idp.run(["catalog", "list"]).success();
    let start = |folder: &str| {
        idp.command(env!("CARGO_BIN_EXE_idp"))
            .args([
                "new", "service", "checkout", "--owner", "payments", "-q", "--dir", folder,
            ])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut runs = [start("a"), start("b")];
    let codes = runs
        .each_mut()
        .map(|run| run.wait().unwrap().code().unwrap());
    assert!(codes == [0, 6] || codes == [6, 0], "{codes:?}");
    let left = ["a", "b"].map(|folder| idp.path(folder).exists());
    assert_eq!(left.iter().filter(|there| **there).count(), 1);
    let repository = idp.home().join("forge/acme/checkout.git");
    let folder = if left[0] { "a" } else { "b" };
    assert_eq!(
        idp.git(repository, ["rev-parse", "main"]),
        idp.git(folder, ["rev-parse", "main"])
    );
}
