# shellcheck shell=bash
# Shared by bin/agent and bin/coordinator; sourced, never run. Needs bash 3.2 or newer.
#
# Exit codes of the launchers themselves (the program has its own, documented by --help):
#   64  a setting makes no sense      69  Java 17+ or Maven is missing      70  the build failed

readonly EX_USAGE=64 EX_UNAVAILABLE=69 EX_BUILD=70

say() { printf '%s\n' "$*" >&2; }

die() {
  local code=$1
  shift
  say "$PROGRAM: $*"
  exit "$code"
}

# --- Java ---------------------------------------------------------------------------------------

# Sets JAVA and JAVA_MAJOR.
find_java() {
  local text
  if [ -n "${JAVA_HOME:-}" ]; then
    JAVA=$JAVA_HOME/bin/java
    [ -x "$JAVA" ] || die $EX_UNAVAILABLE "JAVA_HOME is '$JAVA_HOME', but there is no bin/java in it. Point JAVA_HOME at a JDK 17 or newer, or unset it."
  else
    JAVA=$(command -v java) || die $EX_UNAVAILABLE "no Java found. Install a JDK 17 or newer (Debian, Ubuntu: openjdk-17-jdk) or set JAVA_HOME."
  fi
  text=$("$JAVA" -version 2>&1) || die $EX_UNAVAILABLE "'$JAVA -version' failed: $text"
  JAVA_MAJOR=$(printf '%s\n' "$text" | sed -n 's/.* version "\([0-9][0-9]*\).*/\1/p' | head -n 1)
  [ -n "$JAVA_MAJOR" ] || die $EX_UNAVAILABLE "cannot read the version of '$JAVA' from: $text"
  [ "$JAVA_MAJOR" -ge 17 ] || die $EX_UNAVAILABLE "Java 17 or newer is needed, but '$JAVA' says: $(printf '%s\n' "$text" | grep version | head -n 1). Set JAVA_HOME to a newer one."
}

# --- building on first use ----------------------------------------------------------------------

# True if LIB holds a build that is newer than everything it was made from.
up_to_date() {
  local jar module sources
  # shellcheck disable=SC2012 # the names are Maven's, without blanks
  jar=$(ls -t "$LIB"/meterfarm-"$MODULE"-*.jar 2>/dev/null | head -n 1)
  [ -n "$jar" ] || return 1
  sources=("$HOME_DIR/pom.xml")
  for module in $MODULES; do
    sources+=("$HOME_DIR/$module/pom.xml")
    [ ! -d "$HOME_DIR/$module/src/main" ] || sources+=("$HOME_DIR/$module/src/main")
  done
  [ -z "$(find "${sources[@]}" -newer "$jar" -print 2>/dev/null | head -n 1)" ]
}

take_build_lock() {
  local lock=$HOME_DIR/target/build.lock waited=0
  mkdir -p "$HOME_DIR/target"
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$lock"
    flock -n 9 && return
    say "$PROGRAM: another build is running; waiting for it..."
    flock 9
  else # no flock on macOS: a folder is the lock
    until mkdir "$lock.d" 2>/dev/null; do
      [ $waited -gt 0 ] || say "$PROGRAM: another build is running; waiting for it (if none is: rmdir '$lock.d')..."
      waited=1
      sleep 1
    done
    trap 'rmdir "$HOME_DIR/target/build.lock.d" 2>/dev/null' EXIT
    trap 'exit 130' INT TERM
  fi
}

release_build_lock() {
  if command -v flock >/dev/null 2>&1; then
    exec 9>&-
  else
    rmdir "$HOME_DIR/target/build.lock.d" 2>/dev/null
    trap - EXIT INT TERM
  fi
}

# Says what the wait is about; minutes are for a machine of two cores.
announce_build() {
  if [ -n "$(ls "$LIB"/*.jar 2>/dev/null)" ]; then
    say "building Meterfarm (sources changed, under a minute)..."
  else
    say "building Meterfarm (first run, about 2 minutes, most of it downloads)..."
  fi
}

build_if_needed() {
  local log=$HOME_DIR/target/build-$MODULE.log started=$HOME_DIR/target/build-$MODULE.started
  [ "${METERFARM_SKIP_BUILD:-}" != 1 ] || return 0
  ! up_to_date || return 0
  if ! command -v mvn >/dev/null 2>&1; then
    [ -n "$(ls "$LIB"/meterfarm-"$MODULE"-*.jar 2>/dev/null)" ] ||
      die $EX_UNAVAILABLE "Meterfarm is not built yet and Maven is missing. Install Maven 3.8 or newer (Debian, Ubuntu: maven)."
    say "$PROGRAM: the sources are newer than the build, but Maven is missing; running the old build."
    return 0
  fi
  take_build_lock
  if ! up_to_date; then # the one we waited for may have done it
    announce_build
    : >"$started"
    # The lock's descriptor is not for Maven's children: one that lives on would hold the lock.
    if ! (cd "$HOME_DIR" && mvn -B -ntp -q -Pfast -Dmaven.test.skip=true -pl "$MODULE" -am package) >"$log" 2>&1 </dev/null 9>&-; then
      tail -n 40 "$log" >&2
      die $EX_BUILD "the build failed; all of its output is in $log"
    fi
    # As old as the build's start: what was edited meanwhile counts as newer.
    touch -r "$started" "$LIB"/meterfarm-"$MODULE"-*.jar
  fi
  release_build_lock
}

