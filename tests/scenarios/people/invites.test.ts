// Invites: for one person and for several, with an inviter who is there, or who comes back later.
import { expect, test } from 'vitest'
import { useCircle } from '../../support/circle.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, Person } from '../../support/person.ts'

const makeCircle = useCircle()
const refused = (code: string): unknown => expect.objectContaining({ code })
const DAY_MS = 24 * 60 * 60 * 1000

const namesOf = async (person: Person): Promise<string[]> =>
  (await person.do.people.contacts({}, calling)).map(({ name }) => name)
const guestsOf = async (person: Person): Promise<string[]> =>
  (await person.do.invites.guests({}, calling)).map(({ name }) => name).sort()

/** The first is the inviter; the others know nobody. */
async function makeStrangers(
  ...names: string[]
): Promise<{ host: Person; guests: Person[]; end(): Promise<void> }> {
  const { people, network } = await makeCircle(['alice'])
  const guests = await Promise.all(names.map((name) => Person.create(name, network)))
  return {
    host: people[0]!,
    guests,
    async end() {
      await Promise.all(guests.map((guest) => guest.remove()))
    },
  }
}

test('an invite for several: each guest waits for the inviter, who accepts some and declines others', async () => {
  const { host: alice, guests, end } = await makeStrangers('bob', 'carol', 'dave')
  const [bob, carol, dave] = guests as [Person, Person, Person]
  try {
    const { id, invite, people } = await alice.do.invites.create(
      { people: 5, lifetimeMs: 30 * DAY_MS },
      calling,
    )
    expect(people).toBe(5)
    for (const guest of guests)
      expect(await guest.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)).toMatchObject({
        name: 'alice',
        state: 'asked',
      })
    expect(await namesOf(alice)).toEqual([])
    expect(await guestsOf(alice)).toEqual(['bob', 'carol', 'dave'])
    expect(await bob.do.invites.pending({}, calling)).toMatchObject([{ name: 'alice', state: 'asked' }])

    const waiting = await alice.do.invites.guests({}, calling)
    const idOf = (name: string) => waiting.find((one) => one.name === name)!.guest
    // Carol is away when she is accepted, and learns of it when she is back.
    await carol.stop()
    const left = await alice.do.invites.answer(
      { guests: [idOf('bob'), idOf('carol')], accept: true },
      calling,
    )
    expect(left.map(({ name }) => name)).toEqual(['dave'])
    expect(await alice.do.invites.answer({ guests: [idOf('dave')], accept: false }, calling)).toEqual([])
    await eventually(async () => (await namesOf(bob)).includes('alice'))
    await carol.start()
    await eventually(async () => (await namesOf(carol)).includes('alice'))
    expect(await namesOf(alice)).toEqual(['bob', 'carol'])

    // Dave is not told, and does not ask again by asking again.
    expect(await dave.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)).toMatchObject({
      state: 'asked',
    })
    expect([await namesOf(dave), await guestsOf(alice)]).toEqual([[], []])
    const [listed] = await alice.do.invites.list({}, calling)
    expect(listed).toMatchObject({ id, state: 'open', people: 5, waiting: 0 })
    expect(listed!.guests.map(({ name }) => name).sort()).toEqual(['bob', 'carol'])
    const ref = await bob.write(alice, 'Thank you', 'x')
    await alice.arrival(ref)
    expect(await alice.read(ref)).toMatchObject({ text: 'x' })
  } finally {
    await end()
  }
})

test('an invite for several ends with its limit, and a revoked one leaves those who wait', async () => {
  const { host: alice, guests, end } = await makeStrangers('bob', 'carol', 'dave')
  const [bob, carol, dave] = guests as [Person, Person, Person]
  try {
    const { id, invite } = await alice.do.invites.create({ people: 2 }, calling)
    for (const guest of [bob, carol, dave])
      await guest.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)
    const all = (await alice.do.invites.guests({}, calling)).map(({ guest }) => guest)
    // All or none: three do not fit.
    await expect(alice.do.invites.answer({ guests: all, accept: true }, calling)).rejects.toEqual(
      refused('QUOTA'),
    )
    expect((await guestsOf(alice)).length).toBe(3)
    await alice.do.invites.revoke({ invite: id }, calling)
    expect(await alice.do.invites.answer({ guests: all.slice(0, 2), accept: true }, calling)).toHaveLength(1)
    expect((await alice.do.invites.list({}, calling))[0]).toMatchObject({ state: 'used', waiting: 1 })
    await expect(alice.do.invites.answer({ guests: all.slice(2), accept: true }, calling)).rejects.toEqual(
      refused('QUOTA'),
    )
    await expect(alice.do.invites.answer({ guests: ['00ff'], accept: true }, calling)).rejects.toEqual(
      refused('NOT_FOUND'),
    )
  } finally {
    await end()
  }
})

test('a guest can withdraw what waits, and accept again', async () => {
  const { host: alice, guests, end } = await makeStrangers('bob')
  const [bob] = guests as [Person]
  try {
    const { invite } = await alice.do.invites.create({}, calling)
    await alice.stop()
    await bob.do.invites.accept({ link: invite, waitMs: 0 }, calling)
    const [pending] = await bob.do.invites.pending({}, calling)
    expect(await bob.do.invites.withdraw({ invite: pending!.invite }, calling)).toEqual([])
    await expect(bob.do.invites.withdraw({ invite: pending!.invite }, calling)).rejects.toEqual(
      refused('NOT_FOUND'),
    )
    await alice.start()
    expect(await bob.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)).toMatchObject({
      state: 'paired',
    })
    // A wrong paste says what is wrong.
    await expect(alice.do.invites.accept({ link: invite, waitMs: 10 }, calling)).rejects.toMatchObject({
      code: 'INVALID',
      details: { reason: 'own' },
    })
  } finally {
    await end()
  }
})
