//! `idp catalog serve`: the pages and Backstage's read API over HTTP, following the catalog.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::Idp;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The settings of a platform whose catalog is `catalog-info.yaml`.
const SETTINGS: &str = "organisation: acme\nforge: local\n";

/// A team.
const TEAM: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web, title: Web}\nspec: {type: team, children: []}\n";

/// A server that runs until it's dropped.
pub(crate) struct Server {
    process: Child,
    address: String,
    report: Value,
    stderr: BufReader<ChildStderr>,
}

/// A response.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Server {
    /// Starts a server for the catalog that `arguments` select, on a free port.
    pub(crate) fn start(idp: &Idp, arguments: &[&str]) -> Server {
        let mut command = idp.command(env!("CARGO_BIN_EXE_idp"));
        command.args(["catalog", "serve", "--port", "0", "-o", "json"]);
        command.args(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let stdout = process.stdout.take().unwrap();
        let mut reports = serde_json::Deserializer::from_reader(stdout).into_iter();
        let report: Value = reports.next().expect("the server starts").unwrap();
        let address = report["url"].as_str().unwrap();
        let address = address.trim_start_matches("http://").trim_end_matches('/');
        Server {
            address: address.to_owned(),
            stderr: BufReader::new(process.stderr.take().unwrap()),
            process,
            report,
        }
    }

    /// Starts a server that says what changes.
    pub(crate) fn start_for_people(idp: &Idp) -> Server {
        let mut command = idp.command(env!("CARGO_BIN_EXE_idp"));
        command.args(["catalog", "serve", "--port", "0"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        let address = line.strip_prefix("Serving the acme catalog at http://");
        let address = address.and_then(|rest| rest.split('/').next());
        Server {
            address: address.expect(&line).to_owned(),
            stderr: BufReader::new(process.stderr.take().unwrap()),
            process,
            report: Value::Null,
        }
    }

    /// Sends `text`, and returns everything that comes back until the connection is closed.
    fn exchange(&self, text: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // The server may reject a request before it's complete.
        let _ = stream.write_all(text.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    /// The response to a request. HTTP 1.0 has no chunks.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Response {
        let length = body.len();
        let text = self.exchange(&format!(
            "{method} {path} HTTP/1.0\r\nHost: localhost\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        ));
        parse_response(&text)
    }

    fn get(&self, path: &str) -> Response {
        self.send("GET", path, "", "")
    }

    fn get_json(&self, path: &str) -> Value {
        let response = self.get(&format!("/api/catalog{path}"));
        serde_json::from_str(&response.body).unwrap()
    }

    /// What the server printed when it was ready.
    pub(crate) fn report(&self) -> &Value {
        &self.report
    }

    /// Asks for `path` until the response fits.
    pub(crate) fn wait_for(&self, path: &str, fits: impl Fn(&Response) -> bool) -> Response {
        let end = Instant::now() + PATIENCE;
        loop {
            let response = self.get(path);
            if fits(&response) {
                return response;
            }
            assert!(Instant::now() < end, "{path}: {}", response.body);
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Asks the process to stop, and returns its exit code and what it printed to stderr.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        let pid = rustix::process::Pid::from_child(&self.process);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        let code = self.process.wait().unwrap().code();
        let mut text = String::new();
        self.stderr.read_to_string(&mut text).unwrap();
        (code, text)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn parse_response(text: &str) -> Response {
    let (head, body) = text.split_once("\r\n\r\n").expect(text);
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_lowercase(), value.to_owned())
    });
    Response {
        status: status.parse().unwrap(),
        headers: headers.collect(),
        body: body.to_owned(),
    }
}

/// A platform with one team.
fn create_platform() -> Idp {
    let idp = Idp::new();
    idp.write_file("idp.yaml", SETTINGS);
    idp.write_file("catalog-info.yaml", TEAM);
    idp
}

#[test]
fn the_pages_are_those_of_the_site() {
    let idp = Idp::new();
    idp.run(["catalog", "site", "public"]).assert_success();
    let server = Server::start(&idp, &[]);
    let mut count = 0;
    for entry in walkdir::WalkDir::new(idp.path("public")) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(idp.path("public")).unwrap();
            let path = path.to_str().unwrap().replace('\\', "/");
            let response = server.get(&format!("/{}", path.replace("index.html", "")));
            assert_eq!(response.status, 200, "{path}");
            assert_eq!(
                response.body,
                idp.read_file(&format!("public/{path}")),
                "{path}"
            );
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn addresses_without_their_slash_lead_to_the_page() {
    let server = Server::start(&create_platform(), &[]);
    let response = server.get("/catalog/default/group/web");
    assert_eq!(response.status, 308);
    assert_eq!(response.headers["location"], "/catalog/default/group/web/");
    for path in ["/catalog/default/group/Web", "/Catalog/default/Group/WEB/"] {
        let response = server.get(path);
        assert_eq!(response.status, 308, "{path}");
        assert_eq!(response.headers["location"], "/catalog/default/group/web/");
    }
    assert_eq!(server.get("/catalog/default/group/nosuch").status, 404);
    assert_eq!(server.get("/catalog/default/group/nosuch/").status, 404);
    let page = server.get("/catalog/default/group/web/");
    assert!(
        page.headers["content-security-policy"].starts_with("default-src 'none'; style-src 'self'")
    );
    let tag = format!("If-None-Match: {}\r\n", page.headers["etag"]);
    let again = server.send("GET", "/catalog/default/group/web/", &tag, "");
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    assert_eq!(server.send("HEAD", "/", "", "").body, "");
    assert_eq!(server.send("POST", "/", "", "").status, 405);
    let health = server.get("/.backstage/health/v1/readiness");
    assert_eq!(health.body, r#"{"status":"ok"}"#);
}

#[test]
fn a_new_version_replaces_the_old_one() {
    let idp = create_platform();
    let server = Server::start(&idp, &[]);
    let count = "/api/catalog/entities/by-query?limit=0";
    assert_eq!(server.report["entities"], 2);
    let user = "---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: ada}\nspec: {memberOf: [web]}\n";
    idp.write_file("catalog-info.yaml", &format!("{TEAM}{user}"));
    server.wait_for(count, |response| response.body.contains("\"totalItems\":3"));
    assert!(
        server
            .get("/catalog/default/user/ada/")
            .body
            .contains("<h1><bdi>ada</bdi></h1>")
    );
    assert_eq!(
        server.get_json("/entities/by-name/group/default/web")["relations"],
        json!([{"type": "hasMember", "targetRef": "user:default/ada"}])
    );
}

#[test]
fn a_broken_version_leaves_the_last_good_one() {
    let idp = create_platform();
    let server = Server::start(&idp, &[]);
    let page = "/catalog/default/group/web/";
    assert!(!server.get(page).body.contains("class=\"notice\""));
    idp.write_file("catalog-info.yaml", &format!("{TEAM}<<<<<<< ours\n"));
    let broken = server.wait_for(page, |response| response.body.contains("class=\"notice\""));
    assert!(
        broken
            .body
            .contains("The catalog is broken since 12:00 UTC."),
        "{}",
        broken.body
    );
    assert!(
        broken.body.contains("catalog-info.yaml:5: "),
        "{}",
        broken.body
    );
    assert!(broken.body.contains("<h1><bdi>Web</bdi></h1>"));
    assert_eq!(
        server.get_json("/entities/by-name/group/default/web")["kind"],
        "Group"
    );
    idp.write_file("catalog-info.yaml", TEAM);
    idp.write_file("idp.yaml", "nosuch: true\n");
    server.wait_for(page, |response| {
        response.body.contains("unknown field &#x60;nosuch&#x60;")
    });
    idp.write_file("idp.yaml", SETTINGS);
    server.wait_for(page, |response| !response.body.contains("class=\"notice\""));
}

#[test]
fn a_commit_is_followed_too() {
    let idp = create_platform();
    for arguments in [
        &["init", "--quiet"][..],
        &["add", "."],
        &["commit", "--quiet", "-m", "one"],
    ] {
        idp.run_git("", arguments);
    }
    let commit = idp.run_git("", ["rev-parse", "--short=7", "HEAD"]);
    let server = Server::start(&idp, &[]);
    assert!(server.get("/teams/").body.contains(commit.trim()));
    idp.run_git("", ["commit", "--quiet", "--allow-empty", "-m", "two"]);
    let commit = idp.run_git("", ["rev-parse", "--short=7", "HEAD"]);
    server.wait_for("/teams/", |response| response.body.contains(commit.trim()));
}

#[test]
fn changes_that_are_not_committed_are_served() {
    let idp = create_platform();
    idp.run_git("", ["init", "-q"]);
    idp.run_git("", ["add", "--all"]);
    idp.run_git("", ["commit", "-qm", "first"]);
    let before = TEAM.replace("name: web", "name: app");
    idp.write_file("catalog-info.yaml", &before);
    let server = Server::start(&idp, &[]);
    let app = "/catalog/default/group/app/";
    assert_eq!(server.get(app).status, 200);
    idp.write_file("catalog-info.yaml", TEAM);
    server.wait_for(app, |response| response.status == 404);
    idp.write_file("catalog-info.yaml", "kind: [");
    server.wait_for("/", |response| response.body.contains("class=\"notice\""));
}

/// A large catalog in one file, in which every user has this name.
fn write_large_catalog(idp: &Idp, name: &str) {
    let mut text = TEAM.to_owned();
    for number in 0..2_000 {
        text.push_str(&format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {{name: u{number}}}\nspec: {{memberOf: [web], profile: {{displayName: {name}}}}}\n"
        ));
    }
    idp.write_file("catalog-info.yaml", &text);
    idp.run_git("", ["add", "."]);
    idp.run_git("", ["commit", "--quiet", "-m", name]);
}

/// The file in the cache with the entities of a commit.
fn find_stored_entities(idp: &Idp) -> Option<std::path::PathBuf> {
    let files = walkdir::WalkDir::new(idp.idp_home().join("cache/serve"))
        .into_iter()
        .flatten();
    let mut paths = files.map(walkdir::DirEntry::into_path);
    paths.find(|path| path.extension().is_some_and(|end| end == "lz4"))
}

/// All entities that a new server has, once it has stored them.
fn serve_and_store(idp: &Idp) -> String {
    let server = Server::start(idp, &[]);
    let entities = server.get("/api/catalog/entities").body;
    let page = server.get("/catalog/default/user/u7/");
    assert_eq!(page.status, 200);
    let end = Instant::now() + PATIENCE;
    while find_stored_entities(idp).is_none() {
        assert!(Instant::now() < end, "the entities aren't stored");
        std::thread::sleep(Duration::from_millis(50));
    }
    entities
}

#[test]
fn the_entities_of_a_commit_are_stored_for_the_next_start() {
    let idp = create_platform();
    idp.run_git("", ["init", "--quiet"]);
    write_large_catalog(&idp, "Ada");
    let first = serve_and_store(&idp);
    let path = find_stored_entities(&idp).unwrap();
    let written = || path.metadata().unwrap().modified().unwrap();
    let (stored, time) = (std::fs::read(&path).unwrap(), written());
    assert_eq!(serve_and_store(&idp), first);
    assert_eq!(written(), time, "it is read, not written again");
    std::fs::write(&path, &stored[..stored.len() / 2]).unwrap();
    assert_eq!(serve_and_store(&idp), first);
    write_large_catalog(&idp, "Bo");
    let second = serve_and_store(&idp);
    assert_eq!(second.matches("\"displayName\":\"Bo\"").count(), 2_000);
    assert!(!second.contains("Ada"));
}

#[test]
fn other_names_of_this_machine_are_rejected() {
    let server = Server::start(&create_platform(), &[]);
    let ask = |host: &str| {
        let request =
            format!("GET /api/catalog/entities HTTP/1.1\r\nConnection: close\r\n{host}\r\n");
        parse_response(&server.exchange(&request)).status
    };
    assert_eq!(ask("Host: evil.example\r\n"), 421);
    assert_eq!(ask("Host: localhost.evil.example:7007\r\n"), 421);
    assert_eq!(ask(""), 421);
    assert_eq!(ask("Host: 127.0.0.1:7007\r\n"), 200);
    assert_eq!(ask("Host: localhost\r\n"), 200);
    let absolute = "GET http://evil.example/api/catalog/entities HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(parse_response(&server.exchange(absolute)).status, 421);
}

#[test]
fn hostile_requests_get_nothing_but_errors() {
    let idp = create_platform();
    idp.write_file("secret.txt", "secret\n");
    let server = Server::start(&idp, &[]);
    for path in [
        "/secret.txt",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/catalog/..%2f..%2fsecret.txt",
        "/catalog/default/group/web/../../../../idp.yaml",
        "/idp.yaml",
        "//etc/passwd",
        "/%00",
        "/%ff",
        "/catalog/default/group/web%0d%0aSet-Cookie:x",
    ] {
        let response = server.get(path);
        assert_eq!(response.status, 404, "{path}");
        assert!(!response.headers.contains_key("set-cookie"));
    }
    let exchange = |request: &str| server.exchange(request);
    assert!(exchange("nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
    assert!(exchange("GET / HTTP/9.9\r\n\r\n").starts_with("HTTP/1.1 400"));
    let long = format!(
        "GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "a".repeat(100_000)
    );
    assert!(exchange(&long).starts_with("HTTP/1.1 4"));
    let many = "X-Header: x\r\n".repeat(1_000);
    assert!(
        exchange(&format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n"))
            .starts_with("HTTP/1.1 431")
    );
    let type_ = "Content-Type: application/json\r\n";
    let large = format!("{{\"entityRefs\":[\"{}\"]}}", "x".repeat(200_000));
    let response = server.send("POST", "/api/catalog/entities/by-refs", type_, &large);
    assert_eq!(response.status, 400);
    assert!(response.body.contains("request entity too large"));
    let nested = format!(
        "{{\"query\":{}{}}}",
        "{\"$not\":".repeat(10_000),
        "}".repeat(10_000)
    );
    let response = server.send("POST", "/api/catalog/entities/by-query", type_, &nested);
    assert_eq!(response.status, 400);
    for (method, path) in [
        ("DELETE", "/entities/by-uid/x"),
        ("POST", "/locations"),
        ("POST", "/refresh"),
    ] {
        let response = server.send(method, &format!("/api/catalog{path}"), type_, "{}");
        assert_eq!(response.status, 403, "{method} {path}");
        assert!(response.body.contains("NotAllowedError"));
    }
    assert_eq!(server.get("/teams/").status, 200);
}

#[test]
fn a_slow_client_is_disconnected_and_delays_no_other() {
    let server = Server::start(&create_platform(), &[]);
    let mut slow = TcpStream::connect(&server.address).unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-")
        .unwrap();
    assert_eq!(server.get("/").status, 200);
    slow.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut rest = Vec::new();
    // Reset or closed: it isn't open any more.
    let _ = slow.read_to_end(&mut rest);
    assert!(!String::from_utf8_lossy(&rest).starts_with("HTTP/1.1 200"));
}

#[test]
fn large_responses_are_compressed_on_request() {
    let server = Server::start(&Idp::new(), &[]);
    let plain = server.get("/api/catalog/entities");
    assert!(!plain.headers.contains_key("content-encoding"));
    assert_eq!(plain.headers["vary"], "Accept-Encoding");
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.write_all(b"GET /api/catalog/entities HTTP/1.0\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    assert!(String::from_utf8_lossy(&bytes).contains("content-encoding: gzip\r\n"));
    assert!(bytes.len() < plain.body.len() / 2);
}

#[test]
fn a_port_that_is_in_use_is_a_conflict() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let run = Idp::new().run(["catalog", "serve", "--port", port.as_str()]);
    let stderr = run.assert_exit_code(6).stderr;
    assert!(stderr.contains(&format!(
        "error: port {port} on 127.0.0.1 is in use by another program"
    )));
    assert!(stderr.contains("--port 0"));
}

#[test]
fn a_catalog_that_cannot_be_read_is_not_served() {
    let idp = create_platform();
    idp.write_file("catalog-info.yaml", "a: [\n");
    let run = idp.run(["catalog", "serve", "--port", "0"]);
    insta::assert_snapshot!(run.assert_exit_code(1).stderr, @r#"
    error[yaml-syntax]: expected "," or a closing bracket
     --> catalog-info.yaml:1:4
      |
    1 | a: [
      |    ^ separate the items with ","; put text that contains ":", "," or brackets in quotes
      |
      = more: idp explain yaml-syntax

    error: 1 catalog file can't be parsed
    help: idp catalog validate
    "#);
}

#[cfg(unix)]
#[test]
fn it_stops_when_asked_and_says_what_changed() {
    let idp = create_platform();
    let server = Server::start_for_people(&idp);
    idp.write_file("catalog-info.yaml", "a: [\n");
    server.wait_for("/", |response| response.body.contains("class=\"notice\""));
    idp.write_file("catalog-info.yaml", TEAM);
    server.wait_for("/", |response| !response.body.contains("class=\"notice\""));
    let (code, stderr) = server.stop();
    assert_eq!(code, Some(0));
    assert!(
        stderr.contains("warning: the catalog can't be read; the last good version is served"),
        "{stderr}"
    );
    assert!(stderr.contains("updated: 2 entities"), "{stderr}");
    assert!(!stderr.contains("finishing"), "{stderr}");
}
