# shellcheck shell=bash
# Where things of this checkout lie. Sourced; expects ROOT, the checkout, and STATE_NAME, a folder of .local.

LOCAL="$ROOT/.local"
LOGS="$LOCAL/log"
STATE="$LOCAL/$STATE_NAME"

# Secrets close their own files; everything else may be passed through by the user who runs the database.
umask 022

make_folders() {
    if ! mkdir -p "$LOCAL" "$LOGS" "$STATE" 2>/dev/null || [[ ! -w $LOCAL || ! -w $LOGS || ! -w $STATE ]]; then
        fail "This user may not write $LOCAL. Was it made by another user (sudo)? Remove it, or use that user."
    fi
    chmod 700 "$STATE"
}

random_secret() { head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

# Prints the secret of that name, made at the first question, readable by this user alone.
secret() {
    local file="$STATE/$1"
    [[ -s $file ]] || (umask 077 && random_secret >"$file")
    cat "$file"
}

# One hash over the contents and names of files and folders.
hash_of() {
    local path
    for path in "$@"; do
        find "$path" -type f -print0
    done | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-32
}
