// Calls that a page's session permits, and calls that need the passphrase again.
import { beforeEach, expect, test } from 'vitest'
import { EngineError, type DoorHandlers, type HomeStatus } from '../../../src/core/contract/index.ts'
import { requireProof } from '../../../src/main/host/index.ts'

const context = { signal: new AbortController().signal }
const RIGHT = 'open sesame'
let keyring: HomeStatus['keyring']
let now: number
let asked: string[]
let handlers: DoorHandlers

beforeEach(() => {
  now = 0
  asked = []
  const noun = (name: string, calls: object): object =>
    new Proxy(calls, {
      get: (known, call) =>
        (known as Record<string | symbol, unknown>)[call] ??
        (async () => {
          asked.push(`${name}.${String(call)}`)
          return null
        }),
    })
  handlers = {
    home: noun('home', {
      status: async () => ({ state: 'open', keyring }),
      async checkPassphrase({ passphrase }: { passphrase: string }) {
        if (passphrase !== RIGHT) throw new EngineError('BAD_PASSPHRASE', 'No.')
        return null
      },
    }),
    ...{ backups: noun('backups', {}), phones: noun('phones', {}) },
  } as unknown as DoorHandlers
})

function connect(makers = new Set<string>()) {
  const { home, backups, phones } = requireProof(handlers, {
    isMaker: () => makers.has('me'),
    onMade: () => void makers.add('me'),
    now: () => now,
  })
  return {
    home,
    words: () => home.words({}, context),
    setPassphrase: () => home.setPassphrase({ passphrase: 'new' }, context),
    setBackupPassphrase: () => backups.setPassphrase({ passphrase: null }, context),
    addPhone: () => phones.add({ isReadOnly: true }, context),
  }
}

test('reading the words, changing passphrases and adding a phone need the passphrase again, for two minutes on that connection', async () => {
  keyring = 'passphrase'
  const [page, other] = [connect(), connect()]
  const acts = [page.words, page.setPassphrase, page.setBackupPassphrase, page.addPhone]
  for (const act of acts) await expect(act()).rejects.toMatchObject({ code: 'PASSPHRASE_NEEDED' })
  await expect(page.home.checkPassphrase({ passphrase: 'wrong' }, context)).rejects.toMatchObject({
    code: 'BAD_PASSPHRASE',
  })
  await expect(page.words()).rejects.toMatchObject({ code: 'PASSPHRASE_NEEDED' })
  expect(asked).toEqual([])
  await page.home.checkPassphrase({ passphrase: RIGHT }, context)
  for (const act of acts) await act()
  expect(asked).toEqual(['home.words', 'home.setPassphrase', 'backups.setPassphrase', 'phones.add'])
  await expect(other.words()).rejects.toMatchObject({ code: 'PASSPHRASE_NEEDED' })
  now = 2 * 60_000
  await expect(page.words()).rejects.toMatchObject({ code: 'PASSPHRASE_NEEDED' })
})

test('without a passphrase, only the page that created the person gets the words', async () => {
  keyring = 'clear'
  const page = connect()
  await expect(page.words()).rejects.toMatchObject({ code: 'COMMAND_ONLY' })
  await page.setPassphrase()
  await page.setBackupPassphrase()
  await page.addPhone()
  await page.home.create({ name: 'alice' }, context)
  await page.words()
  expect(asked).toEqual([
    ...['home.setPassphrase', 'backups.setPassphrase', 'phones.add', 'home.create', 'home.words'],
  ])
  await expect(connect().words()).rejects.toMatchObject({ code: 'COMMAND_ONLY' })
})
