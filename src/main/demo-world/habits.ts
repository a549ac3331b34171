// What the others of the demo world do by themselves once a visitor is there: they open what is written to them,
// and answer as their nature is. Letters from before the visit are left as the story left them.
import type { LetterSummary, PersonId, RefText } from '../../core/contract/index.ts'
import type { Resident } from './resident.ts'

/** Somebody as far as a habit goes: acting by the contract. */
export type Actor = Pick<Resident, 'api'>

/** What somebody does with a letter of the visitor that they have just opened. */
export type Answer = (who: Actor, letter: LetterSummary, text: string) => Promise<unknown>

export interface Habit {
  /** How long a letter lies before it is opened. */
  pauseMs: number
  answer: Answer
}

const OPEN_WAIT_MS = 10_000

/** From now on `who` answers the letters of `visitor`. Gives what ends it. */
export function liveBy({ pauseMs, answer }: Habit, who: Actor, visitor: PersonId): () => void {
  const arrived = new Set<RefText>()
  const opened = new Set<RefText>()
  const timers = new Set<NodeJS.Timeout>()

  async function open(ref: RefText): Promise<void> {
    const letter = await who.api.letters.summary({ ref })
    if (letter.state !== 'sealed' || opened.has(ref)) return
    opened.add(ref)
    try {
      const { text } = await who.api.letters.read({ ref, waitMs: OPEN_WAIT_MS })
      await answer(who, letter, text)
    } catch {
      // Held or recalled in the meantime. When it is let go it changes, and is looked at again.
      opened.delete(ref)
    }
  }

  function openLater(ref: RefText): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      // It fails only in a home that is being closed.
      open(ref).catch(() => undefined)
    }, pauseMs)
    timers.add(timer)
  }

  const stop = who.api.events.subscribe((event) => {
    if (event.type === 'letter-arrived' && event.from === visitor) arrived.add(event.ref)
    else if (event.type !== 'letter-changed' || !arrived.has(event.ref)) return
    openLater(event.ref)
  })
  return () => {
    stop()
    for (const timer of timers) clearTimeout(timer)
  }
}

/** Calls `greet` once, when `who` and the visitor have become contacts. Gives what ends it. */
export function greetWhenLetIn(
  who: Actor,
  visitor: PersonId,
  greet: (who: Actor) => Promise<unknown>,
): () => void {
  const stop = who.api.events.subscribe((event) => {
    if (event.type !== 'contact-changed' || event.person !== visitor) return
    stop()
    greet(who).catch(() => undefined)
  })
  return stop
}
