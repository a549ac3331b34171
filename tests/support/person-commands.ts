// Commands for a person of a test, run in this process: the whole command line and the whole engine.
// Only the terminal, the process and the wires are test doubles.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../src/core/base/index.ts'
import { CommandLine, parseLine, type CallOptions, type Outcome } from './command-line.ts'
import { MemoryNetwork } from './memory-network.ts'
import { Person } from './person.ts'
import { runCommandLine } from './terminal.ts'
import { TestClock } from './test-clock.ts'

/** A person whose engine is up until `down`. */
export class PersonCommands extends CommandLine {
  readonly person: Person
  readonly #clock: TestClock

  constructor(person: Person, clock: TestClock) {
    super()
    this.person = person
    this.#clock = clock
  }

  async run(words: string[], { input = '', env = {} }: CallOptions = {}): Promise<Outcome> {
    const engine = { handlers: this.person.do, log: silentLog }
    const now = (): number => this.#clock.now()
    const ran = await runCommandLine([...words, '--json'], { engine, stdin: input, env, isUp: true, now })
    return { code: ran.code, value: parseLine(ran.stdout, words, ran.stderr), stderr: ran.stderr }
  }

  up(): Promise<void> {
    return this.person.start()
  }

  down(): Promise<void> {
    return this.person.stop()
  }
}

/** The people and the folder of one test file. */
export class CommandPlace {
  readonly dir: string
  readonly clock = new TestClock()
  readonly #network = new MemoryNetwork()
  readonly #people: Person[] = []

  private constructor(dir: string) {
    this.dir = dir
  }

  static async make(): Promise<CommandPlace> {
    return new CommandPlace(await mkdtemp(join(tmpdir(), 'fumikura-commands-')))
  }

  async person(name: string): Promise<PersonCommands> {
    const person = await Person.create(name, this.#network, this.clock)
    this.#people.push(person)
    return new PersonCommands(person, this.clock)
  }

  async remove(): Promise<void> {
    await Promise.all(this.#people.map((person) => person.remove()))
    await rm(this.dir, { recursive: true })
  }
}
