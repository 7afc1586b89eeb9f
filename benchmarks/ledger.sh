#!/usr/bin/env bash
# What the ledger takes: leases and results of 20 models a second on one node with SQLite, without
# HTTP; then how soon a coordinator with a large ledger is ready again, and how much memory it needs.
#
#   benchmarks/ledger.sh                   # about ten minutes, 3 GB on the disk
#   benchmarks/ledger.sh --planned 100000 --done 50000
#
# Leave the machine alone while it runs. Linux; needs curl.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
HOME_DIR=$(dirname "$HERE")

die() {
  printf 'ledger.sh: %s\n' "$*" >&2
  exit 2
}

planned=1000000 done=500000
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    --planned | --done)
      [ $# -ge 2 ] || die "$1 needs a value"
      [[ $2 =~ ^[0-9]+$ ]] || die "$1 must be a number, but is '$2'"
      printf -v "${1#--}" '%s' "$2"
      shift 2
      ;;
    *) die "unknown argument '$1'; try --help" ;;
  esac
done
[ "$done" -le "$planned" ] || die "--done must not be more than --planned"
[ -r /proc/self/status ] || die "this needs Linux"
command -v curl >/dev/null || die "curl is missing"

work=$(mktemp -d "${TMPDIR:-/tmp}/meterfarm-ledger.XXXXXX")
pid=''
clean_up() {
  [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

if [ -z "${METERFARM_CLASSPATH:-}" ]; then
  mvn -q -f "$HOME_DIR/pom.xml" -Pfast -pl benchmarks -am -DskipTests compile \
    dependency:build-classpath -Dmdep.includeScope=runtime -Dmdep.outputFile="$work/paths" >&2
  METERFARM_CLASSPATH=$HERE/target/fast-classes:$(cat "$work/paths")
fi
load() { java -Xmx1g -cp "$METERFARM_CLASSPATH" dev.meterfarm.benchmarks.LedgerLoad "$@"; }

load cycles "$work/cycles"
rm -rf "$work/cycles"
load fill "$work/data" "$planned" "$done"
printf 'the ledger has %s MiB\n' "$(du -m "$work/data/meterfarm.db" | cut -f 1)"

printf 'listen: {port: 0}\ntls: {mode: none}\n' >"$work/coordinator.yaml"
start=$(date +%s%N)
java -Xmx1g -cp "$METERFARM_CLASSPATH" dev.meterfarm.cli.CoordinatorMain serve \
  --config "$work/coordinator.yaml" --data "$work/data" >"$work/serve.log" 2>&1 &
pid=$!
ready=''
for _ in $(seq 1200); do
  url=$(sed -n 's/^.* serves at //p' "$work/serve.log")
  if [ -n "$url" ] && curl -fs "$url/ready" >/dev/null; then
    ready=$((($(date +%s%N) - start) / 1000000))
    break
  fi
  kill -0 "$pid" 2>/dev/null || { cat "$work/serve.log" >&2; exit 1; }
  sleep 0.1
done
[ -n "$ready" ] || { cat "$work/serve.log" >&2; exit 1; }
printf 'ready after %s ms\n' "$ready"
sleep 20
printf 'heap in use: %s of at most 1 GiB\n' "$(jcmd "$pid" GC.heap_info | sed -n 's/.*used \([0-9]*K\).*/\1/p' | head -1)"
printf 'most memory of the process: %s kB\n' "$(sed -n 's/^VmHWM: *\([0-9]*\) kB/\1/p' "/proc/$pid/status")"
