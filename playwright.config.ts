// How the web tests run: real engines on an offline network, and pages in a real Chromium.
import { defineConfig } from '@playwright/test'
import './tests/support/memory-folder.js'
import { PATIENCE_MS } from './tests/support/patience.ts'
import { findChromium } from './tests/web/support/chromium.ts'

/** .ci/run counts the tests from the reports in this folder; otherwise unset. */
const reportDir = process.env.FUMIKURA_TEST_REPORTS

const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const linesIn = (path: string): [string, { path: string }] => ['./tests/support/test-lines.js', { path }]
/** Electron fires `close` on a port whose other end is gone; Chromium needs a flag for that. */
const atDesk = {
  launchOptions: {
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS, '--enable-blink-features=MessagePortCloseEvent'],
  },
}
/**
 * Tests of what a test of `npm test` also shows, in another look, at another place or in a longer
 * story: `npm run test:others`. No test without this mark needs what one with it leaves.
 */
const others = /@others/

export default defineConfig({
  outputDir: 'node_modules/.cache/playwright',
  // Playwright would follow the `paths` of another one, which lead to types.
  tsconfig: './tests/web/support/no-paths.json',
  globalSetup: './tests/web/support/build-once.ts',
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  // Like vitest: .ci/run prints the tests that needed their second try.
  retries: reportDir === undefined ? 0 : 1,
  // Each wait has its own bound. This is for a whole story on a machine that does much else.
  timeout: 600_000,
  expect: { timeout: PATIENCE_MS },
  reporter: [['list'], ...(reportDir === undefined ? [] : [linesIn(`${reportDir}/web.jsonl`)])],
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    viewport: { width: 1360, height: 860 },
    actionTimeout: PATIENCE_MS,
    navigationTimeout: PATIENCE_MS,
    trace: 'off',
    screenshot: 'off',
    launchOptions: {
      executablePath: findChromium(),
      args: CHROMIUM_ARGS,
    },
  },
  projects: [
    { name: 'web', testDir: 'tests/web', grepInvert: others },
    // The desktop's page, preload, shell and engine host, with Chromium as Electron's window.
    { name: 'desktop', testDir: 'tests/desktop', grepInvert: others, use: atDesk },
    // The real Electron; skipped without its runtime.
    { name: 'electron', testDir: 'tests/electron', fullyParallel: false },
    // Without a filter, because a test may go on where the tests before it in its file ended.
    { name: 'web-others', testDir: 'tests/web' },
    { name: 'desktop-others', testDir: 'tests/desktop', use: atDesk },
  ],
})
