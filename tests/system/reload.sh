# SIGHUP with a good file, a bad one, and many.
pid=$(main_pid)
mark
write_config "$url" 2s
systemctl reload threadmirror
prove "a good file is taken over" within 5 journal_has 'configuration reloaded'
mark
echo 'poll_intervall = 3' >>"$etc/config.toml"
systemctl reload threadmirror
prove "a bad file is refused in the journal, with its line" within 5 journal_has 'configuration not taken over.*config.toml:[0-9]+:'
prove "and under systemctl status" within 5 status_says 'reload refused'
prove "the service goes on with the old one" catches_up
for _ in $(seq 50); do kill -HUP "$pid"; done
write_config
mark
systemctl reload threadmirror
prove "the mended file is taken over, also behind fifty signals" within 5 journal_has 'configuration reloaded'
prove "the status text is free of it" within 5 not status_says 'reload refused'
prove "all that was one process" equals "$(main_pid)" "$pid"
