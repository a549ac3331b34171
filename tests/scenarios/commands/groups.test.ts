// Groups on the command line: three people and a guest, from the first post to a new owner.
// One world for the whole file; each test continues from the one before.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../support/command-line.ts'
import { CommandPlace, type PersonCommands } from '../../support/person-commands.ts'
import {
  arrival,
  ID,
  ISO,
  outcomesOf,
  pair,
  party,
  send,
  statesOf,
  text,
  type Reader,
} from '../../support/people-commands.ts'

let place: CommandPlace
let alice: PersonCommands
let bob: PersonCommands
let carol: PersonCommands
let dave: PersonCommands

interface Group {
  group: string
  name: string
  owner: { person: string; name: string }
  era: number
  epoch: number
  members: { person: string; name: string; role: string }[]
}

beforeAll(async () => {
  place = await CommandPlace.make()
  ;[alice, bob, carol, dave] = await Promise.all([
    place.person('alice'),
    place.person('bob'),
    place.person('carol'),
    place.person('dave'),
  ])
  await Promise.all([pair(alice, bob), pair(alice, carol)])
})

afterAll(async () => {
  await place.remove()
})

const show = (home: PersonCommands, group: string): Promise<Group> =>
  home.get<Group>(['group', 'show', group])
const rolesIn = ({ members }: Group): Record<string, string> =>
  Object.fromEntries(members.map(({ name, role }) => [name, role]))

/** A change of a role changes neither era nor epoch. */
const stateOf = ({ era, epoch, members = [] }: Partial<Group>): unknown => [
  era,
  epoch,
  members.map(({ person, role }) => `${person} ${role}`).sort(),
]

/** Waits until these people see the same state of the group as its owner. */
async function untilAgreed(group: string, owner: PersonCommands, ...others: PersonCommands[]): Promise<void> {
  const wanted = JSON.stringify(stateOf(await show(owner, group)))
  for (const home of others)
    await eventually(
      'a member has the latest record',
      async () => (await home.run(['group', 'show', group])).value as Partial<Group>,
      (seen) => JSON.stringify(stateOf(seen)) === wanted,
    )
}

async function membership(home: PersonCommands, group: string): Promise<string | undefined> {
  const groups = await home.get<{ name: string; membership: string }[]>(['group', 'list'])
  return groups.find(({ name }) => name === group)?.membership
}

test('a new group has its contacts as members at once', async () => {
  const made = await alice.get<{ group: string; name: string }>(['group', 'new', 'Choir'])
  expect(made).toEqual({ group: text(ID), name: 'Choir' })
  const added = await alice.get<Group>(['group', 'add', 'Choir', 'bob', 'carol'])
  expect(added).toMatchObject({ ...made, owner: party('alice'), era: 0 })
  expect(rolesIn(added)).toEqual({ alice: 'owner', bob: 'poster', carol: 'poster' })
  expect(added.members[0]).toMatchObject({ ...party('alice'), role: 'owner' })
  await untilAgreed(made.group, alice, bob, carol)
  expect(await bob.get(['group', 'list'])).toMatchObject([
    { ...made, style: 'conversation', role: 'poster', membership: 'member', memberCount: 3 },
  ])
  expect(await bob.refusal(['group', 'add', 'Choir', 'alice'])).toBe('NOT_YOURS')
  expect(await alice.refusal(['group', 'show', 'Orchestra'])).toBe('NOT_FOUND')
  expect(await alice.refusal(['group', 'leave', 'Choir'])).toBe('INVALID')
})

test('members who are not contacts read each other’s posts, and the author sees who has read them', async () => {
  const ref = await send(bob, ['--to', 'Choir', '--subject', 'Friday', '--text', '金曜日に歌いましょう。'])
  expect(await arrival(ref, carol)).toMatchObject({ to: [{ name: 'Choir', person: null }], state: 'sealed' })
  expect(await carol.get(['read', ref])).toMatchObject({ text: '金曜日に歌いましょう。', verified: true })
  await carol.get(['mark', ref, 'accepted', '--note', '喜んで'])
  await eventually(
    'bob sees it',
    () => bob.get<{ readers: Reader[]; tally: object }>(['status', ref]),
    ({ readers, tally }) =>
      readers.map(({ name, state }) => `${name} ${state}`).join() === 'carol accepted,alice notified' &&
      JSON.stringify(tally) === '{"accepted":1,"notified":1}',
  )
  expect(await carol.get(['list', '--for', 'Choir'])).toMatchObject([{ ref, state: 'accepted' }])
  const answer = ['--to', 'Choir', '--subject', 'Re', '--text', 'Yes', '--reply-to', ref]
  const reply = await send(carol, answer)
  await arrival(reply, bob)
  // Carol's sent and received posts of the group, page by page.
  const page = (...more: string[]): Promise<[{ ref: string; cursor: string }]> =>
    carol.get(['list', '--for', 'Choir', '--limit', '1', ...more])
  const [latest] = await page()
  const [before] = await page('--before', latest.cursor)
  expect([latest.ref, before.ref]).toEqual([reply, ref])
})

