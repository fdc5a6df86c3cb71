#!/bin/sh
# A Chromium for the browser tests: says nothing where one is found, gets Debian's where it can, else says what to do.
set -eu
CHROMIUM="${CHROMIUM:-/usr/bin/chromium}"

! command -v "$CHROMIUM" > /dev/null || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "Getting Debian's chromium for the browser tests, about 400 MB on disk"
    apt-get update --quiet --quiet
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --quiet --no-install-recommends chromium > /dev/null
    ! command -v "$CHROMIUM" > /dev/null || exit 0
fi
echo "The browser tests need a Chromium, and there is none at $CHROMIUM. Install one (on Debian, as root:" \
    "apt-get install chromium), or say where it is: CHROMIUM=/path/to/chrome make test" >&2
exit 1
