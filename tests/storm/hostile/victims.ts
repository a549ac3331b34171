// Whom mallory is paired with, what everybody really wrote, and the judgement: whatever she does, nothing else is ever shown.
import { toHex } from '../../../src/core/base/index.ts'
import { isEngineError, type ErrorCode } from '../../../src/core/contract/errors.ts'
import { getRef, objectId } from '../../../src/core/store/index.ts'
import { calling, pair, Person } from '../../support/person.ts'
import { Mallory, type MadeObject } from '../../support/mallory.ts'
import { MemoryNetwork } from '../../support/wire.ts'
import { listAll } from '../../scenarios/bad-luck/wholeness.ts'
import { must, type Trial } from '../trial.ts'

export interface AliceLetter {
  ref: string
  object: Uint8Array
  isForMallory: boolean
  isRecalled: boolean
  /** Mallory was answered with its key before it was recalled. */
  isReleased: boolean
}

const READ_WAIT_MS = 300
/** What may come instead of a letter of mallory's. */
const REFUSALS = new Set<ErrorCode>([
  ...(['ALTERED', 'REWRITTEN', 'UNREACHABLE', 'AUTHOR_AWAY', 'NOT_A_READER', 'HELD'] as const),
  ...(['NOT_YET', 'RECALLED', 'EXPIRED', 'QUOTA', 'TOO_LARGE'] as const),
])
const ARRIVES_WITHIN_MS = 20_000

export class Victims {
  readonly alice: Person
  readonly bob: Person
  readonly mallory: Mallory
  /** The texts of mallory's objects, by their refs. */
  readonly made = new Map<string, string>()
  readonly aliceLetters: AliceLetter[] = []
  readonly bobLetters = new Map<string, string>()
  #written = 0

  private constructor(alice: Person, bob: Person, mallory: Mallory) {
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
    return new Victims(alice, bob, mallory)
  }

  /** An object of mallory's whose text is known; `change` alters the block that is stored. */
  async make(change?: (block: Buffer) => Uint8Array): Promise<MadeObject> {
    const text = `words of mallory ${this.#written++}`
    const made = await this.mallory.make([this.alice], `Letter ${this.#written}`, text, change)
    this.made.set(made.refText, text)
    return made
  }

  async writeAsAlice(isForMallory: boolean): Promise<AliceLetter> {
    const to = isForMallory ? ['bob', 'mallory'] : ['bob']
    const { ref } = await this.alice.do.letters.send(
      { to, subject: 'From alice', text: 'for their eyes', hold: false, urgent: false },
      calling,
    )
    const object = objectId(getRef(ref))
    const letter = { ref, object, isForMallory, isRecalled: false, isReleased: false }
    this.aliceLetters.push(letter)
    return letter
  }

  async writeAsBob(): Promise<void> {
    const text = `words of bob ${this.#written++}`
    this.bobLetters.set(await this.bob.write(this.alice, `Letter ${this.#written}`, text), text)
  }

  isOfMallory(object: Uint8Array): boolean {
    return [...this.made.keys()].some((ref) => toHex(objectId(getRef(ref))) === toHex(object))
  }

  async judge(): Promise<void> {
    await this.writeAsBob()
    for (const ref of this.bobLetters.keys()) await this.alice.arrival(ref, ARRIVES_WITHIN_MS)
    const inbox = await listAll(this.alice, 'inbox')
    const refs = inbox.map(({ ref }) => ref!)
    must(new Set(refs).size === refs.length, 'alice has a letter twice')
    for (const { ref, from } of inbox) await this.#judgeShown(ref!, from.name)
    this.#judgeReleases()
    const letter = await this.writeAsAlice(false)
    await this.bob.arrival(letter.ref, ARRIVES_WITHIN_MS)
  }

  async #judgeShown(ref: string, from: string): Promise<void> {
    const isBobs = this.bobLetters.has(ref)
    must(isBobs === (from === 'bob'), `a letter of ${isBobs ? 'bob' : 'mallory'} is shown as one of ${from}`)
    const text = await this.#readOrRefusal(ref)
    const meant = this.bobLetters.get(ref) ?? this.made.get(ref)
    must(text !== null || !isBobs, 'a letter of bob cannot be opened any more')
    must(text === null || text === meant, `an altered body is shown: ${String(text)}`)
  }

  async #readOrRefusal(ref: string): Promise<string | null> {
    try {
      return (await this.alice.read(ref, READ_WAIT_MS)).text
    } catch (error) {
      if (isEngineError(error) && REFUSALS.has(error.code)) return null
      throw error
    }
  }

  /** Every key that alice has ever handed to mallory was hers to have. */
  #judgeReleases(): void {
    const rows = this.alice.home.parts.ledger.all<{ object: Uint8Array }>(
      'SELECT object FROM access_releases WHERE person = ?',
      this.mallory.person,
    )
    for (const { object } of rows) {
      const letter = this.aliceLetters.find((one) => toHex(one.object) === toHex(object))
      must(letter?.isForMallory === true, 'a key was released to mallory that is not hers')
      must(!letter!.isRecalled || letter!.isReleased, 'a key was released after an acknowledged recall')
    }
  }
}
