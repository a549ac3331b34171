// The commands for reminders: the list, a new one, and its end.
import { expect, test } from 'vitest'
import type { HomeStatus, PersonId } from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from '../../support/terminal.ts'

const home: HomeStatus = {
  state: 'open',
  person: 'a' as PersonId,
  name: 'me',
  wordsProven: true,
  keyring: 'clear',
}
const engine = createFakeEngine({
  home: { status: async () => home },
  letters: { reminders: async () => [] },
})
const run = (...argv: string[]) => runCommandLine(argv, { engine })

test('the list says that there is none, and is an array for a script', async () => {
  expect((await run('reminders')).stdout).toBe('No reminders.\n')
  const { stdout, calls } = await run('reminders', '--limit', '5', '--json')
  expect(JSON.parse(stdout)).toEqual([])
  expect(calls.at(-1)).toEqual(['letters.reminders', { limit: 5 }])
})

test('a reminder needs exactly one time', async () => {
  for (const wrong of [[], ['--in', '3d', '--at', '2099-01-01'], ['--in', 'soon']])
    expect((await run('reminders', 'add', 'ybndrfg8', ...wrong, '--json')).stdout).toContain(
      '"code":"INVALID"',
    )
})
