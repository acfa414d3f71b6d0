//! A network proxy between `idp` and GitHub.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use insta::assert_snapshot;

use crate::support::{CommandOutput, Idp};

const TOKEN: &str = "ghp_canary0123456789abcdefABCDEF0123456789";

/// A proxy that answers every request with one line, and records the requests.
struct FakeProxy {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl FakeProxy {
    fn responding_with(line: &'static str) -> FakeProxy {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let keeps = Arc::clone(&requests);
        // It ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let lines = BufReader::new(&stream).lines().map(Result::unwrap);
                let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
                keeps.lock().unwrap().push(head.join("\n"));
                // The client may have disconnected.
                let _ = stream.write_all(format!("{line}\r\n\r\n").as_bytes());
            }
        });
        FakeProxy { port, requests }
    }

    /// The recorded requests, without repetitions.
    fn format_requests(&self) -> String {
        let mut heard = self.requests.lock().unwrap().clone();
        heard.dedup();
        heard.join("\n--\n")
    }
}

/// What `idp doctor` reports about the forge, if GitHub is reached through `proxy` with these variables.
fn run_doctor_via_proxy(proxy: &FakeProxy, variables: &[(&str, &str)]) -> String {
    let idp = Idp::new().with_env("GH_HOST", "github.acme.test");
    let mut idp = idp.with_env("GH_ENTERPRISE_TOKEN", TOKEN);
    for (name, value) in variables {
        idp = idp.with_env(name, &value.replace("PORT", &proxy.port.to_string()));
    }
    idp.write_file(
        "platform/idp.yaml",
        "organisation: acme\nforge: github\ngithub: {host: github.acme.test}\n",
    );
    idp.write_file("platform/catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a}\nspec: {type: team, children: []}\n");
    idp.run_git("platform", ["init", "--quiet"]);
    idp.run_git("platform", ["add", "--all"]);
    idp.run_git("platform", ["commit", "--quiet", "--message", "x"]);
    idp.run_git("", ["clone", "--quiet", "--bare", "platform", "hub.git"]);
    let run: CommandOutput = idp
        .run(["doctor", "--platform", "hub.git"])
        .assert_exit_code(1);
    let shown = run.to_string();
    assert!(
        !shown.contains("secret") && !shown.contains(TOKEN),
        "{shown}"
    );
    let faults = shown.lines().skip_while(|line| !line.contains("backstage"));
    let faults = faults.skip(1).take_while(|line| !line.starts_with('-'));
    let lines: Vec<&str> = faults.collect();
    lines.join("\n").replace(&proxy.port.to_string(), "[PORT]")
}

#[test]
fn a_proxy_hears_where_to_go_and_nothing_of_the_token() {
    let proxy = FakeProxy::responding_with("HTTP/1.1 407 Proxy Authentication Required");
    let variables = [("HTTPS_PROXY", "http://ada:secret@127.0.0.1:PORT")];
    assert_snapshot!(run_doctor_via_proxy(&proxy, &variables), @"✗ token     cannot read the organisation acme: github.acme.test is unreachable: tunnel error: proxy authorization required, through the proxy 127.0.0.1:[PORT]");
    assert_snapshot!(proxy.format_requests(), @"
    CONNECT github.acme.test:443 HTTP/1.1
    Host: github.acme.test:443
    proxy-authorization: Basic YWRhOnNlY3JldA==
    ");
}

#[test]
fn a_proxy_that_refuses_is_named() {
    let proxy = FakeProxy::responding_with("HTTP/1.1 403 Forbidden");
    assert_snapshot!(run_doctor_via_proxy(&proxy, &[("all_proxy", "127.0.0.1:PORT")]), @"✗ token     cannot read the organisation acme: github.acme.test is unreachable: tunnel error: unsuccessful, through the proxy 127.0.0.1:[PORT]");
}

#[test]
fn hosts_can_be_kept_from_the_proxy() {
    let proxy = FakeProxy::responding_with("HTTP/1.1 200 OK");
    let variables = [
        ("https_proxy", "http://127.0.0.1:PORT"),
        ("no_proxy", "localhost,acme.test"),
    ];
    let said = run_doctor_via_proxy(&proxy, &variables);
    assert!(!said.contains("proxy"), "{said}");
    assert_eq!(proxy.format_requests(), "");
}

#[test]
fn a_proxy_of_another_kind_is_said_at_once() {
    let proxy = FakeProxy::responding_with("");
    assert_snapshot!(run_doctor_via_proxy(&proxy, &[("HTTPS_PROXY", "socks5://127.0.0.1:PORT")]), @"
    ✗ forge     unsupported proxy type socks5; idp supports only http proxies
                bypass the proxy: NO_PROXY=github.acme.test
    ");
}
