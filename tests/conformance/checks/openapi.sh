# shellcheck shell=bash
register_tool openapi project "requests to GitHub: GitHub's own description of its API, and a mock made from it" jq node openapi

print_openapi_version() {
  local pins
  read -ra pins <<< "${NPM_TOOLS[openapi]}"
  echo "@octokit/openapi ${pins[0]##*@}, prism ${pins[1]##*@}"
}

check_openapi() {
  local generated=$TOOLS/openapi/node_modules/@octokit/openapi/generated
  DESCRIPTION_OF_GITHUB=$generated/api.github.com.json
  # Enterprise Cloud has everything that github.com has, and decides who can read Pages. prism can't read its description.
  DESCRIPTION_OF_ENTERPRISE_CLOUD=$generated/ghec.json
  expect_pass openapi "GitHub's description has every request" run_described_tests github:: network:: doctor:: connect::
  if [ ! -s "$RUN_FOLDER/promotion-requests" ]; then
    write_expected service promotion "$WORK/promoted" && judge_promotion "$WORK/promoted"
  fi
  start_mock || record_failure openapi "the mock of GitHub starts"
  expect_pass openapi "a mock of GitHub accepts every request" replay_requests "$WORK/requests"
  expect_pass openapi "a mock of GitHub accepts every request of a promotion" replay_requests "$RUN_FOLDER/promotion-requests"
  reject_request "the mock rejects a request without a required field" PUT /repos/acme/checkout/topics '{}'
  reject_request "the mock rejects an unknown path" POST /orgs/acme/repositories '{"name": "checkout"}'
  stop_mock
}

# run_described_tests FILTER…: the project's own tests, which judge by the description what they send, and record it.
run_described_tests() {
  (cd "$ROOT" && IDP_TEST_OPENAPI="$DESCRIPTION_OF_ENTERPRISE_CLOUD" IDP_TEST_RECORD="$WORK/requests" cargo test --locked --test cli -- "$@")
}

start_mock() {
  MOCK_PORT=$(find_free_port)
  "$TOOLS/openapi/node_modules/.bin/prism" mock -p "$MOCK_PORT" "$DESCRIPTION_OF_GITHUB" > "$WORK/mock.log" 2>&1 &
  MOCK=$!
  CLEANUPS+=(stop_mock)
  for _ in $(seq 300); do
    grep -q 'Prism is listening' "$WORK/mock.log" && return
    kill -0 "$MOCK" 2> /dev/null || return
    sleep 1
  done
  return 1
}

stop_mock() {
  [ -z "${MOCK:-}" ] || kill "$MOCK" 2> /dev/null
  MOCK=
}

replay_requests() {
  node github/replay.mjs "$1" "http://127.0.0.1:$MOCK_PORT"
}

# reject_request NAME METHOD PATH BODY
reject_request() {
  printf '{"method": "%s", "path": "%s", "body": %s}\n' "$2" "$3" "$4" > "$FAULTY/request"
  expect_fail openapi "$1" replay_requests "$FAULTY/request"
}
