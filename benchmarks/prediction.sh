#!/usr/bin/env bash
# Distinct kernels per second on one core: boosted trees and a forest, in batches and one by one,
# and the same trained forest evaluated by Weka.
#
#   benchmarks/prediction.sh               # about two minutes
#   benchmarks/prediction.sh -f 3          # options of JMH, such as more forks
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
HOME_DIR=$(dirname "$HERE")

case ${1:-} in
  -h | --help)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac

paths=$(mktemp "${TMPDIR:-/tmp}/meterfarm-prediction.XXXXXX")
trap 'rm -f "$paths"' EXIT
mvn -q -f "$HOME_DIR/pom.xml" -Pfast -pl benchmarks -am -DskipTests compile \
  dependency:build-classpath -Dmdep.includeScope=runtime -Dmdep.outputFile="$paths" >&2
java -cp "$HERE/target/fast-classes:$(cat "$paths")" org.openjdk.jmh.Main 'PredictorBenchmark|WekaBenchmark' "$@"
