// The characters of the demo world, and their repeated acts: write, receive, open, mark. Every act
// is one that a person could do in the app; nothing is written into a home directly.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  isEngineError,
  type Answer,
  type FileId,
  type GroupId,
  type GroupStyle,
  type LetterSummary,
  type Methods,
  type RefText,
} from '../../core/contract/index.ts'
import type { StoryClock } from './clock.ts'
import { paint, type Painting } from './painting.ts'
import type { Resident } from './resident.ts'

type LetterInput = Parameters<Methods['letters']['send']>[0]
export type Words = Omit<LetterInput, 'to'>

/** A picture that somebody took. */
export interface Snap {
  name: string
  painting: Painting
}

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
  readonly #groups = new Map<string, GroupId>()
  /** Pictures by the name of their file. */
  readonly #files = new Map<string, FileId>()

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

  /** Founds a group. Resolves when all its members know it. */
  async founds(name: string, style: GroupStyle, owner: Resident, members: Resident[]): Promise<void> {
    const { group } = await owner.api.groups.create({ name, style })
    this.#groups.set(name, group)
    await owner.api.groups.add({ group, persons: members.map(({ person }) => person) })
    for (const { name: who, api } of members)
      await until(`${who} is in ${name}`, async () =>
        (await api.groups.list()).some((known) => known.group === group && known.membership === 'member'),
      )
  }

  /** Posts a letter to a group. Resolves when these members have the notice. */
  async posts(name: string, from: Resident, group: string, words: Words, readers: Resident[]): Promise<void> {
    const { ref } = await from.api.letters.send({ ...words, to: [this.#group(group)] })
    this.#letters.set(name, ref)
    await Promise.all(readers.map((reader) => receives(reader, ref)))
  }

  /** Says something in a group, or to one person. Resolves when the others have it. */
  async says(from: Resident, to: string | Resident, text: string, others: Resident[]): Promise<RefText> {
    const whom = typeof to === 'string' ? this.#group(to) : to.person
    const { ref } = await from.api.talks.say({ with: whom, text })
    await Promise.all(others.map((other) => receives(other, ref)))
    return ref
  }

  async reacts(reader: Resident, ref: RefText, text: string): Promise<void> {
    await reader.api.talks.react({ ref, text })
  }

  /** Publishes a post. Resolves when the follower has it. */
  async publishes(
    from: Resident,
    subject: string,
    text: string,
    tags: string[],
    follower: Resident,
  ): Promise<void> {
    const { ref } = await from.api.letters.send({ to: ['public'], subject, text, tags })
    await receives(follower, ref)
  }

  /** Stores pictures with their previews. */
  async snaps(owner: Resident, snaps: readonly Snap[]): Promise<void> {
    await Promise.all(snaps.map((snap) => this.#store(owner, snap)))
  }

  async #store(owner: Resident, { name, painting }: Snap): Promise<void> {
    const { png, preview } = paint(painting)
    const path = join(owner.paths.dir, '..', name)
    await writeFile(path, png)
    const { file } = await owner.api.files.add({ path })
    const { width, height } = painting
    await owner.api.files.describe({ file, preview, width, height })
    this.#files.set(name, file)
  }

  async makesAlbum(owner: Resident, title: string, snaps: readonly Snap[]): Promise<RefText> {
    const files = snaps.map(({ name }) => this.#files.get(name)!)
    return (await owner.api.albums.create({ title, files })).album
  }

  /** Makes an album and shares it. Resolves when the reader has opened it. */
  async givesAlbum(owner: Resident, title: string, snaps: readonly Snap[], reader: Resident): Promise<void> {
    const album = await this.makesAlbum(owner, title, snaps)
    await owner.api.albums.share({ album, to: reader.person, keepPlace: true })
    const isHere = async (): Promise<boolean> =>
      (await reader.api.albums.list({ from: 'others' })).some((known) => known.title === title)
    await until(`${reader.name} has ${title}`, isHere)
    await until(`${reader.name} has opened ${title}`, async () => {
      const { count, unopened } = await reader.api.albums.open({ album: title, waitMs: PATIENCE_MS })
      return count === snaps.length && unopened === 0
    })
  }

  #group(name: string): GroupId {
    const group = this.#groups.get(name)
    if (group === undefined) throw new Error(`There is no group named ${name} yet.`)
    return group
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
