// A person of a bench as a process: a home, an engine on a real Hyperswarm, and the tasks that a
// bench runs and measures.
// Arguments: the home's folder, the private DHT as host:port, or `none` for an engine without a
// network, and by how many milliseconds its clock is ahead.
import { systemClock, toHex } from '../../src/core/base/index.ts'
import {
  createClient,
  createMemoryChannels,
  PLAIN_POLICY,
  type CallContext,
  type DoctorReport,
  type FileId,
  type Handlers,
  type LetterSummary,
  type RefText,
} from '../../src/core/contract/index.ts'
import { serveContract } from '../../src/core/contract/server.ts'
import { HomeState } from '../../src/core/home-state.ts'
import { createHandlers } from '../../src/core/handlers/index.ts'
import { lockHome } from '../../src/core/home/index.ts'
import { askForRelease } from '../../src/core/delivery/ask-for-release.ts'
import { getRef, objectId } from '../../src/core/store/index.ts'
import { Arrivals } from './arrivals.ts'
import { createLineTasks } from './person-line.ts'
import { createFileTasks } from './person-files.ts'
import { createMailTasks } from './person-mail.ts'
import { createPortableTasks } from './person-portable.ts'
import { createRegatingTasks } from './person-regating.ts'
import { createStationTasks } from './person-stations.ts'
import { letterText } from './letter-text.ts'
import { monotonicMs, serveTasks } from './tasks.ts'
import { weigh, type Weight } from './weight.ts'

const calling: CallContext = { signal: new AbortController().signal }
const PAGE = 50
const MAX_HITS = 1000

const [homeDir = '', dht = 'none', aheadMs = '0'] = process.argv.slice(2)
const clock = {
  now: () => systemClock.now() + Number(aheadMs),
  monotonicMs: () => systemClock.monotonicMs(),
}
const state = new HomeState(optionsOf(homeDir, dht), await lockHome(homeDir))
await state.openIfPossible()
const handlers = createHandlers(state)
const [served, asked] = createMemoryChannels()
serveContract(served, handlers, { warn: () => undefined, error: () => undefined })
/** What a page calls: each call is a frame, checked and answered. */
const { api } = createClient(asked)
const arrivals = new Arrivals(handlers.events)

function optionsOf(home: string, place: string): ConstructorParameters<typeof HomeState>[0] {
  if (place === 'none') return { home, network: false }
  const [host = '', port] = place.split(':')
  const ahead = aheadMs === '0' ? {} : { clock }
  return { home, bootstrap: [{ host, port: Number(port) }], lan: 'off', ...ahead }
}

export interface LetterOrder {
  to: string[]
  /** The length of a random text, if no text is given. */
  bytes: number
  text?: string
  mode?: 'open' | 'controlled'
  replyTo?: RefText
  subject?: string
  /** Ids of stored files. */
  attachments?: FileId[]
}

type Sending = Parameters<Handlers['letters']['send']>[0]

function compose({ bytes, text, subject = 'About the garden', mode, ...order }: LetterOrder): Sending {
  const policy = { ...PLAIN_POLICY, mode: mode ?? null }
  return { ...order, subject, text: text ?? letterText(bytes), policy }
}

async function send(order: LetterOrder): Promise<RefText> {
  return (await handlers.letters.send(compose(order), calling)).ref
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = monotonicMs()
  await act()
  return monotonicMs() - startedAt
}

/**
 * Waiting for the processor is in `ms` and not in `cpuMs`, so `cpuMs` does not depend on the load.
 */
export interface Used {
  ms: number
  cpuMs: number
}

async function timedWithUse(act: () => Promise<unknown>): Promise<Used> {
  const before = process.cpuUsage()
  const ms = await timed(act)
  const { user, system } = process.cpuUsage(before)
  return { ms, cpuMs: (user + system) / 1000 }
}

function sendMany(order: LetterOrder, count: number): Promise<RefText[]> {
  return Promise.all(Array.from({ length: count }, () => send(order)))
}

