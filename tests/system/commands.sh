# Commands beside the running service: it does the work, so that there is one writer.
pid=$(main_pid)
beside() { runuser -u "$1" -- threadmirror --config "$etc/config.toml" --database "$db" "${@:2}"; }
mutate '{"random":20,"kinds":["close","assign"]}'
prove "root's reconcile is done by the service" beside root reconcile
prove "and finds what no message announced" equal
prove "the service's own account may command, too" beside threadmirror sync
# The exit status of a command of somebody who may not.
refused() { beside "$@" >/dev/null 2>&1; [[ $? -eq 75 ]]; }
id -u alice >/dev/null 2>&1 || useradd -G threadmirror-read alice
prove "a reader may not: another instance holds the database" refused alice sync
prove "verify reads beside it" runuser -u threadmirror -- env "HUBSPOT_ACCESS_TOKEN=$token" \
  threadmirror --config "$etc/config.toml" --database "$db" verify
prove "all that was one process" equals "$(main_pid)" "$pid"
