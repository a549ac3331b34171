// How the tests run: two worker processes, unhandled errors fail the run, and the build is made only for what needs it.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'
import { verifierText } from './bin/verifier-text.js'
import FlakyReporter from './tests/support/flaky-reporter.js'

/** Where .ci/run counts what was run; unset everywhere else. */
const reportDir = process.env.FUMIKURA_TEST_REPORTS

/** Programs that are not the project's, and runs by the hundred: `npm run test:others`. */
const otherTests = 'tests/**/*.others.test.ts'
/** Tests that start the built program; the others import the source and need no build. */
const processTests = 'tests/**/*.process.test.ts'
/**
 * Each has a process of its own: they fill a disk under an engine, and what RocksDB does about that goes on for a while; or they look at
 * what the process holds, or replace a module of the engine.
 */
const loneTests = [
  'tests/scenarios/bad-luck/full-disk.test.ts',
  'tests/scenarios/{files,portable}/interrupted.test.ts',
  'tests/scenarios/one-more-kind.test.ts',
  'tests/unit/backup/backup-file.test.ts',
  'tests/unit/export/bag-zip.test.ts',
]
/** The page's own: widgets and state on a DOM without a browser. */
const rendererTests = 'tests/renderer/**/*.test.ts'

export default defineConfig({
  plugins: [verifierText()],
  test: {
    reporters:
      reportDir === undefined
        ? ['default']
        : [
            'default',
            ['json', { outputFile: `${reportDir}/vitest.json` }],
            new FlakyReporter(`${reportDir}/flaky.json`),
          ],
    pool: 'forks',
    maxWorkers: 2,
    // Where others load the machine too, a deadline of a test can pass that is not the engine's. What needs its second try is named.
    retry: reportDir === undefined ? 0 : 1,
    // A hang is a failure long before anyone gets up to look.
    testTimeout: 15_000,
    hookTimeout: 15_000,
    teardownTimeout: 5_000,
    dangerouslyIgnoreUnhandledErrors: false,
    passWithNoTests: false,
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['tests/**/*.test.ts'],
          // tests/web runs under Playwright.
          exclude: ['tests/web/**', rendererTests, processTests, otherTests, ...loneTests],
          // To load the engine's modules takes longer than most tests. A file that leaves something open or changed is mended.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'lone',
          include: loneTests,
        },
      },
      {
        extends: true,
        // Components are compiled as for the page, and taken away after each test.
        plugins: [svelte({ configFile: false }), svelteTesting()],
        test: {
          name: 'renderer',
          include: [rendererTests],
          environment: 'happy-dom',
          isolate: false,
          setupFiles: ['tests/renderer/support/empty-page.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: [processTests],
          globalSetup: ['tests/support/build-once.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'others',
          include: [otherTests],
          globalSetup: ['tests/support/build-once.ts', 'tests/support/packing-once.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
