// The list by conversation: its rows, how it follows changes, and acts on whole threads.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { beforeEach, describe, expect, it } from 'vitest'
import type { GroupId } from '../../../src/core/contract/index.ts'
import ThreadListPane from '../../../src/renderer/inbox/ThreadList.svelte'
import { shortNames, threadWords } from '../../../src/renderer/inbox/thread-words.ts'
import { labelPlace } from '../../../src/renderer/state/place.ts'
import { ThreadList } from '../../../src/renderer/state/thread-list.svelte.ts'
import { createApp, renderInApp } from '../support/render.ts'
import { ANA, arrivalOf, BEN, letter, ME, refOf } from './letters.ts'
import { FakeThreads, thread, threads } from './threads.ts'

beforeEach(() => sessionStorage.clear())

const names = (list: ThreadList): (string | null)[] => list.pages.entries.map(({ subject }) => subject)

async function openInbox(store: FakeThreads) {
  const { app, engine } = createApp({ threads: { list: store.list } })
  const list = app.noun(ThreadList)
  list.show('inbox')
  await waitFor(() => expect(list.pages.phase).toBe('ready'))
  store.asked.length = 0
  return { app, engine, list }
}

describe('the words of a row', () => {
  const context = { now: new Date('2026-11-25T12:00:00Z'), me: ME.person }

  it('name the others by their first names, and oneself last', () => {
    const people = [{ ...ANA, name: 'Ana Reis' }, { ...BEN, name: 'Ben Ito' }, ME]
    expect(threadWords(thread('x', { people, peopleCount: 3 }), context).who).toBe('Ana, Ben, me')
    expect(threadWords(thread('x', { people: people.slice(0, 1) }), context).who).toBe('Ana Reis')
  })

  it('keep whole names where first names are equal, and in scripts with the family name first', () => {
    expect(
      shortNames([
        { ...ANA, name: 'Ana Reis' },
        { ...BEN, name: 'Ana Vogt' },
      ]),
    ).toEqual(['Ana Reis', 'Ana Vogt'])
    expect(
      shortNames([
        { ...ANA, name: '森 千代' },
        { ...BEN, name: 'Ben Ito' },
      ]),
    ).toEqual(['森 千代', 'Ben'])
  })

  it('name the readers if only I wrote', () => {
    const newest = letter('x', { from: ME, to: [BEN], state: 'notified', tally: { notified: 1 } })
    const words = threadWords(thread('x', { people: [ME], newest, state: 'notified' }), context)
    expect([words.who, words.snippet]).toEqual(['to Ben', 'Not opened yet'])
  })

  it('say what I answered, in the words that I chose', () => {
    const asked = (answer: string | null) =>
      thread('x', { state: 'confirmed', newest: letter('x', { state: 'confirmed', answer }) })
    expect(threadWords(asked('I need help'), context).snippet).toBe('You answered “I need help”')
    expect(threadWords(asked(null), context).snippet).toBe('You confirmed it')
  })

  it('say that nothing opens now, and if opening is not seen, only while something is sealed', () => {
    const sealed = { unopened: 2, opensNow: 0, opensFrom: 'nobody', hasUnseenOpening: true } as const
    expect(threadWords(thread('x', sealed), context)).toMatchObject({ isAway: true, isUnseen: true })
    const opened = { unopened: 0, opensFrom: null, hasUnseenOpening: true }
    expect(threadWords(thread('x', opened), context)).toMatchObject({ isAway: false, isUnseen: false })
  })
})

describe('the list', () => {
  it('answers a burst of changes with one reading', async () => {
    const store = new FakeThreads(threads(3))
    const { engine, list } = await openInbox(store)
    store.entries = [thread('new'), ...store.entries]
    engine.tell({ type: 'letter-changed', ref: refOf('new') })
    engine.tell(arrivalOf(letter('new')))
    await waitFor(() => expect(names(list)).toEqual(['new', 'thread-0', 'thread-1', 'thread-2']))
    expect(store.asked).toEqual([{ limit: 60, before: undefined }])
  })

  it('reads only the top of a long list after an arrival, and moves an answered thread up', async () => {
    const store = new FakeThreads(threads(400))
    const { engine, list } = await openInbox(store)
    await list.pages.loadMore()
    store.asked.length = 0
    store.entries = [store.entries[50]!, ...store.entries.toSpliced(50, 1)]
    engine.tell(arrivalOf(letter('an answer')))
    await waitFor(() => expect(names(list)[0]).toBe('thread-50'))
    expect(store.asked).toEqual([{ limit: 100, before: undefined }])
    expect(new Set(names(list)).size).toBe(list.pages.entries.length)
    expect(names(list).at(-1)).toBe('thread-259')
  })

  it('reads the list of letters that open now again when anybody comes or goes', async () => {
    const store = new FakeThreads(threads(1))
    const { engine, list } = await openInbox(store)
    engine.tell({ type: 'contact-changed', person: BEN.person })
    list.narrow({ only: ['openable'] })
    await waitFor(() => expect(store.asked).toHaveLength(1))
    store.entries = [thread('new'), ...store.entries]
    engine.tell({ type: 'contact-changed', person: BEN.person })
    await waitFor(() => expect(names(list)).toEqual(['new', 'thread-0']))
    expect(store.asked).toHaveLength(2)
  })

  it('costs nothing while another list is shown, and is read again after that', async () => {
    const store = new FakeThreads(threads(2))
    const { engine, list } = await openInbox(store)
    list.rest()
    store.entries = threads(1)
    engine.tell({ type: 'letter-changed', ref: refOf('thread-1') })
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(store.asked).toEqual([])
    list.show('inbox')
    await waitFor(() => expect(names(list)).toEqual(['thread-0']))
  })
})

