import { z } from "zod";
import { db, unlessBusy } from "@/db";
import { log } from "@/log";

export const dynamic = "force-dynamic";

const NewNote = z.object({ text: z.string().trim().min(1).max(1_000) });

export function GET(): Promise<Response> {
  return unlessBusy(async () => {
    const notes = await db().selectFrom("note").selectAll().orderBy("created_at", "desc").limit(50).execute();
    return Response.json({ notes });
  });
}

export async function POST(request: Request): Promise<Response> {
  const body = NewNote.safeParse(await request.json().catch(() => undefined));
  if (!body.success) {
    return Response.json({ error: z.prettifyError(body.error) }, { status: 400 });
  }
  return unlessBusy(async () => {
    const note = await db().insertInto("note").values(body.data).returningAll().executeTakeFirstOrThrow();
    log.info({ note: note.id }, "note created");
    return Response.json({ note }, { status: 201 });
  });
}
