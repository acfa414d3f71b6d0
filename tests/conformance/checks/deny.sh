# shellcheck shell=bash
register_tool deny project "licences and sources of what this project depends on" cargo-deny

print_deny_version() {
  print_pinned_version cargo-deny
}

check_deny() {
  expect_pass deny "the project: cargo deny" judge_dependencies "$ROOT/deny.toml"
  sed 's/"MIT", //' "$ROOT/deny.toml" > "$FAULTY/deny.toml"
  expect_fail deny "cargo deny finds a licence that is not allowed" judge_dependencies "$FAULTY/deny.toml"
  sed 's/name = "openssl-sys"/name = "serde"/' "$ROOT/deny.toml" > "$FAULTY/deny.toml"
  expect_fail deny "cargo deny finds a crate that is banned" judge_dependencies "$FAULTY/deny.toml"
}

judge_dependencies() {
  cargo-deny --manifest-path "$ROOT/Cargo.toml" --config "$1" check --hide-inclusion-graph bans licenses sources
}