# --- which cores measure ------------------------------------------------------------------------

# "0-2,5" -> "0 1 2 5"
expand_cpus() {
  local part
  for part in $(printf '%s' "$1" | tr ',' ' '); do
    case $part in
      *-*) printf '%s ' $(seq "${part%-*}" "${part#*-}" 2>/dev/null) ;;
      *) printf '%s ' "$part" ;;
    esac
  done
}

# "0 1 2 5" -> "0,1,2,5"
join_cpus() { printf '%s' "$1" | sed 's/^ *//; s/ *$//; s/  */,/g'; }

# True if $1 is a word of "$2".
has_word() { case " $2 " in *" $1 "*) ;; *) return 1 ;; esac; }

# The allowed cpus that share a physical core with cpu $1: hyperthreads disturb each other as much as
# two programs on one cpu do.
core_of() {
  local file=$SYSFS_CPU/cpu$1/topology/thread_siblings_list siblings=$1 cpu out=''
  [ ! -r "$file" ] || siblings=$(expand_cpus "$(cat "$file")")
  for cpu in $siblings; do
    ! has_word "$cpu" "$ALLOWED" || out="$out $cpu"
  done
  printf '%s' "${out# }"
}

# Keeps the last physical core for measuring and everything else of ours off it. Sets PIN to the
# command that does so, and exports METERFARM_MEASURE_CPUS (one cpu) and METERFARM_RESERVED_CPUS (its
# whole core). Does nothing where it can't be done: one core, no /proc, no taskset.
reserve_measuring_core() {
  local cpu wanted core reserved='' rest=''
  PIN=()
  SYSFS_CPU=${METERFARM_TEST_SYSFS_CPU:-/sys/devices/system/cpu}
  if [ "${METERFARM_MEASURE_CPUS:-}" = none ]; then
    unset METERFARM_MEASURE_CPUS METERFARM_RESERVED_CPUS
    return 0
  fi
  [ -z "${METERFARM_RESERVED_CPUS:-}" ] || return 0 # started by a program of ours that has done it
  command -v taskset >/dev/null 2>&1 || return 0
  ALLOWED=${METERFARM_TEST_ALLOWED_CPUS:-$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status 2>/dev/null)}
  [ -n "$ALLOWED" ] || return 0
  ALLOWED=$(expand_cpus "$ALLOWED" | tr '\n' ' ')

  wanted=${METERFARM_MEASURE_CPUS:-}
  if [ -n "$wanted" ]; then
    for cpu in $(expand_cpus "$wanted"); do
      has_word "$cpu" "$ALLOWED" || die $EX_USAGE "METERFARM_MEASURE_CPUS is '$wanted'; it must be 'none' or a list like '3' or '2,6-7' out of the cpus that this process may use: $(join_cpus "$ALLOWED")."
      has_word "$cpu" "$reserved" || reserved="$reserved $(core_of "$cpu")"
    done
  else
    for cpu in $ALLOWED; do
      core=$(core_of "$cpu")
      [ "${core%% *}" != "$cpu" ] || reserved=$core # a new core; the last one stays
    done
    wanted=${reserved%% *}
  fi
  for cpu in $ALLOWED; do
    has_word "$cpu" "$reserved" || rest="$rest $cpu"
  done
  if [ -n "$rest" ]; then
    export METERFARM_MEASURE_CPUS=$wanted
    METERFARM_RESERVED_CPUS=$(join_cpus "$reserved")
    export METERFARM_RESERVED_CPUS
    PIN=(taskset -c "$(join_cpus "$rest")")
  fi
}

# --- starting -----------------------------------------------------------------------------------

# launch MAIN_CLASS JVM_FLAGS... -- ARGS...
launch() {
  local main=$1 flags=() cache=${METERFARM_CACHE:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/meterfarm}
  shift
  while [ "$1" != -- ]; do
    flags+=("$1")
    shift
  done
  shift
  # 22 and newer warn when native code is loaded without this; 17 does not know the module it names.
  [ "$JAVA_MAJOR" -lt 22 ] || flags+=(--enable-native-access=ALL-UNNAMED)
  # 24 and newer warn about what Netty, Hazelcast and protobuf do.
  [ "$JAVA_MAJOR" -lt 24 ] || flags+=(--sun-misc-unsafe-memory-access=allow)
  flags+=("-Dorg.bytedeco.javacpp.cachedir=$cache/javacpp" "-DWEKA_HOME=$cache/weka" "-Dmeterfarm.home=$HOME_DIR")
  # METERFARM_JAVA_OPTS is split at blanks on purpose.
  # shellcheck disable=SC2086
  exec ${PIN[@]+"${PIN[@]}"} "$JAVA" "${flags[@]}" ${METERFARM_JAVA_OPTS:-} -cp "$LIB/*" "$main" "$@"
}

# prepare PROGRAM MODULE LIB MODULES: everything before `launch`.
prepare() {
  PROGRAM=$1 MODULE=$2 LIB=$HOME_DIR/$3 MODULES=$4
  find_java
  if [ -f "$HOME_DIR/pom.xml" ]; then
    build_if_needed
  else # an unpacked release has no sources
    LIB=$HOME_DIR/lib
  fi
  [ -n "$(ls "$LIB"/*.jar 2>/dev/null)" ] || die $EX_UNAVAILABLE "there are no jars in $LIB; build with: mvn -q -Pfast -DskipTests package"
  reserve_measuring_core
}
