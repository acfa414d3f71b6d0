import { sql } from "kysely";
import { probe } from "@/db";
import { log } from "@/log";

export const dynamic = "force-dynamic";

/** Whether requests can be served: 503 while the database cannot be reached. */
export async function GET(): Promise<Response> {
  try {
    await sql`select 1`.execute(probe());
    return new Response("ok");
  } catch (error) {
    log.warn({ err: error }, "not ready");
    return new Response("the database cannot be reached", { status: 503 });
  }
}
