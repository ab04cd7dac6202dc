# shellcheck shell=bash
# What the two commands say while they work. Sourced; expects LOGS, the folder for the output of quiet steps.

# The process group of the step that runs now, for who has to stop it.
JOB=''
TICKER=''

note() { printf '  %s\n' "$*"; }

fail() {
    printf '\n✗ %s\n' "$*" >&2
    exit 1
}

# Shows a step's output with the step's name when it failed.
show_failure() {
    local words=$1 log=$2
    printf '\n✗ %s failed. The end of its output:\n\n' "$words" >&2
    tail -n "${TAIL_LINES:-60}" "$log" >&2
    printf '\n  All of it: %s\n' "${log#"$ROOT"/}" >&2
}

# Seconds as people read them: 42 s, 3 min 5 s.
duration() {
    if (($1 < 100)); then printf '%d s' "$1"; else printf '%d min %d s' $(($1 / 60)) $(($1 % 60)); fi
}

# Keeps a waiting person informed: a running count on a terminal, a sign of life a minute elsewhere.
tick() {
    local words=$1 began=$2 log=$3 last columns
    if [[ -t 1 ]]; then
        columns=$(tput cols 2>/dev/null || echo 80)
        while sleep 1 && kill -0 $$ 2>/dev/null; do
            last=$(tail -n 1 "$log" 2>/dev/null | tr -cd '[:print:]' | sed 's/^ *//')
            last="▸ $words … $(duration $((SECONDS - began)))  $last"
            printf '\r\033[K%s' "${last:0:columns-1}"
        done
    else
        while sleep 60 && kill -0 $$ 2>/dev/null; do printf '%s … ' "$(duration $((SECONDS - began)))"; done
    fi
}

stop_ticker() {
    [[ -n $TICKER ]] || return 0
    kill -- "-$TICKER" 2>/dev/null || true
    wait "$TICKER" 2>/dev/null || true
    TICKER=''
}

# Ends the step that runs now, with all its children, and waits for them.
stop_job() {
    stop_ticker
    [[ -n $JOB ]] || return 0
    kill -TERM -- "-$JOB" 2>/dev/null || true
    wait "$JOB" 2>/dev/null || true
    JOB=''
}

# quiet WORDS LOG COMMAND...: one line on screen, output into a file, shown when the command fails. Sets STATUS.
quiet() {
    local words=$1 log="$LOGS/$2.log" began=$SECONDS
    shift 2
    printf '▸ %s … ' "$words"
    set -m
    (
        set -e
        "$@"
    ) </dev/null >"$log" 2>&1 &
    JOB=$!
    tick "$words" "$began" "$log" </dev/null 9>&- &
    TICKER=$!
    set +m
    STATUS=0
    wait "$JOB" || STATUS=$?
    JOB=''
    stop_ticker
    [[ ! -t 1 ]] || printf '\r\033[K▸ %s … ' "$words"
    duration $((SECONDS - began))
    printf '\n'
    ((STATUS == 0)) || show_failure "$words" "$log"
}

# shown WORDS LOG COMMAND...: a step whose output people want to see as it comes. Sets STATUS.
shown() {
    local words=$1 log="$LOGS/$2.log" began=$SECONDS
    shift 2
    printf '▸ %s …\n' "$words"
    set -m
    (
        set -e -o pipefail
        "$@" 2>&1 | tee "$log"
    ) </dev/null &
    JOB=$!
    set +m
    STATUS=0
    wait "$JOB" || STATUS=$?
    JOB=''
    printf '▸ %s … %s\n' "$words" "$(duration $((SECONDS - began)))"
}

# step WORDS LOG COMMAND...: a quiet step that everything after it needs.
step() {
    quiet "$@"
    ((STATUS == 0)) || exit 1
}

# Whoever is stopped stops what runs, then leaves by the usual door, which stops the database.
interrupted() {
    trap '' INT TERM HUP
    stop_job
    printf '\n  Stopped.\n'
    exit "$1"
}
trap 'interrupted 130' INT
trap 'interrupted 143' TERM HUP

# One start at a time in one checkout. The kernel lets go of the lock when the last process that holds it ends.
lock() {
    local file=$1 command=$2 holder
    exec 9<>"$file" || fail "This user may not write ${file#"$ROOT"/}. Was the folder .local made by another user?"
    if flock --nonblock 9; then
        echo $$ >"$file"
        return
    fi
    holder=$(<"$file")
    if [[ -e /proc/$holder ]]; then
        fail "$command already runs in this checkout, as process $holder. Stop it with Ctrl-C where it runs, then start again."
    fi
    # Only what that start had started can hold the lock.
    note "An earlier $command was killed and left programs behind. Ending them"
    { find /proc/[0-9]*/fd -lname "$file" | cut -d / -f 3 | sort -u | grep -vx $$ | xargs -r kill -TERM; } 2>/dev/null 9>&- || true
    flock --timeout 20 9 || fail "They don't end. See them with: fuser -v '$file'"
    echo $$ >"$file"
}
