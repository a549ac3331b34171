// The state and the pane of a mailbox: pages, changes meanwhile, selection and undo.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { beforeEach, describe, expect, it } from 'vitest'
import { EngineError, type RefText } from '../../../src/core/contract/index.ts'
import LetterListPane from '../../../src/renderer/inbox/LetterList.svelte'
import { LetterList } from '../../../src/renderer/state/letter-list.svelte.ts'
import { WHOLE } from '../../../src/renderer/state/narrowing.ts'
import { inverse } from '../../../src/renderer/state/tidying.ts'
import { contact } from '../compose/people-of-tests.ts'
import { createApp, renderInApp } from '../support/render.ts'
import { ANA, arrivalOf, FakeStore, letter, letters, refOf } from './letters.ts'

beforeEach(() => sessionStorage.clear())

const ids = (list: LetterList): string[] => list.pages.entries.map((entry) => entry.subject ?? '')

async function openInbox(store: FakeStore, more: Record<string, (input: never) => unknown> = {}) {
  const { app, engine } = createApp({ letters: { list: store.list, summary: store.summary, ...more } })
  const list = app.noun(LetterList)
  list.show('inbox')
  await waitFor(() => expect(list.pages.phase).toBe('ready'))
  return { app, engine, list }
}

describe('the list of a mailbox', () => {
  it('reads a short first page, and each further page once, however often it is requested', async () => {
    const store = new FakeStore(letters(500))
    const { list } = await openInbox(store)
    await Promise.all([list.pages.loadMore(), list.pages.loadMore(), list.pages.loadMore()])
    expect(store.asked).toEqual([
      { box: 'inbox', limit: 60, before: undefined },
      { box: 'inbox', limit: 200, before: 'letter-59' },
    ])
    expect(ids(list)).toEqual(letters(260).map(({ subject }) => subject))
  })

  it('asks Sent for what was written, and the inbox for what was said, too', async () => {
    const asked: unknown[] = []
    const { list } = await openInbox(new FakeStore([]), {
      list: ({ box, said }: { box: string; said?: boolean }) => {
        asked.push([box, said])
        return []
      },
    })
    list.show('sent')
    await waitFor(() => expect(asked).toHaveLength(2))
    expect(asked).toEqual([
      ['inbox', undefined],
      ['sent', false],
    ])
  })

  it('knows its end', async () => {
    const { list } = await openInbox(new FakeStore(letters(61)))
    expect(list.pages.hasMore).toBe(true)
    await list.pages.loadMore()
    expect([list.pages.hasMore, list.pages.entries.length]).toEqual([false, 61])
  })

  it('puts a new letter on top, and reports it, because the viewed rows must not move', async () => {
    const store = new FakeStore(letters(100))
    const { engine, list } = await openInbox(store)
    store.entries = [letter('new', { sentAt: '2026-11-25T00:00:00.000Z' }), ...store.entries]
    engine.tell(arrivalOf(store.entries[0]!))
    await waitFor(() => expect(ids(list)[0]).toBe('new'))
    expect([list.pages.entries.length, list.pages.grewOnTop]).toEqual([61, true])
  })

  it('redraws a changed letter in its row, and drops one that left the mailbox', async () => {
    const store = new FakeStore(letters(3))
    const { engine, list } = await openInbox(store)
    store.entries = [store.entries[0]!, { ...store.entries[1]!, state: 'referenced' }]
    engine.tell({ type: 'letter-changed', ref: refOf('letter-1') })
    engine.tell({ type: 'letter-changed', ref: refOf('letter-2') })
    await waitFor(() =>
      expect(list.pages.entries.map(({ state }) => state)).toEqual(['sealed', 'referenced']),
    )
  })

  it('shows a new version and its earlier version at no moment together', async () => {
    const store = new FakeStore(letters(3))
    const { engine, list } = await openInbox(store)
    const edited = letter('edited', { sentAt: '2026-11-25T00:00:00.000Z', replaces: refOf('letter-1') })
    store.entries = [edited, store.entries[0]!, store.entries[2]!]
    engine.tell(arrivalOf(edited))
    await waitFor(() => expect(ids(list)).toContain('edited'))
    expect(ids(list)).toEqual(['edited', 'letter-0', 'letter-2'])
  })

  it('keeps a letter that changes while another arrives above it', async () => {
    const store = new FakeStore(letters(3))
    const { engine, list } = await openInbox(store)
    store.entries = [letter('new', { sentAt: '2026-11-25T00:00:00.000Z' }), ...store.entries]
    // The engine's row at the old letter's position is the new letter's by now.
    engine.tell({ type: 'letter-changed', ref: refOf('letter-0') })
    engine.tell(arrivalOf(store.entries[0]!))
    await waitFor(() => expect(ids(list)).toEqual(['new', 'letter-0', 'letter-1', 'letter-2']))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(ids(list)).toEqual(['new', 'letter-0', 'letter-1', 'letter-2'])
  })

  it('repeats the current read after a change', async () => {
    const store = new FakeStore(letters(2))
    let answer: (entries: readonly unknown[]) => void = () => undefined
    let asked = 0
    const list = (input: never): unknown =>
      asked++ === 0 ? new Promise((resolve) => (answer = resolve)) : store.list(input)
    const { app, engine } = createApp({ letters: { list, summary: store.summary } })
    const box = app.noun(LetterList)
    box.show('inbox')
    await waitFor(() => expect(asked).toBe(1))
    engine.tell({ type: 'letter-changed', ref: refOf('letter-0') })
    await waitFor(() => expect(ids(box)).toEqual(['letter-0', 'letter-1']))
    answer(letters(1))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(ids(box)).toEqual(['letter-0', 'letter-1'])
  })

  it('reads everything again after many changes at once, and after the engine was away', async () => {
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

  it('sends its filters to the engine, page by page in its order', async () => {
    const store = new FakeStore(letters(300))
    const asked: object[] = []
    const { list } = await openInbox(store, {
      list: (input: { box: 'inbox'; limit: number; before?: string }) => (
        asked.push(input),
        store.list(input)
      ),
    })
    list.narrow({ order: 'oldest', only: ['unread', 'urgent'] })
    list.narrow({ person: ANA.person, label: 'harbour' })
    await waitFor(() => expect(asked).toHaveLength(3))
    await list.pages.loadMore()
    const wanted = { order: 'oldest', only: ['unread', 'urgent'], person: ANA.person, label: 'harbour' }
    expect(asked.at(-1)).toEqual({ box: 'inbox', ...wanted, limit: 200, before: 'letter-59' })
  })

  it('keeps the filters and the order of each mailbox, also over a reload of the page', async () => {
    const store = new FakeStore(letters(3))
    const { list } = await openInbox(store)
    list.narrow({ only: ['starred'] })
    list.show('archive')
    expect(list.narrowing).toEqual(WHOLE)
    list.narrow({ order: 'largest' })
    list.show('inbox')
    expect(list.narrowing).toEqual({ ...WHOLE, only: ['starred'] })

    const reloaded = createApp({ letters: { list: store.list } }).app.noun(LetterList)
    reloaded.show('archive')
    expect(reloaded.narrowing).toEqual({ ...WHOLE, order: 'largest' })
    reloaded.narrow(WHOLE)
    expect(sessionStorage.getItem('fumikura.narrowings')).toBe(
      JSON.stringify({ inbox: { ...WHOLE, only: ['starred'] } }),
    )
  })
})

describe('a letter that arrives while a list has another order', () => {
  /** Opens the list by size. For equal sizes this engine puts the later name first. */
  async function openLargest(sizes: Record<string, number>) {
    const of = (names: Record<string, number>) =>
      Object.entries(names)
        .map(([name, size]) => letter(name, { size }))
        .toSorted((a, b) => b.size - a.size || (a.cursor < b.cursor ? 1 : -1))
    const store = new FakeStore(of(sizes))
    const made = await openInbox(store)
    made.list.narrow({ order: 'largest' })
    await waitFor(() => expect(store.asked).toHaveLength(2))
    const arrive = (name: string, all: Record<string, number>): void => {
      store.entries = of(all)
      made.engine.tell(arrivalOf(store.entries.find(({ subject }) => subject === name)!))
    }
    return { ...made, store, arrive }
  }

  it('is inserted among letters of its size as in the engine, without a full read', async () => {
    const { list, store, arrive } = await openLargest({ a: 9, c: 5, f: 5, z: 1 })
    arrive('d', { a: 9, c: 5, d: 5, f: 5, z: 1 })
    await waitFor(() => expect(ids(list)).toEqual(['a', 'f', 'd', 'c', 'z']))
    expect(store.asked.at(-1)).toEqual({ box: 'inbox', limit: 3, before: 'a' })
  })

  it('causes a full read if the letters of equal rank have changed', async () => {
    const { list, arrive } = await openLargest({ a: 9, c: 5, f: 5, z: 1 })
    arrive('d', { a: 9, c: 5, d: 5, z: 1 })
    await waitFor(() => expect(ids(list)).toEqual(['a', 'd', 'c', 'z']))
  })

  it('is left out if the engine’s list does not have it', async () => {
    const { engine, list, store } = await openLargest({ a: 9, z: 1 })
    const shown = store.entries
    store.entries = [...shown, letter('d', { size: 5 })]
    engine.tell(arrivalOf(letter('d', { size: 5 })))
    store.list = () => []
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(ids(list)).toEqual(['a', 'z'])
  })
})

describe('selecting', () => {
  it('extends a range from the last selected letter, in both directions', async () => {
    const { list } = await openInbox(new FakeStore(letters(6)))
    const id = (at: number): string => refOf(`letter-${at}`)
    list.toggle(id(4))
    list.extendTo(id(2), id(4))
    expect(list.chosen.map(({ ref }) => ref)).toEqual([id(2), id(3), id(4)])
  })

  it('restores each letter to its own earlier state on undo', async () => {
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

  it('removes a label on undo only from letters that did not have it before', () => {
    const tidy = { ...letter('x').tidy, labels: ['harbour'] }
    expect([
      inverse({ addLabels: ['harbour', 'new'] }, tidy),
      inverse({ removeLabels: ['harbour', 'other'] }, tidy),
    ]).toEqual([{ removeLabels: ['new'] }, { addLabels: ['harbour'] }])
  })
})

describe('the pane of a mailbox', () => {
  it('explains an empty mailbox', async () => {
    renderInApp(LetterListPane, { box: 'archive' }, { letters: { list: () => [] } })
    expect(await screen.findByRole('heading', { name: 'The archive is empty' })).toBeTruthy()
  })

  it('reports a failed read, and reads again on request', async () => {
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

  const CALLS = {
    people: {
      contacts: () => [contact('Ana', { person: ANA.person })],
      whoami: () => ({ person: 'me', name: 'Chiyo' }),
    },
    home: {
      status: () => ({ state: 'open' }),
      standing: () => {
        const count = { unread: 0, total: 12, unreadThreads: 0 }
        return { boxes: { inbox: count, held: count, scheduled: count, drafts: count }, labels: ['harbour'] }
      },
    },
  }

  it('shows its filters, and removes them all at one press', async () => {
    const store = new FakeStore(letters(2))
    renderInApp(LetterListPane, { box: 'inbox' }, { ...CALLS, letters: { list: store.list } })
    await fireEvent.click(await screen.findByRole('checkbox', { name: 'Unread', hidden: true }))
    await fireEvent.click(screen.getByRole('radio', { name: 'Oldest', hidden: true }))
    expect(screen.getByText('Unread · oldest first')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Sort and filter: Unread · oldest first' })).toBeTruthy()
    await fireEvent.click(screen.getByTitle('Clear sorting and filters'))
    expect(screen.queryByText('Unread · oldest first')).toBeNull()
  })

  it('names the filters that hide letters when none match, and removes one at a time', async () => {
    const { app } = renderInApp(LetterListPane, { box: 'inbox' }, { ...CALLS, letters: { list: () => [] } })
    app.noun(LetterList).narrow({ only: ['urgent'], person: ANA.person })
    expect(await screen.findByText('12 letters are hidden by: Urgent and with Ana')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: 'Remove filter: Urgent' }))
    expect(app.noun(LetterList).narrowing).toEqual({ ...WHOLE, person: ANA.person })
  })

  it('offers its order and filters to the palette, in their current state', async () => {
    const store = new FakeStore(letters(1))
    const { app } = renderInApp(LetterListPane, { box: 'sent' }, { ...CALLS, letters: { list: store.list } })
    const labels = () => app.offers.all.map(({ label }) => label)
    await waitFor(() => expect(labels()).toContain('Show only: “harbour”'))
    expect(labels()).toEqual([
      'Sort: Oldest',
      'Sort: Largest',
      'Show only: Starred',
      'Show only: Urgent',
      'Show only: Done',
      'Show only: “harbour”',
    ])
    app.offers.all.find(({ id }) => id === 'only-Starred')!.run()
    await waitFor(() => expect(labels()).toContain('Remove filter: Starred'))
    expect(labels().at(-1)).toBe('Clear sorting and filters')
  })

  it('offers only orders for drafts', async () => {
    renderInApp(LetterListPane, { box: 'drafts' }, { ...CALLS, letters: { list: () => [] } })
    expect(await screen.findByRole('radio', { name: 'Newest', hidden: true })).toBeTruthy()
    expect(screen.queryByRole('combobox', { hidden: true })).toBeNull()
    expect(screen.queryByRole('checkbox', { hidden: true })).toBeNull()
  })
})
