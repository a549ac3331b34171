// Decides which cores members of a group may replicate from here: its records, its feeds, and cores
// with announced objects.
// Replicate asks this for a core that belongs to no pair. A person who shares none of the core's
// groups gets nothing.
import { equalBytes } from '../base/index.ts'
import type { Core, ForeignCores, OwnCores } from '../cores/index.ts'
import { discoveryKey } from '../cores/index.ts'
import type { GroupFeeds } from '../feeds/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { findRecordCore } from './group-core.ts'
import { findGroup, findMember } from './group-row.ts'

interface Options {
  ledger: Ledger
  ownCores: OwnCores
  foreignCores: ForeignCores
  feeds: GroupFeeds
  /** True if an object kept here from this core was made for this group. */
  isKeptForGroup: (core: Uint8Array, group: Uint8Array) => boolean
  device: Uint8Array
}

export class GroupCores {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /**
   * Lets members replicate this core. An own core counts only if this device announced an object in
   * it.
   */
  allow(tx: Transaction, group: Uint8Array, core: Uint8Array, isOwn: boolean): void {
    if (!isOwn && this.#options.ownCores.isOwn(core)) return
    tx.run(
      'INSERT OR IGNORE INTO group_cores VALUES (?, ?, ?, ?)',
      ...[discoveryKey(core), group, core, isOwn ? 1 : 0],
    )
  }

  /** Returns the core if the peer and this person share a group that it belongs to; else null. */
  async find(peer: Peer, key: Uint8Array): Promise<Core | null> {
    const { ledger, feeds } = this.#options
    if (peer.person === null) return null
    const named = feeds.findByDiscoveryKey(ledger, key) ?? findRecordCore(ledger, key)
    if (named === null) return this.#findAnnounced(peer.person, key)
    return this.#areBothIn(named.groupId, peer.person) ? this.#openCore(named.groupId, named.core) : null
  }

  async #openCore(group: Uint8Array, core: Uint8Array): Promise<Core | null> {
    const { ledger, ownCores, foreignCores, device } = this.#options
    if (ownCores.isOwn(core)) return ownCores.openCore(core)
    // The group was handed over to this device and its own core does not exist yet; opening that
    // core as a foreign one would break it.
    const row = findGroup(ledger, group)
    const isToBeMine = row !== null && equalBytes(row.core, core) && equalBytes(row.ownerDevice, device)
    return isToBeMine ? null : foreignCores.openCore(core)
  }

  async #findAnnounced(person: Uint8Array, key: Uint8Array): Promise<Core | null> {
    const { ledger, isKeptForGroup } = this.#options
    const rows = ledger.all<{ groupId: Uint8Array; core: Uint8Array; isOwn: number }>(
      'SELECT group_id AS groupId, core, is_own AS isOwn FROM group_cores WHERE discovery_key = ?',
      Buffer.from(key),
    )
    for (const { groupId, core, isOwn } of rows) {
      if (!this.#areBothIn(groupId, person)) continue
      if (isOwn === 1 || isKeptForGroup(core, groupId)) return this.#openCore(groupId, core)
    }
    return null
  }

  #areBothIn(group: Uint8Array, person: Uint8Array): boolean {
    const { ledger } = this.#options
    const membership = findGroup(ledger, group)?.membership
    return (membership === 'member' || membership === 'left') && findMember(ledger, group, person) !== null
  }
}
