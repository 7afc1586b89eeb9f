#!/usr/bin/env bash
# Real agents with simulated devices, on which every job really takes a second, against a coordinator
# over HTTP with TLS, on the same cores: which share of the time are the devices busy? The goal is 97 %.
#
#   benchmarks/busy.sh                # 200 devices on 10 agents, 30 seconds; about a minute
#   benchmarks/busy.sh 200 1 60       # devices, agents that share them, seconds
#
# Leave the machine alone while it runs. Exit code 1 if the goal is missed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
help_if_wanted "$@"
FARM_BENCHMARK=BusyFarm exec "$HERE/farm.sh" "$@"
