import { sql } from "kysely";
import { expect, test } from "vitest";
import * as z from "zod";
import manifest from "../package.json" with { type: "json" };
import { readJson } from "./http";
import { described } from "./log";
import { askDatabase, CONNECTIONS, requestDatabase, unlessBusy } from "./postgres";
import { parseEnvironment } from "./process";

const least = { DATABASE_URL: "postgres://localhost/app" };

test("unset variables have defaults", () => {
  expect(parseEnvironment({}, least)).toMatchObject({ LOG_LEVEL: "info", SERVICE_NAME: manifest.name });
});

test("one error lists every problem in the environment", () => {
  const own = { PAYMENTS_URL: z.url() };
  expect(() => parseEnvironment(own, { ...least, LOG_LEVEL: "loud" })).toThrow(/LOG_LEVEL.*PAYMENTS_URL/s);
});

function post(body: string): Promise<{ text: string } | Response> {
  const request = new Request("http://localhost/", { method: "POST", body });
  return readJson(request, z.object({ text: z.string() }), 64);
}

test("JSON that matches the schema is parsed", async () => {
  expect(await post('{"text":"a","more":1}')).toEqual({ text: "a" });
});

test.each([
  ["", 400, /not JSON/],
  ['{"text":', 400, /not JSON/],
  ['{"text":1}', 400, /expected string/],
  ["[".repeat(64), 400, /not JSON/],
  [`{"text":"${"a".repeat(64)}"}`, 413, /larger than 64 bytes/],
])("%j is rejected with %d", async (body, status, words) => {
  const response = (await post(body)) as Response;
  expect(response.status).toBe(status);
  expect(((await response.json()) as { error: string }).error).toMatch(words);
});

test("an error is logged with its causes, but without what a driver attaches to it", () => {
  const error = new Error("late", { cause: new Error("the disk is full") });
  const told = described(Object.assign(error, { code: "EIO", connection: { password: "hunter2" } }));
  expect(told).toMatchObject({ kind: "Error", message: "late", code: "EIO" });
  expect(told.stack).toMatch(/^Error: late.*\ncaused by Error: the disk is full/s);
  expect(JSON.stringify(told)).not.toContain("hunter2");
});

test.each([
  [null, { kind: "null", message: "null" }],
  [undefined, { kind: "undefined", message: "undefined" }],
  ["text", { kind: "string", message: "text" }],
])("%j can be thrown", (thrown, told) => {
  expect(described(thrown)).toEqual(told);
});

test("an error that causes itself is cut short", () => {
  const error = new Error("round");
  error.cause = error;
  expect(described(error).stack).toMatch(/caused by/);
});

/** Occupies every connection with a statement for this many seconds. */
function holdAll(seconds: number): Promise<unknown>[] {
  const db = requestDatabase();
  return Array.from({ length: CONNECTIONS }, () => sql`select pg_sleep(${seconds})`.execute(db));
}

test("requests that hold every connection don't delay a probe", async () => {
  const held = holdAll(0.5);
  const asked = askDatabase().then(() => "asked");
  expect(await Promise.race([asked, ...held])).toBe("asked");
  await Promise.all(held);
});

test("a request that gets no connection is asked to retry", { timeout: 15_000 }, async () => {
  const held = holdAll(4);
  const response = await unlessBusy(async () => Response.json(await sql`select 1`.execute(requestDatabase())));
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  await Promise.all(held);
});

test("any other error is thrown", async () => {
  const faulty = async () => Response.json(await sql`select nothing`.execute(requestDatabase()));
  await expect(unlessBusy(faulty)).rejects.toThrow(/"nothing" does not exist/);
});
