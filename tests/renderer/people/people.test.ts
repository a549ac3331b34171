// People: the safety number, pasted links, and knocks of strangers.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import {
  EngineError,
  type Device,
  type Knock,
  type LetterSummary,
  type PersonId,
} from '../../../src/core/contract/index.ts'
import GuestList from '../../../src/renderer/people/GuestList.svelte'
import InviteList from '../../../src/renderer/people/InviteList.svelte'
import InviteMaker from '../../../src/renderer/people/InviteMaker.svelte'
import KnocksPane from '../../../src/renderer/people/KnocksPane.svelte'
import LinkTaker from '../../../src/renderer/people/LinkTaker.svelte'
import PeoplePane from '../../../src/renderer/people/PeoplePane.svelte'
import { toGroups } from '../../../src/renderer/people/safety-groups.ts'
import Avatar from '../../../src/renderer/shared/Avatar.svelte'
import { recogniseLink } from '../../../src/renderer/state/invites.svelte.ts'
import { renderInApp } from '../support/render.ts'
import { alice, bob, contact } from '../compose/people-of-tests.ts'
import { letter } from '../inbox/letters.ts'

const DIGITS = '123456789012345678901234567890123456789012345678901234567890'
const NO_INVITES = { list: () => [], guests: () => [], pending: () => [] }
const PEOPLE = { people: { contacts: () => [alice, bob] }, invites: NO_INVITES }

test('sixty digits become twelve groups of five, in any input form', () => {
  expect(toGroups(DIGITS)).toEqual(Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? '12345' : '67890')))
  expect(toGroups('12345 67890')).toEqual(['12345', '67890'])
})

test('a pasted link is recognised by its beginning', () => {
  const own = 'fumikura://person/me'
  const links = ['', ' fumikura://invite/x\n', 'fumikura://person/y', own, 'https://example.org']
  expect(links.map((link) => recogniseLink(link, own))).toEqual([
    'empty',
    'invite',
    'address',
    'own-address',
    'unknown',
  ])
})

test('a card shows the safety number so that a screen reader reads each digit', async () => {
  const safetyNumber = () => ({ ...alice, safetyNumber: DIGITS })
  renderInApp(PeoplePane, { person: alice.person }, { ...PEOPLE, people: { ...PEOPLE.people, safetyNumber } })
  expect(await screen.findByText('Group 12 of 12: 6 7 8 9 0')).toBeTruthy()
})

test('blocking first shows the consequences', async () => {
  const blocked: unknown[] = []
  const people = {
    ...PEOPLE.people,
    safetyNumber: () => ({ ...alice, safetyNumber: DIGITS }),
    block(input: object) {
      blocked.push(input)
      return [{ ...alice, blocked: true }, bob]
    },
  }
  renderInApp(PeoplePane, { person: alice.person }, { ...PEOPLE, people })
  await fireEvent.click(await screen.findByRole('button', { name: 'Block' }))
  expect(blocked).toEqual([])
  const dialog = document.querySelector('dialog')!
  expect(dialog.textContent).toContain('You won’t receive anything from Alice')
  await fireEvent.click(
    [...dialog.querySelectorAll('button')].find((button) => button.textContent.trim() === 'Block')!,
  )
  expect(await screen.findByRole('button', { name: 'Unblock' })).toBeTruthy()
  expect(blocked).toEqual([{ person: alice.person }])
})

test('a used invite says so, and the link stays for correction', async () => {
  const accept = () => {
    throw new EngineError('INVITE_USED', 'Used.')
  }
  renderInApp(LinkTaker, {}, { ...PEOPLE, invites: { ...NO_INVITES, accept } })
  const field = screen.getByRole<HTMLInputElement>('textbox')
  await fireEvent.input(field, { target: { value: 'fumikura://invite/x' } })
  await fireEvent.click(screen.getByRole('button', { name: 'Accept the invite' }))
  expect((await screen.findByRole('alert')).textContent).toContain('This invite was already used.')
  expect(field.value).toBe('fumikura://invite/x')
})

