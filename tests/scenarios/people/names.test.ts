// Names that others choose. Invalid ones are refused everywhere, new and similar ones are marked.
// A person with another's former name gets none of their letters.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { formatGroupLink, parseGroupLink } from '../../../src/core/groups/group-link.ts'
import { joinRequestForm } from '../../../src/core/groups/join-message.ts'
import { encodeCard, type Card } from '../../../src/core/identity/index.ts'
import { signCard } from '../../../src/core/identity/card.ts'
import { Mallory, skippedBy } from '../../support/mallory.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { knockAt } from '../../support/knock.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { makeIdentity, RawPeer } from '../../support/raw-peer.ts'

let network: MemoryNetwork
const made: { remove(): Promise<void> }[] = []

const person = async (name: string): Promise<Person> => {
  const one = await Person.create(name, network)
  made.push(one)
  return one
}

beforeEach(() => {
  network = new MemoryNetwork()
})

afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one.remove()))
})

const contactsOf = (one: Person) => one.do.people.contacts({}, calling)
const contactOf = async (one: Person, name: string) =>
  (await contactsOf(one)).find((contact) => contact.name === name)
const refusal = (act: Promise<unknown>) =>
  act.then(
    () => null,
    (error: unknown) => (error as { code?: string }).code,
  )

test('a card with an invalid name is refused, and the previous name stays', async () => {
  const bob = await person('bob')
  const mallory = await Mallory.pairWith(network, bob)
  made.push(mallory)
  const { card } = mallory.identity
  const bad = [
    'alice\u200b',
    '\u202eecila',
    '\u3164',
    'public',
    'self',
    '-x',
    bob.home.parts.identity.address,
  ]
  const named = (name: string, number: number): Card =>
    signCard(mallory.device, { ...card, name: name.slice(0, 100), number, at: 2 })
  for (const [i, name] of bad.entries())
    await mallory.write(bob, { type: 'card', card: encodeCard(named(name, i + 2)) })
  await mallory.write(bob, { type: 'card', card: encodeCard(named('Mallory', 20)) })
  await eventually(async () => (await contactOf(bob, 'Mallory')) !== undefined, 'the last one counts')
  expect((await skippedBy(bob))['feed-record-malformed']).toBe(bad.length)
  expect((await contactOf(bob, 'Mallory'))!.formerName).toBe('mallory')
})

test('a knock, a join request and a group with an invalid name are refused', async () => {
  const bob = await person('bob')
  await bob.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  const { link } = await bob.do.groups.createLink({ group: 'Choir', needsApproval: true }, calling)
  const stranger = await makeIdentity('ali\u00adce')
  const peer = await RawPeer.join(network, stranger.device)
  made.push(peer)
  await peer.dial(bob.device)
  await knockAt(peer, bob, { card: stranger.cardBytes, kemKey: stranger.kemKey })
  const parsed = parseGroupLink(link)
  const request = {
    group: parsed.group,
    token: parsed.token,
    card: stranger.cardBytes,
    kemKey: stranger.kemKey,
  }
  await peer.ask(bob.device, 'group-join', joinRequestForm.encode(request))
  expect(await bob.do.knocks.list({}, calling)).toEqual([])
  expect(await bob.do.groups.requests({}, calling)).toEqual([])
  const create = (name: string) => bob.do.groups.create({ name, style: 'conversation' }, calling)
  for (const name of ['public', 'self', '\u2800', 'Choir\u200b'])
    expect(await refusal(create(name))).toBe('INVALID')
  expect(await refusal(bob.do.groups.change({ group: 'Choir', name: 'ｐｕｂｌｉｃ' }, calling))).toBe(
    'INVALID',
  )
  const hidden = formatGroupLink({ ...parsed, name: '\u202eriohC' })
  expect(await refusal(bob.do.groups.join({ link: hidden, waitMs: 0 }, calling))).toBe('INVALID')
  expect(await refusal(bob.do.people.rename({ name: '\u3164' }, calling))).toBe('INVALID')
})

test('a new name is marked until it was seen; the old name is AMBIGUOUS while another contact has it', async () => {
  const [bob, alice, mallory] = [await person('bob'), await person('alice'), await person('mallory')]
  await pair(bob, alice)
  await pair(bob, mallory)
  await alice.do.people.rename({ name: 'alice at work' }, calling)
  await eventually(async () => (await contactOf(bob, 'alice at work')) !== undefined)
  expect((await contactOf(bob, 'alice at work'))!.formerName).toBe('alice')
  const send = () =>
    bob.do.letters.send(
      { to: ['alice'], subject: 's', text: 't', policy: { ...PLAIN_POLICY, hold: true } },
      calling,
    )
  expect(await refusal(send())).toBe(null)
  await mallory.do.people.rename({ name: 'alice' }, calling)
  await eventually(async () => (await contactOf(bob, 'alice')) !== undefined)
  expect(await refusal(send())).toBe('AMBIGUOUS')
  const work = (await contactOf(bob, 'alice at work'))!
  await bob.do.people.seeName({ person: work.person }, calling)
  expect((await contactOf(bob, 'alice at work'))!.formerName).toBe(null)
  expect(await refusal(send())).toBe(null)
})

test('a contact who returns to the old name is not marked as renamed', async () => {
  const [bob, alice] = [await person('bob'), await person('alice')]
  await pair(bob, alice)
  for (const name of ['ana', 'anna', 'alice']) {
    await alice.do.people.rename({ name }, calling)
    await eventually(async () => (await contactOf(bob, name)) !== undefined)
    expect((await contactOf(bob, name))!.formerName).toBe(name === 'alice' ? null : 'alice')
  }
})

test('contacts whose names look alike are marked, each with the other', async () => {
  const [bob, alice, mallory] = [await person('bob'), await person('alice'), await person('mallory')]
  await pair(bob, alice)
  await pair(bob, mallory)
  const like = async (): Promise<string[][]> =>
    (await contactsOf(bob)).map(({ looksLike }) => looksLike.map(({ name }) => name))
  expect(await like()).toEqual([[], []])
  for (const name of ['alіce', 'ａlice', 'aIice', 'ALICE']) {
    await mallory.do.people.rename({ name }, calling)
    await eventually(async () => (await contactOf(bob, name)) !== undefined)
    expect((await like()).flat().sort()).toEqual(['alice', name].sort())
  }
  await mallory.do.people.rename({ name: 'mallory' }, calling)
  await eventually(async () => (await contactOf(bob, 'mallory')) !== undefined)
  expect(await like()).toEqual([[], []])
})
