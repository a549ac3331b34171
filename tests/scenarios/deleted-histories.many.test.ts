// Random histories of sending, answering, reacting, holding, recalling and deleting, with restarts.
// Of what an author deleted, their home keeps no word: in no cell of the ledger or the index, and in
// no own feed that the secrets of the ledger open.
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { findInFiles } from '../support/decrypted-files.ts'
import { foundGroup } from '../support/groups.ts'
import { runs } from '../support/many.ts'
import { MemoryNetwork } from '../support/memory-network.ts'
import { readOwnFeeds } from '../support/own-words.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'

const HISTORIES = runs(2, 40)
const STEPS = 14

/** A letter of alice, and every word that anybody said in it or about it. */
interface Told {
  ref: string
  words: string[]
  isDeleted: boolean
}

/** mulberry32 */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

class History {
  readonly told: Told[] = []
  readonly #network = new MemoryNetwork()
  readonly #random: (below: number) => number
  readonly #seed: number
  #words = 0
  #alice!: Person
  #bob!: Person
  #isBobOn = true

  constructor(seed: number) {
    this.#seed = seed
    this.#random = createRandom(seed)
  }

  async begin(): Promise<void> {
    this.#alice = await Person.create('alice', this.#network)
    this.#bob = await Person.create('bob', this.#network)
    await pair(this.#alice, this.#bob)
    await foundGroup(this.#alice, 'garden', [this.#bob])
  }

  /** A word that is nowhere else; short enough for a reaction. */
  #newWord(about?: Told): string {
    const word = `qz${this.#seed.toString(36)}x${(this.#words++).toString(36)}zq`
    about?.words.push(word)
    return word
  }

  async #write(): Promise<void> {
    const mode = this.#random(3) > 0 ? 'open' : 'controlled'
    const told: Told = { ref: '', words: [], isDeleted: false }
    const to = this.#random(3) === 0 ? { name: 'garden' } : this.#bob
    const subject = this.#random(2) === 0 ? '' : this.#newWord(told)
    const text = `It says ${this.#newWord(told)}.`
    const policy = { ...PLAIN_POLICY, mode, hold: this.#random(6) === 0 } as const
    told.ref = await this.#alice.write(to, subject, text, { policy })
    this.told.push(told)
  }

  #chooseAlive(): Told | null {
    const alive = this.told.filter(({ isDeleted }) => !isDeleted)
    return alive[this.#random(alive.length || 1)] ?? null
  }

  async step(): Promise<void> {
    const one = this.#chooseAlive()
    const act = this.#random(9)
    if (one === null || act < 3) return this.#write()
    if (act === 3) return this.#delete(one)
    if (act === 4) return this.#switchBob()
    if (act === 5) return this.#alice.stop().then(() => this.#alice.start())
    // Some of these are refused: the letter is held, recalled, or did not arrive.
    await this.#say(one, act).catch(() => undefined)
  }

  async #say({ ref }: Told, act: number): Promise<unknown> {
    const one = this.told.find((told) => told.ref === ref)
    if (act === 6) return this.#alice.do.talks.react({ ref, text: this.#newWord(one) }, calling)
    if (!this.#isBobOn) return
    await this.#bob.read(ref, 1_000)
    if (act === 7) return this.#bob.do.talks.react({ ref, text: this.#newWord(one) }, calling)
    return this.#bob.do.letters.mark({ ref, value: 'done', note: this.#newWord(one) }, calling)
  }

  async #delete(one: Told): Promise<void> {
    await this.#alice.do.space.delete({ ref: one.ref }, calling)
    one.isDeleted = true
  }

  async deleteOne(): Promise<void> {
    const one = this.#chooseAlive()
    if (one !== null) await this.#delete(one)
  }

  async #switchBob(): Promise<void> {
    if (this.#isBobOn) await this.#bob.stop()
    else await this.#bob.start()
    this.#isBobOn = !this.#isBobOn
  }

  /** Returns the words of deleted letters that can still be read here. */
  async listLeft(): Promise<string[]> {
    const words = this.told.flatMap((one) => (one.isDeleted ? one.words : []))
    const feeds = await readOwnFeeds(this.#alice)
    const left = await Promise.all(
      words.map(async (word) => {
        const files = await findInFiles(this.#alice.homeDir, Buffer.from(word), 'cells')
        return [...files, ...(feeds.includes(word) ? ['an own feed'] : [])].map(
          (where) => `${word}: ${where}`,
        )
      }),
    )
    return left.flat()
  }

  /** Both are on, and bob has everything that was not deleted and is not held. */
  async end(): Promise<void> {
    if (!this.#isBobOn) await this.#switchBob()
    const last = await this.#alice.write(this.#bob, 'last', 'The end.', { policy: OPEN })
    await this.#bob.arrival(last)
    const post = await this.#alice.write({ name: 'garden' }, 'last post', 'The end.', { policy: OPEN })
    await this.#bob.arrival(post)
    for (const [who, what] of [[this.#alice, 'alice'] as const, [this.#bob, 'bob'] as const]) {
      const report = JSON.stringify(await who.do.doctor.report({}, calling))
      expect(report, what).not.toMatch(/"frozen":"|feed-record/)
    }
  }

  async remove(): Promise<void> {
    await Promise.all([this.#alice, this.#bob].map((one) => one.remove()))
  }
}

const OPEN = { ...PLAIN_POLICY, mode: 'open' } as const

const firstSeed = Number(process.env.FUMIKURA_SEED ?? 1)
const seeds = Array.from({ length: process.env.FUMIKURA_SEED ? 1 : HISTORIES }, (_, i) => firstSeed + i)

test.each(seeds)('no word of a deleted letter is left after history %i', async (seed) => {
  const history = new History(seed)
  await history.begin()
  try {
    for (let i = 0; i < STEPS; i++) await history.step()
    if (!history.told.some(({ isDeleted }) => isDeleted)) await history.deleteOne()
    await history.end()
    let left: string[] = []
    await eventually(async () => (left = await history.listLeft()).length === 0, `seed ${seed}`).catch(() =>
      expect(left, `FUMIKURA_SEED=${seed}`).toEqual([]),
    )
  } finally {
    await history.remove()
  }
})
