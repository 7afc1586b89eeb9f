#!/usr/bin/env bash
# What the ledger takes on one node with SQLite, each figure beside its goal: leases and results of 20
# models a second, without HTTP; whether that holds at 10^7 rows; how soon a coordinator with such a
# ledger is ready again, and in how much memory; how long others wait while what is left is paused,
# resumed and cancelled.
#
#   benchmarks/ledger.sh                              # about ten minutes, 5 GB on the disk
#   benchmarks/ledger.sh --planned 100000 --done 50000
#   benchmarks/ledger.sh --data DIR --only measure     # one part, with what is in the folder
#
#   --planned N   jobs in the ledger, of 20 models each (1000000)
#   --done N      of these, so many are measured (500000: 10^7 rows)
#   --data DIR    where the ledger goes, and stays (a new folder below $TMPDIR, removed afterwards)
#   --only PART   one of cycles, plan, measure, restart, pause, cancel; needs --data
#
# In pieces: plan, measure with --done 100000 five times, restart, pause, cancel.
#
# Leave the machine alone while it runs. Linux; needs curl. Exit code 1 if a goal is missed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

planned=1000000 done=500000 data='' only=''
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      show_help
      exit 0
      ;;
    --planned | --done)
      [ $# -ge 2 ] || die "$1 needs a value"
      [[ $2 =~ ^[1-9][0-9]*$ ]] || die "$1 must be a number, but is '$2'"
      printf -v "${1#--}" '%s' "$2"
      shift 2
      ;;
    --data | --only)
      [ $# -ge 2 ] || die "$1 needs a value"
      printf -v "${1#--}" '%s' "$2"
      shift 2
      ;;
    *) die "unknown argument '$1'; try --help" ;;
  esac
done
[ "$done" -le "$planned" ] || die "--done must not be more than --planned"
case $only in
  '') ;;
  cycles | plan | measure | restart | pause | cancel) [ -n "$data" ] || die "--only needs --data" ;;
  *) die "--only must be cycles, plan, measure, restart, pause or cancel, but is '$only'" ;;
esac
[ -r /proc/self/status ] || die "this needs Linux"
command -v curl >/dev/null || die "curl is missing"

work=$(mktemp -d "${TMPDIR:-/tmp}/meterfarm-ledger.XXXXXX")
ledger=${data:-$work/data}
pid=''
clean_up() {
  [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

if [ -z "${METERFARM_CLASSPATH:-}" ]; then
  METERFARM_CLASSPATH=$(build_benchmarks)
fi
status=0
load() { java -Xmx1g -XX:+UseSerialGC -cp "$METERFARM_CLASSPATH" dev.meterfarm.benchmarks.LedgerLoad "$@" || status=1; }
wanted() { [ -z "$only" ] || [ "$only" = "$1" ]; }

# row WHAT FIGURE GOAL UNIT: a line like those of the other parts.
row() {
  local verdict=reached
  [ "$2" -lt "$3" ] || verdict=MISSED status=1
  printf '%-55s %8s %s  < %s %s  %s\n' "$1" "$2" "$4" "$3" "$4" "$verdict"
}

if wanted cycles; then load cycles "$work/cycles"; fi
rm -rf "$work/cycles"
if wanted plan; then load plan "$ledger" "$planned"; fi
if wanted measure; then load measure "$ledger" "$done"; fi

# The coordinator on that ledger, until it is ready; sets pid and ready (milliseconds).
serve() {
  local start url
  printf 'listen: {port: 0}\ntls: {mode: none}\n' >"$work/coordinator.yaml"
  : >"$work/serve.log"
  start=$(date +%s%N) ready=''
  java -Xmx1g -XX:+UseSerialGC -cp "$METERFARM_CLASSPATH" dev.meterfarm.cli.CoordinatorMain serve \
    --config "$work/coordinator.yaml" --data "$ledger" >"$work/serve.log" 2>&1 &
  pid=$!
  for _ in $(seq 1200); do
    url=$(sed -n 's/^.* serves at //p' "$work/serve.log")
    if [ -n "$url" ] && curl -fs "$url/ready" >/dev/null; then
      ready=$((($(date +%s%N) - start) / 1000000))
      return
    fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  cat "$work/serve.log" >&2
  exit 1
}

kill_it() {
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null || true
  pid=''
}

restart() {
  local heap
  printf 'the ledger has %s MiB\n' "$(du -cm "$ledger"/meterfarm.db* | tail -n 1 | cut -f 1)"
  serve
  row "ready again, $planned jobs planned, $done done" "$ready" 15000 ms
  sleep 20
  heap=$(jcmd "$pid" GC.heap_info | awk '/generation/ {for (i = 1; i < NF; i++) if ($i == "used") {sub("K", "", $(i + 1)); sum += $(i + 1)}} END {print int(sum / 1024)}')
  row "heap in use 20 s later" "$heap" 1024 MiB
  printf 'most memory of the process: %s MiB\n' "$(($(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$pid/status") / 1024))"
  kill_it
  serve
  row "ready again after kill -9" "$ready" 15000 ms
  kill_it
}

if wanted restart; then restart; fi
if wanted pause; then load pause "$ledger"; fi
if wanted cancel; then load cancel "$ledger"; fi
exit $status
