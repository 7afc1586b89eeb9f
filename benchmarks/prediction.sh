#!/usr/bin/env bash
# Distinct kernels per second on one core: boosted trees and a forest, in batches and one by one,
# and the same trained forest evaluated by Weka.
#
#   benchmarks/prediction.sh               # about two minutes
#   benchmarks/prediction.sh -f 3          # options of JMH, such as more forks
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
help_if_wanted "$@"

classes=$(build_benchmarks)
java -cp "$classes" org.openjdk.jmh.Main 'PredictorBenchmark|WekaBenchmark' "$@"
