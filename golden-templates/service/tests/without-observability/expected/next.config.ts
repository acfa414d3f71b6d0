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
  // Images are served as they are, so the 19 MB of sharp that would resize them stay out.
  images: { unoptimized: true },
  outputFileTracingExcludes: { "*": ["node_modules/sharp/**", "node_modules/@img/**"] },
  // The commit. A browser that has a page of another build loads the whole of the next one, and misses no file.
  deploymentId: process.env.DEPLOYMENT_ID,
  experimental: {
    // The root file system is read-only, and each pod has its own: pages that regenerate are kept in memory.
    isrFlushToDisk: false,
    // Stack traces in the log name lines of the source.
    serverSourceMaps: true,
  },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
