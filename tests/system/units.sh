# The other units: a portal of its own name, its backfill, and backups.
sed 's/:9464/:9465/' "$etc/config.toml" >"$etc/acme.toml"
install -m 0600 "$etc/token" "$etc/acme.token"
prove "a backfill of a named portal ends when it is complete" timeout 60 systemctl start threadmirror-backfill@acme
acme() { sqlite3 "file:$state/acme/threadmirror.db?mode=ro" "$1"; }
prove "with all threads" test "$(acme 'SELECT backfill_complete FROM sync_status')" = 1
prove "its service starts beside the first one" systemctl start threadmirror@acme
prove "both run" systemctl is-active -q threadmirror threadmirror@acme
prove "a backup beside the running service" timeout 60 systemctl start threadmirror-backup
prove "of the named portal, too" timeout 60 systemctl start threadmirror-backup@acme
copy=$(find "$state/backup" -name '*.db' | head -1)
prove "the copy is sound and whole" equals "$(sqlite3 "file:$copy?mode=ro" "PRAGMA integrity_check; SELECT count(*) >= 3000 FROM threads" | paste -sd/)" ok/1
systemctl enable -q --now threadmirror-backup.timer
prove "the timer waits for its hour" equals "$(systemctl show -P SubState threadmirror-backup.timer)" waiting
