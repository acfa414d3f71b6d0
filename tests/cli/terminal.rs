//! What a person sees at a terminal.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::fake::{ENVIRONMENTS, FakeGitHub};
use crate::support::Idp;

/// `idp` in its own terminal.
struct TerminalSession {
    screen: vt100::Parser,
    output: Receiver<Vec<u8>>,
    input: Box<dyn Write + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
}

impl TerminalSession {
    fn start(idp: &Idp, arguments: &[&str]) -> TerminalSession {
        TerminalSession::start_with_columns(idp, arguments, 120)
    }

    fn start_with_columns(idp: &Idp, arguments: &[&str], columns: u16) -> TerminalSession {
        let pair = native_pty_system()
            .openpty(PtySize {
                rows: 40,
                cols: columns,
                pixel_width: 0,
                pixel_height: 0,
            })
            .unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_idp"));
        command.args(arguments);
        command.cwd(idp.path(""));
        command.env_clear();
        for (name, value) in idp.command("idp").get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let input = pair.master.take_writer().unwrap();
        let (send, output) = channel();
        std::thread::spawn(move || {
            let _master = pair.master;
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        TerminalSession {
            screen: vt100::Parser::new(40, columns, 0),
            output,
            input,
            child,
        }
    }

    /// Waits until the screen shows `text`. If it never does, panics with the contents of the screen.
    fn wait_for(&mut self, text: &str) {
        let patience = Instant::now() + Duration::from_secs(30);
        while !self.screen.screen().contents().contains(text) {
            match self
                .output
                .recv_timeout(patience.saturating_duration_since(Instant::now()))
            {
                Ok(bytes) => self.screen.process(&bytes),
                Err(_) => panic!(
                    "never saw {text:?} on:\n{}",
                    self.screen.screen().contents()
                ),
            }
        }
    }

    fn type_keys(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    /// Presses `key` until the screen shows `text`: a key that arrives between two reads is lost.
    fn press_until(&mut self, key: &str, text: &str) {
        for _ in 0..100 {
            self.type_keys(key);
            while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(100)) {
                self.screen.process(&bytes);
            }
            if self.screen.screen().contents().contains(text) {
                return;
            }
        }
        panic!(
            "never saw {text:?} on:\n{}",
            self.screen.screen().contents()
        );
    }

    /// The exit code, and the screen as it was left.
    fn wait_for_exit(mut self) -> (u32, vt100::Parser) {
        let code = self.child.wait().unwrap().exit_code();
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
            self.screen.process(&bytes);
        }
        (code, self.screen)
    }
}

/// Everything that a command writes to its terminal, byte for byte.
pub(crate) fn record_terminal_output(idp: &Idp, arguments: &[&str]) -> Vec<u8> {
    record_until_exit(TerminalSession::start(idp, arguments))
}

fn record_until_exit(mut session: TerminalSession) -> Vec<u8> {
    session.child.wait().unwrap();
    let mut bytes = Vec::new();
    while let Ok(more) = session.output.recv_timeout(Duration::from_millis(200)) {
        bytes.extend(more);
    }
    bytes
}

/// Everything that a command shows on a terminal with `columns`, on a screen that is tall enough for it.
pub(crate) fn show_on_terminal(idp: &Idp, arguments: &[&str], columns: u16) -> vt100::Parser {
    let session = TerminalSession::start_with_columns(idp, arguments, columns);
    let mut screen = vt100::Parser::new(400, columns, 0);
    screen.process(&record_until_exit(session));
    screen
}

#[test]
fn it_asks_for_what_is_missing_and_offers_the_teams() {
    let idp = Idp::new();
    let mut session = TerminalSession::start(&idp, &["new", "service"]);
    session.wait_for("Name");
    session.type_keys("Check out\r");
    session.wait_for("invalid service name");
    session.type_keys("\u{15}checkout\r");
    session.wait_for("payments  Payments");
    session.wait_for("storefront  Storefront");
    session.wait_for("Type to search");
    session.type_keys("x");
    session.wait_for("no match; press Backspace");
    session.press_until("\u{7f}", "payments  Payments");
    session.type_keys("pay\r");
    session.wait_for("System");
    session.type_keys("mon\r");
    session.wait_for("What does it do?");
    session.type_keys("\r");
    session.wait_for("Choose none to leave out migrations");
    session.wait_for("Which database does it use?");
    session.type_keys("none\r");
    session.wait_for("Where does the cluster run?");
    session.type_keys("\r");
    session.wait_for("To repeat: idp new service checkout --owner payments --system money");
    session.wait_for("--set database=none");
    session.wait_for("Created checkout");
    let (code, _) = session.wait_for_exit();
    assert_eq!(code, 0);
    let owner = idp
        .run(["who-owns", "checkout", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(owner["results"][0]["owner"], "group:default/payments");
}

#[test]
fn the_interview_fits_a_narrow_terminal() {
    let idp = Idp::new();
    let arguments = ["new", "service", "checkout"];
    let mut session = TerminalSession::start_with_columns(&idp, &arguments, 40);
    session.wait_for("Owner");
    session.type_keys("pay\r");
    for question in ["System", "What does it do?", "database", "cluster"] {
        session.wait_for(question);
        session.type_keys("\r");
    }
    session.wait_for("To repeat:");
    let (code, screen) = session.wait_for_exit();
    assert_eq!(code, 0);
    let screen = screen.screen();
    for (number, row) in (0..).zip(screen.rows(0, 40)) {
        // An answer is shown as it was given.
        assert!(
            row.starts_with('✔') || !screen.row_wrapped(number),
            "{row:?} wraps in\n{}",
            screen.contents()
        );
    }
    let wrapped = "To repeat: idp new service checkout \\\n  --owner payments";
    assert!(screen.contents().contains(wrapped), "{}", screen.contents());
}

#[test]
fn nothing_is_asked_when_everything_was_said() {
    let idp = Idp::new();
    let mut session =
        TerminalSession::start(&idp, &["new", "service", "checkout", "--owner", "payments"]);
    session.wait_for("Created checkout");
    assert_eq!(session.wait_for_exit().0, 0);
}

#[test]
fn ctrl_c_at_a_question_leaves_a_clean_terminal() {
    let idp = Idp::new();
    for reach in ["Name", "Owner"] {
        let mut session = TerminalSession::start(&idp, &["new", "service"]);
        session.wait_for("Name");
        if reach == "Owner" {
            session.type_keys("checkout\r");
            session.wait_for("payments  Payments");
        }
        session.type_keys("\u{3}");
        let (code, screen) = session.wait_for_exit();
        assert_eq!(code, 130, "{}", screen.screen().contents());
        assert!(!screen.screen().hide_cursor(), "the cursor is hidden");
        let shown = screen.screen().contents();
        let said = shown
            .lines()
            .any(|line| line.starts_with("error: interrupted"));
        assert!(said, "{shown}");
        // The prompt fails and the signal handler is called, but only one of them reports the interruption.
        assert_eq!(shown.matches("interrupted").count(), 1, "{shown}");
    }
    assert!(!idp.path("checkout").exists());
}

#[test]
fn a_signal_at_a_question_ends_it_too_and_is_told_once() {
    for signal in ["INT", "TERM"] {
        let idp = Idp::new();
        let mut session = TerminalSession::start(&idp, &["new", "service", "checkout"]);
        session.wait_for("payments  Payments");
        let pid = session.child.process_id().unwrap().to_string();
        let sent = idp.command("kill").args(["-s", signal, &pid]).status();
        assert!(sent.unwrap().success());
        let (code, screen) = session.wait_for_exit();
        let shown = screen.screen().contents();
        assert_eq!(code, 130, "{shown}");
        assert_eq!(shown.matches("interrupted").count(), 1, "{shown}");
        assert!(!screen.screen().hide_cursor(), "the cursor is hidden");
    }
}

#[test]
fn on_a_real_forge_it_asks_before_anything_is_made() {
    let route = "    route: {kind: alb, host: '{name}.acme.dev'}\n";
    let github = FakeGitHub::new(&format!("{ENVIRONMENTS}{route}"));
    let idp = github.signed_in_user();
    let new = ["new", "service", "checkout", "--owner", "payments"];
    let mut session = TerminalSession::start(&idp, &new);
    session.wait_for("Create checkout?");
    let shown = session.screen.screen().contents();
    for words in [
        "private http",
        "/acme/checkout",
        "group:default/payments (team payments)",
        "catalog/components/checkout.yaml, pushed to main",
        "staging, as soon as the repository is set up; production, once you merge a change",
        "https://checkout.acme.dev",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    session.type_keys("n\r");
    let (code, screen) = session.wait_for_exit();
    assert_eq!(code, 130);
    assert!(screen.screen().contents().contains("nothing was created"));
    assert_eq!(github.count_requests("POST /orgs/acme/repos"), 0);
    assert!(!idp.path("checkout").exists());
    let runs = idp
        .run(["runs", "list", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(runs["runs"], serde_json::json!([]));
    let mut session = TerminalSession::start(&idp, &[&new[..], &["--yes"]].concat());
    session.wait_for("Created checkout");
    assert_eq!(session.wait_for_exit().0, 0);
}

#[test]
fn a_missing_token_comes_before_the_questions() {
    let github = FakeGitHub::new("");
    let idp = github.signed_out_user();
    let mut session = TerminalSession::start(&idp, &["new", "service"]);
    session.wait_for("no token for");
    assert_eq!(session.wait_for_exit().0, 4);
}

#[test]
fn a_change_of_a_shared_platform_is_shown_and_asked_for() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let set = ["catalog", "set", "group:payments", "title=Money"];
    let mut session = TerminalSession::start(&idp, &set);
    session.wait_for("Push this change?");
    let shown = session.screen.screen().contents();
    for words in [
        "/acme/platform.git · push to main",
        "catalog: group:default/payments: title=Money",
        "catalog/groups.yaml",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    session.type_keys("n");
    let (code, screen) = session.wait_for_exit();
    assert_eq!(code, 130);
    assert!(screen.screen().contents().contains("nothing was changed"));
    let mut session = TerminalSession::start(&idp, &[&set[..], &["--pr"]].concat());
    session.wait_for("Open this pull request?");
    session.type_keys("y");
    session.wait_for("/acme/platform/pull/");
    assert_eq!(session.wait_for_exit().0, 0);
    let mut session = TerminalSession::start(&idp, &[&set[..], &["--yes"]].concat());
    session.wait_for("pushed to main of http");
    assert_eq!(session.wait_for_exit().0, 0);
    // No one else uses the practice platform, so `idp` doesn't ask for confirmation.
    let idp = Idp::new();
    let mut session = TerminalSession::start(&idp, &["catalog", "set", "ledger", "title=Books"]);
    session.wait_for("changed 1 entity");
    assert_eq!(session.wait_for_exit().0, 0);
}
