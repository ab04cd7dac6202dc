# shellcheck shell=bash
# The database's contents: tables, the city, the services' own roles. Sourced.

BIN="$ROOT/target/debug"
CITY=infra/cities/paris

# service_url SERVICE OWNER_URL: the same database, as the service's own role.
service_url() {
    local scheme=${2%%://*} rest=${2#*://} server path=''
    server=${rest%%[/?]*}
    path=${rest#"$server"}
    printf '%s://rue_nette_%s:%s@%s%s' "$scheme" "$1" "$(for_url "$SERVICE_PASSWORD")" "${server##*@}" "$path"
}

# A password as it is written inside a URL.
for_url() {
    local text=$1 letter at LC_ALL=C
    for ((at = 0; at < ${#text}; at++)); do
        letter=${text:at:1}
        case $letter in
        [a-zA-Z0-9._~-]) printf '%s' "$letter" ;;
        *) printf '%%%02X' $(($(printf '%d' "'$letter") & 255)) ;;
        esac
    done
}

# PostGIS needs a superuser once; in a private cluster the owner is one.
make_database() {
    [[ $(sql postgres "SELECT count(*) FROM pg_database WHERE datname = '$1'") == 1 ]] ||
        sql postgres "CREATE DATABASE $1"
    sql "$1" "CREATE EXTENSION IF NOT EXISTS postgis"
}

# migrate OWNER_URL: to the newest tables. Harmless when repeated.
migrate() { DATABASE_URL=$1 SERVICE_PASSWORD=$SERVICE_PASSWORD "$BIN/migrate"; }

# load_city OWNER_URL: fills an empty city; later it only prints where the desk and the pack differ.
load_city() { DATABASE_URL=$1 "$BIN/dispatch" load "$CITY"; }
