#!/usr/bin/env bash
# What a run of benchmark_app costs beside the program itself: writing the model, starting the process, reading
# what it says. Needs 'bin/agent setup openvino', or names another benchmark_app.
#
#   benchmarks/openvino-overhead.sh                         # 20 jobs of 8 models
#   benchmarks/openvino-overhead.sh 5 /opt/my/benchmark_app
#
# The last CPU measures, if there are two or more. Exit code 1 if it is 50 ms or more in the median.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
help_if_wanted "$@"

work=$(mktemp -d "${TMPDIR:-/tmp}/meterfarm-benchmark.XXXXXX")
trap 'rm -rf "$work"' EXIT
classes=$(build_benchmarks)

choose_measuring_cpu
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
java -Xmx512m -cp "$classes" dev.meterfarm.benchmarks.OpenVinoOverheadBenchmark "$work/profiles" "$work/log" "$jobs"
