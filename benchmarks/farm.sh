#!/usr/bin/env bash
# Agents against a coordinator over HTTP with TLS, on the same cores: cycles of lease and result (20
# rows each) per second, how long a lease takes at half of that with 1,000 devices, and how soon an
# idle agent has a new job.
#
#   benchmarks/farm.sh                      # about three minutes
#   benchmarks/farm.sh 30 1000 120000       # seconds for each part, devices, jobs to plan
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
HOME_DIR=$(dirname "$HERE")

case ${1:-} in
  -h | --help)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac

paths=$(mktemp "${TMPDIR:-/tmp}/meterfarm-farm.XXXXXX")
trap 'rm -f "$paths"' EXIT
mvn -q -f "$HOME_DIR/pom.xml" -Pfast -pl benchmarks -am -DskipTests compile \
  dependency:build-classpath -Dmdep.includeScope=runtime -Dmdep.outputFile="$paths" >&2
java -Xmx1g -XX:+UseSerialGC --add-modules java.se \
  --add-exports java.base/jdk.internal.ref=ALL-UNNAMED --add-opens java.base/java.lang=ALL-UNNAMED \
  --add-opens java.base/sun.nio.ch=ALL-UNNAMED --add-opens java.management/sun.management=ALL-UNNAMED \
  --add-opens jdk.management/com.sun.management.internal=ALL-UNNAMED \
  -Dhazelcast.phone.home.enabled=false -Dhazelcast.logging.type=slf4j \
  -cp "$HERE/target/fast-classes:$(cat "$paths")" dev.meterfarm.benchmarks.farm.FarmLoad "$@"
