export function GET(): Response {
  void Promise.reject(new Error("rejected, and nobody waits"));
  return new Response("ok");
}
