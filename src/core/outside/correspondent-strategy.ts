// Mail addresses as an audience: no feed, no grant and no core. A due notice becomes a row of the
// queue, in the transaction that makes it due.
// This is one row of the table in access/strategies.ts.
import {
  noMemberships,
  withdrawalForm,
  type AudienceGrant,
  type AudienceStrategy,
  type WithdrawalKind,
} from '../access/index.ts'
import { MalformedRecord, type Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Identity } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { NO_EPOCH, objectId, type ObjectReader } from '../store/index.ts'
import { findReader, queue, removeReader, setDue, setState } from './mail-queue.ts'
import type { MailSender } from './ports.ts'

export interface CorrespondentStrategyParts {
  identity: Identity
  clock: Clock
  mailSender: MailSender
}

/** The words go in the mail, so nobody needs a key. */
const NO_GRANT = new Uint8Array(1)

export function createCorrespondentStrategy({
  identity,
  clock,
  mailSender,
}: CorrespondentStrategyParts): AudienceStrategy {
  return {
    ...noMemberships.correspondent,
    hasVersions: false,
    standsAlone: false,
    coreKind: 'objects',
    releasesSettleMs: 0,
    namesReaders: false,
    grantBytes: NO_GRANT.byteLength,

    madeFor: () => ({ kind: 'person' }),
    check(rows) {
      if (mailSender.findSendingAccount(rows, null) === null) throw noAccount()
    },
    prepareShare() {
      throw new EngineError('INVALID', 'A mail address gets a letter of its own.')
    },
    // Until the hand-over its author can recall it, also if it is open for others.
    seal: (_rows, key) => correspondentGrant(key),
    readersOf: () => ({ to: [], initials: null, audience: { kind: 'person' } }),
    refFor: (_rows, ref) => ref,
    isReached: () => true,
    // No station carries it, and no core is opened for it: there is no feed.
    append(tx, person, record) {
      const at = clock.now()
      if (record.type === 'notice')
        queue(
          tx,
          { objectId: objectId(record.notice.ref), person },
          { device: identity.device.publicKey, at },
        )
      else if (record.type === 'withdrawal') {
        const { objectId: object, kind } = withdrawalForm.decode(record.record)
        withdraw(tx, { objectId: object, person }, kind, at)
      }
      return false
    },
    allowCore: () => undefined,
    appendCard: () => undefined,

    checkNotice() {
      throw new MalformedRecord('a notice for a mail address')
    },
    open: () => null,
    allowOthers: () => undefined,
    isSource: () => false,
    answer: () => false,
  }
}

export const correspondentGrant = (key: Uint8Array): AudienceGrant => ({
  ...{ audience: { kind: 'correspondent', key }, since: NO_EPOCH, boxNumber: 0, grant: NO_GRANT },
  mode: 'controlled',
})

export const noAccount = (): EngineError =>
  new EngineError('INVALID', 'To write to a mail address, add a mail account first.')

/** A mail that was handed over is not withdrawn, so it is still in the queue. */
function withdraw(tx: Transaction, reader: ObjectReader, kind: WithdrawalKind, at: number): void {
  if (kind === 'held' || kind === 'let-go') {
    const wanted = kind === 'held' ? 'waiting' : 'held'
    if (findReader(tx, reader)?.state !== wanted) return
    setState(tx, reader, { state: kind === 'held' ? 'held' : 'waiting', at })
    if (kind === 'let-go') setDue(tx, reader.objectId, at)
  } else removeReader(tx, reader)
}
