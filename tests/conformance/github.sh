# Functions of ./run: what idp says to GitHub, judged by GitHub's own description of its API, and what a crowd does to it.

OPENAPI=23.0.2
PRISM=5.16.0

install_github() {
  local packages=$TOOLS/github
  DESCRIPTION=$packages/node_modules/@octokit/openapi/generated/api.github.com.json
  [ "$(cat "$packages/stamp" 2>/dev/null)" = "$OPENAPI $PRISM" ] && return
  npm install --prefix "$packages" --ignore-scripts --no-audit --no-fund "@octokit/openapi@$OPENAPI" "@stoplight/prism-cli@$PRISM" || return
  echo "$OPENAPI $PRISM" > "$packages/stamp"
}

# The project's own tests of these names; the description checks what they send.
described_tests() {
  (cd "$HERE/../.." && quietly_in . env IDP_TEST_OPENAPI="$DESCRIPTION" IDP_TEST_RECORD="$WORK/requests" \
    cargo test --locked --test cli -- "$@")
}

start_mock() {
  MOCK_PORT=$(free_port)
  "$TOOLS/github/node_modules/.bin/prism" mock -p "$MOCK_PORT" "$DESCRIPTION" > "$WORK/mock.log" 2>&1 &
  MOCK=$!
  for _ in $(seq 300); do
    grep -q 'Prism is listening' "$WORK/mock.log" && return
    kill -0 "$MOCK" 2>/dev/null || return
    sleep 1
  done
  return 1
}

stop_mock() {
  [ -z "${MOCK:-}" ] || kill "$MOCK" 2>/dev/null
}

replayed() {
  node github/replay.mjs "$1" "http://127.0.0.1:$MOCK_PORT"
}

crowd_of_fifty() {
  (cd "$HERE/../.." && IDP_TEST_CROWD=50 IDP_TEST_BINARY="$IDP" cargo test --locked --test cli -- concurrent_new:: --nocapture --test-threads=1 \
    > "$WORK/crowd.log" 2>&1) || { tail -40 "$WORK/crowd.log"; return 1; }
  grep -Eo '(one file|a file each|[0-9]+ open pull).*' "$WORK/crowd.log"
}

github_checks() {
  local seeded=$WORK/seeded-requests
  check openapi "GitHub's description knows every request" described_tests github:: network:: doctor:: connect::
  start_mock || fail openapi "a mock of GitHub does not start" "$(now)"
  check openapi "a mock of GitHub takes every request" replayed "$WORK/requests"
  check openapi "a mock of GitHub takes every request of a promotion" replayed "$WORK/promotion-requests"
  echo '{"method": "PUT", "path": "/repos/acme/checkout/topics", "body": {}}' > "$seeded"
  refuse openapi "the mock sees that something is missing" replayed "$seeded"
  echo '{"method": "POST", "path": "/orgs/acme/repositories", "body": {"name": "checkout"}}' > "$seeded"
  refuse openapi "the mock sees a path that is none" replayed "$seeded"
  stop_mock
  check openssl "an encrypted GitHub is reached by the proxy, which learns where to and nothing else" python3 proxy.py "$IDP" "$WORK/proxy"
  # An idp that knows no proxy.
  printf '#!/bin/sh\nunset HTTPS_PROXY\nexec "%s" "$@"\n' "$IDP" > "$WORK/faulty/straight" && chmod +x "$WORK/faulty/straight"
  refuse openssl "an idp that goes past the proxy is seen" python3 proxy.py "$WORK/faulty/straight" "$WORK/past-proxy"
  check idp "fifty register at once, in one file and in a file each; fifty pull requests merge" crowd_of_fifty
}
