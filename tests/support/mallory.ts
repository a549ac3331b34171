// Mallory: a hostile contact who paired honestly, with a real device and real pair secrets.
// Her engine ends after the pairing; a raw peer with her keys writes what a test wants.
import type Hypercore from 'hypercore'
import { toText } from '../../src/core/base/index.ts'
import type { CoreShelf } from '../../src/core/cores/index.ts'
import {
  feedNamespace,
  noticeTitle,
  pairSecrets,
  recordKey,
  type FeedRecord,
  type Notice,
} from '../../src/core/feeds/index.ts'
import { feedBlinding, pairFeedKey } from '../../src/core/feeds/pair-secrets.ts'
import { sealFeedRecord } from '../../src/core/feeds/feed-record.ts'
import {
  findWords,
  latestBoxKey,
  openPersonRoot,
  type Identity,
  type PersonRoot,
} from '../../src/core/identity/index.ts'
import { sumAttached, UNGIVEN } from '../../src/core/delivery/index.ts'
import { toNoticed } from '../../src/core/delivery/policy.ts'
import {
  agreeOnce,
  blindKeyPair,
  deriveKey,
  randomBytes,
  sealObject,
  sealSmallBox,
} from '../../src/core/seal/index.ts'
import { encodeObject, formatRef, objectId, type ObjectHeader, type Ref } from '../../src/core/store/index.ts'
import { pair, Person } from './person.ts'
import { RawPeer } from './raw-peer.ts'
import type { MemoryNetwork } from './memory-network.ts'
import type { MemoryWires } from './memory-wires.ts'

/** What Mallory knows of a person she paired with. */
interface Victim {
  person: Uint8Array
  namingSecret: Uint8Array
  gateSecret: Uint8Array
  /** Generation of her feed for the person. */
  generation: number
  /** The feed that Mallory writes for the person. */
  feed: Hypercore
  key: Uint8Array
  /** The feed that the person writes for Mallory. */
  theirFeed: Uint8Array
}

/** A stored object that no notice has announced yet. */
export interface MadeObject {
  ref: Ref
  refText: string
  object: Uint8Array
  header: ObjectHeader
  contentKey: Uint8Array
  block: Uint8Array
  bytes: number
}

export class Mallory extends RawPeer {
  readonly identity: Identity
  readonly words: string[]
  readonly #victims: Map<Person, Victim>
  #objects: Hypercore | null = null

  private constructor(
    engine: Mallory['identity'],
    words: string[],
    victims: Map<Person, Victim>,
    raw: [MemoryWires, CoreShelf, string],
  ) {
    super(engine.device, ...raw)
    this.identity = engine
    this.words = words
    this.#victims = victims
  }

