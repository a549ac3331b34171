// The cost of one arrival: the calls of the whole page to the engine, with a letter open beside the
// list.
import { tick } from 'svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EngineEvent, LetterSummary, RefText } from '../../../src/core/contract/index.ts'
import { Arrivals } from '../../../src/renderer/state/arrivals.ts'
import { AuthorView } from '../../../src/renderer/state/author.svelte.ts'
import { LetterList } from '../../../src/renderer/state/letter-list.svelte.ts'
import { ThreadView } from '../../../src/renderer/state/thread.svelte.ts'
import { thread } from '../inbox/threads.ts'
import { createApp } from '../support/render.ts'
import { ANA, BEN, FakeStore, letter, letters, ME, refOf } from '../inbox/letters.ts'

const OPENED = 'letter-0'
const LATER = '2026-11-25T00:00:00.000Z'
let store: FakeStore
let asked: string[]
let made: ReturnType<typeof createApp>

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(LATER) })
  store = new FakeStore(letters(100))
  asked = []
  made = createApp(counting(CALLS))
})
afterEach(() => {
  made.app.close()
  vi.useRealTimers()
})

const none = { unread: 0, total: 0, unreadThreads: 0 }
const counts = {
  boxes: { inbox: { unread: 1, total: 1, unreadThreads: 1 }, held: none, snoozed: none },
  labels: [],
}
const ids = { to: [ME], text: 'x', links: [], attachments: [], tags: [], original: null, replacedBy: null }
const whole = (ref: RefText) => ({ ...store.summary({ ref }), ...ids, ref })

const CALLS = {
  home: {
    status: () => ({ state: 'open', person: ME.person }),
    standing: () => ({ ...counts, contacts: 1 }),
  },
  people: { whoami: () => ME, contacts: () => [{ ...ANA, online: true }] },
  knocks: { status: () => ({ enabled: true, waiting: 0 }) },
  groups: { requests: () => [] },
  albums: { list: () => [] },
  doctor: { report: () => ({ store: { bytes: 1 } }) },
  threads: {
    get: ({ ref }: { ref: RefText }) => ({
      summary: thread(OPENED),
      letters: [{ summary: store.summary({ ref }), shown: whole(ref) }],
      earlier: null,
    }),
  },
  letters: {
    counts: () => counts,
    list: (input: never) => store.list(input),
    summary: (input: never) => store.summary(input),
    read: ({ ref }: { ref: RefText }) => whole(ref),
    status: ({ ref }: { ref: RefText }) => ({ ref, readers: [], tally: {} }),
    who: () => ({ audiences: [], readers: [], readerCount: 0 }),
    cost: () => ({ bodies: 1, bodyBytes: 1, notices: 1, noticeBytes: 1 }),
    asks: () => [],
  },
}

/** Records the name of each call. */
function counting(calls: Record<string, Record<string, (input: never) => unknown>>): typeof calls {
  const noted = (noun: string, name: string, call: (input: never) => unknown) => (input: never) => {
    asked.push(`${noun}.${name}`)
    return call(input)
  }
  return Object.fromEntries(
    Object.entries(calls).map(([noun, methods]) => [
      noun,
      Object.fromEntries(Object.entries(methods).map(([name, call]) => [name, noted(noun, name, call)])),
    ]),
  )
}

async function openPage(open: () => void): Promise<void> {
  made.app.noun(Arrivals)
  made.app.noun(LetterList).show('inbox')
  open()
  await vi.advanceTimersByTimeAsync(70_000)
  asked = []
}

/** Emits the engine's two events of one arrival: a change, and the arrival. */
async function arrive(more: Partial<LetterSummary>): Promise<void> {
  const entry = letter('new', { from: BEN, sentAt: LATER, ...more })
  store.entries = [entry, ...store.entries]
  made.engine.tell({ type: 'letter-changed', ref: entry.ref! })
  const event = { type: 'letter-arrived', ref: entry.ref!, from: BEN.person, letter: entry, isMuted: false }
  made.engine.tell(event as EngineEvent)
  await vi.advanceTimersByTimeAsync(10_000)
  await tick()
}

test.each([
  ['a letter that is read', () => new ThreadView(made.app, refOf(OPENED)).listen()],
  ['a letter that was sent', () => new AuthorView(made.app, refOf(OPENED)).listen()],
])('one arrival beside %s costs two calls', async (_, open) => {
  store.entries[0] = { ...store.entries[0]!, state: 'referenced' }
  await openPage(open)
  await arrive({})
  expect(asked.sort()).toEqual(['home.standing', 'letters.list'])
  expect(made.app.noun(LetterList).pages.entries[0]!.subject).toBe('new')
  expect(made.app.announcer.text).toContain('Ben')
})

test('an answer to the letter that is read costs two calls too: its row came with the event', async () => {
  store.entries[0] = { ...store.entries[0]!, state: 'referenced' }
  await openPage(() => new ThreadView(made.app, refOf(OPENED)).listen())
  await arrive({ replyTo: refOf(OPENED) })
  expect(asked.sort()).toEqual(['home.standing', 'letters.list'])
})

test('an arrival while another mailbox is shown costs at most three calls', async () => {
  await openPage(() => made.app.noun(LetterList).show('sent'))
  store.list = () => []
  await arrive({})
  expect(asked.length).toBeLessThanOrEqual(3)
})
