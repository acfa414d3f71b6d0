# shellcheck shell=bash
register_tool release project "archives and notes of a release" unzip zip

check_release() {
  require_release
  expect_pass release "a release: the same input gives the same archives" compare_archives
  expect_pass release "a release: its notes are cut from the changelog" cut_notes v9.9.9 '## 9.9.9 - 2026-11-25' "Nine."
  expect_fail release "a release: a tag that isn't the version is rejected" cut_notes v9.9.8 '## 9.9.9' "Nine."
  expect_fail release "a release: a version that the changelog lacks is rejected" cut_notes v9.9.9 '## Unreleased' "Nine."
}

# Archives made with another umask have the checksums of the release.
compare_archives() {
  local again=$WORK/again
  mkdir -p "$again" && (
    umask 077
    "$ROOT/.ci/archive" 9.9.9 x86_64-unknown-linux-musl "$IDP" "$again" &&
      "$ROOT/.ci/archive" 9.9.9 x86_64-pc-windows-msvc "$RUN_FOLDER/idp.exe" "$again"
  ) && (cd "$again" && sha256sum --check --strict --ignore-missing "$RELEASE_FOLDER/latest/download/SHA256SUMS")
}

# cut_notes TAG HEADING TEXT: the notes of a project at 9.9.9 whose changelog has this heading and text.
cut_notes() {
  local notes project=$WORK/notes
  mkdir -p "$project" || return
  printf '[package]\nversion = "9.9.9"\n' > "$project/Cargo.toml"
  printf '# Changelog\n\n%s\n\n%s\n\n## 9.9.8\n\nEight.\n' "$2" "$3" > "$project/CHANGELOG.md"
  notes=$(run_in "$project" "$ROOT/.ci/release-notes" "$1") && [ "$notes" = "$3" ]
}
