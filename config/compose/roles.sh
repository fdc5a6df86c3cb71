#!/bin/sh
# Run once by the postgres image: the role in which the product runs, which owns nothing.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$APP_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE allocation_app LOGIN PASSWORD :'password';
SQL
