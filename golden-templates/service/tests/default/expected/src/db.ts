import type { Generated, Kysely } from "kysely";
import { requestDatabase } from "#platform/postgres";

interface NoteTable {
  id: Generated<string>;
  text: string;
  created_at: Generated<Date>;
}

/** The tables, as the migrations leave them. */
export interface Tables {
  note: NoteTable;
}

export function db(): Kysely<Tables> {
  return requestDatabase<Tables>();
}
