#!/usr/bin/env bash
# What phones cost the agent: time per model beyond the runs of benchmark_model, and threads and memory
# with many phones. On virtual phones behind a real adb server of its own.
#
#   benchmarks/phones.sh                               # 100 jobs on one phone; 1,000 jobs on 16
#   benchmarks/phones.sh --jobs 20 --phones 4 --farm-jobs 100
#
# Leave the machine alone while it runs. Needs adb (Debian, Ubuntu: apt-get install adb). Exit code 1 if a
# goal is missed: a median of 150 ms per model of 5 MB, no job failed, no thread leaked, 256 MiB of heap.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

jobs=100 phones=16 farm_jobs=1000
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      show_help
      exit 0
      ;;
    --jobs | --phones | --farm-jobs)
      [ $# -ge 2 ] || die "$1 needs a value"
      [[ $2 =~ ^[1-9][0-9]*$ ]] || die "$1 must be a number, but is '$2'"
      name=${1#--}
      printf -v "${name//-/_}" '%s' "$2"
      shift 2
      ;;
    *) die "unknown argument '$1'; try --help" ;;
  esac
done
command -v adb >/dev/null || die "adb is missing (Debian, Ubuntu: apt-get install adb)"

work=$(mktemp -d "${TMPDIR:-/tmp}/meterfarm-phones.XXXXXX")
port=$((20000 + RANDOM % 10000))
rehearsal=''
clean_up() {
  [ -z "$rehearsal" ] || kill -TERM "$rehearsal" 2>/dev/null || true
  [ -z "$rehearsal" ] || wait "$rehearsal" 2>/dev/null || true
  HOME=$work adb -P "$port" kill-server 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

classes=$(build_benchmarks)
choose_measuring_cpu
export TMPDIR=$work
HOME=$work adb -P "$port" start-server 2>/dev/null || die "adb does not start a server on port $port"
status=0

java -Xmx512m -XX:+UseSerialGC -cp "$classes" dev.meterfarm.benchmarks.PhoneOverhead "$port" "$jobs" || status=1

java -Xmx512m -XX:+UseSerialGC -cp "$classes" dev.meterfarm.agent.AgentMain \
  rehearse phone --count "$phones" --adb-port "$port" </dev/null >"$work/rehearsal" 2>&1 &
rehearsal=$!
until grep -q '^The adb server' "$work/rehearsal"; do
  kill -0 "$rehearsal" 2>/dev/null || die "the virtual phones did not start: $(cat "$work/rehearsal")"
  sleep 0.2
done
java -Xmx256m -XX:+UseSerialGC -cp "$classes" dev.meterfarm.benchmarks.PhoneFarm "$port" "$phones" "$farm_jobs" || status=1
exit "$status"
