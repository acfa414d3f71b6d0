# shellcheck shell=bash
# What the arguments of ../run choose: CHOSEN_TOOLS in the order in which they run, and CHOSEN_SUBJECTS.

CHOSEN_TOOLS=()
CHOSEN_SUBJECTS=()

parse_arguments() {
  local template=
  case ${1:-} in
    -h | --help) print_help; exit ;;
    --list) list_tools; exit ;;
    -*) reject_usage "unknown option $1" ;;
  esac
  if [ $# -gt 0 ] && is_template "$1"; then
    template=$1
    shift
  fi
  check_names "$template" "$@"
  choose_tools "$@"
  choose_subjects "$template"
}

# The comment at the top of ../run.
print_help() {
  sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' run
}

# check_names TEMPLATE TOOL…: every tool exists and judges the template, where there is one.
check_names() {
  local template=$1 tool
  shift
  for tool; do
    is_tool "$tool" || reject_name "$template" "$tool"
    [ -z "$template" ] || can_judge "$tool" "$template" ||
      reject_usage "$tool judges the project, not a template" "tests/conformance/run $tool"
  done
}

# choose_tools [TOOL…]: all of them when none is named.
choose_tools() {
  local tool
  for tool in "${TOOL_ORDER[@]}"; do
    [[ $# -eq 0 || " $* " == *" $tool "* ]] && CHOSEN_TOOLS+=("$tool")
  done
}

# choose_subjects TEMPLATE: the template, or, where there is none, all templates and the project.
# shellcheck disable=SC2034 # read by ../run
choose_subjects() {
  if [ -n "$1" ]; then
    CHOSEN_SUBJECTS=("$1")
  else
    mapfile -t CHOSEN_SUBJECTS < <(list_templates; echo project)
  fi
}

# reject_name TEMPLATE NAME
reject_name() {
  local kind=tool
  [ -n "$1" ] || kind="tool or template"
  if is_template "$2"; then
    reject_usage "template \"$2\" must be the first argument, and there can be only one" "tests/conformance/run $2 [TOOL…]"
  fi
  reject_usage "unknown $kind \"$2\"" "tools: ${TOOL_ORDER[*]}" "templates: $(list_templates | paste -sd ' ')"
}

# reject_usage MESSAGE [HELP…]
reject_usage() {
  echo "error: $1" >&2
  shift
  [ $# -eq 0 ] || printf 'help: %s\n' "$@" >&2
  exit 2
}
