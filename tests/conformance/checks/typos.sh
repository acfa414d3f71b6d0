# shellcheck shell=bash
register_tool typos project "spelling, of this project" typos

print_typos_version() {
  print_pinned_version typos
}

check_typos() {
  expect_pass typos "the project: typos" env -C "$ROOT" typos
  echo "a refered word" > "$FAULTY/misspelt.md"
  expect_fail typos "typos finds a misspelt word" typos --isolated "$FAULTY/misspelt.md"
}
