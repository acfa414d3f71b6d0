import type { NextConfig } from "next";

const securityHeaders = [
  { key: "Content-Security-Policy", value: "frame-ancestors 'none'; base-uri 'self'; object-src 'none'" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Strict-Transport-Security", value: "max-age=63072000" },
  { key: "X-Content-Type-Options", value: "nosniff" },
];

const config: NextConfig = {
  // One directory with everything the image needs, node_modules traced down to what is imported.
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  // Loaded by node itself, so that telemetry can patch them.
  serverExternalPackages: ["pg", "pino"],
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
