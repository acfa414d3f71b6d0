# shellcheck shell=bash
register_tool postgresql template "migrations on a PostgreSQL server: repeated, ahead, behind and out of order" node postgresql

print_postgresql_version() {
  "$(find_postgres_bin)/postgres" --version | grep -o '[0-9][0-9.]*' | head -1
}

check_postgresql() {
  local service name
  service=$(find_example database) || return 0
  name=$(basename "$service")
  require_built_service "$service"
  expect_pass postgresql "$name: npm run db:migrate, again" run_migrations "$service"
  run_sql "insert into kysely_migration (name, timestamp) values ('9999-later', '2026-01-01T00:00:00.000Z')"
  expect_pass postgresql "$name: a database that is ahead, as after a rollback, is left alone" run_migrations "$service"
  run_sql "delete from kysely_migration where name = '0001-note'"
  expect_fail postgresql "$name: a database that is ahead and behind is rejected" run_migrations "$service"
  run_sql "update kysely_migration set name = '0001-note'"
  check_migration_files "$service" "$name"
}

# check_migration_files SERVICE NAME
check_migration_files() {
  local migrations=$1/migrations
  cp "$migrations/0001-note.ts" "$migrations/0000-early.ts"
  expect_found postgresql "$2: a migration before one that ran has to be renamed" \
    assert_error "0000-early comes before 0001-note, which ran on this database. Rename it" run_migrations "$1"
  mv "$migrations/0000-early.ts" "$migrations/0002-late.ts" && mv "$migrations/0001-note.ts" "$WORK/0001-note.ts"
  expect_found postgresql "$2: a migration that was removed has to come back" assert_error "restore it" run_migrations "$1"
  rm "$migrations/0002-late.ts" && mv "$WORK/0001-note.ts" "$migrations"
}

run_migrations() {
  run_in "$1" npm run db:migrate
}
