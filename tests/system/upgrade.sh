# A newer package over a running service.
version=$(dpkg-query -W -f='${Version}' threadmirror)
pid=$(main_pid)
before=$(rows)
backfilled=$(sql "SELECT backfill_completed_at FROM sync_status")
dpkg -i /stage/newer.deb >/run/upgrade.log 2>&1
prove "the newer version is installed" test "$(dpkg-query -W -f='${Version}' threadmirror)" != "$version"
prove "what ran is restarted" within 20 replaced "$pid"
prove "it is still enabled" systemctl is-enabled -q threadmirror
prove "the changed configuration is kept" grep -q 'written by the administrator' "$etc/config.toml"
prove "nobody was asked, nothing lies beside it" equals "$(find "$etc" -name '*.dpkg-*')" ""
prove "the data are kept, nothing is mirrored anew" equals "$(rows)/$(sql "SELECT backfill_completed_at FROM sync_status")" "$before/$backfilled"
prove "and the mirror goes on" catches_up
systemctl stop threadmirror
dpkg -i /stage/threadmirror_*.deb >/dev/null 2>&1
prove "another version does not start what was stopped" equals "$(show ActiveState)" inactive
systemctl start threadmirror