function listInbox(before?: string): Promise<LetterSummary[]> {
  return handlers.letters.list({ box: 'inbox', limit: PAGE, order: 'newest', only: [], before }, calling)
}

interface LabelledPage {
  label: string
  box: 'inbox' | 'archive'
  isByThread: boolean
}

interface Shown {
  /** When the notice was filed. */
  arrivedAtMs: number
  /** When the letter was on the first page of the inbox, ready to be drawn. */
  shownAtMs: number
}

function watchNextShown(): Promise<Shown> {
  return new Promise((resolve, reject) => {
    const stop = handlers.events.subscribe((event) => {
      if (event.type !== 'letter-arrived') return
      stop()
      const arrivedAtMs = monotonicMs()
      listInbox().then((page) => {
        if (page.some(({ ref }) => ref === event.ref)) resolve({ arrivedAtMs, shownAtMs: monotonicMs() })
        else reject(new Error('it arrived and is not shown'))
      }, reject)
    })
  })
}

let nextShown: Promise<Shown> | null = null

/** Resolves with the time at which the words of the next message are here. */
function watchNextWords(): Promise<number> {
  return new Promise((resolve, reject) => {
    const stop = handlers.events.subscribe((event) => {
      if (event.type !== 'letter-arrived') return
      stop()
      if (event.letter.excerpt === null) reject(new Error('it arrived without its words'))
      else resolve(monotonicMs())
    })
  })
}

let nextWords: Promise<number> | null = null

/**
 * Times the release alone: requested, decided, written durably, answered. Nothing is fetched or
 * stored.
 */
async function timeRelease(ref: RefText): Promise<number> {
  const { parts } = state.home
  const parsed = getRef(ref)
  const peer = parts.peers.find(parsed.device)
  if (peer === null) throw new Error('its author is not connected')
  return timed(async () => {
    const asked = await askForRelease(parts, peer, objectId(parsed), 10_000)
    if ('refusal' in asked) throw new Error(`refused: ${asked.refusal}`)
  })
}

async function read(ref: RefText): Promise<void> {
  await handlers.letters.read({ ref, waitMs: 10_000 }, calling)
}

function examine(): Promise<DoctorReport> {
  return handlers.doctor.report({}, calling)
}

let isTransferring = false
let transferring: Promise<number> = Promise.resolve(0)

/**
 * Reads one large letter repeatedly until `endTransfer`, each time from its author, because its
 * blocks are cleared first.
 */
async function transfer(refText: RefText): Promise<number> {
  const ref = getRef(refText)
  const core = await state.home.parts.foreignCores.openCore(ref.core)
  let times = 0
  for (; isTransferring; times++) {
    if (core.length > 0) await core.clear(0, core.length)
    await read(refText)
  }
  return times
}

