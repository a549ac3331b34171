// The characters of the demo world, and their repeated acts: write, receive, open, mark. Every act
// is one that a person could do in the app; nothing is written into a home directly.
import {
  isEngineError,
  type Answer,
  type LetterSummary,
  type Methods,
  type RefText,
} from '../../core/contract/index.ts'
import type { StoryClock } from './clock.ts'
import type { Resident } from './resident.ts'

type LetterInput = Parameters<Methods['letters']['send']>[0]
export type Words = Omit<LetterInput, 'to'>

export interface Act {
  /** How long ago the act happened, in ms. */
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
  /** The person whose home a visitor sees. */
  readonly alice: Resident
  readonly bob: Resident
  readonly carol: Resident
  /** A stranger to the others. */
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

  /** Writes a letter and stores its ref under `name`. Resolves when its readers have the notice. */
  async writes(name: string, from: Resident, to: Resident[], words: Words): Promise<void> {
    const sent = await from.api.letters.send({ ...words, to: to.map(({ person }) => person) })
    this.#letters.set(name, sent.ref)
    if (sent.state === 'notified') await Promise.all(to.map((reader) => receives(reader, sent.ref)))
  }

  /** Opens a letter by reference. Resolves when its author sees that. */
  async opens(name: string, reader: Resident, author: Resident): Promise<void> {
    await reader.api.letters.read({ ref: this.ref(name), waitMs: PATIENCE_MS })
    await this.#stands(name, reader, author, 'referenced')
  }

  /** Marks a letter. Resolves when its author sees the mark. */
  async marks(name: string, reader: Resident, author: Resident, value: Answer, note?: string): Promise<void> {
    await reader.api.letters.mark({ ref: this.ref(name), value, note })
    await this.#stands(name, reader, author, value)
  }

  /** Recalls a letter. Resolves when its reader sees the recall. */
  async recalls(name: string, author: Resident, reader: Resident): Promise<void> {
    const ref = this.ref(name)
    await author.api.letters.recall({ ref })
    await until(
      `${reader.name} hears of the recall`,
      async () => (await findLetter(reader, ref))?.state === 'recalled',
    )
  }

  /** @throws Error if the story has no letter of this name yet */
  ref(name: string): RefText {
    const ref = this.#letters.get(name)
    if (ref === undefined) throw new Error(`There is no letter named ${name} yet.`)
    return ref
  }

  #stands(name: string, reader: Resident, author: Resident, state: string): Promise<void> {
    return until(`${author.name} sees that ${name} is ${state}`, async () => {
      const { readers } = await author.api.letters.status({ ref: this.ref(name) })
      return readers.some((each) => each.person === reader.person && each.state === state)
    })
  }
}

/** Plays the acts in order of time, each at its time; afterwards the clock shows the real time. */
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

/** Polls until the condition holds. @throws Error with `what` after a time-out */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now()
  while (!(await isSo())) {
    if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`${what}: not within ${PATIENCE_MS} ms`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
