# shellcheck shell=bash
register_tool pins project "docs/reference/pins.md: it lists everything that is pinned"

check_pins() {
  expect_pass pins "every pin is listed in docs/reference/pins.md" python3 pins.py
  expect_fail pins "finds a pin that the table lacks" python3 pins.py --without node
}
