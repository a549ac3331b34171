// replicate: who may have which core. Asked for every core and every connection; the default is no.
// A person may have the feed written for them, and every core in which something was announced to them.
import { equalBytes, toHex } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import { discoveryKey, type Core, type ForeignCores, type OwnCores } from '../cores/index.ts'
import type { Ledger, Schema, Transaction } from '../ledger/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import type { Peer } from './peer.ts'

export const networkSchema: Schema = {
  noun: 'network',
  steps: [
    `CREATE TABLE core_readers (
       core BLOB NOT NULL, person BLOB NOT NULL, discovery_key BLOB NOT NULL, is_own INTEGER NOT NULL,
       PRIMARY KEY (person, discovery_key)
     ) STRICT, WITHOUT ROWID;`,
  ],
}

interface Options {
  ledger: Ledger
  ownCores: OwnCores
  foreignCores: ForeignCores
  feeds: PairFeeds
  /** Whether something that is kept here from a core is this person's own, or went to them too. */
  isKeptFor: (core: Uint8Array, person: Uint8Array) => boolean
  /** A core of a group, if this peer is in it too. */
  findOfGroup: (peer: Peer, discoveryKey: Uint8Array) => Promise<Core | null>
  /** A core that anyone may have, by its discovery key. */
  findPublic: (key: Uint8Array) => Promise<Core | null>
}

/** Of what is public a stranger gets so many cores on one wire. */
const MAX_STRANGER_CORES = 128

export class Replicate {
  readonly #options: Options
  readonly #given = new WeakMap<Peer, number>()
  /** By discovery key: what a peer has proven to have the key of, on this wire. */
  readonly #proven = new WeakMap<Peer, Map<string, Uint8Array>>()

  constructor(options: Options) {
    this.#options = options
  }

  /** From this transaction on `person` may have the own core in which something was announced to them. */
  allowOwn(tx: Transaction, core: Uint8Array, person: Uint8Array): void {
    tx.run('INSERT OR IGNORE INTO core_readers VALUES (?, ?, ?, 1)', core, person, discoveryKey(core))
  }

  /** The author's core is fetched from, and passed on to, the author and the fellow readers of a letter. An own core is none, whatever they say. */
  allowForeign(tx: Transaction, core: Uint8Array, person: Uint8Array): void {
    if (this.#options.ownCores.isOwn(core)) return
    tx.run('INSERT OR IGNORE INTO core_readers VALUES (?, ?, ?, 0)', core, person, discoveryKey(core))
  }

  /** As long as this wire holds: they hold a key of something that is kept here from it. */
  allowHere(peer: Peer, core: Uint8Array): void {
    const proven = this.#proven.get(peer) ?? new Map<string, Uint8Array>()
    this.#proven.set(peer, proven.set(toHex(discoveryKey(core)), core))
  }

  /** Whether a core is known as one that only certain persons may have. */
  hasReaders(core: Uint8Array): boolean {
    return this.#options.ledger.get('SELECT 1 FROM core_readers WHERE core = ? LIMIT 1', core) !== undefined
  }

  forget(tx: Transaction, person: Uint8Array): void {
    tx.run('DELETE FROM core_readers WHERE person = ?', person)
  }

  /** Both feeds of the pair; every other core is attached when it is asked for. */
  async attachFeeds(peer: Peer): Promise<void> {
    const pair = peer.person === null ? null : this.#options.feeds.find(this.#options.ledger, peer.person)
    if (pair === null || !equalBytes(pair.device, peer.device)) return
    peer.attach(await this.#options.ownCores.take(pair.myCore))
    try {
      peer.attach(await this.#options.foreignCores.take(pair.theirCore))
      this.#options.feeds.catchUp(pair.person)
    } catch (error) {
      // Damaged here: what they write cannot be read any more, but they still get what is written to them.
      if (!isEngineError(error, 'DAMAGED')) throw error
    }
  }

  /** The core behind a discovery key, if this peer's person may have it; opened, and repaired if it is own. */
  async find(peer: Peer, key: Uint8Array): Promise<Core | null> {
    const proven = this.#proven.get(peer)?.get(toHex(key))
    if (proven !== undefined && peer.person !== null) return this.#options.foreignCores.take(proven)
    const core = peer.person === null ? null : await this.#findOfPerson(peer, peer.person, key)
    return core ?? (await this.#options.findOfGroup(peer, key)) ?? this.#findPublic(peer, key)
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
    if (row.isOwn === 1) return this.#takeMine(row.core)
    // A notice can name any core: what is not kept here opens nothing, and tells nobody what was fetched from others.
    return this.#options.isKeptFor(row.core, person) ? this.#options.foreignCores.take(row.core) : null
  }

  /** What this person wrote, on this device or on one before it. */
  async #takeMine(core: Uint8Array): Promise<Core> {
    const { ownCores, foreignCores } = this.#options
    return ownCores.isOwn(core) ? ownCores.take(core) : foreignCores.take(core)
  }

  async #findFeed(peer: Peer, person: Uint8Array, key: Uint8Array): Promise<Core | null> {
    const { feeds, ledger, foreignCores } = this.#options
    const pair = feeds.find(ledger, person)
    if (pair === null || !equalBytes(pair.device, peer.device)) return null
    const former = feeds.findFormer(ledger, person, key)
    if (former !== null) return foreignCores.take(former)
    const wanted = toHex(key)
    if (toHex(discoveryKey(pair.myCore)) === wanted) return this.#options.ownCores.take(pair.myCore)
    if (toHex(discoveryKey(pair.theirCore)) === wanted) return this.#options.foreignCores.take(pair.theirCore)
    return null
  }
}
