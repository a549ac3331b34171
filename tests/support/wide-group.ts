// A group of any size in one process: a few whole engines, the others light members; all of them with real cards in the owner’s roster.
// What it measures is what the owner’s engine and the wires count.
import { weigh, type Weight } from '../../bench/processes/weight.ts'
import type { Contact } from '../../src/core/contacts/index.ts'
import { findEra } from '../../src/core/feeds/index.ts'
import { findGroup, findNamedGroup } from '../../src/core/groups/group-row.ts'
import { untilIn } from './groups.ts'
import { LightMember } from './light-member.ts'
import { calling, pair, Person } from './person.ts'
import { MemoryNetwork } from './wire.ts'

const NAME = 'Wide'
/** So many are made or asked at a time. */
const AT_ONCE = 25

export interface PostFigures {
  ref: string
  bodyBytes: number
  noticeBytes: number
  /** Until the last member had it. */
  reachedMs: number
  /** Over each light member’s wire. */
  receivedBytes: number
}

export class WideGroup {
  readonly network = new MemoryNetwork()
  readonly engines: Person[] = []
  readonly members: LightMember[] = []
  addedMs = 0

  /** `engines` counts the owner too. */
  static async found(size: { engines: number; members: number }): Promise<WideGroup> {
    const wide = new WideGroup()
    for (let i = 0; i < size.engines; i++)
      wide.engines.push(await Person.create(i === 0 ? 'alice' : `engine${i}`, wide.network))
    for (const other of wide.engines.slice(1)) await pair(wide.owner, other)
    await wide.owner.do.groups.create({ name: NAME, style: 'conversation' }, calling)
    for (let at = 0; at < size.members; at += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, size.members - at) }, (_, i) =>
        LightMember.join(wide.network, `light${at + i}`),
      )
      wide.members.push(...(await Promise.all(some)))
    }
    await wide.#addEverybody()
    return wide
  }

  get owner(): Person {
    return this.engines[0]!
  }

  get id(): Uint8Array {
    return findNamedGroup(this.owner.home.parts.ledger, NAME)!
  }

  /** All as one epoch: contacts, and those whose cards came by a link. */
  async #addEverybody(): Promise<void> {
    const { acquaintances, ledger, addressBook } = this.owner.home.parts
    await ledger.write((tx) => {
      for (const { identity } of this.members) acquaintances.keep(tx, identity.card)
    })
    const persons = this.engines.slice(1).map(({ name }) => addressBook.resolve(name))
    const others = this.members.map(({ identity }) => ({ person: identity.person }) as Contact)
    const startedAt = performance.now()
    await this.owner.home.groups.add(this.id, [...persons, ...others], { seesHistory: false })
    this.addedMs = performance.now() - startedAt
    for (const engine of this.engines.slice(1)) await untilIn(engine, NAME)
    await this.#followAll()
  }

  async #followAll(): Promise<void> {
    const { ledger } = this.owner.home.parts
    const { era } = findGroup(ledger, this.id)!
    const secrets = findEra(ledger, this.id, era)!
    for (let at = 0; at < this.members.length; at += AT_ONCE)
      await Promise.all(
        this.members.slice(at, at + AT_ONCE).map((member) => member.follow(this.owner.device, secrets)),
      )
  }

  /** One post, until everybody has its notice. */
  async post(text: string): Promise<PostFigures> {
    const before = this.#received()
    const startedAt = performance.now()
    const ref = await this.owner.write({ name: NAME }, 'To all', text)
    const position = this.#positionOfLast()
    await Promise.all([
      ...this.members.map((member) => member.readNotice(position)),
      ...this.engines.slice(1).map((engine) => engine.arrival(ref, 60_000)),
    ])
    const reachedMs = performance.now() - startedAt
    const { bodyBytes, noticeBytes } = await this.owner.do.letters.cost({ ref: ref }, calling)
    const moved = this.#received() - before

    return { ref, bodyBytes, noticeBytes, reachedMs, receivedBytes: moved / Math.max(1, this.members.length) }
  }

  #positionOfLast(): number {
    const { ledger } = this.owner.home.parts
    const heads = this.owner.home.groups.feeds.listHeads(ledger, this.id)
    return heads.find(({ isMine }) => isMine)!.length - 1
  }

  #received(): number {
    const { device } = this.owner
    return this.members.reduce(
      (sum, { identity }) => sum + this.network.bytesMoved(device, identity.device.publicKey),
      0,
    )
  }

  /** Everybody opens the last post; what it weighs to the owner, until all of it is told. */
  async openAll(): Promise<{ weight: { before: Weight; after: Weight }; openedMs: number }> {
    const position = this.#positionOfLast()
    const before = await this.weigh()
    const startedAt = performance.now()
    for (let at = 0; at < this.members.length; at += AT_ONCE)
      await Promise.all(
        this.members.slice(at, at + AT_ONCE).map(async (member) => {
          await member.open(await member.readNotice(position))
        }),
      )
    const openedMs = performance.now() - startedAt
    return { weight: { before, after: await this.weigh() }, openedMs }
  }

  weigh(): Promise<Weight> {
    return weigh(this.owner.home, () => this.owner.do.doctor.report({}, calling))
  }

  /** The last of the light members is removed: a new era for everybody else. */
  async removeOne(): Promise<number> {
    const last = this.members.at(-1)!
    const startedAt = performance.now()
    await this.owner.home.groups.remove(this.id, [last.identity.person])
    return performance.now() - startedAt
  }

  /** Somebody comes by a link; until they are in it. */
  async joinOne(): Promise<number> {
    const { link } = await this.owner.do.groups.createLink({ group: NAME, needsApproval: false }, calling)
    const newcomer = await Person.create('newcomer', this.network)
    this.engines.push(newcomer)
    const startedAt = performance.now()
    await newcomer.do.groups.join({ link, waitMs: 60_000 }, calling)
    return performance.now() - startedAt
  }

  async close(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.remove()))
    for (let at = 0; at < this.members.length; at += AT_ONCE)
      await Promise.all(this.members.slice(at, at + AT_ONCE).map((member) => member.remove()))
  }
}