export const personTasks = {
  create: async (name: string) => (await handlers.home.create({ name }, calling)).person,
  invite: async () => (await handlers.invites.create({}, calling)).invite,
  accept: (link: string) => handlers.invites.accept({ link, waitMs: 20_000 }, calling).then(() => undefined),
  send,
  sendMany: ({ count, ...order }: LetterOrder & { count: number }) => sendMany(order, count),
  /** Milliseconds until all letters were on disk. */
  timeSends: ({ count, ...order }: LetterOrder & { count: number }) => timed(() => sendMany(order, count)),
  /** The times of the request and of the completion, on the clock that all processes share. */
  sendNow: async (order: LetterOrder) => {
    const startedAtMs = monotonicMs()
    await send(order)
    return { startedAtMs, storedAtMs: monotonicMs() }
  },
  watchNextShown: () => {
    nextShown = watchNextShown()
    nextShown.catch(() => undefined)
  },
  awaitShown: () => nextShown!,
  sayNow: async ({ to, text }: { to: string; text: string }) => {
    const startedAtMs = monotonicMs()
    await handlers.talks.say({ with: to, text }, calling)
    return startedAtMs
  },
  watchNextWords: () => {
    nextWords = watchNextWords()
    nextWords.catch(() => undefined)
  },
  awaitWords: () => nextWords!,
  waitForArrivals: (count: number) => arrivals.until(count),
  read,
  timeRead: (ref: RefText) => timed(() => read(ref)),
  timeRelease,
  beginTransfer: (ref: RefText) => {
    isTransferring = true
    transferring = transfer(ref)
    transferring.catch(() => undefined)
  },
  /** Returns how often the large letter was read completely. */
  endTransfer: () => {
    isTransferring = false
    return transferring
  },
  /** Creates a group with these contacts. */
  foundGroup: async ({ name, members }: { name: string; members: string[] }) => {
    await handlers.groups.create({ name, style: 'conversation' }, calling)
    await handlers.groups.add({ group: name, persons: members, history: false }, calling)
  },
  ...createLineTasks(handlers, arrivals, () => (state.isOpen ? state.home : null)),
  ...createFileTasks(handlers, () => state.home),
  ...createPortableTasks(handlers),
  ...createMailTasks(handlers),
  ...createStationTasks(handlers, () => state.home),
  ...createRegatingTasks(handlers, () => state.home),
  weigh: (): Promise<Weight> => weigh(state.home, examine),
  examine,
  /** Called often, so it must cost nothing; it therefore does not list contacts. */
  countConnected: () => state.home.peers.list().length,
  timeContacts: () => timed(() => handlers.people.contacts({}, calling)),
  inboxPage: async (before?: string) => {
    const entries = await listInbox(before)
    return { refs: entries.map(({ ref }) => ref!), cursor: entries.at(-1)?.cursor ?? null }
  },
  timePage: (before?: string) =>
    timed(() =>
      handlers.letters.list({ box: 'inbox', limit: PAGE, order: 'newest', only: [], before }, calling),
    ),
  /** As a window lists them, through the door. */
  timeLetters: (before?: string) =>
    timedWithUse(() => api.letters.list({ box: 'inbox', limit: PAGE, order: 'newest', only: [], before })),
  timeThreads: (before?: string) =>
    timedWithUse(() => api.threads.list({ box: 'inbox', limit: PAGE, order: 'newest', before })),
  timeLabel: ({ label, box, isByThread }: LabelledPage) => {
    const page = { box, label, limit: PAGE, order: 'newest' } as const
    return timedWithUse(() => (isByThread ? api.threads.list(page) : api.letters.list({ ...page, only: [] })))
  },
  threadsPage: async (before?: string) => {
    const page = await api.threads.list({ box: 'inbox', limit: PAGE, order: 'newest', before })
    return {
      threads: page.map(({ thread, count }) => ({ thread, count })),
      cursor: page.at(-1)?.cursor ?? null,
    }
  },
  timeSearch: ({ query, before }: { query: string; before?: string | undefined }) =>
    timedWithUse(() => api.letters.search({ query, limit: PAGE, before })),
  /** Reads all pages, and returns the number of different letters and the cursor in the middle. */
  countHits: async (query: string) => {
    const found = new Set<string | null>()
    const cursors: string[] = []
    for (let before: string | undefined; ; before = cursors.at(-1)) {
      const page = await api.letters.search({ query, limit: MAX_HITS, before })
      for (const { ref } of page) found.add(ref)
      if (page.length > 0) cursors.push(page.at(-1)!.cursor)
      if (page.length < MAX_HITS) break
    }
    return { count: found.size, middle: cursors[Math.floor(cursors.length / 2)] }
  },
  timeThreadTexts: (ref: RefText) => timed(() => api.threads.get({ ref })),
  timeCounts: () => timedWithUse(() => handlers.home.standing({}, calling)),
  usage: () => {
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed } = process.memoryUsage()
    return { cpuMs: (user + system) / 1000, rssBytes: rss, heapBytes: heapUsed }
  },
  device: () => toHex(state.home.parts.identity.device.publicKey),
  close: () => state.close(),
}

export type PersonTasks = typeof personTasks

serveTasks(personTasks)
