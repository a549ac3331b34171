// The last step of .ci/run: counts the tests in the reports. Also counts failures that no report
// shows: failed steps, a run that ended before all its tests, and skipped tests that must run here.
// Usage: node .ci/count.js FAILED-STEPS EXIT-CODE REPORT… — the exit code is that of the tests.
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

const [failedSteps, testExit, ...reports] = process.argv.slice(2)

/** @typedef {import('../tests/support/test-lines.js').Line} Line */

/**
 * @param {string} path
 * @returns {{ tests: Line[], isComplete: boolean }} of each test the line of its last try
 */
function readReport(path) {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  // A killed process may have written a part of a line.
  const lines = text.split('\n').slice(0, -1)
  const read = lines.map((line) => /** @type {Line & { isComplete?: true }} */ (JSON.parse(line)))
  const isComplete = read.some((line) => line.isComplete === true)
  const tests = read.filter((line) => line.isComplete !== true)
  return { tests: [...new Map(tests.map((line) => [line.id, line])).values()], isComplete }
}

const read = reports.map(readReport)
const tests = read.flatMap((report) => report.tests)
const cut = reports.filter((_, at) => !read[at]?.isComplete)
const passed = tests.filter(({ status }) => status === 'passed' || status === 'flaky')
const failed = tests.filter(({ status }) => status === 'failed')
const skipped = tests.filter(({ status }) => !['passed', 'flaky', 'failed'].includes(status))
// .ci/run must have root, so a skipped test that needs root is a failure.
const unproven = skipped.filter(({ name }) => /needs root/i.test(name))

for (const { name } of passed.filter(({ status }) => status === 'flaky'))
  console.log(`passed at the second try: ${name}`)
for (const { name } of failed) console.log(`failed: ${name}`)
for (const { name } of skipped) console.log(`skipped: ${name}`)
for (const { name } of unproven) console.log(`failed: skipped although it must run here: ${name}`)
for (const path of cut) console.log(`failed: ${basename(path)} ended before all its tests had run`)

// Errors outside any test, or a failed build: the run failed, although no test did.
const silentFailure = Number(testExit) !== 0 && failed.length + cut.length === 0 ? 1 : 0
if (silentFailure) console.log('failed: the test run itself')

const failures = failed.length + unproven.length + cut.length + silentFailure + Number(failedSteps)
const rest = skipped.length - unproven.length
console.log(`${passed.length} passed, ${failures} failed${rest > 0 ? `, ${rest} skipped` : ''}`)
process.exit(failures === 0 && passed.length > 0 ? 0 : 1)
