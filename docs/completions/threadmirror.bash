# Completion of threadmirror for bash. A test holds it against what `threadmirror --help` says.
_threadmirror() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local commands="run backfill sync reconcile verify status query schema export backup check"
  local options="--config --database --log-level --help" command="" word formats="table csv json jsonl markdown"
  local relations="threads open_threads awaiting_reply assignee_load inbox_summary thread_events daily_activity thread_durations"
  relations+=" thread_changes sync_status sync_runs rejected_records sync_state mirror_info sightings"
  for word in "${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    [[ " $commands " == *" $word "* ]] && command=$word && break
  done
  case $previous in
    --config | --database | --output)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
    --log-level)
      mapfile -t COMPREPLY < <(compgen -W "debug info warning error" -- "$current")
      return
      ;;
    --timeout)
      mapfile -t COMPREPLY < <(compgen -W "10s 1m 10m" -- "$current")
      return
      ;;
    --param) return ;;
    --format)
      [[ $command == schema ]] && formats="text markdown json"
      [[ $command == export ]] && formats="csv jsonl sqlite"
      mapfile -t COMPREPLY < <(compgen -W "$formats" -- "$current")
      return
      ;;
  esac
  case $command in
    "") options+=" --version $commands" ;;
    backfill) options+=" --restart" ;;
    reconcile) options+=" --dry-run --allow-mass-delete --json" ;;
    verify) options+=" --json" ;;
    status) options+=" --json" ;;
    query) options+=" --format --param --timeout --list @awaiting-reply @closed-per-day @freshness @oldest-open @open-by-inbox @opened-per-day @reassigned-today @recently-gone @reopened @spam-share @stale-open @thread-history @unassigned-open" ;;
    schema) options+=" --format $relations" ;;
    export) options+=" --format --output --force $relations" ;;
    backup)
      mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current"; compgen -f -- "$current")
      return
      ;;
    check) options+=" --offline" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
} &&
  complete -o filenames -F _threadmirror threadmirror
