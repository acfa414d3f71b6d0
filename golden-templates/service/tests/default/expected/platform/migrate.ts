// Migrates the database and exits: `npm run db:migrate` on your machine, a Job before each release in the cluster.
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

/** Every migration in a directory by file name, in the order in which they run. */
async function readMigrations(directory: string): Promise<Record<string, Migration>> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(".mjs")).sort();
  const modules = files.map(async (file) => {
    const url = pathToFileURL(join(directory, file)).href;
    return [parse(file).name, (await import(url)) as Migration] as const;
  });
  return Object.fromEntries(await Promise.all(modules));
}

/** The names of the migrations that ran on this database, whichever version added them. */
async function history(db: Kysely<History>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) {
    return [];
  }
  const ran = await db.selectFrom("kysely_migration").select("name").execute();
  // Sorts like file names, whatever the collation of the database.
  return ran.map(({ name }) => name).sort();
}

async function migrate(db: Kysely<History>): Promise<void> {
  const migrations = await readMigrations(join(import.meta.dirname, "migrations"));
  const ran = await history(db);
  const unknown = ran.filter((name) => !(name in migrations));
  const pending = Object.keys(migrations).filter((name) => !ran.includes(name));
  if (unknown.length > 0 && pending.length > 0) {
    throw new Error(
      `${unknown.join(", ")} ran on this database but is not in migrations/, which has pending migrations: ${pending.join(", ")}. Never delete a migration that ran: restore it, and undo it in a new one.`,
    );
  }
  if (unknown.length > 0) {
    // After a rollback to an older version: all of its migrations have run, and it works with the newer ones, too.
    log.warn({ unknown }, "the database is ahead of this version; nothing to migrate");
    return;
  }
  const last = ran.at(-1) ?? "";
  const early = pending.filter((name) => name < last);
  if (early.length > 0) {
    throw new Error(
      `${early.join(", ")} comes before ${last}, which ran on this database. Rename it so that it comes last: migrations run in name order.`,
    );
  }
  // Takes an advisory lock: if several start at once, one migrates and the others wait.
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
  // No statement timeout: building an index or waiting for the lock can take a long time. The Job's deadline limits it.
  await using db = connect<History>({ max: 2, connectionTimeoutMillis: 10_000 });
  await migrate(db);
} catch (error) {
  log.error({ error }, "migration failed");
  process.exitCode = 1;
}
