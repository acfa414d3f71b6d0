# shellcheck shell=bash
register_tool techdocs template "documentation for Backstage: it builds, and its links work" mkdocs-techdocs-core

print_techdocs_version() {
  echo "mkdocs-techdocs-core $(print_pinned_version mkdocs-techdocs-core)"
}

check_techdocs() {
  local service
  service=$(find_example techdocs) || return 0
  expect_pass techdocs "$(basename "$service"): TechDocs" build_techdocs "$service"
  write_broken_link "$FAULTY/pages"
  expect_fail techdocs "TechDocs finds a broken link" build_techdocs "$FAULTY/pages"
}

build_techdocs() {
  mkdocs build --strict --config-file "$1/mkdocs.yml" --site-dir "$WORK/site" && [ -s "$WORK/site/index.html" ]
}

write_broken_link() {
  mkdir -p "$1/docs"
  printf '%s\n' 'site_name: x' 'plugins: [techdocs-core]' > "$1/mkdocs.yml"
  echo '[nowhere](nowhere.md)' > "$1/docs/index.md"
}
