# shellcheck shell=bash
# A release of this binary as version 9.9.9, served over HTTPS as a forge serves it.

# require_release: makes it once, in RELEASE_FOLDER. Sets ARCHIVE_SUM: the checksum of this machine's archive.
require_release() {
  [ -z "${RELEASE_FOLDER:-}" ] || return 0
  RELEASE_FOLDER=$RUN_FOLDER/releases
  make_archives "$RELEASE_FOLDER/download/v9.9.9"
  mkdir -p "$RELEASE_FOLDER/latest/download"
  cp "$RELEASE_FOLDER/download/v9.9.9/SHA256SUMS" "$RELEASE_FOLDER/latest/download"
  alter_archives
  # shellcheck disable=SC2034 # read by ../checks/installer.sh
  ARCHIVE_SUM=$(sed -n "s/ .*$(uname -m)-unknown-linux.*//p" "$RELEASE_FOLDER/latest/download/SHA256SUMS")
}

# make_archives FOLDER
make_archives() {
  local target
  mkdir -p "$1"
  cp "$IDP" "$RUN_FOLDER/idp.exe"
  for target in x86_64-unknown-linux-musl aarch64-unknown-linux-musl; do
    "$ROOT/.ci/archive" 9.9.9 "$target" "$IDP" "$1" || record_failure release "an archive for $target"
  done
  "$ROOT/.ci/archive" 9.9.9 x86_64-pc-windows-msvc "$RUN_FOLDER/idp.exe" "$1" || record_failure release "an archive for Windows"
  (cd "$1" && sha256sum -- * > SHA256SUMS)
}

# Version 9.9.8, whose archives were altered after their checksums were taken.
alter_archives() {
  local archive
  cp -r "$RELEASE_FOLDER/download/v9.9.9" "$RELEASE_FOLDER/download/v9.9.8"
  (
    cd "$RELEASE_FOLDER/download/v9.9.8" || exit
    sed -i 's/9\.9\.9/9.9.8/' SHA256SUMS
    for archive in idp-*; do
      mv "$archive" "${archive/9.9.9/9.9.8}" && echo >> "${archive/9.9.9/9.9.8}"
    done
  )
}

# require_release_server: serves the releases at RELEASES, and without encryption at UNENCRYPTED_RELEASES. curl has to trust
# RELEASE_CERTIFICATE.
require_release_server() {
  local encrypted plain
  [ -z "${RELEASES:-}" ] || return 0
  require_release
  RELEASE_CERTIFICATE=$RUN_FOLDER/certificate.pem
  openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout "$RUN_FOLDER/key.pem" -out "$RELEASE_CERTIFICATE" 2> /dev/null || return
  cat "$RUN_FOLDER/key.pem" "$RELEASE_CERTIFICATE" > "$RUN_FOLDER/server.pem"
  exec {RELEASE_OUTPUT}< <(exec python3 releases.py "$RELEASE_FOLDER" "$RUN_FOLDER/server.pem" 2> /dev/null)
  RELEASE_SERVER=$!
  CLEANUPS+=(stop_release_server)
  read -r encrypted plain <&"$RELEASE_OUTPUT" || return
  # shellcheck disable=SC2034 # read by ../checks/installer.sh
  RELEASES=https://localhost:$encrypted UNENCRYPTED_RELEASES=http://localhost:$plain
}

stop_release_server() {
  kill "$RELEASE_SERVER" 2> /dev/null
}
