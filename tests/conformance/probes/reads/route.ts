export async function POST(request: Request): Promise<Response> {
  const text = await request.text();
  console.log("read %d bytes", text.length);
  return new Response("ok");
}
