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
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
help_if_wanted "$@"

classes=$(build_benchmarks)

choose_measuring_cpu
[ $# -gt 0 ] || set -- 600 host-cpu host-cpu-builtin openvino-cpu litert-gpu
java -Xmx1g -cp "$classes" dev.meterfarm.benchmarks.FusionRulesBenchmark "$HOME_DIR/device-profiles" "$@"
