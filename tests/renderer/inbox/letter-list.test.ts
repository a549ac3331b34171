// A box as its state and its pane: pages, what changes meanwhile, what is selected, and the way back from what was done.
import { screen, waitFor } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { EngineError, type LetterSummary, type RefText } from '../../../src/core/contract/index.ts'
import LetterListPane from '../../../src/renderer/inbox/LetterList.svelte'
import { LetterList, standsIn } from '../../../src/renderer/state/letter-list.svelte.ts'
import { inverse } from '../../../src/renderer/state/tidying.ts'
import { createApp, renderInApp } from '../support/render.ts'
import { FakeStore, letter, letters, refOf } from './letters.ts'

const ids = (list: LetterList): string[] => list.pages.entries.map((entry) => entry.subject ?? '')

async function openInbox(store: FakeStore, more: Record<string, (input: never) => unknown> = {}) {
  const { app, engine } = createApp({ letters: { list: store.list, summary: store.summary, ...more } })
  const list = app.noun(LetterList)
  list.show('inbox')
  await waitFor(() => expect(list.pages.phase).toBe('ready'))
  return { app, engine, list }
}

describe('the list of a box', () => {
  it('reads a short first page, and each next one once, however often it is asked for', async () => {
    const store = new FakeStore(letters(500))
    const { list } = await openInbox(store)
    await Promise.all([list.pages.loadMore(), list.pages.loadMore(), list.pages.loadMore()])
    expect(store.asked).toEqual([
      { box: 'inbox', limit: 60, before: undefined },
      { box: 'inbox', limit: 200, before: 'letter-59' },
    ])
    expect(ids(list)).toEqual(letters(260).map(({ subject }) => subject))
  })

  it('knows where it ends', async () => {
    const { list } = await openInbox(new FakeStore(letters(61)))
    expect(list.pages.hasMore).toBe(true)
    await list.pages.loadMore()
    expect([list.pages.hasMore, list.pages.entries.length]).toEqual([false, 61])
  })

  it('puts a new letter on top, and says so, because what is looked at must not move', async () => {
    const store = new FakeStore(letters(100))
    const { engine, list } = await openInbox(store)
    store.entries = [letter('new', { sentAt: '2026-11-25T00:00:00.000Z' }), ...store.entries]
    engine.tell({ type: 'letter-arrived', ref: refOf('new'), from: letter('new').from.person })
    await waitFor(() => expect(ids(list)[0]).toBe('new'))
    expect([list.pages.entries.length, list.pages.grewOnTop]).toEqual([61, true])
  })

  it('draws a changed letter anew in its place, and drops one that left the box', async () => {
    const store = new FakeStore(letters(3))
    const { engine, list } = await openInbox(store)
    store.entries = [store.entries[0]!, { ...store.entries[1]!, state: 'referenced' }]
    engine.tell({ type: 'letter-changed', ref: refOf('letter-1') })
    engine.tell({ type: 'letter-changed', ref: refOf('letter-2') })
    await waitFor(() =>
      expect(list.pages.entries.map(({ state }) => state)).toEqual(['sealed', 'referenced']),
    )
  })

  it('reads again as a whole when much changes at once, and after the engine was away', async () => {
    const store = new FakeStore(letters(40))
    const { engine, list } = await openInbox(store)
    store.entries = letters(40, 10)
    for (let at = 0; at < 40; at++) engine.tell({ type: 'letter-changed', ref: refOf(`letter-${at}`) })
    await waitFor(() => expect(ids(list)[0]).toBe('letter-10'))
    expect(store.asked.length).toBe(2)
    store.entries = letters(1)
    engine.become('lost')
    engine.become('online')
    await waitFor(() => expect(ids(list)).toEqual(['letter-0']))
  })

  it('finds the unopened ones of a box by a search, and leaves out what is archived or snoozed', async () => {
    const archived = { ...letter('x').tidy, archived: true }
    const all = letters(120).map((entry, at) => (at % 2 === 0 ? entry : { ...entry, tidy: archived }))
    const store = new FakeStore(all)
    const queries: string[] = []
    const search = (input: { query: string; limit: number; before?: string }): LetterSummary[] => {
      queries.push(input.query)
      return store.page(all, input)
    }
    const { list } = await openInbox(store, { search })
    list.narrow('unread', null)
    await waitFor(() => expect(list.pages.entries.every(({ tidy }) => !tidy.archived)).toBe(true))
    expect([new Set(queries), list.pages.entries.length]).toEqual([new Set(['is:received is:unread']), 60])
  })
})

describe('selecting', () => {
  it('takes a range from the last one, whichever way', async () => {
    const { list } = await openInbox(new FakeStore(letters(6)))
    const id = (at: number): string => refOf(`letter-${at}`)
    list.toggle(id(4))
    list.extendTo(id(2), id(4))
    expect(list.chosen.map(({ ref }) => ref)).toEqual([id(2), id(3), id(4)])
  })

  it('undoes what was done to each as each was', async () => {
    const store = new FakeStore(letters(2))
    store.entries[1] = { ...store.entries[1]!, tidy: { ...store.entries[1]!.tidy, starred: true } }
    const calls: { refs: RefText[]; starred?: boolean }[] = []
    const { app, list } = await openInbox(store, {
      tidy: (input: { refs: RefText[] }) => (calls.push(input), []),
    })
    await list.tidy(list.pages.entries, { starred: true }, () => 'Starred.')
    await app.toasts.undoLatest()
    expect(calls).toEqual([
      { starred: true, refs: [refOf('letter-0'), refOf('letter-1')] },
      { starred: false, refs: [refOf('letter-0')] },
      { starred: true, refs: [refOf('letter-1')] },
    ])
  })

  it('undoes a label only where it was not there before', () => {
    const tidy = { ...letter('x').tidy, labels: ['harbour'] }
    expect([
      inverse({ addLabels: ['harbour', 'new'] }, tidy),
      inverse({ removeLabels: ['harbour', 'other'] }, tidy),
    ]).toEqual([{ removeLabels: ['new'] }, { addLabels: ['harbour'] }])
  })
})

it('a letter stands in the boxes that its own order says', () => {
  const now = new Date('2026-11-24T12:00:00Z')
  const snoozed = { tidy: { ...letter('x').tidy, snoozedUntil: '2026-11-25T00:00:00Z' } }
  const woken = { tidy: { ...letter('x').tidy, snoozedUntil: '2026-11-24T00:00:00Z' } }
  expect([
    standsIn(snoozed, 'inbox', now),
    standsIn(snoozed, 'snoozed', now),
    standsIn(woken, 'inbox', now),
  ]).toEqual([false, true, true])
})

describe('the pane of a box', () => {
  it('explains an empty box', async () => {
    renderInApp(LetterListPane, { box: 'archive' }, { letters: { list: () => [] } })
    expect(await screen.findByRole('heading', { name: 'The archive is empty' })).toBeTruthy()
  })

  it('says that it could not be read, and reads again when asked', async () => {
    let isBroken = true
    renderInApp(
      LetterListPane,
      { box: 'starred' },
      {
        letters: {
          list: () => {
            if (isBroken) throw new EngineError('DAMAGED', 'x')
            return []
          },
        },
      },
    )
    const retry = await screen.findByRole('button', { name: 'Try again' })
    isBroken = false
    retry.click()
    expect(await screen.findByRole('heading', { name: 'Nothing starred' })).toBeTruthy()
  })
})
