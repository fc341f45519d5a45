// The browser of tests and pictures: Debian's Chromium, or the one that CHROMIUM names, which asks nobody for anything.
import type { LaunchOptions } from "@playwright/test";

export const LAUNCH: LaunchOptions = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  chromiumSandbox: false,
  args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
};
