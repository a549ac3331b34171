// A contact's shown picture is the one that the newest card names, whether the card or the picture
// arrived first.
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MalformedRecord } from '../../../src/core/base/index.ts'
import { contactsSchema } from '../../../src/core/contacts/index.ts'
import { findPicture, keepPicture, updatePictures } from '../../../src/core/contacts/contact-pictures.ts'
import { hashPicture } from '../../../src/core/identity/index.ts'
import { openLedger, type Ledger, type Transaction } from '../../../src/core/ledger/index.ts'
import { makePicture } from '../../support/pictures.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
const bob = Buffer.alloc(32, 2)
const [first, second, third] = [1, 2, 3].map((fill) => makePicture('png', fill)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
]
const hashOf = (picture: Uint8Array | null) => (picture === null ? null : hashPicture(picture))

async function inLedger(task: (tx: Transaction, ledger: Ledger) => void): Promise<void> {
  const dir = await makeFolder()
  const paths = { path: join(dir, 'ledger'), mirrorPath: join(dir, 'ledger.mirror') }
  const ledger = await openLedger({ ...paths, key: new Uint8Array(32).fill(7), schemas: [contactsSchema] })
  try {
    await ledger.write((tx) => task(tx, ledger))
  } finally {
    await ledger.close()
  }
}

const rowsIn = (tx: Transaction) => tx.all('SELECT * FROM contact_pictures').length
const cardOf = (tx: Transaction, picture: Uint8Array | null) =>
  updatePictures(tx, bob, hashOf(picture), hashOf(picture))
const shown = (tx: Transaction, picture: Uint8Array) => findPicture(tx, bob, hashPicture(picture))

test('a picture waits for its card, is shown with it, and is replaced with the next card', async () => {
  await inLedger((tx) => {
    expect(keepPicture(tx, bob, first, null)).toEqual({ isNamed: false, replaced: false })
    expect(shown(tx, first)).toBeNull()
    expect(cardOf(tx, first)).toBe(true)
    expect(shown(tx, first)).toEqual(first)
    expect(cardOf(tx, null)).toBe(true)
    expect(rowsIn(tx)).toBe(0)
  })
})

test('a picture whose card is already there is shown at once', async () => {
  await inLedger((tx) => {
    expect(keepPicture(tx, bob, first, hashPicture(first))).toEqual({ isNamed: true, replaced: false })
    expect(shown(tx, first)).toEqual(first)
  })
})

test('a picture that no card names is dropped and reported at the next card or picture', async () => {
  await inLedger((tx) => {
    keepPicture(tx, bob, first, null)
    cardOf(tx, first)
    keepPicture(tx, bob, second, hashPicture(first))
    expect(keepPicture(tx, bob, third, hashPicture(first)).replaced).toBe(true)
    expect(rowsIn(tx)).toBe(2)
    expect(cardOf(tx, first)).toBe(false)
    expect([rowsIn(tx), shown(tx, first)]).toEqual([1, first])
  })
})

test('a picture of an outdated card is dropped silently', async () => {
  await inLedger((tx) => {
    keepPicture(tx, bob, first, hashPicture(second))
    expect(updatePictures(tx, bob, hashPicture(first), hashPicture(second))).toBe(true)
    expect(rowsIn(tx)).toBe(0)
  })
})

test('bytes that are no picture are malformed and not kept', async () => {
  await inLedger((tx) => {
    expect(() => keepPicture(tx, bob, Buffer.from('<svg/>'), null)).toThrow(MalformedRecord)
    expect(rowsIn(tx)).toBe(0)
  })
})

const anyPicture = fc.constantFrom(first, second, third)
const anyStep = fc.oneof(
  fc.record({ is: fc.constant('picture' as const), picture: anyPicture }),
  fc.record({ is: fc.constant('card' as const), picture: fc.option(anyPicture) }),
)

test('in any order of arrival, only the picture of the newest card is shown, and at most two are kept', async () => {
  await inLedger((tx) => {
    const play = (steps: { is: 'picture' | 'card'; picture: Uint8Array | null }[]): void => {
      tx.run('DELETE FROM contact_pictures')
      let named: Uint8Array | null = null
      for (const { is, picture } of steps) {
        if (is === 'picture') keepPicture(tx, bob, picture!, hashOf(named))
        else cardOf(tx, (named = picture))
        expect(rowsIn(tx)).toBeLessThanOrEqual(2)
        const others = [first, second, third].filter((other) => other !== named)
        expect(others.map((other) => shown(tx, other))).toEqual([null, null, null].slice(0, others.length))
      }
      const last = steps.at(-1)
      const before = steps.at(-2)
      const cameTogether = last?.is === 'card' && before?.is === 'picture' && before.picture === last.picture
      if (cameTogether) expect(shown(tx, last.picture!)).toEqual(last.picture)
    }
    fc.assert(fc.property(fc.array(anyStep, { maxLength: 12 }), play))
  })
})
