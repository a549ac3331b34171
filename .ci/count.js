// The last step of .ci/run: counts the tests in the reports. Also counts failures that no report
// shows: failed steps, a failed test run, and skipped tests that must run here.
// Usage: node .ci/count.js REPORT-FOLDER EXIT-CODE-OF-THE-TESTS FAILED-STEPS
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [reportDir = '', testExit, failedSteps] = process.argv.slice(2)

/** @typedef {{ fullName: string, status: string }} Test */

/**
 * @param {string} name
 * @returns {unknown} null if the tests ended before they wrote a report
 */
function readReport(name) {
  const path = join(reportDir, name)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

/**
 * @param {string} name
 * @returns {Test[]}
 */
function readVitest(name) {
  const report =
    /** @type {{ testResults: { name: string, status: string, assertionResults: Test[] }[] } | null} */ (
      readReport(name)
    )
  return (report?.testResults ?? []).flatMap(({ name, status, assertionResults }) =>
    // A file that could not be loaded has no tests, so it counts as one failed test.
    assertionResults.length === 0 && status === 'failed' ? [{ fullName: name, status }] : assertionResults,
  )
}

/** @typedef {{ title: string, specs?: { title: string, tests: { status: string }[] }[], suites?: Suite[] }} Suite */

const STATUS_OF_WEB = { expected: 'passed', unexpected: 'failed', flaky: 'flaky', skipped: 'skipped' }

/**
 * @param {Suite[]} suites
 * @param {string} above
 * @returns {Test[]}
 */
function readSuites(suites, above) {
  return suites.flatMap(({ title, specs = [], suites: below = [] }) => [
    ...specs.flatMap((spec) =>
      spec.tests.map(({ status }) => ({
        fullName: `${above}${title} ${spec.title}`,
        status: STATUS_OF_WEB[/** @type {keyof typeof STATUS_OF_WEB} */ (status)] ?? 'failed',
      })),
    ),
    ...readSuites(below, `${above}${title} `),
  ])
}

/**
 * @param {string} name
 * @returns {Test[]}
 */
function readWeb(name) {
  const report = /** @type {{ suites: Suite[] } | null} */ (readReport(name))
  return readSuites(report?.suites ?? [], '')
}

const tests = ['', 'others/'].flatMap((folder) => [
  ...readVitest(`${folder}vitest.json`),
  ...readWeb(`${folder}web.json`),
])
const atSecondTry = [
  ...['flaky.json', 'others/flaky.json'].flatMap((name) => /** @type {string[]} */ (readReport(name) ?? [])),
  ...tests.filter(({ status }) => status === 'flaky').map(({ fullName }) => fullName),
]
const passed = tests.filter(({ status }) => status === 'passed' || status === 'flaky').length
const failed = tests.filter(({ status }) => status === 'failed')
const skipped = tests.filter(({ status }) => !['passed', 'flaky', 'failed'].includes(status))
// .ci/run must have root, so a skipped test that needs root is a failure.
const unproven = skipped.filter(({ fullName }) => /needs root/i.test(fullName))

for (const fullName of atSecondTry) console.log(`passed at the second try: ${fullName}`)
for (const { fullName } of failed) console.log(`failed: ${fullName}`)
for (const { fullName } of skipped) console.log(`skipped: ${fullName}`)
for (const { fullName } of unproven) console.log(`failed: skipped although it must run here: ${fullName}`)

// Errors outside any test, a failed build or a time-out: the run failed, although no test did.
const silentFailure = Number(testExit) !== 0 && failed.length === 0 ? 1 : 0
if (silentFailure) console.log('failed: the test run itself')

const failures = failed.length + unproven.length + silentFailure + Number(failedSteps)
const rest = skipped.length - unproven.length
console.log(`${passed} passed, ${failures} failed${rest > 0 ? `, ${rest} skipped` : ''}`)
process.exit(failures === 0 && passed > 0 ? 0 : 1)
