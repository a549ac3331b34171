// Tells contacts that they are members, by their pair feeds: after the record that added them,
// because a thousand feeds take longer than the record. The ledger knows who was not told yet.
import { Pump, type Log } from '../base/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import { writeAll, type Ledger, type Transaction } from '../ledger/index.ts'
import { addErrands, listErrands, removeErrands } from './errands.ts'
import { getGroup, listGroups, type GroupRow } from './group-row.ts'

interface Options {
  ledger: Ledger
  log: Log
  pairFeeds: PairFeeds
  isMine: (row: GroupRow) => boolean
}

export class Invitations {
  readonly #options: Options
  readonly #pump: Pump

  constructor(options: Options) {
    this.#options = options
    this.#pump = new Pump(() => this.#tell(), { log: options.log, failed: 'members-not-told' })
  }

  /** Tells those whom a home did not tell before it closed. */
  start(): void {
    this.#pump.wake()
  }

  /** In the transaction that adds these persons. The caller wakes this after its commit. */
  add(tx: Transaction, group: Uint8Array, persons: readonly Uint8Array[]): void {
    addErrands(tx, group, persons, 'invite')
  }

  wake(): void {
    this.#pump.wake()
  }

  async #tell(): Promise<void> {
    const { ledger, isMine } = this.#options
    for (const row of listGroups(ledger).filter(isMine)) {
      const persons = listErrands(ledger, row.groupId, 'invite')
      await writeAll(ledger, persons, (tx, person) => this.#tellOne(tx, row.groupId, person))
    }
  }

  /** A newcomer who is no contact came by a link, and asks for the records. */
  #tellOne(tx: Transaction, group: Uint8Array, person: Uint8Array): void {
    const { core, number, title } = getGroup(tx, group)
    if (!removeErrands(tx, group, person)) return
    this.#options.pairFeeds.appendIfPaired(tx, person, { type: 'membership', group, core, number, title })
  }

  close(): Promise<void> {
    return this.#pump.close()
  }
}
