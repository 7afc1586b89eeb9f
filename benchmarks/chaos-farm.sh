# Sourced by chaos.sh and node-loss.sh: builds what they start and starts it.

# run_farm_program MAIN_CLASS ARGS...
run_farm_program() {
  local main=$1 home
  shift
  case ${1:-} in
    -h | --help)
      sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0"
      exit 0
      ;;
  esac
  home=$(dirname "$HERE")
  # Not local: the trap runs when this function is over.
  paths=$(mktemp "${TMPDIR:-/tmp}/meterfarm-chaos.XXXXXX")
  trap 'rm -f "$paths"' EXIT
  mvn -q -f "$home/pom.xml" -Pfast -pl benchmarks -am -DskipTests package \
    dependency:build-classpath -Dmdep.includeScope=runtime -Dmdep.outputFile="$paths" >&2
  java -Xmx512m -XX:+UseSerialGC "-Dmeterfarm.home=$home" \
    -cp "$HERE/target/fast-classes:$(cat "$paths")" "$main" "$@"
}
