import * as z from "zod";
import { log } from "#platform/log";

const Query = z.object({ name: z.string().trim().min(1).max(100) });

export function GET(request: Request): Response {
  const query = Query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) {
    return Response.json({ error: z.prettifyError(query.error) }, { status: 400 });
  }
  log.info("greeted");
  return Response.json({ greeting: `Hello, ${query.data.name}!` });
}
