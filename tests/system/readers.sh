# Local people with sqlite3: members of the group read, always; nobody else does, and nobody writes.
useradd alice && usermod -aG threadmirror-read alice
useradd bob
ask() { runuser -u "$1" -- sqlite3 "$db" 'SELECT count(*) > 0 FROM threads'; }
prove "the files are the account's, readable for its group, for nobody else" \
  equals "$(stat -c '%a %U:%G' "$db" "$db-wal" | sort -u)" "640 threadmirror:threadmirror-read"
prove "a member of threadmirror-read queries while it runs" equals "$(ask alice)" 1
prove "nobody else does" not ask bob
prove "a member can't write" not runuser -u alice -- sqlite3 "$db" 'DELETE FROM threads'
prove "a member queries by threadmirror query" runuser -u alice -- threadmirror --database "$db" query 'SELECT 1 FROM sync_status'
prove "a member asks a recipe" runuser -u alice -- threadmirror --database "$db" query @awaiting-reply
prove "a member exports every thread" equals "$(runuser -u alice -- threadmirror --database "$db" export threads --format jsonl | wc -l)" "$(runuser -u alice -- threadmirror --database "$db" query --format csv 'SELECT count(*) FROM threads' | tail -n 1 | tr -d '\r')"
systemctl stop threadmirror
prove "a stop ends with success" equals "$(show Result)/$(show ExecMainStatus)" success/0
prove "a member queries after the stop" equals "$(ask alice)" 1
systemctl start threadmirror
pid=$(main_pid)
kill -9 "$pid"
prove "a member queries after a crash" equals "$(ask alice)" 1
prove "and it comes back" within 20 replaced "$pid"
prove "a member queries afterwards" equals "$(ask alice)" 1
