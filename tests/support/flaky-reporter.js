// Names the tests that passed only at their second try, for .ci/count.js: what is not quite sure must not go unseen.
import { writeFileSync } from 'node:fs'

export default class FlakyReporter {
  /** @param {string} path where the list of their names is written, as JSON */
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
