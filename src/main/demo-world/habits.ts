// How the characters act while a visitor is there. They open letters from the visitor and answer
// them.
// Letters from before the visit stay as the story left them.
import type { LetterSummary, PersonId, RefText } from '../../core/contract/index.ts'
import type { Resident } from './resident.ts'

/** A person, as far as a habit needs one, which means their calls. */
export type Actor = Pick<Resident, 'api'>

/** How a person answers a letter of the visitor that they have just opened. */
export type Answer = (who: Actor, letter: LetterSummary, text: string) => Promise<unknown>

export interface Habit {
  /** How long a letter stays unopened. */
  pauseMs: number
  answer: Answer
}

const OPEN_WAIT_MS = 10_000

/** From now on `who` answers letters of `visitor`. Returns the function that ends this. */
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
      // Held or recalled meanwhile. A let-go changes the letter, so it is opened then.
      opened.delete(ref)
    }
  }

  function openLater(ref: RefText): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      // It fails only while the home is closing.
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

/**
 * Calls `greet` once, when `who` and the visitor become contacts. Returns the function that ends
 * this.
 */
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
