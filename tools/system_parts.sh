#!/bin/sh
# The parts of the operating system that some tests need: Chromium, a Japanese font, a PostgreSQL server.
# On Debian and Ubuntu what is missing is installed, if we may (root, or sudo without a password). Otherwise this
# says which tests are skipped. Under CI=true a test that misses its part fails; tests/conftest.py sees to that.
set -eu

browser_there() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
font_there() { command -v fc-list && fc-list :lang=ja family | grep -q .; }
server_there() { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; }

missing() {
  browser_there >/dev/null 2>&1 || printf 'chromium '
  font_there >/dev/null 2>&1 || printf 'fontconfig fonts-noto-cjk '
  server_there >/dev/null 2>&1 || printf 'postgresql '
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

packages=$(missing)
[ -n "$packages" ] || exit 0

if [ "${SYSTEM_PARTS:-yes}" != no ] && command -v apt-get >/dev/null 2>&1 && as_root true 2>/dev/null; then
  printf '%s\n' "試験に要る部品を入れます: $packages"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq || true
  # shellcheck disable=SC2086 # one word per package is meant
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null || true
  packages=$(missing)
  [ -n "$packages" ] || exit 0
fi

printf '%s\n' "次の部品がありません: $packages"
case "$packages" in *chromium*|*fonts-noto-cjk*) printf '%s\n' "  画面の試験（印 browser）は飛ばします。" ;; esac
case "$packages" in *postgresql*) printf '%s\n' "  PostgreSQL の試験（印 postgres）は飛ばします。" ;; esac
printf '%s\n' "  すべて動かすには、管理者が「apt-get install $packages」を実行してください。"
if [ "${CI:-}" = true ]; then
  printf '%s\n' "  CI=true のため、飛ばさずに失敗とします。"
fi
