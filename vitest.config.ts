// How the tests run: unhandled errors fail the run, and only tests that need the build make it.
// tests/run-all.js gives the number of workers. A number here would win over `--maxWorkers`.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'
import { townsText } from './bin/towns-text.js'
import { verifierText } from './bin/verifier-text.js'
import './tests/support/memory-folder.js'
import { VitestLines } from './tests/support/test-lines.js'

/** .ci/run counts the tests from the reports in this folder; otherwise unset. */
const reportDir = process.env.FUMIKURA_TEST_REPORTS

/**
 * Tests that need other programs, or take long: `npm run test:others`. A `*.many.test.ts` plays many
 * random runs: a few of them, or all with FUMIKURA_MANY=1 (tests/support/many.ts).
 */
const otherTests = 'tests/**/*.{others,many}.test.ts'
/** One of each kind, for .ci/run: `npm run test:others -- one`. */
const oneOfEachKind = [
  'tests/bench/quick.others.test.ts',
  'tests/pack/{packed-app,station-service}.others.test.ts',
  'tests/processes/{backup,demo,lan,stations-stories}.others.test.ts',
  'tests/scenarios/{groups/cost,stations/hostile-orders}.others.test.ts',
  'tests/scenarios/portable/other-programs.others.test.ts',
  'tests/scenarios/stations/recall-race.many.test.ts',
  'tests/storm/{command,in-small}.others.test.ts',
  'tests/unit/accounts/{cyrus,dovecot,submission,unsafe-servers}.others.test.ts',
  'tests/unit/{headless/qr-code,network/swarm-wires,station/metrics-promtool}.others.test.ts',
  'tests/unit/{access/model,ledger/kill}.many.test.ts',
]
/** Unit tests that take seconds each: many random runs, networks or key derivations. */
const slowUnits = [
  'access/{gate,group,letter}-situation',
  'backup/passphrase',
  'contacts/devices',
  'delivery/{attachments,author-acts,chains,notices,repeat-records,share,stations-word}',
  'files/placeless',
  'headless/connect',
  'ledger/rewind',
  'mail/{html-words,mail-thread,odd-mails}',
  'network/{inbound-gate,joined-wires,wire-roster}',
  'public-archive/{bee-walk,foreign-archive,own-archive}',
  'rules/decide-change',
  'seal/{object-sealer,passphrase,stream-sealer}',
  'site/post-html',
  'station/disk',
  'views/{box-counts,letter-lists,threads,turns,unfiled}',
].map((name) => `tests/unit/${name}.test.ts`)
/** `npm run test:unit` leaves them to `npm test`. */
const tooSlow = process.env.FUMIKURA_UNITS === 'fast' ? slowUnits : []
/** Tests that start the built program; the others import the source and need no build. */
const processTests = 'tests/**/*.process.test.ts'
/**
 * Each file has its own process. Some fill a disk under an engine, which keeps RocksDB busy for a
 * while; others inspect the memory or handles of the process, or replace a module of the engine.
 */
const loneTests = [
  'tests/scenarios/bad-luck/full-disk.test.ts',
  'tests/scenarios/files/interrupted.test.ts',
  'tests/scenarios/one-more-kind.test.ts',
  'tests/unit/backup/backup-file.test.ts',
  'tests/unit/export/bag-zip.test.ts',
]
/** Widgets and state of the page, on a DOM without a browser. */
const rendererTests = 'tests/renderer/**/*.test.ts'

export default defineConfig({
  plugins: [verifierText()],
  test: {
    reporters: [
      'default',
      ...(reportDir === undefined ? [] : [new VitestLines(`${reportDir}/vitest.jsonl`)]),
    ],
    pool: 'forks',
    // Each project transforms the engine anew, which takes seconds; a cache on the disk shares it.
    // Not while someone changes the source: it does not see the sources of generated modules.
    experimental: { fsModuleCache: reportDir !== undefined },
    // On a busy machine a test may miss its own deadline. .ci/run lists each second try.
    retry: reportDir === undefined ? 0 : 1,
    // Longer than a test waits for an event, so that its own message is shown. A busy machine needs
    // many times the usual time for a whole test too.
    testTimeout: 240_000,
    hookTimeout: 120_000,
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
          exclude: ['tests/web/**', rendererTests, processTests, otherTests, ...loneTests, ...tooSlow],
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
          // The command line is loaded once: a command of a running engine runs in the test's process.
          isolate: false,
          globalSetup: ['tests/support/build-once.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'others',
          include: process.env.FUMIKURA_OTHERS === 'one' ? oneOfEachKind : [otherTests],
          setupFiles: ['tests/support/equal-bytes.ts'],
          globalSetup: ['tests/support/build-once.ts', 'tests/support/packing-once.ts'],
        },
      },
    ],
  },
})
