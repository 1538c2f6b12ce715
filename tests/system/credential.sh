# The token is refused while it runs: a person is needed, and no loop of restarts asks HubSpot again and again.
restarts=$(show NRestarts)
control -d '{"token":"pat-another"}' "$url/_control/account" >/dev/null
prove "a refused token ends the service" within 20 failed
prove "with exit status 77" equals "$(show ExecMainStatus)" 77
sleep 4
prove "and without a restart" equals "$(show NRestarts)/$(show ActiveState)" "$restarts/failed"
prove "the status in the database asks for a person" equals "$(sql 'SELECT health FROM sync_status')" attention
control -d "{\"token\":\"$token\"}" "$url/_control/account" >/dev/null
systemctl reset-failed threadmirror
systemctl start threadmirror
prove "started with a good one it goes on" catches_up
prove "and asks for nobody" within 20 equals "$(sql 'SELECT health FROM sync_status')" current
