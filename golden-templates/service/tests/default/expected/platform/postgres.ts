import { metrics } from "@opentelemetry/api";
import { Kysely, PostgresDialect } from "kysely";
import { Pool, type PoolClient, type PoolConfig } from "pg";
import { log } from "./log";
import { platformEnv } from "./process";

/**
 * How many requests in each pod can use the database at once. With one connection for probes, the ten production pods and one
 * more during a rollout hold 88 of the 100 connections that PostgreSQL accepts by default.
 */
export const CONNECTIONS = 7;

// next dev reloads modules, and a pool must survive that. platform/process.ts calls the closers after the last request.
const shared = globalThis as {
  appPools?: Record<string, Pool>;
  appClosers?: (() => Promise<void>)[];
};

/** Removes a connection from the pool if a query on it times out: its server may be gone without notice. */
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

function connected(limits: PoolConfig): Pool {
  const { DATABASE_URL, SERVICE_NAME } = platformEnv();
  const pool = new Pool({
    connectionString: DATABASE_URL,
    application_name: SERVICE_NAME,
    keepAlive: true,
    ...limits,
  });
  // A connection that breaks while idle is replaced; without a listener, the error would end the process.
  pool.on("error", (error) => log.warn({ error }, "idle database connection lost"));
  pool.on("connect", endWhenSilent);
  return pool;
}

/** Reports the state of the pool's connections each time metrics are sent. */
function observe(name: string, pool: Pool): void {
  const meter = metrics.getMeter("platform/postgres");
  const count = meter.createObservableUpDownCounter("db.client.connection.count", { unit: "{connection}" });
  const waiting = meter.createObservableUpDownCounter("db.client.connection.pending_requests", { unit: "{request}" });
  const named = { "db.client.connection.pool.name": name };
  const idle = { ...named, "db.client.connection.state": "idle" };
  const used = { ...named, "db.client.connection.state": "used" };
  meter.addBatchObservableCallback(
    (result) => {
      result.observe(count, pool.idleCount, idle);
      result.observe(count, pool.totalCount - pool.idleCount, used);
      result.observe(waiting, pool.waitingCount, named);
    },
    [count, waiting],
  );
}

/** The pool with this name, created on first use and closed after the last request. */
function sharedPool(name: string, limits: PoolConfig): Pool {
  shared.appPools ??= {};
  const known = shared.appPools[name];
  if (known) {
    return known;
  }
  const pool = connected({ idleTimeoutMillis: 30_000, ...limits });
  shared.appPools[name] = pool;
  observe(name, pool);
  shared.appClosers = [...(shared.appClosers ?? []), () => pool.end()];
  return pool;
}

/** A separate database connection pool with these limits. The caller must close it. */
export function connect<Tables>(limits: PoolConfig): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: connected(limits) }) });
}

/** The database for requests. */
export function requestDatabase<Tables>(): Kysely<Tables> {
  const pool = sharedPool("requests", {
    max: CONNECTIONS,
    connectionTimeoutMillis: 3_000,
    // Neither a slow statement nor an unresponsive server can hold a request forever.
    statement_timeout: 10_000,
    query_timeout: 12_000,
    // A transaction that a request left open must not keep its locks.
    idle_in_transaction_session_timeout: 15_000,
  });
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** Checks the database on behalf of probes, with short timeouts and without queueing behind requests, which may all be waiting. */
export async function askDatabase(): Promise<void> {
  const pool = sharedPool("probes", {
    max: 1,
    connectionTimeoutMillis: 1_000,
    statement_timeout: 1_000,
    query_timeout: 1_500,
  });
  await pool.query("select 1");
}

/** Whether no connection was available: either the pool is exhausted (pg has no code for that), or PostgreSQL is. */
function isBusy(error: unknown): boolean {
  return (
    error instanceof Error &&
    (/^timeout exceeded when trying to connect|due to connection timeout/.test(error.message) ||
      (error as { code?: string }).code === "53300")
  );
}

/** The response of `answer`, or 503 if no connection became available in time, which isn't a bug and can be temporary. */
export async function unlessBusy(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (isBusy(error)) {
      log.warn("no database connection became available in time");
      return Response.json({ error: "busy; try again" }, { status: 503, headers: { "retry-after": "1" } });
    }
    throw error;
  }
}
