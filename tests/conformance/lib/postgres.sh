# shellcheck shell=bash
# A PostgreSQL server for the services that need one, started when the first of them does.

POSTGRES_PORT=
declare -A DATABASES

# The folder with PostgreSQL's programs, of the newest version.
find_postgres_bin() {
  local newest
  newest=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -1)
  [ -n "$newest" ] && dirname "$newest"
}

# use_database SERVICE: DATABASE_URL names a database of its own, or is unset when it has no migrations.
use_database() {
  local name
  name=$(basename "$1")
  unset DATABASE_URL
  [ -d "$1/migrations" ] || return 0
  require_postgres || return
  export DATABASE_URL=postgres://app@127.0.0.1:$POSTGRES_PORT/$name
  [ -z "${DATABASES[$name]:-}" ] || return 0
  "$(find_postgres_bin)/createdb" --host 127.0.0.1 --port "$POSTGRES_PORT" --username app "$name" && DATABASES[$name]=created
}

require_postgres() {
  [ -z "$POSTGRES_PORT" ] || return 0
  CLEANUPS+=(stop_postgres)
  start_postgres || { record_failure postgresql "PostgreSQL starts"; return 1; }
}

start_postgres() {
  local bin data=$RUN_FOLDER/postgres
  bin=$(find_postgres_bin) || return
  mkdir -p "$data" || return
  id postgres > /dev/null 2>&1 || useradd --system postgres
  [ "$(id -u)" -ne 0 ] || chown postgres "$data" || return
  POSTGRES_PORT=$(find_free_port)
  run_as_postgres "$bin/initdb" --pgdata "$data/data" --username app --auth trust > /dev/null &&
    run_as_postgres "$bin/pg_ctl" --pgdata "$data/data" --options "-p $POSTGRES_PORT -k $data" --log "$data/log" --wait start > /dev/null
}

stop_postgres() {
  run_as_postgres "$(find_postgres_bin)/pg_ctl" --pgdata "$RUN_FOLDER/postgres/data" --mode fast stop > /dev/null 2>&1
}

# PostgreSQL refuses to run as root.
run_as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
  else
    "$@"
  fi
}

# run_sql STATEMENT: on the database that DATABASE_URL names.
run_sql() {
  "$(find_postgres_bin)/psql" --quiet --no-psqlrc "$DATABASE_URL" --command "$1" || record_failure postgresql "psql: $1"
}
