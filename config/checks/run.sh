#!/bin/sh
# What must hold on every push. Stops at the first thing that does not.
set -eu
BIN="${BIN:-.venv/bin}"
say() { printf '\n== %s\n' "$1"; }

say "ruff"
"$BIN/ruff" check .
"$BIN/ruff" format --check .
say "import contracts"
"$BIN/lint-imports"
say "types of rules, queries and actions"
"$BIN/mypy" $(ls -d ./*/rules ./*/queries ./*/actions config/plumbing 2>/dev/null)
say "migrations"
"$BIN/python" manage.py makemigrations --check --dry-run
"$BIN/python" -m config.checks.migrations
say "deployment, with the settings of a production machine"
env DATABASE_URL=postgres://allocation_app@db.example.org/allocation REDIS_URL=redis://broker.example.org/0 \
    SECRET_KEY="$(head -c 48 /dev/urandom | base64)" INSTANCE_KEY="$(head -c 48 /dev/urandom | base64)" \
    ALLOWED_HOSTS=ledger.example.org DEBUG=false HTTPS=true EMAIL_URL=smtp://mail.example.org:587 \
    "$BIN/python" manage.py check --deploy --fail-level WARNING
