import { sql } from "kysely";
import { Migrator } from "kysely/migration";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GET, POST } from "@/app/api/notes/route";
import { GET as readyz } from "@/app/readyz/route";
import { CONNECTIONS, db, probe } from "@/db";
import { migrations } from "../migrations";

function post(body: string): Promise<Response> {
  return POST(new Request("http://localhost/api/notes", { method: "POST", body }));
}

beforeAll(async () => {
  const migrator = new Migrator({ db: db(), provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  expect(error).toBeUndefined();
});

afterAll(async () => {
  await Promise.all([db().destroy(), probe().destroy()]);
});

// The database may be the one you develop with: what a test makes, and nothing else, it removes.
test("a note that was posted is listed", async () => {
  const created = await post(JSON.stringify({ text: " Buy milk " }));
  expect(created.status).toBe(201);
  const { note } = (await created.json()) as { note: { id: string } };
  try {
    const { notes } = (await (await GET()).json()) as { notes: { id: string; text: string }[] };
    expect(notes).toContainEqual(expect.objectContaining({ id: note.id, text: "Buy milk" }));
  } finally {
    await db().deleteFrom("note").where("id", "=", note.id).execute();
  }
});

test("requests that hold every connection do not make it unready", async () => {
  const queries = Array.from({ length: CONNECTIONS }, () => sql`select pg_sleep(0.5)`.execute(db()));
  const ready = readyz().then(({ status }) => status);
  expect(await Promise.race([ready, ...queries])).toBe(200);
  await Promise.all(queries);
});

test("a request that no connection comes free for is asked to come again", { timeout: 15_000 }, async () => {
  const queries = Array.from({ length: CONNECTIONS }, () => sql`select pg_sleep(4)`.execute(db()));
  const response = await GET();
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  await Promise.all(queries);
});

test.each(["", "{", "{}", '{"text":" "}', '{"text":1}'])("%j is refused", async (body) => {
  const response = await post(body);
  expect(response.status).toBe(400);
});

test("it is ready when the database is", async () => {
  expect((await readyz()).status).toBe(200);
});
