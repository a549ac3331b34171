// The letters of the scenario `keepers-whole`, as the storm knows them: what the author was told
// about each reader, and what the reader got. Each deed compares the two at once.
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { PLAIN_POLICY, type RefText } from '../../../src/core/contract/index.ts'
import { processDue } from '../../../src/core/delivery/author-acts.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { calling, type Person } from '../../support/person.ts'
import { must, type Trial } from '../trial.ts'
import { checkReceipts, countObtainable } from './counted.ts'
import type { KeepersWorld, OnePerson } from './world.ts'

/** Occurs in every subject and every text. */
export const PLAIN_WORDS = 'plain words of a letter'
const LIFE_MS = [3_600_000, 4 * 3_600_000, 2 * 86_400_000]
const READ_MS = 400

export type Act = 'recall' | 'hold' | 'letGo'

export interface TrueReader {
  reader: OnePerson
  hasRead: boolean
  /** The author was told that this reader can no longer open it. */
  isGone: boolean
  /** The author was told that it is held, and has not let it go since. */
  isHeld: boolean
  /** The author was told that this reader has opened it. */
  isOpened: boolean
}

export interface TrueLetter {
  name: string
  ref: RefText
  object: Uint8Array
  text: string
  expiresAtMs: number
  lastAct: Act | null
  isRecalled: boolean
  readers: TrueReader[]
}

export class LettersAtStations {
  readonly all: TrueLetter[] = []
  readonly #trial: Trial
  readonly #world: KeepersWorld

  constructor(trial: Trial, world: KeepersWorld) {
    this.#trial = trial
    this.#world = world
  }

  async write(): Promise<void> {
    const { author, readers, clock } = this.#world
    const { random } = this.#trial
    const to = random.pickSome(readers)
    const livesMs = random.isSo(0.25) ? random.pick(LIFE_MS) : Infinity
    const [name, seed] = [`letter ${this.all.length}`, random.seed()]
    if (!author.isOn) await this.#world.turn(author)
    const text = `${PLAIN_WORDS}: ${name}, ${seed}`
    const expiresAtMs = clock.now() + livesMs
    const expires = livesMs === Infinity ? null : new Date(expiresAtMs).toISOString()
    const policy = { ...PLAIN_POLICY, mode: 'controlled' as const, expires }
    const people = to.map(({ person }) => person)
    const ref = await author.person.write(people, `${PLAIN_WORDS}: ${name}`, text, { policy })
    const news = { hasRead: false, isGone: false, isHeld: false, isOpened: false }
    this.all.push({
      ...{ name, ref, object: objectId(parseRef(ref)!), text, expiresAtMs, lastAct: null, isRecalled: false },
      readers: to.map((reader) => ({ reader, ...news })),
    })
    this.#trial.note(`${name} to ${people.map((one) => one.name).join(' ')}, for ${livesMs / 3_600_000} h`)
  }

