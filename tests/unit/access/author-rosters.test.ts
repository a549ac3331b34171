// The author's copy of a roster: what a station must be told when members come, go or change their
// box.
import { beforeEach, expect, it } from 'vitest'
import {
  listUntold,
  markTold,
  recordRoster,
  planRoster,
  type WantedMember,
} from '../../../src/core/gates/index.ts'
import { PlainLedger } from './plain-ledger.ts'

const filled = (byte: number): Uint8Array => Buffer.alloc(32, byte)
const ROSTER = filled(90)
let ledger: PlainLedger

beforeEach(() => {
  ledger = new PlainLedger()
  recordRoster(ledger, { roster: ROSTER, group: filled(1), era: 2, station: filled(3) })
})

const member = (byte: number, change: Partial<WantedMember> = {}): WantedMember => ({
  ...{ person: filled(byte), ownBox: 1, box: 1, tokenHash: filled(100 + byte), epoch: 0 },
  ...change,
})
/** A key that differs for each person and pair of boxes. */
const keyOf = ({ person, ownBox, box }: WantedMember): Uint8Array =>
  Buffer.from([person[0]!, ownBox, box, ...new Array<number>(29).fill(0)])
const plan = (...wanted: WantedMember[]): void => planRoster(ledger, ROSTER, wanted, keyOf)
/** What the station is told now: members by person, and struck keys by person and box. */
function tell(): { members: number[]; struck: string[] } {
  const untold = listUntold(ledger, ROSTER, 100)
  markTold(ledger, ROSTER, untold)
  return {
    members: untold.members.map(({ person }) => person[0]!),
    struck: untold.struck.map((key) => `${key[0]} with box ${key[2]}`),
  }
}

it('tells a roster once, then only what changed', () => {
  plan(member(1), member(2))
  expect(tell()).toEqual({ members: [1, 2], struck: [] })
  plan(member(1), member(2))
  expect(tell()).toEqual({ members: [], struck: [] })
  plan(member(1), member(3))
  expect(tell()).toEqual({ members: [3], struck: ['2 with box 1'] })
})

it('puts a member with a new box key anew, and strikes the old key in the same request', () => {
  plan(member(1))
  tell()
  plan(member(1, { box: 2 }))
  expect(tell()).toEqual({ members: [1], struck: ['1 with box 1'] })
  plan(member(1, { box: 2, ownBox: 2 }))
  expect(tell()).toEqual({ members: [1], struck: ['1 with box 2'] })
})

it('tells a token or an epoch that changed, without a strike', () => {
  plan(member(1))
  tell()
  plan(member(1, { tokenHash: filled(7) }))
  expect(tell()).toEqual({ members: [1], struck: [] })
  plan(member(1, { tokenHash: filled(7), epoch: 4 }))
  expect(tell()).toEqual({ members: [1], struck: [] })
})

it('takes a member back who was gone before the station heard of it', () => {
  plan(member(1))
  tell()
  plan()
  plan(member(1))
  expect(tell()).toEqual({ members: [1], struck: [] })
})
