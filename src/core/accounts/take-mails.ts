// Takes mails from the selected folder: lists them, fetches those that are not here, and keeps each
// with its place in one transaction.
import {
  cutMail,
  findKnownMail,
  keepMails,
  MAX_MAIL_BYTES,
  readCut,
  readMessageId,
  type CutPart,
  type MailReport,
  type MailToKeep,
} from '../mail/index.ts'
import { findSentId, hashMailId, type LetterParts } from '../letters/index.ts'
import { writeAll, type Ledger, type Rows } from '../ledger/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import type { Account } from './account-rows.ts'
import { namesOfResults } from './discovery/find-provider.ts'
import type { Folder } from './folder-rows.ts'
import { putParts } from './large-parts/part-rows.ts'
import type { MailConnection, ServerMail } from './mail-server.ts'
import { placeMail, type PlacingParts } from './place-mail.ts'
import { putPlace } from './place-rows.ts'
import { writeUids } from './uid-range.ts'

export interface TakingParts extends PlacingParts {
  letters: LetterParts
  /** What a server says about a mail that was sent. */
  onReport: (report: MailReport) => Promise<unknown>
}

/** Mails of at most so many bytes are fetched at once. */
const BATCH_BYTES = 8 << 20

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
  const copies: ServerMail[] = []
  const ids = new Set<string>()
  /** They may be copies of one that is fetched now. */
  const later: number[] = []
  let [listed, skipped] = [0, 0]
  for await (const mail of connection.listMails(writeUids(uids), signal)) {
    listed++
    const object = findKnownMail(letters.ledger, mail.head, mail.size)
    const id = readMessageId(mail.head)
    if (isOwnCopy(letters.ledger, folder, mail)) copies.push(mail)
    else if (object !== null) known.push({ mail, object })
    else if (mail.receivedAt < account.since) skipped++
    else if (ids.has(id)) later.push(mail.uid)
    else {
      wanted.push(mail)
      if (id !== '') ids.add(id)
    }
  }
  await keepPlaces(letters.ledger, folder, copies)
  await writeAll(letters.ledger, known, (tx, { mail, object }) => placeMail(tx, parts, folder, mail, object))
  for (const batch of batches(wanted)) await fetchAndKeep(parts, connection, folder, batch, signal)
  if (later.length > 0) await takeMails(parts, connection, folder, later, signal)
  return { listed, skipped }
}

/** The server's copy of a letter that went by mail. The letter itself is in the list of sent ones. */
function isOwnCopy(rows: Rows, { role }: Folder, { head, flags }: ServerMail): boolean {
  if (role !== 'sent' && !flags.labels.includes('\\Sent')) return false
  const id = readMessageId(head)
  return id !== '' && findSentId(rows, hashMailId(id)) !== null
}

/** Remembers mails that have no object here, so that they are not looked at again. */
function keepPlaces(ledger: Ledger, { id }: Folder, mails: readonly ServerMail[]): Promise<void> {
  return writeAll(ledger, mails, (tx, { uid, flags }) =>
    putPlace(tx, { folder: id, uid, object: null, flags, isQuiet: true }),
  )
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
  const toKeep: MailToKeep[] = []
  const keep = (mail: ServerMail, raw: Uint8Array, left: readonly CutPart[]): void => {
    toKeep.push({
      ...{ what: nameOf(folder, mail), raw, size: mail.size, fallbackAt: mail.receivedAt },
      trusted: namesOfResults(parts.account.incoming),
      isCut: left.length > 0,
      onKept: (tx, object) => {
        placeMail(tx, parts, folder, mail, object)
        putParts(tx, object, left, mail.receivedAt)
      },
    })
  }
  const whole = new Map<number, ServerMail>()
  for (const mail of mails) {
    const cut = isTakenWhole(parts.account, mail) ? null : await cutAtServer(connection, mail)
    if (cut === null) whole.set(mail.uid, mail)
    else keep(mail, cut, readCut(cut)!.parts)
    if (signal.aborted) throw new EngineError('CANCELLED', 'Fetching was cancelled.')
  }
  for await (const { uid, raw } of connection.fetchWhole(writeUids(whole.keys()), signal)) {
    const mail = whole.get(uid)
    if (mail !== undefined) keep(mail, raw, [])
  }
  const { refused, reports } = await keepMails(parts.letters, toKeep)
  for (const report of reports) await parts.onReport(report)
  await keepRefused(parts, folder, mails, refused)
}

/** Who keeps everything gets each mail at once, unless it is too large for one object. */
const isTakenWhole = ({ keeps }: Account, { size }: ServerMail): boolean =>
  keeps === 'all' && size <= MAX_MAIL_BYTES

async function cutAtServer(connection: MailConnection, mail: ServerMail): Promise<Uint8Array | null> {
  try {
    const { uid, size } = mail
    return await cutMail({ size, findStructure: () => connection.findStructure(uid) }, (from, count) =>
      connection.fetchRange(uid, '', from, count),
    )
  } catch (error) {
    // It was removed since it was listed.
    if (isEngineError(error, 'GONE')) return null
    throw error
  }
}

const nameOf = ({ path }: Folder, { uid }: ServerMail): string => `${path}/${uid}`

/** A mail that cannot be kept stays at the server, and is not fetched again and again. */
async function keepRefused(
  { letters }: TakingParts,
  folder: Folder,
  mails: readonly ServerMail[],
  refused: readonly { what: string; code: ErrorCode }[],
): Promise<void> {
  for (const { what, code } of refused) letters.log.warn('mail-not-kept', { what, code })
  const failed = new Set(refused.map(({ what }) => what))
  const left = mails.filter((mail) => failed.has(nameOf(folder, mail)))
  await keepPlaces(letters.ledger, folder, left)
}
