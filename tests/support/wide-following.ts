// An author and many followers: whole engines of a crowd,
// of whom only the near ones reach the author.
// All figures are counted by the engines themselves.
import { weigh } from '../../bench/processes/weight.ts'
import type { RefText } from '../../src/core/contract/index.ts'
import { eachOf, insist, type Crowd } from './crowd.ts'
import { calling, eventually, type Person } from './person.ts'
import { Received } from './received.ts'

const PATIENCE_MS = 15 * 60_000

export interface PublicFigures {
  ref: RefText
  bodyBytes: number
  noticeBytes: number
  /** For each follower, the time until the follower had the notice. */
  reachedMs: number[]
  /** For each follower, the bytes over all its wires until all followers had the notice. */
  receivedBytes: number[]
  /** Growth of the author's bodies, public feed, archive and ledger. */
  authorBytes: number
  /** Bytes over the author’s wires until all had read the post. */
  sentBytes: number
  /** From the time when all had the notice until all had read the post. */
  readMs: number
}

export class WideFollowing {
  readonly author: Person
  readonly followers: Person[]

  private constructor({ first, people }: Crowd) {
    this.author = first
    this.followers = people.slice(1)
  }

  /** Lets all followers follow the author by address. Resolves when all have the first post. */
  static async gather(crowd: Crowd): Promise<WideFollowing> {
    const wide = new WideFollowing(crowd)
    // Without a post there is no public feed to follow.
    await wide.author.write({ name: 'public' }, 'First', 'The first word.')
    const { address } = await wide.author.do.people.whoami({}, calling)
    await eachOf(wide.followers, async (follower) => {
      await follower.do.follows.follow({ who: address }, calling)
    })
    for (const follower of wide.followers)
      await eventually(
        async () => (await follower.list('following')).length > 0,
        `${follower.name} has the first post`,
      )
    return wide
  }

  /** How many followers are connected to the author. */
  get nearCount(): number {
    return this.author.home.peers.list().length
  }

  /** Publishes one post. Waits until all have the notice, then until all have read the post. */
  async post(text: string): Promise<PublicFigures> {
    const before = await this.#weigh()
    const received = new Received(this.followers)
    const arrivals = received.watchArrivals()
    const startedAt = performance.now()
    const ref = await this.author.write({ name: 'public' }, 'News', text)
    const arrivedAt = await arrivals(ref, PATIENCE_MS)
    const receivedBytes = received.bytes()
    const readFrom = performance.now()
    await eachOf(this.followers, (follower) => insist(() => follower.read(ref, 60_000)))
    const readMs = performance.now() - readFrom
    const after = await this.#weigh()
    const { bodyBytes, noticeBytes } = await this.author.do.letters.cost({ ref }, calling)
    return {
      ...{ ref, bodyBytes, noticeBytes, receivedBytes, readMs },
      reachedMs: arrivedAt.map((at) => at - startedAt),
      authorBytes: after.bodies + after.cores + after.ledger - before.bodies - before.cores - before.ledger,
      sentBytes: after.sent - before.sent,
    }
  }

  async #weigh() {
    const weight = await weigh(this.author.home, () => this.author.do.doctor.report({}, calling))
    return { ...weight, cores: await this.#publicBytes() }
  }

  /** Returns the size of the public feed and the archive, which `weigh` does not count. */
  async #publicBytes(): Promise<number> {
    const { publicFeed, ownCores, parts } = this.author.home
    const row = publicFeed.find(parts.ledger)!
    const cores = [row.core, ...(row.archiveCore === null ? [] : [row.archiveCore])]
    const taken = await Promise.all(cores.map((core) => ownCores.openCore(core)))
    return taken.reduce((sum, core) => sum + core.byteLength, 0)
  }
}
