export function GET(): Response {
  console.log("said %s", "aloud", { by: "a library" });
  console.warn("a warning");
  process.emitWarning("a warning of Node.js");
  return new Response("ok");
}
