// The marks beside a contact's name: in the choice of readers, and in a letter.
import { fireEvent, screen } from '@testing-library/svelte'
import { afterEach, expect, test } from 'vitest'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'
import ContactNotices from '../../../src/renderer/people/ContactNotices.svelte'
import { People } from '../../../src/renderer/state/people.svelte.ts'
import AudienceHarness from '../compose/AudienceHarness.svelte'
import { alice, contact } from '../compose/people-of-tests.ts'
import { renderInApp } from '../support/render.ts'

afterEach(() => setLocale('en'))

const twin = contact('Al\u0456ce', { looksLike: [alice], formerName: 'Mallory' })

test('a suggestion and a chip say that the name looks like another, and show the earlier name', async () => {
  const calls = { drafts: { save: () => ({ draft: 'd', savedAt: '2026-11-24T12:00:00.000Z' }) } }
  renderInApp(AudienceHarness, { contacts: [twin], groups: [], oncomposition: () => undefined }, calls)
  const input = screen.getByRole('combobox')
  await fireEvent.input(input, { target: { value: 'al' } })
  const [option] = screen.getAllByRole('option')
  expect(option!.textContent).toContain('Looks like another name')
  expect(option!.textContent).toContain('Was called Mallory')
  await fireEvent.keyDown(input, { key: 'Enter' })
  expect(screen.getByText('Looks like another name')).toBeTruthy()
})

test('a new name is marked in a letter until the person has seen it', async () => {
  const seen: unknown[] = []
  const people = {
    contacts: () => [{ ...twin, looksLike: [] }],
    seeName: (asked: unknown) => {
      seen.push(asked)
      return [{ ...twin, looksLike: [], formerName: null }]
    },
  }
  const { app } = renderInApp(ContactNotices, { person: twin.person }, { people })
  await app.noun(People).read()
  await fireEvent.click(await screen.findByRole('button', { name: 'OK' }))
  expect(seen).toEqual([{ person: twin.person }])
  expect(screen.queryByText(/changed their name/)).toBe(null)
})

test('the marks exist in Japanese too', async () => {
  const { app } = renderInApp(ContactNotices, { person: twin.person }, { people: { contacts: () => [twin] } })
  setLocale('ja')
  await app.noun(People).read()
  await screen.findByText(/名前を「.+」に変えました/)
  await screen.findByText(/Aliceさんの名前に似ています/)
})