test('a knock sends one line to an address, and shows its progress', async () => {
  const sent: unknown[] = []
  const stranger = 's'.repeat(52)
  const send = (input: object) => (sent.push(input), { knock: 'k', person: stranger, state: 'delivered' })
  let contacts = [alice]
  const { app, engine } = renderInApp(
    LinkTaker,
    {},
    { people: { contacts: () => contacts }, knocks: { send } },
  )
  await fireEvent.input(screen.getByRole('textbox'), { target: { value: ' fumikura://person/y ' } })
  await fireEvent.input(screen.getByLabelText('One line for this person'), {
    target: { value: 'From the harbour' },
  })
  await fireEvent.click(screen.getByRole('button', { name: 'Send contact request' }))
  expect(await screen.findByText(/Now the other person decides\.$/)).toBeTruthy()
  expect(sent).toEqual([
    expect.objectContaining({ address: 'fumikura://person/y', text: 'From the harbour' }),
  ])

  contacts = [alice, contact('Carol', { person: stranger as PersonId })]
  engine.tell({ type: 'contact-changed', person: stranger as PersonId })
  expect(await screen.findByText('You and Carol are contacts now.')).toBeTruthy()
  expect(screen.queryByText(/Now the other person decides/)).toBeNull()
  await fireEvent.click(screen.getByRole('button', { name: 'Write to Carol' }))
  expect(app.route.place).toMatchObject({ screen: 'compose', to: [stranger] })
})

test('an invite that was used names the new contact, and offers to write to them', async () => {
  const made = {
    ...{ id: 'i', invite: 'fumikura://invite/x', people: 1, forWhom: null },
    expiresAt: '2026-11-25T10:00:00.000Z',
  }
  let all: object[] = []
  const invites = { ...NO_INVITES, list: () => all, create: () => made }
  const { app, engine } = renderInApp(InviteMaker, {}, { ...PEOPLE, invites })
  await fireEvent.click(screen.getByRole('button', { name: 'Create an invite link' }))
  await screen.findByLabelText('Invite link')
  const guests = [{ ...alice, at: '2026-11-24T10:00:00.000Z' }]
  all = [{ ...made, createdAt: '2026-11-24T10:00:00.000Z', state: 'used', guests, waiting: 0 }]
  engine.tell({ type: 'contact-changed', person: alice.person })
  expect(await screen.findByText(`You and ${alice.name} are contacts now.`)).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: `Write to ${alice.name}` }))
  expect(app.route.place).toMatchObject({ screen: 'compose', to: [alice.person] })
})

test('a knock is shown as an unproven claim, and leaves the list once it is answered', async () => {
  let waiting = [
    {
      knock: 'k1',
      person: 'p'.repeat(52),
      name: 'Mallory',
      text: 'Let me in',
      at: '2026-11-24T10:00:00.000Z',
    },
  ] as Knock[]
  const answered: unknown[] = []
  const knocks = {
    list: () => waiting,
    status: () => ({ enabled: true, waiting: waiting.length }),
    answer(input: object) {
      answered.push(input)
      waiting = []
      return { knock: 'k1', state: 'declined' }
    },
  }
  renderInApp(KnocksPane, {}, { ...PEOPLE, knocks })
  expect(await screen.findByRole('heading', { name: 'Someone who says they are Mallory' })).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Decline the request from Mallory' }))
  expect(await screen.findByRole('heading', { name: 'No requests' })).toBeTruthy()
  expect(answered).toEqual([{ knock: 'k1', answer: 'no' }])
})

test('the setting for knocks by strangers is read, shown and changed', async () => {
  let enabled = true
  const knocks = {
    list: () => [],
    status: () => ({ enabled, waiting: 0 }),
    setEnabled: (input: { enabled: boolean }) => ({ enabled: (enabled = input.enabled) }),
  }
  renderInApp(KnocksPane, {}, { ...PEOPLE, knocks })
  await fireEvent.click(await screen.findByRole('switch', { name: 'Allow contact requests' }))
  expect(await screen.findByRole('heading', { name: 'Contact requests are off' })).toBeTruthy()
  expect(enabled).toBe(false)
})

test('a compared safety number shows as a mark, which can be removed', async () => {
  let comparedAt: string | null = null
  const contacts = () => [{ ...alice, comparedAt }, bob]
  const people = {
    contacts,
    safetyNumber: () => ({ ...alice, safetyNumber: DIGITS }),
    setCompared(input: { person: string; same: boolean }) {
      expect(input.person).toBe(alice.person)
      comparedAt = input.same ? '2026-11-24T10:00:00.000Z' : null
      return contacts()
    },
  }
  renderInApp(PeoplePane, { person: alice.person }, { ...PEOPLE, people })
  await fireEvent.click(await screen.findByRole('button', { name: 'They match' }))
  expect(await screen.findByText(/^You compared the numbers .+: they match$/)).toBeTruthy()
  expect(screen.getByRole('img', { name: 'Safety number compared' })).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByRole('button', { name: 'They match' })).toBeTruthy()
  expect(screen.queryByRole('img', { name: 'Safety number compared' })).toBeNull()
})

