# shellcheck shell=bash
register_tool terraform project "the Terraform of docs/guide/clouds: syntax, format and references" hclfmt

print_terraform_version() {
  echo "hclfmt $(print_pinned_version hclfmt)"
}

check_terraform() {
  local files=("$ROOT"/docs/guide/clouds/*/main.tf)
  expect_pass terraform "the Terraform of each cloud parses and is formatted" hclfmt -require-no-change -check "${files[@]}"
  expect_pass terraform "every reference in it is declared" python3 terraform.py "${files[@]}"
  seed_fault "$ROOT/docs/guide/clouds/eks/main.tf" 's/aws_iam_role.deploy\[/aws_iam_role.deployer[/' "$FAULTY/main.tf"
  expect_fail terraform "finds a reference that isn't declared" python3 terraform.py "$FAULTY/main.tf"
}
