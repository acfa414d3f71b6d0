import { expect, test } from "vitest";
import { parseEnv } from "@/env";

const least = {};

test("defaults stand where nothing is set", () => {
  expect(parseEnv(least)).toMatchObject({ LOG_LEVEL: "info", SERVICE_NAME: "greeter" });
});

test("what is wrong is named", () => {
  expect(() => parseEnv({ ...least, LOG_LEVEL: "loud" })).toThrow(/LOG_LEVEL/);
});
