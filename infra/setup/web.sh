# shellcheck shell=bash
# Styles and scripts of the pages: Node is only a build tool. Sourced.

# Runs a command when what it depends on has changed since it last succeeded. Arguments: STAMP HASH COMMAND...
unless_done() {
    local stamp="$LOCAL/built/$1" hash=$2
    shift 2
    [[ $(cat "$stamp" 2>/dev/null) != "$hash" ]] || return 0
    "$@"
    mkdir -p "$LOCAL/built"
    printf '%s' "$hash" >"$stamp"
}

# install_modules FOLDER: exactly the locked versions.
install_modules() {
    local stamp=${1//\//-}-modules
    [[ -d $ROOT/$1/node_modules ]] || rm -f "$LOCAL/built/$stamp"
    unless_done "$stamp" "$(node --version) $(hash_of "$ROOT/$1/package-lock.json")" \
        npm --prefix "$ROOT/$1" ci --no-audit --no-fund --no-update-notifier
}

# The other command of this checkout may build the same files at this moment.
build_web() {
    local web="$ROOT/shared/web" sources=() name
    mkdir -p "$LOCAL/built"
    exec 7>"$LOCAL/built/lock"
    flock 7
    install_modules shared/web
    for name in package.json package-lock.json build.mjs tsconfig.json scripts styles icons; do
        [[ ! -e $web/$name ]] || sources+=("$web/$name")
    done
    [[ -s $web/dist/app.css && -s $web/dist/app.js && -s $web/dist/map.js && -s $web/dist/desk.js ]] || rm -f "$LOCAL/built/web"
    unless_done web "$(hash_of "${sources[@]}")" npm --prefix "$web" run build
}
