export function GET(): Response {
  setTimeout(() => {
    throw new Error("thrown where nobody catches");
  }, 100);
  return new Response("ok");
}
