#!/usr/bin/env bash
# What a run of benchmark_app costs beside the program itself: writing the model, starting the process, reading
# what it says. Needs 'bin/agent setup openvino', or names another benchmark_app.
#
#   benchmarks/openvino-overhead.sh                         # 20 jobs of 8 models
#   benchmarks/openvino-overhead.sh 5 /opt/my/benchmark_app
#
# The last CPU measures, if there are two or more. Exit code 1 if it is 50 ms or more in the median.
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
jobs=${1:-20}
tools=${METERFARM_TOOLS:-${XDG_DATA_HOME:-$HOME/.local/share}/meterfarm/tools}
tool=${2:-$tools/openvino/bin/benchmark_app}
[ -x "$tool" ] || { echo "openvino-overhead: there is no $tool; run 'bin/agent setup openvino'" >&2; exit 69; }
# Microseconds when the tool began and ended; the script's own start counts as ours.
cat >"$work/benchmark_app" <<SCRIPT
#!/bin/bash
begin=\${EPOCHREALTIME//[!0-9]/}
"$tool" "\$@"
code=\$?
echo "\$begin \${EPOCHREALTIME//[!0-9]/}" >>"$work/log"
exit \$code
SCRIPT
chmod +x "$work/benchmark_app"
mkdir "$work/profiles"
cat >"$work/profiles/openvino.yaml" <<PROFILE
device: openvino-cpu
driver: openvino
tool: $work/benchmark_app
targets:
  openvino-cpu:
    device: CPU
PROFILE
java -Xmx512m -cp "$HERE/target/fast-classes:$(cat "$work/paths")" \
  dev.meterfarm.benchmarks.OpenVinoOverheadBenchmark "$work/profiles" "$work/log" "$jobs"
