export async function GET(request: Request): Promise<Response> {
  const answer = await fetch(new URL(request.url).searchParams.get("to") ?? "");
  return new Response(await answer.text());
}
