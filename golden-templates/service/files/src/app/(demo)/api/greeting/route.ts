import * as z from "zod";
import { log } from "#platform/log";
import { Greeting, greet } from "../../greeting";

export function GET(request: Request): Response {
  const query = Greeting.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) {
    return Response.json({ error: z.prettifyError(query.error) }, { status: 400 });
  }
  log.info("greeted");
  return Response.json({ greeting: greet(query.data) });
}
