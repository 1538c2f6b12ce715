# The unit's own walls, felt from inside: a probe that starts in exactly the service's surroundings.
pid=$(main_pid)
word() { awk -v key="$1:" '$1 == key { print $2 }' "/proc/$pid/status"; }
prove "no capability is left" equals "$(word CapEff)/$(word CapBnd)" 0000000000000000/0000000000000000
prove "no new privileges, system calls are filtered" equals "$(word NoNewPrivs)/$(word Seccomp)" 1/2
prove "no core file" grep -qE 'Max core file size +0 ' "/proc/$pid/limits"
cat >/usr/local/bin/probe <<'PROBE'
#!/bin/bash
say() { echo "probe of $1: ${*:2}"; }
for folder in / /etc /etc/threadmirror /usr /usr/local /boot /home /root /var /var/lib /var/log /var/lib/dpkg /srv /opt \
  /dev /sys /proc/sys/kernel /run; do
  [[ $1/$folder == root//run ]] && continue # there systemd leaves root its way
  (: >"$folder/probe") 2>/dev/null && say "$1" "writes into $folder"
done
(: >"$STATE_DIRECTORY/probe") 2>/dev/null && rm "$STATE_DIRECTORY/probe" && say "$1" "writes its state"
[[ $1 == root ]] || ! cat /etc/threadmirror/token >/dev/null 2>&1 || say "$1" "reads the token's file"
[[ $1 == root ]] || ! cat "$CREDENTIALS_DIRECTORY/hubspot-token" >/dev/null 2>&1 || say "$1" "reads the credential"
unshare --user true 2>/dev/null && say "$1" "makes a namespace"
mount -t tmpfs none /mnt 2>/dev/null && say "$1" "mounts"
date --set='+1 second' >/dev/null 2>&1 && say "$1" "sets the clock"
[[ -z $(ls /home /root 2>/dev/null) ]] || say "$1" "looks into homes"
[[ $1 == root || ! -e /proc/1 ]] || say "$1" "sees other processes"
[[ ! -e /tmp/outside ]] || say "$1" "sees the common /tmp"
say "$1" "done"
PROBE
chmod 755 /usr/local/bin/probe
touch /tmp/outside /root/file
# Once as the service itself, once as root behind the same walls: what only ownership forbids would show.
drop_in probe 'ExecStartPre=/usr/local/bin/probe itself' 'ExecStartPre=!/usr/local/bin/probe root'
mark
systemctl restart threadmirror
within 5 journal_has 'probe of root: done'
said() {
  journalctl -q -u "$unit" --since "$(cat /run/mark)" --no-pager -o cat | sed -n "s/^probe of $1: //p" | sort | paste -sd';'
}
prove "it writes only its state, reads only its credential, and can do nothing else" \
  equals "$(said itself)" "done;reads the credential;writes its state"
prove "not even root could do more behind the same walls" equals "$(said root)" "done"
no_drop_ins
systemctl restart threadmirror
echo "    $(systemd-analyze security --no-pager threadmirror | tail -1)"