describe('a row', () => {
  const CALLS = {
    people: { contacts: () => [], whoami: () => ME },
    home: { status: () => ({ state: 'open' }) },
  }

  async function renderInbox(store: FakeThreads, more: Record<string, (input: never) => unknown> = {}) {
    const made = renderInApp(
      ThreadListPane,
      { of: 'inbox' as const },
      { ...CALLS, threads: { list: store.list, ...more } },
    )
    const list = await screen.findByRole('list', { name: 'Inbox' })
    return { ...made, list }
  }

  it('has the number of sealed letters in its seal, and says that nothing opens now', async () => {
    const store = new FakeThreads([
      thread('x', {
        count: 7,
        unopened: 3,
        fresh: { letters: 3, messages: 0 },
        opensFrom: 'nobody',
        opensNow: 0,
      }),
    ])
    const { list } = await renderInbox(store)
    expect(within(list).getByText('3 sealed')).toBeTruthy()
    expect(within(list).getByText('7 letters')).toBeTruthy()
    expect(within(list).getByText('offline')).toBeTruthy()
  })

  it('has the number of new messages in the sign of a talk, which has no seal', async () => {
    const talk = { ...BEN, name: 'Ben' }
    const fresh = { letters: 0, messages: 3 }
    const store = new FakeThreads([
      thread('x', { talk, subject: null, unopened: 3, fresh, opensFrom: 'here' }),
    ])
    const { list } = await renderInbox(store)
    expect(within(list).getByText('3 new')).toBeTruthy()
    expect(within(list).queryByText('3 sealed')).toBeNull()
  })

  it('of a group says what is new, who spoke last, and that it is muted', async () => {
    const group = 'choir' as GroupId
    const newest = letter('x', { subject: '', excerpt: 'Lift for two?', state: 'sealed', opensFrom: 'here' })
    const choir = thread('x', {
      ...{ group, talk: { group, name: 'Choir', person: null }, newest, snippet: newest.excerpt },
      ...{ count: 90, unopened: 33, fresh: { letters: 2, messages: 31 }, opensFrom: 'author' },
    })
    const store = new FakeThreads([choir])
    const calls: unknown[] = []
    const { app, list } = await renderInbox(store, {
      mute: (input: { muted: null }) => (calls.push(input), { muted: input.muted }),
    })
    const row = within(list)
    expect(row.getByText('2 letters · 31 messages')).toBeTruthy()
    expect(row.getByText('2 sealed')).toBeTruthy()
    expect(row.getByText('Ana: Lift for two?')).toBeTruthy()
    await app.noun(ThreadList).mute([choir], { until: null }, () => 'Muted.')
    await app.toasts.undoLatest()
    expect(calls).toEqual([
      { group, muted: { until: null } },
      { group, muted: null },
    ])
    store.entries = [{ ...choir, muted: { until: null } }]
    await app.noun(ThreadList).pages.reread()
    await row.findByText('2 letters · 31 messages · muted')
  })

  it('archives all letters of its thread, leaves the list at once, and comes back by undo', async () => {
    const calls: unknown[] = []
    const undo = { letters: [] }
    const store = new FakeThreads([thread('Persimmons', { count: 2 }), thread('other')])
    const { app, list } = await renderInbox(store, {
      order: (input: never) => (calls.push(input), { undo }),
      restore: (input: never) => (calls.push(input), {}),
    })
    await fireEvent.focusIn(within(list).getAllByText('Persimmons')[0]!)
    await fireEvent.click(within(list).getByLabelText('Archive'))
    await waitFor(() => expect(app.toasts.shown.map(({ text }) => text)).toEqual(['Archived “Persimmons”']))
    expect(names(app.noun(ThreadList))).toEqual(['other'])
    await app.toasts.undoLatest()
    expect(calls).toEqual([{ ref: refOf('Persimmons'), archived: true }, undo])
  })
})

describe('the list of a label', () => {
  const isArchived = { ...thread('x').tidy, archived: true }

  it('asks for the threads of every box, also after a change of order', async () => {
    const asked: unknown[] = []
    const { app } = createApp({ threads: { list: (input: never) => (asked.push(input), []) } })
    const list = app.noun(ThreadList)
    list.show({ label: '港' })
    await waitFor(() => expect(list.pages.phase).toBe('ready'))
    list.narrow({ order: 'oldest' })
    list.show({ label: '港' })
    list.show({ label: 'pier' })
    await waitFor(() => expect(asked).toHaveLength(3))
    expect(asked).toMatchObject([
      { box: 'all', label: '港', order: 'newest' },
      { box: 'all', label: '港', order: 'oldest' },
      { box: 'all', label: 'pier', order: 'newest' },
    ])
  })

  it('keeps a thread that is archived, and shows the next one for a removed thread', async () => {
    const store = new FakeThreads([thread('Persimmons'), thread('other', { tidy: isArchived })])
    const { app } = createApp({ threads: { list: store.list } })
    const list = app.noun(ThreadList)
    app.route.go(labelPlace('港', refOf('Persimmons')))
    list.show({ label: '港' })
    await waitFor(() => expect(list.pages.phase).toBe('ready'))
    list.setShown([refOf('Persimmons')])
    list.leave(thread('Persimmons'), 'ordered')
    expect([names(list), app.route.place]).toEqual([
      ['Persimmons', 'other'],
      labelPlace('港', refOf('Persimmons')),
    ])
    list.leave(thread('Persimmons'), 'binned')
    expect([names(list), app.route.place]).toEqual([['other'], labelPlace('港', refOf('other'))])
  })
})
