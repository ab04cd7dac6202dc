#!/usr/bin/env bash
# Postfix for one test: infra/setup/postfix.sh PORT NEXT, as root. It listens on 127.0.0.1:PORT and hands every letter on
# to 127.0.0.1:NEXT, but refuses the recipient nobody@example.org for good. Configuration, queue and log lie in a folder of
# its own. It says "ready" when it takes letters, and ends when its input is closed.
set -euo pipefail
port=$1 next=$2

folder=$(mktemp -d /tmp/rue-nette-postfix.XXXXXX)
master=''
leave() {
    [[ -z $master ]] || kill -TERM "$master" 2>/dev/null || true
    [[ -z $master ]] || wait "$master" 2>/dev/null || true
    rm -rf "$folder"
}
trap leave EXIT
# Its daemons are another user and must pass.
chmod 755 "$folder"
mkdir -m 755 "$folder/config" "$folder/queue" "$folder/queue/pid"
install -d -m 700 -o postfix "$folder/data"
for name in active bounce corrupt defer deferred flush hold incoming private saved trace; do
    install -d -m 700 -o postfix "$folder/queue/$name"
done
install -d -m 730 -o postfix -g postdrop "$folder/queue/maildrop"
install -d -m 710 -o postfix -g postdrop "$folder/queue/public"

cat >"$folder/config/main.cf" <<MAIN
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = $folder/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = $folder/log
maillog_file_prefixes = $folder
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = relay.rue-nette.example
mydestination =
alias_maps =
relayhost = [127.0.0.1]:$next
smtp_tls_security_level = none
smtpd_recipient_restrictions =
    check_recipient_access inline:{ { nobody@example.org = 550 5.1.1 no such mailbox } }, permit_mynetworks, reject
MAIN
cat >"$folder/config/master.cf" <<MASTER
127.0.0.1:$port inet n - n - - smtpd
anvil unix - - n - 1 anvil
bounce unix - - n - 0 bounce
cleanup unix n - n - 0 cleanup
defer unix - - n - 0 bounce
error unix - - n - - error
flush unix n - n 1000? 0 flush
postlog unix-dgram n - n - 1 postlogd
proxymap unix - - n - - proxymap
qmgr unix n - n 300 1 qmgr
retry unix - - n - - error
rewrite unix - - n - - trivial-rewrite
scache unix - - n - 1 scache
showq unix n - n - - showq
smtp unix - - n - - smtp
trace unix - - n - 0 bounce
MASTER

/usr/lib/postfix/sbin/master -d -c "$folder/config" </dev/null >/dev/null &
master=$!

# Whether it takes letters, after at most a minute.
is_up() {
    for _ in {1..600}; do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return; fi
        kill -0 "$master" 2>/dev/null || return
        sleep 0.1
    done
    return 1
}

if ! is_up; then
    echo "Postfix does not start:" >&2
    cat "$folder/log" >&2 || true
    false
fi
echo ready
# Until whoever started this closes its input, or is no more.
cat >/dev/null
