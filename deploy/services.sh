#!/bin/sh
# Installs what the tests use where it is found: PostgreSQL, Redis, Chromium and a Chinese font. Debian or Ubuntu; root or sudo.
set -eu
if ! command -v apt-get >/dev/null 2>&1; then
    echo "make services knows Debian's apt-get only. Install PostgreSQL, Redis and Chromium by hand; what is missing is skipped by name." >&2
    exit 0
fi
missing=""
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
command -v chromium-headless-shell >/dev/null 2>&1 || command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
[ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || missing="$missing fonts-noto-cjk"
if [ -z "$missing" ]; then
    echo "PostgreSQL, Redis, Chromium and a Chinese font are here."
    exit 0
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
# the shell without windows does, where there is one
case "$missing" in *chromium*)
    [ -z "$(apt-cache search --names-only '^chromium-headless-shell$')" ] || missing="${missing% chromium*} chromium-headless-shell${missing#* chromium}" ;;
esac
# shellcheck disable=SC2086  # a list of names
$as_root apt-get install -y -q --no-install-recommends $missing
