#!/usr/bin/env bash
# How often fusion verdicts from times alone agree with what the runtime's own profile says, on this
# machine's CPU, with nn-Meter's criterion beside them.
#
#   benchmarks/fusion.sh                   # three detections on host-cpu and host-cpu-builtin each
#   benchmarks/fusion.sh 1 60 host-cpu     # once, a budget of 60 s, one target
#   benchmarks/fusion.sh 1 60 all          # print every verdict, not only those that differ
#
# The last CPU measures, if there are two or more. Exit code 1 if a pair of the goal is decided wrongly
# or more than 5 % of them stay undecided.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
HOME_DIR=$(dirname "$HERE")

case ${1:-} in
  -h | --help)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac

paths=$(mktemp "${TMPDIR:-/tmp}/meterfarm-fusion.XXXXXX")
trap 'rm -f "$paths"' EXIT
mvn -q -f "$HOME_DIR/pom.xml" -Pfast -pl benchmarks -am -DskipTests compile \
  dependency:build-classpath -Dmdep.includeScope=runtime -Dmdep.outputFile="$paths" >&2

cpus=$(nproc)
if [ -z "${METERFARM_MEASURE_CPUS:-}" ] && [ "$cpus" -ge 2 ]; then
  export METERFARM_MEASURE_CPUS=$((cpus - 1))
fi
[ $# -gt 0 ] || set -- 3 60
java -Xmx1g -cp "$HERE/target/fast-classes:$(cat "$paths")" \
  dev.meterfarm.benchmarks.FusionVerdictBenchmark "$@"
