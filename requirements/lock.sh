#!/bin/sh
# Compile every list of requirements with hashes, and without any address or path of the machine that did it.
set -eu
cd "$(dirname "$0")"
for list in base embedded dev bench; do
    PIP_CONFIG_FILE="${PIP_CONFIG_FILE:-}" "../${BIN:-.venv/bin}/pip-compile" --quiet --generate-hashes --allow-unsafe \
        --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
        --no-header --output-file "$list.txt" "$list.in"
    sed -i "/considered to be unsafe/d" "$list.txt"
done
if grep -nE '://|/opt/|/home/|/root/|/work/' ./*.txt; then
    echo "an address or a path has leaked into a list" >&2
    exit 1
fi
