# shellcheck shell=bash
# Runs the checks, prints a line for each, and counts them by tool.

PASSED=0
FAILED=0
# By tool: checks that passed, seeded faults that it found, checks that failed, and the time of all of them.
declare -A SOUND SEEDED FAILURES MILLISECONDS
# The tools in the order of their first check.
JUDGED=()

# expect_pass TOOL NAME COMMAND…: passes when the command does. Prints the command's output when it fails, and what it measured.
expect_pass() {
  judge_command SOUND "$@"
}

# expect_found TOOL NAME COMMAND…: the same for a command that passes when the tool finds a seeded fault.
expect_found() {
  judge_command SEEDED "$@"
}

# expect_fail TOOL NAME COMMAND…: passes when the command finds a seeded fault. A check that can't fail checks nothing.
expect_fail() {
  local tool=$1 name=$2 began
  shift 2
  began=$(print_time)
  "$@" > /dev/null 2>&1
  case $? in
    # It passed, or there is no such tool.
    0 | 126 | 127) record_failure "$tool" "$name" "$began" ;;
    *) record_pass SEEDED "$tool" "$name" "$began" ;;
  esac
}

judge_command() {
  local kind=$1 tool=$2 name=$3 began output
  shift 3
  began=$(print_time)
  if output=$("$@" 2>&1); then
    record_pass "$kind" "$tool" "$name" "$began"
    sed -n 's/^measured: /              /p' <<< "$output"
  else
    record_failure "$tool" "$name" "$began"
    echo "$output" | tail -40 | sed 's/^/              /'
    return 1
  fi
}

# record_pass SOUND|SEEDED TOOL NAME BEGAN
record_pass() {
  local -n counts=$1
  PASSED=$((PASSED + 1))
  counts[$2]=$((${counts[$2]:-0} + 1))
  printf 'ok %7.1f s  %s\n' "$(($(print_time) - $4))e-3" "$3"
  add_time "$2" "$4"
}

# record_failure TOOL NAME [BEGAN]
record_failure() {
  local began=${3:-$(print_time)}
  FAILED=$((FAILED + 1))
  FAILURES[$1]=$((${FAILURES[$1]:-0} + 1))
  printf 'FAIL %5.1f s  %s\n' "$(($(print_time) - began))e-3" "$2"
  add_time "$1" "$began"
}

add_time() {
  [ -n "${MILLISECONDS[$1]:-}" ] || JUDGED+=("$1")
  MILLISECONDS[$1]=$((${MILLISECONDS[$1]:-0} + $(print_time) - $2))
}

# Milliseconds since 1970.
print_time() {
  echo $((${EPOCHREALTIME/[.,]/} / 1000))
}

# The counts, a line for each tool, and the sums.
print_results() {
  local tool
  printf '\n%-14s %-64s %6s %6s %6s %8s\n' TOOL VERSION PASSED SEEDED FAILED SECONDS
  for tool in "${JUDGED[@]}"; do
    printf '%-14s %-64s %6d %6d %6d %8.1f\n' "$tool" "$(print_version "$tool")" \
      "${SOUND[$tool]:-0}" "${SEEDED[$tool]:-0}" "${FAILURES[$tool]:-0}" "${MILLISECONDS[$tool]}e-3"
  done
  [ "${CI_MILLISECONDS:-0}" -eq 0 ] ||
    printf '\nThe longest CI job of a service, on this machine with warm caches: %.0f s.\n' "${CI_MILLISECONDS}e-3"
  printf '\n%d passed, %d failed\n' "$PASSED" "$FAILED"
}

# A file in ../checks may define print_TOOL_version.
print_version() {
  local command=print_${1//-/_}_version
  if declare -F "$command" > /dev/null; then
    "$command"
  else
    echo -
  fi
}

# assert_error WORDS COMMAND…: the command fails, and its output has these words.
assert_error() {
  local output words=$1
  shift
  output=$("$@" 2>&1) && return 1
  echo "$output"
  grep --quiet --fixed-strings -- "$words" <<< "$output"
}
