import type { NextConfig } from 'next';

/** Addresses of orders are secrets: no other website sees them, and none shows these pages in a frame. */
const HEADERS = [
  { key: 'referrer-policy', value: 'same-origin' },
  { key: 'content-security-policy', value: "frame-ancestors 'none'; object-src 'none'; base-uri 'none'" },
  { key: 'x-content-type-options', value: 'nosniff' },
];

const config: NextConfig = {
  // Node loads Temporal's client, and each process has one copy of it.
  serverExternalPackages: ['@temporalio/client', '@temporalio/common', '@temporalio/envconfig', '@temporalio/proto'],
  headers: () => Promise.resolve([{ source: '/:path*', headers: HEADERS }]),
  poweredByHeader: false,
  // npm run check checks the types, with the sources of the package. Next.js bundles the built package.
  typescript: { ignoreBuildErrors: true, tsconfigPath: 'tsconfig.build.json' },
};

export default config;
