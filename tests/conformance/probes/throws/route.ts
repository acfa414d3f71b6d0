export function GET(): Response {
  throw new Error("thrown by a route", { cause: new Error("the cause of it") });
}
