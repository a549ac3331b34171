// The records of a group on a plain ledger: what a change of members leaves in the rows of its owner,
// and what a member's rows keep of a record that a new desk wrote without knowing a removal.
import { beforeEach, expect, test } from 'vitest'
import { MalformedRecord, runAtOnce, toHex } from '../../../src/core/base/index.ts'
import { findEra } from '../../../src/core/feeds/index.ts'
import { applyRecord } from '../../../src/core/groups/apply-record.ts'
import { createGroup } from '../../../src/core/groups/create-group.ts'
import { findMember, findRemoved, getGroup, listMembers } from '../../../src/core/groups/group-row.ts'
import { groupsSchema } from '../../../src/core/groups/index.ts'
import { listMemberBoxes } from '../../../src/core/groups/member-boxes.ts'
import { MAX_MEMBERS, type RosterMember } from '../../../src/core/groups/membership-record.ts'
import type { OwnerParts } from '../../../src/core/groups/owner-parts.ts'
import {
  isNext,
  planRecord,
  writeRecord,
  type GroupChange,
  type PlannedRecord,
} from '../../../src/core/groups/write-record.ts'
import { createBoxKey } from '../../../src/core/identity/box-keys.ts'
import { encodeCard, type Card } from '../../../src/core/identity/card.ts'
import { NO_KEEPERS } from '../../../src/core/identity/keepers.ts'
import { createSigningKeyPair } from '../../../src/core/seal/index.ts'
import { makeAbsentCard } from '../../support/absent-contacts.ts'
import { openNouns, type Nouns } from '../../support/nouns.ts'

const boxes = { bob: createBoxKey(), carol: createBoxKey() }
const makeCard = (name: keyof typeof boxes): Promise<Card> =>
  makeAbsentCard(createSigningKeyPair(), name, NO_KEEPERS, boxes[name])
const [bob, carol] = await Promise.all([makeCard('bob'), makeCard('carol')])
const cards = new Map([bob, carol].map((card) => [toHex(card.person), card]))
const kemKeys = new Map([
  [toHex(bob.person), boxes.bob.kemKey],
  [toHex(carol.person), boxes.carol.kemKey],
])

let nouns: Nouns
let parts: OwnerParts
let group: Uint8Array

beforeEach(async () => {
  nouns = await openNouns('alice', { schemas: [groupsSchema] })
  const { ownCores, identity, ledger, clock } = nouns
  const acquaintances = {
    findCard: (_: unknown, person: Uint8Array) => cards.get(toHex(person)) ?? null,
    findCardBytes(_: unknown, person: Uint8Array) {
      const card = cards.get(toHex(person))
      return card === undefined ? null : encodeCard(card)
    },
    findKemKey: (_: unknown, person: Uint8Array) => kemKeys.get(toHex(person)) ?? null,
  }
  const feeds = { listHeadsOf: () => [], listHeadsOfLost: () => [] }
  parts = { ownCores, identity, acquaintances, feeds } as unknown as OwnerParts
  group = ledger.transact((tx) =>
    createGroup(tx, parts, { name: 'Choir', style: 'conversation' }, clock.now()),
  )
})

function plan(change: GroupChange): PlannedRecord {
  const { ledger, clock } = nouns
  return runAtOnce(planRecord(ledger, parts, getGroup(ledger, group), change, clock.now()))
}

function write(change: GroupChange): ReturnType<typeof writeRecord> {
  nouns.clock.pass(1000)
  const planned = plan(change)
  return nouns.ledger.transact((tx) => writeRecord(tx, parts, planned, nouns.clock.now()))
}

const put = (...persons: Card[]): GroupChange['put'] =>
  persons.map(({ person }) => ({ person, role: 'poster', seesHistory: false }))
const namesOf = (persons: readonly Uint8Array[]): string[] =>
  persons.map((person) => cards.get(toHex(person))?.name ?? 'alice').sort()
const members = (): string[] => namesOf(listMembers(nouns.ledger, group).map(({ person }) => person))
const boxed = (): string[] => {
  const { core } = getGroup(nouns.ledger, group)
  return namesOf([...listMemberBoxes(nouns.ledger, group, core).values()].map(({ person }) => person))
}

test('newcomers begin an epoch, and each gets a box', () => {
  const change = write({ put: put(bob, carol) })
  expect([namesOf(change.came), change.went]).toEqual([['bob', 'carol'], []])
  expect(members()).toEqual(['alice', 'bob', 'carol'])
  expect(boxed()).toEqual(['bob', 'carol'])
  expect(getGroup(nouns.ledger, group)).toMatchObject({ number: 1, era: 0, epoch: 1 })
  expect(findMember(nouns.ledger, group, bob.person)).toMatchObject({ readsEra: 0, readsEpoch: 1 })
})

