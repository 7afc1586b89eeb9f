#!/usr/bin/env bash
# Everything goes wrong that can, in a farm of real processes: coordinators over one PostgreSQL, agents with simulated
# devices and one that measures on this machine's CPU are killed and frozen, their cables are pulled, lines are cut, the
# ledger crashes, the disks of an agent, a coordinator and the ledger fill up. Then the ledger must hold exactly one
# result for every job, and every bundle of simulated devices must be that of a calm campaign of the same seed.
#
#   benchmarks/chaos.sh                                        # 300 faults, 2 coordinators, 4 agents and the real one
#   benchmarks/chaos.sh --faults 1000 --seed 7 --nodes 3 --agents 6
#   benchmarks/chaos.sh --jobs 30 --pace 4 --keep DIR          # a campaign's budget; how slow devices are; logs go there
#
# A schedule follows from its seed and numbers. Exit code 1 if anything is wrong; then it says how to repeat the run.
# Linux on x86-64, 4 GB. Disks are left out where 'unshare -rm' cannot mount. Cables are those of network namespaces:
# they need root and 'ip'; without them lines are stalled instead.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
help_if_wanted "$@"

classes=$(build_benchmarks package)
java -Xmx512m -XX:+UseSerialGC "-Dmeterfarm.home=$HOME_DIR" -cp "$classes" dev.meterfarm.benchmarks.chaos.ChaosRun "$@"
