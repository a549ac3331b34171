// The queue of mails against every end of a try: what the server took, what its author is told, and
// what a recall may claim.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grantObject, markDueNoticed, recallObject } from '../../../src/core/access/index.ts'
import type { FailedTry } from '../../../src/core/outside/decide-end.ts'
import { findDue, listReaders, queue, removeReader } from '../../../src/core/outside/mail-queue.ts'
import { outsideSchema } from '../../../src/core/outside/schema.ts'
import {
  beginTry,
  failTry,
  finishTry,
  isTried,
  settleLeft,
  tryAgain,
} from '../../../src/core/outside/settle-try.ts'
import { lettersSchema } from '../../../src/core/letters/schema.ts'
import { NO_EPOCH } from '../../../src/core/store/index.ts'
import { HomeLedger } from '../../support/home-ledger.ts'

const OBJECT = new Uint8Array(32).fill(1)
const MARA = new Uint8Array(32).fill(2)
const DEVICE = new Uint8Array(32).fill(3)
const READER = { objectId: OBJECT, person: MARA }
const BEGAN_AT = Date.UTC(2030, 0, 1)

/**
 * `lost`: the server takes it, and the answer is lost. `cut`: it does not take it, and nobody knows.
 * `crash-before`, `crash-after`: the engine ends during the try.
 */
const ENDS = ['accepted', 'later', 'never', 'lost', 'cut', 'crash-before', 'crash-after'] as const
const ACTS = ['recall', 'again'] as const
type Step = { pass: number; end: (typeof ENDS)[number]; act: (typeof ACTS)[number] | null }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    pass: fc.constantFrom(0, 60_000, 3_600_000, 200_000_000),
    end: fc.constantFrom(...ENDS),
    act: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constantFrom(...ACTS)),
  }),
  { maxLength: 25 },
)

class Run {
  readonly ledger = new HomeLedger([lettersSchema, outsideSchema])
  now = BEGAN_AT
  /** What the server took, since the author last wanted it sent. */
  taken = 0
  takenEver = 0
  /** Tries with an unknown end since the author last wanted it sent. */
  unknownEnds = 0
  isAccepted = false
  isRecalled = false

  constructor() {
    this.ledger.transact((tx) => {
      const grant = { audience: { kind: 'correspondent' as const, key: MARA }, since: NO_EPOCH, boxNumber: 0 }
      const grants = [{ ...grant, grant: new Uint8Array(1) }]
      const contentKey = new Uint8Array(32)
      grantObject(tx, { objectId: OBJECT, contentKey, mode: 'controlled', grants, at: this.now })
      markDueNoticed(tx, this.now)
      queue(tx, READER, { device: DEVICE, at: this.now })
    })
  }

  step({ pass, end, act }: Step): void {
    this.now += pass
    if (act === 'recall') this.recall()
    if (act === 'again') this.again()
    if (findDue(this.ledger, DEVICE, this.now) !== null) this.hand(end)
  }

  recall(): void {
    this.ledger.transact((tx) => {
      const [reader] = recallObject(tx, OBJECT, this.now).readers
      if (reader?.outcome !== 'recalled') return
      this.isRecalled = true
      removeReader(tx, READER)
    })
  }

  again(): void {
    if (this.ledger.transact((tx) => tryAgain(tx, OBJECT, DEVICE, this.now)))
      this.taken = this.unknownEnds = 0
  }

  hand(end: Step['end']): void {
    const readers = listReaders(this.ledger, OBJECT)
      .filter(isTried)
      .map((one) => ({ ...one, address: 'mara@example.org' }))
    const trying = { object: OBJECT, readers, now: this.now }
    const isBegun = this.ledger.transact((tx) => beginTry(tx, { ...trying, messageId: '<fk.1@example.net>' }))
    expect(isBegun).toBe(true)
    // Nobody is asked while a mail is known to be with its reader, or taken back.
    expect([this.isAccepted, this.isRecalled]).toEqual([false, false])
    const isTaken = end === 'accepted' || end === 'lost' || end === 'crash-after'
    if (isTaken) this.taken++
    if (isTaken) this.takenEver++
    if (end === 'lost' || end === 'cut' || end.startsWith('crash')) this.unknownEnds++
    this.ledger.transact((tx) => {
      const fail = (failed: FailedTry['end']): void =>
        failTry(tx, trying, { end: failed, line: '' }, () => undefined)
      if (end === 'accepted')
        finishTry(tx, trying, { accepted: ['mara@example.org'], refused: [] }, () => undefined)
      else if (end.startsWith('crash')) settleLeft(tx, OBJECT, this.now, () => undefined)
      else fail(end === 'later' || end === 'never' ? end : 'unknown')
    })
    this.isAccepted = end === 'accepted'
  }

  check(): void {
    // A recall never claims what a server has.
    expect(this.isRecalled && this.takenEver > 0).toBe(false)
    const [reader] = listReaders(this.ledger, OBJECT)
    if (this.isAccepted) expect(reader?.state).toBe('accepted')
    if (reader?.state === 'refused' || reader?.state === 'waiting') expect(this.taken).toBe(0)
    // The same mail leaves at most twice without a word of its author.
    expect(this.taken).toBeLessThanOrEqual(2)
  }
}

test('a mail is handed over once after a known end, and at most twice after unknown ones', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const run = new Run()
      for (const step of all) {
        run.step(step)
        run.check()
      }
      run.ledger.close()
    }),
    { numRuns: 40 },
  )
})
