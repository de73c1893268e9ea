#!/usr/bin/env bash
# The programs of others that the tests hold ours against: Go's log verifier, a key token in software, openssl, a browser,
# what letters are set with; and those that end our processes or let their calls fail: strace, libfiu.
# On Debian as root the missing ones are installed; where they cannot be, it is said what is skipped without them.
set -euo pipefail
missing() {
  command -v openssl >/dev/null || echo openssl
  command -v strace >/dev/null || echo strace
  [ -e /usr/lib/fiu/fiu_posix_preload.so ] || echo fiu-utils
  command -v softhsm2-util >/dev/null || echo softhsm2
  command -v chromium >/dev/null || echo chromium
  compgen -G '/usr/lib/*/libpangoft2-1.0.so.0' >/dev/null || echo libpangoft2-1.0-0 fonts-dejavu-core
  [ -x /usr/lib/go-1.19/bin/go ] || echo golang-1.19-go
  [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ] || echo golang-golang-x-mod-dev
}
read -ra wanted <<<"$(missing | tr '\n' ' ')"
if [ ${#wanted[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  waiting=(-o DPkg::Lock::Timeout=120)
  apt-get "${waiting[@]}" update -qq &&
    apt-get "${waiting[@]}" install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null || true
fi
still=$(missing | tr '\n' ' ')
if [ -n "$still" ]; then
  echo "Missing: ${still}and the tests that need them are skipped. On Debian: apt-get install $still" >&2
fi
