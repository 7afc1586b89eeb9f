#!/bin/sh
# Stands for OpenVINO's C++ tool on a device that is not here: prints what the real one prints. The folder
# in SCRIPT says what happens: a file "hang" makes it hang with a child until the file is gone, "lost"
# makes it fail as the plug-in does without a stick, with "stale" it writes no report. It fails on models with
# a Tanh as on an unsupported layer, and crashes on those with an Elu.
dir=$(dirname "$0")
state=$dir/state
[ "$1" != -h ] || exec cat "$dir/help.txt"
echo "$@" >>"$state/calls"
while [ $# -gt 1 ]; do
  case $1 in
    -report_folder) folder=$2 ;;
    -report_type) kind=$2 ;;
    -niter) runs=$2 ;;
    -m) model=$2 ;;
  esac
  shift
done
[ -r "$model" ] || { echo "[ ERROR ] Unable to read the model: $model" >&2; exit 3; }
sed "/Step 8/,\$d" "$dir/console.txt"
if [ -e "$state/lost" ]; then
  echo "[ ERROR ] Failed to allocate graph: MYRIAD device is not opened." >&2
  exit 3
fi
if grep -q '"Tanh"' "$model"; then
  echo '[ ERROR ] Failed to compile layer "op0_tanh": unsupported layer type "Tanh"' >&2
  exit 3
fi
sed -n '/Step 8/,/Step 10/p' "$dir/console.txt"
if [ -e "$state/hang" ]; then
  echo $$ >>"$state/pids"
  while :; do # also after the child was killed
    sleep 600 &
    echo $! >>"$state/pids"
    wait
  done
fi
if grep -q '"Elu"' "$model"; then
  echo "E: [ncAPI] [    442249] [benchmark_app] ncFifoReadElem:3295  Packet reading is failed." >&2
  kill -SEGV $$
fi
if [ "$kind" = detailed_counters ] && [ ! -e "$state/stale" ]; then
  cp "$dir/counters.csv" "$folder/benchmark_detailed_counters_report.csv"
fi
sed -n '/Step 11/,$p' "$dir/console.txt" | sed "s/50 iterations/$runs iterations/"
