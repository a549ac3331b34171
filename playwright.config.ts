// How the web tests run: real engines on an offline network of their own, real people in a real Chromium.
import { defineConfig } from '@playwright/test'
import { findChromium } from './tests/web/support/chromium.ts'

/** Where .ci/run counts what was run; unset everywhere else. */
const reportDir = process.env.FUMIKURA_TEST_REPORTS

const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** Electron tells a page that the other end of its port is gone; Chromium does so when it is asked to. */
const desktopLaunch = {
  executablePath: findChromium(),
  args: [...CHROMIUM_ARGS, '--enable-blink-features=MessagePortCloseEvent'],
}

export default defineConfig({
  outputDir: 'node_modules/.cache/playwright',
  globalSetup: './tests/web/support/build-once.ts',
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  // As for the other tests: what needs its second try is named in the end.
  retries: reportDir === undefined ? 0 : 1,
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
      args: CHROMIUM_ARGS,
    },
  },
  projects: [
    { name: 'web', testDir: 'tests/web' },
    // The desktop's page, preload, shell and engine host, with Chromium in the place of Electron's window.
    { name: 'desktop', testDir: 'tests/desktop', use: { launchOptions: desktopLaunch } },
    // Electron itself, where its runtime is; elsewhere these say that they were skipped.
    { name: 'electron', testDir: 'tests/electron', fullyParallel: false },
  ],
})
