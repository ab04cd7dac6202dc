# shellcheck shell=bash
# Installs what is missing on Debian 12, Ubuntu 24.04 and newer, and nothing else. Sourced.

OLDEST_POSTGRES=15
OLDEST_NODE=18

# Runs a command as root: as it is, or through sudo.
as_root() {
    if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

# Asks for the password before a quiet step needs it.
may_install() {
    local missing=$*
    command -v apt-get >/dev/null ||
        fail "Missing: $missing. This installs packages on Debian and Ubuntu only; install them by hand, then start again."
    ((EUID == 0)) && return
    command -v sudo >/dev/null ||
        fail "Missing: $missing. As root: apt-get install $missing. Or install sudo. Then start again."
    sudo -n true 2>/dev/null && return
    note "To be installed: $missing"
    sudo -v || fail "Without root rights nothing can be installed. Missing: $missing."
}

# The newest PostgreSQL on this machine that is new enough, with PostGIS where there is one. Prints its number.
postgres_version() {
    local version best=''
    for version in $(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort -n); do
        [[ $version =~ ^[0-9]+$ && -x /usr/lib/postgresql/$version/bin/postgres ]] || continue
        ((version >= OLDEST_POSTGRES)) || continue
        if has_postgis "$version" || ! has_postgis "${best:-0}"; then best=$version; fi
    done
    printf '%s' "$best"
}

has_postgis() {
    [[ -e /usr/share/postgresql/$1/extension/postgis.control && -e /usr/lib/postgresql/$1/lib/postgis-3.so ]]
}

# The newest PostgreSQL that the package lists offer together with PostGIS. Prints its number.
offered_postgres() {
    apt-cache pkgnames postgresql- | sed -n 's/^postgresql-\([0-9]\+\)-postgis-3$/\1/p' | sort -n | tail -n 1
}

node_is_new_enough() {
    local version
    version=$(node --version 2>/dev/null) || return 1
    version=${version#v}
    ((${version%%.*} >= OLDEST_NODE))
}

# Ubuntu's chromium is a snap, which a server or a container can't run.
is_debian() { grep -qx 'ID=debian' /etc/os-release; }

browser() {
    local name
    if [[ -n ${CHROMIUM:-} ]]; then
        printf '%s' "$CHROMIUM"
        return
    fi
    for name in chromium google-chrome-stable google-chrome; do
        command -v "$name" && return
    done
    return 1
}

# Prints what is missing, in words for packages. Arguments: database, node, compiler, browser, webkit, scripts, mail.
missing_parts() {
    local part version
    for part in "$@"; do
        case $part in
        database)
            version=$(postgres_version)
            if [[ -z $version ]]; then echo postgresql; elif ! has_postgis "$version"; then echo "postgresql-$version-postgis-3"; fi
            ;;
        node)
            node_is_new_enough || echo nodejs
            command -v npm >/dev/null || echo npm
            ;;
        compiler)
            command -v cc >/dev/null || echo build-essential
            command -v pkg-config >/dev/null || echo pkg-config
            ;;
        browser) browser >/dev/null || ! is_debian || echo chromium fonts-dejavu-core ;;
        webkit)
            command -v WebKitWebDriver >/dev/null || echo webkit2gtk-driver
            command -v Xvfb >/dev/null || echo xvfb
            ;;
        mail) [[ -x /usr/lib/postfix/sbin/master ]] || echo postfix ;;
        scripts) command -v shellcheck >/dev/null || echo shellcheck ;;
        esac
    done
}

# A package of PostgreSQL makes and starts a system cluster when it is installed. Nobody asked for one.
without_system_cluster() {
    local file=/etc/postgresql-common/createcluster.d/rue-nette.conf
    as_root mkdir -p "${file%/*}"
    echo 'create_main_cluster = false' | as_root tee "$file" >/dev/null
    local status=0
    "$@" || status=$?
    as_root rm -f "$file"
    as_root rmdir --ignore-fail-on-non-empty "${file%/*}"
    return "$status"
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -q -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=10 "$@"
}

# Postfix without a configuration does not start, now or with the system: only a test starts it, with one of its own.
# A mail server that is here already stays.
install_postfix() {
    echo 'postfix postfix/main_mailer_type select No configuration' | as_root debconf-set-selections
    apt_get install --no-install-recommends --no-remove postfix && return
    echo "Postfix can't be installed. Is another mail server here? infra/test needs Postfix for one of its tests."
    return 1
}

install_packages() {
    local packages=() package version
    apt_get update
    for package in "$@"; do
        if [[ $package == postgresql ]]; then
            version=$(offered_postgres)
            if [[ -z $version ]] || ((version < OLDEST_POSTGRES)); then
                echo "This system offers no PostgreSQL $OLDEST_POSTGRES or newer with PostGIS 3."
                echo "Install one (https://wiki.postgresql.org/wiki/Apt), or give a DATABASE_URL. Then start again."
                return 1
            fi
            packages+=("postgresql-$version" "postgresql-$version-postgis-3")
        elif [[ $package == postfix ]]; then
            install_postfix || return
        else
            packages+=("$package")
        fi
    done
    ((${#packages[@]} > 0)) || return 0
    if [[ " ${packages[*]} " == *" postgresql-"* ]]; then
        without_system_cluster apt_get install --no-install-recommends "${packages[@]}"
    else
        apt_get install --no-install-recommends "${packages[@]}"
    fi
}

# Installs the missing ones of the parts, or says what to do by hand.
need() {
    local missing
    mapfile -t missing < <(missing_parts "$@" | tr ' ' '\n')
    if ((${#missing[@]} > 0)); then
        may_install "${missing[@]}"
        step "Installing ${missing[*]}" packages install_packages "${missing[@]}"
        mapfile -t missing < <(missing_parts "$@" | tr ' ' '\n')
        if [[ " ${missing[*]} " == *" nodejs "* ]]; then
            fail "Node.js $OLDEST_NODE or newer is needed and this system offers $(node --version). Install one from https://nodejs.org, then start again."
        fi
        ((${#missing[@]} == 0)) || fail "Still missing after the installation: ${missing[*]}."
    fi
}

# Rust is the one thing that is expected to be there: it belongs to the user, not to the system.
need_rust() {
    command -v cargo >/dev/null || PATH="${HOME:-/root}/.cargo/bin:$PATH"
    command -v cargo >/dev/null || fail "Rust is missing. Install it as https://rustup.rs says:

    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y
    . \"\$HOME/.cargo/env\"

  Then start again, without sudo: it is asked for where it is needed."
    local has wants
    has=$(cd "$ROOT" && rustc --version | cut -d ' ' -f 2)
    wants=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml")
    [[ $(printf '%s\n' "$wants" "${has%%-*}" | sort -V | head -n 1) == "$wants" ]] ||
        fail "Rust $wants or newer is needed, this is $has. Bring it up to date with: rustup update stable"
}

NEXTEST_VERSION=0.9.143

# What infra/test needs beside a plain Rust.
need_rust_tools() {
    local tool
    for tool in fmt clippy; do
        cargo "$tool" --version >/dev/null 2>&1 ||
            fail "cargo $tool is missing. Add it with: rustup component add rustfmt clippy"
    done
    cargo nextest --version >/dev/null 2>&1 ||
        step "Installing cargo-nextest, once" nextest cargo install --locked "cargo-nextest@$NEXTEST_VERSION"
}
