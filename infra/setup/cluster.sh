# shellcheck shell=bash
# A private PostgreSQL for this checkout: loopback only, a free port, a password, never a system cluster.
# Sourced; expects CLUSTER_NAME, a folder name, and CLUSTER_SETTINGS, extra lines of postgresql.conf.

OWNER=rue_nette_owner
CLUSTER=''  # the folder
SERVER_USER='' # who runs the server; empty: this user
SERVER_PROGRAMS='' # the folder of postgres, initdb and pg_ctl
PORT=''

# Runs a command as the server's user. PostgreSQL refuses to run as root.
as_server() {
    (
        cd /
        exec 9>&-
        export LC_ALL=C.UTF-8
        if [[ -n $SERVER_USER ]]; then
            exec setpriv --reuid="$SERVER_USER" --regid="$(id -g "$SERVER_USER")" --init-groups -- "$@"
        fi
        exec "$@"
    )
}

choose_server_user() {
    ((EUID == 0)) || return 0
    SERVER_USER=postgres
    id postgres >/dev/null 2>&1 || SERVER_USER=nobody
}

# A folder outside of the checkout, for checkouts that only root can pass through. The name keeps checkouts apart.
folder_elsewhere() {
    local parent=/var/lib
    [[ -w $parent ]] || parent=${TMPDIR:-/tmp}
    printf '%s/rue-nette-%s/%s' "$parent" "$(printf '%s' "$ROOT" | sha256sum | cut -c 1-8)" "$CLUSTER_NAME"
}

# Makes the folder so that the server's user can write it. Succeeds when that user really can.
try_folder() {
    mkdir -p "$1" || return 1
    # Of a folder that is in use already the owner is the answer, not ours to change.
    [[ -z $SERVER_USER || -e $1/data ]] || chown "$SERVER_USER" "$1" || return 1
    as_server chmod 700 "$1" || return 1
    as_server test -w "$1"
}

