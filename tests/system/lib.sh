# What the checks share: proofs, bounded waits, the fake HubSpot, the service.

failures=0
port=18443
url=https://127.0.0.1:$port
token=pat-system-test-0123456789abcdef
state=/var/lib/threadmirror
db=$state/threadmirror.db
unit=threadmirror.service
etc=/etc/threadmirror
drop_ins=/etc/systemd/system/$unit.d

# prove WORDS COMMAND…: one line of the report. What the command prints is shown where it fails, with the journal's end.
prove() {
  local words=$1 output
  shift
  if output=$("$@" 2>&1); then
    echo "ok — $words"
    return
  fi
  failures=$((failures + 1))
  echo "FAILED — $words"
  printf '%s\n' "$output" | tail -5 | sed 's/^/    /'
  journalctl -u "$unit" -n 8 --no-pager -o cat | sed 's/^/    | /'
}

# within SECONDS COMMAND…: asks until the command succeeds.
within() {
  local end=$((SECONDS + $1)) output
  shift
  until output=$("$@" 2>&1); do
    [[ $SECONDS -lt $end ]] || { printf '%s\nnot within the time: %s\n' "$output" "$*"; return 1; }
    sleep 0.1
  done
}
not() { ! "$@"; }
# equals ACTUAL EXPECTED
equals() { [[ $1 == "$2" ]] || { echo "is '$1', not '$2'"; return 1; }; }

show() { systemctl show -P "$1" "$unit"; }
# Its process; a word that is no number where there is none, so that nothing else is hit by a signal.
main_pid() { show MainPID | sed 's/^0$/none/'; }
active() { [[ $(show ActiveState)/$(show SubState) == active/running ]]; }
failed() { [[ $(show ActiveState) == failed ]]; }
# status_says TEXT: the service tells it under `systemctl status`.
status_says() { [[ $(show StatusText) == *"$1"* ]] || { echo "status: $(show StatusText)"; return 1; }; }
# Another process than that of the given id is running and ready.
replaced() { [[ $(main_pid) != "$1" && $(main_pid) != none ]] && active; }
# journal_has EXPRESSION: the unit, or systemd about it, has said so since `mark`.
mark() { date '+%F %T.%6N' >/run/mark; sleep 0.01; }
journal_has() { journalctl -q -u "$unit" --since "$(cat /run/mark)" --no-pager -o cat | grep -qiE "$1"; }

# drop_in NAME LINE…: settings of the unit that hold until `no_drop_ins`.
drop_in() {
  mkdir -p "$drop_ins"
  printf '%s\n' '[Service]' "${@:2}" >"$drop_ins/$1.conf"
  systemctl daemon-reload
}
no_drop_ins() {
  rm -rf "$drop_ins"
  drop_in test 'RestartSec=1'
}

fake_up() {
  systemctl reset-failed fake-hubspot 2>/dev/null
  rm -f /run/fake.json
  echo "$token" >/run/fake.token
  systemd-run -q --unit=fake-hubspot /stage/fake-hubspot --threads 3000 --seed 5 --port "$port" \
    --token-file /run/fake.token --ca-out "$etc/ca.pem" --ready-file /run/fake.json "$@"
  within 20 test -s /run/fake.json
  chmod 644 "$etc/ca.pem"
}
control() { curl --silent --fail --max-time 20 --cacert "$etc/ca.pem" "$@"; }
mutate() { control -d "$1" "$url/_control/mutate" >/dev/null; }
# The live rows equal the server's threads, field by field.
equal() {
  local answer
  answer=$(control --get --data-urlencode "database=$db" "$url/_control/compare")
  [[ $answer == '{"missing":0,"extra":0,"different":0,'* ]] || { echo "compared: $answer"; return 1; }
}
sql() { sqlite3 "file:$db?mode=ro" "$1"; }
rows() { sql 'SELECT count(*) FROM threads'; }
# A new message reaches the mirror.
catches_up() {
  mutate '{"random":20,"kinds":["incoming"]}' && within "${1:-20}" equal
}

# write_config [BASE_URL] [POLL_INTERVAL]
write_config() {
  cat >"$etc/config.toml" <<TOML
# written by the administrator
[hubspot]
base_url = "${1:-$url}"
ca_file = "$etc/ca.pem"
[sync]
poll_interval = "${2:-1s}"
reconcile_interval = "5s"
[http]
listen = "127.0.0.1:9464"
TOML
}
