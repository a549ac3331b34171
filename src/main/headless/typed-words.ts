// The words of a command: links that grant access, and what a person writes. They come from stdin
// (`-`) or from a question at the terminal, never from an argument.
import { EngineError } from '../../core/contract/index.ts'
import type { CommandHead, WordsSpec, World } from './command.ts'
import { listWords, WORD_WAYS, type Given } from './given.ts'
import { askLine, askLines, askSecret, isInteractive, readStdin } from './prompt.ts'

/** The largest text of a letter. The engine checks each part again. */
const MAX_BYTES = 16 * 1024 * 1024

export class TypedWords {
  readonly #command: CommandHead
  readonly #given: Given
  readonly #world: World
  readonly #taken = new Set<string>()
  /** What stdin has left; null before it was read. */
  #left: string | null = null

  constructor(command: CommandHead, given: Given, world: World) {
    this.#command = command
    this.#given = given
    this.#world = world
  }

  /** None if an option announces them and was not given. @throws as `get` */
  async find(name: string): Promise<string[]> {
    const isOption = this.#command.words![name]!.isOption === true
    return isOption && !this.#given.isSet(name) ? [] : [await this.get(name)]
  }

  /** @throws INVALID without `-` and without a terminal; CANCELLED */
  async get(name: string): Promise<string> {
    const spec = this.#command.words![name]!
    const words = isInteractive(this.#world) ? await this.#ask(name, spec) : await this.#read(spec)
    this.#taken.add(name)
    return words
  }

  #ask(name: string, { takes }: WordsSpec): Promise<string> {
    const question = `${name[0]!.toUpperCase()}${name.slice(1)}`
    if (takes === 'secret') return askSecret(this.#world, `${question}: `)
    if (takes !== 'lines') return askLine(this.#world, `${question}: `)
    return askLines(this.#world, `${question}, until Ctrl-D on an empty line: `)
  }

  async #read({ takes }: WordsSpec): Promise<string> {
    if (!this.#given.isPiped) throw this.#missing()
    const left = this.#left ?? (await readStdin(this.#world, MAX_BYTES))
    const { line, rest } = cutLine(left)
    const isLine = takes === 'line' || takes === 'secret'
    this.#left = isLine ? rest : ''
    // A long text is what stdin has, byte for byte.
    return isLine ? line : takes === 'lines' ? left : withoutLastEnd(left)
  }

  #missing(): EngineError {
    const { name, usage, words = {} } = this.#command
    const missing = listWords(Object.keys(words).filter((one) => !this.#taken.has(one)))
    return new EngineError('INVALID', `${missing}: ${WORD_WAYS}. Usage: fumikura ${name} ${usage}`)
  }
}

function cutLine(text: string): { line: string; rest: string } {
  const end = text.indexOf('\n')
  if (end === -1) return { line: text, rest: '' }
  return { line: withoutLastEnd(text.slice(0, end + 1)), rest: text.slice(end + 1) }
}

/** `echo` ends its output with a line end that nobody typed. */
function withoutLastEnd(text: string): string {
  if (!text.endsWith('\n')) return text
  return text.slice(0, text.endsWith('\r\n') ? -2 : -1)
}
