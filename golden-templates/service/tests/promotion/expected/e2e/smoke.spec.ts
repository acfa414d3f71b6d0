import { expect, test } from "@playwright/test";
import manifest from "../package.json" with { type: "json" };

test("the page comes up, and nothing in it fails", async ({ page }) => {
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  page.on("console", (message) => message.type() === "error" && failures.push(message.text()));
  page.on("requestfailed", (request) => failures.push(request.url()));

  const response = await page.goto("/");
  expect(response?.status()).toBe(200);
  expect(response?.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
  await expect(page.getByRole("heading", { level: 1, name: manifest.name, exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: "Notes" })).toBeVisible();
  expect(failures).toEqual([]);
});
