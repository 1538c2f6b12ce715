# A full disk and a read-only one, each a small tmpfs under the state folder.
systemctl stop threadmirror
rm -rf /run/kept && cp -a "$state" /run/kept
mount -t tmpfs -o size=12m,mode=0750,uid=threadmirror,gid=threadmirror-read tmpfs "$state"
systemctl start threadmirror
prove "a mirror is filled on a small disk" within 60 equal
pid=$(main_pid)
dd if=/dev/zero of="$state/filler" bs=64k status=none 2>/dev/null
prove "the disk is full" not dd if=/dev/zero of="$state/more" bs=64k count=1 status=none
rm -f "$state/more"
mark
mutate '{"random":2000,"kinds":["incoming","close","assign"]}'
prove "a full disk is told" within 30 journal_has 'disk|space|full'
prove "under systemctl status, too" within 20 status_says trouble
echo "    status: $(show StatusText)"
prove "the service waits as the same process" equals "$(main_pid)" "$pid"
prove "readers still read" equals "$(rows)" 3000
rm "$state/filler"
prove "with space again it goes on by itself" within 90 equal
prove "as the same process" equals "$(main_pid)" "$pid"

systemctl stop threadmirror
mount -o remount,ro "$state"
mark
systemctl start threadmirror 2>/dev/null
prove "a read-only disk is named" within 10 journal_has 'read-only|Read-only'
prove "readers still read" equals "$(rows)" 3000
mount -o remount,rw "$state"
prove "writable again, it comes back by itself" within 30 active
prove "and goes on" catches_up
systemctl stop threadmirror
umount "$state"
systemctl start threadmirror
prove "on its own disk again" catches_up 40
