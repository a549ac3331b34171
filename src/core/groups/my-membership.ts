// This person's own membership: join by a link, leave, forget.
// The owner decides who is a member; these are the person's own acts.
import { equalBytes, type Clock, type Emitter } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { GroupFeeds } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { findGroup, getGroup } from './group-row.ts'
import type { JoinRequests } from './join-requests.ts'

interface Options {
  ledger: Ledger
  identity: Identity
  clock: Clock
  feeds: GroupFeeds
  join: JoinRequests
  events: Emitter<{ changed: Uint8Array }>
  /** Runs in the transaction that ends this person's membership. */
  onGone: (tx: Transaction, group: Uint8Array) => void
  afterCommit: (act: () => void) => void
}

export class MyMembership {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /**
   * Joins by a link. Resolves when the first record has arrived, or when the owner must approve the
   * request.
   * @throws INVITER_AWAY after `waitMs`
   */
  async join(link: string, waitMs: number, signal?: AbortSignal): Promise<Uint8Array> {
    const { ledger, clock } = this.#options
    const deadline = clock.monotonicMs() + waitMs
    const group = await this.#options.join.join(link, waitMs, signal)
    const isSettled = (): boolean => findGroup(ledger, group)?.membership !== 'joining'
    while (!isSettled()) {
      const leftMs = deadline - clock.monotonicMs()
      if (leftMs <= 0)
        throw new EngineError(
          'INVITER_AWAY',
          'The group let you in, but its first record has not arrived yet.',
        )
      await this.#nextChange(Math.min(leftMs, 250))
    }
    return group
  }

  #nextChange(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer)
        stop()
        resolve()
      }
      const timer = setTimeout(finish, timeoutMs)
      const stop = this.#options.events.on('changed', finish)
    })
  }

  /**
   * Ends the membership here; the owner's device removes this person from the roster when it learns
   * of it.
   * @throws INVALID for the owner, NOT_FOUND
   */
  async leave(group: Uint8Array): Promise<void> {
    const { ledger, identity } = this.#options
    await ledger.write((tx) => {
      const row = getGroup(tx, group)
      if (row.membership === 'asked') return this.#dropAsk(tx, group)
      if (row.membership !== 'member') throw new EngineError('NOT_FOUND', 'You are not in this group.')
      if (equalBytes(row.owner, identity.person))
        throw new EngineError('INVALID', 'Hand the group over before you leave it.')
      this.#options.feeds.append(tx, group, row, { type: 'leave' })
      tx.run("UPDATE groups SET membership = 'left' WHERE group_id = ?", group)
      this.#options.onGone(tx, group)
    })
  }

  #dropAsk(tx: Transaction, group: Uint8Array): void {
    tx.run('DELETE FROM group_joins WHERE group_id = ?', group)
    tx.run('DELETE FROM groups WHERE group_id = ?', group)
    this.#options.afterCommit(() => this.#options.events.emit('changed', group))
  }

  /** Hides the group. @throws NOT_FOUND; INVALID while the person is a member */
  async forget(group: Uint8Array): Promise<void> {
    await this.#options.ledger.write((tx) => {
      const row = getGroup(tx, group)
      if (row.membership === 'member')
        throw new EngineError('INVALID', 'Leave the group before you forget it.')
      if (row.membership === 'asked') return this.#dropAsk(tx, group)
      tx.run("UPDATE groups SET membership = 'forgotten' WHERE group_id = ?", group)
      this.#options.afterCommit(() => this.#options.events.emit('changed', group))
    })
  }
}
