# shellcheck shell=bash
register_tool sarif project "the SARIF of idp catalog validate: the official schema" jsonschema sarif-schema

print_sarif_version() {
  echo "2.1.0, jsonschema $(print_pinned_version jsonschema)"
}

check_sarif() {
  local log=$WORK/faulty.sarif
  write_valid_catalog "$WORK/catalog"
  expect_pass sarif "SARIF of a valid catalog" validate_catalog_sarif "$WORK/catalog" "$WORK/valid.sarif"
  expect_pass sarif "SARIF of an invalid catalog" validate_catalog_sarif backstage/fixtures "$log"
  seed_fault "$log" 's/"level": "error"/"level": "loud"/' "$FAULTY/log.sarif"
  expect_fail sarif "the schema of SARIF rejects an unknown level" validate_sarif "$FAULTY/log.sarif"
}

write_valid_catalog() {
  mkdir -p "$1"
  printf '%s\n' 'apiVersion: backstage.io/v1alpha1' 'kind: Group' 'metadata: {name: a}' 'spec: {type: team, children: []}' > "$1/catalog-info.yaml"
}

# validate_catalog_sarif CATALOG LOG: idp exits 1 where it has findings.
validate_catalog_sarif() {
  "$IDP" catalog validate "$1" -o sarif > "$2" || [ $? -eq 1 ] || return
  validate_sarif "$2"
}

validate_sarif() {
  python3 -m jsonschema --instance "$1" "$TOOLS/sarif.json" > "$WORK/sarif.log" 2>&1 || { tail -20 "$WORK/sarif.log"; return 1; }
}
