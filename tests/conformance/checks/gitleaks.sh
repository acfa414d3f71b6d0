# shellcheck shell=bash
register_tool gitleaks template "secrets that were committed" gitleaks

print_gitleaks_version() {
  print_pinned_version gitleaks
}

check_gitleaks() {
  local service
  for service in "$SERVICES"/*; do
    expect_pass gitleaks "$(basename "$service"): no secrets" scan_secrets "$service"
  done
  write_token "$FAULTY/leak/config.ini"
  expect_fail gitleaks "gitleaks finds a token" scan_secrets "$FAULTY/leak"
}

scan_secrets() {
  gitleaks dir --no-banner --log-level error "$1"
}

# Random, so that nobody takes this file for a leak.
write_token() {
  mkdir -p "$(dirname "$1")"
  printf 'key = "%s%s"\n' ghp_ "$(head -c 18 /dev/urandom | od -An -tx1 | tr -d ' \n')" > "$1"
}
