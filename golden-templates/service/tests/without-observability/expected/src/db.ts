import { type Generated, Kysely, PostgresDialect } from "kysely";
import { Pool, type PoolClient, type PoolConfig } from "pg";
import { env } from "./env";
import { log } from "./log";

interface NoteTable {
  id: Generated<string>;
  text: string;
  created_at: Generated<Date>;
}

export interface Database {
  note: NoteTable;
}

// next dev reloads modules; a pool must outlive that. telemetry/preload.ts calls the closers after the last request.
const shared = globalThis as {
  appDatabases?: Record<string, Kysely<Database>>;
  appClosers?: (() => Promise<void>)[];
};

/** Has a connection leave the pool when an answer on it did not come: its server may be gone, and tells nobody. */
function endWhenSilent(client: PoolClient): void {
  const query = client.query as (...args: unknown[]) => unknown;
  client.query = ((...args: unknown[]) => {
    const answer = Reflect.apply(query, client, args);
    if (answer instanceof Promise) {
      answer.catch((error: Error) => {
        if (error.message === "Query read timeout") {
          void client.end();
        }
      });
    }
    return answer;
  }) as typeof client.query;
}

/** A pool of its own, with these limits; `db()` is the one that requests use. */
export function connect(limits: PoolConfig): Kysely<Database> {
  const pool = new Pool({
    connectionString: env().DATABASE_URL,
    application_name: env().SERVICE_NAME,
    keepAlive: true,
    ...limits,
  });
  // A connection that breaks while idle is replaced; without a listener it would end the process.
  pool.on("error", (error) => log.warn({ err: error }, "idle database connection lost"));
  pool.on("connect", endWhenSilent);
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** The database of this name, connected at first use. */
function shareable(name: string, limits: PoolConfig): Kysely<Database> {
  shared.appDatabases ??= {};
  const known = shared.appDatabases[name];
  if (known) {
    return known;
  }
  const database = connect({ idleTimeoutMillis: 30_000, ...limits });
  shared.appDatabases[name] = database;
  shared.appClosers = [...(shared.appClosers ?? []), () => database.destroy()];
  return database;
}

/**
 * How many requests are at the database at once, in each pod. With one for probes, the ten pods of production and one
 * more during a rollout hold 88 of the 100 connections that PostgreSQL takes unless it is told otherwise.
 */
export const CONNECTIONS = 7;

/** The database, as requests use it. */
export function db(): Kysely<Database> {
  return shareable("requests", {
    max: CONNECTIONS,
    connectionTimeoutMillis: 3_000,
    // Neither a slow statement nor a server that went silent may hold a request for ever.
    statement_timeout: 10_000,
    query_timeout: 12_000,
  });
}

/** Whether there was no connection to be had: the pool's are all in use, for which pg has no code, or PostgreSQL's are. */
function isBusy(error: unknown): boolean {
  return (
    error instanceof Error &&
    (/^timeout exceeded when trying to connect|due to connection timeout/.test(error.message) ||
      (error as { code?: string }).code === "53300")
  );
}

/** What `answer` gives; 503 where no connection came free in time, which is nobody's mistake and may pass. */
export async function unlessBusy(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (isBusy(error)) {
      log.warn("no database connection came free in time");
      return Response.json({ error: "busy; try again" }, { status: 503, headers: { "retry-after": "1" } });
    }
    throw error;
  }
}

/** The database, as probes ask it: not behind requests, which may all be waiting, and for a moment only. */
export function probe(): Kysely<Database> {
  return shareable("probes", {
    max: 1,
    connectionTimeoutMillis: 1_000,
    statement_timeout: 1_000,
    query_timeout: 1_500,
  });
}
