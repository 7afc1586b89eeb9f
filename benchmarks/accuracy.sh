#!/usr/bin/env bash
# How good predictions are, end to end: runs whole campaigns on this machine, lets each bundle predict
# networks that TensorFlow's converter made, and prints one table with the median of the campaigns.
#
#   benchmarks/accuracy.sh --networks /tmp/networks                     # three campaigns of 10 minutes
#   benchmarks/accuracy.sh --networks /tmp/networks --budget 1h --repeats 1
#
#   --budget D     budget of each campaign; the default is 10m
#   --repeats N    how many campaigns, with seeds 1..N; the default is 3
#   --seeds A,B    these seeds instead
#   --target T     the default is host-cpu
#   --networks DIR what benchmarks/python/make_networks.py made; without it, only our zoo judges
#   --out DIR      results, kept; a campaign that is complete in there is not run again
#
# Leave the machine alone while it runs. Needs python3 (standard library only).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

say() { printf '%s %s\n' "$(date +%T)" "$*" >&2; }
budget=10m repeats=3 seeds='' target=host-cpu networks='' out=''
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      show_help
      exit 0
      ;;
    --budget | --repeats | --seeds | --target | --networks | --out)
      [ $# -ge 2 ] || die "$1 needs a value"
      printf -v "${1#--}" '%s' "$2"
      shift 2
      ;;
    *) die "unknown argument '$1'; try --help" ;;
  esac
done
[[ $repeats =~ ^[1-9][0-9]*$ ]] || die "--repeats must be a number from 1, but is '$repeats'"
[ -n "$seeds" ] || seeds=$(seq -s , 1 "$repeats")
[[ $seeds =~ ^-?[0-9]+(,-?[0-9]+)*$ ]] || die "--seeds must be a list like 1,2,3, but is '$seeds'"
out=${out:-${TMPDIR:-/tmp}/meterfarm-accuracy-$target-$budget}
command -v python3 >/dev/null || die "python3 is missing"
groups=()
if [ -n "$networks" ]; then
  for group in zoo-families other-families; do
    ls "$networks/$group"/*.tflite >/dev/null 2>&1 ||
      die "there is no .tflite file in $networks/$group; benchmarks/python/make_networks.py makes them"
    groups+=("$group")
  done
fi
mkdir -p "$out"
out=$(cd "$out" && pwd -P)

# json FILE EXPRESSION: the value of a Python expression over the document `d`.
json() { python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"; }

# keep FILE COMMAND...: standard output into FILE, but only if it is a whole JSON document. Exit code
# 4 means that some models failed; they are in the document, and the table counts them as misses.
keep() {
  local file=$1 code=0
  shift
  "$@" >"$file.part" 2>"${file%.json}.log" </dev/null || code=$?
  if { [ $code -ne 0 ] && [ $code -ne 4 ]; } || ! json "$file.part" 1 >/dev/null 2>&1; then
    tail -n 20 "${file%.json}.log" >&2
    say "exit code $code from: $*"
    return 1
  fi
  mv "$file.part" "$file"
}

"$HOME_DIR/bin/coordinator" --version >&2 # builds, so that no campaign has to
say "budget $budget, seeds $seeds, target $target; results in $out"
failed=0
for seed in ${seeds//,/ }; do
  here=$out/seed-$seed
  mkdir -p "$here"
  if [ ! -e "$here/campaign.json" ]; then
    rm -rf "$here/out"
    say "seed $seed: campaign"
    keep "$here/campaign.json" "$HOME_DIR/bin/coordinator" run-campaign --target "$target" \
      --budget "$budget" --seed "$seed" --out "$here/out" --json --yes || { failed=1; continue; }
  fi
  bundle=$(json "$here/campaign.json" 'd["targets"][0]["bundle"]')
  if [ -z "$bundle" ]; then
    say "seed $seed: the campaign wrote no bundle"
    failed=1
    continue
  fi
  case $bundle in /*) ;; *) bundle=$here/out/${bundle##*/} ;; esac
  for group in ${groups[@]+"${groups[@]}"}; do
    [ ! -e "$here/$group.json" ] || continue
    say "seed $seed: $group"
    keep "$here/$group.json" "$HOME_DIR/bin/coordinator" evaluate --bundle "$bundle" --json --visits 8 \
      "$networks/$group"/*.tflite || failed=1
  done
done
printf '%s\n' "$(uname -m), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1), $(date +%F)" \
  "target $target, budget $budget, commit $(git -C "$HOME_DIR" describe --always --dirty 2>/dev/null || echo unknown)"
python3 -B "$HERE/python/accuracy_table.py" "$out" --seeds="$seeds"
exit $failed
