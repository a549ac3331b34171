// The command that reminds silent readers: all of them, or those who are named.
import { expect, test } from 'vitest'
import type { HomeStatus, NudgeResult, PersonId, RefText } from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from '../../support/terminal.ts'

const home: HomeStatus = {
  state: 'open',
  person: 'a' as PersonId,
  name: 'me',
  wordsProven: true,
  keyring: 'clear',
}
const party = (name: string) => ({ person: name as PersonId, name })
let answer: NudgeResult = {
  ref: 'fumikura://ref/ybndrfg8' as RefText,
  reminded: [party('Jun'), party('Petra')],
  waiting: [],
  againAt: '2031-04-02T09:00:00.000Z',
}
const engine = createFakeEngine({
  home: { status: async () => home },
  letters: { nudge: async () => answer },
})
const run = (...argv: string[]) => runCommandLine(argv, { engine })

test('it says who was reminded, who was today already, and when it is possible again', async () => {
  const { stdout, calls } = await run('remind', 'ybndrfg8')
  expect(calls.at(-1)).toEqual(['letters.nudge', { ref: 'ybndrfg8' }])
  expect(stdout).toMatch(/^reminded +2 +Jun.*, Petra.*\nagain from +2031-04-0/)
  answer = { ...answer, reminded: [], waiting: [party('Tom')] }
  expect((await run('remind', 'ybndrfg8')).stdout).toMatch(/reminded +0\s*\nonce a day +1 +Tom/)
})

test('it reminds only those who are named, and a script gets the answer as it is', async () => {
  const { stdout, calls } = await run('remind', 'ybndrfg8', '--to', 'Jun', '--to', 'Petra', '--json')
  expect(calls.at(-1)).toEqual(['letters.nudge', { ref: 'ybndrfg8', to: ['Jun', 'Petra'] }])
  expect(JSON.parse(stdout)).toEqual(answer)
})
