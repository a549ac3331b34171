// A hostile author reminds every minute, with false times, of letters that the reader was never
// given, has opened, or has from somebody else. Nothing of it makes a signal or a row.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FeedRecord } from '../../../src/core/feeds/index.ts'
import { getRef, objectId } from '../../../src/core/store/index.ts'
import { Mallory, skippedBy, type MadeObject } from '../../support/mallory.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { TestClock } from '../../support/test-clock.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** One author can remind of so many letters in a day. */
const MAX_LETTERS_A_DAY = 20

let clock: TestClock
let bob: Person
let carol: Person
let mallory: Mallory
let heard: string[]

beforeEach(async () => {
  clock = new TestClock()
  const network = new MemoryNetwork()
  bob = await Person.create('bob', network, clock)
  carol = await Person.create('carol', network, clock)
  await pair(bob, carol)
  mallory = await Mallory.pairWith(network, bob)
  heard = []
  bob.do.events.subscribe((event) => {
    if (event.type === 'letter-waits') heard.push(event.ref)
  })
})

afterEach(() => Promise.all([bob.remove(), carol.remove(), mallory.remove()]))

const nudgeOf = (object: Uint8Array, at = clock.now(), to: Uint8Array[] = []): FeedRecord => ({
  ...{ type: 'nudge', object, to, at },
})

async function arrive(made: MadeObject): Promise<void> {
  await bob.arrival(made.refText)
}

/** Everything that she wrote before this letter was read when it arrives. */
async function untilRead(): Promise<void> {
  await arrive(await mallory.sendHonestly(bob, 'Behind'))
}

test('an author who reminds every minute makes one signal a day, also with false times', async () => {
  const made = await mallory.sendHonestly(bob, 'Look!')
  await arrive(made)
  for (let minute = 1; minute <= 40; minute++) {
    clock.pass(MINUTE_MS)
    const now = clock.now()
    const at = [now, now + 5 * DAY_MS, now - minute * DAY_MS, minute][minute % 4]!
    await mallory.write(bob, nudgeOf(made.object, at))
  }
  await untilRead()
  expect(heard).toEqual([made.refText])
  clock.pass(DAY_MS)
  await mallory.write(bob, nudgeOf(made.object), nudgeOf(made.object))
  await untilRead()
  expect(heard).toEqual([made.refText, made.refText])
  expect((await bob.list()).filter(({ ref }) => ref === made.refText)).toHaveLength(1)
})

test('reminders of very many letters of one author are limited too', async () => {
  const made: MadeObject[] = []
  for (let n = 0; n < MAX_LETTERS_A_DAY + 10; n++) made.push(await mallory.sendHonestly(bob, `Look ${n}`))
  await arrive(made.at(-1)!)
  clock.pass(MINUTE_MS)
  await mallory.write(bob, ...made.map(({ object }) => nudgeOf(object)))
  await untilRead()
  expect(new Set(heard).size).toBe(MAX_LETTERS_A_DAY)
  expect(heard).toHaveLength(MAX_LETTERS_A_DAY)
})

test('a reminder of a letter that was never given, is opened, or is another’s does nothing', async () => {
  const opened = await mallory.sendHonestly(bob, 'Opened')
  await arrive(opened)
  await bob.read(opened.refText)
  const ofCarol = await carol.write(bob, 'From Carol', 'x')
  await bob.arrival(ofCarol)
  const ownLetter = await bob.write(carol, 'To Carol', 'x')
  const never = await mallory.make([bob], 'Never announced', 'x')
  const removed = await mallory.sendHonestly(bob, 'Removed')
  await arrive(removed)
  await bob.do.letters.bin({ refs: [removed.refText], bin: 'trash' }, calling)
  clock.pass(MINUTE_MS)
  const idOf = (ref: string): Uint8Array => objectId(getRef(ref))
  await mallory.write(
    bob,
    nudgeOf(opened.object),
    nudgeOf(idOf(ofCarol)),
    nudgeOf(idOf(ownLetter)),
    nudgeOf(never.object),
    nudgeOf(removed.object),
    // Only in the feed of a group a reminder names its readers.
    nudgeOf(opened.object, clock.now(), [new Uint8Array(48)]),
  )
  await untilRead()
  expect(heard).toEqual([])
  expect((await bob.list()).map(({ subject }) => subject).sort()).toEqual(['Behind', 'From Carol', 'Opened'])
  await eventually(async () => (await skippedBy(bob))['feed-record-malformed'] === 2)
})

test('a reminder that is older than its letter says nothing new', async () => {
  const made = await mallory.make([bob], 'Together', 'x')
  const grant = mallory.grantFor(bob, made)
  const written = clock.now() - 1
  await mallory.write(bob, { type: 'notice', notice: mallory.noticeOf(made, { mode: 'open', grant }) })
  await arrive(made)
  await mallory.write(bob, nudgeOf(made.object, written))
  await untilRead()
  expect(heard).toEqual([])
})
