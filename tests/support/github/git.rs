//! Git over HTTP, served by git's own HTTP backend.

use std::collections::HashMap;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use bytes::Bytes;
use http::Response;
use http::request::Parts;
use http_body_util::Full;

use super::server::HttpResponse;
use super::state::GitHubState;

/// Answers a request from git for a repository below the root.
pub(super) fn serve_git(parts: &Parts, body: &Bytes, state: &Mutex<GitHubState>) -> HttpResponse {
    let path = parts.uri.path();
    let (root, known) = {
        let mut state = state.lock().unwrap();
        let user = state.is_authenticated(parts);
        if !user {
            return Response::builder()
                .status(401)
                .header("www-authenticate", "Basic realm=\"GitHub\"")
                .body(Full::default())
                .unwrap();
        }
        let name = path
            .trim_start_matches('/')
            .split(".git/")
            .next()
            .unwrap_or_default();
        (state.root.clone(), state.is_visible(name))
    };
    if !known {
        let answer = Response::builder()
            .status(404)
            .body(Full::from("Not Found"));
        return answer.unwrap();
    }
    run_http_backend(parts, body, &root)
}

/// The response of git's HTTP backend.
fn run_http_backend(parts: &Parts, body: &Bytes, root: &std::path::Path) -> HttpResponse {
    let header = |name: &str| {
        let value = parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let mut child = Command::new("git")
        .arg("http-backend")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", root)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_PROJECT_ROOT", root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("REMOTE_USER", "ada")
        .env("REMOTE_ADDR", "127.0.0.1")
        .env("REQUEST_METHOD", parts.method.as_str())
        .env("PATH_INFO", parts.uri.path())
        .env("QUERY_STRING", parts.uri.query().unwrap_or_default())
        .env("CONTENT_TYPE", header("content-type"))
        .env("CONTENT_LENGTH", body.len().to_string())
        .env("HTTP_CONTENT_ENCODING", header("content-encoding"))
        .env("GIT_PROTOCOL", header("git-protocol"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let body = body.clone();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&body);
    });
    let output = child.wait_with_output().unwrap();
    let _ = writer.join();
    parse_cgi_response(&output.stdout)
}

/// The output of a CGI program, as a response.
fn parse_cgi_response(output: &[u8]) -> HttpResponse {
    let end = output
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap_or(output.len());
    let head = String::from_utf8_lossy(&output[..end]);
    let headers: HashMap<String, &str> = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value))
        .collect();
    let status = headers
        .get("status")
        .and_then(|status| status.split(' ').next()?.parse().ok());
    let mut answer = Response::builder().status(status.unwrap_or(200u16));
    for (name, value) in headers.iter().filter(|(name, _)| *name != "status") {
        answer = answer.header(name, *value);
    }
    let body = output.get(end + 4..).unwrap_or_default().to_vec();
    answer.body(Full::from(body)).unwrap()
}
