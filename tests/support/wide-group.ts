// A group of any size: an owner who posts, and members who joined by a link of theirs; all of them whole engines of a crowd.
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
  /** Until each member had its notice. */
  reachedMs: number[]
  /** By each member over all its wires until everybody had it. */
  receivedBytes: number[]
}

export class WideGroup {
  readonly name: string
  readonly owner: Person
  readonly members: Person[]
  /** From the owner’s yes to all until everybody was in it. */
  addedMs = 0

  private constructor(name: string, owner: Person, members: Person[]) {
    this.name = name
    this.owner = owner
    this.members = members
  }

  /** Everybody asks by one link, and is let in as one epoch. */
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
        PATIENCE_MS,
        `${member.name} is in ${this.name}`,
      )
  }

  /** One post, until everybody has its notice. */
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

  /** Everybody opens a post; what it weighs to the owner, until all of it is told. */
  async openAll(ref: RefText): Promise<{ before: Weight; after: Weight; openedMs: number }> {
    const before = await this.weigh()
    const startedAt = performance.now()
    await eachOf(this.members, (member) => insist(() => member.read(ref, 10_000)))
    const openedMs = performance.now() - startedAt
    await this.untilTold()
    return { before, after: await this.weigh(), openedMs }
  }

  /** The releases of a group are told several to a record, some seconds later. */
  private untilTold(): Promise<void> {
    const { ledger } = this.owner.home.parts
    const isTold = (): boolean => ledger.get('SELECT 1 FROM access_pending_releases LIMIT 1') === undefined
    return eventually(isTold, PATIENCE_MS, 'all releases are told')
  }

  weigh(): Promise<Weight> {
    return weigh(this.owner.home, () => this.owner.do.doctor.report({}, calling))
  }

  /** The last member is removed, until the owner has it on disk: a new era for everybody else. */
  async removeOne(): Promise<number> {
    const last = this.members.pop()!
    const startedAt = performance.now()
    await this.owner.do.groups.remove(
      { group: this.name, persons: [personId(last.home.parts.identity.person)] },
      calling,
    )
    return performance.now() - startedAt
  }

  /** Somebody comes by a link; until they are in it. */
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
