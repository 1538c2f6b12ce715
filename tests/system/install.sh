# The package arrives; nothing runs without a token; the two steps that it prints lead to a running mirror.
dpkg -i /stage/threadmirror_*.deb >/run/install.log 2>&1
prove "dpkg installs the package" equals "$(dpkg-query -W -f='${db:Status-Status}' threadmirror)" installed
prove "the two steps to a running mirror are told" grep -q 'systemctl enable --now threadmirror' /run/install.log
prove "nothing is enabled at the first installation" not systemctl is-enabled -q threadmirror threadmirror-backup.timer
prove "nothing is started either" equals "$(show ActiveState)" inactive
prove "every installed file is as packed" equals "$(dpkg --verify threadmirror)" ""
prove "the example is the configuration, as a conffile" grep -q /etc/threadmirror/config.toml /var/lib/dpkg/info/threadmirror.conffiles
prove "the account may not log in" grep -q '^threadmirror:.*/usr/sbin/nologin$' /etc/passwd
prove "the program says its version" grep -q '^threadmirror [0-9]' <(threadmirror --version)
prove "man pages are in place" test -e /usr/share/man/man1/threadmirror.1.gz -a -e /usr/share/man/man5/threadmirror.toml.5.gz -a -e /usr/share/man/man7/threadmirror-schema.7.gz
prove "every recipe is installed as the program has it" equals "$(basename -s .sql -a /usr/share/threadmirror/recipes/*.sql | sed 's/^/@/')" "$(threadmirror query --list --format csv | sed '1d;s/,.*//')"
prove "schema needs neither configuration nor database" grep -q '"name": "awaiting_reply"' <(threadmirror --config /dev/null schema --format json)
prove "cookbook and readers' page are installed" test -e /usr/share/doc/threadmirror/COOKBOOK.md -a -e /usr/share/doc/threadmirror/READERS.md -a -e /usr/share/doc/threadmirror/readers/datasette.json
prove "systemd finds no fault in the units" systemd-analyze verify --man=no /lib/systemd/system/threadmirror{.service,@x.service,-backup.service,-backup.timer,-backup@x.timer,-backfill@x.service}

no_drop_ins
mark
systemctl start threadmirror 2>/dev/null
prove "without a token it does not start" within 5 failed
prove "it says what is missing" within 5 journal_has token
prove "it ends with 78 and is not restarted" equals "$(show ExecMainStatus)/$(show NRestarts)" 78/0

fake_up
write_config
install -m 0600 /dev/stdin "$etc/token" <<<"$token"
systemctl enable -q --now threadmirror
prove "enable --now returns when it is ready" active
prove "it is enabled" systemctl is-enabled -q threadmirror
prove "it mirrors everything" within 60 equal
