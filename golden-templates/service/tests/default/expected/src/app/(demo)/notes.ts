import type { Generated, Kysely } from "kysely";
import * as z from "zod";
import { requestDatabase } from "#platform/postgres";

/** The tables that the migrations create. */
interface Tables {
  note: { id: Generated<string>; text: string; created_at: Generated<Date> };
}

export function db(): Kysely<Tables> {
  return requestDatabase<Tables>();
}

/** Anyone can write notes without signing in, so they are disabled in production. */
export const isOpen = process.env.DD_ENV !== "production";

export const NewNote = z.object({
  text: z
    .string()
    .trim()
    .min(1, "Enter a note.")
    .max(1_000, "Use at most 1,000 characters.")
    // PostgreSQL can't store it in a text column.
    .refine((text) => !text.includes("\0"), "Remove the null character."),
});

export function listNotes() {
  return db().selectFrom("note").selectAll().orderBy("created_at", "desc").limit(50).execute();
}

export function addNote(note: z.infer<typeof NewNote>) {
  return db().insertInto("note").values(note).returningAll().executeTakeFirstOrThrow();
}
