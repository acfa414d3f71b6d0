import { Migrator } from "kysely/migration";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GET, POST } from "@/app/api/notes/route";
import { GET as readyz } from "@/app/readyz/route";
import { db } from "@/db";
import { migrations } from "../migrations";

function post(body: string): Promise<Response> {
  return POST(new Request("http://localhost/api/notes", { method: "POST", body }));
}

beforeAll(async () => {
  const migrator = new Migrator({ db: db(), provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  expect(error).toBeUndefined();
});

beforeEach(async () => {
  await db().deleteFrom("note").execute();
});

afterAll(async () => {
  await db().destroy();
});

test("a note that was posted is listed", async () => {
  const created = await post(JSON.stringify({ text: " Buy milk " }));
  expect(created.status).toBe(201);
  const { notes } = (await (await GET()).json()) as { notes: { text: string }[] };
  expect(notes.map((note) => note.text)).toEqual(["Buy milk"]);
});

test.each(["", "{}", '{"text":" "}', '{"text":1}'])("%j is refused", async (body) => {
  const response = await post(body);
  expect(response.status).toBe(400);
});

test("it is ready when the database is", async () => {
  expect((await readyz()).status).toBe(200);
});
