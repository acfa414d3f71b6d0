// Bundles what runs beside Next.js: the telemetry preload and the migrations.
import { build } from "esbuild";

const wanted = process.argv.slice(2);

const bundles = {
  telemetry: {
    entryPoints: ["telemetry/preload.ts"],
    outfile: "telemetry.cjs",
    format: "cjs",
    // OpenTelemetry asks for import.meta.url, which CommonJS does not have.
    define: { "import.meta.url": "__url" },
    banner: { js: 'const __url = require("node:url").pathToFileURL(__filename).href;' },
  },
  migrate: {
    entryPoints: ["scripts/migrate.ts"],
    outfile: "migrate.mjs",
    format: "esm",
    // pg is CommonJS and asks for require.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    external: ["pg-native"],
  },
};

for (const [name, options] of Object.entries(bundles)) {
  if (wanted.length === 0 || wanted.includes(name)) {
    await build({ bundle: true, platform: "node", target: "node24", legalComments: "none", ...options });
  }
}
