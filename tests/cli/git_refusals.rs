//! Requests of git that GitHub refuses, over https and over ssh: the reason, and what to do about it.

use insta::assert_snapshot;

use crate::fake::{FakeGitHub, FaultEffect, InjectedFault, remove_port};
use crate::support::CommandOutput;
#[cfg(unix)]
use crate::support::Idp;

const SET: [&str; 5] = ["catalog", "set", "group:payments", "title=Pay", "--yes"];
const ASK: [&str; 3] = ["who-owns", "group:payments", "-q"];

const SSO: &str =
    "The 'acme' organization has enabled or enforced SAML SSO. To access this repository, visit";
const IP: &str = "Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.";

/// The path of git's first request.
const REFS: &str = "/acme/platform.git/info/refs";
/// How often an edit reads the platform before it pushes: its branch and its commits, for the plan and for the edit.
const READS: u32 = 4;

/// GitHub's response to git when it refuses a request.
fn git_refusal(status: u16, words: &str) -> FaultEffect {
    let headers = vec![("content-type", "text/plain".to_owned())];
    FaultEffect::Respond(status, headers, words.to_owned())
}

/// The exit code and the help of a refused run.
fn exit_code_and_help(run: &CommandOutput) -> String {
    let shown = run.to_string();
    let helps = shown.lines().filter(|line| line.starts_with("help: "));
    let code = run.code.unwrap_or_default();
    format!("{code}\n{}", helps.collect::<Vec<_>>().join("\n"))
}

/// The exit code and the help if GitHub answers a push to the platform with this.
fn help_for_refused_push(status: u16, words: &str) -> String {
    let github = FakeGitHub::new("");
    github.inject_fault(
        InjectedFault::on_request("GET", REFS, git_refusal(status, words)).after(READS),
    );
    let run = github.signed_in_user().run(SET);
    assert!(
        run.stderr.contains("cannot change the catalog: git: "),
        "{run}"
    );
    assert!(status != 403 || run.stderr.contains(words), "{run}");
    exit_code_and_help(&run)
}

/// The run in which GitHub answers every read by git with this.
fn run_with_refused_read(status: u16, words: &str) -> CommandOutput {
    let github = FakeGitHub::new("");
    github.inject_fault(
        InjectedFault::on_request("GET", "/acme/platform.git", git_refusal(status, words)).times(9),
    );
    github.signed_in_user().run(ASK)
}

