# shellcheck shell=bash
register_tool schemas template "workflows, Renovate's configuration and Compose files: their published schemas" check-jsonschema

print_schemas_version() {
  echo "workflows, Renovate, Compose of check-jsonschema $(print_pinned_version check-jsonschema)"
}

check_schemas() {
  local service name
  for service in "$SERVICES"/*; do
    name=$(basename "$service")
    expect_pass schemas "$name: schema of workflows" validate_schema github-workflows "$service"/.github/workflows/*.yml
    expect_pass schemas "$name: schema of Renovate" validate_schema renovate "$service/renovate.json"
    expect_pass schemas "$name: schema of Compose" validate_schema compose-spec "$service/compose.yaml"
  done
  seed_unknown_key "$FAULTY/unknown-key.yml"
  expect_fail schemas "the schema of workflows rejects an unknown key" validate_schema github-workflows "$FAULTY/unknown-key.yml"
}

# validate_schema NAME FILE…
validate_schema() {
  check-jsonschema --builtin-schema "vendor.$1" "${@:2}"
}
