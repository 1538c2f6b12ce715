# The wall clock jumps, for the service alone, while it runs.
faked=$(echo /usr/lib/*/faketime/libfaketime.so.1)
jump() { echo "$1" >/etc/faketimerc; }
jump +0
drop_in clock "Environment=LD_PRELOAD=$faked FAKETIME_TIMESTAMP_FILE=/etc/faketimerc FAKETIME_NO_CACHE=1 \
FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1"
systemctl restart threadmirror
prove "it runs under a clock that can be moved" catches_up
pid=$(main_pid)
# As far as the certificate of the fake HubSpot is valid: it began an hour ago and ends in a day.
for step in +20h +0 -30m +0; do
  jump "$step"
  prove "the clock jumps to $step: messages arrive" catches_up 60
done
mark
jump +10y
control -d '["reset:before,next=2"]' "$url/_control/faults" >/dev/null # the next requests need new connections
prove "ten years ahead the certificate is refused, and the clock suspected" within 40 journal_has "check the machine's clock"
jump +0
prove "back in time: messages arrive" catches_up 90
prove "all that was one process" equals "$(main_pid)" "$pid"
prove "no thread is taken for deleted" equals "$(sql 'SELECT count(*) FROM threads WHERE deleted_at IS NOT NULL')" 0
no_drop_ins
systemctl restart threadmirror
