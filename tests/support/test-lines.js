// Reports for .ci/run: a line of JSON for each test as it ends, so that a run that is killed at its
// time limit has reported what it did. The line `{ "isComplete": true }` ends a complete run.
// .ci/count.js reads them.
import { appendFileSync } from 'node:fs'

/** @typedef {{ id: string, name: string, status: string }} Line */

/** The reporter for vitest. A file that fails outside its tests is one failed test. */
export class VitestLines {
  /** @param {string} path the file for the lines */
  constructor(path) {
    this.path = path
    appendFileSync(path, '')
  }

  /** @param {import('vitest/node').TestModule} file */
  onTestModuleEnd(file) {
    const path = file.relativeModuleId
    const tests = [...file.children.allTests()]
    for (const test of tests) {
      const status = test.diagnostic()?.flaky === true ? 'flaky' : test.result().state
      write(this.path, { id: test.id, name: `${path} > ${test.fullName}`, status })
    }
    if (file.state() === 'failed' && tests.every((test) => test.result().state !== 'failed'))
      write(this.path, { id: file.id, name: path, status: 'failed' })
  }

  onTestRunEnd() {
    appendFileSync(this.path, END)
  }
}

const STATUS = { expected: 'passed', unexpected: 'failed', flaky: 'flaky', skipped: 'skipped' }

/** The reporter for Playwright. A test with two tries has a line for each; the last one counts. */
export default class PlaywrightLines {
  /** @param {{ path: string }} options the file for the lines */
  constructor({ path }) {
    this.path = path
    appendFileSync(path, '')
  }

  /** @param {import('@playwright/test/reporter').TestCase} test */
  onTestEnd(test) {
    const name = test.titlePath().slice(1).join(' ')
    write(this.path, { id: test.id, name, status: STATUS[test.outcome()] })
  }

  /** @param {{ status: string }} result */
  onEnd({ status }) {
    if (status === 'passed' || status === 'failed') appendFileSync(this.path, END)
  }
}

const END = `${JSON.stringify({ isComplete: true })}\n`

/**
 * @param {string} path
 * @param {Line} line
 */
function write(path, line) {
  appendFileSync(path, `${JSON.stringify(line)}\n`)
}
