// Opens the nouns of a home one after the other, and keeps how each starts and closes.
// A noun is closed even if a later one cannot be opened.
import { Closing } from './closing.ts'
import type { Log } from './log.ts'

type Work = () => Promise<void> | void

/** `args` of the constructor, so that the type of each argument follows from the class. */
type Class<Noun, Args extends unknown[]> = { readonly name: string } & (new (...args: Args) => Noun)

interface Opened<Noun, Options> {
  readonly name: string
  open(options: Options): Promise<Noun>
}

export class House {
  readonly closing = new Closing()
  readonly #starts: { name: string; start: Work }[] = []

  add<Noun extends object, Args extends unknown[]>(noun: Class<Noun, Args>, ...args: Args): Noun {
    return this.keep(noun.name, new noun(...args))
  }

  async open<Noun extends object, Options>(noun: Opened<Noun, Options>, options: Options): Promise<Noun> {
    return this.keep(noun.name, await noun.open(options))
  }

  /** Keeps `start()` and `close()` of a noun, if it has them. */
  keep<Noun extends object>(name: string, noun: Noun): Noun {
    const { start, close } = noun as { start?: Work; close?: Work }
    if (start !== undefined) this.#starts.push({ name, start: () => start.call(noun) })
    if (close !== undefined) this.closing.add(name, () => close.call(noun))
    return noun
  }

  /** Starts the nouns in the order of their opening. One that fails does not keep another. */
  start(log: Log): void {
    for (const { name, start } of this.#starts)
      void (async () => start())().catch((error: unknown) => {
        log.warn('noun-not-started', { noun: name, message: String(error) })
      })
  }
}

/** Nouns that others name before they are open. */
export class Later<Nouns extends object> {
  #nouns: Nouns | null = null

  connect(nouns: Nouns): void {
    this.#nouns = nouns
  }

  get now(): Nouns {
    if (this.#nouns === null) throw new Error('A noun was used before all nouns were open.')
    return this.#nouns
  }
}