test('a card lists the devices, and which of them are connected', async () => {
  const devices = [
    { device: 'd1'.repeat(26), online: true },
    { device: 'd2'.repeat(26), online: false },
  ] as Device[]
  const people = {
    contacts: () => [{ ...alice, devices }],
    safetyNumber: () => ({ ...alice, safetyNumber: DIGITS }),
  }
  renderInApp(PeoplePane, { person: alice.person }, { ...PEOPLE, people })
  const list = (await screen.findByText('Devices')).closest('details')!
  expect(
    [...list.querySelectorAll('li')].map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim()),
  ).toEqual([`online ${'d1'.repeat(26)}`, `offline ${'d2'.repeat(26)}`])
})

test.each([
  ['used', /^That invite is used up/],
  ['revoked', /^That invite was revoked/],
] as const)('a shown invite reports that it is %s', async (state, words) => {
  const made = {
    ...{ id: 'i', invite: 'fumikura://invite/x', people: 1, forWhom: null },
    expiresAt: '2026-11-25T10:00:00.000Z',
  }
  let all: object[] = []
  const invites = {
    ...NO_INVITES,
    list: () => all,
    create: () => {
      all = [{ ...made, createdAt: '2026-11-24T10:00:00.000Z', state: 'open', guests: [], waiting: 0 }]
      return made
    },
  }
  const { engine } = renderInApp(InviteMaker, {}, { ...PEOPLE, invites })
  await fireEvent.click(screen.getByRole('button', { name: 'Create an invite link' }))
  expect(await screen.findByLabelText('Invite link')).toBeTruthy()
  all = all.map((invite) => ({ ...invite, state }))
  engine.tell({ type: 'contact-changed', person: alice.person })
  expect(await screen.findByText(words)).toBeTruthy()
  expect(screen.queryByLabelText('Invite link')).toBeNull()
})

test('the list of invites names those who came by each, and says how many wait', async () => {
  const made = {
    people: 1,
    waiting: 0,
    expiresAt: '2026-11-25T10:00:00.000Z',
    createdAt: '2026-11-24T10:00:00.000Z',
    state: 'used',
  }
  const list = () => [
    { ...made, id: '3f7a90', invite: 'fumikura://invite/x', forWhom: null, guests: [alice] },
    {
      ...made,
      id: 'j',
      invite: 'fumikura://invite/y',
      forWhom: 'the choir',
      people: 20,
      waiting: 3,
      guests: [],
    },
  ]
  renderInApp(InviteList, {}, { ...PEOPLE, invites: { ...NO_INVITES, list } })
  await screen.findByText(`by ${alice.name}`)
  expect(screen.getAllByRole('listitem').map(({ textContent }) => / by /.test(textContent))).toEqual([
    true,
    false,
  ])
  expect(await screen.findByText(/0 of up to 20 people · 3 waiting for you/)).toBeTruthy()
  expect(screen.getByText('for the choir')).toBeTruthy()
  expect(screen.getByText('link 3f7a')).toBeTruthy()
})

test('an accepted invite waits in view for an inviter who is offline, and a press stops that', async () => {
  const accept = () => ({ person: 'yuki', name: 'Yuki', state: 'waiting' })
  let pending = [] as object[]
  const waiting = {
    ...{ invite: 'i1', person: 'yuki', name: 'Yuki', state: 'waiting' },
    ...{ since: '2026-11-24T10:00:00.000Z', expiresAt: '2026-11-30T10:00:00.000Z' },
  }
  const withdrawn: unknown[] = []
  const invites = {
    ...NO_INVITES,
    accept: () => ((pending = [waiting]), accept()),
    pending: () => pending,
    withdraw: (input: object) => (withdrawn.push(input), (pending = [])),
  }
  renderInApp(LinkTaker, {}, { ...PEOPLE, invites })
  const text = 'Yuki invites you. Paste this:\nfumikura://invite/ybnd\nIt works until 5 May.'
  await fireEvent.input(screen.getByRole('textbox'), { target: { value: text } })
  await fireEvent.click(screen.getByRole('button', { name: 'Accept the invite' }))
  expect(await screen.findByText(/Waiting for Yuki to come online/)).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Stop waiting for Yuki' }))
  await waitFor(() => expect(screen.queryByText(/Waiting for Yuki/)).toBeNull())
  expect(withdrawn).toEqual([{ invite: 'i1' }])
})

