#!/usr/bin/env bash
# How long agents are without work when a coordinator is lost: the one that plans is killed (kill -9), then stopped
# (SIGSTOP), with two coordinators over one PostgreSQL and with three. Goals: 15 s and 60 s.
#
#   benchmarks/node-loss.sh                       # each 3 times
#   benchmarks/node-loss.sh --repeats 10 --nodes 3
#
# Exit code 1 if a goal is missed. Linux on x86-64, 4 GB.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
help_if_wanted "$@"

classes=$(build_benchmarks package)
java -Xmx512m -XX:+UseSerialGC "-Dmeterfarm.home=$HOME_DIR" -cp "$classes" dev.meterfarm.benchmarks.chaos.NodeLoss "$@"
