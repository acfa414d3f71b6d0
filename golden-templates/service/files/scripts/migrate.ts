import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { migrations } from "../migrations";
import { type Database, db } from "../src/db";
import { log } from "../src/log";

/** Migrations that ran here and that this version does not know: the database is ahead, as after a rollback. */
async function ahead(database: Kysely<Database>): Promise<string[]> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) {
    return [];
  }
  const ran = await database
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom("kysely_migration")
    .select("name")
    .execute();
  return ran.map(({ name }) => name).filter((name) => !(name in migrations));
}

async function migrate(): Promise<void> {
  const unknown = await ahead(db());
  if (unknown.length > 0) {
    log.warn({ unknown }, "the database is ahead of this version; nothing to migrate");
    return;
  }
  // Takes an advisory lock, so that of several that start at once one migrates and the others wait.
  const migrator = new Migrator({ db: db(), provider: { getMigrations: async () => migrations } });
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
  await migrate();
} catch (error) {
  log.error({ err: error }, "migration failed");
  process.exitCode = 1;
} finally {
  await db().destroy();
}
