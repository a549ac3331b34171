// Takes mails from the selected folder: lists them, fetches those that are not here, and keeps each
// with its place in one transaction.
import { findKnownMail, keepMails, type MailToKeep } from '../mail/index.ts'
import type { LetterParts } from '../letters/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Account } from './account-rows.ts'
import type { Folder } from './folder-rows.ts'
import type { MailConnection, ServerMail } from './mail-server.ts'
import { mergeMail } from './merge-mail.ts'
import { shelfOf } from './mail-state.ts'
import { listPlaces, putPlace } from './place-rows.ts'
import { writeUids } from './uid-range.ts'

export interface TakingParts {
  letters: LetterParts
  account: Account
  /** Called in the transaction that keeps a mail that came after the account did. */
  onArrived: (tx: Transaction, object: Uint8Array) => void
}

/** Mails of at most so many bytes are fetched at once. */
const BATCH_BYTES = 8 << 20
/** A mail that was unread for longer when the account came counts as read here. */
const QUIET_AFTER_MS = 7 * 24 * 60 * 60 * 1000

export interface Taken {
  listed: number
  /** The mails that were older than what the person wants. */
  skipped: number
}

/**
 * @param uids mails of the selected folder
 * @throws MAIL_AWAY, MAIL_REFUSED, NO_SPACE, CANCELLED
 */
export async function takeMails(
  parts: TakingParts,
  connection: MailConnection,
  folder: Folder,
  uids: readonly number[],
  signal: AbortSignal,
): Promise<Taken> {
  const { account, letters } = parts
  const wanted: ServerMail[] = []
  const known: { mail: ServerMail; object: Uint8Array }[] = []
  let [listed, skipped] = [0, 0]
  for await (const mail of connection.listMails(writeUids(uids), signal)) {
    listed++
    const object = findKnownMail(letters.ledger, mail.head, mail.size)
    if (object !== null) known.push({ mail, object })
    else if (mail.receivedAt < account.since) skipped++
    else wanted.push(mail)
  }
  if (known.length > 0)
    await letters.ledger.write((tx) => {
      for (const { mail, object } of known) place(tx, parts, folder, mail, object)
    })
  for (const batch of batches(wanted)) await fetchAndKeep(parts, connection, folder, batch, signal)
  return { listed, skipped }
}

function* batches(mails: readonly ServerMail[]): Generator<ServerMail[]> {
  let batch: ServerMail[] = []
  let bytes = 0
  for (const mail of mails) {
    if (batch.length > 0 && bytes + mail.size > BATCH_BYTES) {
      yield batch
      ;[batch, bytes] = [[], 0]
    }
    batch.push(mail)
    bytes += mail.size
  }
  if (batch.length > 0) yield batch
}

async function fetchAndKeep(
  parts: TakingParts,
  connection: MailConnection,
  folder: Folder,
  mails: readonly ServerMail[],
  signal: AbortSignal,
): Promise<void> {
  const byUid = new Map(mails.map((mail) => [mail.uid, mail]))
  const toKeep: MailToKeep[] = []
  for await (const { uid, raw } of connection.fetchWhole(writeUids([...byUid.keys()]), signal)) {
    const mail = byUid.get(uid)
    if (mail === undefined) continue
    toKeep.push({
      ...{ what: `${folder.path}/${uid}`, raw, fallbackAt: mail.receivedAt },
      onKept: (tx, object) => place(tx, parts, folder, mail, object),
    })
  }
  const { refused } = await keepMails(parts.letters, toKeep)
  // A mail that cannot be kept stays at the server, and is not fetched again and again.
  const failed = new Set(refused.map(({ what }) => what))
  const left = mails.filter(({ uid }) => failed.has(`${folder.path}/${uid}`))
  if (left.length === 0) return
  for (const { what, code } of refused) parts.letters.log.warn('mail-not-kept', { what, code })
  await parts.letters.ledger.write((tx) => {
    for (const mail of left)
      putPlace(tx, { folder: folder.id, uid: mail.uid, object: null, flags: mail.flags, isQuiet: true })
  })
}

function place(
  tx: Transaction,
  { account, onArrived }: TakingParts,
  folder: Folder,
  { uid, flags, receivedAt }: ServerMail,
  object: Uint8Array,
): void {
  const isOld = receivedAt < account.addedAt - QUIET_AFTER_MS
  const isQuiet = isOld || folder.role === 'sent'
  const isKnown = listPlaces(tx, object).length > 0
  mergeMail(tx, object, () => putPlace(tx, { folder: folder.id, uid, object, flags, isQuiet }))
  const isInInbox = shelfOf({ role: folder.role, labels: flags.labels }) === 'inbox' && folder.role !== 'sent'
  if (!isKnown && isInInbox && !flags.seen && receivedAt >= account.addedAt) onArrived(tx, object)
}
