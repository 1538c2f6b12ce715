# The unit's own walls, felt from inside: a probe that starts in exactly the service's surroundings.
pid=$(main_pid)
word() { awk -v key="$1:" '$1 == key { print $2 }' "/proc/$pid/status"; }
prove "no capability is left" equals "$(word CapEff)/$(word CapBnd)" 0000000000000000/0000000000000000
prove "no new privileges, system calls are filtered" equals "$(word NoNewPrivs)/$(word Seccomp)" 1/2
prove "no core file" grep -qE 'Max core file size +0 ' "/proc/$pid/limits"
cat >/usr/local/bin/probe <<'PROBE'
#!/bin/bash
for folder in / /etc /etc/threadmirror /usr /usr/local /boot /home /root /var /var/lib /var/log /var/lib/dpkg /srv /opt /dev /sys /proc/sys/kernel /run; do
  (: >"$folder/probe") 2>/dev/null && echo "probe: writes into $folder"
done
(: >"$STATE_DIRECTORY/probe") && rm "$STATE_DIRECTORY/probe" && echo "probe: state is writable"
cat /etc/threadmirror/token >/dev/null 2>&1 && echo "probe: reads the token's file"
cat "$CREDENTIALS_DIRECTORY/hubspot-token" >/dev/null && echo "probe: reads the credential"
unshare --user true 2>/dev/null && echo "probe: makes a namespace"
mount -t tmpfs none /mnt 2>/dev/null && echo "probe: mounts"
date --set='+1 second' >/dev/null 2>&1 && echo "probe: sets the clock"
ls /proc/1/cwd >/dev/null 2>&1 && echo "probe: looks into other processes"
echo "probe: done"
PROBE
chmod 755 /usr/local/bin/probe
drop_in probe 'ExecStartPre=/usr/local/bin/probe'
mark
systemctl restart threadmirror
within 5 journal_has 'probe: done'
said() { journalctl -q -u "$unit" --since "$(cat /run/mark)" --no-pager -o cat | grep '^probe:' | sort | paste -sd';'; }
prove "only the state folder is writable, only the credential readable, nothing else possible" \
  equals "$(said)" "probe: done;probe: reads the credential;probe: state is writable"
no_drop_ins
systemctl restart threadmirror
echo "    $(systemd-analyze security --no-pager threadmirror | tail -1)"
