// How the web tests run: real engines on an offline network of their own, real people in a real Chromium.
import { defineConfig } from '@playwright/test'
import { findChromium } from './tests/web/support/chromium.ts'

/** Where .ci/run counts what was run; unset everywhere else. */
const reportDir = process.env.FUMIKURA_TEST_REPORTS

export default defineConfig({
  testDir: 'tests/web',
  outputDir: 'node_modules/.cache/playwright',
  globalSetup: './tests/web/support/build-once.ts',
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter:
    reportDir === undefined ? [['list']] : [['list'], ['json', { outputFile: `${reportDir}/web.json` }]],
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    viewport: { width: 1360, height: 860 },
    actionTimeout: 10_000,
    trace: 'off',
    screenshot: 'off',
    launchOptions: {
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
