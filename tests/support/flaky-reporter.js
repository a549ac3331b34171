// Writes the names of the tests that passed only at the second try. .ci/count.js prints them, so
// that flaky tests get noticed.
import { writeFileSync } from 'node:fs'

export default class FlakyReporter {
  /** @param {string} path the JSON file for the list of names */
  constructor(path) {
    this.path = path
    /** @type {string[]} */
    this.names = []
  }

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky === true) this.names.push(test.fullName)
  }

  onTestRunEnd() {
    writeFileSync(this.path, JSON.stringify(this.names))
  }
}
