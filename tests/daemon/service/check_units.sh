#!/usr/bin/env bash
# check_units.sh UNITS PROGRAM
# Holds the unit files in the folder UNITS against systemd's own judgement: nothing to complain about, and an exposure of
# 1.2 at most for each service. PROGRAM stands for the installed one.
set -euo pipefail
units=$1 program=$2
limit=12  # in tenths
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$units"/*.service "$units"/*.timer "$folder"
sed -i "s|/usr/bin/threadmirror|$program|" "$folder"/*.service

failures=0
complain() { echo "check_units: $*" >&2; failures=1; }

for unit in "$folder"/*; do
  name=$(basename "$unit")
  # An instance of each template.
  said=$(systemd-analyze verify --man=no "$folder/${name/@./@portal.}" 2>&1) || complain "$name can't be loaded"
  [[ -z $said ]] || complain "$name: $said"
  [[ $name == *.service ]] || continue
  said=$(systemd-analyze security --offline=true --threshold="$limit" "$unit" 2>&1) || complain "$name: ${said##*→}"
done
exit "$failures"
