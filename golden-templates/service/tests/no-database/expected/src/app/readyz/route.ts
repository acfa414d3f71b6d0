export const dynamic = "force-dynamic";

/** Whether requests can be served. What the service comes to depend on is asked here. */
export function GET(): Response {
  return new Response("ok");
}
