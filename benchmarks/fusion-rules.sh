#!/usr/bin/env bash
# The fusion rules of several runtimes on this one machine, side by side, as a table: by structure where the
# runtime tells it, by times where it does not. 'bin/agent setup openvino' and 'bin/agent setup litert'
# install the runtimes; litert-gpu also needs a Vulkan driver or SwiftShader.
#
#   benchmarks/fusion-rules.sh                            # all four, at most 10 minutes of timing
#   benchmarks/fusion-rules.sh 60 host-cpu openvino-cpu   # these two
#   benchmarks/fusion-rules.sh 300 litert-gpu 'conv1x1>relu' 'conv1x1>sigmoid'
#
# The last CPU measures, if there are two or more.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
HOME_DIR=$(dirname "$HERE")

case ${1:-} in
  -h | --help)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac

work=$(mktemp -d "${TMPDIR:-/tmp}/meterfarm-benchmark.XXXXXX")
trap 'rm -rf "$work"' EXIT
mvn -q -f "$HOME_DIR/pom.xml" -Pfast -pl benchmarks -am -DskipTests compile \
  dependency:build-classpath -Dmdep.includeScope=runtime -Dmdep.outputFile="$work/paths" >&2

cpus=$(nproc)
if [ -z "${METERFARM_MEASURE_CPUS:-}" ] && [ "$cpus" -ge 2 ]; then
  export METERFARM_MEASURE_CPUS=$((cpus - 1))
fi
[ $# -gt 0 ] || set -- 600 host-cpu host-cpu-builtin openvino-cpu litert-gpu
java -Xmx1g -cp "$HERE/target/fast-classes:$(cat "$work/paths")" \
  dev.meterfarm.benchmarks.FusionRulesBenchmark "$HOME_DIR/device-profiles" "$@"
