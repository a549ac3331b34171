// The work in the kill tests, both in the killed process and here:
// write numbered letters, open them.
// Each fact is printed only after the engine has acknowledged it.
import { setTimeout as sleep } from 'node:timers/promises'
import { PLAIN_POLICY, type RefText } from '../../../src/core/contract/index.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, type Person } from '../../support/person.ts'

export type Said =
  | { word: 'awake' }
  | { word: 'open'; frozen: number }
  | { word: 'sent' | 'read' | 'marked'; ref: string; n: number }
  | { word: 'released'; object: string }

type Say = (said: Said) => void

const WRITERS = 2
const LOOK_EVERY_MS = 8
/** One of this many letters exceeds a block and gets its own core. */
const LARGE_EVERY = 23

/** Returns the body of letter n, always the same. */
export function letterText(n: number): string {
  return `This is letter ${n}. `.repeat(n % LARGE_EVERY === 0 ? 6000 : 1 + (n % 7))
}

export function numberOf(subject: string): number {
  return Number(subject.replace('letter ', ''))
}

/** Letters that stay unopened until the end. */
function staysSealed(n: number): boolean {
  return n % 4 === 1
}

interface Writing {
  first: number
  pauseMs: number
  say: Say
  isOver: () => boolean
}

/** Writes letters to bob from number `first`, several at a time. */
export async function writeLetters(writer: Person, { first, pauseMs, say, isOver }: Writing): Promise<void> {
  const lanes = Array.from({ length: WRITERS }, async (_, lane) => {
    for (let n = first + lane; !isOver(); n += WRITERS) {
      const order = { to: ['bob'], subject: `letter ${n}`, text: letterText(n) }
      const { ref } = await writer.do.letters.send(
        { ...order, policy: { ...PLAIN_POLICY, mode: n % 5 === 0 ? 'open' : 'controlled' } },
        calling,
      )
      say({ word: 'sent', ref, n })
      await sleep(pauseMs)
    }
  })
  await Promise.all(lanes)
}

/** Opens received letters, also those of an earlier run, and marks them done. */
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

/**
 * Errors that end a try without failing: the author died or the home closed.
 * The letter stays sealed.
 */
const ENDS = ['AUTHOR_AWAY', 'UNREACHABLE', 'CANCELLED'] as const

async function openLetter(reader: Person, ref: RefText, say: Say): Promise<void> {
  try {
    const letter = await reader.do.letters.read(
      { ref, waitMs: PATIENCE_MS },
      { signal: new AbortController().signal },
    )
    say({ word: 'read', ref: letter.ref, n: numberOf(letter.subject) })
    await reader.do.letters.mark({ ref: letter.ref, value: 'done' }, calling)
    say({ word: 'marked', ref: letter.ref, n: numberOf(letter.subject) })
  } catch (error) {
    if (!ENDS.some((code) => isEngineError(error, code))) throw error
  }
}
