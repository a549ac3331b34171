// replicate: decides who may have which core, for every core and every connection.
// The default is no. A person may have the feed that is written for them, and every
// core in which an object was announced to them.
import { equalBytes, toHex } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import { discoveryKey, type Core, type ForeignCores, type OwnCores } from '../cores/index.ts'
import type { Ledger, Schema, Transaction } from '../ledger/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import type { Peer } from './peer.ts'
import { WHEREABOUTS_TABLE } from './whereabouts.ts'

export const networkSchema: Schema = {
  noun: 'network',
  steps: [
    `CREATE TABLE core_readers (
       core BLOB NOT NULL, person BLOB NOT NULL, discovery_key BLOB NOT NULL, is_own INTEGER NOT NULL,
       PRIMARY KEY (person, discovery_key)
     ) STRICT, WITHOUT ROWID;
     ${WHEREABOUTS_TABLE}`,
  ],
}

interface Options {
  ledger: Ledger
  ownCores: OwnCores
  foreignCores: ForeignCores
  feeds: PairFeeds
  /**
   * True if an object that is kept here from this core belongs to this person, or
   * was sent to them too.
   */
  isKeptFor: (core: Uint8Array, person: Uint8Array) => boolean
  /** A core that anyone may have, found by its discovery key. */
  findPublic: (key: Uint8Array) => Promise<Core | null>
}

/** A noun that decides who may have cores of its own. */
interface Lender {
  /** The core with this discovery key, if the peer may have it. */
  find(peer: Peer, discoveryKey: Uint8Array): Promise<Core | null>
}

/** Number of public cores that a stranger may get on one wire. */
const MAX_STRANGER_CORES = 128

export class Replicate {
  readonly #options: Options
  readonly #lenders: Lender[] = []
  readonly #given = new WeakMap<Peer, number>()
  /** Cores whose key a peer has proven to hold on this wire. By discovery key. */
  readonly #proven = new WeakMap<Peer, Map<string, Uint8Array>>()

  constructor(options: Options) {
    this.#options = options
  }

  /** Also gives the cores of these nouns, the first ones first. */
  lend(...lenders: readonly Lender[]): void {
    this.#lenders.push(...lenders)
  }

  /**
   * After this transaction `person` may have this own core, because an object in it
   * was announced to them.
   */
  allowOwn(tx: Transaction, core: Uint8Array, person: Uint8Array): void {
    tx.run('INSERT OR IGNORE INTO core_readers VALUES (?, ?, ?, 1)', core, person, discoveryKey(core))
  }

  /**
   * Allows to fetch the author's core from the author and other readers of a
   * letter, and to pass it to them. Ignores own cores, whatever a notice claims.
   */
  allowForeign(tx: Transaction, core: Uint8Array, person: Uint8Array): void {
    if (this.#options.ownCores.isOwn(core)) return
    tx.run('INSERT OR IGNORE INTO core_readers VALUES (?, ?, ?, 0)', core, person, discoveryKey(core))
  }

  /**
   * Allows a core until this wire closes, because the peer holds a key of an object
   * that is kept here from that core.
   */
  allowHere(peer: Peer, core: Uint8Array): void {
    const proven = this.#proven.get(peer) ?? new Map<string, Uint8Array>()
    this.#proven.set(peer, proven.set(toHex(discoveryKey(core)), core))
  }

  /** True if only certain persons may have this core. */
  hasReaders(core: Uint8Array): boolean {
    return this.#options.ledger.get('SELECT 1 FROM core_readers WHERE core = ? LIMIT 1', core) !== undefined
  }

  forget(tx: Transaction, person: Uint8Array): void {
    tx.run('DELETE FROM core_readers WHERE person = ?', person)
  }

  /** Attaches both feeds of the pair. Every other core is attached when the peer asks for it. */
  async attachFeeds(peer: Peer): Promise<void> {
    const pair = peer.person === null ? null : this.#options.feeds.find(this.#options.ledger, peer.person)
    if (pair === null || !equalBytes(pair.device, peer.device)) return
    peer.attach(await this.#options.ownCores.openCore(pair.myCore))
    try {
      peer.attach(await this.#options.foreignCores.openCore(pair.theirCore))
      this.#options.feeds.catchUp(pair.person)
    } catch (error) {
      // Their feed is damaged here, so it cannot be read. They still get the feed
      // that is written for them.
      if (!isEngineError(error, 'DAMAGED')) throw error
    }
  }

  /**
   * Returns the core with this discovery key, if the peer may have it. It is opened, and
   * repaired if it is an own core.
   */
  async find(peer: Peer, key: Uint8Array): Promise<Core | null> {
    const proven = this.#proven.get(peer)?.get(toHex(key))
    if (proven !== undefined && peer.person !== null) return this.#options.foreignCores.openCore(proven)
    let core = peer.person === null ? null : await this.#findOfPerson(peer, peer.person, key)
    for (const lender of this.#lenders) core ??= await lender.find(peer, key)
    return core ?? this.#findPublic(peer, key)
  }

  async #findPublic(peer: Peer, key: Uint8Array): Promise<Core | null> {
    const given = this.#given.get(peer) ?? 0
    if (peer.person === null && given >= MAX_STRANGER_CORES) return null
    this.#given.set(peer, given + 1)
    return this.#options.findPublic(key)
  }

  async #findOfPerson(peer: Peer, person: Uint8Array, key: Uint8Array): Promise<Core | null> {
    const row = this.#options.ledger.get<{ core: Uint8Array; isOwn: number }>(
      'SELECT core, is_own AS isOwn FROM core_readers WHERE person = ? AND discovery_key = ?',
      person,
      Buffer.from(key),
    )
    if (row === undefined) return this.#findFeed(peer, person, key)
    if (row.isOwn === 1) return this.#openOwnOrFormer(row.core)
    // A notice can name any core. A core of which nothing is kept here gives no
    // access, and does not reveal what was fetched.
    return this.#options.isKeptFor(row.core, person) ? this.#options.foreignCores.openCore(row.core) : null
  }

  /** A core that this person wrote on this device or on a former one. */
  async #openOwnOrFormer(core: Uint8Array): Promise<Core> {
    const { ownCores, foreignCores } = this.#options
    return ownCores.isOwn(core) ? ownCores.openCore(core) : foreignCores.openCore(core)
  }

  async #findFeed(peer: Peer, person: Uint8Array, key: Uint8Array): Promise<Core | null> {
    const { feeds, ledger, foreignCores } = this.#options
    const pair = feeds.find(ledger, person)
    if (pair === null || !equalBytes(pair.device, peer.device)) return null
    const former = feeds.findFormer(ledger, person, key)
    if (former !== null) return foreignCores.openCore(former)
    const wanted = toHex(key)
    if (toHex(discoveryKey(pair.myCore)) === wanted) return this.#options.ownCores.openCore(pair.myCore)
    if (toHex(discoveryKey(pair.theirCore)) === wanted)
      return this.#options.foreignCores.openCore(pair.theirCore)
    return null
  }
}
