// People meet and part on the command line.
// One world for the whole file; each test continues from the one before.
import { afterAll, beforeAll, expect, test } from 'vitest'
import z32 from 'z32'
import { eventually } from '../../support/command-line.ts'
import { CommandPlace, type PersonCommands } from '../../support/person-commands.ts'
import { arrival, ID, ISO, pair, party, send, text } from '../../support/people-commands.ts'

let place: CommandPlace
let alice: PersonCommands
let bob: PersonCommands
let carol: PersonCommands

interface Contact {
  person: string
  name: string
  since: string
}

beforeAll(async () => {
  place = await CommandPlace.make()
  ;[alice, bob, carol] = await Promise.all([
    place.person('alice'),
    place.person('bob'),
    place.person('carol'),
  ])
})

afterAll(async () => {
  await place.remove()
})

test('an invite makes one pair, and is invalid after that', async () => {
  const made = await alice.get<{ invite: string; expiresAt: string }>(['invite'])
  expect(made).toMatchObject({ invite: text(/^fumikura:\/\/invite\/[a-z0-9]+$/), expiresAt: text(ISO) })
  expect(Date.parse(made.expiresAt) - Date.now()).toBeLessThanOrEqual(7 * 24 * 60 * 60 * 1000)
  expect(await bob.get(['accept', made.invite])).toMatchObject({ ...party('alice'), state: 'paired' })
  expect(await carol.refusal(['accept', made.invite])).toBe('INVITE_USED')
  expect(await bob.refusal(['accept', made.invite])).toBe('INVITE_USED')
  expect(await alice.refusal(['accept', made.invite])).toBe('INVALID')
  expect(await bob.refusal(['accept', 'fumikura://invite/nonsense'])).toBe('INVALID')
  await eventually(
    'both see each other online',
    () =>
      Promise.all([alice, bob].map((home) => home.get<{ name: string; online: boolean }[]>(['contacts']))),
    (lists) => lists.every(([only]) => only?.online === true),
  )
  expect(await alice.get(['contacts'])).toMatchObject([{ ...party('bob'), online: true }])
})

test('an invite expires at its time, and an invite between contacts changes nothing', async () => {
  const { invite } = await alice.get<{ invite: string }>(['invite'])
  expect(await carol.refusal(['accept', moveExpiry(invite, Date.now() - 1000)])).toBe('INVITE_EXPIRED')
  const before = await bob.get<Contact[]>(['contacts'])
  expect(await bob.get(['accept', invite])).toMatchObject({ ...party('alice'), state: 'paired' })
  expect((await bob.get<Contact[]>(['contacts'])).map(({ person, since }) => [person, since])).toEqual(
    before.map(({ person, since }) => [person, since]),
  )
  expect(await carol.refusal(['accept', invite])).toBe('INVITE_USED')
  await arrival(await send(alice, ['--to', 'bob', '--subject', 'Still here', '--text', 'as before']), bob)
})

/** The invite with another expiry: version 1 byte, person 32, name, device 32, then the time in nine. */
function moveExpiry(invite: string, at: number): string {
  const prefix = 'fumikura://invite/'
  const bytes = z32.decode(invite.slice(prefix.length))
  const nameBytes = bytes[33]!
  new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(67 + nameBytes, BigInt(at), true)
  return prefix + z32.encode(bytes)
}

test('carol pairs with alice, and accepts an invite from an engine that is not running', async () => {
  await pair(alice, carol)
  const dave = await place.person('dave')
  const { invite } = await dave.get<{ invite: string }>(['invite'])
  await dave.down()
  expect(await carol.get(['accept', `dave writes: ${invite}`, '--wait', '1'])).toMatchObject({
    name: 'dave',
    state: 'waiting',
  })
  const [pending] = await carol.get<{ invite: string }[]>(['invites', 'pending'])
  expect(pending).toMatchObject({ name: 'dave', state: 'waiting' })
  expect(await carol.get(['invites', 'withdraw', pending!.invite])).toEqual([])
})

test('a stranger can knock, and accepting makes the pair', async () => {
  const { address } = await carol.get<{ address: string }>(['whoami'])
  const knocked = await bob.get<{ knock: string; state: string }>([
    'knock',
    address,
    'Alice told me of you. 初めまして',
  ])
  expect(knocked).toEqual({
    knock: text(/^[0-9a-f]{64}$/),
    person: party('carol').person,
    state: 'delivered',
  })
  const [waiting] = await carol.get<{ knock: string }[]>(['knocks'])
  expect(waiting).toEqual({
    knock: knocked.knock,
    ...party('bob'),
    text: 'Alice told me of you. 初めまして',
    at: text(ISO),
  })
  expect(await carol.refusal(['answer', '0'.repeat(64), 'yes'])).toBe('NOT_FOUND')
  expect(await carol.refusal(['answer', knocked.knock, 'maybe'])).toBe('INVALID')
  expect(await carol.get(['answer', knocked.knock, 'yes'])).toEqual({
    knock: knocked.knock,
    person: party('bob').person,
    state: 'accepted',
  })
  expect(await carol.get(['knocks'])).toEqual([])
  await eventually(
    'bob has carol as a contact',
    () => bob.get<{ name: string }[]>(['contacts']),
    (list) => list.length === 2,
  )
  expect(await bob.refusal(['knock', address, 'again'])).toBe('INVALID')
  expect(await bob.refusal(['knock', 'fumikura://person/nonsense', 'hello'])).toBe('INVALID')
  const [ofBob, ofCarol] = await Promise.all([
    bob.get<{ safetyNumber: string }>(['safety', 'carol']),
    carol.get<{ safetyNumber: string }>(['safety', 'bob']),
  ])
  expect(ofBob.safetyNumber).toBe(ofCarol.safetyNumber)
})

test('a name of two contacts is AMBIGUOUS; an id or an address is not', async () => {
  const other = await place.person('Bob')
  await pair(other, alice)
  expect(await alice.refused(['send', '--to', 'bob', '--subject', 's', '--text', 't'])).toMatchObject({
    code: 'AMBIGUOUS',
    details: { persons: [text(ID), text(ID)] },
  })
  expect(await alice.refusal(['block', 'BOB'])).toBe('AMBIGUOUS')
  const { person, address } = await other.get<{ person: string; address: string }>(['whoami'])
  await arrival(await send(alice, ['--to', person, '--subject', 'by id', '--text', 't']), other)
  await arrival(await send(alice, ['--to', address, '--subject', 'by address', '--text', 't']), other)
  expect(await alice.get(['forget', person])).toMatchObject({ contacts: [party('bob'), party('carol')] })
  expect(await alice.refusal(['forget', person])).toBe('NOT_FOUND')
  await other.down()
})

test('a blocked contact is BLOCKED in both directions until unblocked', async () => {
  const ref = await send(bob, ['--to', 'alice', '--subject', 'Unopened', '--text', 'still sealed'])
  await arrival(ref, alice)
  expect(await alice.get(['block', 'bob'])).toMatchObject({
    contacts: [{ ...party('bob'), online: false, blocked: true }, party('carol')],
  })
  expect(await alice.refusal(['send', '--to', 'bob', '--subject', 's', '--text', 't'])).toBe('BLOCKED')
  expect(await alice.refusal(['read', ref])).toBe('BLOCKED')
  await alice.get(['unblock', 'bob'])
  expect(await alice.get(['read', ref])).toMatchObject({ text: 'still sealed' })
})
