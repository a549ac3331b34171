// "Recalled" is acknowledged only when the content key is nowhere on the disk. The test searches
// the bytes of the files, and for the real ledger, which is encrypted, its own tables.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accessSchema, expireDue, findContentKey, recallObject } from '../../../src/core/access/index.ts'
import { gatesSchema } from '../../../src/core/gates/index.ts'
import { EXPIRED_KEY_LIFETIME_MS } from '../../../src/core/access/expiry.ts'
import { openLedger } from '../../../src/core/ledger/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { askFor, bob, carol, sendLetter, statesOf } from './letters.ts'
import type { TestLetter } from './letters.ts'
import { PlainLedger } from './plain-ledger.ts'

const NOW = 1_700_000_000_000
const HOUR = 3_600_000

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'fumikura-access-'))))
afterEach(() => rm(folder, { recursive: true }))

/** Returns the number of content keys of the letters that are still in the files. */
async function countKeysOnDisk(letters: TestLetter[]): Promise<number> {
  const names = (await readdir(folder)).filter((name) => !name.endsWith('-shm'))
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))))
  return letters.filter(({ contentKey }) => files.some((bytes) => bytes.includes(Buffer.from(contentKey))))
    .length
}

describe('a destroyed content key', () => {
  it('is in no file after a full recall and the checkpoint, while other keys remain', async () => {
    const ledger = new PlainLedger(join(folder, 'ledger'))
    const letters = Array.from({ length: 400 }, () =>
      ledger.transact((tx) => sendLetter(tx, [bob, carol], NOW)),
    )
    const recalled = letters.filter((_, index) => index % 2 === 1)
    const stored = await countKeysOnDisk(letters)
    for (const { objectId } of recalled) ledger.transact((tx) => recallObject(tx, objectId, NOW))
    const inTheLog = await countKeysOnDisk(recalled)
    ledger.checkpoint()
    expect([stored, inTheLog > 0, await countKeysOnDisk(recalled), await countKeysOnDisk(letters)]).toEqual([
      400,
      true,
      0,
      200,
    ])
    ledger.close()
  })

  it('is in no file after the seven days of an expiry and the checkpoint', async () => {
    const ledger = new PlainLedger(join(folder, 'ledger'))
    const policy = { expiresAt: NOW + HOUR }
    const letters = Array.from({ length: 50 }, () =>
      ledger.transact((tx) => sendLetter(tx, [bob], NOW, policy)),
    )
    ledger.transact((tx) => expireDue(tx, NOW + HOUR))
    ledger.checkpoint()
    const kept = await countKeysOnDisk(letters)
    ledger.transact((tx) => expireDue(tx, NOW + HOUR + EXPIRED_KEY_LIFETIME_MS))
    ledger.checkpoint()
    expect([kept, await countKeysOnDisk(letters)]).toEqual([50, 0])
    ledger.close()
  })
})

describe('the real ledger', () => {
  const open = (key: Uint8Array) =>
    openLedger({
      path: join(folder, 'ledger'),
      mirrorPath: join(folder, 'mirror'),
      key,
      schemas: [gatesSchema, accessSchema],
    })

  it('decides a recall and a request finally, in the order in which they were made', async () => {
    const ledger = await open(randomBytes(32))
    const letters = await Promise.all(
      Array.from({ length: 100 }, () => ledger.write((tx) => sendLetter(tx, [bob], NOW))),
    )
    const races = letters.map((letter, index) => {
      const request = () => ledger.write((tx) => askFor(tx, letter, bob, NOW).answer)
      const recall = () => ledger.write((tx) => recallObject(tx, letter.objectId, NOW).readers[0]!.outcome)
      return Promise.all(index % 2 === 0 ? [request(), recall()] : [recall(), request()])
    })
    const outcomes = await Promise.all(races)
    const states = letters.map((letter) => statesOf(ledger, letter, NOW)[0])
    const expected = letters.map((_, index) =>
      index % 2 === 0 ? ['released', 'too-late'] : ['recalled', 'RECALLED'],
    )
    expect([outcomes, states]).toEqual([
      expected,
      letters.map((_, index) => (index % 2 === 0 ? 'referenced' : 'recalled')),
    ])
    await ledger.close()
  })

  it('keeps a release and a recall across a restart, and no key of an unreadable letter', async () => {
    const key = randomBytes(32)
    const before = await open(key)
    const opened = await before.write((tx) => sendLetter(tx, [bob, carol], NOW))
    const recalled = await before.write((tx) => sendLetter(tx, [bob, carol], NOW))
    const answer = await before.write((tx) => askFor(tx, opened, bob, NOW))
    for (const { objectId } of [opened, recalled])
      await before.write((tx) => recallObject(tx, objectId, NOW + 1))
    await before.checkpoint()
    await before.close()

    const after = await open(key)
    const again = await after.write((tx) => askFor(tx, opened, bob, NOW + 2))
    const refused = await after.write((tx) => askFor(tx, recalled, bob, NOW + 2))
    expect({
      again,
      refused,
      states: [opened, recalled].map((letter) => statesOf(after, letter, NOW + 2)),
      keys: [opened, recalled].map(({ objectId }) => findContentKey(after, objectId)),
      grants: after.all('SELECT 1 FROM access_grants'),
    }).toEqual({
      again: { ...answer, isFirst: false },
      refused: { answer: 'RECALLED' },
      states: [
        ['referenced', 'recalled'],
        ['recalled', 'recalled'],
      ],
      keys: [Buffer.from(opened.contentKey), null],
      grants: [],
    })
    await after.close()
  })
})
