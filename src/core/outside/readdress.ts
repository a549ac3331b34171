// Sends the mail of a letter to another address than the one that it did not reach. The letter itself
// does not change: it still names whom it was written to.
import { findContentKey, grantObject } from '../access/index.ts'
import { EngineError } from '../contract/errors.ts'
import { correspondentKey, keepCorrespondent } from '../correspondents/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { MailAddress } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { correspondentGrant } from './correspondent-strategy.ts'
import { findReader, queue, setInstead } from './mail-queue.ts'

export interface Readdressing {
  object: Uint8Array
  /** The address that it did not reach. */
  from: string
  to: MailAddress
  device: Uint8Array
  /** ms since the epoch. */
  at: number
}

/** @throws INVALID if it reached `from`, or has another address already; RECALLED */
export function readdress(tx: Transaction, { object, from, to, device, at }: Readdressing): void {
  const missed = { objectId: object, person: correspondentKey({ name: '', address: from }) }
  const before = findReader(tx, missed)
  const isMissed = before?.state === 'refused' || before?.state === 'returned'
  if (!isMissed || before.instead !== null)
    throw new EngineError('INVALID', `No mail to ${from} was refused or came back.`)
  const contentKey = findContentKey(tx, object)
  if (contentKey === null) throw new EngineError('RECALLED', 'The letter was recalled.')
  const key = correspondentKey(to)
  keepCorrespondent(tx, to, at)
  const grants = [correspondentGrant(key)]
  const how = { mode: 'controlled', isShared: true, noticedAt: at, at } as const
  grantObject(tx, { objectId: object, contentKey, grants, ...how })
  queue(tx, { objectId: object, person: key }, { device, at })
  setInstead(tx, missed, key)
  touch(tx, object)
}