#[test]
fn a_push_to_the_platform_that_is_refused_says_what_to_do() {
    let said = [
        IP,
        SSO,
        "`acme` forbids access via a personal access token (classic). Please use a GitHub App",
        "This repository was archived so it is read-only.",
        "Permission to acme/platform.git denied to rae.",
        "Permission to acme/platform.git denied to github-actions[bot].",
        "Write access to repository not granted.",
        "This repository is locked for migration.",
        "Access to this repository has been disabled by GitHub staff.",
        "Your account is locked due to a billing issue.",
        "Your account is suspended. Please visit https://support.github.com for more information.",
    ];
    let helps = said.map(|words| format!("{words}\n{}", help_for_refused_push(403, words)));
    assert_snapshot!(remove_port(&helps.join("\n\n")), @r#"
    Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.
    4
    help: the organisation allows only certain networks: use its network or VPN, then run the same command again
    help: or ask an owner to add your IP address: http://127.0.0.1:[PORT]/organizations/acme/settings/security

    The 'acme' organization has enabled or enforced SAML SSO. To access this repository, visit
    4
    help: the organisation requires single sign-on: choose "Configure SSO" for the token from GH_ENTERPRISE_TOKEN at http://127.0.0.1:[PORT]/settings/tokens

    `acme` forbids access via a personal access token (classic). Please use a GitHub App
    4
    help: the organisation doesn't accept classic tokens: set GH_ENTERPRISE_TOKEN to a fine-grained one, from http://127.0.0.1:[PORT]/settings/personal-access-tokens/new
    help: or sign in as yourself: unset GH_ENTERPRISE_TOKEN, then gh auth login --hostname 127.0.0.1:[PORT]

    This repository was archived so it is read-only.
    4
    help: the repository is archived: an administrator can unarchive it at http://127.0.0.1:[PORT]/acme/platform/settings

    Permission to acme/platform.git denied to rae.
    4
    help: the token from GH_ENTERPRISE_TOKEN needs write access to acme/platform: contents=write (fine-grained) or the repo scope (classic)
    help: or ask an administrator of acme/platform to give rae write access: http://127.0.0.1:[PORT]/acme/platform/settings/access

    Permission to acme/platform.git denied to github-actions[bot].
    4
    help: a workflow's own GITHUB_TOKEN can access only its own repository, and needs `permissions: {contents: write}` to write
    help: or set IDP_GITHUB_TOKEN to a token from a GitHub App or a user

    Write access to repository not granted.
    4
    help: the token from GH_ENTERPRISE_TOKEN needs write access to acme/platform: contents=write (fine-grained) or the repo scope (classic)

    This repository is locked for migration.
    4
    help: the repository is locked, for example by a migration: run the same command again once it is unlocked

    Access to this repository has been disabled by GitHub staff.
    4
    help: the repository is disabled: ask the administrators of 127.0.0.1:[PORT]

    Your account is locked due to a billing issue.
    4
    help: an owner of the account must fix its billing first: http://127.0.0.1:[PORT]/settings/billing

    Your account is suspended. Please visit https://support.github.com for more information.
    4
    help: ask the administrators of 127.0.0.1:[PORT]: the account behind the token from GH_ENTERPRISE_TOKEN is suspended
    "#);
    assert_snapshot!(help_for_refused_push(404, "Repository not found."), @"
    3
    help: it doesn't exist, or the token from GH_ENTERPRISE_TOKEN can't see it
    ");
}

#[test]
fn a_refused_pull_request_or_registration_says_what_to_do_as_well() {
    let archived = git_refusal(403, "This repository was archived so it is read-only.");
    let github = FakeGitHub::new("");
    github.inject_fault(InjectedFault::on_request("GET", REFS, archived.clone()).after(READS));
    let run = github.signed_in_user().run(SET.iter().chain(&["--pr"]));
    assert!(
        run.stderr.contains("cannot propose the change: git: "),
        "{run}"
    );
    assert_snapshot!(exit_code_and_help(&run), @"
    4
    help: the repository is archived: an administrator can unarchive it at http://127.0.0.1:[PORT]/acme/platform/settings
    ");
    let github = FakeGitHub::new("");
    github.inject_fault(InjectedFault::on_request("GET", REFS, archived).after(2));
    let run = github
        .signed_in_user()
        .run(["new", "service", "checkout", "--owner", "payments"]);
    assert!(run.stderr.contains("cannot register: git: "), "{run}");
    assert_snapshot!(exit_code_and_help(&run), @"
    4
    help: the repository is archived: an administrator can unarchive it at http://127.0.0.1:[PORT]/acme/platform/settings
    help: resume the run: idp runs resume [RUN]
    help: or abandon it: idp runs abandon [RUN]
    ");
}

#[test]
fn only_a_token_that_is_not_known_is_a_dead_one() {
    assert_snapshot!(run_with_refused_read(401, "Bad credentials"), @"
    [stderr]
    error: 127.0.0.1:[PORT] rejected the token from GH_ENTERPRISE_TOKEN
    help: gh auth login --hostname 127.0.0.1:[PORT]
    help: or set GH_ENTERPRISE_TOKEN to a valid token
    [exit 4]
    ");
    assert_snapshot!(run_with_refused_read(403, "Something that nobody has heard of."), @"
    [stderr]
    error: cannot read the default branch of the remote: git: unable to access 'http://127.0.0.1:[PORT]/acme/platform.git/': The requested URL returned error: 403; the remote says: Something that nobody has heard of.
    help: the token from GH_ENTERPRISE_TOKEN needs read access to acme/platform: contents=read (fine-grained) or the repo scope (classic)
    [exit 4]
    ");
    assert_snapshot!(run_with_refused_read(404, "Repository not found."), @"
    [stderr]
    error: cannot read the default branch of the remote: git: repository 'http://127.0.0.1:[PORT]/acme/platform.git/' not found; the remote says: Repository not found.
    help: it doesn't exist, or the token from GH_ENTERPRISE_TOKEN can't see it
    [exit 3]
    ");
}

#[test]
fn a_refusal_without_words_may_be_that_of_a_proxy() {
    let github = FakeGitHub::new("");
    let headers = vec![("content-type", "text/html".to_owned())];
    let page = FaultEffect::Respond(403, headers, "<html>Blocked</html>".to_owned());
    github.inject_fault(InjectedFault::on_request("GET", "/acme/platform.git", page).times(9));
    assert_snapshot!(github.signed_in_user().run(ASK), @"
    [stderr]
    error: cannot read the default branch of the remote: git: unable to access 'http://127.0.0.1:[PORT]/acme/platform.git/': The requested URL returned error: 403
    help: a proxy or a sign-in page may have answered instead; try another network
    help: or the token from GH_ENTERPRISE_TOKEN needs read access to acme/platform: contents=read (fine-grained) or the repo scope (classic)
    [exit 4]
    ");
}

/// Runs `arguments` on a platform at git@github.com, with an ssh that prints `words` once it is asked to run `what`.
#[cfg(unix)]
fn run_with_ssh_error(what: &str, words: &str, arguments: &[&str]) -> CommandOutput {
    let idp = Idp::new();
    let init = "git init -q -b main p && cd p && git config user.name Ada && git config user.email ada@acme.example && mkdir catalog && git init -q --bare -b main ../p.git";
    assert_eq!(idp.run_shell(init).code, Some(0));
    idp.write_file("p/idp.yaml", "organisation: acme\nforge: github\n");
    idp.write_file("p/catalog/groups.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: payments\nspec:\n  type: team\n  children: []\n");
    idp.write_file("p/catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: root\nspec:\n  targets: [./catalog/**/*.yaml]\n");
    let push = "cd p && git add -A && git commit -qm first && git push -q ../p.git main";
    assert_eq!(idp.run_shell(push).code, Some(0));
    let bare = idp.path("p.git");
    idp.write_file("words", &format!("{words}\n"));
    let lines = format!(
        "for last; do :; done\ncase \"$last\" in *{what}*) cat {} >&2; exit 1;; esac\nexec git-upload-pack {}",
        idp.path("words").display(),
        bare.display()
    );
    idp.write_script("ssh", &lines);
    let ssh = idp.path("ssh").display().to_string();
    let idp = idp
        .with_env("GIT_SSH_COMMAND", &ssh)
        .with_env("GIT_SSH_VARIANT", "ssh")
        .with_env("IDP_PLATFORM", "git@github.com:acme/platform.git")
        .with_env("GIT_AUTHOR_NAME", "Ada")
        .with_env("GIT_AUTHOR_EMAIL", "ada@acme.example")
        .with_env("GIT_COMMITTER_NAME", "Ada")
        .with_env("GIT_COMMITTER_EMAIL", "ada@acme.example");
    idp.run(arguments)
}

/// What servers and ssh print about a refusal.
#[cfg(unix)]
fn ssh_error_messages() -> [String; 11] {
    [
        "ERROR: Repository not found.".to_owned(),
        format!("ERROR: {SSO} https://docs.github.com/articles/saml"),
        format!("ERROR: {IP}"),
        "ERROR: Permission to acme/platform.git denied to rae.".to_owned(),
        "ERROR: Permission to acme/platform.git denied to deploy key".to_owned(),
        "ERROR: The key you are authenticating with has been marked as read only.".to_owned(),
        "ERROR: This repository was archived so it is read-only.".to_owned(),
        "ERROR: You're using an RSA key with SHA-1, which is no longer allowed.".to_owned(),
        "git@github.com: Permission denied (publickey).".to_owned(),
        "Host key verification failed.".to_owned(),
        "ssh: Could not resolve hostname github.com: Name or service not known".to_owned(),
    ]
}

#[cfg(unix)]
#[test]
fn what_the_server_says_over_ssh_is_shown_and_helped() {
    let said = ssh_error_messages();
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    assert_snapshot!(help_for_ssh_errors("receive-pack", &said, &SET), @r#"
    Repository not found.
    3
    help: it doesn't exist, or your SSH key can't see it

    The 'acme' organization has enabled or enforced SAML SSO. To access this repository, visit https://docs.github.com/articles/saml
    4
    help: the organisation requires single sign-on: choose "Configure SSO" for your SSH key at https://github.com/settings/keys

    Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.
    4
    help: the organisation allows only certain networks: use its network or VPN, then run the same command again
    help: or ask an owner to add your IP address: https://github.com/organizations/acme/settings/security

    Permission to acme/platform.git denied to rae.
    4
    help: ask an administrator of acme/platform to give rae write access: https://github.com/acme/platform/settings/access

    Permission to acme/platform.git denied to deploy key
    4
    help: the SSH key is a deploy key without write access: use your own key, or a deploy key with write access: https://github.com/acme/platform/settings/keys

    The key you are authenticating with has been marked as read only.
    4
    help: the SSH key is a deploy key without write access: use your own key, or a deploy key with write access: https://github.com/acme/platform/settings/keys

    This repository was archived so it is read-only.
    4
    help: the repository is archived: an administrator can unarchive it at https://github.com/acme/platform/settings

    You're using an RSA key with SHA-1, which is no longer allowed.
    4
    help: create a new key: ssh-keygen -t [COMMIT], then add it at https://github.com/settings/keys

    git@github.com: Permission denied (publickey).
    4
    help: the server accepts none of your keys: ssh -T git@github.com

    Host key verification failed.
    4
    help: check the server's host key, then accept it: ssh -T git@github.com

    ssh: Could not resolve hostname github.com: Name or service not known
    5
    "#);
}

#[cfg(unix)]
#[test]
fn what_the_server_says_of_a_read_is_shown_and_helped() {
    let said = ssh_error_messages();
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let of_reading = [said[0], said[1], said[3], said[8], said[9], said[10]];
    assert_snapshot!(help_for_ssh_errors("upload-pack", &of_reading, &ASK), @r#"
    Repository not found.
    3
    help: it doesn't exist, or your SSH key can't see it

    The 'acme' organization has enabled or enforced SAML SSO. To access this repository, visit https://docs.github.com/articles/saml
    4
    help: the organisation requires single sign-on: choose "Configure SSO" for your SSH key at https://github.com/settings/keys

    Permission to acme/platform.git denied to rae.
    4
    help: ask an administrator of acme/platform to give rae read access: https://github.com/acme/platform/settings/access

    git@github.com: Permission denied (publickey).
    4
    help: the server accepts none of your keys: ssh -T git@github.com

    Host key verification failed.
    4
    help: check the server's host key, then accept it: ssh -T git@github.com

    ssh: Could not resolve hostname github.com: Name or service not known
    5
    help: check the URL: git ls-remote -- git@github.com:acme/platform.git
    "#);
}

/// The exit code and the help for each of these messages from ssh.
#[cfg(unix)]
fn help_for_ssh_errors(what: &str, said: &[&str], arguments: &[&str]) -> String {
    let helped = said.iter().map(|words| {
        let run = run_with_ssh_error(what, words, arguments);
        let words = words.trim_start_matches("ERROR: ");
        assert!(run.stderr.contains(words), "{words}: {run}");
        format!("{words}\n{}", exit_code_and_help(&run))
    });
    helped.collect::<Vec<_>>().join("\n\n")
}
