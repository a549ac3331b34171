// How the tests run: two worker processes, unhandled errors fail the run, and the build is made only for what needs it.
import { defineConfig } from 'vitest/config'

/** Tests that start the built program; the others import the source and need no build. */
const processTests = 'tests/**/*.process.test.ts'

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
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
          exclude: ['tests/web/**', processTests],
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
    ],
  },
})
