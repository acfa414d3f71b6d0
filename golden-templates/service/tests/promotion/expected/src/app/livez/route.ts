export const dynamic = "force-dynamic";

/** Whether the process works. Never asks the database: a restart would not mend that. */
export function GET(): Response {
  return new Response("ok");
}
