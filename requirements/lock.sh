#!/bin/sh
# Compile the dependencies of pyproject.toml with hashes, and without any address or path of the machine that did it.
set -eu
cd "$(dirname "$0")/.."
for list in base embedded dev bench; do
    case $list in
        base) extra="" ;;
        dev) extra="--extra embedded --extra dev" ;;
        *) extra="--extra $list" ;;
    esac
    # Benchmarks run in the same environment as the tests.
    constraint=""
    test "$list" != bench || constraint="--constraint requirements/dev.txt"
    PIP_CONFIG_FILE="${PIP_CONFIG_FILE:-}" "${BIN:-.venv/bin}/pip-compile" --quiet --generate-hashes --allow-unsafe \
        --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
        --no-header $extra $constraint --output-file "requirements/$list.txt" pyproject.toml
    sed -i "/considered to be unsafe/d" "requirements/$list.txt"
done
if grep -nE '://|/opt/|/home/|/root/|/work/' requirements/*.txt; then
    echo "an address or a path has leaked into a list" >&2
    exit 1
fi
