// Choosing readers by keyboard alone; keys of an input method never choose one.
import { fireEvent, screen } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, expect, test } from 'vitest'
import AudienceHarness from './AudienceHarness.svelte'
import { renderInApp } from '../support/render.ts'
import type { App } from '../../../src/renderer/state/app.svelte.ts'
import { type Composition } from '../../../src/renderer/state/composition.svelte.ts'
import { MEETING_PLACE } from '../../../src/renderer/people/meeting.ts'
import { choir } from '../groups/groups-of-tests.ts'
import { alice, bob, carol } from './people-of-tests.ts'

let app: App
let composition: Composition
let input: HTMLInputElement

beforeEach(() => {
  const calls = { drafts: { save: () => ({ draft: 'd', savedAt: '2026-11-24T12:00:00.000Z' }) } }
  ;({ app } = renderInApp(
    AudienceHarness,
    {
      contacts: [alice, bob, carol],
      groups: [choir],
      oncomposition: (made: Composition) => (composition = made),
    },
    calls,
  ))
  expect(app.link).toBe('online')
  input = screen.getByRole('combobox')
})

const type = (text: string) => fireEvent.input(input, { target: { value: text } })
const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(input, { key, ...more })

test('Enter takes the first suggestion, arrow keys choose another', async () => {
  await type('a')
  expect(screen.getAllByRole('option').map((option) => option.textContent.trim())).toEqual([
    expect.stringContaining('Alice'),
    expect.stringContaining('Carol'),
  ])
  await press('ArrowDown')
  const highlighted = document.getElementById(input.getAttribute('aria-activedescendant')!)
  expect(highlighted?.textContent).toContain('Carol')
  await press('Enter')
  await type('b')
  await press(',')
  expect(composition.content).toMatchObject({ to: [carol.person, bob.person], typed: '' })
})

test('the Enter that ends an input composition chooses no reader', async () => {
  await type('a')
  await press('Enter', { isComposing: true })
  await fireEvent.keyDown(input, { key: 'Enter', keyCode: 229 })
  expect(composition.content.to).toEqual([])
})

test('Backspace removes the last reader, and returns an unknown name for correction', async () => {
  composition.change({ to: [alice.person, 'Zed'] })
  await tick()
  await press('Backspace')
  expect(composition.content).toMatchObject({ to: [alice.person], typed: 'Zed' })
  await type('')
  await press('Backspace')
  expect(composition.content).toMatchObject({ to: [], typed: '' })
})

test('when the field loses focus, a full name becomes a reader and half a name does not', async () => {
  await type('bob')
  await fireEvent.blur(input)
  expect(composition.content.to).toEqual([bob.person])
  await type('Car')
  await fireEvent.blur(input)
  expect(composition.content).toMatchObject({ to: [bob.person], typed: 'Car' })
})

test('a name without a contact is quoted, with a button that leads to an invitation', async () => {
  await type(' dave ')
  expect(screen.getByRole('status').textContent).toBe('No contact or group called “dave”. Invite them?')
  await fireEvent.click(screen.getByRole('button', { name: 'Invite someone' }))
  expect(app.route.place).toEqual(MEETING_PLACE)
})

test('Escape closes the list and keeps the typed text', async () => {
  await type('a')
  await press('Escape')
  expect(screen.queryAllByRole('option')).toEqual([])
  expect(composition.content.typed).toBe('a')
})

const options = (): string[] =>
  screen
    .queryAllByRole('option')
    .map((option) => option.querySelector('bdi, span:last-child')!.textContent.trim())

test('people come first, then groups, then oneself and everyone', async () => {
  await fireEvent.click(input)
  expect(options()).toEqual(['Alice', 'Bob', 'Carol', 'Choir', 'Only me', 'Everyone'])
})

test('a group is the only audience, so nothing can be typed beside it', async () => {
  await type('cho')
  await press('Enter')
  expect(composition.content).toMatchObject({ to: [choir.group], typed: '' })
  await tick()
  expect(screen.queryByRole('combobox')).toBeNull()
  await fireEvent.click(screen.getByRole('button', { name: 'Remove Choir' }))
  expect(composition.content.to).toEqual([])
  await tick()
  expect(screen.getByRole('combobox')).toBeTruthy()
})

test('beside people only people are offered', async () => {
  await type('ali')
  await press('Enter')
  await fireEvent.click(input)
  expect(options()).toEqual(['Bob', 'Carol'])
})

test('a new version keeps the audience of the earlier version', async () => {
  composition.change({
    to: ['self'],
    replaces: 'fumikura://ref/before' as typeof composition.content.replaces,
  })
  await tick()
  expect(screen.getByText('Only me')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Remove Only me' })).toBeNull()
})
