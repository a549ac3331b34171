// How a thread is stacked: which letters fold into one line, which one the reply answers, and how
// many minutes a letter takes to read. These functions are pure. They follow reference.
import { namesAddresses } from './reply-audience.ts'
import type { RefText, ThreadLetter } from '../../core/contract/index.ts'
import { entryOf, groupIn } from '../audiences/index.ts'
import { isSameObject } from '../state/same-object.ts'

export type Stacked =
  | { kind: 'letter'; letter: ThreadLetter }
  /** Earlier letters that are shown as one line. */
  | { kind: 'folded'; letters: readonly ThreadLetter[] }

/** The latest opened letters stay in full. */
const LATEST = 2

/** A sealed letter, and one that cannot be shown, is one line already, so it never folds. */
export function stack(
  letters: readonly ThreadLetter[],
  isKept: (letter: ThreadLetter) => boolean,
): Stacked[] {
  const opened = letters.filter(isReadable)
  const latest = new Set(opened.slice(-LATEST))
  const stacked: Stacked[] = []
  let run: ThreadLetter[] = []
  const endRun = (): void => {
    // One letter takes as much room as the line that would hide it.
    if (run.length > 1) stacked.push({ kind: 'folded', letters: run })
    else stacked.push(...run.map((letter) => ({ kind: 'letter', letter }) as const))
    run = []
  }
  for (const letter of letters) {
    if (isReadable(letter) && !latest.has(letter) && !isKept(letter)) {
      run.push(letter)
      continue
    }
    endRun()
    stacked.push({ kind: 'letter', letter })
  }
  endRun()
  return stacked
}

export function isReadable({ shown }: ThreadLetter): boolean {
  return !('code' in shown)
}

type Held = ThreadLetter['shown']

/** True if somebody has the other letter and not this one; a letter to a group leaves nobody out. */
export function leavesOut(letter: Held, other: Held, me: string | null): boolean {
  if (groupIn(letter.to) !== null) return false
  const has = new Set(holdersOf(letter))
  return holdersOf(other).some((one) => one !== me && !has.has(one))
}

function holdersOf({ from, to }: Held): string[] {
  const all = from === null ? to : [from, ...to]
  return all.map(entryOf)
}

/**
 * Returns the letter that a reply to the thread answers: the latest one that can be read, and was not
 * imported from an export of letters. An answer of this person that leaves out somebody who has what it answers does not narrow
 * the whole thread.
 */
export function findAnswered(letters: readonly ThreadLetter[], me: string | null): ThreadLetter | null {
  const isSide = ({ shown, summary }: ThreadLetter): boolean => {
    const replyTo = summary?.replyTo ?? null
    const answers = replyTo === null ? null : findLetter(letters, replyTo)
    return shown.from?.person === me && answers !== null && leavesOut(shown, answers.shown, me)
  }
  const readable = letters.filter(
    ({ shown }) => !('code' in shown) && (shown.imported === null || namesAddresses(shown)),
  )
  return readable.findLast((letter) => !isSide(letter)) ?? readable.at(-1) ?? null
}

/** Returns the letter of the thread that a ref names; null if it is not in the thread. */
export function findLetter(letters: readonly ThreadLetter[], ref: RefText): ThreadLetter | null {
  return letters.find(({ shown }) => isSameObject(shown.ref, ref)) ?? null
}

const WORDS_PER_MINUTE = 220
/** Characters of Chinese, Japanese and Korean have no spaces between words. */
const SIGNS_PER_MINUTE = 500
const SIGN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu

/** In minutes; 0 for a letter that takes less than one. */
export function readingMinutes(text: string): number {
  const signs = text.match(SIGN)?.length ?? 0
  const words = text.replace(SIGN, ' ').split(/\s+/u).filter(Boolean).length
  return Math.round(words / WORDS_PER_MINUTE + signs / SIGNS_PER_MINUTE)
}
