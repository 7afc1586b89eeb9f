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
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
help_if_wanted "$@"

classes=$(build_benchmarks)

choose_measuring_cpu
[ $# -gt 0 ] || set -- 1800
java -Xmx512m -cp "$classes" dev.meterfarm.benchmarks.OpenVinoFusionBenchmark "$HOME_DIR/device-profiles" "$@"
