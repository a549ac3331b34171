// The characters of the demo world, and their repeated acts: write, receive, open, mark. Each act
// is a command that a person could type; nothing is written into a home directly.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  isEngineError,
  type ActResult,
  type Answer,
  type ErrorCode,
  type FileId,
  type GroupStyle,
  type Letter,
  type LetterSummary,
  type RefText,
  type SentLetter,
} from '../../core/contract/index.ts'
import { shortRef } from '../headless/screen.ts'
import type { StoryClock } from './story-clock.ts'
import { runCommand, type Answered } from './run-command.ts'
import { paint, type Painting } from './painting.ts'
import type { Resident } from './resident.ts'
import type { DemoStation } from './demo-station.ts'
import type { Transcript } from './transcript.ts'

export interface Words {
  subject: string
  text: string
}

/** A picture that somebody took. */
export interface Snap {
  name: string
  painting: Painting
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const PATIENCE_MS = 30_000
const LOOK_EVERY_MS = 10

export interface Residents {
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
  /** Switched off until the story needs them. */
  readonly stations: DemoStation[]
  readonly clock: StoryClock
  readonly #transcript: Transcript | null
  readonly #letters = new Map<string, { ref: RefText; text: string }>()
  /** Pictures by the name of their file. */
  readonly #files = new Map<string, FileId>()

  /** `transcript` prints each command and what followed; null for a visitor, who sees the page. */
  constructor(
    { alice, bob, carol, haruko }: Residents,
    stations: DemoStation[],
    clock: StoryClock,
    transcript: Transcript | null = null,
  ) {
    this.alice = alice
    this.bob = bob
    this.carol = carol
    this.haruko = haruko
    this.stations = stations
    this.clock = clock
    this.#transcript = transcript
  }

  /** Runs a command with its words in place. @throws every error of the command */
  async does<Result>(who: Resident, ...words: string[]): Promise<Result> {
    const { result, shown } = await this.#runs<Result>(who, words)
    this.tells(shown)
    return result
  }

  #runs<Result>(who: Resident, words: string[]): Promise<Answered<Result>> {
    this.#transcript?.typed(who.login, words)
    return runCommand<Result>(words, who.api, () => this.clock.now())
  }

  /** Runs a command that must be refused with exactly this code. */
  async isRefused(code: ErrorCode, who: Resident, ...words: string[]): Promise<void> {
    const outcome = await this.#runs(who, words).catch((error: unknown) => error)
    if (!isEngineError(outcome, code))
      throw new Error(`${who.login}: ${words[0]} should fail with ${code}`, { cause: outcome })
    this.#transcript?.ok(`refused: ${code} (${outcome.message})`)
  }

  tells(text: string): void {
    this.#transcript?.said(text)
  }

  /** @throws Error if it is not so */
  checks(sentence: string, isSo: boolean): void {
    if (!isSo) throw new Error(`It does not hold that ${sentence}.`)
    this.#transcript?.ok(sentence)
  }

