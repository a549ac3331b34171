// Which cores a group's members may have from here: its records, its feeds, and those in which something was announced there.
// Asked on replicate for a core that is no pair's; whoever is in none of the groups it belongs to gets nothing.
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
  /** Whether something that is kept here from a core was made for this group. */
  isKeptForGroup: (core: Uint8Array, group: Uint8Array) => boolean
  device: Uint8Array
}

export class GroupCores {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /** Its members may have this core from here; an own one only where it was this device that announced something in it. */
  allow(tx: Transaction, group: Uint8Array, core: Uint8Array, isOwn: boolean): void {
    if (!isOwn && this.#options.ownCores.isOwn(core)) return
    tx.run(
      'INSERT OR IGNORE INTO group_cores VALUES (?, ?, ?, ?)',
      ...[discoveryKey(core), group, core, isOwn ? 1 : 0],
    )
  }

  /** A core of a group, for a peer who is in it. */
  async find(peer: Peer, key: Uint8Array): Promise<Core | null> {
    const { ledger, feeds } = this.#options
    if (peer.person === null) return null
    const named = feeds.findByDiscoveryKey(ledger, key) ?? findRecordCore(ledger, key)
    if (named === null) return this.#findAnnounced(peer.person, key)
    return this.#areBothIn(named.groupId, peer.person) ? this.#take(named.groupId, named.core) : null
  }

  async #take(group: Uint8Array, core: Uint8Array): Promise<Core | null> {
    const { ledger, ownCores, foreignCores, device } = this.#options
    if (ownCores.isOwn(core)) return ownCores.take(core)
    // It was handed over to me, and my core is not made yet: to open it as another's would spoil it.
    const row = findGroup(ledger, group)
    const isToBeMine = row !== null && equalBytes(row.core, core) && equalBytes(row.ownerDevice, device)
    return isToBeMine ? null : foreignCores.take(core)
  }

  async #findAnnounced(person: Uint8Array, key: Uint8Array): Promise<Core | null> {
    const { ledger, isKeptForGroup } = this.#options
    const rows = ledger.all<{ groupId: Uint8Array; core: Uint8Array; isOwn: number }>(
      'SELECT group_id AS groupId, core, is_own AS isOwn FROM group_cores WHERE discovery_key = ?',
      Buffer.from(key),
    )
    for (const { groupId, core, isOwn } of rows) {
      if (!this.#areBothIn(groupId, person)) continue
      if (isOwn === 1 || isKeptForGroup(core, groupId)) return this.#take(groupId, core)
    }
    return null
  }

  #areBothIn(group: Uint8Array, person: Uint8Array): boolean {
    const { ledger } = this.#options
    const membership = findGroup(ledger, group)?.membership
    return (membership === 'member' || membership === 'left') && findMember(ledger, group, person) !== null
  }
}
