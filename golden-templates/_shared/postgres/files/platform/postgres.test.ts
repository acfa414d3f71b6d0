import { sql } from "kysely";
import { expect, test } from "vitest";
import { askDatabase, CONNECTIONS, requestDatabase, unlessBusy } from "./postgres";

/** As many statements as there are connections, each for so many seconds. */
function holdAll(seconds: number): Promise<unknown>[] {
  const db = requestDatabase();
  return Array.from({ length: CONNECTIONS }, () => sql`select pg_sleep(${seconds})`.execute(db));
}

test("requests that hold every connection do not hold up a probe", async () => {
  const held = holdAll(0.5);
  const asked = askDatabase().then(() => "asked");
  expect(await Promise.race([asked, ...held])).toBe("asked");
  await Promise.all(held);
});

test("a request that no connection comes free for is asked to come again", { timeout: 15_000 }, async () => {
  const held = holdAll(4);
  const response = await unlessBusy(async () => Response.json(await sql`select 1`.execute(requestDatabase())));
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  await Promise.all(held);
});

test("an error that is none of these is thrown", async () => {
  const faulty = async () => Response.json(await sql`select nothing`.execute(requestDatabase()));
  await expect(unlessBusy(faulty)).rejects.toThrow(/"nothing" does not exist/);
});
