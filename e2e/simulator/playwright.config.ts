import { defineConfig } from "@playwright/test";
import { LAUNCH } from "./browser.ts";

// The page against the real simulator: every test starts one of its own. Nothing is tried twice: a test that passes now and then is broken.
export default defineConfig({
  testDir: ".",
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  retries: 0,
  forbidOnly: true,
  reporter: [["list"]],
  outputDir: "../test-results",
  use: { locale: "en-GB", timezoneId: "Europe/Berlin", screenshot: "only-on-failure", launchOptions: LAUNCH },
});
