# The process dies or is halted; the mirror goes on from what is committed.
restarts=$(show NRestarts)
pid=$(main_pid)
kill -9 "$pid"
prove "kill -9: it comes back" within 20 replaced "$pid"
prove "systemd counts one restart" equals "$(show NRestarts)" "$((restarts + 1))"
prove "the database is sound" equals "$(sql 'PRAGMA integrity_check')" ok
prove "and the mirror equal" catches_up

pid=$(main_pid)
kill -STOP "$pid"
mutate '{"random":20,"kinds":["incoming"]}'
sleep 5
kill -CONT "$pid"
prove "SIGSTOP for 5 s: it goes on" within 20 equal
prove "as the same process" equals "$(main_pid)" "$pid"