test('a removal begins an era, whose secrets are new', () => {
  write({ put: put(bob, carol) })
  const before = findEra(nouns.ledger, group, 0)!
  const change = write({ removed: [bob.person] })
  expect([change.came, namesOf(change.went)]).toEqual([[], ['bob']])
  expect(members()).toEqual(['alice', 'carol'])
  expect(getGroup(nouns.ledger, group)).toMatchObject({ number: 2, era: 1 })
  const after = findEra(nouns.ledger, group, 1)!
  expect(toHex(after.namingSecret)).not.toBe(toHex(before.namingSecret))
  expect(findRemoved(nouns.ledger, group, bob.person)).not.toBe(null)
})

test('who is added again is a member since a later time than the removal', () => {
  write({ put: put(bob) })
  write({ removed: [bob.person] })
  const { since } = findRemoved(nouns.ledger, group, bob.person)!
  write({ put: put(bob) })
  expect(members()).toEqual(['alice', 'bob'])
  expect(findMember(nouns.ledger, group, bob.person)!.since).toBeGreaterThan(since)
  expect(findRemoved(nouns.ledger, group, bob.person)).toBe(null)
})

test('a member who becomes a reader may not post, and their earlier posts count', () => {
  write({ put: put(bob) })
  write({ put: [{ person: bob.person, role: 'reader', seesHistory: false }] })
  expect(findMember(nouns.ledger, group, bob.person)).toMatchObject({
    role: 'reader',
    postsEra: 0,
    postsLength: 0,
  })
  write({ put: put(bob) })
  expect(findMember(nouns.ledger, group, bob.person)).toMatchObject({ role: 'poster', postsEra: null })
})

test('a person without a card cannot be added', () => {
  const unknown = { person: Buffer.alloc(32, 1), role: 'poster', seesHistory: false } as const
  expect(() => plan({ put: [unknown] })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

test('a record that another one overtook is not the next one', () => {
  const before = getGroup(nouns.ledger, group)
  const planned = plan({ put: put(bob) })
  expect(isNext(nouns.ledger, before, planned)).toBe(true)
  write({ name: 'Harbour choir' })
  expect(isNext(nouns.ledger, before, planned)).toBe(false)
})

/** Applies the whole roster as a record of another desk would have it. */
function applyRoster(roster: readonly RosterMember[], number: number): void {
  const { ledger, identity, clock } = nouns
  const row = getGroup(ledger, group)
  const { planned, head } = lastHead()
  const state = { ...planned.state, put: [], removed: [], snapshot: { start: 0, count: 1, key: group } }
  ledger.transact((tx) =>
    applyRecord(tx, { acquaintances: parts.acquaintances, identity, now: clock.now() }, row, {
      ...planned,
      ...{ head: { ...head, number }, state, snapshot: roster, secrets: [] },
    }),
  )
}

function lastHead() {
  const { applied } = plan({ name: 'Choir' })
  return { planned: applied, head: applied.head }
}

const rosterWith = (person: Uint8Array, since: number): RosterMember[] => {
  const kept = plan({ name: 'Choir' }).applied.snapshot!
  const reads = { era: 0, epoch: 0 }
  return [...kept, { person, role: 'poster', since, reads, postsUntil: null, tokenHash: Buffer.alloc(32) }]
}

test('a removed person stays removed until a record lists them with a later time', () => {
  write({ put: put(bob) })
  const { since } = findMember(nouns.ledger, group, bob.person)!
  write({ removed: [bob.person] })
  applyRoster(rosterWith(bob.person, since), 3)
  expect(members()).toEqual(['alice'])
  applyRoster(rosterWith(bob.person, since + 10_000), 4)
  expect(members()).toEqual(['alice', 'bob'])
})

test('a record with more members than a group may have is malformed, and changes nothing', () => {
  const [one] = rosterWith(bob.person, 1).slice(-1)
  const many = Array.from({ length: MAX_MEMBERS + 1 }, (_, n) => {
    const person = Buffer.alloc(32)
    person.writeUInt32LE(n)
    return { ...one!, person }
  })
  expect(() => applyRoster(many, 3)).toThrow(MalformedRecord)
  expect(members()).toEqual(['alice'])
})
