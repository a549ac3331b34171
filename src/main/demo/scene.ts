// Plays one step of the story: shows and runs the commands, then checks and prints the expected
// effects.
// A failed check ends the story with the sentence that does not hold.
import {
  isEngineError,
  type EngineError,
  type ErrorCode,
  type Letter,
  type LetterSummary,
  type RefText,
  type SentLetter,
} from '../../core/contract/index.ts'
import { cutToColumns, shortRef } from '../headless/screen.ts'
import type { Neighbour } from './neighbour.ts'
import type { StationMachine } from './station-machine.ts'
import type { Transcript } from './transcript.ts'
import type { World } from './world.ts'

const PATIENCE_MS = 10_000
const LOOK_EVERY_MS = 25

export interface Step {
  title: string
  play(scene: Scene): Promise<void>
}

/** The outcome of a step is not as expected. The message is the sentence that does not hold. */
export class StepFailed extends Error {}

export class Scene {
  readonly world: World
  mailSentence: string | null = null
  readonly #letters: Map<string, RefText>
  readonly #transcript: Transcript

  /** `letters` are refs that earlier steps leave for later ones, by name. */
  constructor(world: World, transcript: Transcript, letters: Map<string, RefText>) {
    this.world = world
    this.#letters = letters
    this.#transcript = transcript
  }

  /** Sends a letter and stores its ref under `name`. */
  async sends(name: string, who: Neighbour, ...words: string[]): Promise<SentLetter> {
    const sent = await this.does<SentLetter>(who, 'send', ...words)
    this.says(`${sent.state}  ${shortRef(sent.ref)}`)
    this.#letters.set(name, sent.ref)
    return sent
  }

  /** Returns the full ref of a letter of the story. */
  ref(name: string): RefText {
    const ref = this.#letters.get(name)
    if (ref === undefined) throw new StepFailed(`there is no letter named ${name} yet`)
    return ref
  }

  /** Returns the start of a ref, as a person types it. */
  start(name: string): string {
    return shortRef(this.ref(name))
  }

  /** Waits until the notice is in the inboxes of these readers. */
  async arrives(name: string, ...readers: Neighbour[]): Promise<void> {
    const ref = this.ref(name)
    const names = readers.map((reader) => reader.name).join(' and ')
    await this.until(`the notice is in the inbox of ${names}`, async () => {
      const entries = await Promise.all(readers.map((reader) => findEntry(reader, ref)))
      return entries.every((entry) => entry !== null)
    })
  }

  /**
   * Checks the state of a letter for each reader, as its author sees it: `bob opened, carol
   * notified`.
   */
  async hasStates(name: string, author: Neighbour, expected: string): Promise<void> {
    await this.until(
      `${author.name} sees: ${expected}`,
      async () => (await describeReaders(author, this.ref(name))) === expected,
    )
  }

  /** Opens a letter and checks that its text is the written one. */
  async reads(name: string, who: Neighbour, expected: string): Promise<Letter> {
    const letter = await this.does<Letter>(who, 'read', this.start(name))
    this.says(cutToColumns(letter.text.split('\n')[0]!, 70))
    this.check(
      'the text is unchanged, and both commitments hold',
      letter.text === expected && letter.verified,
    )
    return letter
  }

  /** Runs a command and returns its result. @throws StepFailed if it is refused */
  async does<Result>(who: Neighbour, ...words: string[]): Promise<Result> {
    this.#transcript.typed(who.name, words)
    try {
      return await who.run<Result>(words)
    } catch (error) {
      if (isEngineError(error))
        throw new StepFailed(`${who.name}: ${words[0]} failed with ${error.code}, ${error.message}`)
      throw error
    }
  }

  /** Starts a station, and returns its link for one customer. */
  switchesOn(station: StationMachine): Promise<string> {
    this.#transcript.typed(station.name, station.words)
    return station.switchOn()
  }

  /** Runs a command that must be refused with exactly this code. */
  async isRefused(code: ErrorCode, who: Neighbour, ...words: string[]): Promise<void> {
    this.#transcript.typed(who.name, words)
    const refusal = await findRefusal(who, words)
    if (refusal?.code !== code) {
      const outcome = refusal === null ? 'it succeeded' : `it failed with ${refusal.code}`
      throw new StepFailed(`${who.name}: ${words[0]} should have failed with ${code}, but ${outcome}`)
    }
    this.#transcript.ok(`refused: ${code} (${refusal.message})`)
  }

  says(text: string): void {
    this.#transcript.said(text)
  }

  /** Checks a condition and prints the sentence. @throws StepFailed if it does not hold */
  check(sentence: string, isSo: boolean): void {
    if (!isSo) throw new StepFailed(sentence)
    this.#transcript.ok(sentence)
  }

  /** The same for a condition that soon becomes true; prints the time it took. */
  async until(sentence: string, isSo: () => Promise<boolean>, withinMs = PATIENCE_MS): Promise<void> {
    const startedAt = performance.now()
    while (!(await isSo())) {
      if (performance.now() - startedAt > withinMs)
        throw new StepFailed(`${sentence}: not within ${withinMs} ms`)
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
    const tookMs = Math.round(performance.now() - startedAt)
    this.#transcript.ok(tookMs < LOOK_EVERY_MS ? sentence : `${sentence}, ${tookMs} ms later`)
  }

  /**
   * A calculated comparison, not a measurement. It says what e-mail servers would have transferred.
   * Printed after the cost of the step.
   */
  email(sentence: string): void {
    this.mailSentence = sentence
  }
}

async function findRefusal(who: Neighbour, words: string[]): Promise<EngineError | null> {
  try {
    await who.run(words)
    return null
  } catch (error) {
    if (isEngineError(error)) return error
    throw error
  }
}

export async function findEntry(reader: Neighbour, ref: RefText): Promise<LetterSummary | null> {
  const entries = await reader.api.letters.list({})
  return entries.find((entry) => entry.ref === ref) ?? null
}

/** Viewers of the demo do not know the word of the contract for an opened letter. */
export function describeReader({ name, state }: { name: string; state: string }): string {
  return `${name} ${state === 'referenced' ? 'opened' : state}`
}

async function describeReaders(author: Neighbour, ref: RefText): Promise<string> {
  const { readers } = await author.api.letters.status({ ref })
  const states = readers.map(
    (reader) => `${describeReader(reader)}${reader.note === null ? '' : ` (${reader.note})`}`,
  )
  return states.sort().join(', ')
}
