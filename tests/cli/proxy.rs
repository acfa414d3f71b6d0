//! The proxy of one's network, which stands between `idp` and GitHub.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use insta::assert_snapshot;

use crate::support::{Idp, Run};

const TOKEN: &str = "ghp_canary0123456789abcdefABCDEF0123456789";

/// A proxy that answers everything with one line, and keeps what it heard.
struct Proxy {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn answering(line: &'static str) -> Proxy {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let keeps = Arc::clone(&heard);
        // It ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let lines = BufReader::new(&stream).lines().map(Result::unwrap);
                let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
                keeps.lock().unwrap().push(head.join("\n"));
                // Whoever asked may have gone.
                let _ = stream.write_all(format!("{line}\r\n\r\n").as_bytes());
            }
        });
        Proxy { port, heard }
    }

    /// What was heard, each thing once.
    fn heard(&self) -> String {
        let mut heard = self.heard.lock().unwrap().clone();
        heard.dedup();
        heard.join("\n--\n")
    }
}

/// What `idp doctor` says of the forge, on a platform whose GitHub is reached by `proxy` with these variables.
fn looked_at(proxy: &Proxy, variables: &[(&str, &str)]) -> String {
    let idp = Idp::new().with("GH_HOST", "github.acme.test");
    let mut idp = idp.with("GH_ENTERPRISE_TOKEN", TOKEN);
    for (name, value) in variables {
        idp = idp.with(name, &value.replace("PORT", &proxy.port.to_string()));
    }
    idp.write(
        "platform/idp.yaml",
        "organisation: acme\nforge: github\ngithub: {host: github.acme.test}\n",
    );
    idp.write("platform/catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a}\nspec: {type: team, children: []}\n");
    idp.git("platform", ["init", "--quiet"]);
    idp.git("platform", ["add", "--all"]);
    idp.git("platform", ["commit", "--quiet", "--message", "x"]);
    idp.git("", ["clone", "--quiet", "--bare", "platform", "hub.git"]);
    let run: Run = idp.run(["doctor", "--platform", "hub.git"]).failure(1);
    let shown = run.to_string();
    assert!(
        !shown.contains("secret") && !shown.contains(TOKEN),
        "{shown}"
    );
    let faults = shown.lines().skip_while(|line| !line.contains("catalog"));
    let faults = faults.skip(1).take_while(|line| !line.starts_with('-'));
    let lines: Vec<&str> = faults.collect();
    lines.join("\n").replace(&proxy.port.to_string(), "[PORT]")
}

#[test]
fn a_proxy_hears_where_to_go_and_nothing_of_the_token() {
    let proxy = Proxy::answering("HTTP/1.1 407 Proxy Authentication Required");
    let variables = [("HTTPS_PROXY", "http://ada:secret@127.0.0.1:PORT")];
    assert_snapshot!(looked_at(&proxy, &variables), @"✗ token     cannot look at acme: github.acme.test cannot be reached: tunnel error: proxy authorization required, through the proxy 127.0.0.1:[PORT]");
    assert_snapshot!(proxy.heard(), @"
    CONNECT github.acme.test:443 HTTP/1.1
    Host: github.acme.test:443
    proxy-authorization: Basic YWRhOnNlY3JldA==
    ");
}

#[test]
fn a_proxy_that_refuses_is_named() {
    let proxy = Proxy::answering("HTTP/1.1 403 Forbidden");
    assert_snapshot!(looked_at(&proxy, &[("all_proxy", "127.0.0.1:PORT")]), @"✗ token     cannot look at acme: github.acme.test cannot be reached: tunnel error: unsuccessful, through the proxy 127.0.0.1:[PORT]");
}

#[test]
fn hosts_can_be_kept_from_the_proxy() {
    let proxy = Proxy::answering("HTTP/1.1 200 OK");
    let variables = [
        ("https_proxy", "http://127.0.0.1:PORT"),
        ("no_proxy", "localhost,acme.test"),
    ];
    let said = looked_at(&proxy, &variables);
    assert!(!said.contains("proxy"), "{said}");
    assert_eq!(proxy.heard(), "");
}

#[test]
fn a_proxy_of_another_kind_is_said_at_once() {
    let proxy = Proxy::answering("");
    assert_snapshot!(looked_at(&proxy, &[("HTTPS_PROXY", "socks5://127.0.0.1:PORT")]), @"
    ✗ forge     the proxy of this network speaks socks5; idp knows http proxies only
                to go there without it: NO_PROXY=github.acme.test
    ");
}
