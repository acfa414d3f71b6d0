# shellcheck shell=bash
# Loads the shared code of ../run, ../pictures and ../cluster/run, which are started in the folder above.

HERE=$PWD
# shellcheck disable=SC2034 # read by the other files
ROOT=$(realpath "$HERE/../..")
export NO_COLOR=1 CI=true

for file in pins install judge registry arguments workspace render platform faults postgres services releases pictures; do
  # shellcheck source=/dev/null
  source "./lib/$file.sh"
done
