export function GET(): Response {
  throw null;
}
