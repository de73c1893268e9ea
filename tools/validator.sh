#!/usr/bin/env bash
# The Nu validator, which holds pages against the HTML standard: one file from the npm package vnu-jar, taken only with
# the hash that stands here, kept in .venv. It needs Java; on Debian as root a missing Java or npm is installed.
set -euo pipefail
version=26.9.27
hash=4e441de4315f39a582f5e6edbe8cd3b2b1f655aa1dde3620faface791133217c417b12f3f7ead2d8336d8e7efe44f5226618258b44a0860057e9125135e6b428
target=.venv/vnu.jar
if [ -e "$target" ] && [ "$(cat "$target.version" 2>/dev/null)" = "$version" ] && command -v java >/dev/null; then exit 0; fi
said() { echo "Missing: $1. The pages of the tests are not validated." >&2; exit 0; }
tools/java.sh 2>/dev/null || said "Java 17 (Debian: apt-get install openjdk-17-jre-headless)"
if ! command -v npm >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends npm >/dev/null || true
fi
command -v npm >/dev/null || said "npm (Debian: apt-get install npm)"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && npm pack --silent "vnu-jar@$version" >/dev/null 2>&1) || said "the npm package vnu-jar $version, which could not be fetched"
echo "$hash  $folder/vnu-jar-$version.tgz" | sha512sum --check --status || { echo "vnu-jar $version has another hash than the one pinned in tools/validator.sh; it is not used." >&2; exit 2; }
tar -xzOf "$folder/vnu-jar-$version.tgz" package/build/dist/vnu.jar >"$folder/vnu.jar"
mv "$folder/vnu.jar" "$target"
echo "$version" >"$target.version"
