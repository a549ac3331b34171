// How often an author reaches a reader by reminders: random times and letters against the rule in its
// plainest form.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NUDGE_EVERY_MS } from '../../../src/core/contract/nudges.ts'
import { mayNudge, recordNudge } from '../../../src/core/inbox/nudges.ts'
import { inboxSchema } from '../../../src/core/inbox/schema.ts'
import { seededRandom } from '../../support/link.ts'
import { PlainLedger } from '../access/plain-ledger.ts'

const MAX_LETTERS_A_DAY = 20
const AUTHOR = Buffer.alloc(32, 1)
const nameOf = (letter: number): Buffer => Buffer.alloc(32, letter)

let ledger: PlainLedger
beforeEach(() => void (ledger = new PlainLedger(':memory:', [inboxSchema])))
afterEach(() => ledger.close())

test.each([1, 2, 3, 4])('no day has two reminders of a letter, or of too many letters, seed %i', (seed) => {
  const random = seededRandom(seed)
  const letters = 40
  for (let letter = 1; letter <= letters; letter++)
    ledger.run(
      "INSERT INTO received (object, author, audience, audience_key, notice, arrived_at) VALUES (?, ?, 'person', ?, ?, 0)",
      ...[nameOf(letter), AUTHOR, AUTHOR, AUTHOR],
    )
  const taken: { letter: number; at: number }[] = []
  let now = NUDGE_EVERY_MS
  for (let n = 0; n < 1500; n++) {
    now += Math.floor(random() ** 3 * NUDGE_EVERY_MS * 0.1)
    const letter = 1 + Math.floor(random() * letters)
    const nudgedAt = taken.findLast((one) => one.letter === letter)?.at ?? null
    if (!mayNudge(ledger, { author: AUTHOR, nudgedAt, now })) continue
    recordNudge(ledger, nameOf(letter), now)
    taken.push({ letter, at: now })
  }
  for (const { at } of taken) {
    const day = taken.filter((one) => one.at >= at && one.at < at + NUDGE_EVERY_MS)
    expect(new Set(day.map(({ letter }) => letter)).size).toBe(day.length)
    expect(day.length).toBeLessThanOrEqual(MAX_LETTERS_A_DAY)
  }
  // The rule must not simply refuse all.
  expect(taken.length).toBeGreaterThan(100)
})
