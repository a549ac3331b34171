// Those who act in the story of the demo world, and what they do again and again: write, receive, open, mark.
// Every act is one that a person could do in the app; nothing is written into a home from outside.
import { isEngineError, type LetterSummary, type Methods, type RefText } from '../../core/contract/index.ts'
import type { StoryClock } from './clock.ts'
import type { Resident } from './resident.ts'

type LetterInput = Parameters<Methods['letters']['send']>[0]
export type Words = Omit<LetterInput, 'to'>

export interface Act {
  /** How long ago it happened, in ms. */
  ago: number
  play(cast: Cast): Promise<unknown>
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const PATIENCE_MS = 20_000
const LOOK_EVERY_MS = 10

interface Residents {
  alice: Resident
  bob: Resident
  carol: Resident
  haruko: Resident
}

export class Cast {
  /** The one whom a visitor looks through. */
  readonly alice: Resident
  readonly bob: Resident
  readonly carol: Resident
  /** Nobody knows her yet. */
  readonly haruko: Resident
  readonly clock: StoryClock
  readonly #letters = new Map<string, RefText>()

  constructor({ alice, bob, carol, haruko }: Residents, clock: StoryClock) {
    this.alice = alice
    this.bob = bob
    this.carol = carol
    this.haruko = haruko
    this.clock = clock
  }

  /** Writes a letter that the story will come back to under `name`; resolves when its readers have the notice. */
  async writes(name: string, from: Resident, to: Resident[], words: Words): Promise<void> {
    const sent = await from.api.letters.send({ ...words, to: to.map(({ person }) => person) })
    this.#letters.set(name, sent.ref)
    if (sent.state === 'notified') await Promise.all(to.map((reader) => receives(reader, sent.ref)))
  }

  /** Opens a letter by reference; resolves when its author knows. */
  async opens(name: string, reader: Resident, author: Resident): Promise<void> {
    await reader.api.letters.read({ ref: this.ref(name), waitMs: PATIENCE_MS })
    await this.#stands(name, reader, author, 'referenced')
  }

  /** Says what has become of a letter; resolves when its author knows. */
  async marks(
    name: string,
    reader: Resident,
    author: Resident,
    value: 'done' | 'accepted' | 'declined',
    note?: string,
  ): Promise<void> {
    await reader.api.letters.mark({ ref: this.ref(name), value, note })
    await this.#stands(name, reader, author, value)
  }

  /** Takes a letter back; resolves when its reader has heard of it. */
  async recalls(name: string, author: Resident, reader: Resident): Promise<void> {
    const ref = this.ref(name)
    await author.api.letters.recall({ ref })
    await until(
      `${reader.name} hears of the recall`,
      async () => (await findLetter(reader, ref))?.state === 'recalled',
    )
  }

  /** @throws Error when the story has no letter of this name yet */
  ref(name: string): RefText {
    const ref = this.#letters.get(name)
    if (ref === undefined) throw new Error(`There is no letter called ${name} yet.`)
    return ref
  }

  #stands(name: string, reader: Resident, author: Resident, state: string): Promise<void> {
    return until(`${author.name} sees that ${name} is ${state}`, async () => {
      const { readers } = await author.api.letters.status({ ref: this.ref(name) })
      return readers.some((each) => each.person === reader.person && each.state === state)
    })
  }
}

/** Plays the acts in the order in which they happened, each at its time; the clock is right afterwards. */
export async function playActs(cast: Cast, acts: Act[]): Promise<void> {
  for (const act of acts.toSorted((a, b) => b.ago - a.ago)) {
    cast.clock.passUntil(act.ago)
    await act.play(cast)
  }
  cast.clock.passUntil(0)
}

function receives(reader: Resident, ref: RefText): Promise<void> {
  return until(`${reader.name} has the notice`, async () => (await findLetter(reader, ref)) !== null)
}

async function findLetter({ api }: Resident, ref: RefText): Promise<LetterSummary | null> {
  try {
    return await api.letters.summary({ ref })
  } catch (error) {
    if (isEngineError(error, 'NOT_FOUND')) return null
    throw error
  }
}

/** Looks again until it is so. @throws Error in the words of `what` */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now()
  while (!(await isSo())) {
    if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`${what}: not within ${PATIENCE_MS} ms`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
