import type { NextConfig } from 'next'

// Static export: the API process serves `out/` as files, so nothing here may need a Node server.
const config: NextConfig = {
  output: 'export',
  reactStrictMode: true,
  images: { unoptimized: true },
  devIndicators: false,
  // A page of the gallery is called page.dev.tsx, so production builds don't hold it unless GALLERY is set (as for the screenshots).
  pageExtensions: process.env.NODE_ENV === 'production' && !process.env.GALLERY ? ['tsx', 'ts'] : ['tsx', 'ts', 'dev.tsx'],
  // Texts are compiled here, and the browser gets what formats them without what parses them.
  turbopack: {
    rules: { '*.json': { condition: { path: /(^|\/)words\/\w+\.json$/ }, loaders: ['./words/compile.ts'] } },
    resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' },
  },
  experimental: {
    optimizePackageImports: ['lucide-react'],
    // Without it, a page that can't be fetched while the network is away is asked of the browser, which shows its own error page.
    useOffline: true,
  },
}

export default config
