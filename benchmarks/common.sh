# shellcheck shell=bash
# Sourced by the scripts here: where they are, their help, and the class path that they measure with.

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck disable=SC2034 # for those who source this
HOME_DIR=$(dirname "$HERE")

# Ends a script that was called in a wrong way.
die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 2
}

# The comment at the head of the script.
show_help() { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0"; }

# help_if_wanted "$@"
help_if_wanted() {
  case ${1:-} in
    -h | --help)
      show_help
      exit 0
      ;;
  esac
}

# The class path of the benchmarks, as this prints it; builds them before. With 'package', the programs of bin/, too.
build_benchmarks() {
  local paths
  paths=$(mktemp "${TMPDIR:-/tmp}/meterfarm-benchmark.XXXXXX")
  mvn -q -f "$HOME_DIR/pom.xml" -Pfast -pl benchmarks -am -DskipTests "${1:-compile}" \
    dependency:build-classpath -Dmdep.includeScope=runtime -Dmdep.outputFile="$paths" >&2 ||
    { rm -f "$paths"; return 70; }
  printf '%s' "$HERE/target/fast-classes:$(cat "$paths")"
  rm -f "$paths"
}

# The last CPU measures, if there are two or more and no other one was named.
choose_measuring_cpu() {
  local cpus
  cpus=$(nproc)
  if [ -z "${METERFARM_MEASURE_CPUS:-}" ] && [ "$cpus" -ge 2 ]; then
    export METERFARM_MEASURE_CPUS=$((cpus - 1))
  fi
}
