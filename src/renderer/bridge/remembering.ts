// Answers a phone's reads from its memory while its home is not connected, and keeps what home answers.
// Each answer has its age. What cannot be remembered waits or fails as on every door.
import {
  isEngineError,
  type HomeStatus,
  type Letter,
  type Myself,
  type Thread,
} from '../../core/contract/index.ts'
import type { Around } from './connection.ts'
import type { Memory, Remembered } from './memory.ts'
import { withoutWords, withWords } from './thread-words.ts'

/**
 * What is remembered: lists, letters that were opened on this phone, and what a new one needs. Never how
 * something stands at this moment: the state of the home, of readers, of stations.
 */
export const REMEMBERED: ReadonlySet<string> = new Set([
  ...['people.whoami', 'people.contacts', 'people.correspondents', 'groups.list', 'groups.show'],
  ...['home.standing', 'threads.list', 'threads.get', 'letters.list', 'letters.summary', 'letters.read'],
  ...['letters.asMade', 'letters.answerTo', 'talks.stream', 'talks.newest', 'news.list'],
  ...['drafts.list', 'drafts.get', 'searches.list', 'templates.list', 'templates.signature'],
  ...['follows.list', 'accounts.addresses'],
])

export interface Remembering {
  around: Around
  /** Calls the listener with the age of each answer of the memory, ms by the clock of home. */
  onGiven(listener: (at: number) => void): void
  /** Remembers the words of a letter that the page shows, unless they came from the memory. */
  keepShown(letter: Omit<Letter, 'original'>): void
  /** This moment by the clock of home, as far as it is known. ms */
  now(): number
}

export function createRemembering(memory: Memory): Remembering {
  /** How far the clock of home is ahead of this phone's, ms; null until home or the memory said it. */
  let ahead: number | null = null
  let learn: () => void = () => undefined
  const isLearnt = new Promise<void>((resolve) => (learn = resolve))
  let given: (at: number) => void = () => undefined
  let isOnline: () => boolean = () => false

  function follow(told: number): void {
    ahead = told
    learn()
  }
  const now = (): number => Date.now() + (ahead ?? 0)

  async function recall(call: string, input: unknown): Promise<Remembered | null> {
    const found = await memory.recall(call, input).catch(() => null)
    if (found !== null && ahead === null) follow(found.ahead)
    if (found === null || call !== 'threads.get') return found
    const findLetter = async (ref: string): Promise<Letter | null> =>
      ((await recall('letters.read', { ref }))?.value ?? null) as Letter | null
    return { ...found, value: await withWords(found.value as Thread, findLetter) }
  }

  async function keep(call: string, input: unknown, value: unknown): Promise<void> {
    const at = Date.now()
    await isLearnt
    const kept = call === 'threads.get' ? withoutWords(value as Thread) : value
    await memory.keep(call, input, { value: kept, at: at + ahead!, ahead: ahead! })
  }

  async function keepShown(shown: Omit<Letter, 'original'>): Promise<void> {
    const name = { ref: shown.ref }
    const earlier = (await recall('letters.read', name))?.value as Letter | undefined
    const letter: Letter = { ...shown, original: earlier?.original ?? null }
    await keep('letters.read', name, letter)
  }

  const around: Around = (ask, link) => {
    isOnline = () => link.isOnline()
    async function give(call: string, input: unknown): Promise<Remembered | null> {
      const found = await recall(call, input)
      // Home came back meanwhile, and knows it better.
      if (found === null || link.isOnline()) return null
      link.miss()
      given(found.at)
      return found
    }

    async function askStatus(input: unknown): Promise<unknown> {
      if (!link.isOnline()) {
        const me = await give('people.whoami', undefined)
        if (me !== null) return openHome(me.value as Myself, now())
      }
      const status = (await ask('home.status', input)) as HomeStatus
      if (status.now !== undefined) follow(Date.parse(status.now) - Date.now())
      return status
    }

    return async (call, input, options) => {
      if (call === 'home.status') return askStatus(input)
      if (!REMEMBERED.has(call)) return ask(call, input, options)
      const name = nameOf(input)
      const found = link.isOnline() ? null : await give(call, name)
      if (found !== null) return found.value
      try {
        const value = await ask(call, input, options)
        void keep(call, name, value).catch(() => undefined)
        return value
      } catch (error) {
        if (isEngineError(error, 'CANCELLED')) throw error
        if (!isEngineError(error, 'UNREACHABLE')) void memory.forget(call, name).catch(() => undefined)
        else {
          const instead = await give(call, name)
          if (instead !== null) return instead.value
        }
        throw error
      }
    }
  }

  return {
    around,
    onGiven: (listener) => (given = listener),
    keepShown: (letter) => void (isOnline() && keepShown(letter).catch(() => undefined)),
    now,
  }
}

/** How long a call may wait changes no answer. */
function nameOf(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('waitMs' in input)) return input
  const { waitMs: _, ...asked } = input
  return asked
}

/** A person who was let in before sees the memory. How the home stands is not remembered. */
function openHome({ person, name }: Myself, now: number): HomeStatus {
  return {
    ...{ state: 'open', person, name, wordsProven: true, keyring: null },
    now: new Date(now).toISOString(),
  }
}