test('a removed member can neither open later posts nor post', async () => {
  const { group } = await show(alice, 'Choir')
  const opened = await send(alice, ['--to', group, '--subject', 'Opened', '--text', 'kept'])
  const sealed = await send(alice, ['--to', group, '--subject', 'Sealed', '--text', 'lost'])
  await Promise.all([arrival(opened, carol), arrival(sealed, carol), arrival(sealed, bob)])
  await carol.get(['read', opened])
  const without = await alice.get<Group>(['group', 'remove', 'Choir', 'carol'])
  expect([without.era, rolesIn(without)]).toEqual([1, { alice: 'owner', bob: 'poster' }])
  await eventually(
    'carol hears of it',
    () => membership(carol, 'Choir'),
    (now) => now === 'removed',
  )
  expect(await carol.refusal(['read', sealed])).toBe('RECALLED')
  expect(await carol.get(['read', opened])).toMatchObject({ text: 'kept' })
  expect(await carol.refusal(['send', '--to', 'Choir', '--subject', 's', '--text', 't'])).toBe('NOT_A_POSTER')
  expect(await bob.get(['read', sealed])).toMatchObject({ text: 'lost' })
})

test('a link admits its holders until it is revoked, or asks the owner if the owner wants that', async () => {
  const made = await alice.get<{ link: string; expiresAt: string }>(['group', 'link', 'Choir', '--for', '2h'])
  expect(made).toEqual({ link: text(/^fumikura:\/\/group\/[a-z0-9]+$/), expiresAt: text(ISO) })
  expect(Math.abs(Date.parse(made.expiresAt) - Date.now() - 7_200_000)).toBeLessThan(60_000)
  expect(await dave.get(['accept', made.link])).toMatchObject({
    name: 'Choir',
    owner: { person: text(ID) },
    membership: 'member',
    role: 'poster',
  })
  await untilAgreed('Choir', alice, bob, dave)
  const ref = await send(dave, ['--to', 'Choir', '--subject', 'Hello', '--text', 'I am dave.'])
  await arrival(ref, bob)
  expect(await bob.get(['read', ref])).toMatchObject({ text: 'I am dave.' })

  const [{ id }] = await alice.get<[{ id: string }]>(['group', 'links', 'Choir'])
  expect(await alice.get(['group', 'revoke', id])).toMatchObject([{ id, uses: 1, state: 'revoked' }])
  expect(await carol.refusal(['accept', made.link])).toBe('LINK_REVOKED')

  const asking = await alice.get<{ link: string }>(['group', 'link', 'Choir', '--approve'])
  expect(await carol.get(['accept', asking.link])).toMatchObject({ membership: 'asked' })
  const [request] = await alice.get<[{ id: string }]>(['group', 'requests'])
  expect(request).toMatchObject({ from: party('carol'), at: text(ISO) })
  expect(await alice.get(['group', 'answer', request.id, 'yes'])).toEqual([])
  await eventually(
    'carol is in again',
    () => membership(carol, 'Choir'),
    (now) => now === 'member',
  )
})

test('after a group is handed over, its former owner may leave', async () => {
  await untilAgreed('Choir', alice, bob, carol, dave)
  const over = await alice.get<Group>(['group', 'hand-over', 'Choir', 'bob'])
  expect([over.owner, rolesIn(over)]).toEqual([
    party('bob'),
    { bob: 'owner', alice: 'poster', carol: 'poster', dave: 'poster' },
  ])
  await untilAgreed('Choir', alice, bob, carol, dave)
  await eventually(
    'bob owns it',
    () => bob.run(['group', 'role', 'Choir', 'carol', 'reader']),
    ({ code }) => code === 0,
  )
  await untilAgreed('Choir', bob, alice, carol)
  expect(await carol.refusal(['send', '--to', 'Choir', '--subject', 's', '--text', 't'])).toBe('NOT_A_POSTER')
  expect(await alice.refusal(['group', 'role', 'Choir', 'dave', 'reader'])).toBe('NOT_YOURS')
  expect(await alice.get(['group', 'leave', 'Choir'])).toMatchObject({ name: 'Choir', membership: 'left' })
  await eventually(
    'she is off the roster',
    async () => Object.keys(rolesIn(await show(bob, 'Choir'))),
    (names) => !names.includes('alice'),
  )
})

test('an owner who is offline admits no one', async () => {
  await alice.get(['group', 'new', 'News', '--style', 'announcements'])
  const { link } = await alice.get<{ link: string }>(['group', 'link', 'News'])
  const group = await alice.get<Group>(['group', 'add', 'News', 'bob', '--history'])
  expect(rolesIn(group)).toEqual({ alice: 'owner', bob: 'reader' })
  const ref = await send(alice, ['--to', 'News', '--subject', 'One', '--text', 'The first number.'])
  await arrival(ref, bob)
  expect(await bob.refusal(['send', '--to', 'News', '--subject', 's', '--text', 't'])).toBe('NOT_A_POSTER')
  expect(await statesOf(alice, ref)).toEqual({ bob: 'notified' })
  expect(await outcomesOf(alice, 'recall', ref)).toEqual({ bob: 'recalled' })
  await alice.down()
  expect(await dave.refused(['accept', link, '--wait', '1'])).toMatchObject({ code: 'INVITER_AWAY' })
})
