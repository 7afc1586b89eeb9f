#!/usr/bin/env bash
# How often fusion verdicts from times alone agree with the graph that OpenVINO says it executes, on this
# machine's CPU. Needs 'bin/agent setup openvino'.
#
#   benchmarks/openvino-fusion.sh                          # 25 pairs, at most 30 minutes
#   benchmarks/openvino-fusion.sh 300 'conv>relu' 'conv>maxpool'
#
# The last CPU measures, if there are two or more. Exit code 1 if more than 10 % of the pairs are decided
# otherwise than the runtime executes them.
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
[ $# -gt 0 ] || set -- 1800
java -Xmx512m -cp "$HERE/target/fast-classes:$(cat "$paths")" \
  dev.meterfarm.benchmarks.OpenVinoFusionBenchmark "$HOME_DIR/device-profiles" "$@"
