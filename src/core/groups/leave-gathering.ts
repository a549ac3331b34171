// Gathers leaves: one record removes all members of a big group who leave within an hour, because
// each removal makes a box for every other member. Leaves of a small group are written at once, and
// so is what the owner does.
import { Pumps, toHex, type Clock, type Log } from '../base/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { addErrands, listErrands } from './errands.ts'
import { countMembers, findGroup, findMember, listGroups, type GroupRow } from './group-row.ts'

/** Up to so many boxes are made in the transaction that needs them. */
export const SMALL_GROUP = 64
const HOUR_MS = 60 * 60 * 1000
/** Those who leave together are in one record. */
const SOON_MS = 2_000
const RETRY_MS = 60_000

interface Options {
  ledger: Ledger
  clock: Clock
  log: Log
  isMine: (row: GroupRow) => boolean
  /** Writes one record without these members. */
  write: (group: Uint8Array, removed: Uint8Array[]) => Promise<void>
}

export class LeaveGathering {
  readonly #options: Options
  readonly #pumps: Pumps
  /** When the last gathered record was written, in ms of the monotonic clock. */
  readonly #writtenAt = new Map<string, number>()

  constructor(options: Options) {
    this.#options = options
    this.#pumps = new Pumps((group) => this.#write(group), {
      ...{ log: options.log, failed: 'leaves-not-written', retryMs: RETRY_MS },
    })
  }

  /** Removes those who left while this home was closed. */
  start(): void {
    const { ledger, isMine } = this.#options
    for (const row of listGroups(ledger))
      if (isMine(row) && listLeavers(ledger, row.groupId).length > 0) this.#schedule(row.groupId)
  }

  /** Returns false for a small group: the caller writes at once. */
  gather(tx: Transaction, group: Uint8Array, person: Uint8Array): boolean {
    if (countMembers(tx, group) <= SMALL_GROUP) return false
    addErrands(tx, group, [person], 'remove')
    this.#schedule(group)
    return true
  }

  #schedule(group: Uint8Array): void {
    const last = this.#writtenAt.get(toHex(group))
    const waitMs = last === undefined ? 0 : last + HOUR_MS - this.#options.clock.monotonicMs()
    this.#pumps.wake(group, Math.max(SOON_MS, waitMs))
  }

  async #write(group: Uint8Array): Promise<void> {
    const { ledger, clock, isMine, write } = this.#options
    const row = findGroup(ledger, group)
    const leavers = listLeavers(ledger, group)
    if (row === null || !isMine(row) || leavers.length === 0) return
    this.#writtenAt.set(toHex(group), clock.monotonicMs())
    await write(group, leavers)
  }

  close(): Promise<void> {
    return this.#pumps.close()
  }
}

/** Lists members who announced that they leave, and who are still on the roster. */
export function listLeavers(rows: Rows, group: Uint8Array): Uint8Array[] {
  return listErrands(rows, group, 'remove').filter((person) => findMember(rows, group, person) !== null)
}
