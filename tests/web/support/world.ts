// A small world for a web test: people with homes and engines of their own on an offline network,
// all paired.
import { eventually } from '../../support/command-line.ts'
import { type Home, Place } from '../../processes/fumikura.ts'

export type Name = 'alice' | 'bob' | 'carol'

/** A person with a running engine and a web door. */
export class Person {
  readonly name: string
  readonly home: Home
  #url: string

  constructor(name: string, home: Home, url: string) {
    this.name = name
    this.home = home
    this.#url = url
  }

  /** Returns a link that gives one more browser access, once. */
  async link(): Promise<string> {
    return (await this.run<{ url: string }>(['open'])).url
  }

  /** The address for browsers that already have access. It changes when the engine restarts. */
  get origin(): string {
    return new URL(this.#url).origin
  }

  /** `fumikura …words` in this home. */
  run<Result>(words: string[]): Promise<Result> {
    return this.home.get<Result>(words)
  }

  /**
   * Sends by the command line and returns the ref:
   * `send(['--to', 'bob', '--subject', …, '--text', …])`.
   */
  async send(words: string[]): Promise<string> {
    return (await this.run<{ ref: string }>(['send', ...words])).ref
  }

  /** Resolves once the notice of a letter is in this person's inbox. */
  async receives(ref: string): Promise<void> {
    const look = (): Promise<{ ref: string | null }[]> => this.run(['list'])
    await eventually('the notice arrives', look, (entries) => entries.some((entry) => entry.ref === ref))
  }

  /** Ends the engine in order, or by a signal like a power cut. */
  async goAway(signal?: NodeJS.Signals): Promise<void> {
    await this.home.down(signal)
  }

  /** Starts the engine at another address, so every browser needs a new link. */
  async comeBack(): Promise<void> {
    this.#url = (await this.home.up()).url
  }
}

export class World {
  readonly place: Place
  readonly people: ReadonlyMap<string, Person>

  private constructor(place: Place, people: Map<string, Person>) {
    this.place = place
    this.people = people
  }

  /** Starts an engine for each name and pairs everyone with everyone. */
  static open(...names: Name[]): Promise<World> {
    return World.openWith({}, ...names)
  }

  /** The same, with these variables for the engines. */
  static async openWith(env: Record<string, string>, ...names: Name[]): Promise<World> {
    const place = await Place.make({ hasDht: true })
    try {
      const homes = await Promise.all(names.map((name) => makePerson(place, name, env)))
      for (const [at, one] of homes.entries()) for (const other of homes.slice(at + 1)) await pair(one, other)
      return new World(place, new Map(homes.map((person) => [person.name, person])))
    } catch (error) {
      await place.remove()
      throw error
    }
  }

  /** Starts an engine on a home without a person. */
  async empty(name: string): Promise<Person> {
    const home = this.place.home(name)
    return new Person(name, home, (await home.up()).url)
  }

  get alice(): Person {
    return this.person('alice')
  }

  get bob(): Person {
    return this.person('bob')
  }

  get carol(): Person {
    return this.person('carol')
  }

  person(name: Name): Person {
    const person = this.people.get(name)
    if (person === undefined) throw new Error(`${name} was not asked into this world`)
    return person
  }

  async close(): Promise<void> {
    await this.place.remove()
  }
}

async function makePerson(place: Place, name: string, env: Record<string, string>): Promise<Person> {
  const home = place.home(name)
  // The running engine creates the person, because a command without one has to load an engine.
  const { url } = await home.up([], env)
  await home.get(['new', '--name', name])
  return new Person(name, home, url)
}

async function pair(one: Person, other: Person): Promise<void> {
  const { invite } = await one.run<{ invite: string }>(['invite'])
  await other.run(['accept', invite])
  // The tests begin with an empty inbox.
  await one.run(['news', 'remove', '--all'])
}
