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
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
help_if_wanted "$@"

classes=$(build_benchmarks)

choose_measuring_cpu
[ $# -gt 0 ] || set -- 3 60
java -Xmx1g -cp "$classes" dev.meterfarm.benchmarks.FusionVerdictBenchmark "$@"
