#!/usr/bin/env bash
# Agents against a coordinator over HTTP with TLS, on the same cores, each figure beside its goal:
# cycles of lease and result (20 rows each) per second, how long a lease takes at half of that with
# 1,000 devices, and how soon an idle agent has a new job.
#
#   benchmarks/farm.sh                      # about three minutes
#   benchmarks/farm.sh 30 1000 300000       # seconds for each part, devices, jobs to plan
#
# Leave the machine alone while it runs. Exit code 1 if a goal is missed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
help_if_wanted "$@"
for argument in "$@"; do
  [[ $argument =~ ^[1-9][0-9]*$ ]] || { echo "farm.sh: '$argument' is no number; try --help" >&2; exit 2; }
done

if [ -z "${METERFARM_CLASSPATH:-}" ]; then
  METERFARM_CLASSPATH=$(build_benchmarks)
fi
# shellcheck disable=SC2086 # options are several words
java -Xmx1g -XX:+UseSerialGC ${BENCHMARK_JAVA_OPTS:-} --add-modules java.se \
  --add-exports java.base/jdk.internal.ref=ALL-UNNAMED --add-opens java.base/java.lang=ALL-UNNAMED \
  --add-opens java.base/sun.nio.ch=ALL-UNNAMED --add-opens java.management/sun.management=ALL-UNNAMED \
  --add-opens jdk.management/com.sun.management.internal=ALL-UNNAMED \
  -Dhazelcast.phone.home.enabled=false -Dhazelcast.logging.type=slf4j \
  -cp "$METERFARM_CLASSPATH" "dev.meterfarm.benchmarks.farm.${FARM_BENCHMARK:-FarmLoad}" "$@"
