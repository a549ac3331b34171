// The people with whom mallory is paired, and their acts by the rules; the book has what they
// really wrote.
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { getRef, objectId } from '../../../src/core/store/index.ts'
import { createSigningKeyPair } from '../../../src/core/seal/index.ts'
import type { Notice } from '../../../src/core/feeds/index.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { Mallory, type MadeObject } from '../../support/mallory.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import type { Trial } from '../trial.ts'
import { Blocked } from './blocked.ts'
import { Book, type AliceLetter, type Announced } from './book.ts'

/** A letter of mallory's with its true text. */
export interface Made extends MadeObject {
  text: string
}

export class Victims {
  readonly alice: Person
  readonly bob: Person
  readonly mallory: Mallory
  readonly book = new Book()
  readonly #trial: Trial
  readonly #network: MemoryNetwork
  #written = 0
  #stranger: Promise<RawPeer> | null = null
  #blocked: Promise<Blocked> | null = null
  #card = 1

  private constructor(trial: Trial, network: MemoryNetwork, alice: Person, bob: Person, mallory: Mallory) {
    this.#trial = trial
    this.#network = network
    this.alice = alice
    this.bob = bob
    this.mallory = mallory
  }

  static async meet(trial: Trial): Promise<Victims> {
    const network = new MemoryNetwork()
    const people: Person[] = []
    for (const name of ['alice', 'bob']) {
      const person = await Person.create(name, network)
      trial.onEnd(() => person.remove())
      people.push(person)
    }
    const [alice, bob] = people as [Person, Person]
    await pair(alice, bob)
    const mallory = await Mallory.pairWith(network, alice)
    trial.onEnd(() => mallory.remove())
    return new Victims(trial, network, alice, bob, mallory)
  }

  /** Makes a contact whom alice has blocked. */
  blocked(): Promise<Blocked> {
    return (this.#blocked ??= Blocked.meet(this.#trial, this.#network, this))
  }

  /** Returns the number of the next card of mallory's. */
  nextCard(): number {
    return ++this.#card
  }

  /** Makes a person without any contact, on the same network. */
  stranger(): Promise<RawPeer> {
    return (this.#stranger ??= this.#meetStranger())
  }

  async #meetStranger(): Promise<RawPeer> {
    const stranger = await RawPeer.join(this.#network, createSigningKeyPair())
    this.#trial.onEnd(() => stranger.remove())
    await stranger.dial(this.alice.device)
    return stranger
  }

  /** Makes an object of mallory's; `change` alters the block that is stored. */
  async make(change?: (block: Buffer) => Uint8Array): Promise<Made> {
    const text = `words of mallory ${this.#written++}`
    const made = await this.mallory.make([this.alice], `Letter ${this.#written}`, text, change)
    return { ...made, text }
  }

  /** Announces by the rules. `text` is null if the letter differs from the notice. */
  async announce(
    made: Made,
    changes: Partial<Notice> = {},
    text: string | null = made.text,
  ): Promise<Announced> {
    const entry = this.book.enter(this.mallory.noticeOf(made, changes), made, text)
    await this.mallory.announce(this.alice, made, changes)
    return entry
  }

  /** Announces against a rule, so the letter must never be shown. */
  announceWrongly(made: Made, changes: Partial<Notice>): Promise<void> {
    return this.mallory.announce(this.alice, made, changes)
  }

  openTo(made: MadeObject): Partial<Notice> {
    return { mode: 'open', grant: this.mallory.grantFor(this.alice, made) }
  }

  /** Waits until a letter is listed on any page of the inbox. */
  async arrival(person: Person, ref: string): Promise<void> {
    const isThere = (): Promise<boolean> =>
      person.do.letters.summary({ ref }, calling).then(
        () => true,
        (error: unknown) => {
          if (isEngineError(error, 'NOT_FOUND')) return false
          throw error
        },
      )
    await eventually(isThere, `${person.name} gets the notice`)
  }

  async writeAsAlice(isForMallory: boolean): Promise<AliceLetter> {
    const to = isForMallory ? ['bob', 'mallory'] : ['bob']
    const { ref } = await this.alice.do.letters.send(
      { to, subject: 'From alice', text: 'for their eyes', policy: PLAIN_POLICY },
      calling,
    )
    const letter = {
      ref,
      object: objectId(getRef(ref)),
      isForMallory,
      isRecalled: false,
      isReleased: false,
      isReadByBob: false,
      bobsWord: null,
    }
    this.book.aliceLetters.push(letter)
    return letter
  }

  async writeAsBob(): Promise<void> {
    const nth = this.#written++
    const [subject, text] = [`Letter ${nth} of bob`, `words of bob ${nth}`]
    const ref = await this.bob.write(this.alice, subject, text)
    this.book.bobLetters.set(ref, { subject, text, isToBeRead: this.book.bobLetters.size % 2 === 0 })
  }
}
