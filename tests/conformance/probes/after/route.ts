import { after } from "next/server";

export function GET(): Response {
  after(async () => {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    console.log("done after the answer");
  });
  return new Response("ok");
}
