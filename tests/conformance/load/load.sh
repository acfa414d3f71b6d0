# shellcheck shell=bash
# Functions of ./run.

# write_catalog ENTITIES FOLDER: a platform with that many entities, in a commit.
write_catalog() {
  python3 load/write_catalog.py "$1" "$2" && git -C "$2" init --quiet && git -C "$2" add --all &&
    git -C "$2" -c user.name=Ada -c user.email=ada@acme.example commit --quiet --message "Add the catalog"
}

# measure_idp FOLDER: starts it twice, because the second start finds what the first one stored.
measure_idp() {
  local start
  for start in first second; do
    stop_servers
    measure_start "$start start of idp" start_idp "$1" || { cat "$WORK/serve.log"; return 1; }
    # The first start stores the entities once it's ready.
    [ "$start" = second ] || sleep 5
  done
  curl --silent --fail --output /dev/null --max-time 60 --write-out 'first page of idp: after %{time_total} s\n' "$IDP_URL/" || return
  measure_requests idp "$IDP_URL"
  print_memory "idp under load"
}

# measure_backstage FOLDER
measure_backstage() {
  stop_servers
  measure_start "start of Backstage, until it has read the catalog" start_backend "$1/catalog-info.yaml" || { tail -5 "$WORK/backend.log"; return 1; }
  measure_requests Backstage "$BACKEND_URL"
  print_memory "Backstage under load, without PostgreSQL"
}

# Whether the backend has all entities. It replaces what checks/serve.sh waits for: the backend pauses while it reads many.
has_settled_entities() {
  local count
  count=$(curl -fs "$BACKEND_URL/api/catalog/entities/by-query?limit=0" | sed -n 's/.*"totalItems":\([0-9]*\).*/\1/p')
  [ "${count:-0}" -ge "$ENTITIES" ]
}

# measure_start NAME COMMAND…: the time that the command takes, and the processor time and memory of the server that it starts.
measure_start() {
  local began=$EPOCHREALTIME ticks
  "${@:2}" || return
  ticks=$(cut --delimiter ' ' --fields 14,15 "/proc/${SERVERS[-1]}/stat")
  awk -v name="$1" -v began="$began" -v now="$EPOCHREALTIME" -v ticks="$ticks" -v hertz="$(getconf CLK_TCK)" \
    'BEGIN { split(ticks, each, " "); printf "%s: %.1f s, %.1f s of processor time\n", name, now - began, (each[1] + each[2]) / hertz }'
  print_memory "$1"
}

print_memory() {
  awk -v name="$1" '/^VmRSS/ { printf "%s: %d MiB\n", name, $2 / 1024 }' "/proc/${SERVERS[-1]}/status"
}

# measure_requests SERVER URL
measure_requests() {
  local requests
  for requests in by_name by_query; do
    measure_load "$1" "$2" "$requests" || return
  done
}

# measure_load SERVER URL REQUESTS: prints percentiles, and fails if a request did.
measure_load() {
  local output=$WORK/wrk.txt
  wrk --threads 2 --connections "$CONNECTIONS" --duration "${SECONDS_OF_LOAD:-8}s" --timeout 30s --latency --script "load/$3.lua" "$2" -- "$ENTITIES" > "$output" || return
  if grep --quiet -E 'Non-2xx|Socket errors' "$output"; then
    cat "$output"
    return 1
  fi
  awk -v name="$1, $3" '$1 == "50%" { median = $2 } $1 == "99%" { last = $2 } /^Requests/ { rate = $2 }
    END { printf "%s: 50 %% %s, 99 %% %s, %d requests per second\n", name, median, last, rate }' "$output"
}
