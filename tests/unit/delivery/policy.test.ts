// compose: which recipients and which policies go together.
import { expect, test } from 'vitest'
import { personAudience, type Audience } from '../../../src/core/access/index.ts'
import {
  canHaveVersions,
  checkPolicy,
  checkRecipients,
  ONESELF,
  stateAfter,
  UNGIVEN,
  type Policy,
} from '../../../src/core/delivery/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { MAX_PERSONS, type MadeFor } from '../../../src/core/store/index.ts'
import { refused } from '../../support/refused.ts'
import { openCircle } from './plain-delivery.ts'
import { everyone, group } from './stand-in-ways.ts'

const NOW = 1_000_000

function toPersons(...audiences: Audience[]): { audiences: Audience[]; madeFor: MadeFor } {
  return { audiences, madeFor: { kind: 'person' } }
}

function check(audiences: Audience[], policy: Partial<Policy>): void {
  const recipients = { audiences, madeFor: { kind: 'person' } as const }
  checkPolicy({ recipients, policy: { ...UNGIVEN, ...policy }, at: NOW })
}

test('recipients: each one counts once, in the order in which they were named', async () => {
  const { alice, bob, carol } = await openCircle()
  const named = toPersons(carol.audience, bob.audience, carol.audience)
  const checked = checkRecipients(alice.ledger, alice.parts, named)
  expect(checked).toEqual(toPersons(carol.audience, bob.audience))
})

test('recipients: nobody is refused, unless it is for oneself', async () => {
  const { alice } = await openCircle()
  expect(() => checkRecipients(alice.ledger, alice.parts, toPersons())).toThrow(refused('INVALID'))
  expect(checkRecipients(alice.ledger, alice.parts, ONESELF)).toEqual(ONESELF)
})

test('recipients: oneself, a stranger and somebody blocked are refused', async () => {
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

test('recipients: as many as one letter can name, and not one more', async () => {
  const { alice } = await openCircle()
  // Whether they are paired is another rule.
  const parts = { audiences: { ...alice.parts.audiences, person: alice.parts.audiences.public } }
  const many = Array.from({ length: MAX_PERSONS + 1 }, () => personAudience(randomBytes(32)))
  const most = toPersons(...many.slice(1), many[1]!)
  expect(checkRecipients(alice.ledger, parts, most).audiences).toHaveLength(MAX_PERSONS)
  expect(() => checkRecipients(alice.ledger, parts, toPersons(...many))).toThrow(refused('TOO_LARGE'))
})

test('policy: what is for oneself has no hold, no schedule and no end', () => {
  for (const policy of [{ hold: true }, { notBefore: NOW + 1 }, { expiresAt: NOW + 1 }])
    expect(() => check([], policy)).toThrow(refused('INVALID'))
  expect(() => check([], {})).not.toThrow()
})

test('policy: what is public is open, what is open has no end, and an end lies ahead of its notice', async () => {
  const { bob } = await openCircle()
  const wrong: [Audience, Partial<Policy>][] = [
    [everyone, { mode: 'controlled' }],
    [bob.audience, { mode: 'open', expiresAt: NOW + 1 }],
    [bob.audience, { expiresAt: NOW }],
    [bob.audience, { notBefore: NOW + 5, expiresAt: NOW + 5 }],
  ]
  for (const [audience, policy] of wrong) expect(() => check([audience], policy)).toThrow()
  const right: [Audience, Partial<Policy>][] = [
    [everyone, { mode: 'open' }],
    [bob.audience, { mode: 'open', notBefore: NOW + 1, hold: true }],
    [group, { expiresAt: NOW + 1 }],
    [bob.audience, { notBefore: NOW + 5, expiresAt: NOW + 6 }],
  ]
  for (const [audience, policy] of right) expect(() => check([audience], policy)).not.toThrow()
})

test('policy: a hold outlasts a schedule, and a schedule that is reached is none', () => {
  const state = (audiences: Audience[], policy: Partial<Policy>): string =>
    stateAfter({ recipients: toPersons(...audiences), policy: { ...UNGIVEN, ...policy }, at: NOW })
  expect(state([], {})).toBe('stored')
  expect(state([group], { hold: true, notBefore: NOW + 1 })).toBe('held')
  expect(state([group], { notBefore: NOW + 1 })).toBe('scheduled')
  expect(state([group], { notBefore: NOW })).toBe('notified')
})

test('versions: only where every audience has them', async () => {
  const { alice, bob } = await openCircle()
  expect(canHaveVersions(alice.parts, toPersons(everyone))).toBe(true)
  expect(canHaveVersions(alice.parts, toPersons(everyone, bob.audience))).toBe(false)
  expect(canHaveVersions(alice.parts, ONESELF)).toBe(true)
})
