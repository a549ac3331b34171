// The earlier readers of a recalled letter. Each is offered, and none is added without a press.
import { fireEvent, screen } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import type { Addressee } from '../../../src/core/contract/index.ts'
import ComposePane from '../../../src/renderer/compose/ComposePane.svelte'
import FormerReaders from '../../../src/renderer/compose/FormerReaders.svelte'
import { BLANK } from '../../../src/renderer/state/letter-content.ts'
import { Composition } from '../../../src/renderer/state/composition.svelte.ts'
import { composePlace } from '../../../src/renderer/state/place.ts'
import { letter } from '../inbox/letters.ts'
import { createApp, renderInApp } from '../support/render.ts'
import { alice, bob, contact } from './people-of-tests.ts'

const eve = contact('Eve', { blocked: true })
const savedAt = '2026-11-24T12:00:00.000Z'
const calls = { drafts: { save: () => ({ draft: 'd', savedAt }) } }

function offered(former: Addressee[], contacts = [alice, bob, eve]): Composition {
  const composition = new Composition(createApp(calls).app.api, {}, null)
  renderInApp(FormerReaders, { composition, contacts, former }, calls)
  return composition
}

test('each earlier reader is one press away; a blocked one is not', async () => {
  const composition = offered([alice, bob, eve])
  expect(screen.getByText('It was to Alice, Bob, and Eve.')).toBeTruthy()
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent.trim())).toEqual([
    'Alice again',
    'Bob again',
  ])
  await fireEvent.click(screen.getByRole('button', { name: 'Bob again' }))
  expect(composition.content.to).toEqual([bob.person])
})

test('many earlier readers are added together', async () => {
  const many = Array.from({ length: 45 }, (_, at) => contact(`Member ${at}`))
  const composition = offered(many, many)
  await fireEvent.click(screen.getByRole('button', { name: 'All 45 again' }))
  expect(composition.content.to).toHaveLength(45)
})

test('the pane of a recalled letter puts the caret into the empty field “To”', async () => {
  const original = letter('Salary', { to: [bob] })
  const draft = { ...BLANK, draft: 'd', typed: [], readers: [], savedAt }
  renderInApp(
    ComposePane,
    { place: composePlace({ draft: 'd' as never, recalled: original.ref }) },
    {
      drafts: { get: () => ({ ...draft, subject: 'Salary', text: 'It is 40.' }) },
      letters: { summary: () => original },
      people: { contacts: () => [alice, bob] },
      groups: { list: () => [] },
      templates: { list: () => [] },
    },
  )
  expect(await screen.findByRole('button', { name: 'Bob again' })).toBeTruthy()
  expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'To' }))
})
