import { defineConfig } from "@playwright/test";

const port = process.env.E2E_PORT ?? "3100";
const baseURL = `http://127.0.0.1:${port}`;

// Starts the service as the image does, after `npm run build`.
export default defineConfig({
  testDir: "e2e",
  forbidOnly: Boolean(process.env.CI),
  // CHROMIUM: an installed browser to use instead of Playwright's own.
  use: { baseURL, launchOptions: { executablePath: process.env.CHROMIUM } },
  webServer: {
    command: "npm start",
    url: `${baseURL}/readyz`,
    env: { PORT: port, HOSTNAME: "127.0.0.1", NODE_ENV: "production", OTEL_SDK_DISABLED: "true" },
    stdout: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
  },
});