choose_folder() {
    choose_server_user
    CLUSTER="$LOCAL/$CLUSTER_NAME"
    [[ ! -d $(folder_elsewhere)/data ]] || CLUSTER=$(folder_elsewhere)
    if ! try_folder "$CLUSTER" 2>/dev/null; then
        [[ ! -d $CLUSTER/data ]] ||
            fail "The database in $CLUSTER belongs to $(stat -c %U "$CLUSTER"). Start as that user, or remove it."
        rmdir "$CLUSTER" 2>/dev/null || true
        CLUSTER=$(folder_elsewhere)
        try_folder "$CLUSTER" ||
            fail "No folder for the database: ${SERVER_USER:-this user} can write neither $LOCAL nor $CLUSTER."
    fi
    [[ $CLUSTER == "$LOCAL"/* ]] ||
        note "The database lies in $CLUSTER: $SERVER_USER, who runs it, can't reach this folder."
}

choose_programs() {
    local version
    version=$(postgres_version)
    if [[ -s $CLUSTER/data/PG_VERSION ]]; then
        version=$(<"$CLUSTER/data/PG_VERSION")
        [[ -x /usr/lib/postgresql/$version/bin/postgres ]] ||
            fail "The database in $CLUSTER was made by PostgreSQL $version, which is no longer here. Install postgresql-$version-postgis-3, or start from nothing with: infra/run --reset"
    fi
    SERVER_PROGRAMS=/usr/lib/postgresql/$version/bin
}

write_settings() {
    cat <<SETTINGS

# By infra/setup/cluster.sh
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
timezone = 'UTC'
log_timezone = 'UTC'
$CLUSTER_SETTINGS
SETTINGS
}

# Makes the cluster. It gets its name only when it is whole: an interrupted start leaves no half of it.
make_cluster() {
    local new="$CLUSTER/data.new" word="$CLUSTER/password"
    as_server rm -rf "$new"
    as_server install --mode=600 /dev/null "$word"
    secret database-password | as_server tee "$word" >/dev/null
    as_server "$SERVER_PROGRAMS/initdb" --pgdata="$new" --username="$OWNER" --pwfile="$word" --auth=scram-sha-256 \
        --encoding=UTF8 --locale=C.UTF-8 --no-instructions
    as_server rm "$word"
    write_settings | as_server tee --append "$new/postgresql.conf" >/dev/null
    as_server mv "$new" "$CLUSTER/data"
}

# Prints the port when a server runs on our folder. The folder is asked, not the port: a port can be anybody's.
running_port() {
    local lines
    mapfile -t lines < <(as_server cat "$CLUSTER/data/postmaster.pid" 2>/dev/null)
    ((${#lines[@]} >= 4)) || return 1
    [[ $(as_server readlink "/proc/${lines[0]}/cwd" 2>/dev/null) == "$(realpath "$CLUSTER/data")" ]] || return 1
    printf '%s' "${lines[3]}"
}

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Below the range from which the system lends ports to outgoing connections.
free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + RANDOM % 12000))
        is_taken "$port" || break
    done
    printf '%s' "$port"
}

start_server() {
    local port try
    # A server of this folder whose start was killed would have been found: the file is stale, the number someone else's.
    as_server rm -f "$CLUSTER/data/postmaster.pid"
    port=$(cat "$STATE/database-port" 2>/dev/null || free_port)
    for try in 1 2 3 4 5; do
        ! is_taken "$port" || port=$(free_port)
        if as_server "$SERVER_PROGRAMS/pg_ctl" start --wait --timeout=300 --silent --pgdata="$CLUSTER/data" \
            --log="$CLUSTER/server.log" --options="-p $port"; then
            printf '%s' "$port" >"$STATE/database-port"
            return
        fi
        echo "Try $try, port $port. What the server says:"
        as_server tail -n 20 "$CLUSTER/server.log"
        port=$(free_port)
    done
    return 1
}

start_cluster() {
    choose_folder
    choose_programs
    [[ ! -d $CLUSTER/data || -s $STATE/database-password ]] ||
        fail "The password of the database in $CLUSTER is gone (${STATE#"$ROOT"/}/database-password). Start from nothing with: infra/run --reset"
    [[ -d $CLUSTER/data ]] || step "Making a private database" cluster make_cluster
    if ! PORT=$(running_port); then
        step "Starting the database" server start_server
        PORT=$(running_port) || fail "The database stopped at once. See $CLUSTER/server.log"
    fi
}

# Stops the server of this checkout, if it runs. Also one that a killed start left behind.
stop_cluster() {
    [[ -n $CLUSTER && -n $SERVER_PROGRAMS ]] || return 0
    running_port >/dev/null || return 0
    as_server "$SERVER_PROGRAMS/pg_ctl" stop --mode=fast --wait --timeout=60 --silent --pgdata="$CLUSTER/data" >/dev/null 2>&1 ||
        as_server "$SERVER_PROGRAMS/pg_ctl" stop --mode=immediate --wait --silent --pgdata="$CLUSTER/data" >/dev/null 2>&1 ||
        printf '✗ The database in %s does not stop.\n' "$CLUSTER" >&2
}

# Removes the database of this checkout, wherever it lies.
remove_cluster() {
    local folder
    choose_server_user
    for folder in "$LOCAL/$CLUSTER_NAME" "$(folder_elsewhere)"; do
        [[ -d $folder ]] || continue
        CLUSTER=$folder
        if [[ -s $CLUSTER/data/PG_VERSION ]] && running_port >/dev/null; then
            choose_programs
            stop_cluster
        fi
        rm -rf "$folder" || fail "This user can't remove $folder."
        note "Removed the database in ${folder#"$ROOT"/}"
    done
    CLUSTER=''
}

# sql DATABASE STATEMENT: as the owner. Prints bare values.
sql() {
    PGOPTIONS='--client-min-messages=warning' PGPASSWORD=$(secret database-password) "$SERVER_PROGRAMS/psql" --no-psqlrc --quiet --tuples-only --no-align \
        --set=ON_ERROR_STOP=1 --host=127.0.0.1 --port="$PORT" --username="$OWNER" --dbname="$1" --command="$2"
}

# owner_url DATABASE
owner_url() { printf 'postgres://%s:%s@127.0.0.1:%s/%s' "$OWNER" "$(secret database-password)" "$PORT" "$1"; }
