import { expect, test } from "vitest";
import { parseEnv } from "@/env";

const least = { DATABASE_URL: "postgres://localhost/app" };

test("defaults stand where nothing is set", () => {
  expect(parseEnv(least)).toMatchObject({ LOG_LEVEL: "info", SERVICE_NAME: "promoted" });
});

test("what is wrong is named", () => {
  expect(() => parseEnv({ ...least, LOG_LEVEL: "loud" })).toThrow(/LOG_LEVEL/);
});
