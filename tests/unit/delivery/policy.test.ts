// compose: which recipients and policies are valid together.
import { expect, test } from 'vitest'
import { personAudience } from '../../../src/core/access/index.ts'
import type { GivenPolicy } from '../../../src/core/contract/index.ts'
import {
  canHaveVersions,
  checkPolicy,
  checkRecipients,
  ONESELF,
  stateAfter,
  UNGIVEN,
} from '../../../src/core/delivery/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { MAX_PERSONS, type MadeFor, type Audience } from '../../../src/core/store/index.ts'
import { refused } from '../../support/refused.ts'
import { isoOf } from './made-objects.ts'
import { openCircle } from './plain-delivery.ts'
import { everyone, group } from './stand-in-strategies.ts'

const NOW = 1_000_000

function toPersons(...audiences: Audience[]): { audiences: Audience[]; madeFor: MadeFor } {
  return { audiences, madeFor: { kind: 'person' } }
}

function check(audiences: Audience[], policy: Partial<GivenPolicy>): void {
  const recipients = { audiences, madeFor: { kind: 'person' } as const }
  checkPolicy({ recipients, policy: { ...UNGIVEN, ...policy }, at: NOW })
}

test('recipients: duplicates are removed, and the order is kept', async () => {
  const { alice, bob, carol } = await openCircle()
  const named = toPersons(carol.audience, bob.audience, carol.audience)
  const checked = checkRecipients(alice.ledger, alice.parts, named)
  expect(checked).toEqual(toPersons(carol.audience, bob.audience))
})

test('recipients: an empty list is refused, except for a note to oneself', async () => {
  const { alice } = await openCircle()
  expect(() => checkRecipients(alice.ledger, alice.parts, toPersons())).toThrow(refused('INVALID'))
  expect(checkRecipients(alice.ledger, alice.parts, ONESELF)).toEqual(ONESELF)
})

test('recipients: oneself, a stranger and a blocked person are refused', async () => {
  const { alice, bob } = await openCircle()
  alice.ledger.transact((tx) => alice.parts.addressBook.block(tx, bob.identity.person))
  const refusals: [Audience, string][] = [
    [alice.audience, 'INVALID'],
    [personAudience(randomBytes(32)), 'NOT_FOUND'],
    [bob.audience, 'BLOCKED'],
  ]
  for (const [audience, code] of refusals)
    expect(() => checkRecipients(alice.ledger, alice.parts, toPersons(audience))).toThrow(refused(code))
})

test('recipients: accepts the largest number that a letter can name, and refuses one more', async () => {
  const { alice } = await openCircle()
  // Another rule checks whether they are paired.
  const parts = { audiences: { ...alice.parts.audiences, person: alice.parts.audiences.public } }
  const many = Array.from({ length: MAX_PERSONS + 1 }, () => personAudience(randomBytes(32)))
  const most = toPersons(...many.slice(1), many[1]!)
  expect(checkRecipients(alice.ledger, parts, most).audiences).toHaveLength(MAX_PERSONS)
  expect(() => checkRecipients(alice.ledger, parts, toPersons(...many))).toThrow(refused('TOO_LARGE'))
})

test('policy: a note to oneself cannot be held, scheduled or expire', () => {
  for (const policy of [{ hold: true }, { at: isoOf(NOW + 1) }, { expires: isoOf(NOW + 1) }])
    expect(() => check([], policy)).toThrow(refused('INVALID'))
  expect(() => check([], {})).not.toThrow()
})

test('policy: public means open, open cannot expire, and an expiry is later than the notice', async () => {
  const { bob } = await openCircle()
  const wrong: [Audience, Partial<GivenPolicy>][] = [
    [everyone, { mode: 'controlled' }],
    [bob.audience, { mode: 'open', expires: isoOf(NOW + 1) }],
    [bob.audience, { expires: isoOf(NOW) }],
    [bob.audience, { at: isoOf(NOW + 5), expires: isoOf(NOW + 5) }],
  ]
  for (const [audience, policy] of wrong) expect(() => check([audience], policy)).toThrow()
  const right: [Audience, Partial<GivenPolicy>][] = [
    [everyone, { mode: 'open' }],
    [bob.audience, { mode: 'open', at: isoOf(NOW + 1), hold: true }],
    [group, { expires: isoOf(NOW + 1) }],
    [bob.audience, { at: isoOf(NOW + 5), expires: isoOf(NOW + 6) }],
  ]
  for (const [audience, policy] of right) expect(() => check([audience], policy)).not.toThrow()
})

test('policy: a hold overrides a schedule, and a past schedule has no effect', () => {
  const state = (audiences: Audience[], policy: Partial<GivenPolicy>): string =>
    stateAfter({ recipients: toPersons(...audiences), policy: { ...UNGIVEN, ...policy }, at: NOW })
  expect(state([], {})).toBe('stored')
  expect(state([group], { hold: true, at: isoOf(NOW + 1) })).toBe('held')
  expect(state([group], { at: isoOf(NOW + 1) })).toBe('scheduled')
  expect(state([group], { at: isoOf(NOW) })).toBe('notified')
})

test('versions: they are allowed only if every audience supports them', async () => {
  const { alice, bob } = await openCircle()
  expect(canHaveVersions(alice.parts, toPersons(everyone))).toBe(true)
  expect(canHaveVersions(alice.parts, toPersons(everyone, bob.audience))).toBe(false)
  expect(canHaveVersions(alice.parts, ONESELF)).toBe(true)
})
