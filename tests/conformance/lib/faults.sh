# shellcheck shell=bash
# Seeds faults. One that changes nothing fails the run: a check that "finds" it would prove nothing.

# seed_fault FILE SED COPY: a copy with a fault.
seed_fault() {
  mkdir -p "$(dirname "$3")"
  sed "$2" "$1" > "$3"
  require_difference "$1" "$3" "$2"
}

# break_file FILE SED: seeds a fault in the file itself; restore_file takes it back.
break_file() {
  sed -i.sound "$2" "$1"
  require_difference "$1" "$1.sound" "$2"
}

restore_file() {
  mv "$1.sound" "$1"
}

# require_difference FILE FILE FAULT
require_difference() {
  ! cmp --quiet "$1" "$2" || record_failure "$CURRENT_TOOL" "the seeded fault changes nothing in $(basename "$1"): $3"
}

# seed_script_faults NAME FOLDER: for each line `fault|script|pattern|replacement|description` on stdin, a copy of the scripts in
# the folder with that fault, in $FAULTY/NAME-fault, and the description beside them.
seed_script_faults() {
  local fault script from to description copy
  while IFS='|' read -r fault script from to description; do
    copy=$FAULTY/$1-$fault
    mkdir -p "$copy"
    find "$2" -maxdepth 1 \( -name '*.sh' -o -name '*.mjs' \) -exec cp -t "$copy" {} +
    seed_fault "$2/$script" "s/$from/$to/" "$copy/$script"
    echo "$description" > "$copy/description"
  done
}

# expect_script_faults NAME TOOL PREFIX COMMAND…: the command fails for each of these folders; the name of the check is the prefix and
# the description.
expect_script_faults() {
  local folder
  for folder in "$FAULTY/$1"-*/; do
    expect_fail "$2" "$3 $(cat "$folder/description")" "${@:4}" "$folder"
  done
}

# copy_project FOLDER: the workflows, the action and the hooks of the project. actionlint looks for the repository around an action.
copy_project() {
  mkdir -p "$1/.git" && cp -r "$ROOT/.github" "$ROOT/action.yml" "$ROOT/.pre-commit-hooks.yaml" "$1"
}

# seed_unknown_key COPY: a workflow with a misspelled key.
seed_unknown_key() {
  seed_fault "$(find_example main)/.github/workflows/ci.yml" 's/^permissions: {}/permisions: {}/' "$1"
}
