import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

// Your machine's configuration; what the environment says already stands above it.
if (existsSync(".env")) {
  process.loadEnvFile(".env");
}

export default defineConfig({
  resolve: { alias: { "@": `${import.meta.dirname}/src` } },
  test: {
    include: ["test/**/*.test.ts"],
    // Tests share one database: files run one after the other.
    fileParallelism: false,
  },
});
