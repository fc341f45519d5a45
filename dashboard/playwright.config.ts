import { defineConfig } from '@playwright/test'

// Against the mock unless SB_URL says where a real Switchboard is; then SB_OWNER_EMAIL and SB_OWNER_PASSWORD say who signs in.
const MOCK_PORT = 4173
const real = process.env.SB_URL

export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  workers: Number(process.env.E2E_WORKERS ?? 2),
  timeout: 30_000,
  expect: { timeout: 8_000 },
  forbidOnly: true,
  // A second try on two busy cores; the list names it as flaky.
  retries: process.env.CI ? 1 : 0,
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    baseURL: real ?? `http://127.0.0.1:${MOCK_PORT}`,
    locale: 'en-GB',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      chromiumSandbox: false,
      args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  webServer: real
    ? undefined
    : { command: 'node mock/server.ts', env: { PORT: String(MOCK_PORT) }, url: `http://127.0.0.1:${MOCK_PORT}/sign-in`, reuseExistingServer: false },
})
