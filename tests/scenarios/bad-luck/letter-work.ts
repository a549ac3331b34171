// What people do in the kill tests, in the killed process as in the one that judges: write numbered letters, open what comes.
// Everything is said only after it was promised.
import { setTimeout as sleep } from 'node:timers/promises'
import type { RefText } from '../../../src/core/contract/index.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { calling, type Person } from '../../support/person.ts'

export type Said =
  | { word: 'awake' }
  | { word: 'open'; frozen: number }
  | { word: 'sent' | 'read' | 'marked'; ref: string; n: number }
  | { word: 'released'; object: string }

type Say = (said: Said) => void

const WRITERS = 2
const LOOK_EVERY_MS = 8
/** Every so many letters one does not fit a block and gets a core of its own. */
const LARGE_EVERY = 23

/** The body of letter n, the same whenever it is asked for. */
export function letterText(n: number): string {
  return `This is letter ${n}. `.repeat(n % LARGE_EVERY === 0 ? 6000 : 1 + (n % 7))
}

export function numberOf(subject: string): number {
  return Number(subject.replace('letter ', ''))
}

/** Letters that nobody opens before the end. */
function staysSealed(n: number): boolean {
  return n % 4 === 1
}

interface Writing {
  first: number
  pauseMs: number
  say: Say
  isOver: () => boolean
}

/** Writes letters from `first` on to bob, several under way at a time. */
export async function writeLetters(writer: Person, { first, pauseMs, say, isOver }: Writing): Promise<void> {
  const lanes = Array.from({ length: WRITERS }, async (_, lane) => {
    for (let n = first + lane; !isOver(); n += WRITERS) {
      const order = { to: ['bob'], subject: `letter ${n}`, text: letterText(n), hold: false, urgent: false }
      const { ref } = await writer.do.letters.send(
        { ...order, mode: n % 5 === 0 ? 'open' : 'controlled' },
        calling,
      )
      say({ word: 'sent', ref, n })
      await sleep(pauseMs)
    }
  })
  await Promise.all(lanes)
}

/** Opens what has come, also what was left over by an earlier life, and tells the author that it is done. */
export async function openLetters(reader: Person, say: Say, isOver: () => boolean): Promise<void> {
  const opening = new Set<string>()
  while (!isOver()) {
    for (const { ref, state, subject } of await reader.list()) {
      if (ref === null || state !== 'sealed' || opening.has(ref) || staysSealed(numberOf(subject!))) continue
      opening.add(ref)
      void openLetter(reader, ref, say).finally(() => opening.delete(ref))
    }
    await sleep(LOOK_EVERY_MS)
  }
}

/** What ends a try and is no failure: an author who dies meanwhile, a home that is closed. The next look finds it still sealed. */
const ENDS = ['AUTHOR_AWAY', 'UNREACHABLE', 'CANCELLED'] as const

async function openLetter(reader: Person, ref: RefText, say: Say): Promise<void> {
  try {
    const letter = await reader.do.letters.read(
      { ref, waitMs: 2000 },
      { signal: new AbortController().signal },
    )
    say({ word: 'read', ref: letter.ref, n: numberOf(letter.subject) })
    await reader.do.letters.mark({ ref: letter.ref, value: 'done' }, calling)
    say({ word: 'marked', ref: letter.ref, n: numberOf(letter.subject) })
  } catch (error) {
    if (!ENDS.some((code) => isEngineError(error, code))) throw error
  }
}
