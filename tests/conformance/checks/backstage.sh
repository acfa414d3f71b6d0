# shellcheck shell=bash
register_tool backstage project "what idp says of catalogs: Backstage's own code" backstage node

print_backstage_version() {
  # shellcheck disable=SC2016
  node -p '
    const version = (name) => require(`${process.env.BACKSTAGE_PACKAGES}/node_modules/${name}/package.json`).version;
    `catalog-model ${version("@backstage/catalog-model")}, catalog-backend ${version("@backstage/plugin-catalog-backend")}, minimatch ${version("minimatch")}`'
}

check_backstage() {
  local idle=$FAULTY/idp
  expect_pass backstage "idp and Backstage agree on every document of a catalog" node backstage/compare.mjs "$IDP"
  expect_pass backstage "idp and minimatch agree on what a glob matches" node backstage/globs.mjs "$IDP"
  expect_pass backstage "for Backstage, --fix makes nothing worse and fmt changes nothing" node backstage/fix.mjs "$IDP"
  write_idle_idp "$idle"
  expect_fail backstage "finds an idp that accepts everything" node backstage/compare.mjs "$idle" fixtures
  expect_fail backstage "finds an idp that fixes nothing" node backstage/fix.mjs "$idle" fixtures
  expect_fail backstage "finds an idp whose globs match nothing" node backstage/globs.mjs "$idle" 50
}

# An idp that finds no problem and has no entity.
write_idle_idp() {
  printf '#!/bin/sh\necho "{\\"diagnostics\\": [], \\"entities\\": []}"\n' > "$1"
  chmod +x "$1"
}
