# What the running service tells, and where its secrets are.
prove "the status text tells threads and freshness" within 10 status_says 3,000
echo "    status: $(show StatusText)"
prove "threadmirror status is current" within 30 runuser -u threadmirror -- threadmirror --database "$db" status
prove "/readyz and /healthz answer" curl -sf http://127.0.0.1:9464/readyz http://127.0.0.1:9464/healthz
prove "/metrics has the mirror's figures" grep -q '^threadmirror_' <(curl -sf http://127.0.0.1:9464/metrics)
prove "the watchdog is armed" test "$(show WatchdogUSec)" != 0
pid=$(main_pid)
prove "it runs as threadmirror" equals "$(stat -c %U "/proc/$pid")" threadmirror
prove "the token is in no environment and no argument" not grep -qa "$token" "/proc/$pid/environ" "/proc/$pid/cmdline"
prove "the token is not in its journal" not grep -q "$token" <(journalctl -u "$unit" --no-pager)
prove "the token is not in the database" not grep -qa "$token" "$db" "$db-wal"
prove "the token came as a credential that others can't read" equals "$(stat -c %a "$etc/token")" 600
prove "a new message arrives" catches_up
