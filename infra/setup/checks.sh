# shellcheck shell=bash
# The checks of infra/test. Sourced.

# The tests clone this database, one clone each.
TEMPLATE=rue_nette_template
# The tables alone, to check the queries against. Without the city: row counts would change the planner's answers.
QUERIES=rue_nette_queries

check_scripts() { shellcheck --external-sources --source-path="$ROOT" infra/run infra/test infra/release .ci/run tests/load/run infra/setup/*.sh; }

check_format() { cargo fmt --all --check; }

# Everything at once: one set of features, so that tests find every dependency built.
build_all() {
    cargo build --workspace --all-targets && return
    echo
    echo "Does it miss cached data of a query? infra/test --prepare brings .sqlx up to date."
    return 1
}

# What an earlier run, or a killed test, left behind.
drop_leftovers() {
    local name
    sql postgres "SELECT datname FROM pg_database WHERE datname LIKE 'test\_%'" | while read -r name; do
        sql postgres "DROP DATABASE \"$name\" WITH (FORCE)"
    done
}

template_inputs() {
    hash_of migrations "$CITY" shared/database/src shared/messages/src shared/model/src services/dispatch/src Cargo.lock
    printf '%s' "$SERVICE_PASSWORD" | sha256sum
}

# Its comment says what it was made from; made anew only when that has changed.
make_template() {
    local inputs
    inputs=$(template_inputs | sha256sum | cut -c 1-32)
    drop_leftovers
    [[ $(sql postgres "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '$TEMPLATE'") != "$inputs" ]] ||
        return 0
    sql postgres "DROP DATABASE IF EXISTS $TEMPLATE WITH (FORCE)"
    make_database "$TEMPLATE"
    migrate "$(owner_url "$TEMPLATE")"
    load_city "$(owner_url "$TEMPLATE")"
    # A database with a visitor can't be cloned.
    sql postgres "ALTER DATABASE $TEMPLATE ALLOW_CONNECTIONS false"
    sql postgres "COMMENT ON DATABASE $TEMPLATE IS '$inputs'"
}

make_queries_database() {
    sql postgres "DROP DATABASE IF EXISTS $QUERIES WITH (FORCE)"
    make_database "$QUERIES"
    migrate "$(owner_url "$QUERIES")"
}

# Only the migrator: the services may have queries that nobody has prepared yet. When even the migrator has some, the tables
# of the last time are brought up to date without it.
make_queries_database_first() {
    if cargo build -p database --bin migrate; then
        make_queries_database
        return
    fi
    local file version
    for file in migrations/*.sql; do
        version=${file##*/}
        version=${version%%_*}
        [[ $(sql "$QUERIES" "SELECT count(*) FROM _sqlx_migrations WHERE version = $version") == 0 ]] || continue
        echo "Applying $file without the migrator"
        sql "$QUERIES" "$(<"$file")"
        sql "$QUERIES" "INSERT INTO _sqlx_migrations VALUES ($version, '', now(), true, '', 0)"
    done
}

# Clippy is the compiler: it asks the database about every query, and writes down what it answered.
# The cfg changes with each run, so that nothing is taken from an earlier one.
check_queries() {
    rm -rf "$FRESH"
    mkdir -p "$FRESH"
    SQLX_OFFLINE=false SQLX_OFFLINE_DIR=$FRESH DATABASE_URL=$(owner_url "$QUERIES") \
        cargo clippy --workspace --all-targets -- "$@" --cfg "checked_at=\"$(date +%s%N)\""
}

lint_and_check_queries() {
    make_queries_database
    check_queries --deny warnings
    if ! diff --recursive --brief .sqlx "$FRESH"; then
        echo
        echo "The committed answers of the database (.sqlx) are not those of these queries and migrations."
        echo "infra/test --prepare brings them up to date; commit them with the change."
        return 1
    fi
}

prepare_queries() {
    make_queries_database_first
    check_queries
    mkdir -p .sqlx
    rm -f .sqlx/query-*.json
    cp "$FRESH"/query-*.json .sqlx/
}

check_docs() { RUSTDOCFLAGS='--deny warnings' cargo doc --workspace --no-deps; }

# One test sends through Postfix, and its master runs as root.
may_start_postfix() {
    ((EUID == 0)) || sudo -n true 2>/dev/null && return
    note "One test starts Postfix on 127.0.0.1, as root"
    sudo -v || fail "Without root rights Postfix can't be started, and one test needs it."
}

run_tests() { cargo nextest run --workspace --no-fail-fast; }

run_doc_tests() { cargo test --workspace --doc --quiet; }

# Where the system has no Chromium as a package (Ubuntu), Playwright brings one.
downloaded_browser() { node --print 'require("@playwright/test").chromium.executablePath()'; }

install_browser_tools() {
    install_modules tests/browser
    cd tests/browser || return
    browser >/dev/null || [[ -x $(downloaded_browser) ]] || npx --no-install playwright install --with-deps chromium
}

# run_in_browser CONFIG: what this configuration of Playwright names.
run_in_browser() {
    cd tests/browser || return
    local chromium
    chromium=$(browser || downloaded_browser)
    STACK_BIN="$BIN/stack" CHROMIUM=$chromium npx --no-install playwright test --config "$1"
}

# Prints how many of a log's tests passed and failed, as its tool counted them. Nothing when it didn't come to counting.
counts() {
    [[ -s $1 ]] || return 0
    sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
        / tests? run: / { run = $0; sub(/ tests? run:.*/, "", run); sub(/.* /, "", run)
            passed = $0; sub(/ passed.*/, "", passed); sub(/.* /, "", passed); failed = run - passed; seen = 1 }
        /^ +[0-9]+ passed/ { passed = $1; seen = 1 }
        /^ +[0-9]+ (failed|interrupted|did not run)/ { failed += $1; seen = 1 }
        END { if (seen) print passed + 0, failed + 0 }'
}
