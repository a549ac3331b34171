// What a rule changes on a letter: only what differs, and an undo takes back exactly that.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import {
  decideChange,
  orderOfChange,
  orderOfUndo,
  type JudgedLetter,
} from '../../../src/core/rules/decide-change.ts'
import type { RuleActs } from '../../../src/core/contract/index.ts'
import { tidyObject, tidySchema, readTidy, setTidy } from '../../../src/core/tidy/index.ts'
import { changeLogSchema } from '../../../src/core/views/index.ts'
import { PlainLedger } from '../access/plain-ledger.ts'

const NOTHING: RuleActs = {
  ...{ labels: [], archive: false, star: false, done: false },
}

function letter({
  urgent = false,
  ...more
}: Partial<JudgedLetter> & { urgent?: boolean } = {}): JudgedLetter {
  return {
    policy: { ...PLAIN_POLICY, mode: 'open', urgent },
    canBeDone: false,
    tidy: {
      ...{ isArchived: false, isStarred: false, isUnread: false },
      ...{ snoozedUntil: null, labels: [], bin: null },
    },
    ...more,
  }
}

describe('the change of a rule', () => {
  it('is null if the letter is in that order already', () => {
    expect(decideChange(NOTHING, letter())).toBeNull()
    const tidy = { ...letter().tidy, isArchived: true, labels: ['a'] }
    expect(decideChange({ ...NOTHING, archive: true, labels: ['a'] }, letter({ tidy }))).toBeNull()
  })

  it('archives no urgent letter', () => {
    const acts = { ...NOTHING, archive: true, star: true }
    expect(decideChange(acts, letter({ urgent: true }))).toEqual({ starred: true })
  })

  it('reports only what was opened', () => {
    const acts = { ...NOTHING, done: true }
    expect(decideChange(acts, letter())).toBeNull()
    expect(decideChange(acts, letter({ canBeDone: true }))).toEqual({ done: true })
  })

  it('is taken back by its undo, and nothing else is', () => {
    const flags = { isArchived: fc.boolean(), isStarred: fc.boolean() }
    const labels = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'))
    const acts = fc.record({
      ...{ labels, archive: fc.boolean() },
      ...{ star: fc.boolean(), done: fc.constant(false) },
    })
    const object = new Uint8Array(32)
    fc.assert(
      fc.property(fc.record({ ...flags, labels }), acts, fc.boolean(), (flagged, acts, urgent) => {
        const ledger = new PlainLedger(':memory:', [changeLogSchema, tidySchema])
        const tidy = { ...letter().tidy, ...flagged }
        ledger.transact((tx) => setTidy(tx, object, tidy))
        const change = decideChange(acts, letter({ tidy, urgent }))
        if (change !== null) {
          ledger.transact((tx) => tidyObject(tx, object, orderOfChange(change)))
          expect(readTidy(ledger, object)).not.toEqual(tidy)
          expect(decideChange(acts, letter({ tidy: readTidy(ledger, object), urgent }))).toBeNull()
          ledger.transact((tx) => tidyObject(tx, object, orderOfUndo(change)))
        }
        expect(readTidy(ledger, object)).toEqual(tidy)
        ledger.close()
      }),
    )
  })
})