test.each([
  ['hello', 'That isn’t a Fumikura link.'],
  ['fumikura://invite/', 'This link is incomplete or damaged.'],
  ['fumikura://ref/ybnd', 'That’s a link to a letter, not an invitation.'],
])('a wrong paste says what is wrong: %s', async (pasted, words) => {
  renderInApp(LinkTaker, {}, PEOPLE)
  await fireEvent.input(screen.getByRole('textbox'), { target: { value: pasted } })
  expect((await screen.findByRole('alert')).textContent).toContain(words)
})

test('an own invitation is recognised as such', async () => {
  const accept = () => {
    throw new EngineError('INVALID', 'Own.', { details: { reason: 'own' } })
  }
  renderInApp(LinkTaker, {}, { ...PEOPLE, invites: { ...NO_INVITES, accept } })
  await fireEvent.input(screen.getByRole('textbox'), { target: { value: 'fumikura://invite/ybnd' } })
  await fireEvent.click(screen.getByRole('button', { name: 'Accept the invite' }))
  expect((await screen.findByRole('alert')).textContent).toContain('That’s your own invitation.')
})

test('those who came by a link for several are answered one by one, or all of a link', async () => {
  const guest = (name: string, invite: string) => ({
    ...{ guest: `g-${name}`, invite, person: `key-of-${name}`, name, at: '2026-11-24T10:00:00.000Z' },
  })
  let guests = [guest('Mona', 'i1'), guest('Noor', 'i1'), guest('Omar', 'i2')]
  const answered: unknown[] = []
  const invites = {
    ...NO_INVITES,
    guests: () => guests,
    answer(input: { guests: string[] }) {
      answered.push(input)
      guests = guests.filter((one) => !input.guests.includes(one.guest))
      return guests
    },
  }
  renderInApp(GuestList, {}, { ...PEOPLE, invites })
  await fireEvent.click(await screen.findByRole('button', { name: 'Decline Omar' }))
  await waitFor(() => expect(screen.queryByText('Omar')).toBeNull())
  const all = screen.getByRole('button', { name: 'Accept all 2' })
  await waitFor(() => expect(all.getAttribute('aria-busy')).toBeNull())
  await fireEvent.click(all)
  await waitFor(() => expect(screen.queryByText('Noor')).toBeNull())
  expect(answered).toEqual([
    { guests: ['g-Omar'], accept: false },
    { guests: ['g-Mona', 'g-Noor'], accept: true },
  ])
})

test('a person’s picture replaces the initials', async () => {
  const picture = 'data:image/webp;base64,AAAA'
  renderInApp(
    Avatar,
    { id: alice.person, name: 'Alice' },
    { people: { contacts: () => [{ ...alice, picture }] } },
  )
  expect(screen.getByText('A')).toBeTruthy()
  await waitFor(() => expect(document.querySelector('img')?.getAttribute('src')).toBe(picture))
  expect(screen.queryByText('A')).toBeNull()
})

test('a card shows the latest letters of both sides, each with a link', async () => {
  const of = (name: string, sentAt: string) => letter(name, { sentAt, state: 'referenced' })
  const boxes: Record<string, LetterSummary[]> = {
    inbox: [of('from-alice', '2026-11-23T10:00:00.000Z')],
    sent: [of('to-alice', '2026-11-24T10:00:00.000Z')],
  }
  const asked: object[] = []
  const list = (input: { box: string }) => (asked.push(input), boxes[input.box]!)
  const safetyNumber = () => ({ ...alice, safetyNumber: DIGITS })
  renderInApp(
    PeoplePane,
    { person: alice.person },
    { ...PEOPLE, people: { ...PEOPLE.people, safetyNumber }, letters: { list } },
  )
  const section = await screen.findByRole('region', { name: 'Letters between you' })
  await waitFor(() =>
    expect([...section.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual([
      '#/sent/to-alice',
      '#/inbox/from-alice',
    ]),
  )
  expect(asked).toEqual(
    ['inbox', 'sent'].map((box) => ({ box, person: alice.person, limit: 4, said: false })),
  )
})

test('if no knock waits, the address to hand out is shown', async () => {
  const me = { ...alice, address: 'fumikura://person/me' }
  renderInApp(
    KnocksPane,
    {},
    {
      home: { status: () => ({ state: 'open' }) },
      people: { ...PEOPLE.people, whoami: () => me },
      knocks: { list: () => [], status: () => ({ enabled: true, waiting: 0 }) },
    },
  )
  expect((await screen.findByLabelText<HTMLInputElement>('My address')).value).toBe(me.address)
})
