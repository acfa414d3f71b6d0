import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { migrations } from "../migrations";
import { connect, type Database } from "../src/db";
import { log } from "../src/log";

/** The names of the migrations that ran on this database, whichever version brought them. */
async function history(db: Kysely<Database>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) {
    return [];
  }
  const ran = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom("kysely_migration")
    .select("name")
    .execute();
  return ran.map(({ name }) => name);
}

async function migrate(db: Kysely<Database>): Promise<void> {
  const ran = await history(db);
  const unknown = ran.filter((name) => !(name in migrations));
  const pending = Object.keys(migrations).filter((name) => !ran.includes(name));
  if (unknown.length > 0 && pending.length > 0) {
    throw new Error(`the database has ${unknown}, which this version does not know, and lacks ${pending}`);
  }
  if (unknown.length > 0) {
    // After going back to an older version: its migrations are all there, and newer ones suit it too.
    log.warn({ unknown }, "the database is ahead of this version; nothing to migrate");
    return;
  }
  // Takes an advisory lock, so that of several that start at once one migrates and the others wait.
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results = [] } = await migrator.migrateToLatest();
  for (const { migrationName, status } of results) {
    log.info({ migration: migrationName, status }, "migration");
  }
  if (error) {
    throw error;
  }
  log.info({ ran: results.length }, "the database is up to date");
}

try {
  // No limit on a statement: building an index or waiting for the lock may take its time; the Job's deadline ends it.
  await using db = connect({ max: 2, connectionTimeoutMillis: 10_000 });
  await migrate(db);
} catch (error) {
  log.error({ err: error }, "migration failed");
  process.exitCode = 1;
}
