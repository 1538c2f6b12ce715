# A process that no longer lives though it is there.
# Fault 98.
drop_in watchdog 'WatchdogSec=4'
systemctl restart threadmirror
pid=$(main_pid)
sleep 8
prove "a healthy one is left alone, also with a watchdog of 4 s" equals "$(main_pid)" "$pid"
mark
kill -STOP "$pid"
mutate '{"random":20,"kinds":["incoming"]}'
prove "one that hangs is killed and restarted" within 40 replaced "$pid"
prove "the journal names the watchdog" journal_has 'watchdog timeout'
prove "and the mirror is equal" within 20 equal
no_drop_ins
systemctl restart threadmirror
