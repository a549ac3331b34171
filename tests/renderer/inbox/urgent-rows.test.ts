// Urgent letters above the inbox: whatever filter is on, in the order of arrival, each with its act.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, expect, it } from 'vitest'
import ThreadListPane from '../../../src/renderer/inbox/ThreadList.svelte'
import { PLAIN_POLICY, type GroupId, type LetterSummary } from '../../../src/core/contract/index.ts'
import { ThreadList } from '../../../src/renderer/state/thread-list.svelte.ts'
import { renderInApp } from '../support/render.ts'
import { letter, refOf } from './letters.ts'
import { FakeThreads, thread, threads } from './threads.ts'

const CHOIR = 'choir' as GroupId

beforeEach(() => sessionStorage.clear())

const policy = { ...PLAIN_POLICY, urgent: true }
const flood = letter('Flood', { policy, excerpt: 'The hall is flooding.', state: 'referenced' })
const keys = letter('Keys', { policy })

async function draw(pressing: LetterSummary[], store = new FakeThreads(threads(2))) {
  const marked: unknown[] = []
  const { app, engine } = renderInApp(
    ThreadListPane,
    { of: 'inbox' as const },
    {
      threads: { list: store.list },
      letters: {
        list: ({ only }: { only?: string[] }) => (only?.includes('pressing') === true ? pressing : []),
        mark: (input: unknown) => {
          marked.push(input)
          return flood
        },
      },
    },
  )
  const urgent = await screen.findByRole('region', { name: `Urgent: ${pressing.length}` })
  return { app, engine, marked, urgent }
}

it('shows what presses in the order of arrival, and confirms a letter that was read', async () => {
  const { urgent, marked } = await draw([flood, keys])
  const rows = within(urgent).getAllByRole('listitem')
  expect(rows.map((row) => within(row).getByText(/Flood|Keys/).textContent)).toEqual(['Flood', 'Keys'])
  expect(within(rows[1]!).getByText('Ana will see when you open it')).toBeTruthy()
  expect(within(rows[1]!).getByRole('link', { name: 'Open' })).toBeTruthy()
  await fireEvent.click(within(rows[0]!).getByRole('button', { name: 'Confirm' }))
  await waitFor(() => expect(marked).toEqual([{ ref: refOf('Flood'), value: 'confirmed' }]))
})

it('takes the place of the row of its group, with what is new there, and confirms what was said', async () => {
  const to = [{ group: CHOIR, name: 'Harbour choir', person: null }]
  const confirmed = { count: 32, of: 45 }
  const asked = { policy, to, confirmed, asks: 'confirmation' as const, state: 'referenced' as const }
  const urgent = letter('Flood', { ...asked, subject: '', excerpt: 'The hall is flooding.' })
  const row = thread('Plan', {
    ...{ group: CHOIR, talk: to[0]!, subject: null, muted: { until: null } },
    fresh: { letters: 2, messages: 12 },
  })
  const { urgent: region, marked } = await draw([urgent], new FakeThreads([row, thread('Other')]))
  await screen.findByText('Other')
  expect(screen.getAllByText('Harbour choir')).toHaveLength(1)
  const here = within(region)
  expect(here.getByText('2 letters · 12 messages')).toBeTruthy()
  expect(here.getByLabelText('muted')).toBeTruthy()
  expect(here.getByText('Ana: The hall is flooding.')).toBeTruthy()
  expect(here.getByText('32 of 45 confirmed')).toBeTruthy()
  await fireEvent.click(here.getByRole('button', { name: 'Confirm' }))
  await waitFor(() => expect(marked).toEqual([{ ref: refOf('Flood'), value: 'confirmed' }]))
})

it('leads to its talk for a safety check, which needs a word', async () => {
  const { urgent } = await draw([
    letter('Safe', { policy, asks: 'safety', excerpt: 'Are you safe?', subject: '' }),
  ])
  expect(within(urgent).getByRole('link', { name: 'Answer' })).toBeTruthy()
  expect(within(urgent).queryByRole('button')).toBeNull()
})

it('stays under a filter, and says so', async () => {
  const { app, urgent } = await draw([flood])
  app.noun(ThreadList).narrow({ only: ['openable'] })
  await within(urgent).findByText('Shown although it doesn’t fit')
})

it('takes the place of the row of the same thread', async () => {
  const store = new FakeThreads([thread('Flood', { newest: flood }), thread('Other')])
  await draw([flood], store)
  await screen.findByText('Other')
  expect(screen.getAllByText('Flood')).toHaveLength(1)
})

it('a filter of the inbox ends when it is left, not when a letter is shown beside it', async () => {
  const { app } = await draw([flood])
  const list = app.noun(ThreadList)
  list.narrow({ only: ['unread'] })
  app.route.go({ screen: 'box', box: 'inbox', ref: refOf('Other') })
  list.rest()
  expect(list.isNarrowed).toBe(true)
  app.route.go({ screen: 'settings', part: 'portable' })
  list.rest()
  list.show('inbox')
  expect(list.isNarrowed).toBe(false)
})

it('j and k reach the urgent rows as the first of the list', async () => {
  const { app, urgent } = await draw([flood, keys], new FakeThreads([thread('Other'), thread('Last')]))
  await screen.findByText('Other')
  const press = async (act: 'next' | 'previous') => {
    app.shortcuts.run(act)
    await tick()
  }
  const shown = () => app.route.place
  await press('next')
  expect(shown()).toMatchObject({ ref: refOf('Flood') })
  expect(document.activeElement?.textContent).toContain('Flood')
  await waitFor(() =>
    expect(within(urgent).getByRole('link', { current: 'page' }).textContent).toContain('Flood'),
  )
  await press('next')
  expect(shown()).toMatchObject({ ref: refOf('Keys') })
  await press('next')
  expect(shown()).toMatchObject({ ref: thread('Other').thread })
  await press('previous')
  expect(shown()).toMatchObject({ ref: refOf('Keys') })
})
