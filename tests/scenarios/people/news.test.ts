// News: what happens between persons that is no letter is a row of the inbox, once.
import { expect, test } from 'vitest'
import { useCircle } from '../../support/circle.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'

const makeCircle = useCircle()

const newsOf = async (person: Person, place: 'inbox' | 'archive' | 'removed' = 'inbox') =>
  (await person.do.news.list({ place }, calling)).map(({ kind, from, count, group, formerName, seen }) => ({
    ...{ kind, from: from.name, count, seen },
    ...(group === null ? {} : { group: group.name }),
    ...(formerName === null ? {} : { formerName }),
  }))
const kindsOf = async (person: Person) => (await newsOf(person)).map(({ kind }) => kind)
const unseenOf = async (person: Person) => (await person.do.home.standing({}, calling)).news

async function clear(...people: Person[]): Promise<void> {
  for (const person of people) {
    const all = await person.do.news.list({ place: 'inbox' }, calling)
    await person.do.news.order({ news: all.map(({ news }) => news), place: 'removed' }, calling)
  }
}

test('both sides of a pairing hear of it, the guest only if they had to wait', async () => {
  const { people, network } = await makeCircle(['alice'])
  const alice = people[0]!
  const bob = await Person.create('bob', network)
  const carol = await Person.create('carol', network)
  try {
    await pair(alice, bob)
    expect(await newsOf(alice)).toEqual([{ kind: 'invite-accepted', from: 'bob', count: 1, seen: false }])
    expect(await newsOf(bob)).toEqual([])

    const { invite } = await alice.do.invites.create({}, calling)
    await alice.stop()
    await carol.do.invites.accept({ link: invite, waitMs: 0 }, calling)
    await alice.start()
    await eventually(async () => (await kindsOf(carol)).includes('accepted-you'))
    expect(await newsOf(carol)).toEqual([{ kind: 'accepted-you', from: 'alice', count: 1, seen: false }])
    await eventually(async () => (await newsOf(alice)).length === 2)
  } finally {
    await Promise.all([bob.remove(), carol.remove()])
  }
})

test('guests who wait are one row with their number, until they are answered', async () => {
  const { people, network } = await makeCircle(['alice'])
  const alice = people[0]!
  const guests = await Promise.all(['bob', 'carol'].map((name) => Person.create(name, network)))
  try {
    const { invite, id } = await alice.do.invites.create({ people: 9 }, calling)
    for (const guest of guests) await guest.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)
    expect(await newsOf(alice)).toEqual([{ kind: 'guest-waits', from: 'carol', count: 2, seen: false }])
    expect((await alice.do.news.list({ place: 'inbox' }, calling))[0]!.invite).toBe(id)
    const waiting = await alice.do.invites.guests({}, calling)
    await alice.do.invites.answer({ guests: [waiting[0]!.guest], accept: true }, calling)
    expect((await newsOf(alice))[0]).toMatchObject({ count: 1 })
    await alice.do.invites.answer({ guests: [waiting[1]!.guest], accept: false }, calling)
    expect(await newsOf(alice)).toEqual([])
    await eventually(async () => (await kindsOf(guests[1]!)).includes('accepted-you'))
  } finally {
    await Promise.all(guests.map((guest) => guest.remove()))
  }
})

test('a new name is said once, with the name that was seen last, and a change back is no news', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  await clear(alice, bob)
  await bob.do.people.rename({ name: 'Robert' }, calling)
  await eventually(async () => (await kindsOf(alice)).includes('renamed'))
  await bob.do.people.rename({ name: 'Bobby' }, calling)
  await eventually(async () => (await newsOf(alice))[0]?.from === 'Bobby')
  expect(await newsOf(alice)).toEqual([
    { kind: 'renamed', from: 'Bobby', count: 2, formerName: 'bob', seen: false },
  ])
  await bob.do.people.rename({ name: 'bob' }, calling)
  await eventually(async () => (await newsOf(alice)).length === 0)
  await bob.do.people.rename({ name: 'Robert' }, calling)
  await eventually(async () => (await kindsOf(alice)).includes('renamed'))
  await alice.do.people.seeName({ person: 'Robert' }, calling)
  expect(await newsOf(alice)).toEqual([])
})

test('who is added to a group hears of it; its owner hears who joins by a link and who asks', async () => {
  const [alice, bob, carol, dave] = (await makeCircle(['alice', 'bob', 'carol', 'dave'])).people as [
    Person,
    Person,
    Person,
    Person,
  ]
  await clear(alice, bob, carol)
  const { group } = await alice.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  await alice.do.groups.add({ group, persons: ['bob'], history: false }, calling)
  await eventually(async () => (await kindsOf(bob)).includes('added-to-group'))
  expect(await newsOf(bob)).toEqual([
    { kind: 'added-to-group', from: 'alice', count: 1, group: 'Choir', seen: false },
  ])

  const open = await alice.do.groups.createLink({ group, needsApproval: false }, calling)
  await carol.do.groups.join({ link: open.link, waitMs: PATIENCE_MS }, calling)
  expect(await newsOf(alice)).toEqual([
    { kind: 'joined-by-link', from: 'carol', count: 1, group: 'Choir', seen: false },
  ])
  await clear(alice)
  const asking = await alice.do.groups.createLink({ group, needsApproval: true }, calling)
  await dave.do.groups.join({ link: asking.link, waitMs: PATIENCE_MS }, calling)
  expect(await kindsOf(alice)).toEqual(['asks-to-join'])
  const [request] = await alice.do.groups.requests({}, calling)
  await alice.do.groups.answerRequest({ request: request!.id, accept: true }, calling)
  expect(await newsOf(alice)).toEqual([])
})

test('news is unread until it is seen, and can be archived, removed and brought back', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  expect(await unseenOf(alice)).toBe(1)
  const [one] = await alice.do.news.list({ place: 'inbox' }, calling)
  await alice.do.news.order({ news: [one!.news], seen: true }, calling)
  expect([await unseenOf(alice), (await newsOf(alice))[0]!.seen]).toEqual([0, true])
  for (const place of ['archive', 'removed', 'inbox'] as const) {
    await alice.do.news.order({ news: [one!.news], place }, calling)
    expect((await newsOf(alice, place)).length).toBe(1)
  }
  await expect(alice.do.news.order({ news: ['00ff'], place: 'archive' }, calling)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  // It survives a restart, and letters stay letters.
  await alice.stop()
  await alice.start()
  expect((await newsOf(alice))[0]).toMatchObject({ kind: 'invite-accepted', from: 'bob', seen: true })
  expect(
    await alice.do.threads.list({ box: 'inbox', limit: 50, order: 'newest', only: [] }, calling),
  ).toEqual([])
  // A blocked person is no news.
  await alice.do.people.block({ person: 'bob' }, calling)
  expect(await newsOf(alice)).toEqual([])
  expect(await newsOf(bob)).toEqual([])
})
