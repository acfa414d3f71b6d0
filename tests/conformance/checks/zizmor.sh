# shellcheck shell=bash
register_tool zizmor both "GitHub Actions: security of workflows and of the action" zizmor

print_zizmor_version() {
  print_pinned_version zizmor
}

check_zizmor() {
  case $1 in
    project) audit_project ;;
    *) audit_services ;;
  esac
}

audit_services() {
  local service
  for service in "$SERVICES"/*; do
    expect_pass zizmor "$(basename "$service"): zizmor" run_zizmor "$service/.github"
  done
  # shellcheck disable=SC2016
  seed_fault "$(find_example main)/.github/workflows/ci.yml" 's/run: npm test/run: echo ${{ github.event.pull_request.title }}/' "$FAULTY/injection.yml"
  expect_fail zizmor "zizmor finds an injection" run_zizmor "$FAULTY/injection.yml"
}

audit_project() {
  local copy=$FAULTY/zizmor
  expect_pass zizmor "the project: zizmor" run_zizmor "$ROOT/.github/workflows" "$ROOT/action.yml"
  write_expected platform github "$WORK/audited-platform"
  expect_pass zizmor "a platform repository: zizmor" run_zizmor "$WORK/audited-platform/.github"
  copy_project "$copy"
  # shellcheck disable=SC2016
  seed_fault "$ROOT/action.yml" 's/^      run: sh .*validate.sh"/      run: idp catalog validate ${{ inputs.args }}/' "$copy/action.yml"
  expect_fail zizmor "zizmor finds an injection in the action" run_zizmor "$copy/.github/workflows" "$copy/action.yml"
}

run_zizmor() {
  zizmor --offline --no-progress --quiet "$@"
}
