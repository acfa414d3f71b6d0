# shellcheck shell=bash
# Functions of ./run: the app that Backstage's create-app writes, with all its plugins.

CREATE_APP="@backstage/create-app@0.9.2 @yarnpkg/cli-dist@4.18.1"
# create-app takes the newest plugins that its ranges allow, and they need this version of the backend.
CREATED_BACKEND=^0.19.0
CREATED_APP=$TOOLS/create-app/app

install_created_app() {
  install_once create-app "$CREATE_APP $CREATED_BACKEND" create_app
}

create_app() {
  local packages
  read -ra packages <<< "$CREATE_APP"
  rm -rf "$TOOLS/create-app" && mkdir -p "$TOOLS/create-app" || return
  npm install --prefix "$TOOLS/create-app" --ignore-scripts --no-audit --no-fund --loglevel error "${packages[@]}" || return
  (
    export PATH=$TOOLS/create-app/node_modules/.bin:$PATH
    BACKSTAGE_APP_NAME=acme backstage-create-app --skip-install --path "$CREATED_APP" < /dev/null && cd "$CREATED_APP" && build_created_app
  ) > "$TOOLS/create-app.log" 2>&1 || { tail -20 "$TOOLS/create-app.log"; return 1; }
}

# As the Dockerfile of create-app does, but without scripts: they fetch programs for SQLite, for Docker and for keychains.
build_created_app() {
  sed -i "s|\"@backstage/backend-defaults\": \".*\"|\"@backstage/backend-defaults\": \"$CREATED_BACKEND\"|" packages/backend/package.json
  YARN_ENABLE_SCRIPTS=false YARN_ENABLE_IMMUTABLE_INSTALLS=false yarn install && yarn workspace backend build &&
    tar --extract --file packages/backend/dist/bundle.tar.gz
}

print_created_app_version() {
  jq --raw-output '"create-app of Backstage " + .version' "$CREATED_APP/backstage.json"
}
