# shellcheck shell=bash
register_tool openssl project "idp and git through a proxy to an encrypted GitHub" openssl

print_openssl_version() {
  openssl version | cut -d' ' -f2
}

check_openssl() {
  expect_pass openssl "an encrypted GitHub is reached through the proxy, which learns only its address" python3 proxy.py "$IDP" "$WORK/proxy"
  write_direct_idp "$FAULTY/idp"
  expect_fail openssl "finds an idp that bypasses the proxy" python3 proxy.py "$FAULTY/idp" "$WORK/bypass"
}

# An idp that doesn't know of the proxy.
write_direct_idp() {
  printf '#!/bin/sh\nunset HTTPS_PROXY\nexec "%s" "$@"\n' "$IDP" > "$1"
  chmod +x "$1"
}
