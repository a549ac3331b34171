// Keeps where the server has a mail, and decides what its arrival means: news, nothing, or spam because
// its sender was asked to stop.
import { equalBytes } from '../base/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { binStopped, isAfterStop, noteTakenBack } from '../mail/index.ts'
import { readTidy } from '../tidy/index.ts'
import type { Account } from './account-rows.ts'
import type { Folder } from './folder-rows.ts'
import type { ServerMail } from './mail-server.ts'
import { shelfOf } from './mail-state.ts'
import { mergeMail } from './merge-mail.ts'
import { listPlaces, putPlace } from './place-rows.ts'

export interface PlacingParts {
  account: Account
  /** Called in the transaction that keeps a mail that came after the account did. */
  onArrived: (tx: Transaction, object: Uint8Array) => void
}

/** A mail that was unread for longer when the account came counts as read here. */
const QUIET_AFTER_MS = 7 * 24 * 60 * 60 * 1000

export function placeMail(
  tx: Transaction,
  { account, onArrived }: PlacingParts,
  folder: Folder,
  { uid, flags, receivedAt }: ServerMail,
  object: Uint8Array,
): void {
  const known = listPlaces(tx, object)
  const isKnown = known.length > 0
  const isOld = receivedAt < account.addedAt - QUIET_AFTER_MS
  const isQuiet = isKnown ? known.some((one) => one.isQuiet) : isOld || folder.role === 'sent'
  const isInInbox = shelfOf({ role: folder.role, labels: flags.labels }) === 'inbox' && folder.role !== 'sent'
  const isInAccount = known.some((one) => equalBytes(one.account, account.id))
  const isNews = isInInbox && receivedAt >= account.addedAt
  const isUnwanted = isNews && !isInAccount && isAfterStop(tx, object, receivedAt)
  const wasSpam = readTidy(tx, object).bin === 'spam'
  mergeMail(tx, object, () => putPlace(tx, { folder: folder.id, uid, object, flags, isQuiet }))
  if (isUnwanted) binStopped(tx, object)
  else if (wasSpam && readTidy(tx, object).bin === null) noteTakenBack(tx, object)
  else if (!isKnown && isNews && !flags.seen) onArrived(tx, object)
}
