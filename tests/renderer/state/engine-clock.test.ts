// The page takes its time from the engine, so a wrong clock of the browser's computer decides nothing.
import { fireEvent, screen } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { m } from '../../../src/renderer/messages/messages.svelte.ts'
import ReminderDialog from '../../../src/renderer/author/ReminderDialog.svelte'
import TimeDialog from '../../../src/renderer/compose/TimeDialog.svelte'
import { createApp, renderInApp } from '../support/render.ts'

const DAY_MS = 24 * 60 * 60_000
const PAGE = new Date('2026-05-01T12:00:00.000Z')
/** The page's computer is 40 days behind. */
const ENGINE = new Date(PAGE.getTime() + 40 * DAY_MS)
const OPEN = { state: 'open', person: 'p1', name: 'Chiyo', wordsProven: true, keyring: 'clear' }
const statusAt = (now: Date) => ({ home: { status: () => ({ ...OPEN, now: now.toISOString() }) } })
const settled = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => vi.useFakeTimers({ now: PAGE }))
afterEach(() => vi.useRealTimers())

it('read() follows the engine’s clock, and the own one if they agree', async () => {
  const { app } = createApp(statusAt(ENGINE))
  await settled()
  await vi.advanceTimersByTimeAsync(1000)
  expect(app.clock.read()).toEqual(new Date(ENGINE.getTime() + 1000))
  app.clock.follow(new Date(Date.now() - 20).toISOString(), Date.now() - 50)
  expect(app.clock.read()).toEqual(new Date())
  app.close()
})

it('a reminder comes after so many days by the engine’s clock', async () => {
  const remind = vi.fn(() => null)
  const props = { ref: 'r1', before: null, onclose: () => undefined } as never
  const { app } = renderInApp(ReminderDialog, props, { ...statusAt(ENGINE), letters: { remind } })
  await settled()
  const inDays = m.author.remindIn(3)
  await fireEvent.click(screen.getByRole('button', { name: new RegExp(`^${inDays}`), hidden: true }))
  await fireEvent.click(screen.getByRole('button', { name: m.author.remindDo, hidden: true }))
  await settled()
  const day = new Date(ENGINE.getTime() + 3 * DAY_MS)
  const at = new Date(day.getFullYear(), day.getMonth(), day.getDate(), 8).toISOString()
  expect(remind).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ ref: 'r1', at }))
  app.close()
})

it('days that are past for the engine cannot be chosen', async () => {
  const { app } = renderInApp(
    TimeDialog,
    {
      ...{ title: 'When?', action: 'Set', beginning: ENGINE, onset: vi.fn(), onclose: vi.fn() },
      refuse: () => null,
    },
    statusAt(ENGINE),
  )
  await settled()
  const dayOf = (name: RegExp) => screen.getByRole<HTMLButtonElement>('button', { name, hidden: true })
  expect([dayOf(/June 9$/).disabled, dayOf(/June 11$/).disabled]).toEqual([true, false])
  app.close()
})
