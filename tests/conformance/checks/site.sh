# shellcheck shell=bash
register_tool site project "the pages of idp catalog site in Chromium: axe, keyboard, narrow and dark screens, without JavaScript" chromium node site

print_site_version() {
  echo "chromium $(chromium --version 2> /dev/null | cut -d' ' -f2), axe-core ${NPM_TOOLS[site]##*@}"
}

check_site() {
  local hostile=$WORK/hostile practice=$WORK/practice
  python3 site/write_catalog.py "$hostile" || record_failure site "a catalog with hostile texts"
  IDP_HOME=$WORK/home "$IDP" catalog site "$practice" --platform practice --quiet || record_failure site "the site of the practice platform"
  "$IDP" --platform "$hostile" catalog site "$hostile/site" --url http://127.0.0.1/below/a/path/ --quiet || record_failure site "the site of hostile texts"
  expect_pass site "the practice platform" look_at_site "$practice"
  expect_pass site "hostile and long texts" look_at_site "$hostile/site"
  sed -i 's/<html lang="en">/<html>/' "$practice/teams/index.html"
  expect_fail site "finds a page without its language" look_at_site "$practice" teams/index.html
}

# look_at_site SITE [PAGE]: one page of each kind, or only this page.
look_at_site() {
  NODE_PATH=$TOOLS/site/node_modules CHROMIUM=$(type -P chromium) node site/look.mjs "$@"
}