  /** Draws an equal number of choices whether or not there is a letter. */
  #pick(): { letter: TrueLetter; reader: TrueReader } | null {
    const { random } = this.#trial
    const [a, b] = [random.share(), random.share()]
    if (this.all.length === 0) return null
    const recent = this.all.slice(-6)
    const letter = recent[Math.floor(a * recent.length)]!
    return { letter, reader: letter.readers[Math.floor(b * letter.readers.length)]! }
  }

  async read(): Promise<void> {
    const picked = this.#pick()
    if (picked !== null) await this.tryToRead(picked.letter, picked.reader, READ_MS)
  }

  /** Returns the code of the refusal; null if the reader has the text. */
  async tryToRead(letter: TrueLetter, one: TrueReader, waitMs: number): Promise<string | null> {
    if (!one.reader.isOn) return 'OFF'
    const now = this.#world.clock.now()
    const code = await openLetter(one.reader.person, letter, waitMs)
    this.#trial.note(`${one.reader.person.name} reads ${letter.name}: ${code ?? 'opened'}`)
    this.#trial.count(code === null ? 'opened' : 'refused')
    const about = `${letter.name} for ${one.reader.person.name}`
    if (code === null && !one.hasRead) {
      must(!one.isGone, `${about} opens after the author was told that it is gone`)
      must(!one.isHeld, `${about} opens while the author was told that it is held`)
      must(now < letter.expiresAtMs, `${about} opens after its time`)
      one.hasRead = true
    }
    must(code !== 'RECALLED' || letter.isRecalled, `${about} counts as recalled, and nobody recalled it`)
    must(code !== 'EXPIRED' || now >= letter.expiresAtMs, `${about} counts as expired before its time`)
    return code
  }

  async act(kind: Act): Promise<void> {
    const picked = this.#pick()
    if (picked !== null && this.#world.author.isOn) await this.#actOn(kind, picked.letter)
  }

  /** A reader opens a letter while its author recalls it. */
  async race(): Promise<void> {
    const picked = this.#pick()
    if (picked === null || !this.#world.author.isOn) return
    const { letter, reader } = picked
    letter.isRecalled = true
    const [code] = await Promise.all([
      reader.reader.isOn ? openLetter(reader.reader.person, letter, READ_MS) : 'OFF',
      this.#actOn('recall', letter),
    ])
    this.#trial.note(`${reader.reader.person.name} reads ${letter.name} meanwhile: ${code ?? 'opened'}`)
    if (code !== null) return
    reader.hasRead = true
    must(!reader.isGone, `${letter.name} opens while its recall is certain`)
  }

  async #actOn(kind: Act, letter: TrueLetter): Promise<void> {
    letter.isRecalled ||= kind === 'recall'
    letter.lastAct = kind
    if (kind === 'letGo') for (const one of letter.readers) one.isHeld = false
    const { readers } = await this.#world.author.person.do.letters[kind]({ ref: letter.ref }, calling)
    this.#trial.count(`${kind}s at whole stations`)
    this.#trial.note(
      `${kind} ${letter.name}: ${readers.map(({ name, outcome }) => `${name} ${outcome}`).join(' ')}`,
    )
    for (const { name, outcome } of readers) this.#believe(letter, name, outcome)
  }

  /** Reads what the author sees of every letter. */
  async look(): Promise<void> {
    const { author } = this.#world
    if (!author.isOn) return
    await processDue(author.person.home.parts)
    for (const letter of this.all)
      for (const { name, state } of await author.person.status(letter.ref)) this.#believe(letter, name, state)
    this.#judgeShares()
  }

  #believe(letter: TrueLetter, name: string, told: string): void {
    const one = letter.readers.find(({ reader }) => reader.person.name === name)!
    const about = `${letter.name} for ${name}`
    if (told === 'recalled' || told === 'expired') {
      must(!one.hasRead, `${about} is ${told}, and was opened`)
      must(!one.isOpened, `${about} is ${told}, and was referenced`)
      checkReceipts(this.#world, letter, one)
      if (!one.isGone) this.#trial.count('certain ends')
      one.isGone = true
    }
    if (told === 'referenced' || told === 'too-late') {
      must(!one.isGone, `${about} is referenced, and was gone`)
      one.isOpened = true
    }
    if (told === 'held' && letter.lastAct === 'hold') {
      must(!one.hasRead, `${about} is held, and was opened`)
      one.isHeld = true
    }
  }

  /** Together with the liars, no reader has enough shares of a letter that is gone. */
  #judgeShares(): void {
    for (const letter of this.all)
      for (const one of letter.readers)
        if (one.isGone && one.reader.isOn) {
          const count = countObtainable(this.#world, letter, one)
          must(
            count < this.#world.preset.need,
            `${letter.name} is gone, and ${count} shares are in wrong hands`,
          )
        }
  }
}

/** Returns the code of the refusal; null if it opens. */
export async function openLetter(
  person: Person,
  { ref, name, text }: Pick<TrueLetter, 'ref' | 'name' | 'text'>,
  waitMs: number,
): Promise<string | null> {
  try {
    const got = await person.read(ref, waitMs)
    must(got.text === text, `${name} has another text`)
    return null
  } catch (error) {
    if (isEngineError(error) && error.code !== 'INTERNAL' && error.code !== 'ALTERED') return error.code
    throw error
  }
}
