# shellcheck shell=bash
# The tools in ../checks and the golden templates: which there are, and what each tool judges.

# The order in which they run: quick ones first, then those that share built services. npm is last: it also judges what the
# others left in the working tree.
TOOL_ORDER=(
  pins idp actionlint zizmor schemas gitleaks shellcheck hadolint runbook preflight helm kubernetes datadog export techdocs
  promotion terraform typos deny pre-commit sarif backstage release installer shells action openssl openapi postgresql node opentelemetry chromium site serve npm
)
# The tool whose function runs.
CURRENT_TOOL=
# By tool: `template`, `project` or `both`; what it judges, in a line; and what has to be installed.
declare -A SUBJECT JUDGES NEEDS

# register_tool NAME template|project|both JUDGES NEED…
register_tool() {
  SUBJECT[$1]=$2
  JUDGES[$1]=$3
  NEEDS[$1]=${*:4}
}

load_tools() {
  local tool file template
  for tool in "${TOOL_ORDER[@]}"; do
    # shellcheck source=/dev/null
    source "./checks/$tool.sh"
  done
  for file in checks/*.sh; do
    is_tool "$(basename "$file" .sh)" || { echo "error: TOOL_ORDER in lib/registry.sh lacks $file" >&2; return 1; }
  done
  for template in $(list_templates); do
    [ -f "templates/$template.sh" ] || { echo "error: nothing judges the template $template: templates/$template.sh not found" >&2; return 1; }
  done
}

is_tool() {
  [ -n "${SUBJECT[$1]:-}" ]
}

# can_judge TOOL SUBJECT: the subject is a template's name or `project`.
can_judge() {
  case ${SUBJECT[$1]} in
    both) ;;
    project) [ "$2" = project ] ;;
    template) [ "$2" != project ] ;;
  esac
}

# run_checks SUBJECT TOOL…: calls check_TOOL of those tools that judge it.
run_checks() {
  local subject=$1 tool chosen=()
  shift
  for tool; do
    can_judge "$tool" "$subject" && chosen+=("$tool")
  done
  [ ${#chosen[@]} -gt 0 ] || return 0
  enter_subject "$subject"
  [ "$subject" = project ] || render_template_examples "$subject"
  for tool in "${chosen[@]}"; do
    # shellcheck disable=SC2034 # read by ./faults.sh
    CURRENT_TOOL=$tool
    "check_${tool//-/_}" "$subject"
  done
}

# The needs of these tools, without repetition.
list_needs() {
  local tool need
  for tool; do
    for need in ${NEEDS[$tool]}; do
      echo "$need"
    done
  done | sort --unique
}

list_tools() {
  local tool
  for tool in "${TOOL_ORDER[@]}"; do
    printf '%-14s %-8s  %s\n' "$tool" "${SUBJECT[$tool]}" "${JUDGES[$tool]}"
  done
}

list_templates() {
  local folder name
  for folder in "$ROOT"/golden-templates/*/; do
    name=$(basename "$folder")
    # The platform repository isn't a service: the project's checks judge it.
    [ ! -f "$folder/template.yaml" ] || grep --quiet '^entity: none$' "$folder/template.yaml" || echo "$name"
  done
}

is_template() {
  list_templates | grep --quiet --line-regexp --fixed-strings -- "$1"
}
