# shellcheck shell=bash
register_tool promotion template "the scripts that build, propose and promote what was merged" jq node

print_promotion_version() {
  print_pinned_version node
}

check_promotion() {
  local service
  service=$(find_example promotion) || return 0
  judge_promotion "$service"
  seed_promotion_faults "$service/.github"
  expect_script_faults promotion promotion "finds a promotion that" run_promotion
}

# judge_promotion SERVICE: keeps its requests for ./openapi.sh.
judge_promotion() {
  expect_pass promotion "merged changes are recognized and proposed once, in order" \
    python3 promotion.py "$1/.github" "$RUN_FOLDER/promotion-requests"
}

run_promotion() {
  python3 promotion.py "$1" "$FAULTY/requests"
}

seed_promotion_faults() {
  seed_script_faults promotion "$1" << 'END'
everything|changes.sh|!= "$RECORD"|!= ""|builds everything again
unmerged|recorded.sh|grep --quiet --line-regexp "$commit"|grep --quiet ""|accepts a commit that was never merged
unbuilt|recorded.sh|"$built_from" = "$commit"|"" = ""|accepts an image of another commit
later|recorded.sh|git restore --source "$commit" chart|true|uses the chart of another commit
older|promote.mjs|compared?.status === "ahead"|false|goes back to an older version
again|promote.mjs|record.digest === DIGEST|false|is proposed twice
END
}
