#!/usr/bin/env bash
# How well small networks are predicted on LiteRT's GPU delegate, end to end: a campaign on one family of
# kernels (1x1 convolutions), whose prior knows 24 small networks, on which it is calibrated too, and which is
# judged by 15 others that it has never seen. Needs 'bin/agent setup litert' and a Vulkan driver, or SwiftShader
# of Debian's chromium package.
#
#   benchmarks/litert-gpu.sh                    # 5 minutes
#   benchmarks/litert-gpu.sh 30m --seed 2       # flags of run-campaign may follow
#
# Results are kept in ${TMPDIR:-/tmp}/meterfarm-litert-gpu; '--resume' with a larger budget goes on with the last
# campaign in there. Leave the machine alone while it runs. Needs python3 (standard library only).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
help_if_wanted "$@"
budget=${1:-5m}
[ $# -eq 0 ] || shift

out=${TMPDIR:-/tmp}/meterfarm-litert-gpu
mkdir -p "$out"
"$HOME_DIR/bin/coordinator" --version >&2 # builds
if [ ! -e "$out/networks" ]; then
  classes=$(build_benchmarks)
  for set in "known 24 1" "unseen 15 2"; do
    read -r name count seed <<<"$set"
    java -cp "$classes" dev.meterfarm.benchmarks.PointwiseNetworks \
      "$out/networks.part/$name" "$count" "$seed"
  done
  mv "$out/networks.part" "$out/networks"
fi

"$HOME_DIR/bin/coordinator" run-campaign --target litert-gpu --kernels conv1x1 --budget "$budget" \
  --models "$out/networks/known" --evaluate "$out/networks/unseen" --out "$out/campaign" --json --yes "$@" \
  >"$out/result.json"
python3 - "$out/result.json" <<'PYTHON'
import json, statistics, sys

target = json.load(open(sys.argv[1]))["targets"][0]
print(f"{target['runtime']} on {target['deviceClass']}")
for row in target["kernels"]:
    print(f"{row['family']}: {row['samples']} samples; frozen test of {row['testSize']}:"
          f" {row['within10Percent']:.0f} % within +-10 %")
networks = sorted(target["networks"], key=lambda row: row["measuredMs"])
for row in networks:
    print(f"  {row['model']:24} measured {row['measuredMs']:8.3f} ms  predicted {row['predictedMs']:8.3f} ms"
          f"  {row['errorPercent']:+6.1f} %")
errors = [abs(row["errorPercent"]) for row in networks]
print(f"{len(errors)} networks, {sum(error <= 10 for error in errors)} of them within +-10 %,"
      f" median error {statistics.median(errors):.1f} %; their own repeats agree within 10 % for"
      f" {target['repeatWithin10Percent']:.0f} %")
print(f"{target['jobs']} jobs in {target['elapsedSeconds']:.0f} s; {target['bundle'] or 'no bundle'}")
PYTHON
