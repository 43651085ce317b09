#!/bin/sh
# Creates each service's database, its owner role (migrations) and its application role (run time), as local-stack does.
set -eu
for service in auth prediction model monitoring; do
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
        -v database="auspex_$service" -v owner="auspex_${service}_owner" -v app="auspex_$service" \
        -v owner_password="$AUSPEX_DB_OWNER_PASSWORD" -v app_password="$AUSPEX_DB_PASSWORD" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"app" LOGIN PASSWORD :'app_password';
CREATE DATABASE :"database" OWNER :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"app";
SQL
done
