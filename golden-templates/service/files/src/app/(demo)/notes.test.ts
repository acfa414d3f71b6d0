import { expect, test } from "vitest";
import { GET, POST } from "./api/notes/route";
import { db } from "./notes";

function post(body: string): Promise<Response> {
  return POST(new Request("http://localhost/api/notes", { method: "POST", body }));
}

// This may be your development database, so a test removes only what it created.
test("a posted note is listed", async () => {
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

test.each(["", "{", "{}", '{"text":" "}', '{"text":1}', '{"text":"\\u0000"}'])("%j is rejected", async (body) => {
  const response = await post(body);
  expect(response.status).toBe(400);
});
