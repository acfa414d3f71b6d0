// Migrates the database and ends: `npm run db:migrate` here, a Job before each release in the cluster.
import { readdir } from "node:fs/promises";
import { join, parse } from "node:path";
import { pathToFileURL } from "node:url";
import type { Kysely } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { captureOutput, log } from "./log";
import { connect } from "./postgres";

interface History {
  kysely_migration: { name: string };
}

/** Every migration of a directory by the name of its file, in the order in which they run. */
async function readMigrations(directory: string): Promise<Record<string, Migration>> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(".mjs")).sort();
  const modules = files.map(async (file) => {
    const url = pathToFileURL(join(directory, file)).href;
    return [parse(file).name, (await import(url)) as Migration] as const;
  });
  return Object.fromEntries(await Promise.all(modules));
}

/** The names of the migrations that ran on this database, whichever version brought them. */
async function history(db: Kysely<History>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) {
    return [];
  }
  const ran = await db.selectFrom("kysely_migration").select("name").execute();
  // In the order in which files sort, whatever the collation of the database.
  return ran.map(({ name }) => name).sort();
}

async function migrate(db: Kysely<History>): Promise<void> {
  const migrations = await readMigrations(join(import.meta.dirname, "migrations"));
  const ran = await history(db);
  const unknown = ran.filter((name) => !(name in migrations));
  const pending = Object.keys(migrations).filter((name) => !ran.includes(name));
  if (unknown.length > 0 && pending.length > 0) {
    throw new Error(
      `${unknown.join(", ")} ran on this database and is not in migrations/, which has ${pending.join(", ")} to run. A migration that ran stays: bring it back, and undo what it did in a new one.`,
    );
  }
  if (unknown.length > 0) {
    // After going back to an older version: its migrations are all there, and newer ones suit it too.
    log.warn({ unknown }, "the database is ahead of this version; nothing to migrate");
    return;
  }
  const last = ran.at(-1) ?? "";
  const early = pending.filter((name) => name < last);
  if (early.length > 0) {
    throw new Error(
      `${early.join(", ")} comes before ${last}, which ran on this database. Rename it so that it comes last: migrations run in the order of their names.`,
    );
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

captureOutput();
try {
  // No limit on a statement: building an index or waiting for the lock may take long. The deadline of the Job ends it.
  await using db = connect<History>({ max: 2, connectionTimeoutMillis: 10_000 });
  await migrate(db);
} catch (error) {
  log.error({ error }, "migration failed");
  process.exitCode = 1;
}
