# shellcheck shell=bash
# Functions of ./run: the platforms that Backstage reads.

# git needs a name to commit under, and HOME is empty.
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@acme.example GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@acme.example

# write_local_platform FOLDER: with the sample, and entities of the kinds that the sample lacks.
write_local_platform() {
  "$IDP" init "$1" --name platform --organisation acme --sample --quiet && add_entities "$1" && "$IDP" -C "$1" catalog validate --strict
}

# write_github_platform FOLDER: the same catalog in a repository on GitHub. Its API definition is a file, and the service checkout has
# TechDocs, as \`idp new service\` registers it.
# shellcheck disable=SC2016 # $text is a placeholder of Backstage
write_github_platform() {
  local platform=$1
  write_local_platform "$platform" && git -C "$platform" rm -r --quiet .idp backstage || return
  sed -i "s/^forge: local/forge: github\ngithub: {host: $GITHUB_HOST}/" "$platform/idp.yaml"
  cp backstage-app/catalog/openapi.yaml "$platform" && commit_all "$platform" "Move to GitHub" &&
    git -C "$platform" remote add origin "https://$GITHUB_HOST/acme/platform.git" &&
    "$IDP" init "$platform" --owner platform --quiet &&
    edit_catalog "$platform" set api:ledger-api 'definition=$text:../../openapi.yaml' &&
    edit_catalog "$platform" add checkout type=service lifecycle=production owner=payments system=shop \
      annotation:github.com/project-slug=acme/checkout "annotation:backstage.io/techdocs-ref=url:https://$GITHUB_HOST/acme/checkout" &&
    "$IDP" -C "$platform" catalog validate --strict
}

# add_entities PLATFORM: with these, the catalog has every kind that app-config.yaml allows, a second namespace, a location inside the
# catalog, and relations of every pair that Backstage knows.
add_entities() {
  local platform=$1 catalog=$HERE/backstage-app/catalog
  cp -r "$catalog/vendors" "$platform" && commit_all "$platform" "Add what vendors run" || return
  edit_catalog "$platform" add -f "$catalog/organisation.yaml" &&
    edit_catalog "$platform" add vendors --kind location 'targets=../../vendors/*.yaml' &&
    edit_catalog "$platform" add commerce --kind domain owner=storefront title=Commerce "description=All that customers buy" &&
    edit_catalog "$platform" add selling --kind domain owner=storefront subdomainOf=commerce &&
    edit_catalog "$platform" set system:shop domain=selling &&
    edit_catalog "$platform" add ledger-db --kind resource type=database owner=payments system=money &&
    edit_catalog "$platform" add ledger-api --kind api type=openapi lifecycle=production owner=payments system=money \
      "definition=@$catalog/openapi.yaml" &&
    edit_catalog "$platform" set ledger providesApis=ledger-api dependsOn=resource:ledger-db &&
    edit_catalog "$platform" set payouts consumesApis=ledger-api &&
    edit_catalog "$platform" add cart-storage type=library lifecycle=experimental owner=storefront system=shop subcomponentOf=cart
}

# edit_catalog PLATFORM VERB ARGUMENT…
edit_catalog() {
  "$IDP" -C "$1" catalog "${@:2}" --quiet
}

# commit_all PLATFORM SUBJECT
commit_all() {
  git -C "$1" add --all && git -C "$1" commit --quiet --message "$2"
}

# add_template PLATFORM: an entity of a kind that app-config.yaml doesn't allow.
add_template() {
  cp backstage-app/catalog/template.yaml "$1/catalog" && commit_all "$1" "Add a template for Backstage"
}

# export_catalog PLATFORM FILE
export_catalog() {
  "$IDP" -C "$1" catalog export backstage --quiet > "$2"
}
