# shellcheck shell=bash
register_tool pre-commit project "the hooks that this project offers" pre-commit

print_pre_commit_version() {
  print_pinned_version pre-commit
}

check_pre_commit() {
  expect_pass pre-commit "the project: pre-commit hooks" pre-commit validate-manifest "$ROOT/.pre-commit-hooks.yaml"
  seed_fault "$ROOT/.pre-commit-hooks.yaml" '/entry:/d' "$FAULTY/pre-commit-hooks.yaml"
  expect_fail pre-commit "pre-commit finds a hook without a command" pre-commit validate-manifest "$FAULTY/pre-commit-hooks.yaml"
}
