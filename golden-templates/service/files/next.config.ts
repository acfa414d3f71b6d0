import type { NextConfig } from "next";

const securityHeaders = [
  { key: "Content-Security-Policy", value: "frame-ancestors 'none'; base-uri 'self'; object-src 'none'" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Strict-Transport-Security", value: "max-age=63072000" },
  { key: "X-Content-Type-Options", value: "nosniff" },
];

const config: NextConfig = {
  // One directory with everything the image needs; its node_modules contain only what is imported.
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  // Images are served unchanged, so sharp (19 MB), which would resize them, is left out.
  images: { unoptimized: true },
  outputFileTracingExcludes: { "*": ["node_modules/sharp/**", "node_modules/@img/**"] },
  // The commit. A browser with a page from another build loads the next page in full, so no file is missing.
  deploymentId: process.env.DEPLOYMENT_ID,
  experimental: {
    // Each pod has its own, read-only root file system, so regenerated pages are kept in memory.
    isrFlushToDisk: false,
    // Stack traces in the log point to source lines.
    serverSourceMaps: true,
  },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
