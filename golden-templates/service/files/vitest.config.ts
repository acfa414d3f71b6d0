import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": `${import.meta.dirname}/src` } },
  test: {
    include: ["test/**/*.test.ts"],
    // Tests share one database: files run one after the other.
    fileParallelism: false,
  },
});
