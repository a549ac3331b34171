// The photos of everybody by month. Chips narrow them to one person, and count only photos.
import { screen } from '@testing-library/svelte'
import { expect, it } from 'vitest'
import TimeView from '../../../src/renderer/shelves/TimeView.svelte'
import { BEN } from '../inbox/letters.ts'
import { renderInApp } from '../support/render.ts'

function draw(of: string | null, others: unknown[] = [{ ...BEN, count: 4 }]) {
  const asked: { people: unknown[]; months: { from: unknown }[] } = { people: [], months: [] }
  const made = renderInApp(
    TimeView,
    { of, onadd: () => undefined },
    {
      files: {
        people: (input: unknown) => (asked.people.push(input), others),
        months: (input: { from: unknown }) => (
          asked.months.push(input),
          input.from === 'mine' ? [{ month: '2026-11', count: 2, shapes: [100, 100] }] : []
        ),
      },
    },
  )
  return { ...made, asked }
}

it('has a chip for own photos and for each person, and counts no documents', async () => {
  const { app, asked } = draw(null)
  const chip = await screen.findByRole('button', { name: /Ben 4$/ })
  expect(screen.getByRole('button', { name: /Mine 2$/ })).toBeTruthy()
  expect(asked.people).toEqual([{ kind: ['picture', 'film'] }])
  expect(asked.months.map(({ from }) => from)).toContain('all')
  chip.click()
  expect(app.route.place).toEqual({ screen: 'files', view: 'time', of: BEN.person })
})

it('shows the photos of one person, whose chip ends that', async () => {
  const { app, asked } = draw(BEN.person)
  const chip = await screen.findByRole('button', { name: /Ben 4$/, pressed: true })
  expect(asked.months.map(({ from }) => from)).toContainEqual({ person: BEN.person })
  chip.click()
  expect(app.route.place).toEqual({ screen: 'files', view: 'time', of: null })
})

it('has no chips while all photos are own ones', async () => {
  const { asked } = draw(null, [])
  await screen.findByText('No photos yet')
  expect(asked.people).toHaveLength(1)
  expect(screen.queryByRole('group', { name: 'From' })).toBeNull()
})
