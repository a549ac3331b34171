// The mute of a group: its choices, and what the head says of it.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import type { Muted } from '../../../src/core/contract/index.ts'
import MuteMenu from '../../../src/renderer/groups/MuteMenu.svelte'
import { muteNameOf, muteTimes } from '../../../src/renderer/groups/mute-times.ts'
import { renderInApp } from '../support/render.ts'
import { choir } from './groups-of-tests.ts'

HTMLElement.prototype.hidePopover ??= () => undefined

function draw(muted: Muted | null): { muted: Muted | null }[] {
  const asked: { muted: Muted | null }[] = []
  const mute = (input: { muted: Muted | null }) => (asked.push(input), { muted: input.muted })
  renderInApp(MuteMenu, { group: { ...choir, muted } }, { threads: { mute } })
  return asked
}

test('a group is muted for an hour, until tomorrow or for good', async () => {
  const asked = draw(null)
  expect(screen.getByRole('button', { name: 'Mute' })).toBeTruthy()
  expect(screen.queryByText('Unmute')).toBeNull()
  expect(screen.getByText('Urgent ones still come.')).toBeTruthy()
  const before = Date.now()
  for (const name of ['For an hour', 'Until tomorrow', 'Until I unmute it'])
    await fireEvent.click(screen.getByText(name))
  await waitFor(() => expect(asked).toHaveLength(3))
  const [hour, tomorrow, always] = asked.map(({ muted }) => muted!.until)
  expect(Date.parse(hour!) - before).toBeGreaterThanOrEqual(3_600_000)
  expect(new Date(tomorrow!).getHours()).toBe(8)
  expect(always).toBeNull()
})

test('a muted group says until when, and is unmuted', async () => {
  const { tomorrow } = muteTimes(new Date())
  const asked = draw({ until: tomorrow!.toISOString() })
  expect(screen.getByRole('button', { name: 'Muted until tomorrow' })).toBeTruthy()
  const chosen = screen.getByRole('menuitemradio', { name: /Until tomorrow/, hidden: true })
  expect(chosen.getAttribute('aria-checked')).toBe('true')
  await fireEvent.click(screen.getByText('Unmute'))
  await waitFor(() => expect(asked).toEqual([{ group: choir.group, muted: null }]))
})

test('the choice is known again by its time', () => {
  const now = new Date(2026, 10, 24, 14, 30)
  const until = (at: Date | null): Muted => ({ until: at?.toISOString() ?? null })
  const { hour, tomorrow, always } = muteTimes(now)
  expect([hour, tomorrow, always].map((at) => muteNameOf(until(at), now))).toEqual([
    'hour',
    'tomorrow',
    'always',
  ])
  expect(muteNameOf(null, now)).toBeNull()
})
