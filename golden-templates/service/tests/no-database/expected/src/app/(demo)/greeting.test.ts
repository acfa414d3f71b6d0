import { expect, test } from "vitest";
import { GET } from "./api/greeting/route";

function greet(query: string): Response {
  return GET(new Request(`http://localhost/api/greeting${query}`));
}

test("it greets by name", async () => {
  expect(await greet("?name=Ada").json()).toEqual({ greeting: "Hello, Ada!" });
});

test("it needs a name", () => {
  expect(greet("").status).toBe(400);
});
