// Completes .next/standalone: then it is all that the image holds, and what `npm start` runs.
import { cpSync, existsSync } from "node:fs";

for (const path of [".next/static", "public", "telemetry.cjs", "migrate.mjs"]) {
  if (existsSync(path)) {
    cpSync(path, `.next/standalone/${path}`, { recursive: true });
  }
}
