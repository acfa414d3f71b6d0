// Builds the code that runs alongside Next.js, and completes the directory tree for the image:
//   bundle    dist/: the code loaded before the server, and the migrations
//   assemble  .next/standalone: what is missing from it after `next build`
import { cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parse } from "node:path";
import { build } from "esbuild";

const common = {
  bundle: true,
  platform: "node",
  target: "node24",
  legalComments: "none",
};

async function bundle() {
  rmSync("dist", { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: ["platform/preload.ts"],
    outfile: "dist/preload.cjs",
    format: "cjs",
    // OpenTelemetry uses import.meta.url, which CommonJS doesn't have.
    define: { "import.meta.url": "__url" },
    banner: { js: 'const __url = require("node:url").pathToFileURL(__filename).href;' },
    external: ["pg-native"],
  });
  const migrations = globSync("migrations/*.ts").map((file) => [`migrations/${parse(file).name}`, file]);
  await build({
    ...common,
    entryPoints: {
      migrate: "platform/migrate.ts",
      ...Object.fromEntries(migrations),
    },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    format: "esm",
    splitting: true,
    chunkNames: "chunk-[hash]",
    // pg is CommonJS and uses require.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    external: ["pg-native"],
  });
}

/** Whether a source map includes our own code. */
function isOurs(map) {
  const sources = [map, ...(map.sections ?? []).map((section) => section.map)].flatMap((one) => one.sources ?? []);
  return sources.some((source) => /(^|\/)(src|platform)\//.test(source) && !source.includes("node_modules"));
}

/** Removes the sources from a source map: it still has files and lines, at a quarter of the size. */
function withoutSources(map) {
  delete map.sourcesContent;
  for (const section of map.sections ?? []) {
    withoutSources(section.map);
  }
  return map;
}

function assemble() {
  for (const path of [".next/static", "public", "dist"]) {
    if (existsSync(path)) {
      cpSync(path, `.next/standalone/${path}`, { recursive: true });
    }
  }
  // Lets stack traces in the log point to source lines.
  for (const path of globSync(".next/server/**/*.map")) {
    const map = JSON.parse(readFileSync(path, "utf8"));
    const target = `.next/standalone/${path}`;
    if (existsSync(target.replace(/\.map$/, "")) && isOurs(map)) {
      writeFileSync(target, JSON.stringify(withoutSources(map)));
    } else {
      rmSync(target, { force: true });
    }
  }
}

await { bundle, assemble }[process.argv[2]]();
