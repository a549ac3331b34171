// How the tests run: three worker processes, unhandled errors fail the run, and only tests that need
// the build make it.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'
import { townsText } from './bin/towns-text.js'
import { verifierText } from './bin/verifier-text.js'
import FlakyReporter from './tests/support/flaky-reporter.js'
import './tests/support/memory-folder.js'

/** .ci/run counts the tests from the reports in this folder; otherwise unset. */
const reportDir = process.env.FUMIKURA_TEST_REPORTS

/** Tests that need other programs, or take minutes: `npm run test:others`. */
const otherTests = 'tests/**/*.others.test.ts'
/**
 * Tests of many runs. `npm test` plays one story of each. `FUMIKURA_MANY=1 npm run test:others`
 * plays all runs (tests/support/many.ts).
 */
const manyTests = process.env.FUMIKURA_MANY === '1' ? ['tests/**/*.many.test.ts'] : []
/** Tests that start the built program; the others import the source and need no build. */
const processTests = 'tests/**/*.process.test.ts'
/**
 * Each file has its own process. Some fill a disk under an engine, which keeps RocksDB busy for a
 * while; others inspect the memory or handles of the process, or replace a module of the engine.
 */
const loneTests = [
  'tests/scenarios/bad-luck/full-disk.test.ts',
  'tests/scenarios/{files,portable}/interrupted.test.ts',
  'tests/scenarios/one-more-kind.test.ts',
  'tests/unit/backup/backup-file.test.ts',
  'tests/unit/export/bag-zip.test.ts',
]
/** Widgets and state of the page, on a DOM without a browser. */
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
    // Two would not fill two cores, because many tests wait for a network or a disk.
    maxWorkers: 3,
    // On a busy machine a test may miss its own deadline. .ci/run lists each second try.
    retry: reportDir === undefined ? 0 : 1,
    // Longer than a test waits for an event, so that its own message is shown.
    testTimeout: 60_000,
    hookTimeout: 60_000,
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
          // To load the engine's modules takes longer than most tests, so files share a process. A
          // file that leaves something open or changed must be fixed.
          isolate: false,
          setupFiles: ['tests/support/equal-bytes.ts'],
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
        // Compiles components as for the page, and unmounts them after each test.
        plugins: [svelte({ configFile: false }), svelteTesting(), townsText()],
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
        },
      },
      {
        extends: true,
        test: {
          name: 'others',
          include: [otherTests, ...manyTests],
          globalSetup: ['tests/support/build-once.ts', 'tests/support/packing-once.ts'],
        },
      },
    ],
  },
})
