// A group of any size: an owner who posts, and members who joined by a link. All are whole engines.
// All figures are counted by the engines themselves.
import { weigh, type Weight } from '../../bench/processes/weight.ts'
import type { RefText } from '../../src/core/contract/index.ts'
import { personId } from '../../src/core/contract-ids.ts'
import { eachOf, insist } from './crowd.ts'
import { membershipOf } from './groups.ts'
import { calling, eventually, type Person } from './person.ts'
import { Received } from './received.ts'

const PATIENCE_MS = 15 * 60_000

export interface PostFigures {
  ref: RefText
  bodyBytes: number
  noticeBytes: number
  /** For each member, the time until the member had the notice. */
  reachedMs: number[]
  /** For each member, the bytes over all its wires until all members had the notice. */
  receivedBytes: number[]
}

export class WideGroup {
  readonly name: string
  readonly owner: Person
  readonly members: Person[]
  /** From the owner’s acceptance until all were members. */
  addedMs = 0

  private constructor(name: string, owner: Person, members: Person[]) {
    this.name = name
    this.owner = owner
    this.members = members
  }

  /**
   * Lets all members ask to join by one link. The owner accepts them together, so they share one
   * epoch.
   */
  static async found(name: string, owner: Person, members: Person[]): Promise<WideGroup> {
    const wide = new WideGroup(name, owner, members)
    await owner.do.groups.create({ name, style: 'conversation' }, calling)
    const { link } = await owner.do.groups.createLink({ group: name, needsApproval: true }, calling)
    await eachOf(members, (member) => insist(() => member.do.groups.join({ link, waitMs: 10_000 }, calling)))
    const startedAt = performance.now()
    const requests = await owner.do.groups.requests({}, calling)
    await Promise.all(
      requests.map(({ id }) => owner.do.groups.answerRequest({ request: id, accept: true }, calling)),
    )
    await wide.untilAllIn()
    wide.addedMs = performance.now() - startedAt
    return wide
  }

  async untilAllIn(): Promise<void> {
    for (const member of this.members)
      await eventually(
        async () => (await membershipOf(member, this.name)) === 'member',
        `${member.name} is in ${this.name}`,
      )
  }

  /** Sends one post and waits until all have the notice. */
  async post(text: string): Promise<PostFigures> {
    const received = new Received(this.members)
    const arrivals = received.watchArrivals()
    const startedAt = performance.now()
    const ref = await this.owner.write({ name: this.name }, 'To all', text)
    const arrivedAt = await arrivals(ref, PATIENCE_MS)
    const { bodyBytes, noticeBytes } = await this.owner.do.letters.cost({ ref }, calling)
    return {
      ...{ ref, bodyBytes, noticeBytes, receivedBytes: received.bytes() },
      reachedMs: arrivedAt.map((at) => at - startedAt),
    }
  }

  /** Lets all members open a post. Measures the owner's home before it and after all releases. */
  async openAll(ref: RefText): Promise<{ before: Weight; after: Weight; openedMs: number }> {
    const before = await this.weigh()
    const startedAt = performance.now()
    await eachOf(this.members, (member) => insist(() => member.read(ref, 10_000)))
    const openedMs = performance.now() - startedAt
    await this.untilReleasesRecorded()
    return { before, after: await this.weigh(), openedMs }
  }

  /** The owner writes a group's releases several to a record, some seconds later. */
  private untilReleasesRecorded(): Promise<void> {
    const { ledger } = this.owner.home.parts
    const isRecorded = (): boolean =>
      ledger.get('SELECT 1 FROM access_pending_releases LIMIT 1') === undefined
    return eventually(isRecorded, 'all releases are recorded')
  }

  weigh(): Promise<Weight> {
    return weigh(this.owner.home, () => this.owner.do.doctor.report({}, calling))
  }

  /** Removes the last member, so a new era begins. Returns the ms until the owner has stored it. */
  async removeOne(): Promise<number> {
    const last = this.members.pop()!
    const startedAt = performance.now()
    await this.owner.do.groups.remove(
      { group: this.name, persons: [personId(last.home.parts.identity.person)] },
      calling,
    )
    return performance.now() - startedAt
  }

  /** Adds a newcomer by a link. Returns the ms until they are a member. */
  async joinOne(newcomer: Person): Promise<number> {
    const { link } = await this.owner.do.groups.createLink(
      { group: this.name, needsApproval: false },
      calling,
    )
    const startedAt = performance.now()
    await insist(() => newcomer.do.groups.join({ link, waitMs: 10_000 }, calling))
    this.members.push(newcomer)
    return performance.now() - startedAt
  }
}
