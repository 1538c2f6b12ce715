# Removal and purge take the program and its configuration, never the data.
before=$(rows)
dpkg -r threadmirror >/run/remove.log 2>&1
prove "removal stops the service" not pgrep -x threadmirror
prove "the program is gone, its configuration stays" test ! -e /usr/bin/threadmirror -a -e "$etc/config.toml" -a -e "$etc/token"
prove "the data stay, readable" equals "$(rows)" "$before"
dpkg -i /stage/threadmirror_*.deb >/run/again.log 2>&1
prove "installed again, it tells no first steps" not grep -q 'Two steps' /run/again.log
prove "it is enabled as before" systemctl is-enabled -q threadmirror
systemctl start threadmirror
prove "and goes on with its data" catches_up
dpkg -P threadmirror >/run/purge.log 2>&1
prove "a purge stops it, too" not pgrep -x threadmirror
prove "a purge removes configuration and token" test ! -e "$etc/config.toml" -a ! -e "$etc/token"
prove "no link to a unit is left" equals "$(find /etc/systemd/system -name 'threadmirror*' -not -path "$drop_ins*")" ""
prove "the data stay" equals "$(rows)" "$before"
prove "and it is told where" grep -q "$state" /run/purge.log
prove "dpkg knows nothing of it" not dpkg-query -W -f='${Status}' threadmirror
