import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'e2e/**', 'out/**', '.next/**'],
    // Generous: a busy machine is slow, and nothing waits longer than it must.
    testTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
  },
})
