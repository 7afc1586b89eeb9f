#!/usr/bin/env bash
# How long a user waits for the first measurement, how much memory the coordinator takes, and whether
# the measuring thread had its core to itself.
#
#   benchmarks/start.sh                    # five starts, then a campaign of two minutes
#   benchmarks/start.sh --starts 3 --budget 10m
#
# Leave the machine alone while it runs. Linux; needs python3 (standard library only).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

starts=5 budget=2m target=host-cpu
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      show_help
      exit 0
      ;;
    --starts | --budget | --target)
      [ $# -ge 2 ] || die "$1 needs a value"
      printf -v "${1#--}" '%s' "$2"
      shift 2
      ;;
    *) die "unknown argument '$1'; try --help" ;;
  esac
done
[[ $starts =~ ^[0-9]+$ ]] || die "--starts must be a number, but is '$starts'"
[ -r /proc/self/status ] || die "this needs Linux"
command -v python3 >/dev/null || die "python3 is missing"

work=$(mktemp -d "${TMPDIR:-/tmp}/meterfarm-start.XXXXXX")
pid=''
clean_up() {
  [ -z "$pid" ] || kill -TERM "$pid" 2>/dev/null || true
  [ -z "$pid" ] || wait "$pid" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# Starts a campaign in the background: `pid` becomes the JVM's, because the launcher turns into it.
start_campaign() {
  local out=$1
  METERFARM_JAVA_OPTS="${METERFARM_JAVA_OPTS:-} -Xlog:gc:file=$out.gc" \
    "$HOME_DIR/bin/coordinator" run-campaign --target "$target" --budget "$budget" --seed 1 \
    --out "$out" --json --yes >"$out.json" 2>"$out.log" </dev/null &
  pid=$!
}

# ledger FOLDER QUERY: rows of the ledger that a campaign keeps; nothing while there is none yet.
ledger() {
  python3 - "$1" "$2" <<'PYTHON'
import pathlib, sqlite3, sys

for file in pathlib.Path(sys.argv[1]).glob("**/meterfarm.db"):
    try:
        database = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)
        for row in database.execute(sys.argv[2]):
            if row[0] is not None:
                print(*row)
    except sqlite3.OperationalError:  # the tables are not there yet
        pass
PYTHON
}

"$HOME_DIR/bin/coordinator" --version >&2 # builds
seconds=()
for ((i = 1; i <= starts; i++)); do
  out=$work/start-$i
  began=$(date +%s%3N)
  start_campaign "$out"
  first=''
  while [ -z "$first" ]; do
    kill -0 "$pid" 2>/dev/null || { tail -n 20 "$out.log" >&2; die "the campaign ended before its first measurement"; }
    sleep 0.2
    first=$(ledger "$out" "SELECT min(started_ms) FROM attempt")
  done
  seconds+=("$(python3 -c "print(($first - $began) / 1000)")")
  kill -TERM "$pid" # SIGINT would be ignored: background jobs of a script start so
  wait "$pid" || true
  pid=''
done
[ ${#seconds[@]} -eq 0 ] ||
  printf 'first measurement begins after: median %s s of %s\n' \
    "$(python3 -c "import statistics, sys; print(f'{statistics.median(map(float, sys.argv[1:])):.2f}')" "${seconds[@]}")" \
    "${seconds[*]}"

out=$work/campaign
start_campaign "$out"
peak=0
while kill -0 "$pid" 2>/dev/null; do
  now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null || true)
  [ -z "$now" ] || peak=$now
  sleep 0.5
done
code=0
wait "$pid" || code=$?
pid=''
# 4: the bundle of so short a campaign is partial.
[ $code -eq 0 ] || [ $code -eq 4 ] || { tail -n 20 "$out.log" >&2; die "the campaign ended with exit code $code"; }
python3 - "$out.gc" "$peak" <<'PYTHON'
import re, sys

# Such as: Pause Young (Normal) (G1 Evacuation Pause) 220M->64M(768M) 12.3ms
found = re.findall(r"(\d+)M->(\d+)M\((\d+)M\)", open(sys.argv[1]).read())
before, after, size = (max(map(int, column)) for column in zip(*found)) if found else (0, 0, 0)
print(f"coordinator's heap: at most {before} MB used, {after} MB left by a collection, {size} MB taken")
print(f"coordinator's process: at most {int(sys.argv[2]) / 1024:.0f} MB resident")
PYTHON
ledger "$out" "SELECT 'jobs: ' || count(*) || ', of which ' || sum(CAST(value AS INTEGER) > 0) ||
  ' saw the measuring thread lose its core, ' || sum(CAST(value AS INTEGER)) || ' times in all'
  FROM job_environment WHERE name = 'involuntarySwitches' AND value <> ''"