  /** Pairs with everyone, then replaces her engine with a raw peer. Her feeds are still empty. */
  static async pairWith(network: MemoryNetwork, ...persons: Person[]): Promise<Mallory> {
    const honest = await Person.create('mallory', network)
    try {
      for (const person of persons) await pair(person, honest)
      const { identity, feeds, ledger } = honest.home.parts
      const words = findWords(ledger)!
      const rows = persons.map((person) => feeds.find(ledger, person.home.parts.identity.person)!)
      await honest.stop()
      const mallory = new Mallory(identity, words, new Map(), await RawPeer.open(network, identity.device))
      for (const [i, person] of persons.entries()) {
        const row = rows[i]!
        const { namingSecret, epochSecret, gateSecret } = pairSecrets(row.pairSecret, row.era)
        const generation = row.myGeneration
        const feed = await mallory.#makeFeed(namingSecret, generation)
        const key = recordKey(epochSecret, feed.key)
        mallory.#victims.set(person, {
          person: row.person,
          namingSecret,
          gateSecret,
          generation,
          feed,
          key,
          theirFeed: row.theirCore,
        })
      }
      for (const person of persons) await mallory.dial(person.device)
      return mallory
    } finally {
      await honest.remove()
    }
  }

  get person(): Uint8Array {
    return this.identity.person
  }

  get id(): string {
    return toText(this.person)
  }

  victim(person: Person): Victim {
    return this.#victims.get(person)!
  }

  feedFor(person: Person): Hypercore {
    return this.victim(person).feed
  }

  /**
   * Takes her off the network and begins all her feeds again under their old names, as if she had
   * written nothing.
   */
  async startOver(): Promise<void> {
    for (const person of this.#victims.keys()) this.undial(person.device)
    await this.forgetCores()
    this.#objects = null
    for (const victim of this.#victims.values())
      victim.feed = await this.#makeFeed(victim.namingSecret, victim.generation)
  }

  #makeFeed(namingSecret: Uint8Array, generation: number): Promise<Hypercore> {
    const name = [namingSecret, 0, this.device.publicKey, generation] as const
    return this.makeCore(feedNamespace(...name), blindKeyPair(this.device, feedBlinding(...name)))
  }

  /** Returns the key of her feed for this person by its generation. */
  feedKeyOf(person: Person): (generation: number) => Uint8Array {
    const { namingSecret } = this.victim(person)
    return (generation) => pairFeedKey(namingSecret, 0, this.device.publicKey, generation)
  }

  /** Returns her root key, to sign forged cards and device eras. */
  openRoot(): Promise<PersonRoot> {
    return openPersonRoot(this.words)
  }

  /** Seals records correctly for the next positions of her feed, and appends them. */
  async write(person: Person, ...records: FeedRecord[]): Promise<void> {
    const { feed, key } = this.victim(person)
    await this.append(
      feed,
      records.map((record, i) => sealFeedRecord(key, feed.key, feed.length + i, record)),
    )
  }

  /** Appends any bytes to her feed. */
  async writeBlocks(person: Person, ...blocks: Uint8Array[]): Promise<void> {
    await this.append(this.feedFor(person), blocks)
  }

  /** Returns the core that contains her objects. */
  async objects(): Promise<Hypercore> {
    return (this.#objects ??= await this.makeCore())
  }

  /** Stores an object in her core. `change` alters the stored block, `more` the header. */
  async make(
    to: Person[],
    title: string,
    text: string,
    change: (block: Buffer) => Uint8Array = (block) => block,
    more: Partial<ObjectHeader> = {},
  ): Promise<MadeObject> {
    const header: ObjectHeader = {
      kind: 'letter',
      title,
      at: Date.now(),
      type: 'text/markdown; charset=utf-8',
      to: to.map((person) => this.victim(person).person),
      links: [],
      madeFor: { kind: 'person' },
      tags: [],
      ...more,
    }
    const author = { person: this.person, device: this.device.publicKey }
    const { blocks, cipherRoot, keyCommit, contentKey, chunkCount } = await sealObject(
      author,
      encodeObject(header, Buffer.from(text)),
    )
    const core = await this.objects()
    const ref: Ref = { cipherRoot, keyCommit, ...author, core: core.key, start: core.length, chunkCount }
    await this.append(
      core,
      blocks.map((block) => change(Buffer.from(block))),
    )
    const bytes = blocks.reduce((sum, block) => sum + block.byteLength, 0)
    return {
      ref,
      refText: formatRef(ref),
      object: objectId(ref),
      header,
      contentKey,
      block: blocks[0]!,
      bytes,
    }
  }

  /** Returns the notice that an honest author would write for the object. */
  noticeOf(made: MadeObject, changes: Partial<Notice> = {}): Notice {
    const { ref, header, bytes } = made
    return {
      ref,
      title: noticeTitle(header.title),
      to: header.to,
      initials: null,
      kind: header.kind,
      size: bytes,
      at: header.at,
      ...toNoticed(UNGIVEN),
      reply: null,
      releaser: { device: this.device.publicKey, term: 1 },
      boxNumber: 1,
      grant: null,
      audience: { kind: 'person' },
      isShared: false,
      replaces: null,
      attached: sumAttached(header, ref.person),
      gate: null,
      words: null,
      ...changes,
    }
  }

  async announce(person: Person, made: MadeObject, changes: Partial<Notice> = {}): Promise<void> {
    await this.write(person, { type: 'notice', notice: this.noticeOf(made, changes) })
  }

  /** Sends an honest letter. It must still arrive, whatever else is in her feed. */
  async sendHonestly(person: Person, title = 'Honest'): Promise<MadeObject> {
    const made = await this.make([person], title, 'nothing to complain about')
    await this.announce(person, made, { mode: 'open', grant: this.grantFor(person, made) })
    return made
  }

  grantFor(person: Person, { object, contentKey }: Pick<MadeObject, 'object' | 'contentKey'>): Uint8Array {
    const second = deriveKey(
      'fumikura/pair-second/1',
      this.#victims.get(person)?.gateSecret ?? randomBytes(32),
    )
    const key = { domain: 'fumikura/pair-box/1', second, place: [object] }
    const { publicKey } = latestBoxKey(person.home.parts.identity.card)
    return sealSmallBox(agreeOnce(publicKey), key, contentKey)
  }
}

/** Counts refused feed records: malformed ones, and unknown forms (most random bytes). */
export function countRefused(skipped: Record<string, number>): number {
  return (skipped['feed-record-malformed'] ?? 0) + (skipped['feed-record-unknown'] ?? 0)
}

/** Returns the skipped records in the `doctor` report, counted by kind. */
export async function skippedBy(person: Person): Promise<Record<string, number>> {
  return (await person.do.doctor.report({}, { signal: new AbortController().signal })).skipped
}
