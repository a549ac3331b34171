// The picker of any time: presets, a month with keys, and the time of the day as it is typed.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { addMonths, parseTime, weeksOf } from '../../../src/renderer/compose/month-days.ts'
import TimeDialog from '../../../src/renderer/compose/TimeDialog.svelte'
import { renderInApp } from '../support/render.ts'

const NOW = new Date(2026, 11, 1, 14, 20)
const asked = { hidden: true } as const
const set = vi.fn()

function ask(): void {
  renderInApp(TimeDialog, {
    ...{ title: 'Send it when?', action: 'Set the time', onset: set, onclose: () => undefined },
    beginning: new Date(2026, 11, 4, 9),
    presets: [{ label: 'Monday morning', at: new Date(2026, 11, 7, 8) }],
    refuse: (at: string) => (new Date(at) > NOW ? null : 'That time has passed.'),
  })
}

const press = (name: string | RegExp): Promise<boolean> =>
  fireEvent.click(screen.getByRole('button', { name, ...asked }))
const dayOf = (name: RegExp): HTMLElement => screen.getByRole('button', { name, ...asked })

describe('the picker', () => {
  beforeEach(() => {
    vi.setSystemTime(NOW)
    set.mockReset()
    return () => vi.useRealTimers()
  })

  it('sets a day of the month and a typed time', async () => {
    ask()
    await press(/^Thursday,? (10 December|December 10)$/)
    await fireEvent.input(screen.getByLabelText('Time'), { target: { value: '930' } })
    await press('Set the time')
    await waitFor(() => expect(set).toHaveBeenCalledWith(new Date(2026, 11, 10, 9, 30).toISOString()))
  })

  it('says a preset with its weekday, and takes it with one press', async () => {
    ask()
    await press(/^Monday morning Mon (7 Dec|Dec 7), 08:00$/)
    await press('Set the time')
    await waitFor(() => expect(set).toHaveBeenCalledWith(new Date(2026, 11, 7, 8).toISOString()))
  })

  it('moves by days, weeks and months with the keys, but not into the past', async () => {
    ask()
    const grid = screen.getByRole('grid', asked)
    const here = (): string | null => grid.querySelector('[tabindex="0"]')!.getAttribute('aria-label')
    const heard: (string | null)[] = []
    for (const key of ['ArrowDown', 'ArrowLeft', 'PageDown', 'PageUp', 'PageUp']) {
      await fireEvent.keyDown(grid, { key })
      heard.push(here()!.replace(/\D/g, '').slice(0, 2))
    }
    expect(heard).toEqual(['11', '10', '10', '10', '1'])
    expect(document.activeElement?.getAttribute('aria-label')).toBe(here())
  })

  it('refuses what is no time, and what has passed', async () => {
    ask()
    await fireEvent.input(screen.getByLabelText('Time'), { target: { value: '25:00' } })
    expect(screen.getByRole('alert', asked).textContent).toBe('Write the time like 9:30.')
    await fireEvent.click(dayOf(/^Tuesday,? (1 December|December 1)$/))
    await fireEvent.input(screen.getByLabelText('Time'), { target: { value: '9' } })
    expect(screen.getByRole('alert', asked).textContent).toBe('That time has passed.')
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Set the time', ...asked }).disabled).toBe(
      true,
    )
  })
})

it('reads the time of a day as people write it', () => {
  expect(['9', '9:05', '0930', '18.30', '９：３０', '9時', '9時30分'].map(parseTime)).toEqual([
    { hours: 9, minutes: 0 },
    { hours: 9, minutes: 5 },
    { hours: 9, minutes: 30 },
    { hours: 18, minutes: 30 },
    { hours: 9, minutes: 30 },
    { hours: 9, minutes: 0 },
    { hours: 9, minutes: 30 },
  ])
  expect(['', '24', '9:5', '9:60', 'noon', '12345'].map(parseTime)).toEqual(Array(6).fill(null))
})

it('shows whole weeks of a month, from this one on', () => {
  const days = (weeks: Date[][]): string[] =>
    weeks.map((week) => `${week[0]!.getDate()}-${week[6]!.getDate()}`)
  const day = new Date(2026, 11, 16)
  expect(days(weeksOf(day, 1, day))).toEqual(['14-20', '21-27', '28-3'])
  expect(days(weeksOf(day, 0, new Date(2026, 10, 1)))).toEqual(['29-5', '6-12', '13-19', '20-26', '27-2'])
})

it('keeps the day when the month turns, or takes its last one', () => {
  expect(addMonths(new Date(2026, 0, 31), 1)).toEqual(new Date(2026, 1, 28))
  expect(addMonths(new Date(2026, 11, 4), -1)).toEqual(new Date(2026, 10, 4))
})
