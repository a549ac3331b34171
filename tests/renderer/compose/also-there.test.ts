// Other readers of the answered letter. Each is offered, and none is added without a press.
import { fireEvent, screen } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import AlsoThere from '../../../src/renderer/compose/AlsoThere.svelte'
import { Composition } from '../../../src/renderer/state/composition.svelte.ts'
import { resolveReaders } from '../../../src/renderer/state/readers.ts'
import { letter, ME } from '../inbox/letters.ts'
import { createApp, renderInApp } from '../support/render.ts'
import { alice, bob, carol, contact } from './people-of-tests.ts'

const eve = contact('Eve', { blocked: true })
const original = letter('Plan', {
  from: bob,
  to: [ME, alice, eve, { ...alice, person: 'stranger' as never }],
})
const calls = { drafts: { save: () => ({ draft: 'd', savedAt: '2026-11-24T12:00:00.000Z' }) } }

function offered(to: string[]): Composition {
  const composition = new Composition(createApp(calls).app.api, { to }, null)
  const contacts = [alice, bob, carol, eve]
  renderInApp(AlsoThere, { composition, contacts, original, readers: resolveReaders(to, contacts) }, calls)
  return composition
}

test('the other readers can be added; blocked people and strangers cannot', async () => {
  const composition = offered([bob.person])
  expect(screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'))).toEqual([
    'Write to Alice as well',
  ])
  await fireEvent.click(screen.getByRole('button'))
  expect(composition.content.to).toEqual([bob.person, alice.person])
})

test('no offer is shown if every reader is included', () => {
  offered([bob.person, alice.person])
  expect(screen.queryByText('Reply all:')).toBeNull()
})
