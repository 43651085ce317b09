import { defineConfig } from '@playwright/test';

/** One journey in one browser, which e2e/browser.mjs opens: the Chromium that is installed. Nothing is downloaded. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: 'journey.spec.mjs',
  outputDir: 'target/journey',
  workers: 1,
  retries: 0,
  timeout: 300_000,
  reporter: 'list',
});