  /** Polls until the condition holds. @throws Error after a time-out */
  async until(sentence: string, isSo: () => Promise<boolean>): Promise<void> {
    const startedAt = performance.now()
    while (!(await isSo())) {
      if (performance.now() - startedAt > PATIENCE_MS)
        throw new Error(`${sentence}: not within ${PATIENCE_MS} ms`)
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
    this.#transcript?.ok(sentence)
  }

  /** Sends a letter, and waits until these readers have the notice, unless it waits for its time. */
  async writes(
    name: string,
    from: Resident,
    to: (Resident | string)[],
    { subject, text }: Words,
    ...options: string[]
  ): Promise<SentLetter> {
    const names = to.flatMap((one) => ['--to', typeof one === 'string' ? one : one.name])
    const body = options.includes('--file') ? [] : ['--text', text]
    const sent = await this.does<SentLetter>(
      from,
      'send',
      ...names,
      ...options,
      '--subject',
      subject,
      ...body,
    )
    this.#letters.set(name, { ref: sent.ref, text })
    const readers = to.filter((one) => typeof one !== 'string')
    if (sent.state === 'notified' && readers.length > 0) await this.receives(name, readers)
    return sent
  }

  /** Waits until the notice is with these readers. */
  receives(name: string, readers: Resident[]): Promise<void> {
    const names = readers.map((reader) => reader.login).join(' and ')
    return this.until(`${readers.length === 1 ? `${names} has` : `${names} have`} the notice`, async () =>
      (await Promise.all(readers.map((reader) => this.finds(name, reader)))).every((found) => found !== null),
    )
  }

  /** Opens a letter of one author. Resolves when that author sees it. */
  async opens(name: string, reader: Resident, author: Resident): Promise<void> {
    await this.reads(name, reader)
    await this.#stands(name, reader, author, 'referenced')
  }

  /** Opens a letter. The text must be as its author wrote it. */
  async reads(name: string, reader: Resident): Promise<void> {
    const { result } = await this.#runs<Letter>(reader, ['read', this.start(name)])
    this.tells(result.text.split('\n', 1)[0]!)
    const isAsWritten = result.verified && result.text === this.#letter(name).text
    this.checks('the text is unchanged, and both commitments hold', isAsWritten)
  }

  /** Marks a letter. Resolves when its author sees the mark. */
  async marks(name: string, reader: Resident, author: Resident, value: Answer, note: string): Promise<void> {
    await this.does(reader, 'mark', this.start(name), value, '--note', note)
    await this.#stands(name, reader, author, value)
  }

  /** Holds, releases or recalls a letter. `expected` names each reader with the outcome. */
  async acts(
    act: 'hold' | 'let-go' | 'recall',
    name: string,
    author: Resident,
    expected: string,
  ): Promise<void> {
    const { readers } = await this.does<ActResult>(author, act, this.start(name))
    const outcomes = readers.map((reader) => `${reader.name} ${reader.outcome}`).sort()
    this.checks(expected, outcomes.join(', ') === expected)
  }

  /** Recalls a letter. Its reader sees the recall, and cannot open it. */
  async recalls(name: string, author: Resident, reader: Resident): Promise<void> {
    await this.acts('recall', name, author, `${reader.name} recalled`)
    await this.until(
      `${reader.login} sees the recall`,
      async () => (await this.finds(name, reader))?.state === 'recalled',
    )
    await this.isRefused('RECALLED', reader, 'read', this.start(name))
  }

  /** Founds a group. Resolves when all its members know it. */
  async founds(name: string, style: GroupStyle, owner: Resident, members: Resident[]): Promise<void> {
    await this.does(owner, 'group', 'new', name, '--style', style)
    await this.does(owner, 'group', 'add', name, ...members.map((member) => member.name))
    for (const { login, api } of members)
      await this.until(`${login} is a member`, async () =>
        (await api.groups.list()).some((known) => known.name === name && known.membership === 'member'),
      )
  }

  /** Says something in a group, or to one person. Returns its name when the others have it. */
  async says(from: Resident, to: string | Resident, text: string, others: Resident[]): Promise<string> {
    const whom = typeof to === 'string' ? to : to.name
    const { ref } = await this.does<SentLetter>(from, 'say', whom, text)
    this.#letters.set(text, { ref, text })
    await this.receives(text, others)
    return text
  }

  /** Publishes a post. Resolves when the follower has it. */
  async publishes(
    from: Resident,
    subject: string,
    text: string,
    tags: string[],
    follower: Resident,
  ): Promise<void> {
    const options = tags.flatMap((tag) => ['--tag', tag])
    await this.writes(subject, from, ['public'], { subject, text }, ...options)
    await this.receives(subject, [follower])
  }

  /** Stores pictures with their previews, which no command makes. */
  async snaps(owner: Resident, snaps: readonly Snap[]): Promise<void> {
    this.#transcript?.typed(owner.login, ['add', ...snaps.map(({ name }) => name)])
    await Promise.all(snaps.map((snap) => this.#store(owner, snap)))
  }

  async #store(owner: Resident, { name, painting }: Snap): Promise<void> {
    const { png, preview } = paint(painting)
    const path = await this.file(name, png)
    const { file } = await owner.api.files.add({ path })
    const { width, height } = painting
    await owner.api.files.describe({ file, preview, width, height })
    this.#files.set(name, file)
  }

  /** Writes a file into the folder of the world, and returns its path. */
  async file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.alice.paths.dir, '..', name)
    await writeFile(path, content)
    return path
  }

  async makesAlbum(owner: Resident, title: string, snaps: readonly Snap[]): Promise<void> {
    const names = snaps.map(({ name }) => name)
    this.#transcript?.typed(owner.login, ['add', ...names, '--album', title])
    await owner.api.albums.create({ title, files: names.map((name) => this.#files.get(name)!) })
  }

  /** Makes an album and shares it. Resolves when the reader has opened it. */
  async givesAlbum(owner: Resident, title: string, snaps: readonly Snap[], reader: Resident): Promise<void> {
    await this.makesAlbum(owner, title, snaps)
    await this.does(owner, 'album', 'share', title, '--to', reader.name, '--keep-place')
    await this.until(`${reader.login} has ${title}`, async () =>
      (await reader.api.albums.list({ from: 'others' })).some((known) => known.title === title),
    )
    this.#transcript?.typed(reader.login, ['album', 'open', title])
    await this.until(`${reader.login} has opened ${title}`, async () => {
      const { count, unopened } = await reader.api.albums.open({ album: title, waitMs: PATIENCE_MS })
      return count === snaps.length && unopened === 0
    })
  }

  #letter(name: string): { ref: RefText; text: string } {
    const letter = this.#letters.get(name)
    if (letter === undefined) throw new Error(`There is no letter named ${name} yet.`)
    return letter
  }

  /** @throws Error if the story has no letter of this name yet */
  ref(name: string): RefText {
    return this.#letter(name).ref
  }

  /** The start of a ref, as a person types it. */
  start(name: string): string {
    return shortRef(this.ref(name))
  }

  /** Null if this person has no notice of it. */
  async finds(name: string, { api }: Resident): Promise<LetterSummary | null> {
    try {
      return await api.letters.summary({ ref: this.ref(name) })
    } catch (error) {
      if (isEngineError(error, 'NOT_FOUND')) return null
      throw error
    }
  }

  #stands(name: string, reader: Resident, author: Resident, state: string): Promise<void> {
    const seen = state === 'referenced' ? 'opened it' : `marked it ${state}`
    return this.until(`${author.login} sees that ${reader.login} ${seen}`, async () => {
      const { readers } = await author.api.letters.status({ ref: this.ref(name) })
      return readers.some((each) => each.person === reader.person && each.state === state)
    })
  }
}
