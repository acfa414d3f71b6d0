import * as z from "zod";
import { db } from "#db";
import { readJson } from "#platform/http";
import { log } from "#platform/log";
import { unlessBusy } from "#platform/postgres";

export const dynamic = "force-dynamic";

const NewNote = z.object({ text: z.string().trim().min(1).max(1_000) });

export function GET(): Promise<Response> {
  return unlessBusy(async () => {
    const notes = await db().selectFrom("note").selectAll().orderBy("created_at", "desc").limit(50).execute();
    return Response.json({ notes });
  });
}

export async function POST(request: Request): Promise<Response> {
  const note = await readJson(request, NewNote);
  if (note instanceof Response) {
    return note;
  }
  return unlessBusy(async () => {
    const created = await db().insertInto("note").values(note).returningAll().executeTakeFirstOrThrow();
    log.info({ note: created.id }, "note created");
    return Response.json({ note: created }, { status: 201 });
  });
}
