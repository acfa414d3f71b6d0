import { readJson } from "#platform/http";
import { log } from "#platform/log";
import { unlessBusy } from "#platform/postgres";
import { addNote, isOpen, listNotes, NewNote } from "../../notes";

export const dynamic = "force-dynamic";

function closed(): Response {
  return Response.json({ error: "Notes are disabled in production." }, { status: 404 });
}

export async function GET(): Promise<Response> {
  return isOpen ? unlessBusy(async () => Response.json({ notes: await listNotes() })) : closed();
}

export async function POST(request: Request): Promise<Response> {
  if (!isOpen) {
    return closed();
  }
  const note = await readJson(request, NewNote);
  if (note instanceof Response) {
    return note;
  }
  return unlessBusy(async () => {
    const created = await addNote(note);
    log.info({ note: created.id }, "note created");
    return Response.json({ note: created }, { status: 201 });
  });
}
