//! The token stored by the `gh` CLI.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use secrecy::SecretString;

use super::token::{ENTERPRISE_SERVER_TOKEN_VARIABLES, GITHUB_CLOUD_TOKEN_VARIABLES};

/// How long `gh` may take: it may open the system keychain, which may ask the user.
const GH_CLI_TIMEOUT: Duration = Duration::from_secs(5);

/// The token that `gh` stores for `host`; `None` if it has none, isn't installed, or times out.
pub fn read_gh_token(host: &str) -> Option<SecretString> {
    let mut gh = Command::new("gh");
    // `gh` would return the values of these variables for any host.
    for variable in GITHUB_CLOUD_TOKEN_VARIABLES
        .iter()
        .chain(ENTERPRISE_SERVER_TOKEN_VARIABLES)
    {
        gh.env_remove(variable);
    }
    let mut child = gh
        .args(["auth", "token", "--hostname", host])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let began = Instant::now();
    while child.try_wait().ok()?.is_none() {
        if began.elapsed() > GH_CLI_TIMEOUT {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let token = text.trim_end_matches(['\n', '\r']);
    (output.status.success() && !token.is_empty()).then(|| token.to_owned().into())
}
