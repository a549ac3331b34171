// Rosters in blocks of their own, as the owner writes them and a member reads them.
import { beforeEach, expect, test } from 'vitest'
import { MalformedRecord, runAtOnce, toHex } from '../../../src/core/base/index.ts'
import { createGroup } from '../../../src/core/groups/create-group.ts'
import { getGroup } from '../../../src/core/groups/group-row.ts'
import { groupsSchema } from '../../../src/core/groups/index.ts'
import {
  decodeRoster,
  encodeRoster,
  rosterForm,
  sealedRosterForm,
  type GroupState,
  type Roster,
  type RosterPoint,
} from '../../../src/core/groups/membership-record.ts'
import type { OwnerParts } from '../../../src/core/groups/owner-parts.ts'
import { RecordReader, type RecordReaderParts } from '../../../src/core/groups/record-reader.ts'
import { planRecord, writeRecord, type GroupChange } from '../../../src/core/groups/write-record.ts'
import { randomBytes, sealRecord } from '../../../src/core/seal/index.ts'
import { openNouns, type Nouns } from '../../support/nouns.ts'

/** So large that a few members fill a record. */
const CARD = new Uint8Array(6000)
const FEW = 5

let nouns: Nouns
let parts: OwnerParts
let group: Uint8Array
let blocks: Uint8Array[]

beforeEach(async () => {
  nouns = await openNouns('alice', { schemas: [groupsSchema] })
  const { ownCores, identity, ledger, clock } = nouns
  const acquaintances = { findCard: () => null, findCardBytes: () => CARD, findKemKey: () => null }
  const feeds = { listHeadsOf: () => [], listHeadsOfLost: () => [] }
  parts = { ownCores, identity, acquaintances, feeds } as unknown as OwnerParts
  group = ledger.transact((tx) =>
    createGroup(tx, parts, { name: 'Choir', style: 'conversation' }, clock.now()),
  )
  const { core } = getGroup(ledger, group)
  blocks = ledger
    .all<{ block: Uint8Array }>('SELECT block FROM intents WHERE core = ? ORDER BY position', core)
    .map(({ block }) => block)
})

/** Writes a record. Returns the number of its roster blocks, and its state. */
function write(change: GroupChange): { rosterParts: number; state: GroupState } {
  const { ledger, clock } = nouns
  clock.pass(1000)
  const planned = runAtOnce(planRecord(ledger, parts, getGroup(ledger, group), change, clock.now()))
  ledger.transact((tx) => writeRecord(tx, parts, planned, clock.now()))
  blocks.push(...planned.blocks)
  const { head, state } = planned.applied
  return { rosterParts: head.rosterParts, state }
}

const makePersons = (count: number): Uint8Array[] => Array.from({ length: count }, () => randomBytes(32))
const put = (persons: readonly Uint8Array[]): GroupChange => ({
  put: persons.map((person) => ({ person, role: 'poster', seesHistory: false })),
})

function makeReader(): RecordReader {
  const foreignCores = {
    fetch: (_: Uint8Array, position: number) => Promise.resolve(blocks[position] ?? null),
    openCore: () => Promise.resolve({ byteLength: 0, length: 0 }),
  }
  return new RecordReader({ ...nouns, foreignCores } as unknown as RecordReaderParts)
}

async function readPersons(state: GroupState): Promise<string[]> {
  const members = await makeReader().readSnapshot(getGroup(nouns.ledger, group).core, state, null)
  return members!.map(({ person }) => toHex(person)).sort()
}

const namesOf = (...persons: Uint8Array[]): string[] =>
  [nouns.identity.person, ...persons].map((person) => toHex(person)).sort()

test('a roster of newcomers has only their cards, and a member reads it with the one before', async () => {
  const [first, second, third] = [makePersons(FEW), makePersons(FEW), makePersons(FEW)]
  const full = write(put(first))
  const more = write(put(second))
  const last = write(put(third))
  expect([full, more, last].map(({ rosterParts }) => rosterParts)).toEqual([1, 1, 1])
  expect(await readPersons(more.state)).toEqual(namesOf(...first, ...second))
  expect(await readPersons(last.state)).toEqual(namesOf(...first, ...second, ...third))
})

test('a roster is full again after a removal, and after a change of a role', async () => {
  const [first, second, third] = [makePersons(FEW), makePersons(FEW), makePersons(FEW)]
  write(put(first))
  write({ removed: [first[0]!] })
  const afterRemoval = write(put(second))
  expect(await readPersons(afterRemoval.state)).toEqual(namesOf(...first.slice(1), ...second))
  write({ put: [{ person: second[0]!, role: 'reader', seesHistory: false }] })
  const afterRole = write(put(third))
  expect(readLast(afterRole.state).map(({ before }) => before)).toEqual([null, null])
})

/** The blocks of the newest roster, opened. */
function readLast({ snapshot }: GroupState): Roster[] {
  const { core } = getGroup(nouns.ledger, group)
  const { start, count, key } = snapshot!
  return blocks.slice(start, start + count).map((block) => decodeRoster(key, core, block))
}

test('a roster that names a later one, or has a block without members, is malformed', async () => {
  const { state } = write(put(makePersons(FEW)))
  const { core } = getGroup(nouns.ledger, group)
  const member = readLast(state)[0]!.members[0]!
  const readWith = (...added: Uint8Array[]): Promise<unknown> => {
    const snapshot = { start: blocks.length, count: 1, key: group }
    blocks.push(...added)
    return makeReader().readSnapshot(core, { ...state, snapshot }, null)
  }
  const naming = (before: RosterPoint | null): Uint8Array[] =>
    encodeRoster(group, core, { before, members: [member] })
  await expect(readWith(...naming(state.snapshot))).resolves.toHaveLength(FEW + 2)
  const itself = { start: blocks.length, count: 1, key: group }
  await expect(readWith(...naming(itself))).rejects.toBeInstanceOf(MalformedRecord)
  const sealed = sealRecord(group, rosterForm.encode({ before: null, members: [] }), core)
  const empty = Buffer.concat([blocks.at(-1)!.subarray(0, 1), sealedRosterForm.encode({ sealed })])
  await expect(readWith(empty)).rejects.toBeInstanceOf(MalformedRecord)
})
