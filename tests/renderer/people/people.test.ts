// People: the number that is compared, links that are pasted, and strangers at the door.
import { fireEvent, screen } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import { EngineError, type Knock } from '../../../src/core/contract/index.ts'
import KnocksPane from '../../../src/renderer/people/KnocksPane.svelte'
import LinkTaker from '../../../src/renderer/people/LinkTaker.svelte'
import PeoplePane from '../../../src/renderer/people/PeoplePane.svelte'
import { toGroups } from '../../../src/renderer/people/safety-groups.ts'
import { recogniseLink } from '../../../src/renderer/state/invites.svelte.ts'
import { renderInApp } from '../support/render.ts'
import { alice, bob } from '../compose/people-of-tests.ts'

const DIGITS = '123456789012345678901234567890123456789012345678901234567890'
const PEOPLE = { people: { contacts: () => [alice, bob] }, invites: { list: () => [] } }

test('sixty digits are twelve groups of five, however they come', () => {
  expect(toGroups(DIGITS)).toEqual(Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? '12345' : '67890')))
  expect(toGroups('12345 67890')).toEqual(['12345', '67890'])
})

test('a pasted link is known by its beginning', () => {
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

test('a card shows the safety number so that it can be heard digit by digit', async () => {
  const safetyNumber = () => ({ ...alice, safetyNumber: DIGITS })
  renderInApp(PeoplePane, { person: alice.person }, { ...PEOPLE, people: { ...PEOPLE.people, safetyNumber } })
  expect(await screen.findByText('Group 12 of 12: 6 7 8 9 0')).toBeTruthy()
})

test('nobody is blocked before it was said what follows', async () => {
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
  expect(dialog.textContent).toContain('Nothing from Alice is fetched any more')
  await fireEvent.click(
    [...dialog.querySelectorAll('button')].find((button) => button.textContent.trim() === 'Block')!,
  )
  expect(await screen.findByRole('button', { name: 'Unblock' })).toBeTruthy()
  expect(blocked).toEqual([{ person: alice.person }])
})

test('an invite that was used already says so, and the link stays to be corrected', async () => {
  const accept = () => {
    throw new EngineError('INVITE_USED', 'Used.')
  }
  renderInApp(LinkTaker, {}, { ...PEOPLE, invites: { list: () => [], accept } })
  const field = screen.getByRole<HTMLInputElement>('textbox')
  await fireEvent.input(field, { target: { value: 'fumikura://invite/x' } })
  await fireEvent.click(screen.getByRole('button', { name: 'Accept the invite' }))
  expect((await screen.findByRole('alert')).textContent).toContain('This invite was used already.')
  expect(field.value).toBe('fumikura://invite/x')
})

test('an address is knocked at with one line, and it says how that stands', async () => {
  const sent: unknown[] = []
  const send = (input: object) => (sent.push(input), { knock: 'k', state: 'waiting' })
  renderInApp(LinkTaker, {}, { ...PEOPLE, knocks: { send } })
  await fireEvent.input(screen.getByRole('textbox'), { target: { value: ' fumikura://person/y ' } })
  await fireEvent.input(screen.getByLabelText('One line they will see'), {
    target: { value: 'From the harbour' },
  })
  await fireEvent.click(screen.getByRole('button', { name: 'Knock' }))
  expect(await screen.findByText(/^Your knock is stored/)).toBeTruthy()
  expect(sent).toEqual([
    expect.objectContaining({ address: 'fumikura://person/y', text: 'From the harbour' }),
  ])
})

test('a knock is shown as a claim, and goes once it is answered', async () => {
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
    answer(input: object) {
      answered.push(input)
      waiting = []
      return { knock: 'k1', state: 'declined' }
    },
  }
  renderInApp(KnocksPane, {}, { ...PEOPLE, knocks })
  expect(await screen.findByRole('heading', { name: 'Someone who says they are Mallory' })).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'Decline the knock of Mallory' }))
  expect(await screen.findByRole('heading', { name: 'Nobody is at the door' })).toBeTruthy()
  expect(answered).toEqual([{ knock: 'k1', answer: 'no' }])
})
