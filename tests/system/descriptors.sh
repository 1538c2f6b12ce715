# No descriptor left for a new connection: polls fail, nothing else does, and it recovers.
# Fault 94.
pid=$(main_pid)
open=$(find "/proc/$pid/fd" -mindepth 1 | wc -l)
prlimit --pid "$pid" --nofile="$((open - 2)):4096"
mark
control -d '["reset:before,next=2"]' "$url/_control/faults" >/dev/null # the next requests need new connections
mutate '{"random":20,"kinds":["incoming"]}'
prove "it is told that no file can be opened" within 40 journal_has 'too many open files|descriptor'
prove "the service stays" equals "$(main_pid)" "$pid"
prlimit --pid "$pid" --nofile=4096:4096
prove "with descriptors again it goes on by itself" within 90 equal
prove "as the same process" equals "$(main_pid)" "$pid"
prove "and leaks none" test "$(find "/proc/$pid/fd" -mindepth 1 | wc -l)" -le "$((open + 4))"
