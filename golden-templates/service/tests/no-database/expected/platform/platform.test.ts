import { expect, test } from "vitest";
import * as z from "zod";
import manifest from "../package.json" with { type: "json" };
import { readJson } from "./http";
import { described } from "./log";
import { parseEnvironment } from "./process";

const least = {};

test("unset variables have defaults", () => {
  expect(parseEnvironment({}, least)).toMatchObject({ LOG_LEVEL: "info", SERVICE_NAME: manifest.name });
});

test("one error lists every problem in the environment", () => {
  const own = { PAYMENTS_URL: z.url() };
  expect(() => parseEnvironment(own, { ...least, LOG_LEVEL: "loud" })).toThrow(/LOG_LEVEL.*PAYMENTS_URL/s);
});

function post(body: string): Promise<{ text: string } | Response> {
  const request = new Request("http://localhost/", { method: "POST", body });
  return readJson(request, z.object({ text: z.string() }), 64);
}

test("JSON that matches the schema is parsed", async () => {
  expect(await post('{"text":"a","more":1}')).toEqual({ text: "a" });
});

test.each([
  ["", 400, /not JSON/],
  ['{"text":', 400, /not JSON/],
  ['{"text":1}', 400, /expected string/],
  ["[".repeat(64), 400, /not JSON/],
  [`{"text":"${"a".repeat(64)}"}`, 413, /larger than 64 bytes/],
])("%j is rejected with %d", async (body, status, words) => {
  const response = (await post(body)) as Response;
  expect(response.status).toBe(status);
  expect(((await response.json()) as { error: string }).error).toMatch(words);
});

test("an error is logged with its causes, but without what a driver attaches to it", () => {
  const error = new Error("late", { cause: new Error("the disk is full") });
  const told = described(Object.assign(error, { code: "EIO", connection: { password: "hunter2" } }));
  expect(told).toMatchObject({ kind: "Error", message: "late", code: "EIO" });
  expect(told.stack).toMatch(/^Error: late.*\ncaused by Error: the disk is full/s);
  expect(JSON.stringify(told)).not.toContain("hunter2");
});

test.each([
  [null, { kind: "null", message: "null" }],
  [undefined, { kind: "undefined", message: "undefined" }],
  ["text", { kind: "string", message: "text" }],
])("%j can be thrown", (thrown, told) => {
  expect(described(thrown)).toEqual(told);
});

test("an error that causes itself is cut short", () => {
  const error = new Error("round");
  error.cause = error;
  expect(described(error).stack).toMatch(/caused by/);
});
