#!/usr/bin/env bash
# The Spark engine needs a Java 17 runtime; on Debian as root a missing one is installed.
set -euo pipefail
if command -v java >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless
else
  echo "Java is missing. Install a Java 17 runtime (Debian: apt-get install openjdk-17-jre-headless) and try again." >&2
  exit 2
fi
