import type { NextConfig } from 'next'
import { EXPORT } from './scripts/export-folder.ts'

// Static export: the API process serves it as files, so nothing here may need a Node server.
const config: NextConfig = {
  output: 'export',
  // For an export this is where it goes; Next works in `.next` all the same, and the second build finds there what the first compiled.
  distDir: EXPORT === 'out' ? '.next' : EXPORT,
  reactStrictMode: true,
  images: { unoptimized: true },
  devIndicators: false,
  // Types are checked in the build that ships.
  typescript: { ignoreBuildErrors: Boolean(process.env.GALLERY) },
  // The page of the gallery is called page.dev.tsx, so that what ships doesn't hold it.
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
