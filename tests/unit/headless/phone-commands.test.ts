// The commands on phones: what they ask of the engine, and what they refuse.
import { expect, test } from 'vitest'
import type { HomeStatus, PersonId, Phone, PhoneId } from '../../../src/core/contract/index.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from '../../support/terminal.ts'

const status: HomeStatus = {
  ...{ state: 'open', person: 'a' as PersonId, name: 'alice', wordsProven: true, keyring: 'clear' },
}
const phone = (id: string, name: string): Phone => ({
  ...{
    phone: id as PhoneId,
    name,
    browser: 'Test',
    rights: 'all',
    lock: null,
    via: null,
    push: false,
    isOpen: false,
  },
  ...{ madeAt: '2031-04-01T00:00:00.000Z', seenAt: '2031-04-02T00:00:00.000Z' },
})
const PHONES = [phone('aa11', 'Mum'), phone('aa22', 'Kitchen'), phone('bb33', 'Kitchen')]
const door = { door: 'on' as const, station: null, host: 'https://nas.example', page: null }

async function run(...words: string[]) {
  const engine = createFakeEngine({
    home: { status: async () => status },
    phones: {
      door: async () => door,
      setDoor: async () => door,
      add: async () => ({ link: 'https://nas.example/#p.x', expiresAt: '2031-04-02T00:10:00.000Z' }),
      confirm: async () => PHONES[0]!,
      list: async () => PHONES,
      rename: async () => PHONES,
      revoke: async () => PHONES.slice(1),
      resetLock: async () => PHONES,
    },
  })
  const { code, stdout } = await runCommandLine([...words, '--json'], { engine })
  const calls = engine.calls.filter(([call]) => call.startsWith('phones.') && call !== 'phones.list')
  return { code, said: JSON.parse(stdout) as unknown, calls }
}

test.each([
  [
    ['phone', 'door'],
    ['phones.door', {}],
  ],
  [
    ['phone', 'door', '--on', 'Cellar'],
    ['phones.setDoor', { isOn: true, station: 'Cellar' }],
  ],
  [
    ['phone', 'door', '--on', ''],
    ['phones.setDoor', { isOn: true }],
  ],
  [
    ['phone', 'door', '--off'],
    ['phones.setDoor', { isOn: false }],
  ],
  [
    ['phone', 'add', '--name', 'Mum', '--read-only'],
    ['phones.add', { name: 'Mum', isReadOnly: true }],
  ],
  [
    ['phone', 'confirm', '123', '456'],
    ['phones.confirm', { code: '123456' }],
  ],
  [
    ['phone', 'rename', 'Mum', 'Mother'],
    ['phones.rename', { phone: 'aa11', name: 'Mother' }],
  ],
  [
    ['phone', 'revoke', 'BB'],
    ['phones.revoke', { phone: 'bb33' }],
  ],
  [
    ['phone', 'reset-lock', 'Mum'],
    ['phones.resetLock', { phone: 'aa11' }],
  ],
])('%j', async (words, call) => {
  expect((await run(...words)).calls).toEqual([call])
})

test.each([
  [['phone', 'revoke', 'Kitchen'], 'AMBIGUOUS'],
  [['phone', 'revoke', 'aa'], 'AMBIGUOUS'],
  [['phone', 'revoke', 'Nobody'], 'NOT_FOUND'],
  [['phone', 'door', '--on', 'Cellar', '--off'], 'INVALID'],
])('%j is refused: %s', async (words, code) => {
  const { said, calls } = await run(...words)
  expect(said).toMatchObject({ error: { code } })
  expect(calls).toEqual([])
})

test('a phone that never came since it was added is listed as that', async () => {
  const never = { ...phone('cc44', 'Mum'), seenAt: null }
  const engine = createFakeEngine({
    home: { status: async () => status },
    phones: { list: async () => [never] },
  })
  const { stdout } = await runCommandLine(['phone', 'list'], { engine })
  expect(stdout).toContain('never used since it was added')
})
