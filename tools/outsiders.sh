#!/usr/bin/env bash
# The programs of others that the tests hold ours against: Go's log verifier, a key token in software, openssl.
# On Debian as root the missing ones are installed; else it is said which tests will be skipped without them.
set -euo pipefail
missing=()
command -v openssl >/dev/null || missing+=(openssl)
command -v softhsm2-util >/dev/null || missing+=(softhsm2)
[ -x /usr/lib/go-1.19/bin/go ] || missing+=(golang-1.19-go)
[ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ] || missing+=(golang-golang-x-mod-dev)
if [ ${#missing[@]} = 0 ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "Missing: ${missing[*]}. The tests that need them are skipped; on Debian: apt-get install ${missing[*]}" >&2
fi
